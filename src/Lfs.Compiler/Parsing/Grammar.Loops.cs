namespace Lfs.Compiler.Parsing;

// while and both kinds of for. Source: lparser.c, whilestat, fornum, forlist, forbody.
partial class Grammar<TFunction>
{
    protected void While(int line)
    {
        _scanner.Next();
        int start = _code.Label();
        int exit = Condition();
        _function.EnterBlock(isLoop: true);
        Skip(TokenKind.Do);
        Block();
        _code.Land(_code.EmitJump(), start);
        SkipClosing(TokenKind.End, TokenKind.While, line);
        _function.LeaveBlock();
        _code.LandHere(exit);
    }

    protected void For(int line)
    {
        _function.EnterBlock(isLoop: true);
        _scanner.Next();
        int name = ReadName();
        switch (Kind)
        {
            case TokenKind.Assign:
                NumericFor(name, line);
                break;
            case TokenKind.Comma or TokenKind.In:
                GenericFor(name);
                break;
            default:
                throw _scanner.Error("'=' or 'in' expected");
        }
        SkipClosing(TokenKind.End, TokenKind.For, line);
        _function.LeaveBlock();
    }

    void NumericFor(int name, int line)
    {
        int start = _code.FreeRegister;
        Declare("(for index)", 0);
        Declare("(for limit)", 1);
        Declare("(for step)", 2);
        _function.Declare(name, 3);
        Skip(TokenKind.Assign);
        ExpressionToNextRegister();
        Skip(TokenKind.Comma);
        ExpressionToNextRegister();
        if (TrySkip(TokenKind.Comma))
        {
            ExpressionToNextRegister();
        }
        else
        {
            _code.LoadConstant(_code.FreeRegister, _code.WholeConstant(1));
            _code.ReserveRegisters(1);
        }
        ForBody(start, line, 1, isNumeric: true);
    }

    void GenericFor(int name)
    {
        int start = _code.FreeRegister;
        Declare("(for generator)", 0);
        Declare("(for state)", 1);
        Declare("(for control)", 2);
        int count = 3;
        _function.Declare(name, count++);
        while (TrySkip(TokenKind.Comma))
            _function.Declare(ReadName(), count++);
        Skip(TokenKind.In);
        int line = _scanner.Line;
        int values = ExpressionList(out Expression last);
        Adjust(3, values, ref last);
        if (_dialect.KeepsExtraGenerators && values > 3)
            _code.FreeRegister += values - 3;
        // The call of the generator needs three registers.
        _code.CheckStack(3);
        ForBody(start, line, count - 3, isNumeric: false);
    }

    void ForBody(int start, int line, int variables, bool isNumeric)
    {
        _function.Activate(3);
        Skip(TokenKind.Do);
        int prepare = isNumeric
            ? _code.EmitAsBx(_op.ForPrep, start, Emitter.NoJump)
            : _code.EmitJump();
        _function.EnterBlock(isLoop: false);
        _function.Activate(variables);
        _code.ReserveRegisters(variables);
        Block();
        _function.LeaveBlock();
        _code.LandHere(prepare);
        int loop = isNumeric
            ? _code.EmitAsBx(_op.ForLoop, start, Emitter.NoJump)
            : EmitGenericLoop(start, variables, line);
        if (isNumeric)
            _code.FixLine(line);
        _code.Land(loop, prepare + 1);
    }

    /// <summary>Emits the end of a generic <c>for</c>.</summary>
    /// <returns>The jump back.</returns>
    protected abstract int EmitGenericLoop(int start, int variables, int line);
}
