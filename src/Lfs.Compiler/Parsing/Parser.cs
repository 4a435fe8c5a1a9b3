using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Compiler.Parsing;

/// <summary>The parser of Lua 5.1: recursive descent, emitting code as it reads.</summary>
/// <remarks>Source: lparser.c.</remarks>
sealed partial class Parser
{
    const int HasArg = 1;
    const int TakesVararg = 2;
    const int NeedsArg = 4;

    readonly Lexer _lexer;
    readonly LuaString _source;
    readonly bool _hasFloats;
    readonly bool _keepsNames;
    readonly bool _keepsLines;
    FunctionState _function;
    CodeGenerator _code;
    int _levels = Limits.FirstLevel;

    Parser(LuaString source, Lexer lexer, bool hasFloats, bool keepsNames, bool keepsLines)
    {
        _source = source;
        _lexer = lexer;
        _hasFloats = hasFloats;
        _keepsNames = keepsNames;
        _keepsLines = keepsLines;
        _function = new FunctionState(lexer, null, hasFloats);
        _code = _function.Code;
    }

    /// <summary>Compiles a text.</summary>
    /// <param name="source">The chunk name.</param>
    /// <param name="path">The file that diagnostics name, or null.</param>
    /// <param name="bytes">The text.</param>
    /// <param name="start">Where in it to begin.</param>
    /// <param name="target">A 5.1 target.</param>
    /// <param name="keepsNames">Keep the names of locals and upvalues.</param>
    /// <param name="keepsLines">Keep line info.</param>
    /// <param name="warnings">Gets what was found besides.</param>
    /// <returns>The main function.</returns>
    /// <exception cref="LuaSyntaxException">The text is no Lua program.</exception>
    public static Proto Parse(
        LuaString source, string? path, byte[] bytes, int start, LuaTarget target, bool keepsNames,
        bool keepsLines, List<Diagnostic> warnings)
    {
        var lexer = new Lexer(path, bytes, start, target.HasFloats, warnings);
        return new Parser(source, lexer, target.HasFloats, keepsNames, keepsLines).Main();
    }

    TokenKind Kind => _lexer.Token.Kind;

    Proto Main()
    {
        _function.Open(0);
        _function.IsVararg = TakesVararg;
        _lexer.Next();
        Chunk();
        Check(TokenKind.EndOfFile);
        return _function.Close(_source, 0, _keepsNames, _keepsLines);
    }

    void EnterLevel()
    {
        if (++_levels > Limits.MaxLevels)
            throw _lexer.LimitError("chunk has too many syntax levels");
    }

    void LeaveLevel() => _levels--;

    bool TrySkip(TokenKind kind)
    {
        if (Kind != kind)
            return false;
        _lexer.Next();
        return true;
    }

    void Check(TokenKind kind)
    {
        if (Kind != kind)
            throw Expected(kind);
    }

    LuaSyntaxException Expected(TokenKind kind) => _lexer.Error($"'{_lexer.Describe(kind)}' expected");

    void Skip(TokenKind kind)
    {
        Check(kind);
        _lexer.Next();
    }

    void SkipClosing(TokenKind closing, TokenKind opening, int line)
    {
        if (TrySkip(closing))
            return;
        if (line == _lexer.Line)
            throw Expected(closing);
        throw _lexer.Error(
            $"'{_lexer.Describe(closing)}' expected (to close '{_lexer.Describe(opening)}' at line {line})");
    }

    int ReadName()
    {
        Check(TokenKind.Name);
        int name = _lexer.Token.Text;
        _lexer.Next();
        return name;
    }

    void Declare(string name, int ahead) => _function.Declare(_lexer.Strings.Add(name), ahead);

    static bool EndsBlock(TokenKind kind) => kind is TokenKind.Else or TokenKind.Elseif or TokenKind.End
        or TokenKind.Until or TokenKind.EndOfFile;

    void Chunk()
    {
        EnterLevel();
        bool isLast = false;
        while (!isLast && !EndsBlock(Kind))
        {
            isLast = Statement();
            TrySkip(TokenKind.Semicolon);
            _code.FreeRegister = _code.ActiveLocals;
        }
        LeaveLevel();
    }

    /// <summary>Compiles a statement.</summary>
    /// <returns>Whether it must be the last of its block.</returns>
    bool Statement()
    {
        int line = _lexer.Line;
        switch (Kind)
        {
            case TokenKind.If:
                If(line);
                return false;
            case TokenKind.While:
                While(line);
                return false;
            case TokenKind.Do:
                _lexer.Next();
                Block();
                SkipClosing(TokenKind.End, TokenKind.Do, line);
                return false;
            case TokenKind.For:
                For(line);
                return false;
            case TokenKind.Repeat:
                Repeat(line);
                return false;
            case TokenKind.Function:
                Function(line);
                return false;
            case TokenKind.Local:
                _lexer.Next();
                if (TrySkip(TokenKind.Function))
                    LocalFunction();
                else
                    Local();
                return false;
            case TokenKind.Return:
                Return();
                return true;
            case TokenKind.Break:
                _lexer.Next();
                _function.Break();
                return true;
            default:
                CallOrAssignment();
                return false;
        }
    }

    void Block()
    {
        _function.EnterBlock(isLoop: false);
        Chunk();
        _function.LeaveBlock();
    }

    int Condition()
    {
        Expression condition = Expression();
        if (condition.Kind == ExpressionKind.Nil)
            condition.Kind = ExpressionKind.False;
        _code.GoIfTrue(ref condition);
        return condition.FalseJumps;
    }

    void If(int line)
    {
        int escapes = CodeGenerator.NoJump;
        int skip = ConditionThenBlock();
        while (Kind == TokenKind.Elseif)
        {
            _code.Join(ref escapes, _code.EmitJump());
            _code.LandHere(skip);
            skip = ConditionThenBlock();
        }
        if (Kind == TokenKind.Else)
        {
            _code.Join(ref escapes, _code.EmitJump());
            _code.LandHere(skip);
            _lexer.Next();
            Block();
        }
        else
        {
            _code.Join(ref escapes, skip);
        }
        _code.LandHere(escapes);
        SkipClosing(TokenKind.End, TokenKind.If, line);
    }

    int ConditionThenBlock()
    {
        _lexer.Next();
        int skip = Condition();
        Skip(TokenKind.Then);
        Block();
        return skip;
    }

    void Function(int line)
    {
        _lexer.Next();
        Expression variable = Variable();
        while (Kind == TokenKind.Dot)
            Field(ref variable);
        bool isMethod = Kind == TokenKind.Colon;
        if (isMethod)
            Field(ref variable);
        Expression body = Body(isMethod, line);
        _code.Store(ref variable, ref body);
        _code.FixLine(line);
    }

    void LocalFunction()
    {
        _function.Declare(ReadName(), 0);
        var variable = new Expression(ExpressionKind.Local, _code.FreeRegister);
        _code.ReserveRegisters(1);
        _function.Activate(1);
        Expression body = Body(false, _lexer.Line);
        _code.Store(ref variable, ref body);
        // Debuggers see the local only once it has its value.
        _function.StartHere(_code.ActiveLocals - 1);
    }

    void Local()
    {
        int count = 0;
        do
            _function.Declare(ReadName(), count++);
        while (TrySkip(TokenKind.Comma));
        Expression last = default;
        int values = TrySkip(TokenKind.Assign) ? ExpressionList(out last) : 0;
        Adjust(count, values, ref last);
        _function.Activate(count);
    }

    // Makes the values of a list as many as there are variables.
    void Adjust(int variables, int values, ref Expression last)
    {
        int missing = variables - values;
        if (last.IsOpen)
        {
            missing = Math.Max(missing + 1, 0);
            _code.SetReturns(ref last, missing);
            if (missing > 1)
                _code.ReserveRegisters(missing - 1);
            return;
        }
        if (last.Kind != ExpressionKind.Void)
            _code.ToNextRegister(ref last);
        if (missing <= 0)
            return;
        int register = _code.FreeRegister;
        _code.ReserveRegisters(missing);
        _code.LoadNil(register, missing);
    }

    void Return()
    {
        _lexer.Next();
        int first = 0;
        int count = 0;
        if (!EndsBlock(Kind) && Kind != TokenKind.Semicolon)
        {
            count = ExpressionList(out Expression last);
            if (last.IsOpen)
            {
                _code.SetReturns(ref last, -1);
                if (last.Kind == ExpressionKind.Call && count == 1)
                    _code.At(last.Place) = _code.At(last.Place).WithOp((int)Opcode51.TailCall);
                first = _code.ActiveLocals;
                count = -1;
            }
            else if (count == 1)
            {
                first = _code.ToAnyRegister(ref last);
            }
            else
            {
                _code.ToNextRegister(ref last);
                first = _code.ActiveLocals;
            }
        }
        _code.Return(first, count);
    }

    void CallOrAssignment()
    {
        Expression first = PrimaryExpression();
        if (first.Kind == ExpressionKind.Call)
            _code.At(first.Place) = _code.At(first.Place).WithC(1);
        else
            Assignment(first);
    }
}
