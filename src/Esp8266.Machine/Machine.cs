using Esp8266.Boot;
using Esp8266.Flash;
using Esp8266.Memory;

namespace Esp8266;

/// <summary>One device: memory, heap, flash chip, window and bus, and the resets that build them
/// anew.</summary>
/// <remarks>
/// A device is used by one thread at a time; devices share nothing. Public is what a firmware's user may look
/// at while the firmware runs in place. What reaches into memory, and what ends the firmware, is the
/// firmware's.
/// </remarks>
public sealed class Machine : IDisposable
{
    readonly MachineOptions _options;

    /// <summary>A device with blank flash, powered on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size in the options is out of range.</exception>
    internal Machine(MachineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        _options = options;
        Map = new MemoryMap(options.RamStart);
        Flash = new FlashChip(options.FlashBytes);
        Memory = new FlatMemory();
        Memory.Commit(Map.RamStart, MemoryMap.DramEnd - Map.RamStart);
        Memory.Commit(MemoryMap.RtcStart, MemoryMap.RtcBytes);
        Cache = new FlashCache(Memory, Flash);
        Bus = new Bus(Memory, Map, Cache);
        Heap = FreshHeap();
        Cache.Refresh();
    }

    /// <summary>A device as it is sold: 44 KiB of heap, 4 MiB of flash.</summary>
    internal Machine() : this(new MachineOptions())
    {
    }

    /// <summary>The address map of this device.</summary>
    public MemoryMap Map { get; }

    /// <summary>The flat memory that RAM and window lie in.</summary>
    internal FlatMemory Memory { get; }

    /// <summary>The flash chip.</summary>
    public FlashChip Flash { get; }

    /// <summary>The window onto the first MiB of flash.</summary>
    public FlashCache Cache { get; }

    /// <summary>Checked loads and stores; a new one after every reset.</summary>
    internal Bus Bus { get; private set; }

    /// <summary>The heap; a new one after every reset.</summary>
    public Heap Heap { get; private set; }

    /// <summary>What <c>node.chipid()</c> returns.</summary>
    public uint ChipId => _options.ChipId;

    /// <summary>Why the device last started.</summary>
    public ResetInfo LastReset { get; private set; }

    /// <summary>Takes the power away and gives it back: only the flash chip keeps what it held.</summary>
    internal void PowerOn()
    {
        Flash.PowerOn();
        Memory.Clear(MemoryMap.RtcStart, MemoryMap.RtcBytes);
        Reset(new ResetInfo(ResetReason.PowerOn));
    }

    /// <summary>Starts the device again. Flash and RTC memory survive, RAM does not.</summary>
    internal void Reset(ResetReason reason)
    {
        if (reason == ResetReason.PowerOn)
            PowerOn();
        else
            Reset(new ResetInfo(reason));
    }

    /// <summary>Runs a program on the device. If the CPU raises an exception, the device is reset.</summary>
    /// <returns>False when it ended in an exception, which <see cref="LastReset"/> then tells.</returns>
    internal bool Run(Action<Machine> program)
    {
        ArgumentNullException.ThrowIfNull(program);
        try
        {
            program(this);
            return true;
        }
        catch (MachineFault fault)
        {
            Reset(new ResetInfo(
                ResetReason.Exception,
                Exccause: (uint)fault.Cause,
                Epc1: fault.Epc.Value,
                Excvaddr: fault.At.Value));
            return false;
        }
    }

    /// <summary>A firmware executes in place: it alone may dispose the machine, by
    /// <see cref="Release"/>.</summary>
    internal bool IsInUse { get; set; }

    /// <summary>Gives the device's memory back to the host. Doing so twice is fine.</summary>
    /// <exception cref="InvalidOperationException">A firmware runs on the machine: dispose that.</exception>
    public void Dispose()
    {
        if (IsInUse)
            throw new InvalidOperationException(
                "A firmware runs on this machine. Dispose the device instead.");
        Release();
    }

    /// <summary>Gives the device's memory back to the host, whoever uses it.</summary>
    internal void Release() => Memory.Dispose();

    void Reset(ResetInfo info)
    {
        Memory.Clear(Map.RamStart, MemoryMap.DramEnd - Map.RamStart);
        Cache.Refresh();
        Bus = new Bus(Memory, Map, Cache);
        Heap = FreshHeap();
        LastReset = info;
    }

    Heap FreshHeap() => new(Memory, _options.HeapStart, _options.HeapBytes);
}
