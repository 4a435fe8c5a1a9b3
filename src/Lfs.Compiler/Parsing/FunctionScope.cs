using System.Diagnostics;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Parsing;

/// <summary>A function during compilation: its locals, upvalues, blocks and inner functions. The common part
/// of 5.1 and 5.3.</summary>
/// <remarks>An object is reused for the next function at the same depth. Source: lparser.h,
/// <c>FuncState</c>.</remarks>
abstract class FunctionScope
{
    /// <summary>An open block: <c>BlockCnt</c> in lparser.c.</summary>
    protected struct Block
    {
        public int ActiveLocals;
        public bool HasUpvalue;
        public bool IsLoop;

        /// <summary>The list of breaks out of a loop. 5.1 only.</summary>
        public int BreakJumps;

        /// <summary>The first label in the block. 5.3 only.</summary>
        public int FirstLabel;

        /// <summary>The first goto in the block that has no label yet. 5.3 only.</summary>
        public int FirstGoto;
    }

    /// <summary>An upvalue: a local of the enclosing function, or an upvalue of it.</summary>
    protected readonly struct CapturedVariable(ExpressionKind kind, int place, int name)
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

    readonly Scanner _scanner;
    readonly Dialect _dialect;
    readonly ActiveLocal[] _active;
    readonly CapturedVariable[] _upvalues;
    readonly List<Proto> _protos = [];
    LocVar[] _locVars = new LocVar[16];
    Block[] _blocks = new Block[8];
    int _locVarCount;
    int _blockCount;
    int _lineDefined;
    readonly ICompilerMemory? _memory;
    readonly int _level;

    protected FunctionScope(Scanner scanner, Dialect dialect, Emitter code, FunctionScope? outer)
    {
        _level = outer is null ? 0 : outer._level + 1;
        _scanner = scanner;
        _memory = scanner.Memory;
        _dialect = dialect;
        _active = new ActiveLocal[dialect.MaxLocals];
        _upvalues = new CapturedVariable[dialect.MaxUpvalues];
        Code = code;
    }

    public Emitter Code { get; }

    public int NumParams { get; set; }

    /// <summary>See <see cref="Proto.IsVararg"/>.</summary>
    public int IsVararg { get; set; }

    /// <summary>The number of upvalues so far.</summary>
    protected int UpvalueCount { get; private set; }

    /// <summary>The number of finished inner functions.</summary>
    protected int ProtoCount => _protos.Count;

    /// <summary>The number of locals that are declared, active or not.</summary>
    protected int Declared { get; private set; }

    /// <summary>The number of locals that the enclosing functions have declared.</summary>
    protected virtual int DeclaredOutside => 0;

    /// <summary>The number of open blocks.</summary>
    protected int BlockCount => _blockCount;

    /// <summary>Starts a new function.</summary>
    public virtual void Open(int lineDefined)
    {
        Code.Clear(_level);
        _protos.Clear();
        _locVarCount = 0;
        UpvalueCount = 0;
        _blockCount = 0;
        _lineDefined = lineDefined;
        NumParams = 0;
        IsVararg = 0;
        Declared = 0;
        _memory?.OpenFunction();
    }

    /// <summary>Ends the function.</summary>
    /// <param name="source">The chunk name.</param>
    /// <param name="lastLine">The line of its <c>end</c>.</param>
    /// <param name="debug">The debug data to keep.</param>
    public Proto Close(LuaString source, int lastLine, DebugLevel debug)
    {
        bool keepsNames = debug == DebugLevel.Full;
        bool keepsLines = debug != DebugLevel.NoLines;
        Finish();
        Debug.Assert(_blockCount == 0, "All blocks of a function are closed at its end.");
        if (_memory != null)
            CutVectors(_memory);
        var upvalues = new UpvalueDescriptor[UpvalueCount];
        for (int i = 0; i < upvalues.Length; i++)
            upvalues[i] = Describe(_upvalues[i], keepsNames ? _scanner.Strings[_upvalues[i].Name] : null);
        var locVars = new LocVar[keepsNames ? _locVarCount : 0];
        Array.Copy(_locVars, locVars, locVars.Length);
        var function = new Proto
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
        _memory?.CloseFunction(function);
        return function;
    }

    void CutVectors(ICompilerMemory memory)
    {
        Code.CutVectors(memory);
        memory.Cut(CompilerVector.Protos, _protos.Count);
        memory.Cut(CompilerVector.LocVars, _locVarCount);
        memory.Cut(CompilerVector.Upvalues, UpvalueCount);
    }

    /// <summary>Emits the last return and ends the outermost block.</summary>
    protected abstract void Finish();

    protected abstract UpvalueDescriptor Describe(CapturedVariable variable, LuaString? name);

    /// <summary>Adds a finished inner function.</summary>
    protected void AddProto(Proto proto)
    {
        if (_protos.Count >= Instruction.MaxBx)
            throw _scanner.CapacityError(_dialect.TooManyFunctions);
        _protos.Add(proto);
    }

    /// <summary>Throws if a count exceeds a limit of the function: <c>checklimit</c>.</summary>
    public void CheckLimit(int count, int limit, string what)
    {
        if (count > limit)
            throw LimitError(limit, what);
    }

    protected LuaSyntaxException LimitError(int limit, string what) => LimitError(
        limit, what, _lineDefined == 0 ? "main function" : $"function at line {_lineDefined}");

    protected abstract LuaSyntaxException LimitError(int limit, string what, string where);

    /// <summary>Declares a local, which becomes active later: <c>new_localvar</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ahead">The number of locals declared since the last one became active.</param>
    public void Declare(int name, int ahead)
    {
        int slot = Code.ActiveLocals + ahead;
        CheckLimit(slot + 1, _dialect.MaxLocals, "local variables");
        if (_locVarCount == Limits.MaxLocVars)
            throw _scanner.CapacityError(_dialect.TooManyLocVars);
        if (_locVarCount == _locVars.Length)
            Array.Resize(ref _locVars, _locVarCount * 2);
        _memory?.Need(_level, CompilerVector.LocVars, _locVarCount + 1);
        _memory?.Name(_level, CompilerVector.LocVars, _locVarCount, _scanner.Strings[name]);
        Declared = slot + 1;
        _memory?.Need(_level, CompilerVector.Declared, DeclaredOutside + Declared + 1);
        _locVars[_locVarCount] = new LocVar(_scanner.Strings[name], 0, 0);
        _active[slot] = new ActiveLocal(name, _locVarCount++);
    }

    /// <summary>Activates the locals that were declared last: <c>adjustlocalvars</c>.</summary>
    public void Activate(int count)
    {
        for (int i = 0; i < count; i++)
            StartHere(Code.ActiveLocals + i);
        Code.ActiveLocals += count;
    }

    /// <summary>Starts the scope of a local at the next instruction.</summary>
    public void StartHere(int local)
    {
        Debug.Assert(local >= 0 && local < Declared, "A local is declared before it is visible.");
        ref LocVar variable = ref _locVars[_active[local].Declaration];
        variable = variable with { StartPc = Code.Pc };
    }

    protected void RemoveLocals(int remaining)
    {
        Debug.Assert(remaining <= Code.ActiveLocals, "A block ends no locals of the blocks around it.");
        while (Code.ActiveLocals > remaining)
        {
            ref LocVar variable = ref _locVars[_active[--Code.ActiveLocals].Declaration];
            variable = variable with { EndPc = Code.Pc };
        }
        Declared = Code.ActiveLocals;
    }

    /// <summary>Finds the active local with a name; -1 if there is none: <c>searchvar</c>.</summary>
    protected int FindLocal(int name)
    {
        int local = Code.ActiveLocals - 1;
        while (local >= 0 && _active[local].Name != name)
            local--;
        _scanner.Work.AddSearch(Code.ActiveLocals - local);
        return local;
    }

    /// <summary>The name of an active local.</summary>
    protected int NameOf(int local) => _active[local].Name;

    /// <summary>Records that an inner function uses a local, so its block must close it:
    /// <c>markupval</c>.</summary>
    protected void MarkUpvalue(int local)
    {
        Debug.Assert(local >= 0 && local < Code.ActiveLocals, "Only an active local is captured.");
        int block = _blockCount - 1;
        while (block >= 0 && _blocks[block].ActiveLocals > local)
            block--;
        if (block >= 0)
            _blocks[block].HasUpvalue = true;
    }

    protected ref CapturedVariable UpvalueAt(int index)
    {
        Debug.Assert(index >= 0 && index < UpvalueCount, "The function has the upvalue.");
        return ref _upvalues[index];
    }

    /// <summary>Adds an upvalue.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="outside">The variable in the enclosing function.</param>
    protected int AddUpvalue(int name, Expression outside)
    {
        CheckLimit(UpvalueCount + 1, _dialect.MaxUpvalues, "upvalues");
        _memory?.Need(_level, CompilerVector.Upvalues, UpvalueCount + 1);
        _memory?.Name(_level, CompilerVector.Upvalues, UpvalueCount, _scanner.Strings[name]);
        _upvalues[UpvalueCount] = new CapturedVariable(outside.Kind, outside.Place, name);
        return UpvalueCount++;
    }

    public virtual void EnterBlock(bool isLoop)
    {
        if (_blockCount == _blocks.Length)
            Array.Resize(ref _blocks, _blockCount * 2);
        _blocks[_blockCount++] = new Block
        {
            BreakJumps = Emitter.NoJump,
            ActiveLocals = Code.ActiveLocals,
            IsLoop = isLoop,
        };
    }

    /// <summary>Leaves a block: its locals end, captured ones are closed, and breaks land after it:
    /// <c>leaveblock</c>.</summary>
    public abstract void LeaveBlock();

    /// <summary>An open block by index. The last one is the innermost.</summary>
    protected ref Block BlockAt(int index)
    {
        Debug.Assert(index >= 0 && index < _blockCount, "The block is open.");
        return ref _blocks[index];
    }

    /// <summary>The innermost open block.</summary>
    protected ref Block InnermostBlock => ref BlockAt(_blockCount - 1);

    protected Block PopBlock()
    {
        Debug.Assert(_blockCount > 0, "Only an open block is left.");
        return _blocks[--_blockCount];
    }
}
