namespace Lfs.Runtime;

/// <summary>A Lua error that no <c>pcall</c> of the program caught.</summary>
/// <param name="message">The error's value as text: for most errors <c>chunk:line: what</c>.</param>
/// <param name="kind">What kind of error it is.</param>
public sealed class LuaException(string message, LuaErrorKind kind) : Exception(message)
{
    /// <summary>What kind of error it is.</summary>
    public LuaErrorKind Kind { get; } = kind;
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
}
