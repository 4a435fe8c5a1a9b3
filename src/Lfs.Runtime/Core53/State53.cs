using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

// Opening and closing a state (lstate.c of 5.3). Sizes and offsets are those of the device, so that memory
// use and addresses agree with it.
unsafe partial class Opening<T>
{
    internal const uint KeyCacheBytes = 512;

    /// <summary>Growth of a TValue in global_State when a number has 8 bytes.</summary>
    static uint WideBytes53 => sizeof(T) == 12 ? 4u : 0;

    /// <summary>Size of global_State in bytes (lstate.h of 5.3).</summary>
    internal static uint GlobalBytes53 => 296 + 2 * WideBytes53;

    internal const int GlobalsKey = 2;

    internal void Open53(Device device)
    {
        // Extra space, lua_State and global_State are one block (lstate.c, LG). The offsets below are those
        // of the fields of global_State.
        uint stateBytes = Calls<T>.ThreadExtraBytes + (uint)sizeof(Thread53<T>);
        Vm.EgcMode = EgcMode.OnAllocFailure;
        // No collection before the roots exist: the registry, the main thread's stack and the string table.
        Gc.GcBlocked = true;
        uint block = Vm.Alloc(stateBytes + GlobalBytes53);
        new Span<byte>(At(block), (int)(stateBytes + GlobalBytes53)).Clear();
        // Allocated from the heap directly, as the device does not count the cache as Lua memory.
        Vm.KeyCache = _heap.Allocate(KeyCacheBytes);
        if (Vm.KeyCache == 0)
            Allocator<T>.ThrowMemoryError();
        uint global = block + stateBytes;
        uint main = block + Calls<T>.ThreadExtraBytes;
        // A debt of 0, as in lua_newstate: this block is all the memory in use.
        Vm.GcThreshold = stateBytes + GlobalBytes53 + 1;
        L53 = (Thread53<T>*)At(main);
        Vm.MainThread = main;
        Vm.Registry = global + 36;
        Vm.RootGc = global + 52 + WideBytes53;
        Gc.Finalizable = global + 60 + WideBytes53;
        Gc.ToFinalize = global + 84 + WideBytes53;
        Gc.FixedGc = global + 88 + WideBytes53;
        Gc.Phase = GcPhase.Pause;
        Vm.RawWhite = Objects<T>.White0;
        L53->Type = ObjectType.Thread;
        L53->Marked = Vm.CurrentWhite;
        Vm.InitThread53(L53, global);
        Vm.InitStack53(L53);
        OpenRegistry53();
        Mount53(device.Lfs, device.System);
        Vm.ResizeStringTable(StringTable<T>.MinStringTable53);
        OpenStrings53();
        Gc.GcBlocked = false;
    }

    void OpenRegistry53()
    {
        uint registry = Vm.NewTable();
        SetRef(Slot(Vm.Registry), Tag<T>.Table, registry);
        Vm.ResizeTable(TableAt(registry), 2, 0);
        SetRef(Vm.SetInt(TableAt(registry), 1), Tag<T>.Thread, Vm.MainThread);
        uint globals = Vm.NewTable();
        Vm.Globals = globals;
        SetRef(Vm.SetInt(TableAt(registry), GlobalsKey), Tag<T>.Table, globals);
    }

    void OpenStrings53()
    {
        Vm.MemErrMsg = FixedString("not enough memory");
        for (int i = 0; i < Tables<T>.EventNames.Length; i++)
            Vm.TmName[i] = FixedString(Tables<T>.EventNames[i]);
        FixedString("_ENV");
        IReadOnlyList<string> words = ReservedWords.Of(LuaVersion.Lua53);
        for (int i = 0; i < words.Count; i++)
        {
            uint at = FixedString(words[i]);
            if (!InRom(at))
                StringAt(at)->Extra = (byte)(i + 1);
        }
    }

    /// <summary>Moves a string just made to the list of objects that are never collected.</summary>
    void FixString53(uint at)
    {
        GcHeader* o = Object(at);
        uint* root = (uint*)At(Vm.RootGc);
        if (*root != at || !Objects<T>.IsWhite(o->Marked))
            return;
        o->Marked = (byte)(o->Marked & ~Objects<T>.WhiteBits);     // Gray forever.
        *root = o->Next;
        o->Next = *(uint*)At(Gc.FixedGc);
        *(uint*)At(Gc.FixedGc) = at;
    }

    void Close53()
    {
        L53 = (Thread53<T>*)At(Vm.MainThread);
        Thread53<T>* l = L53;
        Vm.CloseUpvals53(l, l->Stack);
        Gc.SeparateFinalizable53(all: true);
        while (*(uint*)At(Gc.ToFinalize) != 0 && Vm.MayFinalize)
        {
            // An empty stack for each finalizer: the state may be closed from any depth.
            l->Ci = Addr(&l->BaseCi);
            l->Top = l->BaseCi.Base;
            l->NumCCalls = 0;
            l->NonYieldable = 1;
            l->Protections = 0;
            l->ErrFunc = 0;
            Gc.CallFinalizer53(propagate: false);
        }
    }
}
