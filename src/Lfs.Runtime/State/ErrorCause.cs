namespace Lfs.Runtime.Core;

/// <summary>The exception of the host's that became the last error of a program.</summary>
/// <param name="exception">The exception.</param>
abstract class ErrorCause(Exception exception)
{
    /// <summary>The exception.</summary>
    public Exception Exception { get; } = exception;
}

/// <summary>An exception with the error that it became.</summary>
/// <param name="exception">The exception.</param>
/// <param name="value">The error.</param>
/// <param name="text">Its text, if it is a string: the collector may have freed the string, and a program may
/// have raised an equal one.</param>
sealed class ErrorCause<T>(Exception exception, T value, byte[]? text) : ErrorCause(exception)
    where T : unmanaged, ITarget<T>
{
    public T Value { get; } = value;

    public byte[]? Text { get; } = text;
}
