using System.Buffers.Binary;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

// 5.3: pack, packsize, unpack.
static partial class StringLib<T>
{
    static int IntegerBytes => T.IntegerBits / 8;

    static int Pack(Vm<T> vm)
    {
        var format = new PackFormat<T>(vm, vm.CheckCString(1));
        vm.PushNil();       // Tells a missing argument from what the buffer keeps on the stack.
        var buffer = new LuaBuffer<T>(vm);
        long offset = 0;
        int argument = 1;
        while (!format.AtEnd)
        {
            PackOption option = format.Next(offset);
            vm.Spend(1);
            AddZeros(ref buffer, option.Padding);
            offset += option.Padding + option.Size;
            if (option.Kind == PackKind.Padding)
                AddZeros(ref buffer, 1);
            else if (option.Kind is not (PackKind.Alignment or PackKind.Nothing))
                offset += PackValue(vm, ref buffer, option, ++argument, format.IsLittleEndian);
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

    /// <summary>Packs one argument. How many bytes it takes beyond the option's own size.</summary>
    static int PackValue(
        Vm<T> vm, ref LuaBuffer<T> buffer, PackOption option, int argument, bool isLittleEndian)
    {
        int size = option.Size;
        if (option.Kind is PackKind.Signed or PackKind.Unsigned)
        {
            AddInteger(ref buffer, IntegerFor(vm, option, argument), size, isLittleEndian, option.Kind);
            return 0;
        }
        if (option.Kind == PackKind.Float)
        {
            AddFloat(ref buffer, vm.CheckFloat(argument), size, isLittleEndian);
            return 0;
        }
        ReadOnlySpan<byte> text = vm.CheckString(argument);
        switch (option.Kind)
        {
            case PackKind.Chars:
                vm.ArgumentCheck(text.Length <= size, argument, "string longer than given size");
                buffer.Add(text);
                AddZeros(ref buffer, size - text.Length);
                return 0;
            case PackKind.Counted:
                bool fits = size >= sizeof(int) || text.Length < 1 << (size * 8);
                vm.ArgumentCheck(fits, argument, "string length does not fit in given size");
                AddInteger(ref buffer, text.Length, size, isLittleEndian, PackKind.Unsigned);
                buffer.Add(text);
                return text.Length;
            default:
                vm.ArgumentCheck(!text.Contains((byte)0), argument, "string contains zeros");
                buffer.Add(text);
                buffer.Add(0);
                return text.Length + 1;
        }
    }

    static long IntegerFor(Vm<T> vm, PackOption option, int argument)
    {
        long value = vm.CheckInteger(argument);
        if (option.Size >= IntegerBytes)
            return value;
        int bits = option.Size * 8;
        if (option.Kind == PackKind.Signed)
        {
            long limit = 1L << (bits - 1);
            vm.ArgumentCheck(-limit <= value && value < limit, argument, "integer overflow");
        }
        else
        {
            vm.ArgumentCheck(value >= 0 && value < 1L << bits, argument, "unsigned overflow");
        }
        return value;
    }

    /// <summary>Adds an integer; bytes beyond a Lua integer are filled by the sign, or by zeros.</summary>
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

    static int PackSize(Vm<T> vm)
    {
        var format = new PackFormat<T>(vm, vm.CheckCString(1));
        long total = 0;
        while (!format.AtEnd)
        {
            PackOption option = format.Next(total);
            vm.Spend(1);
            long size = (long)option.Size + option.Padding;
            vm.ArgumentCheck(total <= int.MaxValue - size, 1, "format result too large");
            total += size;
            bool isVariable = option.Kind is PackKind.Counted or PackKind.ZeroEnded;
            vm.ArgumentCheck(!isVariable, 1, "variable-length format");
        }
        vm.PushInteger(total);
        return 1;
    }

    static int Unpack(Vm<T> vm)
    {
        var format = new PackFormat<T>(vm, vm.CheckCString(1));
        ReadOnlySpan<byte> data = vm.CheckString(2);
        long at = Position(vm.OptInteger(3, 1), data.Length) - 1;
        vm.ArgumentCheck(at >= 0 && at <= data.Length, 3, "initial position out of string");
        int count = 0;
        while (!format.AtEnd)
        {
            PackOption option = format.Next(at);
            vm.Spend(1);
            vm.ArgumentCheck(at + option.Padding + option.Size <= data.Length, 2, "data string too short");
            at += option.Padding;
            vm.EnsureStack(2, "too many results");
            if (option.Kind is not (PackKind.Padding or PackKind.Alignment or PackKind.Nothing))
            {
                at += UnpackValue(vm, option, data, (int)at, format.IsLittleEndian);
                count++;
            }
            at += option.Size;
        }
        vm.PushInteger(at + 1);
        return count + 1;
    }

    /// <summary>Pushes one value. How many bytes it takes beyond the option's own size.</summary>
    static long UnpackValue(Vm<T> vm, PackOption option, ReadOnlySpan<byte> data, int at, bool isLittleEndian)
    {
        int size = option.Size;
        switch (option.Kind)
        {
            case PackKind.Signed or PackKind.Unsigned:
                vm.PushInteger(ReadInteger(vm, data.Slice(at, size), isLittleEndian, option.Kind));
                return 0;
            case PackKind.Float:
                vm.PushNumber(ReadFloat(data.Slice(at, size), isLittleEndian));
                return 0;
            case PackKind.Chars:
                vm.PushString(data.Slice(at, size));
                return 0;
            case PackKind.Counted:
                long length = ReadInteger(vm, data.Slice(at, size), isLittleEndian, PackKind.Unsigned);
                if (T.IntegerBits == 32)
                    length &= uint.MaxValue;
                bool fits = length >= 0 && length <= data.Length - at - size;
                vm.ArgumentCheck(fits, 2, "data string too short");
                vm.PushString(data.Slice(at + size, (int)length));
                return length;
            default:
                // A string without its zero byte ends with the data, whose own zero byte is taken.
                ReadOnlySpan<byte> rest = at < data.Length ? data[at..] : default;
                int zero = rest.IndexOf((byte)0);
                vm.PushString(zero < 0 ? rest : rest[..zero]);
                return (zero < 0 ? rest.Length : zero) + 1;
        }
    }

    static long ReadInteger(Vm<T> vm, ReadOnlySpan<byte> bytes, bool isLittleEndian, PackKind kind)
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
                throw vm.Error($"{Vm<T>.Decimal(size)}-byte integer does not fit into Lua Integer");
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
