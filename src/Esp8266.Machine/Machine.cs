using Esp8266.Boot;
using Esp8266.Flash;
using Esp8266.Memory;
using Esp8266.Timing;

namespace Esp8266;

/// <summary>One device: memory, heap, flash chip, window and bus, and the resets that rebuild them.</summary>
/// <remarks>
/// A device is used by one thread at a time; devices share nothing. Public members only observe, which is
/// safe while firmware runs in place. Members that touch memory or end the firmware are internal.
/// </remarks>
public sealed partial class Machine : IDisposable
{
    readonly MachineOptions _options;

    /// <summary>Creates a device and powers it on.</summary>
    /// <param name="options">Its sizes and its identity.</param>
    /// <param name="flash">The content of its flash chip, which is copied; empty for a blank chip.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size in the options is out of range, or the content
    /// has another size than the chip.</exception>
    internal Machine(MachineOptions options, ReadOnlySpan<byte> flash = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        _options = options;
        Map = new MemoryMap(options.RamStart);
        Flash = new FlashChip(options.FlashBytes);
        if (!flash.IsEmpty)
            Flash.Load(flash);
        Memory = new FlatMemory();
        Memory.Commit(Map.RamStart, MemoryMap.DramEnd - Map.RamStart);
        Memory.Commit(MemoryMap.RtcStart, MemoryMap.RtcBytes);
        Cache = new FlashCache(Memory, Flash);
        Bus = new Bus(Memory, Map, Cache);
        Heap = FreshHeap();
        Cache.Refresh();
    }

    /// <summary>Creates a device of the usual size: 44 KiB of heap, 4 MiB of flash.</summary>
    internal Machine() : this(new MachineOptions())
    {
    }

    /// <summary>The address map of this device.</summary>
    public MemoryMap Map { get; }

    /// <summary>The flat memory that holds RAM and the window.</summary>
    internal FlatMemory Memory { get; }

    /// <summary>The flash chip.</summary>
    public FlashChip Flash { get; }

    /// <summary>The window onto the first MiB of flash.</summary>
    public FlashCache Cache { get; }

    /// <summary>Checked loads and stores. A reset replaces this object.</summary>
    internal Bus Bus { get; private set; }

    /// <summary>The heap. A reset replaces this object.</summary>
    public Heap Heap { get; private set; }

    /// <summary>The number that <c>node.chipid()</c> returns.</summary>
    public uint ChipId => _options.ChipId;

    /// <summary>The time, which only moves when the device is run.</summary>
    public Clock Clock { get; } = new();

    /// <summary>The reason for the last start.</summary>
    public ResetInfo LastReset { get; private set; }

    /// <summary>Cycles the power. Only the flash chip keeps its content.</summary>
    internal void PowerOn()
    {
        Flash.PowerOn();
        Memory.Clear(MemoryMap.RtcStart, MemoryMap.RtcBytes);
        Reset(new ResetInfo(ResetReason.PowerOn));
    }

    /// <summary>Restarts the device. Flash and RTC memory survive, RAM does not.</summary>
    internal void Reset(ResetReason reason)
    {
        if (reason == ResetReason.PowerOn)
            PowerOn();
        else
            Reset(new ResetInfo(reason));
    }

    /// <summary>Starts the device again within the same boot, because the flash behind the window has
    /// changed. <see cref="LastReset"/> stays.</summary>
    internal void ResetAgain() => Reset(LastReset);

    /// <summary>Runs a program on the device. An exception of the CPU resets the device.</summary>
    /// <returns>False if the program ended in an exception, which
    /// <see cref="LastReset"/> then describes.</returns>
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

    /// <summary>True while firmware executes in place. Then only the firmware may
    /// free the memory, with <see cref="Release"/>.</summary>
    internal bool IsInUse { get; set; }

    /// <summary>Returns the device's memory to the host. A second call does nothing.</summary>
    /// <exception cref="InvalidOperationException">Firmware runs on the machine. Dispose the
    /// firmware instead.</exception>
    public void Dispose()
    {
        if (IsInUse)
            throw new InvalidOperationException(
                "A firmware runs on this machine. Dispose the device instead.");
        Release();
    }

    /// <summary>Returns the device's memory to the host, even while firmware uses it.</summary>
    internal void Release() => Memory.Dispose();

    void Reset(ResetInfo info)
    {
        Memory.Clear(Map.RamStart, MemoryMap.DramEnd - Map.RamStart);
        Cache.Refresh();
        Bus = new Bus(Memory, Map, Cache);
        Heap = FreshHeap();
        Clock.Reset();
        LastReset = info;
    }

    Heap FreshHeap() => new(Memory, _options.HeapStart, _options.HeapBytes);
}
