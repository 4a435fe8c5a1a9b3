namespace Esp8266.Memory;

// The bytes of a range for a snapshot. Most of a device's RAM has never been written to.
public sealed unsafe partial class FlatMemory
{
    const uint SparsePage = 256;
    const uint NoPage = uint.MaxValue;

    /// <summary>Saves the pages of a committed range that are not zero; or loads them into a range that
    /// is.</summary>
    internal void Transfer(StateStream state, uint start, uint length)
    {
        if (state.IsLoading)
            Load(state, start, length);
        else
            Save(state, start, length);
    }

    void Save(StateStream state, uint start, uint length)
    {
        for (uint at = 0; at < length; at += SparsePage)
        {
            Span<byte> page = Bytes(start + at, Math.Min(SparsePage, length - at));
            if (!page.ContainsAnyExcept((byte)0))
                continue;
            state.Value(at);
            state.Bytes(page);
        }
        state.Value(NoPage);
    }

    void Load(StateStream state, uint start, uint length)
    {
        for (uint at = state.Value(0u); at != NoPage; at = state.Value(0u))
        {
            state.Require(at < length && at % SparsePage == 0, "a page of memory lies in its range");
            state.Bytes(Bytes(start + at, Math.Min(SparsePage, length - at)));
        }
    }
}
