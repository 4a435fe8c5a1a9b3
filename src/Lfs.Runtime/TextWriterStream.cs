using System.Text;

namespace Lfs.Runtime;

/// <summary>A stream that writes a device's output as text, such as <see cref="LfsDeviceOptions.Output"/> to
/// <see cref="Console.Out"/>.</summary>
/// <remarks>The bytes are read as UTF-8; what is no UTF-8 becomes U+FFFD. For the bytes themselves use a stream,
/// such as <see cref="Console.OpenStandardOutput()"/>.</remarks>
/// <param name="writer">The writer, asked for at each write: <see cref="Console.SetOut"/> can change it.</param>
public sealed class TextWriterStream(Func<TextWriter> writer) : Stream
{
    readonly Func<TextWriter> _writer = writer ?? throw new ArgumentNullException(nameof(writer));
    readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <summary>Not supported.</summary>
    public override long Length => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        // A character whose bytes come in two writes is complete with the second.
        Span<char> characters = stackalloc char[256];
        TextWriter target = _writer();
        while (buffer.Length > 0)
        {
            _decoder.Convert(buffer, characters, flush: false, out int bytes, out int used, out _);
            target.Write(characters[..used]);
            buffer = buffer[bytes..];
        }
    }

    /// <inheritdoc/>
    public override void Flush() => _writer().Flush();

    /// <summary>Not supported.</summary>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    public override void SetLength(long value) => throw new NotSupportedException();
}
