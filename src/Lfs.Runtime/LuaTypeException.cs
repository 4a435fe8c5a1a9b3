namespace Lfs.Runtime;

/// <summary>A value of Lua does not have the type that C# expects of it.</summary>
/// <remarks>In a function of the host that Lua calls, a wrong argument is a Lua error with the reference's
/// message: <c>bad argument #1 to 'now' (string expected, got nil)</c>. The Lua type <c>integer</c> is a
/// number that has the value of an integer in the range of the C# type.</remarks>
public sealed class LuaTypeException : LuaException
{
    internal LuaTypeException(
        string message, string module, string member, string subject, string expected, string actual)
        : base(message, LuaErrorKind.Runtime)
    {
        (Module, Member, Subject, Expected, Actual) = (module, member, subject, expected, actual);
    }

    /// <summary>The module that the value comes from; empty for a function of the host.</summary>
    public string Module { get; }

    /// <summary>The function or field, as <see cref="LuaMember.Path"/> names it; for a function of the host
    /// the name under which it is registered.</summary>
    public string Member { get; }

    /// <summary>Which of its values it is, such as <c>result 'total'</c>, <c>argument #1</c> or
    /// <c>field</c>.</summary>
    public string Subject { get; }

    /// <summary>The type that C# expects, such as <c>integer</c>.</summary>
    public string Expected { get; }

    /// <summary>The type of the value, or a number that has no place in the expected type.</summary>
    public string Actual { get; }

    /// <summary>The stack index of the argument with a wrong type; 0 if it is no argument.</summary>
    internal int Argument { get; init; }
}
