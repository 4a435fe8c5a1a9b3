using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Parsing;

// Assignments to one or more variables.
partial class Parser
{
    Expression[] _targets = new Expression[8];
    int _targetCount;

    void Assignment(Expression first)
    {
        int bottom = _targetCount;
        AddTarget(first);
        while (TrySkip(TokenKind.Comma))
        {
            Expression next = PrimaryExpression();
            if (next.Kind == ExpressionKind.Local)
                SaveFromConflict(bottom, next);
            int limit = Limits.MaxLevels - _levels;
            _function.CheckLimit(_targetCount - bottom, limit, "variables in assignment");
            AddTarget(next);
        }
        Skip(TokenKind.Assign);
        AssignValues(bottom);
    }

    void AddTarget(Expression target)
    {
        if (!target.IsVariable)
            throw _lexer.Error("syntax error");
        if (_targetCount == _targets.Length)
            Array.Resize(ref _targets, _targetCount * 2);
        _targets[_targetCount++] = target;
    }

    // Targets are assigned last to first. With as many values as targets the last needs no register of its
    // own.
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
            if (values > count)
                _code.FreeRegister -= values - count;
        }
        while (_targetCount > bottom)
        {
            var value = new Expression(ExpressionKind.Register, _code.FreeRegister - 1);
            _code.Store(ref _targets[--_targetCount], ref value);
        }
    }

    // In a[i], i = ... the i of a[i] is the old one: it gets a copy.
    void SaveFromConflict(int bottom, Expression local)
    {
        int copy = _code.FreeRegister;
        bool isUsed = false;
        for (int i = bottom; i < _targetCount; i++)
        {
            ref Expression target = ref _targets[i];
            if (target.Kind != ExpressionKind.Indexed)
                continue;
            if (target.Place == local.Place)
            {
                isUsed = true;
                target.Place = copy;
            }
            if (target.Key == local.Place)
            {
                isUsed = true;
                target.Key = copy;
            }
        }
        if (!isUsed)
            return;
        _code.EmitAbc(Opcode51.Move, copy, local.Place, 0);
        _code.ReserveRegisters(1);
    }
}
