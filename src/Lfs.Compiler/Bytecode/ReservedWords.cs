namespace Lfs.Compiler.Bytecode;

/// <summary>The words that no name may be.</summary>
/// <remarks>Source: llex.c, <c>luaX_tokens</c>.</remarks>
public static class ReservedWords
{
    static readonly string[] Words53 =
    [
        "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in",
        "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
    ];

    static readonly string[] Words51 = [.. Words53.Where(word => word != "goto")];

    /// <summary>The reserved words of a version, in the order of their tokens.</summary>
    public static IReadOnlyList<string> Of(LuaVersion version) =>
        version == LuaVersion.Lua53 ? Words53 : Words51;
}
