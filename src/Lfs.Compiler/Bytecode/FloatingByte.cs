namespace Lfs.Compiler.Bytecode;

/// <summary>A table size in 8 bits, <c>eeeeexxx</c>: xxx if eeeee is 0, else
/// <c>1xxx × 2^(eeeee - 1)</c>.</summary>
/// <remarks>Source: lobject.c, <c>luaO_int2fb</c>, <c>luaO_fb2int</c>.</remarks>
public static class FloatingByte
{
    /// <summary>The smallest floating byte whose size is at least <paramref name="size"/>.</summary>
    public static int RoundUp(int size)
    {
        int exponent = 0;
        for (; size >= 16; exponent++)
            size = (size >> 1) + (size & 1);
        return size < 8 ? size : (exponent + 1) << 3 | (size - 8);
    }

    /// <summary>The size that a floating byte stands for.</summary>
    public static int ToSize(int floatingByte)
    {
        int exponent = floatingByte >> 3 & 31;
        return exponent == 0 ? floatingByte : ((floatingByte & 7) + 8) << (exponent - 1);
    }
}
