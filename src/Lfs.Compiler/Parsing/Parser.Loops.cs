using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Parsing;

// while, repeat, and both kinds of for.
partial class Parser
{
    void While(int line)
    {
        _lexer.Next();
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

    void Repeat(int line)
    {
        int start = _code.Label();
        _function.EnterBlock(isLoop: true);
        _function.EnterBlock(isLoop: false);
        _lexer.Next();
        Chunk();
        SkipClosing(TokenKind.Until, TokenKind.Repeat, line);
        int exit = Condition();
        if (_function.BlockHasUpvalue)
        {
            // The locals must be closed on both ways out: if true then break, else close and repeat.
            _function.Break();
            _code.LandHere(exit);
            _function.LeaveBlock();
            _code.Land(_code.EmitJump(), start);
        }
        else
        {
            _function.LeaveBlock();
            _code.Land(exit, start);
        }
        _function.LeaveBlock();
    }

    void For(int line)
    {
        _function.EnterBlock(isLoop: true);
        _lexer.Next();
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
                throw _lexer.Error("'=' or 'in' expected");
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
            _code.EmitABx(Opcode51.LoadK, _code.FreeRegister, _code.NumberConstant(1));
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
        int line = _lexer.Line;
        int values = ExpressionList(out Expression last);
        Adjust(3, values, ref last);
        // Room to call the generator.
        _code.CheckStack(3);
        ForBody(start, line, count - 3, isNumeric: false);
    }

    void ForBody(int start, int line, int variables, bool isNumeric)
    {
        _function.Activate(3);
        Skip(TokenKind.Do);
        int prepare = isNumeric
            ? _code.EmitAsBx(Opcode51.ForPrep, start, CodeGenerator.NoJump)
            : _code.EmitJump();
        _function.EnterBlock(isLoop: false);
        _function.Activate(variables);
        _code.ReserveRegisters(variables);
        Block();
        _function.LeaveBlock();
        _code.LandHere(prepare);
        int loop = isNumeric
            ? _code.EmitAsBx(Opcode51.ForLoop, start, CodeGenerator.NoJump)
            : _code.EmitAbc(Opcode51.TForLoop, start, 0, variables);
        _code.FixLine(line);
        _code.Land(isNumeric ? loop : _code.EmitJump(), prepare + 1);
    }
}
