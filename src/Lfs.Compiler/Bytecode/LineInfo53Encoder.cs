namespace Lfs.Compiler.Bytecode;

/// <summary>Packs lines exactly as the 5.3 reference does.</summary>
/// <remarks>Source: lcode.c, <c>luaK_addlineinfo</c>.</remarks>
sealed class LineInfo53Encoder() : LineInfoEncoder(127)
{
    // The reference uses only the first byte of a removed delta. Images must be identical, so this does the
    // same. After a call or operator that spans more than 65 lines, the later lines can be wrong.
    protected override int RemoveDelta()
    {
        if (!EndsWithDelta)
            return 1;
        int code = Pop();
        while (EndsWithDelta)
            code = Pop();
        int value = code & LineInfo.Low6;
        return (code & LineInfo.SignFlag) != 0 ? -value : value + 2;
    }

    protected override void Replace(int line) => Extend(line);

    protected override int RoomFor(int start, int end) => start + 4;
}
