using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Parsing;

namespace Lfs.Analysis.Syntax;

/// <summary>
/// Reads a text into a tree with the compiler's own lexer, and goes on after an error with the next
/// statement.
/// </summary>
/// <remarks>
/// An error starts a panic, in which no other is reported. It ends at a token that is missing but follows on
/// the same line, at a statement, or at the end of the block.
/// </remarks>
sealed partial class TreeParser
{
    /// <summary>The errors after which the rest of a text is not worth reading.</summary>
    const int MostErrors = 20;

    readonly Scanner _scanner;
    readonly bool _is53;
    readonly Dialect _dialect;
    readonly byte[] _bytes;
    readonly List<Diagnostic> _errors = [];
    readonly List<Comment> _comments = [];
    // The strings of the scanner as text, by their numbers.
    string?[] _texts = new string?[128];
    // The arguments of the calls that are being read: a stack, of which an inner call uses what is above.
    readonly List<Expression> _arguments = [];
    FunctionExpression _function = new(0) { IsVararg = true };
    readonly Stack<Bracket> _blocks = [];
    bool _isPanicking;
    bool _startsLine = true;
    int _lastEnd;
    int _levels = Limits.FirstLevel;

    TreeParser(Scanner scanner, LuaVersion version, byte[] bytes, int start)
    {
        _scanner = scanner;
        _is53 = version == LuaVersion.Lua53;
        _dialect = _is53 ? Dialect.Lua53 : Dialect.Lua51;
        _bytes = bytes;
        _lastEnd = start;
    }

    /// <summary>Reads a text.</summary>
    public static LuaTree Parse(Scanner scanner, LuaVersion version, byte[] bytes, int start)
    {
        var parser = new TreeParser(scanner, version, bytes, start);
        try
        {
            parser.Main();
        }
        catch (LuaSyntaxException e)
        {
            // Of StopAt only: the text is nested too deep, or has too many errors.
            parser.Note(e.Diagnostic);
        }
        return new LuaTree(bytes, version, parser._function, parser._errors, parser._comments);
    }

    /// <summary>A token that opens something, the one that closes it, and the line of the first.</summary>
    readonly record struct Bracket(TokenKind Closing, TokenKind Opening, int Line);

    TokenKind Kind => _scanner.Token.Kind;

    int Start => _scanner.Token.Start;

    void Main()
    {
        Next();
        while (true)
        {
            Statements(_function.Body);
            if (Kind == TokenKind.EndOfFile)
                break;
            // The end of a block that was not begun.
            Report(_scanner.Expected(TokenKind.EndOfFile));
            _isPanicking = false;
            Next();
        }
        _function.Body.End = _function.End = Start;
    }

    void Next()
    {
        _lastEnd = Math.Max(_lastEnd, _scanner.Token.End);
        try
        {
            _scanner.Next();
        }
        catch (LuaSyntaxException e)
        {
            _scanner.SkipBrokenToken();
            Report(e);
        }
        ReadGap(_lastEnd, Math.Min(Start, _bytes.Length));
    }

    TokenKind LookAhead()
    {
        try
        {
            return _scanner.LookAhead();
        }
        catch (LuaSyntaxException e)
        {
            _scanner.SkipBrokenToken();
            Report(e);
            return Kind;
        }
    }

    void Note(Diagnostic error)
    {
        if (_errors.Count == 0 || _errors[_errors.Count - 1].Span?.Start != error.Span?.Start)
            _errors.Add(error);
    }

    void Report(LuaSyntaxException error)
    {
        if (!_isPanicking)
            Note(error.Diagnostic);
        _isPanicking = true;
        if (_errors.Count >= MostErrors)
            throw error;
    }

    bool TrySkip(TokenKind kind)
    {
        if (Kind != kind)
            return false;
        Next();
        return true;
    }

    /// <summary>Skips a token. If it is missing, but follows on the same line, what is before it is
    /// skipped.</summary>
    void Skip(TokenKind kind)
    {
        if (TrySkip(kind))
            return;
        Report(_scanner.Expected(kind));
        SkipOnLine(kind);
    }

    void SkipOnLine(TokenKind kind)
    {
        while (!_startsLine && Kind != kind && Kind != TokenKind.EndOfFile && !EndsBlock(Kind))
            Next();
        if (_startsLine || Kind != kind)
            return;
        _isPanicking = false;
        Next();
    }

    void SkipClosing(Bracket bracket)
    {
        if (Kind == bracket.Closing)
        {
            _isPanicking = false;
            Next();
            return;
        }
        Report(Expected(bracket));
        if (bracket.Closing is TokenKind.CloseParenthesis or TokenKind.CloseBrace)
            SkipOnLine(bracket.Closing);
    }

    LuaSyntaxException Expected(Bracket bracket) => bracket.Line == _scanner.Line
        ? _scanner.Expected(bracket.Closing)
        : _scanner.Expected(bracket.Closing, bracket.Opening, bracket.Line);

    static bool EndsBlock(TokenKind kind) => kind is TokenKind.Else or TokenKind.Elseif
        or TokenKind.End or TokenKind.Until or TokenKind.EndOfFile;

    static bool StartsStatement(TokenKind kind) => kind is TokenKind.If or TokenKind.While or TokenKind.Do
        or TokenKind.For or TokenKind.Repeat or TokenKind.Function or TokenKind.Local or TokenKind.Return
        or TokenKind.Break or TokenKind.Goto or TokenKind.DoubleColon;

    void EnterLevel()
    {
        if (++_levels > Limits.MaxLevels)
            throw _scanner.LimitError("chunk has too many syntax levels");
    }

    void LeaveLevel() => _levels--;

    void Statements(Block block)
    {
        EnterLevel();
        while (true)
        {
            Synchronize();
            if (EndsBlock(Kind))
                break;
            int before = Start;
            // In 5.1 a break ends its block, too.
            bool isLast = Kind == TokenKind.Return || (!_is53 && Kind == TokenKind.Break);
            if (Statement() is { } statement)
            {
                statement.End = Math.Max(_lastEnd, statement.Start);
                block.Statements.Add(statement);
            }
            TrySkip(TokenKind.Semicolon);
            // What stands at the start of no statement must not stop us.
            if (Start == before && !EndsBlock(Kind))
                Next();
            if (isLast && !EndsBlock(Kind) && !_isPanicking)
            {
                // Nothing may follow. What does is read for the sake of its own errors.
                Report(ExpectedClosing());
                _isPanicking = false;
            }
        }
        block.End = Start;
        LeaveLevel();
    }

    LuaSyntaxException ExpectedClosing() => _blocks.Count == 0
        ? _scanner.Expected(TokenKind.EndOfFile)
        : Expected(_blocks.Peek());

    // After an error: to the next statement.
    void Synchronize()
    {
        while (_isPanicking && !EndsBlock(Kind))
        {
            bool canStart = StartsStatement(Kind)
                || (_startsLine && Kind is TokenKind.Name or TokenKind.OpenParenthesis);
            if (canStart)
                _isPanicking = false;
            else
                Next();
        }
    }

    /// <summary>Reads a block and the token that closes it.</summary>
    Block ReadBlock(Bracket bracket)
    {
        Block block = ReadOpenBlock(bracket);
        SkipClosing(bracket);
        return block;
    }

    /// <summary>Reads a block up to the token that closes it, or begins another branch.</summary>
    Block ReadOpenBlock(Bracket bracket)
    {
        var block = new Block(_lastEnd);
        _blocks.Push(bracket);
        Statements(block);
        _blocks.Pop();
        return block;
    }

    Statement? Statement()
    {
        int line = _scanner.Line;
        int start = Start;
        switch (Kind)
        {
            case TokenKind.Semicolon when _is53:
                return null;
            case TokenKind.If:
                return If(line);
            case TokenKind.While:
                Next();
                Expression condition = Expression();
                Skip(TokenKind.Do);
                Block body = ReadBlock(new(TokenKind.End, TokenKind.While, line));
                return new WhileStatement(start, condition, body);
            case TokenKind.Do:
                Next();
                return new DoStatement(start, ReadBlock(new(TokenKind.End, TokenKind.Do, line)));
            case TokenKind.For:
                return For(line);
            case TokenKind.Repeat:
                Next();
                Block repeated = ReadBlock(new(TokenKind.Until, TokenKind.Repeat, line));
                return new RepeatStatement(start, repeated, Expression());
            case TokenKind.Function:
                return NamedFunction(line);
            case TokenKind.Local:
                Next();
                return Kind == TokenKind.Function ? LocalFunction(start) : Local(start);
            case TokenKind.Return:
                return Return();
            case TokenKind.Break:
                Next();
                return new BreakStatement(start);
            case TokenKind.Goto:
                Next();
                return new GotoStatement(start, ReadName());
            case TokenKind.DoubleColon:
                Next();
                string label = ReadName();
                Skip(TokenKind.DoubleColon);
                return new LabelStatement(start, label);
            default:
                return CallOrAssignment();
        }
    }

    IfStatement If(int line)
    {
        var statement = new IfStatement(Start);
        var bracket = new Bracket(TokenKind.End, TokenKind.If, line);
        do
        {
            Next();
            Expression condition = Expression();
            Skip(TokenKind.Then);
            statement.Branches.Add(new Branch(condition, ReadOpenBlock(bracket)));
            // The panic of a branch ends with it.
            _isPanicking &= Kind is not (TokenKind.Elseif or TokenKind.Else);
        }
        while (Kind == TokenKind.Elseif);
        if (TrySkip(TokenKind.Else))
            statement.Branches.Add(new Branch(null, ReadOpenBlock(bracket)));
        SkipClosing(bracket);
        return statement;
    }

    ForStatement For(int line)
    {
        int start = Start;
        Next();
        LocalVariable first = Declare(LocalKind.Loop);
        bool isNumeric = Kind == TokenKind.Assign;
        var loop = new ForStatement(start, isNumeric);
        loop.Variables.Add(first);
        if (isNumeric)
        {
            Next();
            loop.Values.Add(Expression());
            Skip(TokenKind.Comma);
            loop.Values.Add(Expression());
            if (TrySkip(TokenKind.Comma))
                loop.Values.Add(Expression());
        }
        else
        {
            if (Kind is not (TokenKind.Comma or TokenKind.In))
                Report(_scanner.Error("'=' or 'in' expected"));
            while (TrySkip(TokenKind.Comma))
                loop.Variables.Add(Declare(LocalKind.Loop));
            Skip(TokenKind.In);
            ExpressionList(loop.Values);
        }
        Skip(TokenKind.Do);
        loop.Body = ReadBlock(new(TokenKind.End, TokenKind.For, line));
        return loop;
    }

    FunctionStatement NamedFunction(int line)
    {
        int start = Start;
        Next();
        Expression target = Variable();
        while (Kind == TokenKind.Dot)
            target = Field(target);
        bool isMethod = Kind == TokenKind.Colon;
        if (isMethod)
            target = Field(target);
        return new FunctionStatement(start, target, Body(start, isMethod, line));
    }

    LocalFunctionStatement LocalFunction(int start)
    {
        int line = _scanner.Line;
        int keyword = Start;
        Next();
        LocalVariable variable = Declare(LocalKind.Function);
        FunctionExpression function = Body(keyword, false, line);
        variable.Value = function;
        return new LocalFunctionStatement(start, variable, function);
    }

    LocalStatement Local(int start)
    {
        var statement = new LocalStatement(start);
        do
            statement.Variables.Add(Declare(LocalKind.Variable));
        while (TrySkip(TokenKind.Comma));
        if (TrySkip(TokenKind.Assign))
            ExpressionList(statement.Values);
        for (int i = 0; i < statement.Variables.Count && i < statement.Values.Count; i++)
            statement.Variables[i].Value = statement.Values[i];
        return statement;
    }

    ReturnStatement Return()
    {
        var statement = new ReturnStatement(Start);
        Next();
        if (!EndsBlock(Kind) && Kind != TokenKind.Semicolon)
            ExpressionList(statement.Values);
        return statement;
    }

    Statement CallOrAssignment()
    {
        Expression first = PrimaryExpression();
        if (_isPanicking)
            return new CallStatement(first);
        if (first is CallExpression && (_is53 ? Kind is not (TokenKind.Assign or TokenKind.Comma) : true))
            return new CallStatement(first);
        bool isVariable = first is NameExpression or IndexExpression;
        if (!isVariable || (_is53 && Kind is not (TokenKind.Assign or TokenKind.Comma)))
        {
            Report(_scanner.Error("syntax error"));
            return new CallStatement(first);
        }
        return Assignment(first);
    }

    AssignmentStatement Assignment(Expression first)
    {
        var statement = new AssignmentStatement(first.Start);
        statement.Targets.Add(first);
        while (TrySkip(TokenKind.Comma))
        {
            Expression next = PrimaryExpression();
            if (next is not (NameExpression or IndexExpression))
                Report(_scanner.Error("syntax error"));
            statement.Targets.Add(next);
        }
        if (!TrySkip(TokenKind.Assign))
        {
            // Nothing is assigned: the next statement may begin here.
            Report(_scanner.Expected(TokenKind.Assign));
            return statement;
        }
        ExpressionList(statement.Values);
        return statement;
    }

    LocalVariable Declare(LocalKind kind)
    {
        int start = Start;
        return new LocalVariable(start, ReadName(), kind) { End = _lastEnd };
    }

    string ReadName()
    {
        if (Kind != TokenKind.Name)
        {
            Report(_scanner.Expected(TokenKind.Name));
            return "";
        }
        string name = TextOfToken();
        Next();
        return name;
    }

    // A name is decoded once, however often it occurs.
    string TextOfToken()
    {
        int number = _scanner.Token.Text;
        if (number >= _texts.Length)
            Array.Resize(ref _texts, Math.Max(number + 1, 2 * _texts.Length));
        return _texts[number] ??= _scanner.Strings[number].ToString();
    }
}
