using System.Diagnostics;

namespace Lfs.Compiler.Image;

/// <summary>How decompression ended.</summary>
public enum InflateStatus
{
    /// <summary>All is unpacked, and checksum and length agree.</summary>
    Done,

    /// <summary>The receiver of the blocks wanted no more.</summary>
    Stopped,

    /// <summary>It is no gzip member, or it is damaged or cut short.</summary>
    ReadError,

    /// <summary>A match reaches further back than the device can, or to the very first byte.</summary>
    DictionaryError,

    /// <summary>Checksum or length in the trailer differ from what was unpacked.</summary>
    ChecksumError,
}

/// <summary>Takes one block of unpacked bytes.</summary>
/// <param name="buffer">Where they are; valid during the call only.</param>
/// <param name="start">The first of them.</param>
/// <param name="count">How many: <see cref="Inflate.BlockBytes"/>, but for the last block.</param>
/// <returns>False to stop.</returns>
public delegate bool InflateSink(byte[] buffer, int start, int count);

/// <summary>
/// Unpacks a gzip member as the device does: block by block, with 16 KiB of history and no more.
/// </summary>
/// <remarks>
/// Reads any RFC 1951 stream whose matches the device can follow. Source: uzlib_inflate.c; lflash.c,
/// <c>recall_byte</c>, <c>put_byte</c>; spec lfs-formats 2c.
/// </remarks>
public sealed partial class Inflate
{
    /// <summary>Bytes of a block: lflash.c, WRITE_BLOCKSIZE.</summary>
    public const int BlockBytes = 2048;

    const int HasExtra = 4, HasName = 8, HasComment = 16, HasHeaderCrc = 2, ReservedFlags = 0xE0;

    readonly byte[] _gzip;
    readonly InflateSink _sink;
    readonly uint _expectedLength;

    // The history and the block that is being filled.
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

    /// <summary>Unpacks.</summary>
    /// <param name="gzip">The file: one gzip member and nothing after it.</param>
    /// <param name="sink">Takes the blocks in order. It has all of them only when the result is Done.</param>
    public static InflateStatus Run(byte[] gzip, InflateSink sink) => new Inflate(gzip, sink).Run();

    /// <summary>
    /// The unpacked length that a file's last four bytes claim; 0 if it is shorter than that.
    /// </summary>
    public static uint UnpackedLength(byte[] gzip)
    {
        int at = gzip.Length - LfsImage.WordBytes;
        return at < 0 ? 0 : RecordWords.ReadWordAt(gzip, at);
    }

    /// <summary>What the device says.</summary>
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

    // The first error is the one that is reported.
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
            // Names and comments mean nothing to the device.
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

    // A block ends where it is full, and where the file claims that the content ends. A claim of 0 is never
    // met. Source: lflash.c, put_byte.
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

    // Gives away what has been filled of the current block.
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
