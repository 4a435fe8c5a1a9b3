namespace Lfs.Analysis.Syntax;

// Comments, which the lexer skips.
partial class TreeParser
{
    // Finds the comments between two tokens.
    void ReadGap(int at, int end)
    {
        _startsLine = at == 0;
        while (at < end)
        {
            byte c = _bytes[at];
            if (c is (byte)'\n' or (byte)'\r')
                _startsLine = true;
            if (c != '-')
            {
                at++;
                continue;
            }
            int next = Math.Min(EndOfComment(at), end);
            _comments.Add(new Comment(at) { IsAlone = _startsLine, End = next });
            at = next;
        }
    }

    int EndOfComment(int start)
    {
        int at = start + 2;
        if (At(at) == '[')
        {
            int level = at + 1;
            while (At(level) == '=')
                level++;
            if (At(level) == '[')
                return EndOfLong(level + 1, level - at - 1);
        }
        while (at < _bytes.Length && _bytes[at] is not ((byte)'\n' or (byte)'\r'))
            at++;
        return at;
    }

    int EndOfLong(int at, int level)
    {
        for (; at < _bytes.Length; at++)
        {
            if (_bytes[at] != ']')
                continue;
            int close = at + 1;
            while (At(close) == '=')
                close++;
            if (At(close) == ']' && close - at - 1 == level)
                return close + 1;
        }
        return at;
    }

    int At(int offset) => offset < _bytes.Length ? _bytes[offset] : -1;
}
