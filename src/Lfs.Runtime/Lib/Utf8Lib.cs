using System.Text;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>The library <c>utf8</c> of 5.3. A metatable supplies <c>utf8.charpattern</c>.</summary>
/// <remarks>Source: lua53/lutf8lib.c.</remarks>
static class Utf8Lib<T> where T : unmanaged, ITarget<T>
{
    const int MaxCode = 0x10FFFF;
    const int MaxBytes = 4;

    static readonly RoDefinition<T> _metatable = new("utf8_meta", [new("__index", Lookup)]);

    /// <summary>The table <c>utf8</c>.</summary>
    public static RoDefinition<T> Table { get; } = new(
        "utf8",
        [
            new("offset", Offset), new("codepoint", CodePoint), new("char", Char), new("len", Len),
            new("codes", Codes),
        ],
        _metatable);

    /// <summary>Functions that are reached only through values in RAM.</summary>
    public static IEnumerable<HostFunction<T>> Closures => [CodesStep];

    // The metatable's __index, which returns charpattern.
    static int Lookup(LuaState<T> lua)
    {
        if (lua.TryString(2, out ReadOnlySpan<byte> key) && key.SequenceEqual("charpattern"u8))
            lua.PushString([.. "[\0-"u8, 0x7F, 0xC2, .. "-"u8, 0xF4, .. "]["u8, 0x80, .. "-"u8, 0xBF,
                .. "]*"u8]);
        else
            lua.PushNil();
        return 1;
    }

    // lutf8lib.c, u_posrelat.
    static long Position(long position, int length) =>
        position >= 0 ? position : Math.Max(position + length + 1, 0);

    /// <summary>The byte at an index; past the end, the zero byte that ends every string in C.</summary>
    static byte ByteAt(ReadOnlySpan<byte> text, int at) => at < text.Length ? text[at] : (byte)0;

    static bool IsContinuation(ReadOnlySpan<byte> text, long at) => (ByteAt(text, (int)at) & 0xC0) == 0x80;

    /// <summary>Decodes the code point at an index, and returns the index after it, or -1 if the bytes are
    /// not UTF-8: <c>utf8_decode</c>.</summary>
    static int Decode(ReadOnlySpan<byte> text, int at, out int code)
    {
        uint c = ByteAt(text, at);
        code = (int)c;
        if (c < 0x80)
            return at + 1;
        uint result = 0;
        int count = 0;
        for (; (c & 0x40) != 0; c <<= 1)
        {
            count++;
            if (!IsContinuation(text, at + count))
                return -1;
            result = (result << 6) | (ByteAt(text, at + count) & 0x3Fu);
        }
        result |= (c & 0x7F) << (count * 5);
        if (count is 0 or > 3 || result > MaxCode || result <= LongestOf(count))
            return -1;
        code = (int)result;
        return at + count + 1;
    }

    /// <summary>The largest code point that a shorter form can encode, for which
    /// this form is invalid.</summary>
    static uint LongestOf(int continuations) => continuations switch
    {
        1 => 0x7F,
        2 => 0x7FF,
        _ => 0xFFFF,
    };

    // lobject.c, luaO_utf8esc.
    static int Encode(uint code, Span<byte> to)
    {
        if (code < 0x80)
        {
            to[0] = (byte)code;
            return 1;
        }
        int count = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        for (int i = count - 1; i > 0; i--, code >>= 6)
            to[i] = (byte)(0x80 | (code & 0x3F));
        to[0] = unchecked((byte)((0xF00u >> count) | code));
        return count;
    }

    // lutf8lib.c, utflen.
    static int Len(LuaState<T> lua)
    {
        ReadOnlySpan<byte> text = lua.CheckString(1);
        long first = Position(lua.OptInteger(2, 1), text.Length);
        long last = Position(lua.OptInteger(3, -1), text.Length);
        lua.ArgumentCheck(first >= 1 && first - 1 <= text.Length, 2, "initial position out of string");
        lua.ArgumentCheck(last - 1 < text.Length, 3, "final position out of string");
        lua.Spend(text.Length >> 3);
        int count = 0;
        for (int at = (int)first - 1; at <= last - 1; count++)
        {
            int next = Decode(text, at, out _);
            if (next < 0)
            {
                lua.PushNil();
                lua.PushInteger(at + 1);
                return 2;
            }
            at = next;
        }
        lua.PushInteger(count);
        return 1;
    }

    // lutf8lib.c, codepoint.
    static int CodePoint(LuaState<T> lua)
    {
        ReadOnlySpan<byte> text = lua.CheckString(1);
        long first = Position(lua.OptInteger(2, 1), text.Length);
        long last = Position(lua.OptInteger(3, first), text.Length);
        lua.ArgumentCheck(first >= 1, 2, "out of range");
        lua.ArgumentCheck(last <= text.Length, 3, "out of range");
        if (first > last)
            return 0;
        lua.EnsureStack((int)(last - first) + 1, "string slice too long");
        lua.Spend((last - first) >> 1);
        int count = 0;
        for (int at = (int)first - 1; at < last; count++)
        {
            at = Decode(text, at, out int code);
            if (at < 0)
                throw lua.Error("invalid UTF-8 code");
            lua.PushInteger(code);
        }
        return count;
    }

    // lutf8lib.c, utfchar.
    static int Char(LuaState<T> lua)
    {
        int count = lua.Count;
        if (count == 1)
        {
            PushCharacter(lua, 1);
            return 1;
        }
        var buffer = new LuaBuffer<T>(lua);
        for (int i = 1; i <= count; i++)
        {
            PushCharacter(lua, i);
            buffer.AddTop();
        }
        buffer.Push();
        return 1;
    }

    // lutf8lib.c, pushutfchar.
    static void PushCharacter(LuaState<T> lua, int argument)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes];
        long code = lua.CheckInteger(argument);
        lua.ArgumentCheck(code is >= 0 and <= MaxCode, argument, "value out of range");
        string character = Encoding.Latin1.GetString(bytes[..Encode((uint)code, bytes)]);
        lua.PushFormat($"{character}");
    }

    // lutf8lib.c, byteoffset.
    static int Offset(LuaState<T> lua)
    {
        ReadOnlySpan<byte> text = lua.CheckString(1);
        long n = lua.CheckInteger(2);
        long at = Position(lua.OptInteger(3, n >= 0 ? 1 : text.Length + 1), text.Length) - 1;
        lua.ArgumentCheck(at >= 0 && at <= text.Length, 3, "position out of range");
        lua.Spend(text.Length >> 3);
        if (n == 0)
        {
            while (at > 0 && IsContinuation(text, at))
                at--;
        }
        else
        {
            if (IsContinuation(text, at))
                throw lua.Error("initial position is a continuation byte");
            n = n < 0 ? MoveBack(text, ref at, n) : MoveOn(text, ref at, n - 1);
        }
        if (n == 0)
            lua.PushInteger(at + 1);
        else
            lua.PushNil();
        return 1;
    }

    /// <summary>Moves back over characters, and returns the number still to go.</summary>
    static long MoveBack(ReadOnlySpan<byte> text, ref long at, long n)
    {
        for (; n < 0 && at > 0; n++)
        {
            do
            {
                at--;
            }
            while (at > 0 && IsContinuation(text, at));
        }
        return n;
    }

    static long MoveOn(ReadOnlySpan<byte> text, ref long at, long n)
    {
        for (; n > 0 && at < text.Length; n--)
        {
            do
            {
                at++;
            }
            while (IsContinuation(text, at));
        }
        return n;
    }

    // lutf8lib.c, iter_codes.
    static int Codes(LuaState<T> lua)
    {
        lua.CheckString(1);
        lua.PushLightFunction(CodesStep);
        lua.PushValue(1);
        lua.PushInteger(0);
        return 3;
    }

    // lutf8lib.c, iter_aux.
    static int CodesStep(LuaState<T> lua)
    {
        ReadOnlySpan<byte> text = lua.CheckString(1);
        lua.TryInteger(2, out long at);
        at = Math.Max(at - 1, -1);
        if (at < 0)
        {
            at = 0;
        }
        else if (at < text.Length)
        {
            at++;
            long start = at;
            while (IsContinuation(text, at))
                at++;
            lua.Spend((at - start) >> 3);
        }
        if (at >= text.Length)
            return 0;
        int next = Decode(text, (int)at, out int code);
        if (next < 0 || IsContinuation(text, next))
            throw lua.Error("invalid UTF-8 code");
        lua.PushInteger(at + 1);
        lua.PushInteger(code);
        return 2;
    }
}
