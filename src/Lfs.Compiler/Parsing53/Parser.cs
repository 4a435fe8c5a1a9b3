using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Parsing;

namespace Lfs.Compiler.Parsing53;

/// <summary>The parser of Lua 5.3.</summary>
/// <remarks>Source: app/lua53/lparser.c.</remarks>
sealed class Parser : Grammar<FunctionState>
{
    readonly Lexer _lexer;
    readonly LuaString _source;
    readonly DebugLevel _debug;
    readonly ConstantIndex _constants;
    readonly Folding _folding;
    readonly int _environment;

    Parser(
        LuaString source, Lexer lexer, ConstantIndex constants, Folding folding, DebugLevel debug)
        : base(
            lexer, Dialect.Lua53,
            new FunctionState(lexer, null, new CodeGenerator(lexer, constants, folding)))
    {
        _source = source;
        _lexer = lexer;
        _constants = constants;
        _folding = folding;
        _debug = debug;
        _environment = lexer.Strings.Add("_ENV");
    }

    /// <summary>Compiles a text: <c>luaY_parser</c>.</summary>
    /// <param name="source">The chunk name.</param>
    /// <param name="path">The file for diagnostics, or null.</param>
    /// <param name="text">The text.</param>
    /// <param name="start">The index of the first byte to read.</param>
    /// <param name="options">A 5.3 target, and the debug data to keep.</param>
    /// <param name="warnings">Receives the warnings.</param>
    /// <returns>The main function.</returns>
    /// <exception cref="LuaSyntaxException">The text is not a valid program.</exception>
    public static Proto Parse(
        LuaString source, string? path, LuaSource text, int start, CompileOptions options,
        List<Diagnostic> warnings)
    {
        var lexer = new Lexer(path, text, start, options, warnings);
        var folding = new Folding(options.Target.NumberBytes * 8);
        return new Parser(source, lexer, new ConstantIndex(), folding, options.Debug).Main();
    }

    Proto Main()
    {
        Function.Open(0);
        Function.IsVararg = 1;
        Function.AddEnvironment(_environment);
        _lexer.Next();
        Statements();
        Check(TokenKind.EndOfFile);
        return Function.Close(_source, 0, _debug);
    }

    protected override LuaSyntaxException TooManyLevels() => Function.LevelError();

    protected override void CheckTargets(int count)
    {
        if (count + Levels > Limits.MaxLevels)
            throw TooManyLevels();
    }

    protected override void Statements()
    {
        bool isLast = false;
        while (!isLast && !EndsBlock(Kind))
        {
            isLast = Kind == TokenKind.Return;
            Statement();
        }
    }

    void Statement()
    {
        EnterLevel();
        int line = _lexer.Line;
        switch (Kind)
        {
            case TokenKind.Semicolon:
                _lexer.Next();
                break;
            case TokenKind.If:
                If(line);
                break;
            case TokenKind.While:
                While(line);
                break;
            case TokenKind.Do:
                _lexer.Next();
                Block();
                SkipClosing(TokenKind.End, TokenKind.Do, line);
                break;
            case TokenKind.For:
                For(line);
                break;
            case TokenKind.Repeat:
                Repeat(line);
                break;
            case TokenKind.Function:
                NamedFunction(line);
                break;
            case TokenKind.Local:
                _lexer.Next();
                if (TrySkip(TokenKind.Function))
                    LocalFunction();
                else
                    Local();
                break;
            case TokenKind.DoubleColon:
                Label(line);
                break;
            case TokenKind.Return:
                Return();
                TrySkip(TokenKind.Semicolon);
                break;
            case TokenKind.Break or TokenKind.Goto:
                Goto(Code.EmitJump());
                break;
            default:
                CallOrAssignment();
                break;
        }
        Code.FreeRegister = Code.ActiveLocals;
        LeaveLevel();
    }

    // "until" ends a block, but not the scope of its locals.
    static bool EndsScope(TokenKind kind) => kind != TokenKind.Until && EndsBlock(kind);

    void If(int line)
    {
        int escapes = Emitter.NoJump;
        ConditionThenBlock(ref escapes);
        while (Kind == TokenKind.Elseif)
            ConditionThenBlock(ref escapes);
        if (TrySkip(TokenKind.Else))
            Block();
        SkipClosing(TokenKind.End, TokenKind.If, line);
        Code.LandHere(escapes);
    }

    void ConditionThenBlock(ref int escapes)
    {
        _lexer.Next();
        Expression condition = Expression();
        Skip(TokenKind.Then);
        int skip;
        if (Kind is TokenKind.Goto or TokenKind.Break)
        {
            // If the condition is true, its jump is the goto itself (test_then_block).
            Code.GoIfFalse(ref condition);
            Function.EnterBlock(isLoop: false);
            Goto(condition.TrueJumps);
            while (TrySkip(TokenKind.Semicolon))
            {
            }
            if (EndsScope(Kind))
            {
                Function.LeaveBlock();
                return;
            }
            skip = Code.EmitJump();
        }
        else
        {
            Code.GoIfTrue(ref condition);
            Function.EnterBlock(isLoop: false);
            skip = condition.FalseJumps;
        }
        Statements();
        Function.LeaveBlock();
        if (Kind is TokenKind.Else or TokenKind.Elseif)
            Code.Join(ref escapes, Code.EmitJump());
        Code.LandHere(skip);
    }

    void Goto(int jumps)
    {
        int line = _lexer.Line;
        int start = _lexer.Token.Start;
        int end = _lexer.Token.End;
        int name = _lexer.BreakName;
        bool isBreak = Kind == TokenKind.Break;
        _lexer.Next();
        if (!isBreak)
        {
            end = _lexer.Token.End;
            name = ReadName();
        }
        Function.AddGoto(name, new LabelPlace(line, start, end), jumps);
    }

    void Label(int line)
    {
        _lexer.Next();
        var place = new LabelPlace(line, _lexer.Token.Start, _lexer.Token.End);
        int name = ReadName();
        Function.CheckNewLabel(name, place);
        Skip(TokenKind.DoubleColon);
        int pc = Code.Label();
        int label = Function.AddLabel(name, place, pc);
        while (Kind is TokenKind.Semicolon or TokenKind.DoubleColon)
            Statement();
        // At the end of a block, its locals count as out of scope.
        Function.CloseGotos(label, isLast: EndsScope(Kind));
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
        Function.CloseBlockOnJump(exit);
        Function.LeaveBlock();
        Code.Land(exit, start);
        Function.LeaveBlock();
    }

    void LocalFunction()
    {
        Function.Declare(ReadName(), 0);
        Function.Activate(1);
        Expression body = Body(false, _lexer.Line);
        // Debuggers must see the local only after it has its value.
        Function.StartHere(body.Place);
    }

    void CallOrAssignment()
    {
        Expression first = PrimaryExpression();
        if (Kind is TokenKind.Assign or TokenKind.Comma)
            Assignment(first);
        else if (first.Kind == ExpressionKind.Call)
            Code.At(first.Place) = Code.At(first.Place).WithC(1);
        else
            throw _lexer.Error("syntax error");
    }

    // singlevar. A global x is the field x of the variable _ENV.
    protected override Expression Variable()
    {
        int name = ReadName();
        Expression variable = Function.Find(name, isOwn: true);
        if (variable.Kind != ExpressionKind.Void)
            return variable;
        variable = Function.Find(_environment, isOwn: true);
        var key = new Expression(ExpressionKind.InConstants, Code.StringConstant(name));
        Code.Index(ref variable, ref key);
        return variable;
    }

    protected override int EmitGenericLoop(int start, int variables, int line)
    {
        Code.EmitAbc((int)Opcode53.TForCall, start, 0, variables);
        Code.FixLine(line);
        int loop = Code.EmitAsBx((int)Opcode53.TForLoop, start + 2, Emitter.NoJump);
        Code.FixLine(line);
        return loop;
    }

    protected override int CallLine(int startLine) => startLine;

    protected override void OpenFunction(int line)
    {
        FunctionState inner = Function.Inner ??= new FunctionState(
            _lexer, Function, new CodeGenerator(_lexer, _constants, _folding));
        inner.Open(line);
        Enter(inner);
    }

    protected override Expression CloseFunction(int lastLine)
    {
        FunctionState inner = Function;
        Expression closure = inner.Outer!.EmitClosure();
        inner.Outer.Add(inner.Close(_source, lastLine, _debug));
        Enter(inner.Outer);
        return closure;
    }

    protected override int VarargParameter(int ahead)
    {
        _lexer.Next();
        Function.IsVararg = 1;
        return 0;
    }
}
