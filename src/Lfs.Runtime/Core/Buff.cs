namespace Lfs.Runtime.Core;

// The one buffer of a Lua state (lzio.h, Mbuffer): concatenation joins its pieces there. It is Lua memory,
// and what it grew to stays in use until the collector halves it.
sealed unsafe partial class Vm<T>
{
    const uint MinBuffer = 32;

    /// <summary>The buffer holds something: the collector must leave it alone.</summary>
    bool _buffInUse;

    /// <summary>The buffer, with room for some bytes.</summary>
    uint OpenBuff(uint bytes)
    {
        if (bytes > _g.BuffSize)
            ResizeBuff(Math.Max(bytes, MinBuffer));
        return _g.Buff;
    }

    void ResizeBuff(uint bytes)
    {
        bool blocked = _buffInUse;
        _buffInUse = true;      // A collection on the way must not resize it as well.
        try
        {
            _g.Buff = Realloc(_g.Buff, _g.BuffSize, bytes);
            _g.BuffSize = bytes;
        }
        finally
        {
            _buffInUse = blocked;
        }
    }
}
