namespace Lfs.Testing;

/// <summary>A test has failed: what a device did is not what the test expects.</summary>
/// <param name="message">What was expected, and what was there.</param>
/// <param name="luaStackTrace">The Lua calls, one a line as .NET writes them
/// (<c>at name in file:line 1</c>), which test runners and IDEs turn into links; null for none.</param>
/// <param name="cause">The exception that caused it; null for none.</param>
public sealed class LfsAssertException(string message, string? luaStackTrace = null, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>The Lua calls, then the .NET calls.</summary>
    public override string? StackTrace =>
        luaStackTrace is null ? base.StackTrace : $"{luaStackTrace}{Environment.NewLine}{base.StackTrace}";
}
