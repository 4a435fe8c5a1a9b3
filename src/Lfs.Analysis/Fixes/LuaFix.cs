using System.Text;

namespace Lfs.Analysis.Fixes;

/// <summary>A change of a text that cures a finding, or turns it off.</summary>
/// <param name="Title">What it does, for the user.</param>
/// <param name="Key">The kind of the change.</param>
/// <param name="Edits">The changes, in the order of the text.</param>
public sealed record LuaFix(string Title, string Key, IReadOnlyList<TextEdit> Edits)
{
    /// <summary>The text after the change.</summary>
    /// <param name="source">The text that the fix is for.</param>
    public byte[] ApplyTo(byte[] source)
    {
        var changed = new MemoryStream(source.Length);
        int at = 0;
        foreach (TextEdit edit in Edits)
        {
            changed.Write(source, at, edit.Start - at);
            byte[] text = Encoding.UTF8.GetBytes(edit.Text);
            changed.Write(text, 0, text.Length);
            at = edit.Start + edit.Length;
        }
        changed.Write(source, at, source.Length - at);
        return changed.ToArray();
    }
}

/// <summary>A part of a text that is replaced. Offsets count bytes.</summary>
/// <param name="Start">The offset of its first byte.</param>
/// <param name="Length">Its length; 0 to insert.</param>
/// <param name="Text">What takes its place.</param>
public readonly record struct TextEdit(int Start, int Length, string Text);
