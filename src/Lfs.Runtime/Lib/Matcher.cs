using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>Finds a pattern in a text: a backtracking matcher over the bytes of both.</summary>
/// <remarks>
/// Source: lstrlib.c of both versions, <c>do_match</c>. Every step counts against the host's budget. Sets are
/// read
/// once into bits; places where the first item of the pattern cannot match are skipped without a start.
/// </remarks>
ref struct Matcher<T> where T : unmanaged, ITarget<T>
{
    const int Fail = -1;
    const int Unfinished = -1;
    const int IsPosition = -2;
    const int Unknown = -2;
    const int None = -1;

    /// <summary>
    /// 5.3's limit on recursion. 5.1 has none, but a device's stack of 4 KB ends well before.
    /// </summary>
    const int MaxDepth = 200;
    const int MostSets = 4;

    readonly Vm<T> _vm;
    readonly ReadOnlySpan<byte> _source;
    readonly ReadOnlySpan<byte> _pattern;
    Captures _captures;
    int _level;
    Sets _sets;
    int _setCount;

    /// <summary>The item that every match starts with, or <see cref="None"/>.</summary>
    int _lead = Unknown;
    int _leadEnd;

    struct Capture
    {
        public int Start;
        public int Length;
    }

    [InlineArray(32)]
    struct Captures
    {
        Capture _0;
    }

    [InlineArray(MostSets)]
    struct Sets
    {
        CharSet _0;
    }

    /// <param name="vm">Whose budget pays.</param>
    /// <param name="source">The text.</param>
    /// <param name="pattern">The pattern; in 5.1 a zero byte ends it.</param>
    /// <param name="mayAnchor">A <c>^</c> at its start means the start of the text.</param>
    public Matcher(Vm<T> vm, ReadOnlySpan<byte> source, ReadOnlySpan<byte> pattern, bool mayAnchor)
    {
        _vm = vm;
        _source = source;
        _pattern = CutPattern(pattern);
        IsAnchored = mayAnchor && _pattern.Length > 0 && _pattern[0] == '^';
        if (IsAnchored)
            _pattern = _pattern[1..];
    }

    static int MostCaptures => T.Is53 ? 32 : 10;

    /// <summary>The pattern matches at the first place that is tried, or not at all.</summary>
    public bool IsAnchored { get; }

    /// <summary>The text that is searched.</summary>
    public readonly ReadOnlySpan<byte> Source => _source;

    /// <summary>What of a pattern is looked at: 5.1 takes it for a C string.</summary>
    public static ReadOnlySpan<byte> CutPattern(ReadOnlySpan<byte> pattern)
    {
        int zero = T.Is53 ? -1 : pattern.IndexOf((byte)0);
        return zero < 0 ? pattern : pattern[..zero];
    }

    /// <summary>The first match at or after a place.</summary>
    /// <param name="start">Where to begin; then where the match begins.</param>
    /// <param name="end">Where the match ends.</param>
    public bool Find(ref int start, out int end)
    {
        end = Fail;
        for (; start <= _source.Length; start++)
        {
            if (!IsAnchored && !SkipToLead(ref start))
                return false;
            _level = 0;
            end = Match(start, 0, MaxDepth);
            if (end >= 0)
                return true;
            if (IsAnchored)
                return false;
        }
        return false;
    }

    /// <summary>Pushes the captures of a match; the whole of it if there are none and it is wanted.</summary>
    public readonly int PushCaptures(int start, int end, bool wholeIfNone)
    {
        int count = _level == 0 && wholeIfNone ? 1 : _level;
        _vm.EnsureStack(count, "too many captures");
        for (int i = 0; i < count; i++)
            PushCapture(i, start, end);
        return count;
    }

    public readonly void PushCapture(int index, int start, int end)
    {
        ReadOnlySpan<byte> text = CaptureText(index, start, end, out int position);
        if (position > 0)
            _vm.PushInteger(position);
        else
            _vm.PushString(text);
    }

    /// <summary>The text of a capture, or of the whole match if there are none.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <param name="start">Where the match begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="position">The place that a position capture noted, from 1; otherwise 0.</param>
    public readonly ReadOnlySpan<byte> CaptureText(int index, int start, int end, out int position)
    {
        position = 0;
        if (index >= _level)
            return index == 0 ? _source[start..end] : throw InvalidIndex(index + 1);
        Capture capture = _captures[index];
        if (capture.Length == Unfinished)
            throw _vm.Error("unfinished capture");
        if (capture.Length != IsPosition)
            return _source.Slice(capture.Start, capture.Length);
        position = capture.Start + 1;
        return default;
    }

    readonly LuaError InvalidIndex(int number) =>
        _vm.Error(T.Is53 ? $"invalid capture index %{Vm<T>.Decimal(number)}" : "invalid capture index");

    /// <summary>The byte of the pattern at a place; 0 at its end, as in C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly byte PatternAt(int p) => (uint)p < (uint)_pattern.Length ? _pattern[p] : (byte)0;

    /// <summary>Moves to the next place where the first item matches. False if there is none.</summary>
    bool SkipToLead(ref int start)
    {
        if (_lead == Unknown)
            FindLead();
        if (_lead == None)
            return true;
        int at = Scan(start, _lead, _leadEnd, wanted: true);
        _vm.SpendBytes(at - start);
        start = at;
        return at < _source.Length;
    }

    void FindLead()
    {
        _lead = None;
        int p = 0;
        for (int captures = 0; PatternAt(p) == '('; captures++)
        {
            if (captures == MostCaptures)
                return;
            p += PatternAt(p + 1) == ')' ? 2 : 1;
        }
        if (p >= _pattern.Length || _pattern[p] == ')' || !IsItem(p))
            return;
        _leadEnd = ItemEnd(p);
        if (PatternAt(_leadEnd) is not ((byte)'*' or (byte)'?' or (byte)'-'))
            _lead = p;
    }

    /// <summary>Whether a place of the pattern is an item that stands for single bytes.</summary>
    readonly bool IsItem(int p) => _pattern[p] switch
    {
        (byte)'%' => PatternAt(p + 1) is not ((byte)'b' or (byte)'f') && !CharClass.IsDigit(PatternAt(p + 1)),
        (byte)'$' => p + 1 != _pattern.Length,
        _ => true,
    };

    /// <summary>Where the item that begins at a place ends.</summary>
    int ItemEnd(int p)
    {
        switch (_pattern[p])
        {
            case (byte)'%':
                if (p + 1 >= _pattern.Length)
                    throw _vm.Error("malformed pattern (ends with '%')");
                return p + 2;
            case (byte)'[':
                return SetAt(p).End;
            default:
                return p + 1;
        }
    }

    readonly int SetEnd(int p)
    {
        p += PatternAt(p + 1) == '^' ? 2 : 1;
        do
        {
            if (p >= _pattern.Length)
                throw _vm.Error("malformed pattern (missing ']')");
            if (_pattern[p++] == '%' && p < _pattern.Length)
                p++;
        }
        while (PatternAt(p) != ']');
        return p + 1;
    }

    /// <summary>The set that begins at a place of the pattern, read at its first use.</summary>
    [UnscopedRef]
    ref CharSet SetAt(int p)
    {
        for (int i = 0; i < _setCount; i++)
        {
            if (_sets[i].Start == p)
                return ref _sets[i];
        }
        int end = SetEnd(p);
        // A pattern with more sets than fit reads the others again at every use.
        if (_setCount < MostSets)
            _setCount++;
        ref CharSet set = ref _sets[_setCount - 1];
        set.Read(_pattern, p, end, T.Is53);
        return ref set;
    }

    /// <summary>
    /// The first place at or after one whose byte an item matches (or does not); the end if none.
    /// </summary>
    int Scan(int s, int p, int itemEnd, bool wanted)
    {
        byte item = _pattern[p];
        switch (item)
        {
            case (byte)'.':
                return wanted ? s : _source.Length;
            case (byte)'[':
                ref CharSet set = ref SetAt(p);
                for (; s < _source.Length; s++)
                {
                    if (set.Has(_source[s]) == wanted)
                        break;
                }
                return s;
            case (byte)'%':
                item = _pattern[itemEnd - 1];
                byte classes = CharClass.Named(item, T.Is53);
                if (classes != 0)
                    return ScanClass(s, classes, wanted != CharClass.IsCapital(item));
                break;
        }
        ReadOnlySpan<byte> rest = _source[s..];
        int found = wanted ? rest.IndexOf(item) : rest.IndexOfAnyExcept(item);
        return found < 0 ? _source.Length : s + found;
    }

    readonly int ScanClass(int s, byte classes, bool wanted)
    {
        ReadOnlySpan<byte> source = _source;
        for (; s < source.Length; s++)
        {
            if (((CharClass.Of[source[s]] & classes) != 0) == wanted)
                break;
        }
        return s;
    }

    bool Matches(byte c, int p)
    {
        byte item = _pattern[p];
        switch (item)
        {
            case (byte)'.':
                return true;
            case (byte)'[':
                return SetAt(p).Has(c);
            case (byte)'%':
                item = _pattern[p + 1];
                byte classes = CharClass.Named(item, T.Is53);
                return classes == 0 ? c == item
                    : ((CharClass.Of[c] & classes) != 0) != CharClass.IsCapital(item);
            default:
                return c == item;
        }
    }

    /// <summary>Where the rest of the pattern, matched here, ends in the text.</summary>
    int Match(int s, int p, int depth)
    {
        if (depth == 0)
            throw _vm.Error("pattern too complex");
        while (p < _pattern.Length)
        {
            _vm.Spend(1);
            switch (_pattern[p])
            {
                case (byte)'(':
                    return PatternAt(p + 1) == ')'
                        ? StartCapture(s, p + 2, IsPosition, depth)
                        : StartCapture(s, p + 1, Unfinished, depth);
                case (byte)')':
                    return EndCapture(s, p + 1, depth);
                case (byte)'$' when p + 1 == _pattern.Length:
                    return s == _source.Length ? s : Fail;
                case (byte)'%' when !IsItem(p):
                    s = MatchSpecial(s, ref p);
                    if (s < 0)
                        return Fail;
                    continue;
            }
            int itemEnd = ItemEnd(p);
            bool matches = s < _source.Length && Matches(_source[s], p);
            switch (PatternAt(itemEnd))
            {
                case (byte)'?':
                    if (matches && Match(s + 1, itemEnd + 1, depth - 1) is int end and >= 0)
                        return end;
                    p = itemEnd + 1;
                    continue;
                case (byte)'*':
                    return ExpandMost(s, p, itemEnd, depth);
                case (byte)'+':
                    return matches ? ExpandMost(s + 1, p, itemEnd, depth) : Fail;
                case (byte)'-':
                    return ExpandLeast(s, p, itemEnd, depth);
            }
            if (!matches)
                return Fail;
            s++;
            p = itemEnd;
        }
        return s;
    }

    /// <summary>As often as possible, then less often until the rest of the pattern matches.</summary>
    int ExpandMost(int s, int p, int itemEnd, int depth)
    {
        int end = Scan(s, p, itemEnd, wanted: false);
        _vm.SpendBytes(end - s);
        int rest = itemEnd + 1;
        if (rest == _pattern.Length)
            return end;
        for (; end >= s; end--)
        {
            int result = Match(end, rest, depth - 1);
            if (result >= 0)
                return result;
        }
        return Fail;
    }

    int ExpandLeast(int s, int p, int itemEnd, int depth)
    {
        while (true)
        {
            int result = Match(s, itemEnd + 1, depth - 1);
            if (result >= 0)
                return result;
            if (s >= _source.Length || !Matches(_source[s], p))
                return Fail;
            s++;
        }
    }

    int StartCapture(int s, int p, int length, int depth)
    {
        if (_level >= MostCaptures)
            throw _vm.Error("too many captures");
        _captures[_level].Start = s;
        _captures[_level].Length = length;
        _level++;
        int result = Match(s, p, depth - 1);
        if (result < 0)
            _level--;
        return result;
    }

    int EndCapture(int s, int p, int depth)
    {
        int open = _level - 1;
        while (open >= 0 && _captures[open].Length != Unfinished)
            open--;
        if (open < 0)
            throw _vm.Error("invalid pattern capture");
        _captures[open].Length = s - _captures[open].Start;
        int result = Match(s, p, depth - 1);
        if (result < 0)
            _captures[open].Length = Unfinished;
        return result;
    }

    /// <summary>Matches <c>%b</c>, <c>%f</c> or <c>%1</c> and moves behind it in the pattern.</summary>
    int MatchSpecial(int s, ref int p)
    {
        byte kind = PatternAt(p + 1);
        p += 2;
        switch (kind)
        {
            case (byte)'b':
                p += 2;
                return MatchBalance(s, p - 2);
            case (byte)'f':
                if (PatternAt(p) != '[')
                    throw _vm.Error("missing '[' after '%f' in pattern");
                ref CharSet set = ref SetAt(p);
                p = set.End;
                byte before = s == 0 ? (byte)0 : _source[s - 1];
                byte after = s < _source.Length ? _source[s] : (byte)0;
                return !set.Has(before) && set.Has(after) ? s : Fail;
            default:
                return MatchBackReference(s, kind);
        }
    }

    readonly int MatchBalance(int s, int p)
    {
        if (p + 1 >= _pattern.Length)
        {
            throw _vm.Error(
                T.Is53 ? "malformed pattern (missing arguments to '%b')" : "unbalanced pattern");
        }
        byte open = _pattern[p];
        byte close = _pattern[p + 1];
        if (s >= _source.Length || _source[s] != open)
            return Fail;
        int depth = 1;
        int at = s + 1;
        for (; at < _source.Length && depth > 0; at++)
        {
            byte c = _source[at];
            if (c == close)
                depth--;
            else if (c == open)
                depth++;
        }
        _vm.SpendBytes(at - s);
        return depth == 0 ? at : Fail;
    }

    readonly int MatchBackReference(int s, byte digit)
    {
        int index = digit - '1';
        if (index < 0 || index >= _level || _captures[index].Length == Unfinished)
            throw InvalidIndex(index + 1);
        Capture capture = _captures[index];
        // A position capture has no text to compare; the reference's length of -2 never fits.
        if (capture.Length < 0 || capture.Length > _source.Length - s)
            return Fail;
        _vm.SpendBytes(capture.Length);
        bool same = _source.Slice(capture.Start, capture.Length).SequenceEqual(
            _source.Slice(s, capture.Length));
        return same ? s + capture.Length : Fail;
    }
}
