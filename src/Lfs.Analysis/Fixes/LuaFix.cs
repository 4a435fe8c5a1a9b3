namespace Lfs.Analysis.Fixes;

/// <summary>A change of a text that cures a finding, or turns it off.</summary>
/// <param name="Title">What it does, for the user.</param>
/// <param name="Key">The kind of the change.</param>
/// <param name="Edits">The changes, in the order of the text.</param>
public sealed record LuaFix(string Title, string Key, IReadOnlyList<TextEdit> Edits);

/// <summary>A part of a text that is replaced. Offsets count bytes.</summary>
/// <param name="Start">The offset of its first byte.</param>
/// <param name="Length">Its length; 0 to insert.</param>
/// <param name="Text">What takes its place.</param>
public readonly record struct TextEdit(int Start, int Length, string Text);
