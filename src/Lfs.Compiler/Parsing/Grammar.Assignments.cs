namespace Lfs.Compiler.Parsing;

// Assignments to one or more variables.
partial class Grammar<TFunction>
{
    Expression[] _targets = new Expression[8];
    int _targetCount;

    protected void Assignment(Expression first)
    {
        int bottom = _targetCount;
        AddTarget(first);
        while (TrySkip(TokenKind.Comma))
        {
            Expression next = PrimaryExpression();
            if (next.Kind is ExpressionKind.Local or ExpressionKind.Upvalue)
                SaveFromConflict(bottom, next);
            CheckTargets(_targetCount - bottom);
            AddTarget(next);
        }
        Skip(TokenKind.Assign);
        AssignValues(bottom);
    }

    /// <summary>Throws if an assignment has more variables than levels are left.</summary>
    protected abstract void CheckTargets(int count);

    void AddTarget(Expression target)
    {
        if (!target.IsVariable)
            throw _scanner.Error("syntax error");
        if (_targetCount == _targets.Length)
            Array.Resize(ref _targets, _targetCount * 2);
        _targets[_targetCount++] = target;
    }

    // Assigns the targets from last to first. If there are as many values as targets, the
    // last value needs no register.
    void AssignValues(int bottom)
    {
        int count = _targetCount - bottom;
        int values = ExpressionList(out Expression last);
        if (values == count)
        {
            _code.SetOneReturn(ref last);
            _code.Store(ref _targets[--_targetCount], ref last);
        }
        else
        {
            Adjust(count, values, ref last);
        }
        while (_targetCount > bottom)
        {
            var value = new Expression(ExpressionKind.Register, _code.FreeRegister - 1);
            _code.Store(ref _targets[--_targetCount], ref value);
        }
    }

    // lparser.c, check_conflict. In a[i], i = ... the index must be the old i, so it is copied. In 5.3 the
    // same is true of an upvalue a in a.x, a = ...
    void SaveFromConflict(int bottom, Expression variable)
    {
        bool isLocal = variable.Kind == ExpressionKind.Local;
        ExpressionKind indexed = isLocal ? ExpressionKind.Indexed : ExpressionKind.IndexedUpvalue;
        int copy = _code.FreeRegister;
        bool isUsed = false;
        for (int i = bottom; i < _targetCount; i++)
        {
            ref Expression target = ref _targets[i];
            if (target.Kind == indexed && target.Place == variable.Place)
            {
                isUsed = true;
                target.Become(ExpressionKind.Indexed, copy);
            }
            bool hasKey = target.Kind is ExpressionKind.Indexed or ExpressionKind.IndexedUpvalue;
            if (isLocal && hasKey && target.Key == variable.Place)
            {
                isUsed = true;
                target.Key = copy;
            }
        }
        if (!isUsed)
            return;
        _code.EmitAbc(isLocal ? _op.Move : _op.GetUpval, copy, variable.Place, 0);
        _code.ReserveRegisters(1);
    }
}
