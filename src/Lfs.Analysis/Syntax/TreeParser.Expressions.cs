using Lfs.Compiler.Parsing;
using BinaryOperator = Lfs.Compiler.Parsing.BinaryOperator;

namespace Lfs.Analysis.Syntax;

// Expressions, constructors, calls and function bodies.
partial class TreeParser
{
    Expression Expression() => SubExpression(0, out _);

    void ExpressionList(List<Expression> list)
    {
        do
            list.Add(Expression());
        while (TrySkip(TokenKind.Comma));
    }

    Expression SubExpression(int limit, out BinaryOperator next)
    {
        EnterLevel();
        Expression left;
        if (_dialect.Unary(Kind) != UnaryOperator.None)
        {
            int start = Start;
            string sign = SignOf(Kind);
            Next();
            left = Ended(new UnaryExpression(start, sign, SubExpression(Operators.UnaryPriority, out _)));
        }
        else
        {
            left = SimpleExpression();
        }
        BinaryOperator op = _dialect.Binary(Kind);
        while (Operators.Priority(op).Left > limit && !_isPanicking)
        {
            string sign = SignOf(Kind);
            Next();
            Expression right = SubExpression(Operators.Priority(op).Right, out BinaryOperator after);
            left = Ended(new BinaryExpression(left, sign, right));
            op = after;
        }
        LeaveLevel();
        next = op;
        return left;
    }

    static string SignOf(TokenKind kind) =>
        TokenKinds.IsCharacter(kind) ? ((char)kind).ToString() : TokenKinds.Text(kind);

    T Ended<T>(T node) where T : Node
    {
        node.End = Math.Max(_lastEnd, node.Start);
        return node;
    }

    Expression SimpleExpression()
    {
        int start = Start;
        switch (Kind)
        {
            case TokenKind.Number:
                return Constant(ConstantKind.Number);
            case TokenKind.Integer:
                return Constant(ConstantKind.Integer);
            case TokenKind.String:
                return Constant(ConstantKind.String);
            case TokenKind.Nil:
                return Constant(ConstantKind.Nil);
            case TokenKind.True:
                return Constant(ConstantKind.True);
            case TokenKind.False:
                return Constant(ConstantKind.False);
            case TokenKind.Dots:
                if (!_function.IsVararg)
                    Report(_scanner.Error("cannot use '...' outside a vararg function"));
                Next();
                return Ended(new VarargExpression(start));
            case TokenKind.OpenBrace:
                return Constructor();
            case TokenKind.Function:
                int line = _scanner.Line;
                Next();
                return Body(start, false, line);
            default:
                return PrimaryExpression();
        }
    }

    ConstantExpression Constant(ConstantKind kind)
    {
        var constant = new ConstantExpression(Start, kind)
        {
            Number = kind == ConstantKind.Integer ? _scanner.Token.Integer : _scanner.Token.Number,
            Text = kind == ConstantKind.String ? TextOfToken() : "",
        };
        Next();
        return Ended(constant);
    }

    Expression PrimaryExpression()
    {
        int line = _scanner.Line;
        Expression e = PrefixExpression();
        while (!_isPanicking)
        {
            switch (Kind)
            {
                case TokenKind.Dot:
                    e = Field(e);
                    break;
                case TokenKind.OpenBracket:
                    Next();
                    Expression key = Expression();
                    Skip(TokenKind.CloseBracket);
                    e = Ended(new IndexExpression(e, key, hasDot: false));
                    break;
                case TokenKind.Colon:
                    Next();
                    ConstantExpression method = NameConstant();
                    e = Call(e, method, line);
                    break;
                case TokenKind.OpenParenthesis or TokenKind.String or TokenKind.OpenBrace:
                    e = Call(e, null, line);
                    break;
                default:
                    return e;
            }
        }
        return e;
    }

    Expression PrefixExpression()
    {
        int start = Start;
        if (Kind == TokenKind.Name)
            return Variable();
        if (Kind != TokenKind.OpenParenthesis)
        {
            Report(_scanner.Error("unexpected symbol"));
            return new MissingExpression(start);
        }
        int line = _scanner.Line;
        Next();
        Expression inner = Expression();
        SkipClosing(new(TokenKind.CloseParenthesis, TokenKind.OpenParenthesis, line));
        return Ended(new ParenthesizedExpression(start, inner));
    }

    NameExpression Variable()
    {
        int start = Start;
        return Ended(new NameExpression(start, ReadName()));
    }

    ConstantExpression NameConstant()
    {
        int start = Start;
        string name = ReadName();
        return Ended(new ConstantExpression(start, ConstantKind.String) { Text = name });
    }

    IndexExpression Field(Expression target)
    {
        Next();
        return Ended(new IndexExpression(target, NameConstant(), hasDot: true));
    }

    CallExpression Call(Expression function, ConstantExpression? method, int startLine)
    {
        if (!_is53 && Kind == TokenKind.OpenParenthesis && _scanner.Line != _scanner.LastLine)
            Report(_scanner.Error("ambiguous syntax (function call x new statement)"));
        int line = _is53 ? startLine : _scanner.Line;
        int bottom = _arguments.Count;
        switch (Kind)
        {
            case TokenKind.OpenParenthesis:
                Next();
                if (Kind != TokenKind.CloseParenthesis)
                    ExpressionList(_arguments);
                SkipClosing(new(TokenKind.CloseParenthesis, TokenKind.OpenParenthesis, line));
                break;
            case TokenKind.OpenBrace:
                _arguments.Add(Constructor());
                break;
            case TokenKind.String:
                _arguments.Add(Constant(ConstantKind.String));
                break;
            default:
                Report(_scanner.Error("function arguments expected"));
                break;
        }
        Expression[] arguments = new Expression[_arguments.Count - bottom];
        _arguments.CopyTo(bottom, arguments, 0, arguments.Length);
        _arguments.RemoveRange(bottom, arguments.Length);
        return Ended(new CallExpression(function, method, arguments));
    }

    TableExpression Constructor()
    {
        int line = _scanner.Line;
        var table = new TableExpression(Start);
        Next();
        do
        {
            if (Kind == TokenKind.CloseBrace)
                break;
            table.Items.Add(Item());
        }
        while (!_isPanicking && (TrySkip(TokenKind.Comma) || TrySkip(TokenKind.Semicolon)));
        SkipClosing(new(TokenKind.CloseBrace, TokenKind.OpenBrace, line));
        return Ended(table);
    }

    TableItem Item()
    {
        if (Kind == TokenKind.Name && LookAhead() == TokenKind.Assign)
        {
            ConstantExpression name = NameConstant();
            Next();
            return new TableItem(name, Expression(), HasName: true);
        }
        if (Kind != TokenKind.OpenBracket)
            return new TableItem(null, Expression(), HasName: false);
        Next();
        Expression key = Expression();
        Skip(TokenKind.CloseBracket);
        Skip(TokenKind.Assign);
        return new TableItem(key, Expression(), HasName: false);
    }

    FunctionExpression Body(int start, bool isMethod, int line)
    {
        FunctionExpression outer = _function;
        var function = new FunctionExpression(start) { IsMethod = isMethod };
        _function = function;
        if (isMethod)
            function.Parameters.Add(Ended(new LocalVariable(_lastEnd, "self", LocalKind.Implicit)));
        Skip(TokenKind.OpenParenthesis);
        if (Kind != TokenKind.CloseParenthesis && !_isPanicking)
            Parameters(function);
        Skip(TokenKind.CloseParenthesis);
        function.Body = ReadBlock(new(TokenKind.End, TokenKind.Function, line));
        _function = outer;
        return Ended(function);
    }

    void Parameters(FunctionExpression function)
    {
        do
        {
            if (Kind == TokenKind.Name)
            {
                function.Parameters.Add(Declare(LocalKind.Parameter));
            }
            else if (Kind == TokenKind.Dots)
            {
                function.IsVararg = true;
                Next();
            }
            else
            {
                Report(_scanner.Error("<name> or '...' expected"));
                return;
            }
        }
        while (!function.IsVararg && TrySkip(TokenKind.Comma));
    }
}
