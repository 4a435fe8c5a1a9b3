namespace Lfs.Cli;

/// <summary>A stream of the terminal that records its first failure, and fails at
/// every use after it.</summary>
/// <param name="inner">The stream.</param>
/// <param name="what">The operation for messages, such as <c>write standard output</c>.</param>
sealed class TerminalStream(Stream inner, string what) : Stream
{
    const int BrokenPipe = 32;

    readonly CancellationTokenSource _broken = new();

    /// <summary>The first failure; null if there was none.</summary>
    public TerminalFailure? Failure { get; private set; }

    /// <summary>Cancelled when the reader of the output has gone. Unix would end the
    /// process with SIGPIPE.</summary>
    public CancellationToken Broken => _broken.Token;

    /// <inheritdoc/>
    public override bool CanRead => inner.CanRead;

    /// <inheritdoc/>
    public override bool CanWrite => inner.CanWrite;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        ThrowIfFailed();
        try
        {
            return inner.Read(buffer);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Remember(e);
        }
    }

    /// <inheritdoc/>
    public override int ReadByte()
    {
        ThrowIfFailed();
        try
        {
            return inner.ReadByte();
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Remember(e);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.IsEmpty)
            return;
        ThrowIfFailed();
        try
        {
            inner.Write(buffer);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Remember(e);
        }
    }

    /// <inheritdoc/>
    public override void WriteByte(byte value) => Write([value]);

    /// <inheritdoc/>
    public override void Flush()
    {
        ThrowIfFailed();
        try
        {
            inner.Flush();
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Remember(e);
        }
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _broken.Dispose();
        base.Dispose(disposing);
    }

    static bool IsFailure(Exception e) =>
        e is IOException or UnauthorizedAccessException or ObjectDisposedException or NotSupportedException;

    void ThrowIfFailed()
    {
        if (Failure is not null)
            throw Failure;
    }

    TerminalFailure Remember(Exception e)
    {
        string reason = e.Message.Split('\n')[0];
        Failure = new TerminalFailure($"cannot {what}: {reason}", e.HResult);
        if (e.HResult == BrokenPipe)
            _broken.Cancel();
        return Failure;
    }
}

/// <summary>The failure of a stream of the terminal.</summary>
/// <param name="message">The stream, and the reason.</param>
/// <param name="number">The error number of the system.</param>
sealed class TerminalFailure(string message, int number) : IOException(message, number);
