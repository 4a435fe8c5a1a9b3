using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

/// <summary>
/// What all layers of a <see cref="Vm{T}"/> share: the running thread, the registry, the parts.
/// </summary>
/// <remarks>Source: lstate.h, <c>global_State</c>.</remarks>
abstract unsafe partial class VmState<T>(Device device, Firmware<T> firmware)
    : FlatView<T>(device.Machine, firmware)
    where T : unmanaged, ITarget<T>
{
    // The parts that are not layers: what they do is rare, or long.
    internal Collector<T> Gc = null!;
    internal Introspection<T> Introspection = null!;
    internal Chunks<T> Chunks = null!;
    internal HeapChecks<T> Checks = null!;
    internal Opening<T> Opening = null!;

    /// <summary>What the device's recorder is told; null if nothing is recorded.</summary>
    internal Tracing<T>? Tracing;

    /// <summary>This object as a library sees it: what host functions are called with.</summary>
    internal LuaState<T> State = null!;

    /// <summary>The device around this state.</summary>
    public Device Device { get; } = device;

    /// <summary>The thread that runs; what follows its header differs by version.</summary>
    internal GcHeader* Running;

    /// <summary>5.1: the index function of the image. 5.3: its table of modules. 0 without one.</summary>
    internal uint RoMain;

    /// <summary>5.3: the table of modules of the System image. 0 without one.</summary>
    internal uint SystemMain;

    /// <summary>The address of the main thread, which no coroutine resumes or yields.</summary>
    internal uint MainThread;

    /// <summary>The address of the slot that holds the registry.</summary>
    internal uint Registry;

    /// <summary>5.3: the table of globals that the registry begins with.</summary>
    internal uint Globals;

    /// <summary>The table of the objects that handles of the host keep; 0 before the first.</summary>
    internal uint Handles;

    /// <summary>The level of stripping for what is compiled on the device: <c>node.stripdebug</c>.</summary>
    internal int StripDefault = 1;

    /// <summary>5.1: the ring of open upvalues; a record in the device's global state block.</summary>
    internal uint UvHead;

    /// <summary>5.3: the device's cache of ROTable keys. It takes its room; nothing is kept there.</summary>
    internal uint KeyCache;

    /// <summary>Metatables of the basic types.</summary>
    internal TypeMetatables Mt;

    /// <summary>The names of the metamethods, as strings.</summary>
    internal EventNames TmName;

    /// <summary>Runs the topmost frame until the frame this was entered for returns, yields or
    /// fails.</summary>
    private protected abstract LuaStatus Interpret();

    /// <summary>5.3: does the rest of an instruction that a yield interrupted.</summary>
    private protected abstract bool FinishInstruction53();

    /// <summary>5.3: the same as <see cref="Interpret"/>.</summary>
    private protected abstract LuaStatus Run53();

    /// <summary>The running thread of 5.1.</summary>
    internal Thread51<T>* L51
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Thread51<T>*)Running;
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Running = (GcHeader*)value;
    }

    /// <summary>
    /// Counts work that a library does without running instructions against the host's budget.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Spend(long steps)
    {
        if ((SliceLeft -= steps) <= 0)
            RefillBudget();
    }

    /// <summary>The same, as the compiler tells it.</summary>
    public void Spend(int steps) => Spend((long)steps);

    /// <summary>The same for bytes moved: 16 count as one instruction.</summary>
    internal void SpendBytes(long bytes) => Spend(bytes >> 4);

    /// <summary>Makes a function of the host known. Its number.</summary>
    internal int AddHostFunction(HostFunction<T> function)
    {
        // Beyond them begin the addresses of the firmware's own functions.
        if (HostFunctions.Count >= Firmware<T>.MostHostFunctions)
            throw new InvalidOperationException("The device has no address left for a function of the host.");
        HostFunctions.Add(function);
        return HostFunctions.Count - 1;
    }

    /// <summary>The buffer holds something: the collector must leave it alone.</summary>
    internal bool BuffInUse;

    /// <summary>The error in flight, after a member that reports failure by its result.</summary>
    internal LuaStatus Raised;

    /// <summary>Functions of the firmware, by code address.</summary>
    internal readonly HostFunction<T>[] FirmwareFunctions = firmware.Functions;

    /// <summary>Functions that the host registered on this device.</summary>
    internal readonly List<HostFunction<T>> HostFunctions = [];

    /// <summary>Hears the addresses of the host's own closures that are freed.</summary>
    public Action<uint>? HostClosureFreed { private get; set; }

    /// <summary>A closure is being freed.</summary>
    internal void ForgetClosure(uint closure, uint code)
    {
        if (code - Firmware<T>.HostCodeStart < (uint)HostFunctions.Count * Firmware<T>.CodeStep)
            HostClosureFreed?.Invoke(closure);
    }

    internal HostFunction<T> FunctionAt(uint code)
    {
        uint index = (code - Firmware<T>.CodeStart) / Firmware<T>.CodeStep;
        if (index < (uint)FirmwareFunctions.Length)
            return FirmwareFunctions[index];
        index = (code - Firmware<T>.HostCodeStart) / Firmware<T>.CodeStep;
        if (index < (uint)HostFunctions.Count)
            return HostFunctions[(int)index];
        throw new Esp8266.MachineFault(
            Esp8266.ExceptionCause.InstructionFetchProhibited, new Esp8266.Address(code),
                new Esp8266.Address(code));
    }

    /// <summary>5.1: a collection must not move the running thread's stack: lgc.h,
    /// <c>FIXEDSTACKBIT</c>.</summary>
    internal bool StackIsFixed;

    /// <summary>The running thread has a hook.</summary>
    internal bool Hooked;

    /// <summary>
    /// Instructions left in this slice of the host's budget; counted at backward jumps and calls.
    /// </summary>
    internal long SliceLeft = long.MaxValue;

    internal CallInfo51* Ci => (CallInfo51*)At(L51->Ci);

    /// <summary>The running thread, as both versions see it.</summary>
    internal Thread<T>* L
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Thread<T>*)Running;
    }

    /// <summary>The running thread: 5.3.</summary>
    internal Thread53<T>* L53
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Thread53<T>*)Running;
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Running = (GcHeader*)value;
    }

    internal CallInfo53* Ci53
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (CallInfo53*)At(L53->Ci);
    }

    /// <summary>The first free slot of the running thread's stack.</summary>
    internal T* Top
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Slot(L->Top);
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => L->Top = Addr(value);
    }

    /// <summary>The first slot of the running function.</summary>
    internal T* Base
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Slot(T.LinksFrames ? Ci53->Base : L51->Base);
    }
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
