using System.Security;

namespace Lfs.Runtime.Host;

/// <summary>A failure of a host system call, with the text and number that C reports for it.</summary>
/// <param name="Text">The text of <c>strerror</c>.</param>
/// <param name="Number">The value of <c>errno</c> on Linux.</param>
readonly record struct HostError(string Text, int Number)
{
    public static readonly HostError NotFound = new("No such file or directory", 2);
    public static readonly HostError BadDescriptor = new("Bad file descriptor", 9);
    public static readonly HostError Denied = new("Permission denied", 13);
    public static readonly HostError IsDirectory = new("Is a directory", 21);
    public static readonly HostError Invalid = new("Invalid argument", 22);
    public static readonly HostError TooManyFiles = new("Too many open files", 24);
    public static readonly HostError TooLarge = new("File too large", 27);
    public static readonly HostError NoSeek = new("Illegal seek", 29);
    public static readonly HostError BadName = new("Invalid or incomplete multibyte or wide character", 84);

    static readonly HostError[] Known =
        [
            NotFound, BadDescriptor, Denied, IsDirectory, Invalid, TooManyFiles, TooLarge, NoSeek, BadName,
            new("Operation not permitted", 1), new("Input/output error", 5), new("File exists", 17),
            new("Invalid cross-device link", 18), new("Not a directory", 20), new("Text file busy", 26),
            new("No space left on device", 28), new("Read-only file system", 30), new("Broken pipe", 32),
            new("File name too long", 36), new("Directory not empty", 39),
            new("Too many levels of symbolic links", 40),
        ];

    /// <summary>An exception that carries this failure.</summary>
    public HostFileException Exception() => new(this);

    /// <summary>The failure that an exception stands for; null if it is not a failure of
    /// a stream or file.</summary>
    public static HostError? Of(Exception exception) => exception switch
    {
        HostFileException own => own.Error,
        HostFailure { InnerException: { } cause } => Of(cause) ?? new HostError(FirstLine(cause.Message), 5),
        FileNotFoundException or DirectoryNotFoundException => NotFound,
        UnauthorizedAccessException or SecurityException => Denied,
        PathTooLongException => WithNumber(36),
        // On Unix, HResult is errno.
        IOException io => WithNumber(io.HResult) ?? new HostError(FirstLine(io.Message), 5),
        ObjectDisposedException => BadDescriptor,
        NotSupportedException or ArgumentException or OverflowException => Invalid,
        _ => null,
    };

    /// <summary>The failure for a Linux error number; null if the number is unknown.</summary>
    public static HostError? WithNumber(int number)
    {
        HostError found = Array.Find(Known, error => error.Number == number);
        return found.Text is null ? null : found;
    }

    static string FirstLine(string text) => text.Split('\n')[0];
}

/// <summary>An I/O failure with a known C error number.</summary>
sealed class HostFileException(HostError error) : IOException(error.Text)
{
    public HostError Error { get; } = error;
}
