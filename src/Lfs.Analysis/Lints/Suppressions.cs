using System.Text;
using Lfs.Analysis.Syntax;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Lints;

/// <summary>The comments <c>---@diagnostic</c> of a file, which turn rules off.</summary>
/// <remarks>They are written as for the Lua language server: <c>disable</c> from there on, <c>enable</c>,
/// <c>disable-line</c> and <c>disable-next-line</c>, each with names after a colon or for all
/// rules.</remarks>
sealed class Suppressions
{
    const string NextLine = "disable-next-line";

    static readonly char[] _commas = [','];
    static readonly char[] _ends = [' ', '\t', '\r', '\n', '#'];

    readonly List<Entry> _entries = [];

    Suppressions(LuaTree tree)
    {
        foreach (Comment comment in tree.Comments)
        {
            if (Annotation(tree, comment) is not { } text)
                continue;
            if (text == "meta" || text.StartsWith("meta ", StringComparison.Ordinal))
                IsMeta = true;
            else if (text.StartsWith("diagnostic", StringComparison.Ordinal))
                Add(text.Substring("diagnostic".Length).Trim(), tree.PlaceOf(comment.Start).Line);
        }
    }

    enum Action
    {
        Disable, Enable, DisableLine,
    }

    /// <summary>A comment; of no names it means all.</summary>
    readonly record struct Entry(Action Action, int Line, string[] Names);

    /// <summary>True for a file of declarations, which is no program.</summary>
    public bool IsMeta { get; }

    public static Suppressions Of(LuaTree tree) => new(tree);

    /// <summary>Where the names begin in a comment that turns rules off in a line from the line before; null
    /// if there is none.</summary>
    /// <param name="tree">The text.</param>
    /// <param name="line">The line.</param>
    public static int? NamesForLine(LuaTree tree, int line)
    {
        Comment? above = tree.Comments.FirstOrDefault(comment =>
            tree.PlaceOf(comment.Start).Line == line - 1 && Annotation(tree, comment) is { } text
            && text.StartsWith("diagnostic", StringComparison.Ordinal)
            && text.Substring("diagnostic".Length).TrimStart()
                .StartsWith(NextLine + ":", StringComparison.Ordinal));
        return above is null ? null
            : Array.IndexOf(tree.Source, (byte)':', above.Start, above.End - above.Start) + 1;
    }

    /// <summary>True if a rule is off at a line.</summary>
    /// <param name="id">The rule.</param>
    /// <param name="line">The line; 0 for the file as a whole.</param>
    public bool IsOff(DiagnosticId id, int line)
    {
        bool isOff = false;
        foreach (Entry entry in _entries)
        {
            if (!Names(entry, id))
                continue;
            if (entry.Action == Action.DisableLine)
            {
                if (entry.Line == line)
                    return true;
            }
            else if (line == 0 || entry.Line <= line)
            {
                isOff = entry.Action == Action.Disable || (line == 0 && isOff);
            }
        }
        return isOff;
    }

    void Add(string text, int line)
    {
        int colon = text.IndexOf(':');
        string word = (colon < 0 ? text : text.Substring(0, colon)).Split(_ends)[0].Trim();
        string[] names = colon < 0 ? [] :
        [
            .. text.Substring(colon + 1).Split(_commas)
                .Select(name => name.TrimStart().Split(_ends)[0])
                .Where(name => name.Length > 0),
        ];
        switch (word)
        {
            case "disable":
                _entries.Add(new Entry(Action.Disable, line, names));
                break;
            case "enable":
                _entries.Add(new Entry(Action.Enable, line, names));
                break;
            case "disable-line":
                _entries.Add(new Entry(Action.DisableLine, line, names));
                break;
            case NextLine:
                _entries.Add(new Entry(Action.DisableLine, line + 1, names));
                break;
        }
    }

    static bool Names(Entry entry, DiagnosticId id) =>
        entry.Names.Length == 0 || entry.Names.Any(name =>
            name.Equals(id.Code(), StringComparison.OrdinalIgnoreCase) || IsRuleOf(name, id));

    // The rules of the Lua language server that correspond to ours.
    static bool IsRuleOf(string name, DiagnosticId id) => name switch
    {
        "undefined-global" => id is DiagnosticId.UndefinedGlobal or DiagnosticId.MissingApi,
        "undefined-field" => id == DiagnosticId.MissingApi,
        "lowercase-global" or "global-in-nil-env" or "global-element" => id == DiagnosticId.AccidentalGlobal,
        "unused-local" or "unused-function" => id == DiagnosticId.UnusedLocal,
        "redefined-local" => id == DiagnosticId.ShadowedLocal,
        "redundant-parameter" or "missing-parameter" => id == DiagnosticId.WrongArguments,
        "unreachable-code" or "code-after-break" => id == DiagnosticId.UnreachableCode,
        "need-check-nil" => id == DiagnosticId.UncheckedModule,
        _ => false,
    };

    // What follows the sign @ of ---@; null for any other comment.
    static string? Annotation(LuaTree tree, Comment comment)
    {
        byte[] bytes = tree.Source;
        int at = comment.Start;
        if (comment.End - at < 4 || bytes[at + 2] != '-')
            return null;
        at += 3;
        while (at < comment.End && bytes[at] is (byte)' ' or (byte)'\t')
            at++;
        if (at >= comment.End || bytes[at] != '@')
            return null;
        return Encoding.UTF8.GetString(bytes, at + 1, comment.End - at - 1).Trim();
    }
}
