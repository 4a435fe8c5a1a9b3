using System.Globalization;
using System.Runtime.InteropServices;

namespace Lfs.Runtime.Host;

/// <summary>Reads a numeral from a file, as C's <c>scanf</c> (5.1) and Lua 5.3 do.</summary>
/// <param name="file">The file. Afterwards it is at the end of the numeral.</param>
/// <param name="spend">Charges the bytes read to the budget, because leading
/// blanks can go on forever.</param>
sealed class NumeralReader(LuaFile file, Action<long> spend)
{
    // liolib.c of 5.3, L_MAXLENNUM.
    const int Longest = 200;

    // C reads numerals of any length. This limit, in bytes, is far above any real one.
    const int LongestOfC = 64 * 1024;

    readonly List<byte> _text = [];
    bool _isHex;

    /// <summary>The bytes read so far.</summary>
    public ReadOnlySpan<byte> Text => CollectionsMarshal.AsSpan(_text);

    /// <summary>Reads the longest possible numeral of 5.3; false if it is too long.</summary>
    public bool ReadAny()
    {
        SkipSpace();
        Accept("+-", Longest);
        int count = 0;
        if (Accept("0", Longest))
        {
            if (Accept("xX", Longest))
                _isHex = true;
            else
                count = 1;
        }
        count += Digits(Longest);
        if (Accept(".", Longest))
            count += Digits(Longest);
        if (count > 0 && Accept(_isHex ? "pP" : "eE", Longest))
        {
            Accept("+-", Longest);
            _isHex = false;
            Digits(Longest);
        }
        return _text.Count <= Longest;
    }

    /// <summary>Reads a number as <c>scanf("%lf")</c> does.</summary>
    public bool ReadFloat(out double number)
    {
        number = 0;
        SkipSpace();
        bool isNegative = Peek() == '-';
        Accept("+-", LongestOfC);
        int start = _text.Count;
        if (Peek() is 'i' or 'I' or 'n' or 'N')
            return ReadWord(isNegative, out number);
        if (Accept("0", LongestOfC) && Accept("xX", LongestOfC))
            _isHex = true;
        int first = _text.Count;
        Digits(LongestOfC);
        if (Accept(".", LongestOfC))
            Digits(LongestOfC);
        int end = _text.Count;
        if (end > first || start < first)
            ReadExponent();
        if (_text.Count > LongestOfC || (_isHex && end == first))
            return false;
        string text = System.Text.Encoding.ASCII.GetString(Text[(_isHex ? first : start)..]);
        bool found = _isHex ? TryHex(text, out number) : TryDecimal(text, out number);
        number = isNegative ? -number : number;
        return found;
    }

    /// <summary>Reads an integer as <c>scanf("%ld")</c> does.</summary>
    public bool ReadWhole(out double number)
    {
        number = 0;
        SkipSpace();
        bool isNegative = Peek() == '-';
        Accept("+-", LongestOfC);
        int start = _text.Count;
        if (Digits(LongestOfC) == 0 || _text.Count > LongestOfC)
            return false;
        number = double.Parse(Text[start..], NumberStyles.None, CultureInfo.InvariantCulture);
        // A 32-bit strtol clamps the number to its limits.
        number = Math.Clamp(isNegative ? -number : number, int.MinValue, int.MaxValue);
        return true;
    }

    void ReadExponent()
    {
        if (!Accept(_isHex ? "pP" : "eE", LongestOfC))
            return;
        Accept("+-", LongestOfC);
        bool isHex = _isHex;
        _isHex = false;
        Digits(LongestOfC);
        _isHex = isHex;
    }

    bool ReadWord(bool isNegative, out double number)
    {
        bool isInfinity = Peek() is 'i' or 'I';
        number = !isInfinity ? double.NaN : isNegative ? double.NegativeInfinity : double.PositiveInfinity;
        foreach (char letter in isInfinity ? "inf" : "nan")
        {
            if (!AcceptLetter(letter))
                return false;
        }
        if (!isInfinity || Peek() is not ('i' or 'I'))
            return true;
        foreach (char letter in "inity")
        {
            if (!AcceptLetter(letter))
                return false;
        }
        return true;
    }

    // scanf of the GNU C library consumes the letter that does not fit.
    bool AcceptLetter(char letter)
    {
        int c = file.ReadByte();
        return c == letter || c == char.ToUpperInvariant(letter);
    }

    // An exponent without digits is ignored, although its letter was consumed.
    static bool TryDecimal(string text, out double number)
    {
        int exponent = text.AsSpan().IndexOfAny('e', 'E');
        bool hasDigits = exponent >= 0 && char.IsAsciiDigit(text[^1]);
        return double.TryParse(
            exponent >= 0 && !hasDigits ? text[..exponent] : text, NumberStyles.Float,
            CultureInfo.InvariantCulture, out number);
    }

    static bool TryHex(string text, out double number)
    {
        int exponent = 0;
        int end = text.AsSpan().IndexOfAny('p', 'P');
        if (end >= 0)
        {
            int.TryParse(
                text.AsSpan(end + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
                out exponent);
        }
        number = 0;
        bool any = false;
        bool isFraction = false;
        foreach (char c in end < 0 ? text : text[..end])
        {
            if (c == '.')
            {
                isFraction = true;
                continue;
            }
            any = true;
            number = number * 16 + Convert.ToInt32(c.ToString(), 16);
            exponent -= isFraction ? 4 : 0;
        }
        number = Math.ScaleB(number, exponent);
        return any;
    }

    int Peek() => file.Peek();

    void SkipSpace()
    {
        while (file.Peek() is ' ' or (>= '\t' and <= '\r'))
        {
            file.ReadByte();
            spend(1);
        }
    }

    int Digits(int most)
    {
        int count = 0;
        for (; IsDigit(file.Peek()) && Take(most); count++)
        {
        }
        return count;
    }

    bool IsDigit(int c) =>
        c is >= '0' and <= '9' || (_isHex && c is (>= 'a' and <= 'f') or (>= 'A' and <= 'F'));

    bool Accept(ReadOnlySpan<char> any, int most)
    {
        int c = file.Peek();
        return c >= 0 && any.Contains((char)c) && Take(most);
    }

    // Reads one byte more than allowed, which reveals that there were too many.
    bool Take(int most)
    {
        if (_text.Count > most)
            return false;
        spend(1);
        _text.Add((byte)file.Peek());
        // 5.3 leaves the byte that does not fit in the file (liolib.c, test2).
        if (_text.Count <= most)
            file.ReadByte();
        return _text.Count <= most;
    }
}
