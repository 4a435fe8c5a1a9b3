namespace Lfs.Compiler.Bytecode;

/// <summary>The words that no name may be.</summary>
/// <remarks>Source: llex.c, <c>luaX_tokens</c>.</remarks>
public static class ReservedWords
{
    const string NotOf51 = "goto";

    static readonly string[] All =
    [
        "and", "break", "do", "else", "elseif", "end", "false", "for", "function", NotOf51, "if", "in",
        "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
    ];

    /// <summary>The reserved words of a version, in the order of their tokens.</summary>
    public static IReadOnlyList<string> Of(LuaVersion version) =>
        version == LuaVersion.Lua53 ? [.. All] : [.. All.Where(word => word != NotOf51)];
}
