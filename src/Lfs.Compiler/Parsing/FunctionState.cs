using Lfs.Compiler.Bytecode;
using static Lfs.Compiler.Parsing.ExpressionKind;

namespace Lfs.Compiler.Parsing;

/// <summary>A 5.1 function while it is compiled: its code, blocks, locals, upvalues and inner
/// functions.</summary>
/// <remarks>Kept and used again for the next function at the same depth. Source: lparser.h,
/// <c>FuncState</c>.</remarks>
sealed class FunctionState
{
    struct Block
    {
        public int BreakJumps;
        public int ActiveLocals;
        public bool HasUpvalue;
        public bool IsLoop;
    }

    readonly struct CapturedVariable(ExpressionKind kind, int place, int name)
    {
        public readonly ExpressionKind Kind = kind;
        public readonly int Place = place;
        public readonly int Name = name;
    }

    readonly struct ActiveLocal(int name, int declaration)
    {
        public readonly int Name = name;
        public readonly int Declaration = declaration;
    }

    readonly Lexer _lexer;
    readonly ActiveLocal[] _active = new ActiveLocal[Limits.MaxLocals51];
    readonly CapturedVariable[] _upvalues = new CapturedVariable[Limits.MaxUpvalues51];
    readonly List<Proto> _protos = [];
    LocVar[] _locVars = new LocVar[16];
    Block[] _blocks = new Block[8];
    int _locVarCount;
    int _upvalueCount;
    int _blockCount;
    int _lineDefined;

    /// <param name="lexer">Where the function is read from.</param>
    /// <param name="outer">The enclosing function, or null.</param>
    /// <param name="hasFloats">False for the integer build.</param>
    public FunctionState(Lexer lexer, FunctionState? outer, bool hasFloats)
    {
        _lexer = lexer;
        Outer = outer;
        Code = new CodeGenerator(lexer, hasFloats);
    }

    /// <summary>The enclosing function; null for a main chunk.</summary>
    public FunctionState? Outer { get; }

    /// <summary>The state for functions inside this one, if there was one before.</summary>
    public FunctionState? Inner { get; set; }

    public CodeGenerator Code { get; }

    public int NumParams { get; set; }

    /// <summary>See <see cref="Proto.IsVararg"/>.</summary>
    public int IsVararg { get; set; }

    /// <summary>Starts a new function.</summary>
    public void Open(int lineDefined)
    {
        Code.Clear();
        _protos.Clear();
        _locVarCount = 0;
        _upvalueCount = 0;
        _blockCount = 0;
        _lineDefined = lineDefined;
        NumParams = 0;
        IsVararg = 0;
    }

    /// <summary>Ends the function.</summary>
    /// <param name="source">The chunk name.</param>
    /// <param name="lastLine">The line of its <c>end</c>.</param>
    /// <param name="keepsNames">Keep the names of locals and upvalues.</param>
    /// <param name="keepsLines">Keep line info.</param>
    public Proto Close(LuaString source, int lastLine, bool keepsNames, bool keepsLines)
    {
        RemoveLocals(0);
        Code.Return(0, 0);
        var upvalues = new UpvalueDescriptor[_upvalueCount];
        for (int i = 0; keepsNames && i < upvalues.Length; i++)
            upvalues[i] = new UpvalueDescriptor(_lexer.Strings[_upvalues[i].Name], false, 0);
        var locVars = new LocVar[keepsNames ? _locVarCount : 0];
        Array.Copy(_locVars, locVars, locVars.Length);
        return new Proto
        {
            Source = source,
            LineDefined = _lineDefined,
            LastLineDefined = lastLine,
            NumParams = (byte)NumParams,
            IsVararg = (byte)IsVararg,
            MaxStackSize = (byte)Code.MaxStackSize,
            Code = Code.CodeToArray(),
            Constants = Code.ConstantsToArray(),
            Protos = _protos.ToArray(),
            LineInfo = keepsLines ? Code.LinesToArray() : [],
            LocVars = locVars,
            Upvalues = upvalues,
        };
    }

    /// <summary>Stops if the function has more of something than a limit.</summary>
    public void CheckLimit(int count, int limit, string what)
    {
        if (count <= limit)
            return;
        string where = _lineDefined == 0 ? "main function" : $"function at line {_lineDefined}";
        throw _lexer.LimitError($"{where} has more than {limit} {what}");
    }

    /// <summary>Declares a local; it becomes active later.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ahead">How many locals were declared since the last became active.</param>
    public void Declare(int name, int ahead)
    {
        int slot = Code.ActiveLocals + ahead;
        CheckLimit(slot + 1, Limits.MaxLocals51, "local variables");
        if (_locVarCount == Limits.MaxLocVars)
            throw _lexer.CapacityError("too many local variables");
        if (_locVarCount == _locVars.Length)
            Array.Resize(ref _locVars, _locVarCount * 2);
        _locVars[_locVarCount] = new LocVar(_lexer.Strings[name], 0, 0);
        _active[slot] = new ActiveLocal(name, _locVarCount++);
    }

    /// <summary>Makes the locals that were declared last active.</summary>
    public void Activate(int count)
    {
        for (int i = 0; i < count; i++)
            StartHere(Code.ActiveLocals + i);
        Code.ActiveLocals += count;
    }

    /// <summary>Lets a local be visible from the next instruction on.</summary>
    public void StartHere(int local)
    {
        ref LocVar variable = ref _locVars[_active[local].Declaration];
        variable = variable with { StartPc = Code.Pc };
    }

    void RemoveLocals(int remaining)
    {
        while (Code.ActiveLocals > remaining)
        {
            ref LocVar variable = ref _locVars[_active[--Code.ActiveLocals].Declaration];
            variable = variable with { EndPc = Code.Pc };
        }
    }

    /// <summary>Finds the variable of a name: here, further out, or else a global.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isOwn">False when an inner function asks: the local becomes an upvalue of that.</param>
    public Expression Find(int name, bool isOwn)
    {
        int local = FindLocal(name);
        if (local >= 0)
        {
            if (!isOwn)
                MarkUpvalue(local);
            return new Expression(Local, local);
        }
        Expression outside = Outer is null ? new Expression(Global) : Outer.Find(name, false);
        return outside.Kind == Global ? outside : new Expression(Upvalue, UpvalueOf(name, outside));
    }

    int FindLocal(int name)
    {
        int local = Code.ActiveLocals - 1;
        while (local >= 0 && _active[local].Name != name)
            local--;
        return local;
    }

    void MarkUpvalue(int local)
    {
        int block = _blockCount - 1;
        while (block >= 0 && _blocks[block].ActiveLocals > local)
            block--;
        if (block >= 0)
            _blocks[block].HasUpvalue = true;
    }

    int UpvalueOf(int name, Expression outside)
    {
        for (int i = 0; i < _upvalueCount; i++)
        {
            if (_upvalues[i].Kind == outside.Kind && _upvalues[i].Place == outside.Place)
                return i;
        }
        CheckLimit(_upvalueCount + 1, Limits.MaxUpvalues51, "upvalues");
        _upvalues[_upvalueCount] = new CapturedVariable(outside.Kind, outside.Place, name);
        return _upvalueCount++;
    }

    public void EnterBlock(bool isLoop)
    {
        if (_blockCount == _blocks.Length)
            Array.Resize(ref _blocks, _blockCount * 2);
        _blocks[_blockCount++] = new Block
        {
            BreakJumps = CodeGenerator.NoJump,
            ActiveLocals = Code.ActiveLocals,
            IsLoop = isLoop,
        };
    }

    /// <summary>Leaves a block: its locals end, captured ones are closed, and breaks land here.</summary>
    public void LeaveBlock()
    {
        Block block = _blocks[--_blockCount];
        RemoveLocals(block.ActiveLocals);
        if (block.HasUpvalue)
            Code.EmitAbc(Opcode51.Close, block.ActiveLocals, 0, 0);
        Code.FreeRegister = Code.ActiveLocals;
        Code.LandHere(block.BreakJumps);
    }

    /// <summary>Whether an inner function uses a local of the innermost block.</summary>
    public bool BlockHasUpvalue => _blocks[_blockCount - 1].HasUpvalue;

    /// <summary>Emits a jump out of the innermost loop.</summary>
    public void Break()
    {
        int block = _blockCount - 1;
        bool hasUpvalue = false;
        for (; block >= 0 && !_blocks[block].IsLoop; block--)
            hasUpvalue |= _blocks[block].HasUpvalue;
        if (block < 0)
            throw _lexer.Error("no loop to break");
        if (hasUpvalue)
            Code.EmitAbc(Opcode51.Close, _blocks[block].ActiveLocals, 0, 0);
        Code.Join(ref _blocks[block].BreakJumps, Code.EmitJump());
    }

    /// <summary>Emits the making of a closure; the words after it say where its upvalues come from.</summary>
    public Expression EmitClosure(Proto proto, FunctionState inner)
    {
        if (_protos.Count >= Instruction.MaxBx)
            throw _lexer.CapacityError("constant table overflow");
        _protos.Add(proto);
        var closure = new Expression(Relocatable, Code.EmitABx(Opcode51.Closure, 0, _protos.Count - 1));
        for (int i = 0; i < inner._upvalueCount; i++)
        {
            CapturedVariable captured = inner._upvalues[i];
            Code.EmitAbc(captured.Kind == Local ? Opcode51.Move : Opcode51.GetUpval, 0, captured.Place, 0);
        }
        return closure;
    }
}
