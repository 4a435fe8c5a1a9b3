using System.Numerics;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>The library <c>string</c>, which is also the metatable of strings.</summary>
/// <remarks>Source: lstrlib.c of both versions.</remarks>
static partial class StringLib<T> where T : unmanaged, ITarget<T>
{
    static readonly RoEntry<T>[] _entries51 =
    [
        new("__index", Self: true), new("__mod", FormatItems), new("byte", Byte), new("char", Char),
        new("dump", Dump), new("find", Find), new("format", Format), new("gfind", GMatch),
            new("gmatch", GMatch),
        new("gsub", GSub), new("len", Len), new("lower", Lower), new("match", Match), new("rep", Rep),
        new("reverse", Reverse), new("sub", Sub), new("upper", Upper),
    ];

    static readonly RoEntry<T>[] _entries53 =
    [
        new("__index", Self: true), new("__mod", FormatItems), new("byte", Byte), new("char", Char),
        new("dump", Dump), new("find", Find), new("format", Format), new("gmatch", GMatch), new("gsub", GSub),
            new("len", Len),
        new("lower", Lower), new("match", Match), new("rep", Rep), new("reverse", Reverse), new("sub", Sub),
        new("upper", Upper), new("pack", Pack), new("packsize", PackSize), new("unpack", Unpack),
    ];

    /// <summary>The table <c>string</c>.</summary>
    public static RoDefinition<T> Table { get; } = new("string", T.Pick(_entries51, _entries53));

    /// <summary>Functions that are reached only through closures in RAM.</summary>
    public static IEnumerable<HostFunction<T>> Closures =>
        [T.Pick<HostFunction<T>>(GMatchStep51, GMatchStep53), LuaState<T>.BoxFinalizer];

    /// <summary>Makes the library the metatable of strings.</summary>
    public static int Open(LuaState<T> lua)
    {
        lua.PushString(default);
        lua.PushFirmwareTable(Table);
        lua.SetMetatable(-2);
        lua.Pop(1);
        return 0;
    }

    /// <summary>Converts a negative position, which counts from the end, to one from the start:
    /// <c>posrelat</c>. 0 is before the start.</summary>
    static long Position(long position, int length) =>
        position >= 0 ? position : Math.Max(position + length + 1, 0);

    // lstrlib.c, str_len.
    static int Len(LuaState<T> lua)
    {
        lua.PushInteger(lua.CheckString(1).Length);
        return 1;
    }

    // lstrlib.c, str_sub.
    static int Sub(LuaState<T> lua)
    {
        ReadOnlySpan<byte> text = lua.CheckString(1);
        long start = Math.Max(Position(lua.CheckInteger(2), text.Length), 1);
        long end = Math.Min(Position(lua.OptInteger(3, -1), text.Length), text.Length);
        if (start > end)
            lua.PushString(default);
        else
            lua.PushString(text[(int)(start - 1)..(int)end]);
        return 1;
    }

    // lstrlib.c, str_byte.
    static int Byte(LuaState<T> lua)
    {
        ReadOnlySpan<byte> text = lua.CheckString(1);
        long start = Position(lua.OptInteger(2, 1), text.Length);
        long end = Math.Min(Position(lua.OptInteger(3, start), text.Length), text.Length);
        start = Math.Max(start, 1);
        if (start > end)
            return 0;
        int count = (int)(end - start) + 1;
        lua.EnsureStack(count, "string slice too long");
        lua.Spend(count >> 2);
        foreach (byte b in text.Slice((int)start - 1, count))
            lua.PushInteger(b);
        return count;
    }

    // lstrlib.c, str_char.
    static int Char(LuaState<T> lua)
    {
        int count = lua.Count;
        lua.Spend(count >> 2);
        var buffer = new LuaBuffer<T>(lua);
        if (T.BoxesBuffers)
            buffer.Reserve(count);
        for (int i = 1; i <= count; i++)
        {
            long code = lua.CheckInteger(i);
            lua.ArgumentCheck(code is >= 0 and <= 255, i, T.Pick("invalid value", "value out of range"));
            buffer.Add((byte)code);
        }
        buffer.Push();
        return 1;
    }

    static int Lower(LuaState<T> lua) => FlipCase(lua, (byte)'A');

    static int Upper(LuaState<T> lua) => FlipCase(lua, (byte)'a');

    /// <summary>Flips the case of the 26 letters from <paramref name="first"/>
    /// on: <c>str_lower</c>, <c>str_upper</c>.</summary>
    static int FlipCase(LuaState<T> lua, byte first)
    {
        ReadOnlySpan<byte> text = lua.CheckString(1);
        var buffer = new LuaBuffer<T>(lua);
        while (!text.IsEmpty)
        {
            Span<byte> room = buffer.Reserve(text.Length);
            FlipCase(text[..room.Length], room, first);
            buffer.Advance(room.Length);
            text = text[room.Length..];
        }
        buffer.Push();
        return 1;
    }

    static void FlipCase(ReadOnlySpan<byte> from, Span<byte> to, byte first)
    {
        const byte CaseBit = 0x20;
        const byte Letters = 26;
        int i = 0;
        for (; i <= from.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            var bytes = new Vector<byte>(from[i..]);
            Vector<byte> isLetter = Vector.LessThan(
                bytes - new Vector<byte>(first), new Vector<byte>(Letters));
            (bytes ^ (isLetter & new Vector<byte>(CaseBit))).CopyTo(to[i..]);
        }
        for (; i < from.Length; i++)
        {
            bool isLetter = from[i] >= first && from[i] < first + Letters;
            to[i] = (byte)(isLetter ? from[i] ^ CaseBit : from[i]);
        }
    }

    // lstrlib.c, str_reverse.
    static int Reverse(LuaState<T> lua)
    {
        ReadOnlySpan<byte> text = lua.CheckString(1);
        var buffer = new LuaBuffer<T>(lua);
        while (!text.IsEmpty)
        {
            Span<byte> room = buffer.Reserve(text.Length);
            text[^room.Length..].CopyTo(room);
            room.Reverse();
            buffer.Advance(room.Length);
            text = text[..^room.Length];
        }
        buffer.Push();
        return 1;
    }

    // lstrlib.c, str_rep.
    static int Rep(LuaState<T> lua)
    {
        ReadOnlySpan<byte> text = lua.CheckString(1);
        long count = lua.CheckInteger(2);
        ReadOnlySpan<byte> separator = T.Is53 ? lua.OptString(3, default) : default;
        long unit = (long)text.Length + separator.Length;
        if (count <= 0 || unit == 0)
        {
            lua.PushString(default);
            return 1;
        }
        if (T.Is53 && unit > int.MaxValue / count)
            throw lua.Error("resulting string too large");
        var buffer = new LuaBuffer<T>(lua);
        if (T.BoxesBuffers)
            buffer.Reserve((int)(unit * count) - separator.Length);
        AddRepeated(ref buffer, text, separator, count - 1);
        buffer.Add(text);
        buffer.Push();
        return 1;
    }

    /// <summary>Adds a text and a separator <paramref name="count"/> times. Short ones are added
    /// in larger blocks.</summary>
    static void AddRepeated(
        ref LuaBuffer<T> buffer, ReadOnlySpan<byte> text, ReadOnlySpan<byte> separator, long count)
    {
        const int BlockBytes = 256;
        int unit = text.Length + separator.Length;
        if (unit > BlockBytes / 2)
        {
            for (; count > 0; count--)
            {
                buffer.Add(text);
                buffer.Add(separator);
            }
            return;
        }
        Span<byte> block = stackalloc byte[BlockBytes];
        int inBlock = (int)Math.Min(BlockBytes / unit, count);
        for (int i = 0; i < inBlock; i++)
        {
            text.CopyTo(block[(i * unit)..]);
            separator.CopyTo(block[(i * unit + text.Length)..]);
        }
        for (; count > 0; count -= inBlock)
        {
            inBlock = (int)Math.Min(inBlock, count);
            buffer.Add(block[..(inBlock * unit)]);
        }
    }
}
