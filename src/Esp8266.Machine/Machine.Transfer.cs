using Esp8266.Boot;

namespace Esp8266;

// All that a machine is, in a snapshot.
public sealed partial class Machine
{
    /// <summary>Saves the machine, or loads it into one of the same options that is new.</summary>
    /// <exception cref="InvalidDataException">What is loaded is impossible.</exception>
    /// <exception cref="Esp8266.Memory.HeapCorruption">The heap is damaged.</exception>
    internal void Transfer(StateStream state)
    {
        Clock.Transfer(state);
        Flash.Transfer(state);
        Cache.Transfer(state);
        uint used = state.Value(Heap.Untouched - Map.RamStart);
        state.Require(used <= MemoryMap.HeapEnd - Map.RamStart, "the heap lies in RAM");
        Memory.Transfer(state, Map.RamStart, used);
        Memory.Transfer(state, MemoryMap.HeapEnd, MemoryMap.DramEnd - MemoryMap.HeapEnd);
        Memory.Transfer(state, MemoryMap.RtcStart, MemoryMap.RtcBytes);
        Heap.Transfer(state);
        Bus.Transfer(state);
        LastReset = new ResetInfo(
            (ResetReason)state.Value((byte)LastReset.Reason), state.Value(LastReset.Exccause),
            state.Value(LastReset.Epc1), state.Value(LastReset.Epc2), state.Value(LastReset.Epc3),
            state.Value(LastReset.Excvaddr), state.Value(LastReset.Depc));
    }
}
