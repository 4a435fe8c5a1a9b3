namespace Lfs.Compiler.Parsing;

// The character classes of the lexer. Source: lctype.c of 5.3; 5.1 uses ctype.h in the C locale.
partial class Scanner
{
    const byte NameStart = 1;
    const byte NamePart = 2;
    const byte Digit = 4;
    const byte HexDigit = 8;
    const byte Space = 16;

    static readonly byte[] Classes = ClassifyBytes();

    static bool Is(byte value, byte kinds) => (Classes[value] & kinds) != 0;

    static byte[] ClassifyBytes()
    {
        var classes = new byte[256];
        for (int c = 0; c < 128; c++)
        {
            bool isLetter = (c | 0x20) is >= 'a' and <= 'z' || c == '_';
            bool isDigit = c is >= '0' and <= '9';
            bool isHex = isDigit || (c | 0x20) is >= 'a' and <= 'f';
            classes[c] = (byte)((isLetter ? NameStart : 0) | (isLetter || isDigit ? NamePart : 0)
                | (isDigit ? Digit : 0) | (isHex ? HexDigit : 0)
                | (c is ' ' or '\t' or '\v' or '\f' ? Space : 0));
        }
        return classes;
    }
}
