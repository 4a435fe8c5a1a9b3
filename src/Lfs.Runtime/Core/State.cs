using Lfs.Runtime.Flash;

namespace Lfs.Runtime.Core;

// lstate.c: how a state comes to be.
sealed unsafe partial class Opening<T>(Vm<T> vm) : VmPart<T>(vm)
    where T : unmanaged, ITarget<T>
{
    /// <summary>The size of 5.1's global_State, in bytes (lstate.h).</summary>
    internal static uint GlobalBytes51 => 252u + (sizeof(T) == 12 ? 24u : 16);

    internal void Open51(LfsMount lfs)
    {
        const byte InitialWhite = Objects<T>.White0 | Objects<T>.FixedBit;
        uint stateBytes = (uint)sizeof(Thread51<T>);
        // Offsets in global_State (lstate.h). lua_State and global_State are one block (lstate.c, LG).
        uint uvHeadOffset = sizeof(T) == 12 ? 120u : 116u;
        const uint RootGcOffset = 28;
        const uint RegistryOffset = 104;
        uint block = Vm.Alloc(stateBytes + GlobalBytes51);
        new Span<byte>(At(block), (int)(stateBytes + GlobalBytes51)).Clear();
        uint global = block + stateBytes;
        L51 = (Thread51<T>*)At(block);
        L51->Type = 8;
        Vm.RawWhite = InitialWhite;
        L51->Marked = (byte)(Vm.CurrentWhite | Objects<T>.FixedBit | Objects<T>.SuperFixedBit);
        L51->GlobalState = global;
        L51->AllowHook = 1;
        Vm.MainThread = block;
        Vm.RootGc = global + RootGcOffset;
        *(uint*)At(Vm.RootGc) = block;
        Gc.SweepGc = Vm.RootGc;
        Vm.Registry = global + RegistryOffset;
        Vm.UvHead = global + uvHeadOffset;
        LinksOf(UpValAt(Vm.UvHead))->Prev = Vm.UvHead;
        LinksOf(UpValAt(Vm.UvHead))->Next = Vm.UvHead;

        Vm.InitStack(L51);
        L51->Globals = NewTableTwice();
        *Slot(Vm.Registry) = NewTableTwice();
        Vm.ResizeStringTable(StringTable<T>.MinStringTable);
        Mount(lfs);
        for (int i = 0; i < Tables<T>.EventNames.Length; i++)
            Vm.TmName[i] = Tables<T>.EventNames[i].Length == 0 ? 0 : FixedString(Tables<T>.EventNames[i]);
        // ltm.c, luaT_init: the name stands among those of the metamethods. Reserved words are no strings
        // here: llex.c compares their text.
        FixedString("__metatable");
        Vm.MemErrMsg = FixedString("not enough memory");
        Vm.GcThreshold = 4 * Vm.TotalBytes;
    }

    /// <summary>A table of two nodes, and one more that is garbage: <c>sethvalue</c> of lobject.h evaluates
    /// its argument twice, and the first value stays.</summary>
    T NewTableTwice()
    {
        Vm.PushNewTable(0, 2);
        T kept = Top[-1];
        Vm.PushNewTable(0, 2);
        Top -= 2;
        return kept;
    }

    void Mount(LfsMount lfs)
    {
        Vm.RoStrtHash = lfs.StringHash;
        Vm.RoStrtUse = lfs.StringCount;
        Vm.RoStrtSize = lfs.StringBuckets;
        Vm.RoMain = lfs.Main;
    }

    /// <summary>5.3: both images have one hash seed, or the second could not have been placed.</summary>
    void Mount53(LfsMount lfs, LfsMount system)
    {
        Mount(lfs);
        Vm.SystemStrtHash = system.StringHash;
        Vm.SystemStrtUse = system.StringCount;
        Vm.SystemStrtSize = system.StringBuckets;
        Vm.SystemMain = system.Main;
        Vm.Seed = lfs.Used > 0 ? lfs.Seed : system.Seed;
    }

    /// <summary>A string that is never collected: found in ROM, or fixed in RAM.</summary>
    uint FixedString(string text)
    {
        uint at = Vm.NewString(System.Text.Encoding.Latin1.GetBytes(text));
        if (T.Is53)
            FixString53(at);
        else if (!InRom(at))
            StringAt(at)->Marked |= Objects<T>.FixedBit;
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
        L51 = (Thread51<T>*)At(Vm.MainThread);
        Vm.CloseUpvals(L51, L51->Stack);
        Gc.SeparateUdata(true);
        while (Gc.TmUdata != 0 && Vm.MayFinalize)
        {
            L51->Ci = L51->BaseCi;
            L51->Base = Ci->Base;
            Top = Base;
            L51->NumCCalls = L51->BaseCCalls = 0;
            L51->ErrFunc = 0;
            try
            {
                Gc.CallFinalizer();
            }
            catch (LuaError)
            {
                // An error in a finalizer ends that finalizer only.
            }
        }
    }
}
