using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>The ROM string table: each string of an image once, in a hash table.</summary>
/// <remarks>
/// Source: lflashimg.c, <c>scanProtoStrings</c> and <c>createROstrt</c>.
/// </remarks>
public sealed class RoStrt
{
    readonly HostTable _strings = new();
    FlashAddr[] _addresses = [];

    RoStrt()
    {
    }

    /// <summary>The number of strings.</summary>
    public int Count => _strings.Count;

    /// <summary>The number of buckets: the power of two above <see cref="Count"/>.</summary>
    public int Size => SizeOf(Count);

    /// <summary>The number of buckets for <paramref name="count"/> strings.</summary>
    internal static int SizeOf(int count)
    {
        int size = 2;
        while (size <= count)
            size *= 2;
        return size;
    }

    /// <summary>The hash of a string, as the device computes it.</summary>
    /// <remarks>Source: lstring.c, <c>luaS_newlstr</c>.</remarks>
    /// <param name="bytes">The characters.</param>
    /// <param name="length">The number of characters.</param>
    /// <param name="seed">The seed of the hash; 0 in 5.1.</param>
    public static uint Hash(byte[] bytes, int length, uint seed = 0)
    {
        unchecked
        {
            uint hash = seed ^ (uint)length;
            // A long string is sampled: at most 32 of its bytes enter the hash.
            int step = (length >> 5) + 1;
            for (int i = length; i >= step; i -= step)
                hash ^= (hash << 5) + (hash >> 2) + bytes[i - 1];
            return hash;
        }
    }

    /// <summary>Collects the strings that a function and its inner functions need.</summary>
    public static RoStrt Collect(Proto main)
    {
        var strings = new RoStrt();
        strings.Scan(main);
        return strings;
    }

    /// <summary>Writes buckets and strings.</summary>
    /// <returns>The pointer to the buckets.</returns>
    internal FlashAddr WriteTo(ImageWriter writer)
    {
        int size = Size;
        int buckets = writer.Allocate(size * LfsImage.WordBytes);
        _addresses = new FlashAddr[_strings.Size];
        for (int node = 0; node < _strings.Size; node++)
        {
            if (!_strings.IsUsed(node))
                continue;
            uint bucket = _strings.HashOf(node) & (uint)(size - 1);
            _addresses[node] = WriteString(writer, node, buckets + (int)bucket);
        }
        return FlashAddr.OfWord(buckets);
    }

    /// <summary>The pointer to a string; null for no string.</summary>
    public FlashAddr AddressOf(LuaString? text) =>
        text is null ? FlashAddr.Null : AddressOf(text.Bytes, text.Length);

    /// <summary>The pointer to the characters of packed line info; null if there is none.</summary>
    public FlashAddr AddressOfLineInfo(byte[] lineInfo) =>
        lineInfo.Length == 0
            ? FlashAddr.Null
            : CharactersOf(AddressOf(lineInfo, LengthOf(lineInfo)));

    void Scan(Proto function)
    {
        Add(function.Source);
        if (function.LineInfo.Length > 0)
            _strings.Add(function.LineInfo, LengthOf(function.LineInfo));
        foreach (Constant constant in function.Constants)
            Add(constant.Text);
        foreach (UpvalueDescriptor upvalue in function.Upvalues)
            Add(upvalue.Name);
        foreach (LocVar local in function.LocVars)
            Add(local.Name);
        foreach (Proto child in function.Protos)
            Scan(child);
    }

    void Add(LuaString? text)
    {
        if (text is not null)
            _strings.Add(text.Bytes, text.Length);
    }

    /// <summary>The string that holds packed line info.</summary>
    internal static LuaString TextOfLineInfo(byte[] lineInfo)
    {
        var text = new byte[LengthOf(lineInfo)];
        Array.Copy(lineInfo, text, text.Length);
        return new LuaString(text);
    }

    // The reference treats the packed bytes as a C string, which ends at the first NUL, their terminator.
    static int LengthOf(byte[] lineInfo)
    {
        int nul = Array.IndexOf(lineInfo, (byte)0);
        return nul < 0 ? lineInfo.Length : nul;
    }

    FlashAddr WriteString(ImageWriter writer, int node, int bucket)
    {
        int length = _strings.LengthOf(node);
        int record = writer.Allocate(Relocation<TStringRecord>.Words * LfsImage.WordBytes);
        int characters = writer.Allocate(length + 1);
        FlashAddr next = writer.ReadAddr(bucket);
        writer.Write(record, new TStringRecord(
            next, (byte)TValueLayout.String, TStringRecord.InLfs, 0, _strings.HashOf(node), length));
        writer.Write(characters, _strings.BytesOf(node), length);
        writer.Write(bucket, FlashAddr.OfWord(record));
        return FlashAddr.OfWord(record);
    }

    static FlashAddr CharactersOf(FlashAddr text) => new(text.Value + (uint)Relocation<TStringRecord>.Words);

    FlashAddr AddressOf(byte[] bytes, int length) => _addresses[_strings.Find(bytes, length)];
}
