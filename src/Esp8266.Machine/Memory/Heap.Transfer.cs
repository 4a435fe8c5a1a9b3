namespace Esp8266.Memory;

// The heap's own state in a snapshot. The blocks are in the memory, which is transferred first.
public sealed unsafe partial class Heap
{
    /// <summary>The first address that no block and no header has ever used.</summary>
    internal uint Untouched => _state.TopReached + Block.HeaderBytes;

    /// <summary>Saves the state, or loads it and verifies it against the blocks in memory.</summary>
    /// <exception cref="InvalidDataException">A number is impossible.</exception>
    /// <exception cref="HeapCorruption">The state and the blocks do not agree.</exception>
    internal void Transfer(StateStream state)
    {
        state.Field(ref _state.Top);
        state.Field(ref _state.TopReached);
        state.Field(ref _state.BytesUsed);
        state.Field(ref _state.HighWater);
        state.Field(ref _state.SmallMap);
        state.Field(ref _state.LevelMap);
        state.Field(ref _state.Lists);
        state.Field(ref _state.Heads);
        state.Field(ref _untilFailure);
        state.Field(ref _failOnce);
        _isWatched = _watch is not null || _untilFailure != 0;
        FailuresInjected = state.Value(FailuresInjected);
        if (!state.IsLoading)
            return;
        uint last = _end - Block.HeaderBytes;
        state.Require(
            _state.Top >= _start && _state.Top <= last && _state.Top % 8 == 0, "the top lies in the heap");
        state.Require(_state.TopReached <= last, "the top never left the heap");
        state.Require(_state.LevelMap >> HeapState.Levels == 0, "each level of lists exists");
        foreach (uint lists in _state.Lists)
            state.Require(lists >> HeapState.ListsPerLevel == 0, "each list exists");
        Check();
    }
}
