namespace Lfs.Runtime;

/// <summary>A Lua error that the program did not catch with <c>pcall</c>.</summary>
/// <remarks>A function of the host may throw it to raise a Lua error with a value of its choice.</remarks>
/// <param name="message">The error value as text; for most errors <c>chunk:line: description</c>.</param>
/// <param name="kind">The kind of error.</param>
/// <param name="cause">The exception that caused it; null if the error comes from Lua itself.</param>
public class LuaException(string message, LuaErrorKind kind, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>The kind of error, which tells the caller if the device is still usable.</summary>
    public LuaErrorKind Kind { get; } = kind;

    /// <summary>
    /// The value that the program passed to <c>error</c>, such as a table. It is the message if the error was
    /// not raised by the program, and nil if there was no memory left to keep the object.
    /// </summary>
    public LuaValue Value { get; init; } = message;

    /// <summary>
    /// The Lua calls that were running, innermost first, in the format of
    /// <c>debug.traceback</c>: <c>stack traceback:</c> and one line for each call.
    /// Null if no program was running, as for a syntax error.
    /// </summary>
    public string? Traceback { get; init; }

    /// <summary>The error with the Lua traceback, followed by the .NET stack trace.</summary>
    public override string ToString() =>
        Traceback is null ? base.ToString() : $"{GetType()}: {Message}\n{Traceback}\n{StackTrace}";
}

/// <summary>The kinds of errors that reach the host.</summary>
public enum LuaErrorKind
{
    /// <summary>The program raised an error or attempted an invalid operation.</summary>
    Runtime,

    /// <summary>A chunk could not be compiled or loaded.</summary>
    Syntax,

    /// <summary>The heap was exhausted: "not enough memory".</summary>
    Memory,

    /// <summary>An error in an error handler, or while handling a stack overflow.</summary>
    Handler,

    /// <summary>The budget was used up, or the host cancelled. The device stays usable.</summary>
    Budget,

    /// <summary>
    /// The device itself failed: its CPU raised an exception, or a check of its memory failed (see
    /// <see cref="Exception.InnerException"/>). The device has been reset, so RAM and handles are gone.
    /// </summary>
    Fault,

    /// <summary>The program restarted the device, or ended by <c>os.exit</c>, so the call has no
    /// results.</summary>
    Restart,
}
