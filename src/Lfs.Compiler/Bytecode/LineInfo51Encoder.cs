namespace Lfs.Compiler.Bytecode;

/// <summary>Packs lines exactly as the 5.1 reference does.</summary>
/// <remarks>
/// Source: lcode.c, <c>luaK_code</c>, <c>generateInfoDeltaLine</c>, <c>luaK_fixline</c>; lobject.h,
/// INFO_MAX_LINECNT (127 is the filler).
/// </remarks>
sealed class LineInfo51Encoder() : LineInfoEncoder(126)
{
    // The reference sums up a removed delta of more than one byte incorrectly: it shifts by 7 bits too many,
    // and always takes the first byte for a positive delta. Images must be identical, so this does the same.
    // After a call whose arguments span more than 64 lines, the later lines of the function can be wrong.
    protected override int RemoveDelta()
    {
        int delta = 0;
        while (EndsWithDelta)
        {
            int code = Pop();
            if (EndsWithDelta)
            {
                delta = unchecked(delta + ((code & LineInfo.Low7) << 7));
                continue;
            }
            delta = unchecked(delta + (code & LineInfo.Low6) + 1);
            if ((code & LineInfo.SignFlag) != 0)
                delta = -delta;
        }
        return unchecked(delta + 1);
    }

    protected override void Replace(int line) => Emit(line);

    // The vector always ends with a zero byte, and grows when that byte is reached.
    protected override int RoomFor(int start, int end) => end + 1;
}
