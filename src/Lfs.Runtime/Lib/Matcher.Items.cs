using System.Diagnostics.CodeAnalysis;

namespace Lfs.Runtime.Lib;

// The single-byte items of a pattern: where they end and which bytes they match.
ref partial struct Matcher<T>
{
    /// <summary>Moves to the next position where the first item matches. Returns false
    /// if there is none.</summary>
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

    // Finds the item that every match starts with, which lets Find skip positions.
    void FindLead()
    {
        _lead = None;
        int p = 0;
        for (int captures = 0; PatternAt(p) == '('; captures++)
        {
            if (captures == T.MostCaptures)
                return;
            p += PatternAt(p + 1) == ')' ? 2 : 1;
        }
        if (p >= _pattern.Length || _pattern[p] == ')' || !IsItem(p))
            return;
        _leadEnd = ItemEnd(p);
        if (PatternAt(_leadEnd) is not ((byte)'*' or (byte)'?' or (byte)'-'))
            _lead = p;
    }

    /// <summary>True if the pattern has a single-byte item at an index.</summary>
    readonly bool IsItem(int p) => _pattern[p] switch
    {
        (byte)'%' => PatternAt(p + 1) is not ((byte)'b' or (byte)'f') && !CharClass.IsDigit(PatternAt(p + 1)),
        (byte)'$' => p + 1 != _pattern.Length,
        _ => true,
    };

    /// <summary>The index after the item that starts at an index: lstrlib.c, <c>classend</c>.</summary>
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

    /// <summary>The set that starts at an index of the pattern. It is parsed at its first use.</summary>
    [UnscopedRef]
    ref CharSet SetAt(int p)
    {
        for (int i = 0; i < _setCount; i++)
        {
            if (_sets[i].Start == p)
                return ref _sets[i];
        }
        int end = SetEnd(p);
        const int ReadInstructions = 16;
        _vm.Spend(ReadInstructions + ((end - p) >> 1));
        // If a pattern has more sets than fit, the last slot is parsed again at each use.
        if (_setCount < MostSets)
            _setCount++;
        ref CharSet set = ref _sets[_setCount - 1];
        set.Read(_pattern, p, end, T.HasClassG);
        return ref set;
    }

    /// <summary>The first position from <paramref name="s"/> on where the item
    /// matches, or does not match; else the end.</summary>
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
                byte classes = CharClass.Named(item, T.HasClassG);
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

    // lstrlib.c, singlematch.
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
                byte classes = CharClass.Named(item, T.HasClassG);
                if (classes == 0)
                    return c == item;
                return ((CharClass.Of[c] & classes) != 0) != CharClass.IsCapital(item);
            default:
                return c == item;
        }
    }
}
