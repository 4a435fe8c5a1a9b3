namespace Lfs.Runtime.Core;

// lstate.c of 5.3: how a state comes to be.
sealed unsafe partial class Vm<T>
{
    /// <summary>The reserved words, in the order of their numbers.</summary>
    static readonly string[] _reservedWords53 =
        ["and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in",
            "local", "nil",
            "not", "or", "repeat", "return", "then", "true", "until", "while"];

    const uint KeyCacheBytes = 512;

    /// <summary>What fields of global_State take more when a number has 8 bytes.</summary>
    static uint WideBytes53 => sizeof(T) == 12 ? 4u : 0;

    /// <summary>Bytes of 5.3's global_State. Source: spec lfs-formats 2e.</summary>
    static uint GlobalBytes53 => 296 + 2 * WideBytes53;

    /// <summary>
    /// The registry's slot of the globals. A program may put another table there; what is none is replaced by
    /// the table that the state began with.
    /// </summary>
    T* Globals53
    {
        get
        {
            Table<T>* registry = TableAt(Slot(_g.Registry)->Ref);
            T* slot = GetInt(registry, GlobalsKey);
            if (slot->Tag == Tag<T>.Table)
                return slot;
            slot = SetInt(registry, GlobalsKey);
            SetRef(slot, Tag<T>.Table, _g.Globals);
            BarrierBack(registry, slot);
            return slot;
        }
    }

    const int GlobalsKey = 2;

    void Open53(Board board)
    {
        // Offsets in global_State: spec lfs-formats 2e. Extra space, lua_State and global_State are one
        // block.
        uint stateBytes = ThreadExtraBytes + (uint)sizeof(Thread53<T>);
        _g.EgcMode = EgcMode.OnAllocFailure;
        _g.GcBlocked = true;
        uint block = Alloc(stateBytes + GlobalBytes53);
        new Span<byte>(At(block), (int)(stateBytes + GlobalBytes53)).Clear();
        // The cache comes straight from the heap: it does not count as Lua's.
        _g.KeyCache = _heap.Allocate(KeyCacheBytes);
        if (_g.KeyCache == 0)
            ThrowMemoryError();
        uint global = block + stateBytes;
        uint main = block + ThreadExtraBytes;
        _g.GcThreshold = stateBytes + GlobalBytes53 + 1;
        _l = (Thread51<T>*)At(main);
        _g.MainThread = main;
        _g.Registry = global + 36;
        _g.RootGc = global + 52 + WideBytes53;
        _g.Finalizable = global + 60 + WideBytes53;
        _g.ToFinalize = global + 84 + WideBytes53;
        _g.FixedGc = global + 88 + WideBytes53;
        _g.Phase = GcPhase.Pause;
        _g.CurrentWhite = White0;
        L53->Type = 8;
        L53->Marked = CurrentWhite;
        InitThread53(L53, global);
        InitStack53(L53);
        OpenRegistry53();
        Mount53(board.Lfs, board.System);
        ResizeStringTable(MinStringTable53);
        OpenStrings53();
        _g.GcBlocked = false;
    }

    void OpenRegistry53()
    {
        uint registry = NewTable();
        SetRef(Slot(_g.Registry), Tag<T>.Table, registry);
        ResizeTable(TableAt(registry), 2, 0);
        SetRef(SetInt(TableAt(registry), 1), Tag<T>.Thread, _g.MainThread);
        uint globals = NewTable();
        _g.Globals = globals;
        SetRef(SetInt(TableAt(registry), GlobalsKey), Tag<T>.Table, globals);
    }

    void OpenStrings53()
    {
        _g.MemErrMsg = FixedString("not enough memory");
        for (int i = 0; i < EventNames.Length; i++)
            _g.TmName[i] = FixedString(EventNames[i]);
        FixedString("_ENV");
        for (int i = 0; i < _reservedWords53.Length; i++)
        {
            uint at = FixedString(_reservedWords53[i]);
            if (!InRom(at))
                StringAt(at)->Extra = (byte)(i + 1);
        }
    }

    /// <summary>Takes a string that was just made to the list of objects that are never collected.</summary>
    void FixString53(uint at)
    {
        GcHeader* o = Object(at);
        uint* root = (uint*)At(_g.RootGc);
        if (*root != at || !IsWhite(o->Marked))
            return;
        o->Marked = (byte)(o->Marked & ~WhiteBits);     // Gray for ever.
        *root = o->Next;
        o->Next = *(uint*)At(_g.FixedGc);
        *(uint*)At(_g.FixedGc) = at;
    }

    void Close53()
    {
        _l = (Thread51<T>*)At(_g.MainThread);
        Thread53<T>* l = L53;
        CloseUpvals53(l, l->Stack);
        SeparateFinalizable53(all: true);
        while (*(uint*)At(_g.ToFinalize) != 0 && MayFinalize)
        {
            l->Ci = Addr(&l->BaseCi);
            l->Top = l->BaseCi.Base;
            l->NumCCalls = 0;
            l->NonYieldable = 1;
            l->Protections = 0;
            l->ErrFunc = 0;
            CallFinalizer53(propagate: false);
        }
    }
}
