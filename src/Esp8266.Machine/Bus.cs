using System.Diagnostics;
using System.Runtime.InteropServices;
using Esp8266.Flash;
using Esp8266.Memory;

namespace Esp8266;

/// <summary>Loads and stores with all the checks that the CPU makes.</summary>
/// <remarks>
/// Slow and safe, for use at the edges. Code that runs in place reads and writes <see cref="FlatMemory"/>
/// directly. On the chip, a byte or halfword load from flash raises an exception, and the SDK's handler
/// performs the load; the model performs the load and counts it. Source: nodemcu-firmware 36cbf9f0,
/// app/user/user_main.c, on load_non_32_wide_handler of the SDK.
/// </remarks>
public sealed class Bus
{
    readonly FlatMemory _memory;
    readonly MemoryMap _map;
    readonly FlashCache _cache;

    /// <summary>Connects the CPU to the memory, address map and flash window of one device.</summary>
    internal Bus(FlatMemory memory, MemoryMap map, FlashCache cache)
    {
        _memory = memory;
        _map = map;
        _cache = cache;
    }

    /// <summary>The address of the running instruction, which a fault reports as EPC1. The code that executes
    /// instructions keeps it up to date.</summary>
    public Address ProgramCounter { get; set; }

    /// <summary>The number of byte and halfword loads from flash. On the chip each of
    /// them costs a trap.</summary>
    public long NarrowFlashLoads { get; private set; }

    /// <summary>The number of loads from parts of the window whose flash was
    /// programmed or erased after the window was filled.</summary>
    public long StaleLoads { get; private set; }

    /// <summary>The first of <see cref="StaleLoads"/>; null while there is none.</summary>
    public Address? FirstStaleLoad { get; private set; }

    /// <summary>Loads a byte.</summary>
    /// <exception cref="MachineFault">The address cannot be loaded from.</exception>
    public byte LoadByte(Address at) => Load<byte>(at);

    /// <summary>Loads two bytes.</summary>
    /// <exception cref="MachineFault">The address cannot be loaded from, or is odd.</exception>
    public ushort LoadHalf(Address at) => Load<ushort>(at);

    /// <summary>Loads four bytes.</summary>
    /// <exception cref="MachineFault">The address cannot be loaded from, or is not
    /// a multiple of 4.</exception>
    public uint LoadWord(Address at) => Load<uint>(at);

    /// <summary>Stores a byte.</summary>
    /// <exception cref="MachineFault">The address cannot be stored to.</exception>
    public void StoreByte(Address at, byte value) => Store(at, value);

    /// <summary>Stores two bytes.</summary>
    /// <exception cref="MachineFault">The address cannot be stored to, or is odd.</exception>
    public void StoreHalf(Address at, ushort value) => Store(at, value);

    /// <summary>Stores four bytes.</summary>
    /// <exception cref="MachineFault">The address cannot be stored to, or is not a multiple of 4.</exception>
    public void StoreWord(Address at, uint value) => Store(at, value);

    /// <summary>Saves or loads what the bus has counted.</summary>
    internal void Transfer(StateStream state)
    {
        ProgramCounter = state.Value(ProgramCounter);
        NarrowFlashLoads = state.Value(NarrowFlashLoads);
        StaleLoads = state.Value(StaleLoads);
        FirstStaleLoad = state.Optional(FirstStaleLoad);
    }

    T Load<T>(Address at) where T : unmanaged
    {
        uint width = (uint)Marshal.SizeOf<T>();
        MemoryAccess access = _map.AccessTo(at, width);
        if (access == MemoryAccess.None)
            throw Fault(ExceptionCause.LoadProhibited, at);

        RequireWidth(at, width, access);
        if (access == MemoryAccess.Read)
            NoteFlashLoad(at, width);
        return MemoryMarshal.Read<T>(_memory.Bytes(at.Value, width));
    }

    void Store<T>(Address at, T value) where T : unmanaged
    {
        uint width = (uint)Marshal.SizeOf<T>();
        MemoryAccess access = _map.AccessTo(at, width);
        if (access is MemoryAccess.None or MemoryAccess.Read)
            throw Fault(ExceptionCause.StoreProhibited, at);

        RequireWidth(at, width, access);
        MemoryMarshal.Write(_memory.Bytes(at.Value, width), in value);
    }

    void RequireWidth(Address at, uint width, MemoryAccess access)
    {
        Debug.Assert(width is 1 or 2 or 4, "The CPU loads and stores bytes, halves and words.");
        if (at.Value % width != 0)
            throw Fault(ExceptionCause.LoadStoreAlignment, at);
        if (access == MemoryAccess.ReadWriteWords && width != 4)
            throw Fault(ExceptionCause.LoadStoreError, at);
    }

    void NoteFlashLoad(Address at, uint width)
    {
        if (width != 4)
            NarrowFlashLoads++;
        if (!_cache.IsStale(at, width))
            return;

        StaleLoads++;
        FirstStaleLoad ??= at;
    }

    MachineFault Fault(ExceptionCause cause, Address at) => new(cause, ProgramCounter, at);
}
