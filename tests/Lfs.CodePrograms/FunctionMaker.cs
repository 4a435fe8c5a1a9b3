using Lfs.Compiler.Bytecode;

namespace Lfs.Tests.CodePrograms;

/// <summary>
/// Makes one function at random, and those inside it: the right instructions with mostly valid operands.
/// </summary>
/// <remarks>
/// The registers below a floor are the locals: closures capture them. Calls take place above it. In four programs
/// of ten this holds most of the time only; in two, nothing is wrong but that closures capture what is called.
/// </remarks>
sealed partial class FunctionMaker
{
    const int MostDepth = 3;

    static readonly string[] _functions =
    [
        "pcall", "pcall", "xpcall", "sort", "gsub", "gmatch", "wrap", "resume", "create", "yield", "load", "foreach",
        "setmetatable", "getmetatable", "rawset", "rawget", "rawequal", "tostring", "concat", "unpack", "select",
        "error", "next", "pairs", "ipairs", "insert", "remove", "rep", "format", "dump", "setl", "getl", "setu", "join",
        "trace", "collect", "step", "walk", "callback", "object", "dying", "setfenv", "getfenv", "F", "F", "G", "G",
    ];

    static readonly string[] _texts = ["x", "a", "b", "3", "%a", "(%w)(%w)", "return ...", "k", "n", "setl", "abcdef"];

    readonly Random _random;
    readonly LuaTarget _target;
    readonly bool _isWild;
    readonly bool _captures;
    readonly Assembler _asm;
    readonly int _depth;
    readonly int _registers;
    readonly int _locals;
    readonly int _upvalues;
    readonly int _parameters;
    readonly bool _isVararg;
    readonly List<int> _starts = [];
    int _highest;

    FunctionMaker(Random random, LuaTarget target, bool isWild, bool captures, int depth, int upvalues)
    {
        _random = random;
        _target = target;
        _isWild = isWild;
        _captures = captures;
        _asm = new Assembler(target.Version == LuaVersion.Lua53);
        _depth = depth;
        _upvalues = upvalues;
        _registers = random.Next(8, 24);
        _locals = random.Next(1, 6);
        _parameters = random.Next(0, 4);
        _isVararg = random.Next(3) == 0;
    }

    /// <summary>A main function.</summary>
    public static Proto Make(Random random, LuaTarget target)
    {
        bool is53 = target.Version == LuaVersion.Lua53;
        UpvalueDescriptor[] upvalues = is53 ? [new UpvalueDescriptor(null, true, 0)] : [];
        int kind = random.Next(10);
        return new FunctionMaker(random, target, isWild: kind < 4, captures: kind >= 8, 0, upvalues.Length)
            .Make(upvalues);
    }

    Proto Make(UpvalueDescriptor[] upvalues)
    {
        int items = _random.Next(3, 14);
        for (int i = 0; i < items; i++)
            Item(2);
        Abc(Opcode51.Return, Opcode53.Return, 0, 1, 0);
        if (Wrong(3))
            Spoil();
        byte vararg = (byte)(!_isVararg ? 0 : _asm.Is53 ? 1 : _random.Next(4) == 0 ? 3 : 2);
        return new Proto
        {
            Source = LuaString.FromText("=p"),
            MaxStackSize = (byte)(Wrong(6) ? _registers : Math.Min(Math.Max(_highest + 1, _registers), 250)),
            NumParams = (byte)_parameters,
            IsVararg = vararg,
            Code = _asm.Code,
            Constants = _asm.Constants,
            Protos = [.. _asm.Protos],
            Upvalues = upvalues,
            LocVars = Locals(),
        };
    }

    LocVar[] Locals()
    {
        if (_random.Next(2) == 0)
            return [];
        int count = Wrong(10) ? _random.Next(_registers + 4) : _locals;
        var locals = new LocVar[count];
        for (int i = 0; i < count; i++)
            locals[i] = new LocVar(LuaString.FromText("l"), Chance(4) ? _random.Next(_asm.Length) : 0, _asm.Length);
        return [.. locals.OrderBy(local => local.StartPc)];
    }

    bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    // Whether to do something wrong now.
    bool Wrong(int oneIn) => _isWild && Chance(oneIn);

    int Any() => Wrong(100) ? _random.Next(_registers + 2) : _random.Next(_registers);

    int Local() => Wrong(40) ? Any() : _random.Next(_locals);

    // The first of some registers above the locals.
    int Free(int count) => Wrong(40) ? Any() : _random.Next(_locals, Math.Max(_registers - count, _locals) + 1);

    int Rk() => Chance(2) ? Any() : Instruction.ConstantFlag + _asm.Constant(Constant());

    Constant Constant() => _random.Next(8) switch
    {
        0 => Compiler.Bytecode.Constant.Nil,
        1 => Compiler.Bytecode.Constant.Boolean(Chance(2)),
        2 or 3 or 4 => Number(_random.Next(-1, 6)),
        5 when _target.HasFloats => Compiler.Bytecode.Constant.Float(_random.Next(9) * 0.5),
        _ => Compiler.Bytecode.Constant.String(LuaString.FromText(Pick(_texts))),
    };

    Constant Number(int value) =>
        _asm.Is53 || !_target.HasFloats ? Compiler.Bytecode.Constant.Integer(value) : Compiler.Bytecode.Constant.Float(value);

    T Pick<T>(T[] from) => from[_random.Next(from.Length)];

    void Abc(Opcode51 in51, Opcode53 in53, int a, int b, int c) => _asm.Abc(_asm.Op(in51, in53), a, b, c);

    void Use(int register) => _highest = Math.Max(_highest, register);

    void Item(int nesting)
    {
        _starts.Add(_asm.Length);
        switch (_random.Next(nesting > 0 ? 16 : 12))
        {
            case 0 or 1 or 2 or 3:
                Call(Free(4), 3, results: _random.Next(4));
                break;
            case 4:
                Arithmetic();
                break;
            case 5:
                Value(Free(1), 0);
                break;
            case 6:
                Upvalue();
                break;
            case 7:
                Fields();
                break;
            case 8 when _captures:
                CallOverCapture();
                break;
            case 8:
                Closure(Wrong(3) ? Local() : Free(1));
                break;
            case 9:
                OpenList();
                break;
            case 10:
                CloseLocals();
                break;
            case 11:
                SetGlobal(Pick(["F", "G", "H"]), Local());
                break;
            case 12:
                NumericLoop(nesting - 1);
                break;
            case 13:
                GenericLoop(nesting - 1);
                break;
            default:
                Test(nesting - 1);
                break;
        }
    }

    void Arithmetic()
    {
        int a = Any();
        switch (_random.Next(6))
        {
            case 0:
                int b = Free(3);
                Use(b + 2);
                Abc(Opcode51.Concat, Opcode53.Concat, a, b, b + _random.Next(1, 3));
                break;
            case 1:
                Abc(Opcode51.Len, Opcode53.Len, a, Any(), 0);
                break;
            case 2:
                Abc(Opcode51.Unm, Opcode53.Unm, a, Any(), 0);
                break;
            default:
                int op = _asm.Is53 ? _random.Next((int)Opcode53.Add, (int)Opcode53.Shr + 1)
                    : _random.Next((int)Opcode51.Add, (int)Opcode51.Pow + 1);
                _asm.Abc(op, a, Rk(), Rk());
                break;
        }
    }

    void Upvalue()
    {
        int upvalue = _random.Next(Wrong(60) ? _upvalues + 1 : Math.Max(_upvalues, 1));
        if (_upvalues == 0 && !Wrong(60))
            return;
        if (Chance(3))
            Abc(Opcode51.GetUpval, Opcode53.GetUpval, Any(), upvalue, 0);
        else
            Abc(Opcode51.SetUpval, Opcode53.SetUpval, Any(), upvalue, 0);
    }

    void Fields()
    {
        switch (_random.Next(4))
        {
            case 0:
                Abc(Opcode51.GetTable, Opcode53.GetTable, Any(), Any(), Rk());
                break;
            case 1:
                Abc(Opcode51.SetTable, Opcode53.SetTable, Any(), Rk(), Rk());
                break;
            case 2:
                int key = Instruction.ConstantFlag + _asm.Name(Pick(_texts));
                Abc(Opcode51.Self, Opcode53.Self, Free(2), Any(), key);
                break;
            default:
                Abc(Opcode51.NewTable, Opcode53.NewTable, Free(1), _random.Next(9), _random.Next(9));
                break;
        }
    }

    // Puts a value into a register.
    void Value(int a, int depth)
    {
        Use(a + 2);
        switch (_random.Next(9))
        {
            case 0 or 1:
                _asm.ABx(_asm.Op(Opcode51.LoadK, Opcode53.LoadK), a, _asm.Constant(Constant()));
                break;
            case 2:
                int last = Chance(4) ? a + _random.Next(3) : a;
                Abc(Opcode51.LoadNil, Opcode53.LoadNil, a, _asm.Is53 ? last - a : last, 0);
                break;
            case 3:
                Abc(Opcode51.Move, Opcode53.Move, a, Any(), 0);
                break;
            case 4 or 5:
                Closure(a);
                break;
            case 6 when _isVararg:
                Abc(Opcode51.Vararg, Opcode53.Vararg, a, _random.Next(1, 3), 0);
                break;
            case 7 when depth > 0:
                Call(a, depth - 1, results: 1);
                break;
            default:
                GetGlobal(a, Chance(2) ? Pick(_functions) : Pick(["T", "F", "G", "H", "M"]));
                break;
        }
    }

    void GetGlobal(int a, string name)
    {
        if (!_asm.Is53)
            _asm.ABx((int)Opcode51.GetGlobal, a, _asm.Name(name));
        else
            _asm.Abc((int)Opcode53.GetTabUp, a, 0, Instruction.ConstantFlag + _asm.Name(name));
    }

    void SetGlobal(string name, int a)
    {
        if (!_asm.Is53)
            _asm.ABx((int)Opcode51.SetGlobal, a, _asm.Name(name));
        else
            _asm.Abc((int)Opcode53.SetTabUp, 0, Instruction.ConstantFlag + _asm.Name(name), a);
    }

    // A call from a register on, of a library function most of the time. Its last argument may be open, its
    // results too: then the caller of this method makes what takes them.
    void Call(int a, int depth, int results)
    {
        if (Chance(8))
            Abc(Opcode51.Move, Opcode53.Move, a, Any(), 0);
        else if (Chance(6))
            Closure(a);
        else
            GetGlobal(a, Pick(_functions));
        int arguments = _random.Next(0, 4);
        Use(a + arguments + 1);
        Use(a + results);
        for (int i = 1; i <= arguments; i++)
            Value(a + i, depth);
        bool isOpen = depth > 0 && Chance(5);
        if (isOpen)
            Producer(a + arguments + 1, depth - 1);
        Abc(Opcode51.Call, Opcode53.Call, a, isOpen ? 0 : arguments + 1, results + 1);
    }

    // Leaves open results, at a register or, seldom, elsewhere.
    void Producer(int a, int depth)
    {
        if (Wrong(25))
            a = Any();
        Use(a);
        if (_isVararg && Chance(2))
            Abc(Opcode51.Vararg, Opcode53.Vararg, a, 0, 0);
        else
            Call(a, depth, results: -1);
    }

    void OpenList()
    {
        int a = Free(3);
        switch (_random.Next(4))
        {
            case 0:
                Producer(a, 2);
                Abc(Opcode51.Return, Opcode53.Return, a, 0, 0);
                break;
            case 1:
                Call(a, 2, results: -1);
                _asm.Change(_asm.Length - 1, i => i.WithOp(_asm.Op(Opcode51.TailCall, Opcode53.TailCall)));
                Abc(Opcode51.Return, Opcode53.Return, a, 0, 0);
                break;
            default:
                Abc(Opcode51.NewTable, Opcode53.NewTable, a, 0, 0);
                Value(a + 1, 0);
                bool isOpen = Chance(2);
                if (isOpen)
                    Producer(a + 2, 1);
                Abc(Opcode51.SetList, Opcode53.SetList, a, isOpen ? 0 : 1, Wrong(20) ? 0 : 1);
                break;
        }
    }

    void CloseLocals()
    {
        int first = _random.Next(_locals + 1);
        if (_asm.Is53)
            _asm.AsBx((int)Opcode53.Jmp, first + 1, 0);
        else
            _asm.Abc((int)Opcode51.Close, first, 0, 0);
    }

    void Closure(int a)
    {
        if (_depth >= MostDepth || (_asm.Protos.Count > 0 && Chance(3)))
        {
            Abc(Opcode51.Move, Opcode53.Move, a, Any(), 0);
            return;
        }
        var captures = new List<UpvalueDescriptor>();
        if (_asm.Is53)
            captures.Add(new UpvalueDescriptor(null, Wrong(60), 0));
        int count = _random.Next(0, 4);
        for (int i = 0; i < count; i++)
        {
            bool isLocal = _upvalues == 0 || Chance(2);
            captures.Add(new UpvalueDescriptor(null, isLocal, (byte)(isLocal ? Captured(a) : _random.Next(_upvalues))));
        }
        Closure(a, captures, Chance(4));
    }

    // A closure with these captures, which may begin with a change of one.
    void Closure(int a, List<UpvalueDescriptor> captures, bool writes)
    {
        var maker = new FunctionMaker(_random, _target, _isWild, _captures, _depth + 1, captures.Count);
        if (writes)
            maker.WriteUpvalue();
        _asm.Protos.Add(maker.Make([.. captures]));
        _asm.ABx(_asm.Op(Opcode51.Closure, Opcode53.Closure), a, _asm.Protos.Count - 1);
        if (_asm.Is53)
            return;
        foreach (UpvalueDescriptor capture in captures)
        {
            Opcode51 op = capture.InStack ? Opcode51.Move : Opcode51.GetUpval;
            _asm.Abc((int)op, 0, capture.Index, 0);
        }
    }

    // The closure that is about to be called back replaces the function that calls it, or an argument of that.
    void CallOverCapture()
    {
        if (_depth >= MostDepth)
            return;
        int a = Free(4);
        int local = _locals - 1;        // In 5.3 a new closure calls above itself: finalizers.
        var captures = new List<UpvalueDescriptor>();
        if (_asm.Is53)
            captures.Add(new UpvalueDescriptor(null, false, 0));
        captures.Add(new UpvalueDescriptor(null, true, (byte)Math.Min(a + _random.Next(3), _registers - 1)));
        Closure(local, captures, writes: true);
        SetGlobal("F", local);
        if (Chance(2))
        {
            Call(a, 1, results: _random.Next(4));
            return;
        }
        GetGlobal(a, "callback");
        Abc(Opcode51.Call, Opcode53.Call, a, 1, 1);
    }

    void WriteUpvalue()
    {
        if (_upvalues == 0)
            return;
        int value = Free(1);
        Value(value, 0);
        Abc(Opcode51.SetUpval, Opcode53.SetUpval, value, _upvalues - 1, 0);
    }

    // A local, or what should not be captured: a register that is called, or the closure's own.
    int Captured(int a) => !Wrong(20) ? _random.Next(_locals) : Chance(2) ? Math.Min(a, _registers - 1) : Any();

    // Changes an operand or two.
    void Spoil()
    {
        int changes = _random.Next(1, 3);
        for (int n = 0; n < changes; n++)
        {
            int by = _random.Next(-2, 3);
            _asm.Change(_random.Next(_asm.Length), i => _random.Next(5) switch
            {
                0 => i.WithA((i.A + by) & 0xFF),
                1 => i.WithB((i.B + by) & 0x1FF),
                2 => i.WithC((i.C + by) & 0x1FF),
                3 => i.WithSBx(Math.Clamp(i.SBx + by, -1000, 1000)),
                _ => i.WithA(_random.Next(_registers)),
            });
        }
    }
}
