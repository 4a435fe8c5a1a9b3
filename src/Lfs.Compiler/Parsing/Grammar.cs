using System.Runtime.CompilerServices;

namespace Lfs.Compiler.Parsing;

/// <summary>The common grammar of 5.1 and 5.3: a recursive descent parser that
/// emits code as it reads.</summary>
/// <remarks>Source: lparser.c of both.</remarks>
/// <typeparam name="TFunction">The state of a function in this version.</typeparam>
abstract partial class Grammar<TFunction> where TFunction : FunctionScope
{
    // The bit of IsVararg for a 5.1 vararg function that does not use ... itself (VARARG_NEEDSARG).
    protected const int NeedsArg = 4;

    readonly Scanner _scanner;
    readonly Dialect _dialect;
    readonly OpNumbers _op;
    TFunction _function;
    Emitter _code;
    int _levels = Limits.FirstLevel;

    protected Grammar(Scanner scanner, Dialect dialect, TFunction main)
    {
        _scanner = scanner;
        _dialect = dialect;
        _op = dialect.Op;
        _function = main;
        _code = main.Code;
    }

    protected TokenKind Kind => _scanner.Token.Kind;

    /// <summary>The function that is being compiled.</summary>
    protected TFunction Function => _function;

    protected Emitter Code => _code;

    /// <summary>The nesting depth of the current construct.</summary>
    protected int Levels => _levels;

    protected void Enter(TFunction function)
    {
        _function = function;
        _code = function.Code;
    }

    protected void EnterLevel()
    {
        if (++_levels > Limits.MaxLevels || IsStackFull())
            throw TooManyLevels();
    }

    // .NET cannot catch a stack overflow. Without a better source, ask the runtime, which demands a large
    // reserve; so a few levels are always allowed.
    bool IsStackFull()
    {
        const int LevelsAlways = 8;
        if (_scanner.Memory is { } memory)
            return memory.IsStackFull;
        if (_levels <= LevelsAlways)
            return false;
        try
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            return false;
        }
        catch (InsufficientExecutionStackException)
        {
            return true;
        }
    }

    protected abstract LuaSyntaxException TooManyLevels();

    protected void LeaveLevel() => _levels--;

    protected bool TrySkip(TokenKind kind)
    {
        if (Kind != kind)
            return false;
        _scanner.Next();
        return true;
    }

    protected void Check(TokenKind kind)
    {
        if (Kind != kind)
            throw _scanner.Expected(kind);
    }

    protected void Skip(TokenKind kind)
    {
        Check(kind);
        _scanner.Next();
    }

    protected void SkipClosing(TokenKind closing, TokenKind opening, int line)
    {
        if (TrySkip(closing))
            return;
        if (line == _scanner.Line)
            throw _scanner.Expected(closing);
        throw _scanner.Expected(closing, opening, line);
    }

    protected int ReadName()
    {
        Check(TokenKind.Name);
        int name = _scanner.Token.Text;
        _scanner.Next();
        return name;
    }

    protected void Declare(string name, int ahead)
    {
        int text = _scanner.Strings.Add(name);
        _scanner.Memory?.AddString(_scanner.Strings[text]);
        _function.Declare(text, ahead);
    }

    protected static bool EndsBlock(TokenKind kind) => kind is TokenKind.Else or TokenKind.Elseif
        or TokenKind.End or TokenKind.Until or TokenKind.EndOfFile;

    /// <summary>Compiles statements up to the end of a block.</summary>
    protected abstract void Statements();

    protected void Block()
    {
        _function.EnterBlock(isLoop: false);
        Statements();
        _function.LeaveBlock();
    }

    protected int Condition()
    {
        Expression condition = Expression();
        if (condition.Kind == ExpressionKind.Nil)
            condition.Kind = ExpressionKind.False;
        _code.GoIfTrue(ref condition);
        return condition.FalseJumps;
    }

    protected void NamedFunction(int line)
    {
        _scanner.Next();
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

    /// <summary>Compiles the next name as a variable: <c>singlevar</c>.</summary>
    protected abstract Expression Variable();

    protected void Local()
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

    // Adjusts the number of values to the number of variables: lparser.c, adjust_assign.
    protected void Adjust(int variables, int values, ref Expression last)
    {
        int missing = variables - values;
        if (last.IsOpen)
        {
            missing = Math.Max(missing + 1, 0);
            _code.SetReturns(ref last, missing);
            if (missing > 1)
                _code.ReserveRegisters(missing - 1);
            if (values > variables)
                _code.FreeRegister -= values - variables;
            return;
        }
        if (last.Kind != ExpressionKind.Void)
            _code.ToNextRegister(ref last);
        if (missing > 0)
        {
            int register = _code.FreeRegister;
            _code.ReserveRegisters(missing);
            _code.LoadNil(register, missing);
        }
        else
        {
            _code.FreeRegister += missing;
        }
    }

    protected void Return()
    {
        _scanner.Next();
        int first = 0;
        int count = 0;
        if (!EndsBlock(Kind) && Kind != TokenKind.Semicolon)
        {
            count = ExpressionList(out Expression last);
            if (last.IsOpen)
            {
                _code.SetReturns(ref last, -1);
                if (last.Kind == ExpressionKind.Call && count == 1)
                    _code.At(last.Place) = _code.At(last.Place).WithOp(_op.TailCall);
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
}
