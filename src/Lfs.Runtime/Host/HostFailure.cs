namespace Lfs.Runtime.Host;

/// <summary>Something that the host gave to a device has failed, such as a stream.</summary>
sealed class HostFailure(Exception cause) : Exception(cause.Message, cause)
{
    /// <summary>
    /// What a program may catch: a failure of the host's, or of a library's work outside the device. Anything
    /// else is a fault of the device itself.
    /// </summary>
    public static bool Is(Exception exception) => exception is HostFailure or ArgumentException
        or ArithmeticException or FormatException or IOException or NotSupportedException
        or UnauthorizedAccessException;

    /// <summary>What the host's own code answers; whatever it throws is a failure of the host's.</summary>
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

/// <summary>A clock of the host, as a device uses it.</summary>
sealed class HostClock(TimeProvider clock) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => HostFailure.Shield(() => clock.LocalTimeZone);

    public override DateTimeOffset GetUtcNow() => HostFailure.Shield(clock.GetUtcNow);
}

/// <summary>A stream of the host, as a device uses it.</summary>
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
        // A stream of the host's may answer anything.
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

/// <summary>The files that the host gave to a device.</summary>
sealed class HostFiles(IDictionary<string, byte[]> files)
{
    public bool ContainsKey(string name) => TryGetValue(name, out _);

    /// <summary>The bytes of a file. One without bytes does not exist.</summary>
    public bool TryGetValue(
        string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out byte[]? content)
    {
        byte[]? found = null;
        bool exists = HostFailure.Shield(() => files.TryGetValue(name, out found));
        content = found;
        return exists && content is not null;
    }
}
