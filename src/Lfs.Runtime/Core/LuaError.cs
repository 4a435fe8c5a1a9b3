namespace Lfs.Runtime.Core;

/// <summary>The outcome of a protected call.</summary>
/// <remarks>Source: lua.h, <c>LUA_YIELD</c> and the codes after it.</remarks>
enum LuaStatus : byte
{
    Ok = 0,
    Yield = 1,
    RuntimeError = 2,
    SyntaxError = 3,
    MemoryError = 4,
    ErrorError = 5,

    /// <summary>5.3: the interpreter for the other case, with hooks or without, has to go on.</summary>
    HooksChanged = 6,
}

/// <summary>
/// An error on its way through a host frame. Its value lies on top of the Lua stack (but for
/// <see cref="LuaStatus.MemoryError"/>, whose message is fixed). Between Lua frames no exception is thrown.
/// </summary>
sealed class LuaError(LuaStatus status) : Exception("A Lua error crosses a host frame.")
{
    public LuaStatus Status { get; } = status;
}

/// <summary>A host's budget is used up. No <c>pcall</c> of a script stops it.</summary>
sealed class BudgetExceeded(string what, bool isCancelled, Exception? cause = null) : Exception(what, cause)
{
    /// <summary>The host cancelled; otherwise the instructions are used up.</summary>
    public bool IsCancelled { get; } = isCancelled;

    /// <summary>The calls that were running; null until they are known.</summary>
    public string? Traceback { get; set; }
}
