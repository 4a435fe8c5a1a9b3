using System.Runtime.CompilerServices;
using System.Text;

namespace Lfs.Runtime.Core;

// The firmware's own texts: pieces of messages, names of types and of chunks. The same few are asked for
// again and again, so the string that a text last became is kept as long as no string has been freed since.
unsafe partial class StringTable<T>
{
    const int KnownTexts = 32;

    readonly KnownText[] _knownTexts = new KnownText[KnownTexts];

    /// <summary>How many strings the collector has freed. While it stands, each address of a string is
    /// valid.</summary>
    internal ulong FreedStrings;

    struct KnownText
    {
        public string? Text;
        public ulong FreedStrings;
        public uint Address;
    }

    /// <summary>The string of a text with one character a byte.</summary>
    internal uint NewString(string text)
    {
        ref KnownText known = ref _knownTexts[SlotOf(text)];
        if (!ReferenceEquals(known.Text, text) || known.FreedStrings != FreedStrings)
            return LookUp(text, ref known);
        Charge(StringInstructions + ((uint)text.Length >> 4));
        if (!InRom(known.Address))
        {
            TString* s = StringAt(known.Address);
            if (IsDead(s->Marked))
                s->Marked ^= WhiteBits;     // Found before it was swept: it lives on.
        }
        return known.Address;
    }

    static int SlotOf(string text) =>
        text.Length == 0 ? 0 : (text.Length + 5 * text[0] + 3 * text[^1]) & (KnownTexts - 1);

    [MethodImpl(MethodImplOptions.NoInlining)]
    uint LookUp(string text, ref KnownText known)
    {
        const int OnHostStack = 512;
        Span<byte> bytes = text.Length <= OnHostStack ? stackalloc byte[text.Length] : new byte[text.Length];
        Encoding.Latin1.GetBytes(text, bytes);
        uint address = NewString(bytes);
        if (text.Length <= MaxShortLength)
            known = new KnownText { Text = text, FreedStrings = FreedStrings, Address = address };
        return address;
    }
}
