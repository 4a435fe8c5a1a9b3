namespace Lfs.Runtime;

/// <summary>A Lua error that no <c>pcall</c> of the program caught.</summary>
/// <remarks>Thrown by a function of the host, it is a Lua error with the given value.</remarks>
/// <param name="message">The error's value as text: for most errors <c>chunk:line: what</c>.</param>
/// <param name="kind">What kind of error it is.</param>
/// <param name="cause">The exception that it comes from; null if the error is Lua's own.</param>
public sealed class LuaException(string message, LuaErrorKind kind, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>What kind of error it is.</summary>
    public LuaErrorKind Kind { get; } = kind;

    /// <summary>
    /// What the program gave to <c>error</c>: a table, for instance. The message, if the error is not the
    /// program's; nil, if its table could not be kept for lack of memory.
    /// </summary>
    public LuaValue Value { get; init; } = message;

    /// <summary>
    /// The Lua calls that were running, innermost first: <c>stack traceback:</c> and a line for each, as
    /// <c>debug.traceback</c> has it. Null if no program was running, as for an error of the compiler.
    /// </summary>
    public string? Traceback { get; init; }

    /// <summary>The error, with its Lua calls before those of .NET.</summary>
    public override string ToString() =>
        Traceback is null ? base.ToString() : $"{GetType()}: {Message}\n{Traceback}\n{StackTrace}";
}

/// <summary>The kinds of errors that reach the host.</summary>
public enum LuaErrorKind
{
    /// <summary>The program raised it, or did something that cannot be done.</summary>
    Runtime,

    /// <summary>A chunk could not be compiled or loaded.</summary>
    Syntax,

    /// <summary>The heap was exhausted: "not enough memory".</summary>
    Memory,

    /// <summary>An error in an error handler, or while handling a stack overflow.</summary>
    Handler,

    /// <summary>The host's budget was used up, or the host cancelled. The device stays usable.</summary>
    Budget,

    /// <summary>
    /// The device itself failed: its CPU raised an exception, or a check of its memory did not hold. <see
    /// cref="Exception.InnerException"/> tells which. The device has been reset: RAM and handles are gone.
    /// </summary>
    Fault,
}
