namespace Lfs.Runtime.Core;

// The one buffer of a Lua state (lzio.h, Mbuffer): concatenation joins its pieces there. It is Lua memory,
// and what it grew to stays in use until the collector halves it.
unsafe partial class LuaState<T>
{
    internal const uint MinBuffer = 32;

    /// <summary>The buffer, with room for some bytes.</summary>
    internal uint OpenBuff(uint bytes)
    {
        if (bytes > BuffSize)
            ResizeBuff(Math.Max(bytes, MinBuffer));
        return Buff;
    }

    internal void ResizeBuff(uint bytes)
    {
        bool blocked = BuffInUse;
        BuffInUse = true;      // A collection on the way must not resize it as well.
        try
        {
            Buff = Realloc(Buff, BuffSize, bytes);
            BuffSize = bytes;
        }
        finally
        {
            BuffInUse = blocked;
        }
    }
}
