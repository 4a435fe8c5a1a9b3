using System.Diagnostics;

#if NET
using System.Diagnostics.CodeAnalysis;
#endif

namespace Lfs.Compiler.Image;

/// <summary>
/// Lays out an image from its first word to its last. Writing a
/// <see cref="FlashAddr"/> sets its relocation bit.
/// </summary>
/// <remarks>Source: lflashimg.c, <c>flashAlloc</c> and <c>toFlashAddr</c>.</remarks>
sealed class ImageWriter
{
    byte[] _bytes = new byte[64 * 1024];
    byte[] _relocation = new byte[64 * 1024 / 32];

    /// <summary>The number of words laid out.</summary>
    public int Words { get; private set; }

    /// <summary>Allocates the next words, which are zero.</summary>
    /// <param name="bytes">The bytes needed; rounded up to words.</param>
    /// <returns>The index of the first word.</returns>
    public int Allocate(int bytes)
    {
        Debug.Assert(bytes >= 0, "An object does not take back words.");
        int word = Words;
        Words += (bytes + LfsImage.WordBytes - 1) / LfsImage.WordBytes;
        int capacity = _bytes.Length;
        while (capacity < Words * LfsImage.WordBytes)
            capacity *= 2;
        if (capacity > _bytes.Length)
        {
            Array.Resize(ref _bytes, capacity);
            Array.Resize(ref _relocation, capacity / 32);
        }
        return word;
    }

    /// <summary>Writes a record and marks its pointers that are not null.</summary>
    public void Write<
#if NET
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.NonPublicFields)]
#endif
    T>(int word, T record) where T : unmanaged
    {
        Debug.Assert(
            word >= 0 && word + Relocation<T>.Words <= Words,
            "A record is written where words were taken for it.");
        RecordWords.Write(_bytes, word, record);
        uint mask = Relocation<T>.Mask;
        for (int i = 0; mask != 0; i++, mask >>= 1)
        {
            if ((mask & 1) != 0)
                Mark(word + i);
        }
    }

    /// <summary>Writes a pointer and marks it unless it is null.</summary>
    public void Write(int word, FlashAddr pointer)
    {
        Debug.Assert((uint)word < (uint)Words, "A pointer is written where a word was taken for it.");
        RecordWords.WriteWord(_bytes, word, pointer.Value);
        Mark(word);
    }

    /// <summary>
    /// Writes a pointer to the start of the image, which is not null although its offset is 0.
    /// </summary>
    public void WriteStart(int word)
    {
        RecordWords.WriteWord(_bytes, word, 0);
        SetBit(word);
    }

    /// <summary>Writes a word that is not a pointer.</summary>
    public void Write(int word, uint value) => RecordWords.WriteWord(_bytes, word, value);

    /// <summary>Writes characters.</summary>
    public void Write(int word, byte[] bytes, int count)
    {
        Debug.Assert(
            word * LfsImage.WordBytes + count <= Words * LfsImage.WordBytes,
            "Characters are written where words were taken for them.");
        Array.Copy(bytes, 0, _bytes, word * LfsImage.WordBytes, count);
    }

    /// <summary>The pointer that a word holds.</summary>
    public FlashAddr ReadAddr(int word) => new(RecordWords.ReadWord(_bytes, word));

    /// <summary>The bytes laid out so far.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Words * LfsImage.WordBytes];
        Array.Copy(_bytes, bytes, bytes.Length);
        return bytes;
    }

    /// <summary>
    /// The relocation bits: bit i of the little-endian bitmap is set when word i is a pointer.
    /// </summary>
    public byte[] ToRelocationBits()
    {
        var bits = new byte[LfsImage.RelocationBytesOf(Words)];
        Array.Copy(_relocation, bits, bits.Length);
        return bits;
    }

    void Mark(int word)
    {
        FlashAddr pointer = ReadAddr(word);
        if (!pointer.IsNull && !pointer.IsPlaced)
            SetBit(word);
    }

    void SetBit(int word) => _relocation[word >> 3] |= (byte)(1 << (word & 7));
}
