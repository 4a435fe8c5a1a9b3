using Lfs.Compiler.Parsing;

namespace Lfs.Compiler.Parsing53;

// Escape sequences. Their characters are saved while they are read, because errors show them, and removed
// when the value is known.
partial class Lexer
{
    const int MaxCodePoint = 0x10FFFF;

    protected override void ReadEscape(ref Token token)
    {
        SaveAndAdvance();
        int plain = "abfnrtv\\\"'".IndexOf(unchecked((char)Current));
        if (plain >= 0)
        {
            Advance();
            SaveMeaning("\a\b\f\n\r\t\v\\\"'"[plain], 1);
            return;
        }
        switch (Current)
        {
            case 'x':
                ReadHexEscape(ref token);
                break;
            case 'u':
                ReadUtf8Escape(ref token);
                break;
            case '\n' or '\r':
                SkipNewline();
                SaveMeaning('\n', 1);
                break;
            case 'z':
                Unsave(1);
                SkipSpaceAndLines();
                break;
            case EndOfInput:
                // The string is unfinished, which ReadString reports next.
                break;
            default:
                ReadDecimalEscape(ref token);
                break;
        }
    }

    void SaveMeaning(int value, int writtenLength)
    {
        Unsave(writtenLength);
        Save(value);
    }

    void SkipSpaceAndLines()
    {
        Advance();
        while (IsSpace(Current) || CurrentIsNewline)
        {
            if (CurrentIsNewline)
                SkipNewline();
            else
                Advance();
        }
    }

    void ReadHexEscape(ref Token token)
    {
        int value = ReadHexDigit(ref token) << 4;
        value |= ReadHexDigit(ref token);
        Advance();
        SaveMeaning(value, 3);
    }

    // gethexa. Moves to the digit, but not past it.
    int ReadHexDigit(ref Token token)
    {
        SaveAndAdvance();
        CheckEscape(IsHexDigit(Current), "hexadecimal digit expected", ref token);
        return HexValue(Current);
    }

    void ReadUtf8Escape(ref Token token)
    {
        int start = At;
        SaveAndAdvance();
        CheckEscape(Current == '{', "missing '{'", ref token);
        int value = ReadHexDigit(ref token);
        for (SaveAndAdvance(); IsHexDigit(Current); SaveAndAdvance())
        {
            value = value << 4 | HexValue(Current);
            CheckEscape(value <= MaxCodePoint, "UTF-8 value too large", ref token);
        }
        CheckEscape(Current == '}', "missing '}'", ref token);
        Unsave(At - start + 1);
        Advance();
        SaveUtf8(value);
    }

    void SaveUtf8(int value)
    {
        if (value < 0x80)
        {
            Save(value);
            return;
        }
        int rest = value < 0x800 ? 1 : value < 0x10000 ? 2 : 3;
        // The number of leading ones in the first byte is the number of bytes.
        Save((0xF80 >> rest & 0xFF) | value >> rest * 6);
        while (--rest >= 0)
            Save(0x80 | (value >> rest * 6 & 0x3F));
    }

    void ReadDecimalEscape(ref Token token)
    {
        CheckEscape(IsDigit(Current), "invalid escape sequence", ref token);
        int value = 0;
        int count = 0;
        for (; count < 3 && IsDigit(Current); count++)
        {
            value = value * 10 + (Current - '0');
            SaveAndAdvance();
        }
        CheckEscape(value <= byte.MaxValue, "decimal escape too large", ref token);
        SaveMeaning(value, count + 1);
    }

    static int HexValue(int c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;

    // esccheck. The message shows the string up to and including the invalid character.
    void CheckEscape(bool isRight, string message, ref Token token)
    {
        if (isRight)
            return;
        if (Current != EndOfInput)
            SaveAndAdvance();
        ShowSaved();
        throw LexicalError(message, token.Start, TokenKind.String);
    }
}
