using System.Runtime.InteropServices;

namespace Lfs.Cli;

/// <summary>
/// A standard stream of the process that reports every failure. The .NET stream hides a broken
/// pipe. If the process was started with the stream closed, it uses whatever file the runtime
/// has opened under that number.
/// </summary>
sealed class StandardStream : Stream
{
    const int ReadDescriptorFlags = 1;
    const int ClosesOnExec = 1;
    const int Interrupted = 4;
    const int BadDescriptor = 9;
    static int TryAgain => OperatingSystem.IsLinux() ? 11 : 35;

    readonly int _descriptor;
    readonly bool _isClosed;

    StandardStream(int descriptor)
    {
        _descriptor = descriptor;
        // An inherited descriptor stays open on exec; one that .NET opened is closed on exec.
        int flags = Flags(descriptor, ReadDescriptorFlags);
        _isClosed = flags < 0 || (flags & ClosesOnExec) != 0;
    }

    /// <summary>Standard input.</summary>
    public static Stream Input() =>
        OperatingSystem.IsWindows() ? Console.OpenStandardInput() : new StandardStream(0);

    /// <summary>Standard output.</summary>
    public static Stream Output() =>
        OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new StandardStream(1);

    /// <summary>Standard error.</summary>
    public static Stream Error() =>
        OperatingSystem.IsWindows() ? Console.OpenStandardError() : new StandardStream(2);

    /// <inheritdoc/>
    public override bool CanRead => _descriptor == 0;

    /// <inheritdoc/>
    public override bool CanWrite => _descriptor != 0;

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
    public override int Read(Span<byte> buffer) => buffer.IsEmpty ? 0 : (int)Repeat(buffer, isWriting: false);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            Span<byte> bytes =
                MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(buffer), buffer.Length);
            buffer = buffer[(int)Repeat(bytes, isWriting: true)..];
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    // Retries after a signal, and when another program has made the stream non-blocking.
    nint Repeat(Span<byte> bytes, bool isWriting)
    {
        while (true)
        {
            if (_isClosed)
                throw Failure(BadDescriptor);
            ref byte first = ref MemoryMarshal.GetReference(bytes);
            nint done = isWriting
                ? WriteSome(_descriptor, ref first, bytes.Length)
                : ReadSome(_descriptor, ref first, bytes.Length);
            if (done >= 0)
                return done;
            int error = Marshal.GetLastPInvokeError();
            if (error == TryAgain)
                Thread.Sleep(1);
            else if (error != Interrupted)
                throw Failure(error);
        }
    }

    static IOException Failure(int error) => new(Marshal.GetPInvokeErrorMessage(error), error);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern nint WriteSome(int descriptor, ref byte bytes, nint count);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern nint ReadSome(int descriptor, ref byte bytes, nint count);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Flags(int descriptor, int command);
}
