using System.Text.RegularExpressions;

namespace Lfs.Tests;

/// <summary>A block of code in a document.</summary>
/// <param name="Document">The path of the document in the repository.</param>
/// <param name="Line">The line of the document above its first line.</param>
/// <param name="Language">What stands behind the three marks; may be empty.</param>
/// <param name="Text">The code.</param>
/// <param name="Printed">The next block, if a comment <c>printed above</c> stands before it: what this one prints. Else
/// null.</param>
sealed record Fence(string Document, int Line, string Language, string Text, string? Printed)
{
    /// <summary>Where a reader finds it.</summary>
    public string Place => $"{Document}:{Line + 1}";

    /// <summary>The first line of the code.</summary>
    public string FirstLine => Text.Split('\n')[0];

    /// <summary>The file that the code is, if its first line is a comment with its path; else null.</summary>
    public string? File =>
        Documents.FileName().Match(FirstLine) is { Success: true } name ? name.Groups[1].Value : null;

    /// <summary>Whether the code goes to the end of its file.</summary>
    public bool IsAppended => FirstLine.EndsWith(", at the end", StringComparison.Ordinal);

    /// <summary>The command lines, if it is a block of those; else none.</summary>
    public IEnumerable<string> Commands => Language.Length == 0 && Documents.CommandLine().IsMatch(FirstLine)
        ? Text.TrimEnd().Split('\n')
        : [];

    public override string ToString() => Place;
}

/// <summary>What a user reads: the README, the documents and the READMEs of the packages.</summary>
static partial class Documents
{
    /// <summary>Their paths in the repository.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "README.md",
        .. Directory.EnumerateFiles(Repo.PathOf("docs"), "*.md")
            .Select(file => "docs/" + Path.GetFileName(file)).Order(StringComparer.Ordinal),
        .. Directory.EnumerateDirectories(Repo.PathOf("src"))
            .Select(folder => $"src/{Path.GetFileName(folder)}/README.md").Order(StringComparer.Ordinal)
            .Where(file => File.Exists(Repo.PathOf(file))),
    ];

    /// <summary>The text of a document, with line feeds only.</summary>
    public static string TextOf(string document) => File.ReadAllText(Repo.PathOf(document)).Replace("\r", "");

    /// <summary>All blocks of code in a language, in all documents.</summary>
    public static IEnumerable<Fence> FencesIn(string language) =>
        All.SelectMany(FencesOf).Where(fence => fence.Language == language);

    /// <summary>The blocks of code of a document.</summary>
    public static IEnumerable<Fence> FencesOf(string document)
    {
        string text = TextOf(document);
        Match[] blocks = [.. Block().Matches(text).Cast<Match>()];
        Assert.Equal(2 * blocks.Length, Mark().Count(text));
        Assert.Equal(blocks.Count(block => IsOutput(block)), PrintedAbove().Count(text));
        for (int i = 0; i < blocks.Length; i++)
        {
            yield return new Fence(
                document,
                text.AsSpan(0, blocks[i].Index).Count('\n') + 1,
                blocks[i].Groups["language"].Value,
                blocks[i].Groups["code"].Value,
                i + 1 < blocks.Length && IsOutput(blocks[i + 1]) ? blocks[i + 1].Groups["code"].Value : null);
        }

        bool IsOutput(Match block) =>
            text[..block.Index].EndsWith("<!-- printed above -->\n\n", StringComparison.Ordinal);
    }

    /// <summary>The blocks that show neither code nor commands nor what the block above prints.</summary>
    public static IEnumerable<Fence> OtherFences => All.SelectMany(document =>
    {
        Fence[] fences = [.. FencesOf(document)];
        return fences.Where((fence, i) => fence.Language is not ("csharp" or "lua" or "xml")
            && !fence.Commands.Any()
            && (i == 0 || fences[i - 1].Printed is null));
    });

    /// <summary>The block at a place, as <see cref="Fence.Place"/> tells it.</summary>
    public static Fence FenceAt(string place) =>
        FencesOf(place[..place.IndexOf(':')]).Single(fence => fence.Place == place);

    /// <summary>Matches the lines that a document shows, where <c>...</c> stands for any part of a line, and a line
    /// of it alone for any lines.</summary>
    public static string PatternOf(IEnumerable<string> shown) => string.Concat(shown.Select(line =>
        line == "..." ? "(?:.*\n)*?" : Regex.Escape(line.TrimEnd()).Replace(@"\.\.\.", ".*") + " *\n"));

    [GeneratedRegex("^```(?<language>[a-z]*)\n(?<code>(?:.*\n)*?)```$", RegexOptions.Multiline)]
    private static partial Regex Block();

    /// <summary>The beginning of a command.</summary>
    [GeneratedRegex("^(?:[A-Za-z0-9_]+=[^ ]+ )*(?:dotnet|lfs|bash|cd|reportgenerator) ")]
    public static partial Regex CommandLine();

    [GeneratedRegex("printed above")]
    private static partial Regex PrintedAbove();

    [GeneratedRegex("^ *```", RegexOptions.Multiline)]
    private static partial Regex Mark();

    [GeneratedRegex(@"^(?:--|//) ([\w./-]+\.(?:lua|cs))(?:, at the end)?$")]
    public static partial Regex FileName();
}
