using System.Text;
using Lfs.Analysis.Lints;
using Lfs.Analysis.Syntax;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Fixes;

/// <summary>The fix that turns a rule off: a comment where the finding is.</summary>
static class TurningOff
{
    /// <summary>The comment for a finding: above its line, or behind it if the line begins inside a string;
    /// in the first line of the file for a finding of the whole, and where no line can have it.</summary>
    public static LuaFix Of(LuaTree tree, DiagnosticId id, int start, bool isWholeFile) =>
        isWholeFile ? InFile(tree, id.Code()) : InLine(tree, id.Code(), tree.PlaceOf(start).Line);

    static LuaFix InLine(LuaTree tree, string code, int line)
    {
        string title = $"Turn {code} off in this line";
        if (Suppressions.NamesForLine(tree, line) is { } names)
            return new LuaFix(title, "disable-next-line", [new TextEdit(names, 0, $" {code},")]);
        int start = tree.StartOfLine(line);
        if (!IsInside(tree, start))
        {
            int end = start;
            while (end < tree.Source.Length && tree.Source[end].IsBlank())
                end++;
            string indent = Encoding.UTF8.GetString(tree.Source, start, end - start);
            string comment = $"{indent}---@diagnostic disable-next-line: {code}{LineEndOf(tree)}";
            return new LuaFix(title, "disable-next-line", [new TextEdit(start, 0, comment)]);
        }
        int behind = start;
        while (behind < tree.Source.Length && !tree.Source[behind].IsLineEnd())
            behind++;
        string same = $" ---@diagnostic disable-line: {code}";
        return IsInside(tree, behind) || tree.Comments.Any(comment => comment.End == behind)
            ? InFile(tree, code)
            : new LuaFix(title, "disable-line", [new TextEdit(behind, 0, same)]);
    }

    static LuaFix InFile(LuaTree tree, string code)
    {
        int at = tree.Source.Length > 0 && tree.Source[0] == '#' ? tree.StartOfLine(2) : 0;
        string separator = at > 0 && !tree.Source[at - 1].IsLineEnd() ? "\n" : "";
        string comment = $"{separator}---@diagnostic disable: {code}{LineEndOf(tree)}";
        return new LuaFix($"Turn {code} off in this file", "disable-file", [new TextEdit(at, 0, comment)]);
    }

    static bool IsInside(LuaTree tree, int offset) =>
        tree.Comments.Any(comment => comment.Start < offset && offset < comment.End)
        || StringFinder.IsInString(tree, offset);

    static string LineEndOf(LuaTree tree)
    {
        int first = Array.IndexOf(tree.Source, (byte)'\n');
        return first > 0 && tree.Source[first - 1] == '\r' ? "\r\n" : "\n";
    }

    /// <summary>True for the characters that indent a line.</summary>
    public static bool IsBlank(this byte c) => c is (byte)' ' or (byte)'\t';

    /// <summary>True for the characters that end a line.</summary>
    public static bool IsLineEnd(this byte c) => c is (byte)'\n' or (byte)'\r';
}
