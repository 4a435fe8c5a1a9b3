using System.Runtime.CompilerServices;
using Esp8266.Memory;

// Frames of the interpreter are large: clearing them at every entry would cost more than a resume.
[module: SkipLocalsInit]

namespace Lfs.Runtime.Core;

/// <summary>
/// The flat memory of a device, seen as the objects that lie in it. Pointers stay in what derives from this.
/// </summary>
abstract unsafe class FlatView<T> where T : unmanaged, ITarget<T>
{
    internal const int MultRet = -1;

    /// <summary>The first address that is read-only: flash. One compare tells ROM from RAM.</summary>
    internal const uint RomStart = Esp8266.MemoryMap.Irom0Start;

    internal readonly byte* _mem;
    internal readonly Heap _heap;
    internal readonly Firmware<T> _firmware;
    internal readonly T* _nil;

    private protected FlatView(Esp8266.Machine machine, Firmware<T> firmware)
    {
        _mem = machine.Memory.Origin;
        _heap = machine.Heap;
        _firmware = firmware;
        _nil = Slot(firmware.DummyNode);
    }

    /// <summary>The host address of a device address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal byte* At(uint address) => _mem + address;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T* Slot(uint address) => (T*)(_mem + address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal GcHeader* Object(uint address) => (GcHeader*)(_mem + address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TString* StringAt(uint address) => (TString*)(_mem + address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Table<T>* TableAt(uint address) => (Table<T>*)(_mem + address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Closure<T>* ClosureAt(uint address) => (Closure<T>*)(_mem + address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Proto<T>* ProtoAt(uint address) => (Proto<T>*)(_mem + address);

    /// <summary>
    /// The device address of a host address: its low half, because the memory is aligned to 4 GiB.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Addr(void* pointer) => unchecked((uint)(nuint)pointer);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool InRom(uint address) => address >= RomStart;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void SetNil(T* slot) => slot->Tag = Tag<T>.Nil;

    // The tag before the value: the JIT merges equal ends of an interpreter's cases, with a jump to them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void SetRef(T* slot, int tag, uint value)
    {
        slot->Tag = tag;
        slot->Ref = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void SetBoolean(T* slot, bool value) => SetRef(slot, Tag<T>.Boolean, value ? 1u : 0u);

    /// <summary>A number of 5.1; a float of 5.3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void SetNumber(T* slot, double value)
    {
        slot->Tag = Tag<T>.Number;
        slot->Float = value;
    }

    /// <summary>A number of 5.1; an integer of 5.3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void SetInteger(T* slot, long value)
    {
        slot->Tag = T.IntegerTag;
        slot->Int = value;
    }

    /// <summary>True if an address is a slot of a thread's stack, spare slots included.</summary>
    internal static bool IsSlotOf(Thread51<T>* thread, uint address) =>
        address >= thread->Stack && address < thread->Stack + (uint)(thread->StackSize * sizeof(T));

    /// <summary>The same; the end of the stack counts, too.</summary>
    internal static bool IsSlotOf53(Thread53<T>* thread, uint address) =>
        address >= thread->Stack && address <= thread->Stack + (uint)(thread->StackSize * sizeof(T));

    internal UpVal51<T>* UpValAt(uint address) => (UpVal51<T>*)At(address);

    internal static OpenLinks* LinksOf(UpVal51<T>* uv) => (OpenLinks*)&uv->Value;

    /// <summary>
    /// The slots of a Lua closure that refer to its upvalues, or of a host closure that hold values.
    /// </summary>
    internal static uint* UpvalRefs(Closure<T>* cl) => (uint*)((byte*)cl + Closure<T>.Bytes);

    internal static T* UpvalValues(Closure<T>* cl) => (T*)((byte*)cl + Closure<T>.Bytes);
    internal UpVal53<T>* UpVal53At(uint address) => (UpVal53<T>*)At(address);

    internal static OpenUpval53* OpenPartOf(UpVal53<T>* uv) => (OpenUpval53*)&uv->Value;

    internal CallInfo53* Ci53At(uint address) => (CallInfo53*)At(address);
}
