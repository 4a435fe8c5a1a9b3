namespace Lfs.Compiler.Bytecode;

/// <summary>The header of 5.3 files: <c>.lc</c> files and LFS images.</summary>
/// <remarks>Source: app/lua53/ldump.c, <c>DumpHeader</c>.</remarks>
static class Header53
{
    /// <summary>The format byte of a <c>.lc</c> file.</summary>
    public const byte ChunkFormat = 10;

    /// <summary>The format byte of an LFS image.</summary>
    public const byte ImageFormat = 11;

    /// <summary>The header: signature, version, format, bytes that detect converted line ends, the sizes of
    /// int, instruction, integer and float, and a sample float.</summary>
    public static byte[] Bytes(LuaTarget target, byte format) =>
    [
        0x1B, (byte)'L', (byte)'u', (byte)'a', 0x53, format,
        0x19, 0x93, (byte)'\r', (byte)'\n', 0x1A, (byte)'\n',
        4, 4, (byte)target.NumberBytes, (byte)target.NumberBytes, (byte)Tag53.Float,
        .. FloatBytes(target, 370.5),
    ];

    /// <summary>A float as the target stores it.</summary>
    public static byte[] FloatBytes(LuaTarget target, double value)
    {
        byte[] bytes = target.NumberBytes == 4
            ? BitConverter.GetBytes((float)value)
            : BitConverter.GetBytes(value);
        if (!BitConverter.IsLittleEndian)
            Array.Reverse(bytes);
        return bytes;
    }

    /// <summary>Reads a float that the target stored.</summary>
    public static double ToFloat(byte[] bytes)
    {
        if (!BitConverter.IsLittleEndian)
            Array.Reverse(bytes);
        return bytes.Length == 4 ? BitConverter.ToSingle(bytes, 0) : BitConverter.ToDouble(bytes, 0);
    }
}
