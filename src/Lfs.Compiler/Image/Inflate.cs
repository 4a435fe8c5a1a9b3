using System.Diagnostics;

namespace Lfs.Compiler.Image;

/// <summary>The outcome of decompression.</summary>
public enum InflateStatus
{
    /// <summary>Everything was unpacked, and checksum and length agree.</summary>
    Done,

    /// <summary>The receiver of the blocks stopped it.</summary>
    Stopped,

    /// <summary>The file is not a gzip member, or is damaged or cut short.</summary>
    ReadError,

    /// <summary>A match reaches farther back than the device can, or to the very first byte.</summary>
    DictionaryError,

    /// <summary>The checksum or length in the trailer does not match the unpacked bytes.</summary>
    ChecksumError,
}

/// <summary>Receives one block of unpacked bytes.</summary>
/// <param name="buffer">The array with the bytes, valid during the call only.</param>
/// <param name="start">The index of the first byte.</param>
/// <param name="count">The number of bytes: <see cref="Inflate.BlockBytes"/>,
/// except in the last block.</param>
/// <returns>False to stop.</returns>
public delegate bool InflateSink(byte[] buffer, int start, int count);

/// <summary>
/// Unpacks a gzip member as the device does: block by block, with only 16 KiB of history.
/// </summary>
/// <remarks>
/// It reads any RFC 1951 stream whose matches the device can follow. Source: uzlib_inflate.c; lflash.c,
/// <c>recall_byte</c>, <c>put_byte</c>.
/// </remarks>
public sealed partial class Inflate
{
    /// <summary>The size of a block in bytes: lflash.c, WRITE_BLOCKSIZE.</summary>
    public const int BlockBytes = 2048;

    const int HasExtra = 4, HasName = 8, HasComment = 16, HasHeaderCrc = 2, ReservedFlags = 0xE0;

    readonly byte[] _gzip;
    readonly InflateSink _sink;
    readonly uint _expectedLength;

    // The history, followed by the block that is being filled.
    readonly byte[] _buffer = new byte[Deflate.Window + BlockBytes];
    InflateStatus _status;
    int _at;
    uint _bits;
    int _bitCount;
    int _position;
    uint _length;
    uint _delivered;
    uint _crc = Crc32.Start;

    Inflate(byte[] gzip, InflateSink sink)
    {
        _gzip = gzip;
        _sink = sink;
        _expectedLength = UnpackedLength(gzip);
    }

    /// <summary>Unpacks a file and checks it.</summary>
    /// <param name="gzip">The file: one gzip member, with nothing after it.</param>
    /// <param name="sink">Receives the blocks in order. They are complete only if the result is Done.</param>
    public static InflateStatus Run(byte[] gzip, InflateSink sink) => new Inflate(gzip, sink).Run();

    /// <summary>
    /// The unpacked length, as claimed by the last four bytes of the file; 0 if the file is shorter.
    /// </summary>
    public static uint UnpackedLength(byte[] gzip)
    {
        int at = gzip.Length - LfsImage.WordBytes;
        return at < 0 ? 0 : RecordWords.ReadWordAt(gzip, at);
    }

    /// <summary>The device's message for an outcome.</summary>
    public static string MessageOf(InflateStatus status) => status switch
    {
        InflateStatus.ReadError => "read error on LFS image file",
        InflateStatus.DictionaryError => "invalid dictionary offset on inflate",
        InflateStatus.ChecksumError => "checksum error on LFS image file",
        _ => "",
    };

    InflateStatus Run()
    {
        ReadHeader();
        bool isLast = false;
        while (!isLast && IsGoing)
        {
            isLast = Bits(1) == 1;
            ReadBlock(Bits(2));
        }
        if (IsGoing)
            ReadTrailer();
        return _status;
    }

    bool IsGoing => _status == InflateStatus.Done;

    // Only the first error is kept.
    void Fail(InflateStatus status)
    {
        if (IsGoing)
            _status = status;
    }

    void ReadHeader()
    {
        int magic = Byte() | Byte() << 8 | Byte() << 16;
        int flags = Byte();
        if (magic != 0x088B1F || (flags & ReservedFlags) != 0)
            Fail(InflateStatus.ReadError);
        Skip(6);
        if ((flags & HasExtra) != 0)
            Skip(Byte() | Byte() << 8);
        if ((flags & HasName) != 0)
            SkipText();
        if ((flags & HasComment) != 0)
            SkipText();
        if ((flags & HasHeaderCrc) != 0)
            Skip(2);
    }

    void Skip(int count)
    {
        for (int i = 0; i < count && IsGoing; i++)
            Byte();
    }

    void SkipText()
    {
        while (IsGoing && Byte() != 0)
        {
            // The device ignores names and comments.
        }
    }

    void ReadTrailer()
    {
        _bits = 0;
        _bitCount = 0;
        uint crc = Word();
        uint length = Word();
        if (IsGoing && (crc != ~_crc || length != _length || _at != _gzip.Length))
            Fail(InflateStatus.ChecksumError);
    }

    int Bits(int count)
    {
        Debug.Assert(count <= 16, "The bits wanted fit in 32 bits with what is left of a byte.");
        while (_bitCount < count)
        {
            _bits |= (uint)Byte() << _bitCount;
            _bitCount += 8;
        }
        int bits = (int)(_bits & (1u << count) - 1);
        _bits >>= count;
        _bitCount -= count;
        return bits;
    }

    uint Word() => (uint)(Byte() | Byte() << 8 | Byte() << 16) | (uint)Byte() << 24;

    int Byte()
    {
        if (_at < _gzip.Length)
            return _gzip[_at++];
        Fail(InflateStatus.ReadError);
        return 0;
    }

    // A block ends when it is full, and at the claimed end of the content. A claim of 0 is never reached.
    // Source: lflash.c, put_byte.
    void Put(byte value)
    {
        if (_length == _expectedLength && _length > 0)
        {
            Fail(InflateStatus.ChecksumError);
            return;
        }
        _buffer[_position++] = value;
        _length++;
        if (_position % BlockBytes == 0 || _length == _expectedLength)
            FinishBlock();
    }

    // Passes the filled part of the current block to the receiver.
    void FinishBlock()
    {
        int count = (int)(_length - _delivered);
        if (!IsGoing)
            return;
        int start = _position - count;
        Debug.Assert(start >= 0 && count <= BlockBytes, "A block lies in one piece.");
        _crc = Crc32.Update(_crc, _buffer, start, count);
        _delivered = _length;
        _position %= _buffer.Length;
        if (!_sink(_buffer, start, count))
            Fail(InflateStatus.Stopped);
    }
}
