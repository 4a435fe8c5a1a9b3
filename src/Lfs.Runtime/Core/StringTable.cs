using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

// lstring.c: strings are interned in the RAM table (strt), unless the ROM table (ROstrt) of the image has
// them. 5.3 can have a second image, whose table comes last.
abstract unsafe partial class StringTable<T>(Device device, Firmware<T> firmware)
    : Objects<T>(device, firmware)
    where T : unmanaged, ITarget<T>
{
    /// <summary>
    /// True while the buckets move: a collection that the move forces must not resize them again.
    /// </summary>
    internal bool ResizingStrings;

    // strt, the table in RAM: the address of its buckets, the strings in it, and the number of buckets, which
    // is a power of two. There are at most as many strings as buckets before it doubles.
    internal uint StrtHash;
    internal uint StrtUse;
    internal uint StrtSize;

    // ROstrt, the table of the mounted image: the same three. 0 without an image.
    internal uint RoStrtHash;
    internal uint RoStrtUse;
    internal uint RoStrtSize;

    /// <summary>
    /// 5.3: string table and table of modules of the System region, which are looked at last; 0 without one.
    /// The LFS paper calls the string table RO2strt.
    /// </summary>
    internal uint SystemStrtHash;
    internal uint SystemStrtUse;
    internal uint SystemStrtSize;

    /// <summary>The seed of string hashes. The length of a string is mixed in. Always 0 in 5.1.</summary>
    internal uint Seed;

    /// <summary>"not enough memory": made at start-up, because there is no memory for it later.</summary>
    internal uint MemErrMsg;

    internal const uint StringHeaderBytes = 16;
    internal const uint MinStringTable = 32;
    internal const uint MinStringTable53 = 128;
    internal const int MaxShortLength = 40;

    /// <summary>The budget that hashing and finding a string uses.</summary>
    const int StringInstructions = 2;

    /// <summary>
    /// A string of these bytes (lstring.c, luaS_newlstr): an existing one from RAM or ROM, or a new one.
    /// </summary>
    internal uint NewString(ReadOnlySpan<byte> text)
    {
        Charge(StringInstructions + ((uint)text.Length >> 4));
        if (text.Length > T.MaxInternedLength)
            return NewLongString(text);
        uint found = FindString(text, out uint hash);
        return found != 0 ? found : CreateString(text, hash);
    }

    /// <summary>The interned string of some bytes; 0 if there is none. Takes no memory.</summary>
    internal uint FindString(ReadOnlySpan<byte> text, out uint hash)
    {
        uint length = (uint)text.Length;
        hash = HashOf(text, Seed ^ length);
        for (uint at = *(uint*)At(StrtHash + 4 * (hash & (StrtSize - 1))); at != 0; at =
            ChainOf(StringAt(at)))
        {
            TString* s = StringAt(at);
            if (s->Hash == hash && Matches(s, text))
            {
                if (IsDead(s->Marked))
                    s->Marked ^= WhiteBits;     // Found before it was swept: it lives on.
                return at;
            }
            ChargeCollision(s, hash, text);
        }
        uint inRom = FindInRom(RoStrtHash, RoStrtSize, text, hash);
        return inRom != 0 ? inRom : FindInRom(SystemStrtHash, SystemStrtSize, text, hash);
    }

    /// <summary>A string of these bytes in the string table of an image; 0 if it has none.</summary>
    /// <param name="buckets">Address of the table; 0 without an image.</param>
    /// <param name="size">How many buckets.</param>
    /// <param name="text">The bytes.</param>
    /// <param name="hash">Their hash.</param>
    uint FindInRom(uint buckets, uint size, ReadOnlySpan<byte> text, uint hash)
    {
        if (buckets == 0)
            return 0;
        for (uint at = *(uint*)At(buckets + 4 * (hash & (size - 1))); at != 0; at = ChainOf(StringAt(at)))
        {
            TString* s = StringAt(at);
            if (s->Hash == hash && Matches(s, text))
                return at;
            ChargeCollision(s, hash, text);
        }
        return 0;
    }

    // The hash of a long text leaves most bytes out: a program can make any number of strings that share one.
    void ChargeCollision(TString* s, uint hash, ReadOnlySpan<byte> text) =>
        Charge(s->Hash == hash ? 1 + ((uint)text.Length >> 7) : 1);

    /// <summary>The hash of both versions (lstring.c, luaS_hash); only the start value differs.</summary>
    /// <remarks>Source: lstring.c, <c>luaS_hash</c>. A long text is sampled, not read whole.</remarks>
    internal static uint HashOf(ReadOnlySpan<byte> text, uint start)
    {
        uint hash = start;
        int step = (text.Length >> 5) + 1;
        unchecked
        {
            for (int i = text.Length; i >= step; i -= step)
                hash ^= (hash << 5) + (hash >> 2) + text[i - 1];
        }
        return hash;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ref uint ChainOf(TString* s) => ref *(uint*)((byte*)s + T.StringChain);

    static bool Matches(TString* s, ReadOnlySpan<byte> text) =>
        LengthOf(s) == (uint)text.Length && text.SequenceEqual(new ReadOnlySpan<byte>(s + 1, text.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint LengthOf(TString* s) =>
        T.HasLongStrings && (s->Type & 0x1F) == 4 ? s->ShortLength : s->LengthOrChain;

    /// <summary>The bytes of a string; valid as long as the string is reachable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<byte> BytesOf(uint address)
    {
        TString* s = StringAt(address);
        return new ReadOnlySpan<byte>(s + 1, (int)LengthOf(s));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SetString(T* slot, uint address) =>
        SetRef(slot, T.HasLongStrings ? 0x40 | (StringAt(address)->Type & 0x1F) : Tag<T>.String, address);

    /// <summary>A new string in the string table (lstring.c, internshrstr).</summary>
    uint CreateString(ReadOnlySpan<byte> text, uint hash)
    {
        Debug.Assert(text.Length <= T.MaxInternedLength, "A long string is not interned.");
        Debug.Assert(BitOperations.IsPow2(StrtSize), "The size of the string table is a power of two.");
        if (StrtUse + 1 > StrtSize && StrtSize <= int.MaxValue / 2)
            ResizeStringTable(StrtSize * 2);
        uint at = AllocString((uint)text.Length, 4);
        TString* s = StringAt(at);
        s->Hash = hash;
        // The table is looked at after the allocation: a collection in it may have shrunk the table.
        uint* bucket = (uint*)At(StrtHash + 4 * (hash & (StrtSize - 1)));
        if (T.HasLongStrings)
            s->ShortLength = (byte)text.Length;
        else
            s->LengthOrChain = (uint)text.Length;
        ChainOf(s) = *bucket;
        *bucket = at;
        StrtUse++;
        // A cancellation in a long copy leaves a string that is in the table, as any other, and garbage.
        CopyBytes(text, new Span<byte>(s + 1, text.Length));
        return at;
    }

    uint NewLongString(ReadOnlySpan<byte> text)
    {
        uint at = NewLongString(text.Length);
        CopyBytes(text, new Span<byte>(StringAt(at) + 1, text.Length));
        return at;
    }

    /// <summary>
    /// 5.3: a long string whose bytes are still to be written (lstring.c, luaS_createlngstrobj).
    /// </summary>
    internal uint NewLongString(int length)
    {
        Debug.Assert(length > T.MaxInternedLength, "A short string is interned.");
        Charge(StringInstructions + (length >> 4));
        uint at = AllocString((uint)length, 0x14);
        StringAt(at)->Hash = Seed;
        StringAt(at)->LengthOrChain = (uint)length;
        return at;
    }

    /// <summary>A string object whose bytes are still to be written (lstring.c, createstrobj).</summary>
    uint AllocString(uint length, byte type)
    {
        uint at = Alloc(StringHeaderBytes + length + 1);
        TString* s = StringAt(at);
        s->Type = type;
        s->Extra = 0;
        s->ShortLength = 0;
        if (T.ListsStrings)
            LinkObject(at, type);
        else
            s->Marked = CurrentWhite;
        ((byte*)(s + 1))[length] = 0;
        return at;
    }

    /// <summary>Bytes that the collector gives back with a string.</summary>
    internal static uint StringBytes(TString* s) => StringHeaderBytes + LengthOf(s) + 1;

    /// <summary>Gives the string table another number of buckets (lstring.c, luaS_resize).</summary>
    internal void ResizeStringTable(uint size)
    {
        Debug.Assert(BitOperations.IsPow2(size), "The size of the string table is a power of two.");
        // The 5.1 sweep walks the buckets one by one: it must not be in the middle of that.
        if (size == StrtSize || ResizingStrings || (!T.ListsStrings && Gc.SweepStringsFirst()))
            return;
        ResizingStrings = true;
        uint old = StrtSize;
        Charge((old + StrtUse) >> 1);
        if (size > old)
        {
            StrtHash = Realloc(StrtHash, 4 * old, 4 * size);
            new Span<uint>(At(StrtHash + 4 * old), (int)(size - old)).Clear();
        }
        uint* buckets = (uint*)At(StrtHash);
        for (uint i = 0; i < old; i++)
        {
            uint at = buckets[i];
            buckets[i] = 0;
            while (at != 0)
            {
                TString* s = StringAt(at);
                uint next = ChainOf(s);
                uint* bucket = buckets + (s->Hash & (size - 1));
                ChainOf(s) = *bucket;
                *bucket = at;
                at = next;
            }
        }
        if (size < old)
            StrtHash = Realloc(StrtHash, 4 * old, 4 * size);
        StrtSize = size;
        ResizingStrings = false;
    }

    /// <summary>A userdata with room for a payload, zeroed (lstring.c, luaS_newudata).</summary>
    internal uint NewUdata(uint bytes, uint env)
    {
        if (bytes > int.MaxValue)
            ThrowTooBig();
        Charge(bytes >> 5);
        uint at = Alloc((uint)Udata<T>.Bytes + bytes);
        Udata<T>* u = (Udata<T>*)At(at);
        u->Type = ObjectType.Of(Tag<T>.Userdata);
        u->Metatable = 0;
        u->Length = bytes;
        if (T.Is53)
        {
            u->UserTag = Tag<T>.Nil;
            LinkObject(at, u->Type);
        }
        else
        {
            LinkUdata(at, env);
        }
        ClearBytes(new Span<byte>((byte*)u + Udata<T>.Bytes, (int)bytes));
        return at;
    }

    /// <summary>5.1: userdata hang behind the main thread, so that finalizers are found without a walk over
    /// everything.</summary>
    void LinkUdata(uint at, uint env)
    {
        Udata<T>* u = (Udata<T>*)At(at);
        u->Marked = CurrentWhite;
        u->Env = env;
        Thread51<T>* main = (Thread51<T>*)At(MainThread);
        u->Next = main->NextObject;
        main->NextObject = at;
    }

    internal const double TwoTo63 = 9223372036854775808.0;

    /// <summary>
    /// The number that a text spells: an integer, if it looks like one and (in decimal) fits.
    /// </summary>
    static bool ParseNumber53(ReadOnlySpan<byte> text, T* number)
    {
        if (!NumberText.TryParse53(
            text, T.IntegerBits, out bool isInteger, out long integer, out double real))
        {
            return false;
        }
        if (isInteger)
            SetInteger(number, integer);
        else
            SetNumber(number, real);
        return true;
    }

    /// <summary>Writes an integer, or a float with at least a ".0" to tell it from one.</summary>
    static int WriteNumber53(T* number, Span<byte> text)
    {
        if (number->Tag == Tag<T>.Integer)
            return NumberText.Write(number->Int, text);
        int length = NumberText.Write(
            number->Float,
            T.IntegerBits == 64 ? NumberFormat.G14 : NumberFormat.G7,
            text);
        foreach (byte c in text[..length])
        {
            if (c is not ((byte)'-' or >= (byte)'0' and <= (byte)'9'))
                return length;
        }
        ".0"u8.CopyTo(text[length..]);
        return length + 2;
    }

    /// <summary>5.3: the integer a float stands for exactly, if it fits the target's integer.</summary>
    internal static bool FloatToInteger(double value, out long integer)
    {
        double limit = T.IntegerBits == 64 ? 9223372036854775808.0 : 2147483648.0;
        if (value >= -limit && value < limit && Math.Floor(value) == value)
        {
            integer = (long)value;
            return true;
        }
        integer = 0;
        return false;
    }
}
