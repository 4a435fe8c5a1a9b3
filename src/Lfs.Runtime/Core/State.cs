namespace Lfs.Runtime.Core;

// lstate.c: how a state comes to be.
sealed unsafe partial class Vm<T>
{
    static readonly string[] _reservedWords51 =
        ["and", "break", "do", "else", "elseif", "end", "false", "for", "function", "if", "in", "local",
            "nil", "not",
            "or", "repeat", "return", "then", "true", "until", "while"];

    /// <summary>Makes a state in a machine's heap, with the strings of a mounted image in reach.</summary>
    /// <exception cref="LuaError">The heap is too small.</exception>
    internal Vm(Board board, Firmware<T> firmware)
    {
        Board = board;
        _firmware = firmware;
        _firmwareFunctions = firmware.Functions;
        _mem = board.Machine.Memory.Origin;
        _heap = board.Machine.Heap;
        _nil = Slot(firmware.DummyNode);
        _g.GcPause = 110;
        _g.GcStepMul = 200;
        _g.StripDefault = 1;
        if (T.Is53)
            Open53(board);
        else
            Open51(board.Lfs);
    }

    /// <summary>The device around this state.</summary>
    internal Board Board { get; }

    /// <summary>Bytes of 5.1's global_State. Source: spec lfs-formats 2e.</summary>
    static uint GlobalBytes51 => 252u + (sizeof(T) == 12 ? 24u : 16);

    void Open51(LfsMount lfs)
    {
        const byte InitialWhite = White0 | FixedBit;
        uint stateBytes = (uint)sizeof(Thread51<T>);
        // Offsets in global_State: spec lfs-formats 2e. lua_State and global_State are one block.
        uint uvHeadOffset = sizeof(T) == 12 ? 120u : 116u;
        const uint RootGcOffset = 28;
        const uint RegistryOffset = 104;
        uint block = Alloc(stateBytes + GlobalBytes51);
        new Span<byte>(At(block), (int)(stateBytes + GlobalBytes51)).Clear();
        uint global = block + stateBytes;
        _l = (Thread51<T>*)At(block);
        _l->Type = 8;
        _g.CurrentWhite = InitialWhite;
        _l->Marked = (byte)(CurrentWhite | FixedBit | SuperFixedBit);
        _l->GlobalState = global;
        _l->AllowHook = 1;
        _g.MainThread = block;
        _g.RootGc = global + RootGcOffset;
        *(uint*)At(_g.RootGc) = block;
        _g.SweepGc = _g.RootGc;
        _g.Registry = global + RegistryOffset;
        _g.UvHead = global + uvHeadOffset;
        LinksOf(UpValAt(_g.UvHead))->Prev = _g.UvHead;
        LinksOf(UpValAt(_g.UvHead))->Next = _g.UvHead;

        InitStack(_l);
        PushNewTable(0, 2);
        _l->Globals = Top[-1];
        Top--;
        PushNewTable(0, 2);
        *Slot(_g.Registry) = Top[-1];
        Top--;
        ResizeStringTable(MinStringTable);
        Mount(lfs);
        for (int i = 0; i < EventNames.Length; i++)
            _g.TmName[i] = EventNames[i].Length == 0 ? 0 : FixedString(EventNames[i]);
        foreach (string word in _reservedWords51)
            FixedString(word);
        _g.MemErrMsg = FixedString("not enough memory");
        _g.GcThreshold = 4 * _g.TotalBytes;
    }

    void Mount(LfsMount lfs)
    {
        _g.RoStrtHash = lfs.StringHash;
        _g.RoStrtUse = lfs.StringCount;
        _g.RoStrtSize = lfs.StringBuckets;
        _g.RoMain = lfs.Main;
    }

    /// <summary>5.3: both images have one hash seed, or the second could not have been placed.</summary>
    void Mount53(LfsMount lfs, LfsMount system)
    {
        Mount(lfs);
        _g.SystemStrtHash = system.StringHash;
        _g.SystemStrtSize = system.StringBuckets;
        _g.SystemMain = system.Main;
        _g.Seed = lfs.Used > 0 ? lfs.Seed : system.Seed;
    }

    /// <summary>A string that is never collected: found in ROM, or fixed in RAM.</summary>
    uint FixedString(string text)
    {
        uint at = NewString(System.Text.Encoding.Latin1.GetBytes(text));
        if (T.Is53)
            FixString53(at);
        else if (!InRom(at))
            StringAt(at)->Marked |= FixedBit;
        return at;
    }

    /// <summary>
    /// Closes upvalues and runs every finalizer, as <c>lua_close</c> does before a restart.
    /// </summary>
    internal void Close()
    {
        if (T.Is53)
        {
            Close53();
            return;
        }
        _l = (Thread51<T>*)At(_g.MainThread);
        CloseUpvals(_l, _l->Stack);
        SeparateUdata(true);
        while (_g.TmUdata != 0 && MayFinalize)
        {
            _l->Ci = _l->BaseCi;
            _l->Base = Ci->Base;
            Top = Base;
            _l->NumCCalls = _l->BaseCCalls = 0;
            _l->ErrFunc = 0;
            try
            {
                CallFinalizer();
            }
            catch (LuaError)
            {
                // An error in a finalizer ends that finalizer only.
            }
        }
    }

    /// <summary>Bytes of Lua data in use, as <c>collectgarbage"count"</c> counts them.</summary>
    internal uint BytesInUse => _g.TotalBytes;

    /// <summary>How the collector reacts to short memory, and its limit.</summary>
    internal void SetEmergencyMode(EgcMode mode, int limit)
    {
        // 5.3 has no modes: it collects when an allocation fails.
        if (T.Is53)
            return;
        _g.EgcMode = mode;
        _g.MemLimit = limit;
    }

    internal (EgcMode Mode, int Limit) EmergencyMode => (_g.EgcMode, _g.MemLimit);
}
