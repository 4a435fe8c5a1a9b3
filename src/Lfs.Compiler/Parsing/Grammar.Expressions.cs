using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Parsing;

// Expressions, tables, calls and function bodies.
partial class Grammar<TFunction>
{
    protected Expression Expression()
    {
        SubExpression(out Expression e, 0);
        return e;
    }

    void ExpressionToNextRegister()
    {
        Expression e = Expression();
        _code.ToNextRegister(ref e);
    }

    /// <summary>Compiles a list of expressions. All but the last are loaded into registers:
    /// <c>explist</c>.</summary>
    int ExpressionList(out Expression last)
    {
        int count = 1;
        last = Expression();
        for (; TrySkip(TokenKind.Comma); count++)
        {
            _code.ToNextRegister(ref last);
            last = Expression();
        }
        return count;
    }

    /// <summary>Compiles a subexpression of operators that bind tighter than a limit:
    /// <c>subexpr</c>.</summary>
    /// <returns>The first operator that does not.</returns>
    BinaryOperator SubExpression(out Expression left, int limit)
    {
        EnterLevel();
        UnaryOperator unary = _dialect.Unary(Kind);
        if (unary != UnaryOperator.None)
        {
            int line = _scanner.Line;
            _scanner.Next();
            SubExpression(out left, Operators.UnaryPriority);
            _code.Prefix(unary, ref left, line);
        }
        else
        {
            SimpleExpression(out left);
        }
        BinaryOperator op = _dialect.Binary(Kind);
        while (Operators.Priority(op).Left > limit)
        {
            int line = _scanner.Line;
            _scanner.Next();
            _code.Infix(op, ref left);
            BinaryOperator next = SubExpression(out Expression right, Operators.Priority(op).Right);
            _code.Postfix(op, ref left, ref right, line);
            op = next;
        }
        LeaveLevel();
        return op;
    }

    void SimpleExpression(out Expression e)
    {
        switch (Kind)
        {
            case TokenKind.Number:
                e = Parsing.Expression.OfNumber(_scanner.Token.Number);
                break;
            case TokenKind.Integer:
                e = Parsing.Expression.OfInteger(_scanner.Token.Integer);
                break;
            case TokenKind.String:
                e = StringExpression();
                break;
            case TokenKind.Nil:
                e = new Expression(ExpressionKind.Nil);
                break;
            case TokenKind.True:
                e = new Expression(ExpressionKind.True);
                break;
            case TokenKind.False:
                e = new Expression(ExpressionKind.False);
                break;
            case TokenKind.Dots:
                if (_function.IsVararg == 0)
                    throw _scanner.Error("cannot use '...' outside a vararg function");
                // A function that uses ... does not need the table arg of Lua 5.0.
                _function.IsVararg &= ~NeedsArg;
                e = new Expression(ExpressionKind.Vararg, _code.EmitAbc(_op.Vararg, 0, 1, 0));
                break;
            case TokenKind.OpenBrace:
                e = Constructor();
                return;
            case TokenKind.Function:
                _scanner.Next();
                e = Body(false, _scanner.Line);
                return;
            default:
                e = PrimaryExpression();
                return;
        }
        _scanner.Next();
    }

    Expression StringExpression() =>
        new(ExpressionKind.InConstants, _code.StringConstant(_scanner.Token.Text));

    protected Expression PrimaryExpression()
    {
        int line = _scanner.Line;
        Expression e = PrefixExpression();
        while (true)
        {
            switch (Kind)
            {
                case TokenKind.Dot:
                    Field(ref e);
                    break;
                case TokenKind.OpenBracket:
                    _code.ToIndexable(ref e);
                    Expression key = BracketedKey();
                    _code.Index(ref e, ref key);
                    break;
                case TokenKind.Colon:
                    _scanner.Next();
                    Expression method = NameExpression();
                    _code.Self(ref e, ref method);
                    Call(ref e, line);
                    break;
                case TokenKind.OpenParenthesis or TokenKind.String or TokenKind.OpenBrace:
                    _code.ToNextRegister(ref e);
                    Call(ref e, line);
                    break;
                default:
                    return e;
            }
        }
    }

    Expression PrefixExpression()
    {
        if (Kind == TokenKind.Name)
            return Variable();
        if (Kind != TokenKind.OpenParenthesis)
            throw _scanner.Error("unexpected symbol");
        int line = _scanner.Line;
        _scanner.Next();
        Expression e = Expression();
        SkipClosing(TokenKind.CloseParenthesis, TokenKind.OpenParenthesis, line);
        _code.Discharge(ref e);
        return e;
    }

    Expression NameExpression() => new(ExpressionKind.InConstants, _code.StringConstant(ReadName()));

    // Compiles .name or :name: fieldsel.
    void Field(ref Expression e)
    {
        _code.ToIndexable(ref e);
        _scanner.Next();
        Expression key = NameExpression();
        _code.Index(ref e, ref key);
    }

    Expression BracketedKey()
    {
        _scanner.Next();
        Expression key = Expression();
        _code.ToValue(ref key);
        Skip(TokenKind.CloseBracket);
        return key;
    }

    // funcargs. The function is in a register, followed by its arguments.
    void Call(ref Expression function, int startLine)
    {
        int line = CallLine(startLine);
        Expression arguments = Arguments(line);
        int start = function.Place;
        int count = -1;
        if (!arguments.IsOpen)
        {
            if (arguments.Kind != ExpressionKind.Void)
                _code.ToNextRegister(ref arguments);
            count = _code.FreeRegister - (start + 1);
        }
        function = new Expression(ExpressionKind.Call, _code.EmitAbc(_op.Call, start, count + 1, 2));
        _code.FixLine(line);
        // The call removes function and arguments, and leaves one result unless the caller asks for more.
        _code.FreeRegister = start + 1;
    }

    /// <summary>The line of a call. The arguments have not been read yet.</summary>
    /// <param name="startLine">The line of the first token of the whole expression.</param>
    protected abstract int CallLine(int startLine);

    /// <summary>Compiles arguments. All but the last are loaded into registers.</summary>
    Expression Arguments(int line)
    {
        switch (Kind)
        {
            case TokenKind.OpenParenthesis:
                return ParenthesizedArguments(line);
            case TokenKind.OpenBrace:
                return Constructor();
            case TokenKind.String:
                Expression text = StringExpression();
                _scanner.Next();
                return text;
            default:
                throw _scanner.Error("function arguments expected");
        }
    }

    Expression ParenthesizedArguments(int line)
    {
        _scanner.Next();
        Expression last = default;
        if (Kind != TokenKind.CloseParenthesis)
        {
            ExpressionList(out last);
            _code.SetReturns(ref last, -1);
        }
        SkipClosing(TokenKind.CloseParenthesis, TokenKind.OpenParenthesis, line);
        return last;
    }

    /// <summary>A table constructor while it is parsed: <c>ConsControl</c>.</summary>
    struct TableItems
    {
        public int Table;
        public Expression Last;
        public int Fields;
        public int Items;
        public int Pending;
    }

    Expression Constructor()
    {
        int line = _scanner.Line;
        int instruction = _code.EmitAbc(_op.NewTable, 0, 0, 0);
        var table = new Expression(ExpressionKind.Relocatable, instruction);
        _code.ToNextRegister(ref table);
        TableItems items = new() { Table = table.Place };
        Skip(TokenKind.OpenBrace);
        do
        {
            if (Kind == TokenKind.CloseBrace)
                break;
            CloseItem(ref items);
            if (Kind == TokenKind.OpenBracket
                || (Kind == TokenKind.Name && _scanner.LookAhead() == TokenKind.Assign))
                RecordItem(ref items);
            else
                ListItem(ref items);
        }
        while (TrySkip(TokenKind.Comma) || TrySkip(TokenKind.Semicolon));
        SkipClosing(TokenKind.CloseBrace, TokenKind.OpenBrace, line);
        CloseLastItem(ref items);
        _code.At(instruction) = _code.At(instruction)
            .WithB(FloatingByte.RoundUp(items.Items)).WithC(FloatingByte.RoundUp(items.Fields));
        return table;
    }

    void RecordItem(ref TableItems items)
    {
        int register = _code.FreeRegister;
        Expression key = Kind == TokenKind.Name ? NameExpression() : BracketedKey();
        items.Fields++;
        Skip(TokenKind.Assign);
        int keyOperand = _code.ToRk(ref key);
        Expression value = Expression();
        _code.EmitAbc(_op.SetTable, items.Table, keyOperand, _code.ToRk(ref value));
        _code.FreeRegister = register;
    }

    void ListItem(ref TableItems items)
    {
        items.Last = Expression();
        items.Items++;
        items.Pending++;
    }

    void CloseItem(ref TableItems items)
    {
        if (items.Last.Kind == ExpressionKind.Void)
            return;
        _code.ToNextRegister(ref items.Last);
        items.Last.Kind = ExpressionKind.Void;
        if (items.Pending < Limits.FieldsPerFlush)
            return;
        _code.SetList(items.Table, items.Items, items.Pending);
        items.Pending = 0;
    }

    void CloseLastItem(ref TableItems items)
    {
        if (items.Pending == 0)
            return;
        if (items.Last.IsOpen)
        {
            _code.SetReturns(ref items.Last, -1);
            _code.SetList(items.Table, items.Items, -1);
            // The number of values is unknown, so this item does not count for the size.
            items.Items--;
            return;
        }
        if (items.Last.Kind != ExpressionKind.Void)
            _code.ToNextRegister(ref items.Last);
        _code.SetList(items.Table, items.Items, items.Pending);
    }

    /// <summary>Compiles the parameters, the body and the end of a function: <c>body</c>.</summary>
    protected Expression Body(bool isMethod, int line)
    {
        OpenFunction(line);
        Skip(TokenKind.OpenParenthesis);
        if (isMethod)
        {
            Declare("self", 0);
            _function.Activate(1);
        }
        Parameters();
        Skip(TokenKind.CloseParenthesis);
        Statements();
        int lastLine = _scanner.Line;
        SkipClosing(TokenKind.End, TokenKind.Function, line);
        return CloseFunction(lastLine);
    }

    /// <summary>Enters a new function.</summary>
    protected abstract void OpenFunction(int line);

    /// <summary>Leaves a function and emits its closure.</summary>
    protected abstract Expression CloseFunction(int lastLine);

    void Parameters()
    {
        int count = 0;
        int hidden = 0;
        if (Kind != TokenKind.CloseParenthesis)
        {
            do
            {
                if (Kind == TokenKind.Name)
                    _function.Declare(ReadName(), count++);
                else if (Kind == TokenKind.Dots)
                    hidden = VarargParameter(count);
                else
                    throw _scanner.Error("<name> or '...' expected");
            }
            while (_function.IsVararg == 0 && TrySkip(TokenKind.Comma));
        }
        _function.Activate(count + hidden);
        _function.NumParams = _code.ActiveLocals - hidden;
        _code.ReserveRegisters(_code.ActiveLocals);
    }

    /// <summary>Handles <c>...</c> in a parameter list.</summary>
    /// <returns>The number of hidden locals that it declared.</returns>
    protected abstract int VarargParameter(int ahead);
}
