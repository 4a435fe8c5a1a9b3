using System.Runtime.CompilerServices;
using Esp8266.Memory;

// Frames of the interpreter are large: clearing them at every entry would cost more than a resume.
[module: SkipLocalsInit]

namespace Lfs.Runtime.Core;

/// <summary>
/// A Lua state on a device: everything it owns lies as bytes in the device's flat memory, and this class is
/// the machine code that works on them. One type argument selects the build (<see cref="ITarget{T}"/>).
/// </summary>
/// <remarks>
/// Pointers into the flat memory stay inside this class. What lies in <c>lstate.h</c>'s <c>global_State</c>
/// is private to the firmware, no image or figure refers to its fields: they are C# fields here, while the
/// block they occupy on the device is allocated at its true size, so that RAM figures hold.
/// </remarks>
sealed unsafe partial class Vm<T> where T : unmanaged, ITarget<T>
{
    readonly byte* _mem;
    readonly Heap _heap;
    readonly Firmware<T> _firmware;
    readonly T* _nil;
    GlobalState _g;

    /// <summary>The thread that runs. 5.3 has its own view of it: <see cref="L53"/>.</summary>
    Thread51<T>* _l;

    /// <summary>The first address that is read-only: flash. One compare tells ROM from RAM.</summary>
    internal const uint RomStart = Esp8266.MemoryMap.Irom0Start;

    /// <summary>The host address of a device address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    byte* At(uint address) => _mem + address;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    T* Slot(uint address) => (T*)(_mem + address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    GcHeader* Object(uint address) => (GcHeader*)(_mem + address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TString* StringAt(uint address) => (TString*)(_mem + address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Table<T>* TableAt(uint address) => (Table<T>*)(_mem + address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Closure<T>* ClosureAt(uint address) => (Closure<T>*)(_mem + address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Proto<T>* ProtoAt(uint address) => (Proto<T>*)(_mem + address);

    /// <summary>
    /// The device address of a host address: its low half, because the memory is aligned to 4 GiB.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint Addr(void* pointer) => unchecked((uint)(nuint)pointer);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool InRom(uint address) => address >= RomStart;

    /// <summary>The first free slot of the running thread's stack.</summary>
    T* Top
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Slot(T.Is53 ? L53->Top : _l->Top);
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set
        {
            if (T.Is53)
                L53->Top = Addr(value);
            else
                _l->Top = Addr(value);
        }
    }

    /// <summary>The first slot of the running function.</summary>
    T* Base
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Slot(T.Is53 ? Ci53->Base : _l->Base);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void SetNil(T* slot) => slot->Tag = Tag<T>.Nil;

    // The tag before the value: the JIT merges equal ends of an interpreter's cases, with a jump to them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void SetRef(T* slot, int tag, uint value)
    {
        slot->Tag = tag;
        slot->Ref = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void SetBoolean(T* slot, bool value) => SetRef(slot, Tag<T>.Boolean, value ? 1u : 0u);

    /// <summary>A number of 5.1; a float of 5.3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void SetNumber(T* slot, double value)
    {
        slot->Tag = Tag<T>.Number;
        slot->Float = value;
    }

    /// <summary>A number of 5.1; an integer of 5.3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void SetInteger(T* slot, long value)
    {
        slot->Tag = T.Is53 ? Tag<T>.Integer : Tag<T>.Number;
        slot->Int = value;
    }
}

/// <summary>
/// The scalars of <c>global_State</c>. A plain value, so that a snapshot of a device is a copy of it.
/// </summary>
struct GlobalState
{
    /// <summary>
    /// Bytes of Lua objects in use, allocator overhead not counted: what <c>collectgarbage"count"</c> shows.
    /// </summary>
    public uint TotalBytes;

    /// <summary>The collector steps when <see cref="TotalBytes"/> reaches this.</summary>
    public uint GcThreshold;
    public uint Estimate;
    public uint GcDebt;
    public int GcPause;
    public int GcStepMul;
    public GcState GcState;
    public byte CurrentWhite;

    /// <summary>The collector must not start: it runs already, or a stack is being moved.</summary>
    public bool GcBlocked;
    public bool ResizingStrings;
    public uint Gray;
    public uint GrayAgain;
    public uint Weak;
    public uint TmUdata;

    /// <summary>Address of the word that links to the next object to sweep.</summary>
    public uint SweepGc;
    public int SweepString;

    /// <summary>Address of the word that heads the list of all objects.</summary>
    public uint RootGc;
    public uint StrtHash;
    public uint StrtUse;
    public uint StrtSize;
    public uint RoStrtHash;
    public uint RoStrtUse;
    public uint RoStrtSize;

    /// <summary>5.1: the index function of the image. 5.3: its table of modules. 0 without one.</summary>
    public uint RoMain;

    /// <summary>
    /// 5.3: string table and table of modules of the System region, which are looked at last; 0 without one.
    /// The LFS paper calls the string table RO2strt.
    /// </summary>
    public uint SystemStrtHash;
    public uint SystemStrtSize;
    public uint SystemMain;
    public uint Buff;
    public uint BuffSize;
    public uint MainThread;
    public uint Registry;

    /// <summary>5.3: the table of globals that the registry begins with.</summary>
    public uint Globals;

    /// <summary>The table of the objects that handles of the host keep; 0 before the first.</summary>
    public uint Handles;
    public EgcMode EgcMode;

    /// <summary>Positive: most Lua bytes. Negative: heap bytes to keep free. 0: none.</summary>
    public int MemLimit;
    public int StripDefault;
    public uint Seed;

    /// <summary>5.1: the ring of open upvalues; a record in the device's global state block.</summary>
    public uint UvHead;
    public uint MemErrMsg;

    /// <summary>5.3: the collector's phase; lists of weak tables; threads with open upvalues.</summary>
    public GcPhase Phase;
    public uint Ephemeron;
    public uint AllWeak;
    public uint TwUps;

    /// <summary>5.3: addresses of the words that head lists: objects with a finalizer, those whose finalizer
    /// is due,
    /// strings that stay.</summary>
    public uint Finalizable;
    public uint ToFinalize;
    public uint FixedGc;

    /// <summary>5.3: the device's cache of ROTable keys. It takes its room; nothing is kept there.</summary>
    public uint KeyCache;

    /// <summary>5.3: how many finalizers the next step calls.</summary>
    public int FinalizersAtOnce;

    /// <summary>5.3: bytes of the objects visited in this step.</summary>
    public long MemTraversed;

    /// <summary>Metatables of the basic types.</summary>
    public TypeMetatables Mt;

    /// <summary>The names of the metamethods, as strings.</summary>
    public EventNames TmName;
}

[InlineArray(10)]
struct TypeMetatables
{
    uint _0;
}

[InlineArray(25)]
struct EventNames
{
    uint _0;
}
