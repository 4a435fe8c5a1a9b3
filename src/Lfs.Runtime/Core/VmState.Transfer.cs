using Esp8266;

namespace Lfs.Runtime.Core;

// The variables of a Lua state that lie outside its memory, in a snapshot: each layer and each part names its
// own. Caches are not among them (the tests list every field that is left out, with the reason).

abstract unsafe partial class VmState<T>
{
    /// <summary>Saves or loads the variables of this layer and those beneath. The device's memory is
    /// transferred before.</summary>
    private protected virtual void TransferLayers(StateStream state)
    {
        uint running = Addr(Running);
        state.Field(ref running);
        Running = Object(running);
        state.Field(ref RoMain);
        state.Field(ref SystemMain);
        state.Field(ref MainThread);
        state.Field(ref Registry);
        state.Field(ref Globals);
        state.Field(ref Handles);
        state.Field(ref StripDefault);
        state.Field(ref UvHead);
        state.Field(ref KeyCache);
        state.Field(ref Mt);
        state.Field(ref TmName);
        state.Field(ref StackIsFixed);
        state.Field(ref Hooked);
        // Both sides begin a slice here: how far the last one got shows what the caches knew.
        SettleSlice();
        state.Field(ref _budgetLeft);
        state.Field(ref _otherBudgetLeft);
        NextSlice();
        state.Require(
            _heap.Owns(running) && _heap.Owns(MainThread) && _heap.Owns(Registry),
            "the threads and the registry lie in the heap");
    }
}

abstract unsafe partial class Allocator<T>
{
    private protected override void TransferLayers(StateStream state)
    {
        base.TransferLayers(state);
        state.Field(ref TotalBytes);
        PeakBytes = state.Value(PeakBytes);
        state.Field(ref GcThreshold);
        state.Field(ref EgcMode);
        state.Field(ref MemLimit);
    }
}

abstract unsafe partial class Objects<T>
{
    private protected override void TransferLayers(StateStream state)
    {
        base.TransferLayers(state);
        state.Field(ref RawWhite);
        state.Field(ref RootGc);
    }
}

abstract unsafe partial class StringTable<T>
{
    private protected override void TransferLayers(StateStream state)
    {
        base.TransferLayers(state);
        state.Field(ref StrtHash);
        state.Field(ref StrtUse);
        state.Field(ref StrtSize);
        state.Field(ref RoStrtHash);
        state.Field(ref RoStrtUse);
        state.Field(ref RoStrtSize);
        state.Field(ref SystemStrtHash);
        state.Field(ref SystemStrtUse);
        state.Field(ref SystemStrtSize);
        state.Field(ref Seed);
        state.Field(ref MemErrMsg);
        state.Require(
            _heap.Owns(StrtHash) && StrtSize <= (_heap.End - StrtHash) / 4 && uint.IsPow2(StrtSize),
            "strings have a table in the heap");
        (Flash.LfsMount lfs, Flash.LfsMount system) = (Device.Lfs, Device.System);
        state.Require(
            (RoStrtHash, RoStrtUse, RoStrtSize, RoMain)
                == (lfs.StringHash, lfs.StringCount, lfs.StringBuckets, lfs.Main)
            && (SystemStrtHash, SystemStrtUse, SystemStrtSize, SystemMain)
                == (system.StringHash, system.StringCount, system.StringBuckets, system.Main),
            "strings in flash are those of the images");
    }
}

abstract unsafe partial class LuaState<T>
{
    private protected override void TransferLayers(StateStream state)
    {
        base.TransferLayers(state);
        state.Field(ref Buff);
        state.Field(ref BuffSize);
        state.Field(ref CollectionStopped);
        state.Field(ref _randomState);
        TransferBoxes(state);
        TransferTakenBlocks(state);
    }

    /// <summary>Saves or loads the variables of the state. The device's memory is transferred
    /// before.</summary>
    /// <exception cref="InvalidDataException">What is loaded is impossible.</exception>
    public void Transfer(StateStream state)
    {
        TransferLayers(state);
        Gc.Transfer(state);
        Introspection.Transfer(state);
    }

    void TransferBoxes(StateStream state)
    {
        uint[] boxes = [.. _boxes.Order()];
        int count = state.Count(boxes.Length);
        for (int i = 0; i < count; i++)
        {
            uint box = state.Value(state.IsLoading ? 0 : boxes[i]);
            state.Require(_heap.Owns(box), "the box of a buffer lies in the heap");
            _boxes.Add(box);
        }
    }

    void TransferTakenBlocks(StateStream state)
    {
        uint[] blocks = [.. TakenBlocks.Keys.Order()];
        int count = state.Count(blocks.Length);
        for (int i = 0; i < count; i++)
        {
            uint at = state.Value(state.IsLoading ? 0 : blocks[i]);
            (uint bytes, bool isCounted) = TakenBlocks.GetValueOrDefault(at);
            TakenBlocks[at] = (state.Value(bytes), state.Value(isCounted));
        }
    }
}

sealed unsafe partial class Collector<T>
{
    internal void Transfer(StateStream state)
    {
        state.Field(ref Estimate);
        state.Field(ref GcPause);
        state.Field(ref GcStepMul);
        state.Field(ref GcState);
        state.Field(ref GcBlocked);
        state.Field(ref Gray);
        state.Field(ref GrayAgain);
        state.Field(ref Weak);
        state.Field(ref SweepGc);
        state.Field(ref SweepString);
        state.Field(ref Phase);
        state.Field(ref Ephemeron);
        state.Field(ref AllWeak);
        state.Field(ref TwUps);
        state.Field(ref Finalizable);
        state.Field(ref ToFinalize);
        state.Field(ref FixedGc);
        state.Field(ref FinalizersAtOnce);
        state.Field(ref MemTraversed);
        state.Field(ref GcDebt);
        state.Field(ref TmUdata);
        state.Field(ref _shrinksDue);
        VisitedObjects = state.Value(VisitedObjects);
        SweptObjects = state.Value(SweptObjects);
        Cycles = state.Value(Cycles);
        state.Require(GcState <= GcState.Finalize && Phase <= GcPhase.Pause, "the collector is in a phase");
    }
}

sealed unsafe partial class Introspection<T>
{
    internal void Transfer(StateStream state) => state.Field(ref FailedHook);
}
