using System.Buffers;
using System.Buffers.Binary;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

// string.find, match, gmatch and gsub.
static partial class StringLib<T>
{
    static readonly SearchValues<byte> _specials = SearchValues.Create("^$*+?.([%-"u8);

    static int Find(LuaState<T> lua) => FindOrMatch(lua, isFind: true);

    static int Match(LuaState<T> lua) => FindOrMatch(lua, isFind: false);

    // lstrlib.c, str_find_aux.
    static int FindOrMatch(LuaState<T> lua, bool isFind)
    {
        ReadOnlySpan<byte> source = lua.CheckString(1);
        ReadOnlySpan<byte> pattern = lua.CheckString(2);
        long first = Math.Max(Position(lua.OptInteger(3, 1), source.Length) - 1, 0);
        if (T.Is53 && first > source.Length)
        {
            lua.PushNil();
            return 1;
        }
        int start = (int)Math.Min(first, source.Length);
        if (isFind && (lua.ToBoolean(4) || Matcher<T>.CutPattern(pattern).IndexOfAny(_specials) < 0))
            return FindPlain(lua, source, pattern, start);
        var matcher = new Matcher<T>(lua, source, pattern, mayAnchor: true);
        if (!matcher.Find(ref start, out int end))
        {
            lua.PushNil();
            return 1;
        }
        if (!isFind)
            return matcher.PushCaptures(start, end, wholeIfNone: true);
        lua.PushInteger(start + 1);
        lua.PushInteger(end);
        return 2 + matcher.PushCaptures(start, end, wholeIfNone: false);
    }

    static int FindPlain(LuaState<T> lua, ReadOnlySpan<byte> source, ReadOnlySpan<byte> text, int start)
    {
        lua.Spend(text.Length >> 8);
        int found = IndexOf(lua, source[start..], text);
        if (found < 0)
        {
            lua.PushNil();
            return 1;
        }
        lua.PushInteger(start + found + 1);
        lua.PushInteger(start + found + text.Length);
        return 2;
    }

    /// <summary>
    /// Finds a text in another: lstrlib.c, <c>lmemfind</c>. For a long text, a prefix is
    /// searched, and the comparison at each hit counts against the budget, because some
    /// texts make nearly every position compare the whole text.
    /// </summary>
    static int IndexOf(LuaState<T> lua, ReadOnlySpan<byte> source, ReadOnlySpan<byte> text)
    {
        const int HeadBytes = 16;
        ReadOnlySpan<byte> head = text.Length > HeadBytes ? text[..HeadBytes] : text;
        int at = 0;
        while (true)
        {
            int found = source[at..].IndexOf(head);
            lua.SpendBytes(found < 0 ? source.Length - at : found);
            if (found < 0)
                return -1;
            at += found;
            if (head.Length == text.Length)
                return at;
            int common = source[at..].CommonPrefixLength(text);
            lua.Spend(1 + (common >> 6));
            if (common == text.Length)
                return at;
            at++;
        }
    }

    // lstrlib.c, gmatch.
    static int GMatch(LuaState<T> lua)
    {
        // The size of 5.3's GMatchState: 3 pointers, then a MatchState with 32 captures of 8 bytes.
        const int StateBytes = 292;
        lua.CheckString(1);
        lua.CheckString(2);
        lua.SetCount(2);
        if (T.Is53)
        {
            lua.PushUserdata(StateBytes);
            lua.PushClosure(GMatchStep53, 3);
            return 1;
        }
        lua.PushInteger(0);
        lua.PushClosure(GMatchStep51, 3);
        return 1;
    }

    // lstrlib.c of 5.1, gmatch_aux.
    static int GMatchStep51(LuaState<T> lua)
    {
        Matcher<T> matcher = MatcherOfUpvalues(lua);
        int start = lua.CheckInt(LuaState<T>.UpvalueIndex(3));
        if (!matcher.Find(ref start, out int end))
            return 0;
        lua.PushInteger(end == start ? end + 1 : end);
        lua.Replace(LuaState<T>.UpvalueIndex(3));
        return matcher.PushCaptures(start, end, wholeIfNone: true);
    }

    /// <summary>The iterator of 5.3, which skips an empty match at the end of the previous one:
    /// <c>gmatch_aux</c>.</summary>
    static int GMatchStep53(LuaState<T> lua)
    {
        Matcher<T> matcher = MatcherOfUpvalues(lua);
        // The first word holds the position to continue at; the second the end of
        // the last match plus 1, or 0.
        Span<byte> state = lua.UserdataBytes(LuaState<T>.UpvalueIndex(3));
        int start = BinaryPrimitives.ReadInt32LittleEndian(state);
        int last = BinaryPrimitives.ReadInt32LittleEndian(state[4..]) - 1;
        for (; matcher.Find(ref start, out int end); start++)
        {
            if (end == last)
                continue;
            BinaryPrimitives.WriteInt32LittleEndian(state, end);
            BinaryPrimitives.WriteInt32LittleEndian(state[4..], end + 1);
            return matcher.PushCaptures(start, end, wholeIfNone: true);
        }
        return 0;
    }

    static Matcher<T> MatcherOfUpvalues(LuaState<T> lua) => new(
        lua, lua.CheckString(LuaState<T>.UpvalueIndex(1)), lua.CheckString(LuaState<T>.UpvalueIndex(2)),
            mayAnchor: false);

    // lstrlib.c, str_gsub.
    static int GSub(LuaState<T> lua)
    {
        ReadOnlySpan<byte> source = lua.CheckString(1);
        ReadOnlySpan<byte> pattern = lua.CheckString(2);
        BasicType kind = lua.TypeOf(3);
        long most = lua.OptInteger(4, (long)source.Length + 1);
        bool isText = kind is BasicType.Number or BasicType.String;
        lua.ArgumentCheck(
            isText || kind is BasicType.Function or BasicType.Table, 3,
            T.Pick(
                "string/function/table/lightfunction expected", "string/function/table expected"));
        ReadOnlySpan<byte> replacement = isText ? lua.CheckString(3) : default;
        var matcher = new Matcher<T>(lua, source, pattern, mayAnchor: true);
        var buffer = new LuaBuffer<T>(lua);
        long count = 0;
        int copied = 0;
        int start = 0;
        while (count < most && matcher.Find(ref start, out int end))
        {
            lua.Spend(1);        // Also for a match of nothing, which moves no bytes.
            if (T.SkipsEmptyMatch && count > 0 && end == copied)
            {
                start++;        // 5.3 takes no empty match at the end of the match before.
                continue;
            }
            count++;
            buffer.AddEach(source[copied..start]);
            if (isText)
                AddReplacement(lua, ref buffer, in matcher, replacement, start, end);
            else
                AddResult(lua, ref buffer, in matcher, kind, source, start, end);
            copied = end;
            start = T.SkipsEmptyMatch || end > start ? end : end + 1;
            if (matcher.IsAnchored)
                break;
        }
        // At the end, the rest at once: luaL_addlstring.
        buffer.Add(source[copied..]);
        buffer.Push();
        lua.PushInteger(count);
        return 2;
    }

    /// <summary>Adds a replacement text and expands <c>%1</c> and the like: <c>add_s</c>.</summary>
    static void AddReplacement(
        LuaState<T> lua, ref LuaBuffer<T> buffer, in Matcher<T> matcher, ReadOnlySpan<byte> text, int start,
            int end)
    {
        while (true)
        {
            int percent = text.IndexOf((byte)'%');
            if (percent < 0)
            {
                buffer.AddEach(text);
                return;
            }
            buffer.AddEach(text[..percent]);
            // After a final percent sign, 5.1 reads the zero byte that ends the string.
            bool isLast = percent + 1 == text.Length;
            byte c = isLast ? (byte)0 : text[percent + 1];
            text = isLast ? default : text[(percent + 2)..];
            if (CharClass.IsDigit(c))
                AddCapture(lua, ref buffer, in matcher, c, start, end);
            else if (T.Is53 && c != '%')
                throw lua.Error("invalid use of '%' in replacement string");
            else
                buffer.Add(c);
        }
    }

    static void AddCapture(
        LuaState<T> lua, ref LuaBuffer<T> buffer, in Matcher<T> matcher, byte digit, int start, int end)
    {
        lua.Spend(2);
        if (digit == '0')
        {
            buffer.Add(matcher.Source[start..end]);
            return;
        }
        matcher.PushCapture(digit - '1', start, end);
        if (T.Is53)
        {
            lua.PushAsText(-1);
            lua.Remove(-2);
        }
        buffer.AddTop();
    }

    /// <summary>
    /// Adds the result of a function or table for a match, or the match itself if that is nil
    /// or false: <c>add_value</c>.
    /// </summary>
    static void AddResult(
        LuaState<T> lua, ref LuaBuffer<T> buffer, in Matcher<T> matcher, BasicType kind,
            ReadOnlySpan<byte> source,
        int start, int end)
    {
        if (kind == BasicType.Function)
        {
            lua.PushValue(3);
            int arguments = matcher.PushCaptures(start, end, wholeIfNone: true);
            lua.Call(arguments, 1);
        }
        else
        {
            matcher.PushCapture(0, start, end);
            lua.GetTable(3);
        }
        if (!lua.ToBoolean(-1))
        {
            lua.Pop(1);
            lua.PushString(source[start..end]);
        }
        else if (!lua.IsString(-1))
        {
            string type = lua.TypeNameOf(-1);       // The error's position comes onto the stack first.
            throw lua.Error($"invalid replacement value (a {type})");
        }
        buffer.AddTop();
    }
}
