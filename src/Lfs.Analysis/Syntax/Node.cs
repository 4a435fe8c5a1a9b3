namespace Lfs.Analysis.Syntax;

/// <summary>A part of a Lua text. Offsets count bytes.</summary>
/// <param name="start">The offset of its first byte.</param>
public abstract class Node(int start)
{
    /// <summary>The offset of its first byte.</summary>
    public int Start { get; } = start;

    /// <summary>The offset after its last byte.</summary>
    public int End { get; internal set; } = start;
}

/// <summary>A comment, from its first dash to the end of its line or bracket.</summary>
/// <param name="start">The offset of its first byte.</param>
public sealed class Comment(int start) : Node(start)
{
    /// <summary>True if no token stands before it on its line.</summary>
    public bool IsAlone { get; internal set; }
}
