using System.Buffers;
using System.Buffers.Binary;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

// find, match, gmatch, gsub.
static partial class StringLib<T>
{
    static readonly SearchValues<byte> _specials = SearchValues.Create("^$*+?.([%-"u8);

    static int Find(Vm<T> vm) => FindOrMatch(vm, isFind: true);

    static int Match(Vm<T> vm) => FindOrMatch(vm, isFind: false);

    static int FindOrMatch(Vm<T> vm, bool isFind)
    {
        ReadOnlySpan<byte> source = vm.CheckString(1);
        ReadOnlySpan<byte> pattern = vm.CheckString(2);
        long first = Math.Max(Position(vm.OptInteger(3, 1), source.Length) - 1, 0);
        if (T.Is53 && first > source.Length)
        {
            vm.PushNil();
            return 1;
        }
        int start = (int)Math.Min(first, source.Length);
        if (isFind && (vm.ToBoolean(4) || Matcher<T>.CutPattern(pattern).IndexOfAny(_specials) < 0))
            return FindPlain(vm, source, pattern, start);
        var matcher = new Matcher<T>(vm, source, pattern, mayAnchor: true);
        if (!matcher.Find(ref start, out int end))
        {
            vm.PushNil();
            return 1;
        }
        if (!isFind)
            return matcher.PushCaptures(start, end, wholeIfNone: true);
        vm.PushInteger(start + 1);
        vm.PushInteger(end);
        return 2 + matcher.PushCaptures(start, end, wholeIfNone: false);
    }

    static int FindPlain(Vm<T> vm, ReadOnlySpan<byte> source, ReadOnlySpan<byte> text, int start)
    {
        vm.Spend(text.Length >> 8);
        int found = IndexOf(vm, source[start..], text);
        if (found < 0)
        {
            vm.PushNil();
            return 1;
        }
        vm.PushInteger(start + found + 1);
        vm.PushInteger(start + found + text.Length);
        return 2;
    }

    /// <summary>
    /// Where a text first is. What a long one begins with is searched for, and each place compared on the
    /// host's budget: a text can be such that a search compares all of it nearly everywhere.
    /// </summary>
    static int IndexOf(Vm<T> vm, ReadOnlySpan<byte> source, ReadOnlySpan<byte> text)
    {
        const int HeadBytes = 16;
        ReadOnlySpan<byte> head = text.Length > HeadBytes ? text[..HeadBytes] : text;
        int at = 0;
        while (true)
        {
            int found = source[at..].IndexOf(head);
            vm.SpendBytes(found < 0 ? source.Length - at : found);
            if (found < 0)
                return -1;
            at += found;
            if (head.Length == text.Length)
                return at;
            int common = source[at..].CommonPrefixLength(text);
            vm.Spend(1 + (common >> 6));
            if (common == text.Length)
                return at;
            at++;
        }
    }

    static int GMatch(Vm<T> vm)
    {
        // 5.3's GMatchState: 3 pointers, then a MatchState with 32 captures of 8 bytes.
        const int StateBytes = 292;
        vm.CheckString(1);
        vm.CheckString(2);
        vm.SetCount(2);
        if (T.Is53)
        {
            vm.PushUserdata(StateBytes);
            vm.PushClosure(GMatchStep53, 3);
            return 1;
        }
        vm.PushInteger(0);
        vm.PushClosure(GMatchStep51, 3);
        return 1;
    }

    static int GMatchStep51(Vm<T> vm)
    {
        Matcher<T> matcher = MatcherOfUpvalues(vm);
        int start = vm.CheckInt(Vm<T>.UpvalueIndex(3));
        if (!matcher.Find(ref start, out int end))
            return 0;
        vm.PushInteger(end == start ? end + 1 : end);
        vm.Replace(Vm<T>.UpvalueIndex(3));
        return matcher.PushCaptures(start, end, wholeIfNone: true);
    }

    /// <summary>5.3 takes no empty match at the end of the match before.</summary>
    static int GMatchStep53(Vm<T> vm)
    {
        Matcher<T> matcher = MatcherOfUpvalues(vm);
        // In the first word the place to go on at; in the second the end of the last match plus 1, or 0.
        Span<byte> state = vm.UserdataBytes(Vm<T>.UpvalueIndex(3));
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

    static Matcher<T> MatcherOfUpvalues(Vm<T> vm) => new(
        vm, vm.CheckString(Vm<T>.UpvalueIndex(1)), vm.CheckString(Vm<T>.UpvalueIndex(2)), mayAnchor: false);

    static int GSub(Vm<T> vm)
    {
        ReadOnlySpan<byte> source = vm.CheckString(1);
        ReadOnlySpan<byte> pattern = vm.CheckString(2);
        BasicType kind = vm.TypeOf(3);
        long most = vm.OptInteger(4, (long)source.Length + 1);
        bool isText = kind is BasicType.Number or BasicType.String;
        vm.ArgumentCheck(
            isText || kind is BasicType.Function or BasicType.Table, 3,
            T.Is53 ? "string/function/table expected" : "string/function/table/lightfunction expected");
        ReadOnlySpan<byte> replacement = isText ? vm.CheckString(3) : default;
        var matcher = new Matcher<T>(vm, source, pattern, mayAnchor: true);
        var buffer = new LuaBuffer<T>(vm);
        long count = 0;
        int copied = 0;
        int start = 0;
        while (count < most && matcher.Find(ref start, out int end))
        {
            vm.Spend(1);        // Also for a match of nothing, which moves no bytes.
            if (T.Is53 && count > 0 && end == copied)
            {
                start++;        // 5.3 takes no empty match at the end of the match before.
                continue;
            }
            count++;
            buffer.Add(source[copied..start]);
            if (isText)
                AddReplacement(vm, ref buffer, in matcher, replacement, start, end);
            else
                AddResult(vm, ref buffer, in matcher, kind, source, start, end);
            copied = end;
            start = T.Is53 || end > start ? end : end + 1;
            if (matcher.IsAnchored)
                break;
        }
        buffer.Add(source[copied..]);
        buffer.Push();
        vm.PushInteger(count);
        return 2;
    }

    /// <summary>Adds a replacement text with its <c>%1</c> filled in.</summary>
    static void AddReplacement(
        Vm<T> vm, ref LuaBuffer<T> buffer, in Matcher<T> matcher, ReadOnlySpan<byte> text, int start, int end)
    {
        while (true)
        {
            int percent = text.IndexOf((byte)'%');
            if (percent < 0)
            {
                buffer.Add(text);
                return;
            }
            buffer.Add(text[..percent]);
            // 5.1 reads on after a final percent sign, and finds the zero byte that ends the string.
            bool isLast = percent + 1 == text.Length;
            byte c = isLast ? (byte)0 : text[percent + 1];
            text = isLast ? default : text[(percent + 2)..];
            if (CharClass.IsDigit(c))
                AddCapture(vm, ref buffer, in matcher, c, start, end);
            else if (T.Is53 && c != '%')
                throw vm.Error("invalid use of '%' in replacement string");
            else
                buffer.Add(c);
        }
    }

    static void AddCapture(
        Vm<T> vm, ref LuaBuffer<T> buffer, in Matcher<T> matcher, byte digit, int start, int end)
    {
        vm.Spend(2);
        int position = 0;
        ReadOnlySpan<byte> text = digit == '0'
            ? matcher.Source[start..end]
            : matcher.CaptureText(digit - '1', start, end, out position);
        if (position == 0)
        {
            buffer.Add(text);
            return;
        }
        vm.PushInteger(position);
        buffer.AddTop();
    }

    /// <summary>
    /// Adds what a function or a table gives for a match; for nil and false the match itself.
    /// </summary>
    static void AddResult(
        Vm<T> vm, ref LuaBuffer<T> buffer, in Matcher<T> matcher, BasicType kind, ReadOnlySpan<byte> source,
        int start, int end)
    {
        if (kind == BasicType.Function)
        {
            vm.PushValue(3);
            int arguments = matcher.PushCaptures(start, end, wholeIfNone: true);
            vm.Call(arguments, 1);
        }
        else
        {
            matcher.PushCapture(0, start, end);
            vm.GetTable(3);
        }
        if (!vm.ToBoolean(-1))
        {
            vm.Pop(1);
            buffer.Add(source[start..end]);
            return;
        }
        if (!vm.IsString(-1))
            throw vm.Error($"invalid replacement value (a {vm.TypeNameOf(-1)})");
        buffer.AddTop();
    }
}
