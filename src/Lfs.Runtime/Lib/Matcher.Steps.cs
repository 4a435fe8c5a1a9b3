namespace Lfs.Runtime.Lib;

// The backtracking. Each step is named after its function in lstrlib.c.
ref partial struct Matcher<T>
{
    /// <summary>Matches the rest of the pattern at a position, and returns the
    /// end of the match: <c>match</c> (do_match).</summary>
    int Match(int s, int p, int depth)
    {
        // Check the host stack at every 16th level only; the levels are small.
        if (depth == 0 || ((depth & 15) == 0 && _vm.IsHostStackFull))
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

    /// <summary>Repeats an item as often as possible, then less often, until the rest matches:
    /// <c>max_expand</c>.</summary>
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

    // min_expand.
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

    // start_capture.
    int StartCapture(int s, int p, int length, int depth)
    {
        if (_level >= T.MostCaptures)
            throw _vm.Error("too many captures");
        _captures[_level].Start = s;
        _captures[_level].Length = length;
        _level++;
        int result = Match(s, p, depth - 1);
        if (result < 0)
            _level--;
        return result;
    }

    // end_capture.
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

    /// <summary>Matches <c>%b</c> (matchbalance), <c>%f</c> or <c>%1</c>
    /// (match_capture) and moves past it in the pattern.</summary>
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
                T.Pick("unbalanced pattern", "malformed pattern (missing arguments to '%b')"));
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
        // A position capture has no text to compare. In C its length of -2, as a size_t, never fits.
        if (capture.Length < 0 || capture.Length > _source.Length - s)
            return Fail;
        _vm.SpendBytes(capture.Length);
        ReadOnlySpan<byte> text = _source.Slice(capture.Start, capture.Length);
        return _source[s..].StartsWith(text) ? s + text.Length : Fail;
    }
}
