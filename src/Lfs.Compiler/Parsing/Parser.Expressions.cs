using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Parsing;

// Expressions, tables, calls and function bodies.
partial class Parser
{
    const int UnaryPriority = 8;

    // For each operator, how strongly it holds its left and its right operand. Source: lparser.c, priority.
    static readonly (byte Left, byte Right)[] Priorities =
    [
        (6, 6), (6, 6), (7, 7), (7, 7), (7, 7), (10, 9), (5, 4),
        (3, 3), (3, 3), (3, 3), (3, 3), (3, 3), (3, 3), (2, 2), (1, 1), (0, 0),
    ];

    Expression Expression()
    {
        SubExpression(out Expression e, 0);
        return e;
    }

    void ExpressionToNextRegister()
    {
        Expression e = Expression();
        _code.ToNextRegister(ref e);
    }

    /// <summary>Compiles a list of expressions; all but the last are put into registers.</summary>
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

    /// <summary>Compiles operators that bind stronger than a limit.</summary>
    /// <returns>The first operator that does not.</returns>
    BinaryOperator SubExpression(out Expression left, int limit)
    {
        EnterLevel();
        if (UnaryOperator(Kind) is Opcode51 unary)
        {
            _lexer.Next();
            SubExpression(out left, UnaryPriority);
            _code.Prefix(unary, ref left);
        }
        else
        {
            SimpleExpression(out left);
        }
        BinaryOperator op = OperatorOf(Kind);
        while (Priorities[(int)op].Left > limit)
        {
            _lexer.Next();
            _code.Infix(op, ref left);
            BinaryOperator next = SubExpression(out Expression right, Priorities[(int)op].Right);
            _code.Postfix(op, ref left, ref right);
            op = next;
        }
        LeaveLevel();
        return op;
    }

    static Opcode51? UnaryOperator(TokenKind kind) => kind switch
    {
        TokenKind.Not => Opcode51.Not,
        TokenKind.Minus => Opcode51.Unm,
        TokenKind.Hash => Opcode51.Len,
        _ => null,
    };

    static BinaryOperator OperatorOf(TokenKind kind) => kind switch
    {
        TokenKind.Plus => BinaryOperator.Add,
        TokenKind.Minus => BinaryOperator.Sub,
        TokenKind.Star => BinaryOperator.Mul,
        TokenKind.Slash => BinaryOperator.Div,
        TokenKind.Percent => BinaryOperator.Mod,
        TokenKind.Caret => BinaryOperator.Pow,
        TokenKind.Concat => BinaryOperator.Concat,
        TokenKind.NotEqual => BinaryOperator.NotEqual,
        TokenKind.Equal => BinaryOperator.Equal,
        TokenKind.Less => BinaryOperator.Less,
        TokenKind.LessEqual => BinaryOperator.LessEqual,
        TokenKind.Greater => BinaryOperator.Greater,
        TokenKind.GreaterEqual => BinaryOperator.GreaterEqual,
        TokenKind.And => BinaryOperator.And,
        TokenKind.Or => BinaryOperator.Or,
        _ => BinaryOperator.None,
    };

    void SimpleExpression(out Expression e)
    {
        switch (Kind)
        {
            case TokenKind.Number:
                e = Parsing.Expression.OfNumber(_lexer.Token.Number);
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
                    throw _lexer.Error("cannot use '...' outside a vararg function");
                // A function that uses ... itself does not need the table arg of Lua 5.0.
                _function.IsVararg &= ~NeedsArg;
                e = new Expression(ExpressionKind.Vararg, _code.EmitAbc(Opcode51.Vararg, 0, 1, 0));
                break;
            case TokenKind.OpenBrace:
                e = Constructor();
                return;
            case TokenKind.Function:
                _lexer.Next();
                e = Body(false, _lexer.Line);
                return;
            default:
                e = PrimaryExpression();
                return;
        }
        _lexer.Next();
    }

    Expression StringExpression() =>
        new(ExpressionKind.InConstants, _code.StringConstant(_lexer.Token.Text));

    Expression PrimaryExpression()
    {
        Expression e = PrefixExpression();
        while (true)
        {
            switch (Kind)
            {
                case TokenKind.Dot:
                    Field(ref e);
                    break;
                case TokenKind.OpenBracket:
                    _code.ToAnyRegister(ref e);
                    Expression key = BracketedKey();
                    _code.Index(ref e, ref key);
                    break;
                case TokenKind.Colon:
                    _lexer.Next();
                    Expression method = NameExpression();
                    _code.Self(ref e, ref method);
                    Call(ref e);
                    break;
                case TokenKind.OpenParenthesis or TokenKind.String or TokenKind.OpenBrace:
                    _code.ToNextRegister(ref e);
                    Call(ref e);
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
            throw _lexer.Error("unexpected symbol");
        int line = _lexer.Line;
        _lexer.Next();
        Expression e = Expression();
        SkipClosing(TokenKind.CloseParenthesis, TokenKind.OpenParenthesis, line);
        _code.Discharge(ref e);
        return e;
    }

    Expression Variable()
    {
        int name = ReadName();
        Expression variable = _function.Find(name, isOwn: true);
        if (variable.Kind == ExpressionKind.Global)
            variable.Place = _code.StringConstant(name);
        return variable;
    }

    Expression NameExpression() => new(ExpressionKind.InConstants, _code.StringConstant(ReadName()));

    // .name or :name
    void Field(ref Expression e)
    {
        _code.ToAnyRegister(ref e);
        _lexer.Next();
        Expression key = NameExpression();
        _code.Index(ref e, ref key);
    }

    Expression BracketedKey()
    {
        _lexer.Next();
        Expression key = Expression();
        _code.ToValue(ref key);
        Skip(TokenKind.CloseBracket);
        return key;
    }

    // The function is in a register; its arguments follow it.
    void Call(ref Expression function)
    {
        int line = _lexer.Line;
        Expression arguments = Arguments(line);
        int start = function.Place;
        int count = -1;
        if (!arguments.IsOpen)
        {
            if (arguments.Kind != ExpressionKind.Void)
                _code.ToNextRegister(ref arguments);
            count = _code.FreeRegister - (start + 1);
        }
        function = new Expression(ExpressionKind.Call, _code.EmitAbc(Opcode51.Call, start, count + 1, 2));
        _code.FixLine(line);
        // Function and arguments are gone; one result is left, unless the caller asks for more.
        _code.FreeRegister = start + 1;
    }

    /// <summary>Compiles arguments; all but the last are put into registers.</summary>
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
                _lexer.Next();
                return text;
            default:
                throw _lexer.Error("function arguments expected");
        }
    }

    Expression ParenthesizedArguments(int line)
    {
        if (line != _lexer.LastLine)
            throw _lexer.Error("ambiguous syntax (function call x new statement)");
        _lexer.Next();
        Expression last = default;
        if (Kind != TokenKind.CloseParenthesis)
        {
            ExpressionList(out last);
            _code.SetReturns(ref last, -1);
        }
        SkipClosing(TokenKind.CloseParenthesis, TokenKind.OpenParenthesis, line);
        return last;
    }

    /// <summary>A table constructor while it is read.</summary>
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
        int line = _lexer.Line;
        int instruction = _code.EmitAbc(Opcode51.NewTable, 0, 0, 0);
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
                || (Kind == TokenKind.Name && _lexer.LookAhead() == TokenKind.Assign))
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
        _code.EmitAbc(Opcode51.SetTable, items.Table, keyOperand, _code.ToRk(ref value));
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
            // How many there will be is not known: it does not count for the size.
            items.Items--;
            return;
        }
        if (items.Last.Kind != ExpressionKind.Void)
            _code.ToNextRegister(ref items.Last);
        _code.SetList(items.Table, items.Items, items.Pending);
    }

    // Parameters, body and end of a function.
    Expression Body(bool isMethod, int line)
    {
        FunctionState inner = _function.Inner ??= new FunctionState(_lexer, _function, _hasFloats);
        inner.Open(line);
        Enter(inner);
        Skip(TokenKind.OpenParenthesis);
        if (isMethod)
        {
            Declare("self", 0);
            inner.Activate(1);
        }
        Parameters();
        Skip(TokenKind.CloseParenthesis);
        Chunk();
        int lastLine = _lexer.Line;
        SkipClosing(TokenKind.End, TokenKind.Function, line);
        Proto proto = inner.Close(_source, lastLine, _keepsNames, _keepsLines);
        Enter(inner.Outer!);
        return _function.EmitClosure(proto, inner);
    }

    void Enter(FunctionState function)
    {
        _function = function;
        _code = function.Code;
    }

    void Parameters()
    {
        int count = 0;
        if (Kind != TokenKind.CloseParenthesis)
        {
            do
            {
                if (Kind == TokenKind.Name)
                    _function.Declare(ReadName(), count++);
                else if (Kind == TokenKind.Dots)
                    VarargParameter(count++);
                else
                    throw _lexer.Error("<name> or '...' expected");
            }
            while (_function.IsVararg == 0 && TrySkip(TokenKind.Comma));
        }
        _function.Activate(count);
        _function.NumParams = _code.ActiveLocals - (_function.IsVararg & HasArg);
        _code.ReserveRegisters(_code.ActiveLocals);
    }

    // Lua 5.0's table arg is a hidden local. Source: luaconf.h, LUA_COMPAT_VARARG.
    void VarargParameter(int ahead)
    {
        _lexer.Next();
        Declare("arg", ahead);
        _function.IsVararg = HasArg | NeedsArg | TakesVararg;
    }
}
