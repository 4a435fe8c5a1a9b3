using System.Text;

namespace Lfs.Runtime;

/// <summary>A stream that writes the text of a device to a <see cref="TextWriter"/>, for
/// <see cref="LfsDeviceOptions.Output"/>: <c>new LuaTextStream(() =&gt; Console.Out)</c> respects
/// <see cref="Console.SetOut"/>.</summary>
/// <remarks>The bytes are UTF-8, and a character may come in several writes. A byte that is not UTF-8 becomes
/// U+FFFD, the replacement character.</remarks>
/// <param name="writer">Gives the writer. It is asked at each write.</param>
public sealed class LuaTextStream(Func<TextWriter> writer) : Stream
{
    readonly Func<TextWriter> _writer = writer ?? throw new ArgumentNullException(nameof(writer));
    readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer, isLast: false);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    void Write(ReadOnlySpan<byte> bytes, bool isLast)
    {
        const int Most = 256;
        Span<char> text = stackalloc char[Most];
        TextWriter to = _writer();
        bool isDone;
        do
        {
            _decoder.Convert(bytes, text, isLast, out int used, out int written, out isDone);
            to.Write(text[..written]);
            bytes = bytes[used..];
        }
        while (!isDone);
    }

    /// <summary>Flushes the writer. Bytes of a character that is not complete wait on.</summary>
    public override void Flush() => _writer().Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Writes what an incomplete character leaves. The writer stays open.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Write([], isLast: true);
        base.Dispose(disposing);
    }
}
