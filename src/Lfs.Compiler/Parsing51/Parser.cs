using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Parsing;

namespace Lfs.Compiler.Parsing51;

/// <summary>The parser of Lua 5.1.</summary>
/// <remarks>Source: app/lua/lparser.c.</remarks>
sealed class Parser : Grammar<FunctionState>
{
    const int HasArg = 1;
    const int TakesVararg = 2;

    readonly Lexer _lexer;
    readonly LuaString _source;
    readonly bool _hasFloats;
    readonly DebugLevel _debug;

    Parser(LuaString source, Lexer lexer, bool hasFloats, DebugLevel debug)
        : base(lexer, Dialect.Lua51, new FunctionState(lexer, null, hasFloats))
    {
        _source = source;
        _lexer = lexer;
        _hasFloats = hasFloats;
        _debug = debug;
    }

    /// <summary>Compiles a text: <c>luaY_parser</c>.</summary>
    /// <param name="source">The chunk name.</param>
    /// <param name="path">The file for diagnostics, or null.</param>
    /// <param name="text">The text.</param>
    /// <param name="start">The index of the first byte to read.</param>
    /// <param name="options">A 5.1 target, and the debug data to keep.</param>
    /// <param name="warnings">Receives the warnings.</param>
    /// <returns>The main function.</returns>
    /// <exception cref="LuaSyntaxException">The text is not a valid program.</exception>
    public static Proto Parse(
        LuaString source, string? path, LuaSource text, int start, CompileOptions options,
        List<Diagnostic> warnings)
    {
        var lexer = new Lexer(path, text, start, options, warnings);
        return new Parser(source, lexer, options.Target.HasFloats, options.Debug).Main();
    }

    Proto Main()
    {
        Function.Open(0);
        Function.IsVararg = TakesVararg;
        _lexer.Next();
        Statements();
        Check(TokenKind.EndOfFile);
        return Function.Close(_source, 0, _debug);
    }

    protected override LuaSyntaxException TooManyLevels() =>
        _lexer.LimitError("chunk has too many syntax levels");

    protected override void CheckTargets(int count) =>
        Function.CheckLimit(count, Limits.MaxLevels - Levels, "variables in assignment");

    protected override void Statements()
    {
        EnterLevel();
        bool isLast = false;
        while (!isLast && !EndsBlock(Kind))
        {
            isLast = Statement();
            TrySkip(TokenKind.Semicolon);
            Code.FreeRegister = Code.ActiveLocals;
        }
        LeaveLevel();
    }

    /// <summary>Compiles a statement.</summary>
    /// <returns>True if it must be the last statement of its block.</returns>
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
                NamedFunction(line);
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
                Function.Break();
                return true;
            default:
                CallOrAssignment();
                return false;
        }
    }

    void If(int line)
    {
        int escapes = Emitter.NoJump;
        int skip = ConditionThenBlock();
        while (Kind == TokenKind.Elseif)
        {
            Code.Join(ref escapes, Code.EmitJump());
            Code.LandHere(skip);
            skip = ConditionThenBlock();
        }
        if (Kind == TokenKind.Else)
        {
            Code.Join(ref escapes, Code.EmitJump());
            Code.LandHere(skip);
            _lexer.Next();
            Block();
        }
        else
        {
            Code.Join(ref escapes, skip);
        }
        Code.LandHere(escapes);
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

    void Repeat(int line)
    {
        int start = Code.Label();
        Function.EnterBlock(isLoop: true);
        Function.EnterBlock(isLoop: false);
        _lexer.Next();
        Statements();
        SkipClosing(TokenKind.Until, TokenKind.Repeat, line);
        int exit = Condition();
        if (Function.BlockHasUpvalue)
        {
            // The locals must be closed on both paths: if the condition is true,
            // break; else close and repeat.
            Function.Break();
            Code.LandHere(exit);
            Function.LeaveBlock();
            Code.Land(Code.EmitJump(), start);
        }
        else
        {
            Function.LeaveBlock();
            Code.Land(exit, start);
        }
        Function.LeaveBlock();
    }

    void LocalFunction()
    {
        Function.Declare(ReadName(), 0);
        var variable = new Expression(ExpressionKind.Local, Code.FreeRegister);
        Code.ReserveRegisters(1);
        Function.Activate(1);
        Expression body = Body(false, _lexer.Line);
        Code.Store(ref variable, ref body);
        // Debuggers must see the local only after it has its value.
        Function.StartHere(Code.ActiveLocals - 1);
    }

    void CallOrAssignment()
    {
        Expression first = PrimaryExpression();
        if (first.Kind == ExpressionKind.Call)
            Code.At(first.Place) = Code.At(first.Place).WithC(1);
        else
            Assignment(first);
    }

    protected override Expression Variable()
    {
        int name = ReadName();
        Expression variable = Function.Find(name, isOwn: true);
        if (variable.Kind == ExpressionKind.Global)
            variable.Place = Code.StringConstant(name);
        return variable;
    }

    protected override int EmitGenericLoop(int start, int variables, int line)
    {
        Code.EmitAbc((int)Opcode51.TForLoop, start, 0, variables);
        Code.FixLine(line);
        return Code.EmitJump();
    }

    protected override int CallLine(int startLine)
    {
        if (Kind == TokenKind.OpenParenthesis && _lexer.Line != _lexer.LastLine)
            throw _lexer.Error("ambiguous syntax (function call x new statement)");
        return _lexer.Line;
    }

    protected override void OpenFunction(int line)
    {
        FunctionState inner = Function.Inner ??= new FunctionState(_lexer, Function, _hasFloats);
        inner.Open(line);
        Enter(inner);
    }

    protected override Expression CloseFunction(int lastLine)
    {
        FunctionState inner = Function;
        Proto proto = inner.Close(_source, lastLine, _debug);
        Enter(inner.Outer!);
        _lexer.AnchorToken();
        return Function.EmitClosure(proto, inner);
    }

    // The table arg of Lua 5.0 is a hidden local. Source: luaconf.h, LUA_COMPAT_VARARG.
    protected override int VarargParameter(int ahead)
    {
        _lexer.Next();
        Declare("arg", ahead);
        Function.IsVararg = HasArg | NeedsArg | TakesVararg;
        return 1;
    }
}
