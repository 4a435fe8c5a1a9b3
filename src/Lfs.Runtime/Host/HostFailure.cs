namespace Lfs.Runtime.Host;

/// <summary>A failure of something that the host gave to a device, such as a stream.</summary>
sealed class HostFailure(Exception cause) : Exception(cause.Message, cause)
{
    /// <summary>
    /// True if a program may catch the exception: a failure of the host, or of a library's work outside the
    /// device. Any other exception is a fault of the device.
    /// </summary>
    public static bool Is(Exception exception) => exception is HostFailure or ArgumentException
        or ArithmeticException or FormatException or IOException or NotSupportedException
        or UnauthorizedAccessException;

    /// <summary>Runs code of the host, and turns every exception that it throws into a
    /// <see cref="HostFailure"/>.</summary>
    public static TResult Shield<TResult>(Func<TResult> ask)
    {
        try
        {
            return ask();
        }
        catch (Exception exception)
        {
            throw new HostFailure(exception);
        }
    }
}

/// <summary>A clock of the host whose exceptions become host failures.</summary>
sealed class HostClock(TimeProvider clock) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => HostFailure.Shield(() => clock.LocalTimeZone);

    public override DateTimeOffset GetUtcNow() => HostFailure.Shield(clock.GetUtcNow);
}

/// <summary>A stream of the host whose exceptions become host failures.</summary>
sealed class HostStream(Stream stream) : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => Try(stream.Flush);

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = 0;
        Try(() => read = stream.Read(buffer, offset, count));
        // A stream of the host can return any number.
        return Math.Clamp(read, 0, count);
    }

    public override int ReadByte()
    {
        int read = 0;
        Try(() => read = stream.ReadByte());
        return read is >= -1 and <= 255 ? read : -1;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            stream.Write(buffer);
        }
        catch (Exception exception)
        {
            throw new HostFailure(exception);
        }
    }

    public override void WriteByte(byte value) => Write([value]);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    static void Try(Action action) => HostFailure.Shield(() =>
    {
        action();
        return true;
    });
}
