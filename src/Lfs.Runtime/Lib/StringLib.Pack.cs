using System.Buffers.Binary;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

// string.pack, packsize and unpack of 5.3. Source: lstrlib.c, str_pack, str_packsize, str_unpack.
static partial class StringLib<T>
{
    static int IntegerBytes => T.IntegerBits / 8;

    // lstrlib.c, str_pack.
    static int Pack(LuaState<T> lua)
    {
        var format = new PackFormat<T>(lua, lua.CheckCString(1));
        lua.PushNil();       // Tells a missing argument from what the buffer keeps on the stack.
        var buffer = new LuaBuffer<T>(lua);
        long offset = 0;
        int argument = 1;
        while (!format.AtEnd)
        {
            PackOption option = format.Next(offset);
            lua.Spend(1);
            AddZeros(ref buffer, option.Padding);
            offset += option.Padding + option.Size;
            if (option.Kind == PackKind.Padding)
                AddZeros(ref buffer, 1);
            else if (option.Kind is not (PackKind.Alignment or PackKind.Nothing))
                offset += PackValue(lua, ref buffer, option, ++argument, format.IsLittleEndian);
        }
        buffer.Push();
        return 1;
    }

    static void AddZeros(ref LuaBuffer<T> buffer, int count)
    {
        while (count > 0)
        {
            Span<byte> room = buffer.Reserve(count);
            room.Clear();
            buffer.Advance(room.Length);
            count -= room.Length;
        }
    }

    /// <summary>Packs one argument, and returns the bytes that it takes beyond the
    /// option's own size.</summary>
    static int PackValue(
        LuaState<T> lua, ref LuaBuffer<T> buffer, PackOption option, int argument, bool isLittleEndian)
    {
        int size = option.Size;
        if (option.Kind is PackKind.Signed or PackKind.Unsigned)
        {
            AddInteger(ref buffer, IntegerFor(lua, option, argument), size, isLittleEndian, option.Kind);
            return 0;
        }
        if (option.Kind == PackKind.Float)
        {
            AddFloat(ref buffer, lua.CheckFloat(argument), size, isLittleEndian);
            return 0;
        }
        ReadOnlySpan<byte> text = lua.CheckString(argument);
        switch (option.Kind)
        {
            case PackKind.Chars:
                lua.ArgumentCheck(text.Length <= size, argument, "string longer than given size");
                buffer.Add(text);
                AddZeros(ref buffer, size - text.Length);
                return 0;
            case PackKind.Counted:
                bool fits = size >= sizeof(int) || text.Length < 1 << (size * 8);
                lua.ArgumentCheck(fits, argument, "string length does not fit in given size");
                AddInteger(ref buffer, text.Length, size, isLittleEndian, PackKind.Unsigned);
                buffer.Add(text);
                return text.Length;
            default:
                lua.ArgumentCheck(!text.Contains((byte)0), argument, "string contains zeros");
                buffer.Add(text);
                buffer.Add(0);
                return text.Length + 1;
        }
    }

    static long IntegerFor(LuaState<T> lua, PackOption option, int argument)
    {
        long value = lua.CheckInteger(argument);
        if (option.Size >= IntegerBytes)
            return value;
        int bits = option.Size * 8;
        if (option.Kind == PackKind.Signed)
        {
            long limit = 1L << (bits - 1);
            lua.ArgumentCheck(-limit <= value && value < limit, argument, "integer overflow");
        }
        else
        {
            lua.ArgumentCheck(value >= 0 && value < 1L << bits, argument, "unsigned overflow");
        }
        return value;
    }

    /// <summary>Adds an integer. Bytes beyond the size of a Lua integer repeat its
    /// sign, or are zero if it is unsigned (packint).</summary>
    static void AddInteger(ref LuaBuffer<T> buffer, long value, int size, bool isLittleEndian, PackKind kind)
    {
        Span<byte> bytes = stackalloc byte[PackFormat<T>.MaxIntegerBytes];
        bytes.Fill(kind == PackKind.Signed && value < 0 ? (byte)0xFF : (byte)0);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        if (kind == PackKind.Unsigned)
            bytes[IntegerBytes..].Clear();
        bytes = bytes[..size];
        if (!isLittleEndian)
            bytes.Reverse();
        buffer.Add(bytes);
    }

    static void AddFloat(ref LuaBuffer<T> buffer, double value, int size, bool isLittleEndian)
    {
        Span<byte> bytes = stackalloc byte[size];
        if (size == sizeof(float))
            BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value);
        else
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        if (!isLittleEndian)
            bytes.Reverse();
        buffer.Add(bytes);
    }

    // lstrlib.c, str_packsize.
    static int PackSize(LuaState<T> lua)
    {
        var format = new PackFormat<T>(lua, lua.CheckCString(1));
        long total = 0;
        while (!format.AtEnd)
        {
            PackOption option = format.Next(total);
            lua.Spend(1);
            long size = (long)option.Size + option.Padding;
            lua.ArgumentCheck(total <= int.MaxValue - size, 1, "format result too large");
            total += size;
            bool isVariable = option.Kind is PackKind.Counted or PackKind.ZeroEnded;
            lua.ArgumentCheck(!isVariable, 1, "variable-length format");
        }
        lua.PushInteger(total);
        return 1;
    }

    // lstrlib.c, str_unpack.
    static int Unpack(LuaState<T> lua)
    {
        var format = new PackFormat<T>(lua, lua.CheckCString(1));
        ReadOnlySpan<byte> data = lua.CheckString(2);
        long at = Position(lua.OptInteger(3, 1), data.Length) - 1;
        lua.ArgumentCheck(at >= 0 && at <= data.Length, 3, "initial position out of string");
        int count = 0;
        while (!format.AtEnd)
        {
            PackOption option = format.Next(at);
            lua.Spend(1);
            lua.ArgumentCheck(at + option.Padding + option.Size <= data.Length, 2, "data string too short");
            at += option.Padding;
            lua.EnsureStack(2, "too many results");
            if (option.Kind is not (PackKind.Padding or PackKind.Alignment or PackKind.Nothing))
            {
                at += UnpackValue(lua, option, data, (int)at, format.IsLittleEndian);
                count++;
            }
            at += option.Size;
        }
        lua.PushInteger(at + 1);
        return count + 1;
    }

    /// <summary>Unpacks and pushes one value, and returns the bytes that it takes beyond the
    /// option's own size.</summary>
    static long UnpackValue(
        LuaState<T> lua, PackOption option, ReadOnlySpan<byte> data, int at, bool isLittleEndian)
    {
        int size = option.Size;
        switch (option.Kind)
        {
            case PackKind.Signed or PackKind.Unsigned:
                lua.PushInteger(ReadInteger(lua, data.Slice(at, size), isLittleEndian, option.Kind));
                return 0;
            case PackKind.Float:
                lua.PushNumber(ReadFloat(data.Slice(at, size), isLittleEndian));
                return 0;
            case PackKind.Chars:
                lua.PushString(data.Slice(at, size));
                return 0;
            case PackKind.Counted:
                long length = ReadInteger(lua, data.Slice(at, size), isLittleEndian, PackKind.Unsigned);
                if (T.IntegerBits == 32)
                    length &= uint.MaxValue;
                bool fits = length >= 0 && length <= data.Length - at - size;
                lua.ArgumentCheck(fits, 2, "data string too short");
                lua.PushString(data.Slice(at + size, (int)length));
                return length;
            default:
                // If the zero byte is missing, the string ends at the end of
                // the data, where C finds the data's own zero byte.
                ReadOnlySpan<byte> rest = at < data.Length ? data[at..] : default;
                int zero = rest.IndexOf((byte)0);
                lua.PushString(zero < 0 ? rest : rest[..zero]);
                return (zero < 0 ? rest.Length : zero) + 1;
        }
    }

    // lstrlib.c, unpackint.
    static long ReadInteger(LuaState<T> lua, ReadOnlySpan<byte> bytes, bool isLittleEndian, PackKind kind)
    {
        int size = bytes.Length;
        ulong value = 0;
        for (int i = Math.Min(size, IntegerBytes) - 1; i >= 0; i--)
            value = (value << 8) | bytes[isLittleEndian ? i : size - 1 - i];
        int used = Math.Min(size, IntegerBytes) * 8;
        long result = unchecked((long)(value << (64 - used)));
        result = kind == PackKind.Signed || size >= IntegerBytes
            ? result >> (64 - used)
            : unchecked((long)((ulong)result >> (64 - used)));
        byte filler = kind == PackKind.Signed && result < 0 ? (byte)0xFF : (byte)0;
        for (int i = IntegerBytes; i < size; i++)
        {
            if (bytes[isLittleEndian ? i : size - 1 - i] != filler)
                throw lua.Error($"{LuaState<T>.Decimal(size)}-byte integer does not fit into Lua Integer");
        }
        return result;
    }

    static double ReadFloat(ReadOnlySpan<byte> bytes, bool isLittleEndian)
    {
        if (bytes.Length == sizeof(float))
        {
            return isLittleEndian
                ? BinaryPrimitives.ReadSingleLittleEndian(bytes)
                : BinaryPrimitives.ReadSingleBigEndian(bytes);
        }
        return isLittleEndian
            ? BinaryPrimitives.ReadDoubleLittleEndian(bytes)
            : BinaryPrimitives.ReadDoubleBigEndian(bytes);
    }
}
