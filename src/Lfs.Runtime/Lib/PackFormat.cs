using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>Parses a format of <c>string.pack</c>. Native sizes are those of the
/// device's C compiler.</summary>
/// <remarks>Source: lua53/lstrlib.c, <c>getoption</c>, <c>getdetails</c>.</remarks>
ref struct PackFormat<T>(LuaState<T> lua, ReadOnlySpan<byte> format) where T : unmanaged, ITarget<T>
{
    /// <summary>The largest integer that can be packed, in bytes (MAXINTSIZE).</summary>
    public const int MaxIntegerBytes = 16;

    const int ShortBytes = 2;
    const int IntBytes = 4;
    const int DoubleBytes = 8;

    // The maximum alignment on Xtensa, in bytes: that of a double.
    const int NativeAlignment = 8;

    readonly LuaState<T> _vm = lua;
    readonly ReadOnlySpan<byte> _format = format;
    int _at;
    int _maxAlignment = 1;

    /// <summary>True if the low byte of a number comes first.</summary>
    public bool IsLittleEndian { get; private set; } = true;

    /// <summary>True at the end of the format. A zero byte ends it too, as in C.</summary>
    public readonly bool AtEnd => PeekByte() == 0;

    /// <summary>Parses the next option. <paramref name="offset"/> is its distance from the
    /// start of the data in bytes, for alignment.</summary>
    public PackOption Next(long offset)
    {
        PackKind kind = Read(out int size);
        int alignment = size;
        if (kind == PackKind.Alignment && (AtEnd || Read(out alignment) == PackKind.Chars || alignment == 0))
            throw _vm.ArgumentError(1, "invalid next option for option 'X'");
        if (alignment <= 1 || kind == PackKind.Chars)
            return new PackOption(kind, size, 0);
        alignment = Math.Min(alignment, _maxAlignment);
        if ((alignment & (alignment - 1)) != 0)
            throw _vm.ArgumentError(1, "format asks for alignment not power of 2");
        return new PackOption(kind, size, (int)(-offset & (alignment - 1)));
    }

    readonly byte PeekByte() => _at < _format.Length ? _format[_at] : (byte)0;

    PackKind Read(out int size)
    {
        byte option = _format[_at++];
        size = 0;
        switch (option)
        {
            case (byte)'b' or (byte)'B':
                return Number(option, 1, out size);
            case (byte)'h' or (byte)'H':
                return Number(option, ShortBytes, out size);
            case (byte)'i' or (byte)'I':
                return Number(option, ReadLimitedSize(IntBytes), out size);
            case (byte)'l' or (byte)'L' or (byte)'T':
                return Number(option, IntBytes, out size);
            case (byte)'j' or (byte)'J':
                return Number(option, T.IntegerBits / 8, out size);
            case (byte)'f':
                size = sizeof(float);
                return PackKind.Float;
            case (byte)'d':
                size = DoubleBytes;
                return PackKind.Float;
            case (byte)'n':
                size = T.IntegerBits / 8;
                return PackKind.Float;
            case (byte)'s':
                size = ReadLimitedSize(IntBytes);
                return PackKind.Counted;
            case (byte)'c':
                size = ReadSize(-1);
                return size >= 0 ? PackKind.Chars : throw _vm.Error("missing size for format option 'c'");
            case (byte)'z':
                return PackKind.ZeroEnded;
            case (byte)'x':
                size = 1;
                return PackKind.Padding;
            case (byte)'X':
                return PackKind.Alignment;
            default:
                Configure(option);
                return PackKind.Nothing;
        }
    }

    /// <summary>The kind of an integer option: a lower-case letter is signed.</summary>
    static PackKind Number(byte option, int bytes, out int size)
    {
        size = bytes;
        return CharClass.IsCapital(option) ? PackKind.Unsigned : PackKind.Signed;
    }

    void Configure(byte option)
    {
        switch (option)
        {
            case (byte)' ':
                break;
            case (byte)'<' or (byte)'=':
                IsLittleEndian = true;
                break;
            case (byte)'>':
                IsLittleEndian = false;
                break;
            case (byte)'!':
                _maxAlignment = ReadLimitedSize(NativeAlignment);
                break;
            default:
                throw _vm.Error($"invalid format option '{StringLib<T>.Shown(option)}'");
        }
    }

    // lstrlib.c, getnum.
    int ReadSize(int otherwise)
    {
        if (!CharClass.IsDigit(PeekByte()))
            return otherwise;
        int size = 0;
        do
        {
            size = size * 10 + (_format[_at++] - '0');
        }
        while (CharClass.IsDigit(PeekByte()) && size <= (int.MaxValue - 9) / 10);
        return size;
    }

    // lstrlib.c, getnumlimit.
    int ReadLimitedSize(int otherwise)
    {
        int size = ReadSize(otherwise);
        if (size is > 0 and <= MaxIntegerBytes)
            return size;
        throw _vm.Error(
            $"integral size ({LuaState<T>.Decimal(size)}) out of limits "
                    + $"[1,{LuaState<T>.Decimal(MaxIntegerBytes)}]");
    }
}
