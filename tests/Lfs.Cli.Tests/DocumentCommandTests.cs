using System.Text.RegularExpressions;
using Lfs.Tests;

namespace Lfs.Cli.Tests;

/// <summary>Every command in every document is run by a test, or is listed here with what is done instead.</summary>
/// <remarks>A command is a line of a session (<c>$ command</c>), of a block of commands, an indented line, or a piece
/// of code in the text. Of what is only a form of a command (<c>lfs run FILE</c>), command and options have to be those
/// of the tool's help.</remarks>
public sealed partial class DocumentCommandTests
{
    /// <summary>Documents whose blocks of commands are run, line by line, and the tests that do.</summary>
    static readonly Dictionary<string, string> Followed = new()
    {
        ["docs/tutorial.md"] = "tests/Lfs.Build.Tests/TutorialTests.cs",
        ["src/Lfs.Cli/README.md"] = "tests/Lfs.Build.Tests/ToolPackageTests.cs",
    };

    /// <summary>Other commands: a file of the repository, and the words in it that show what is done.</summary>
    static readonly Dictionary<string, (string File, string Words)> Elsewhere = new()
    {
        ["dotnet run --project sample-project"] = ("tests/Lfs.Build.Tests/ReadmeTests.cs", "The_sample_prints"),
        ["dotnet run --project samples/life"] = ("tests/Lfs.Build.Tests/ReadmeTests.cs", "samples/life"),
        ["dotnet new install Lfs.Templates"] = ("docs/tutorial.md", "\ndotnet new install Lfs.Templates\n"),
        ["dotnet new lfs-app -n Lamp"] = ("tests/Lfs.Build.Tests/TemplateTests.cs", """["new", "lfs-app", "-n","""),
        ["dotnet run --project Lamp"] = ("tests/Lfs.Build.Tests/TemplateTests.cs", "\"run\", \"--project\","),
        ["dotnet tool install --global Lfs.Cli"] =
            ("src/Lfs.Cli/README.md", "\ndotnet tool install --global Lfs.Cli\n"),
        // What a build without arguments is.
        ["dotnet build"] = ("tests/Lfs.Build.Tests/TutorialTests.cs", "dotnet build"),
        ["dotnet test"] = ("docs/tutorial.md", "\ndotnet test\n"),
        ["dotnet new"] = ("docs/tutorial.md", "\ndotnet new"),
        ["dotnet watch"] = ("tests/Lfs.Build.Tests/WatchTests.cs", "\"watch\", \"run\""),
        ["dotnet Lfs.CodePrograms.dll TARGET FIRST COUNT"] =
            ("tests/Lfs.Runtime.Tests/Programs/CodeProgramTests.cs", "\"Lfs.CodePrograms.dll\""),
        // What runs all tests cannot be run by one. The script is what CI runs.
        ["bash .ci/run"] = (".ci/run", "dotnet test"),
        ["UPDATE_GOLDEN=1 dotnet test"] = ("tests/Shared/Golden.cs", "UPDATE_GOLDEN"),
    };

    /// <summary>Commands that no test runs, and why.</summary>
    /// <remarks>Beside those of <see cref="OfRepository"/>: CI runs the same tests with fewer cases, and builds the
    /// programs that measure, which take minutes.</remarks>
    static readonly Dictionary<string, string> NotRun = new()
    {
        ["dotnet publish src/Lfs.Cli -c Release -r linux-x64 -p:Native=true"] =
            "minutes, and a linker of C; PublishTests makes native code of all the libraries",
        ["dotnet test --collect \"XPlat Code Coverage\""] = "a collector of others",
        ["reportgenerator -reports:**/*.cobertura.xml -targetdir:report"] = "a tool of others",
    };

    static IEnumerable<(string Document, string Command)> Commands => Documents.All.SelectMany(document =>
    {
        string text = Documents.TextOf(document);
        string outside = Block().Replace(text, "");
        string prose = IndentedLine().Replace(outside, "");
        IEnumerable<string> blocks = Followed.ContainsKey(document)
            ? []
            : Documents.FencesOf(document).SelectMany(fence => fence.Commands);
        return blocks
            .Concat(IndentedLine().Matches(outside).Select(line => line.Value.Replace("\\\n", "").Trim()))
            .Concat(Span().Matches(prose).Select(span => span.Groups[1].Value))
            .Select(command => Blanks().Replace(command, " "))
            .Where(command => Documents.CommandLine().IsMatch(command))
            .Select(command => (document, command));
    });

    [Fact]
    public void There_are_commands() => Assert.InRange(Commands.Count(), 60, 1000);

    [Fact]
    public void Each_session_is_run()
    {
        IEnumerable<object> run = typeof(DocumentationTests)
            .GetMethod(nameof(DocumentationTests.Commands_print_what_is_shown))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false)
            .Select(data => ((InlineDataAttribute)data).GetData(null!).Single()[0]);

        IEnumerable<string> sessions = Documents.All
            .Where(document => Documents.TextOf(document).Contains("\n    $ ", StringComparison.Ordinal));
        Assert.Equal(run, sessions);
    }

    [Fact]
    public void Each_block_of_commands_is_followed() => Assert.All(Followed, followed =>
    {
        Assert.Contains(Documents.FencesOf(followed.Key), fence => fence.Commands.Any());
        string test = File.ReadAllText(Repo.PathOf(followed.Value));
        Assert.Contains(followed.Key, test, StringComparison.Ordinal);
        Assert.Contains(".Commands", test, StringComparison.Ordinal);
    });

    [Fact]
    public void Each_block_is_of_a_kind_that_a_test_knows()
    {
        // ImageDumpTests compares the blocks of this document.
        Assert.Equal(["docs/image-format.md"], Documents.OtherFences.Select(fence => fence.Document).Distinct());
    }

    [Fact]
    public void Each_other_command_is_run_elsewhere_or_listed()
    {
        List<string> unknown = [];
        HashSet<string> used = [];
        foreach ((string document, string command) in Commands.Where(found => !IsOfLfs(found.Command)))
        {
            used.Add(command);
            bool isKnown = NotRun.ContainsKey(command) || NamesWhatIsThere(command)
                || Elsewhere.TryGetValue(command, out (string File, string Words) shown)
                    && File.ReadAllText(Repo.PathOf(shown.File)).Contains(shown.Words, StringComparison.Ordinal);
            if (!isKnown)
                unknown.Add($"{document}: {command}");
        }

        Assert.True(unknown.Count == 0, string.Join("\n", unknown));
        Assert.Empty(Elsewhere.Keys.Concat(NotRun.Keys).Except(used));
    }

    [Fact]
    public void Each_form_of_a_command_of_lfs_has_its_options()
    {
        using Session session = new();
        List<string> wrong = [];
        foreach ((string document, string line) in Commands.Where(found => IsOfLfs(found.Command)))
        {
            string[] words = line.Split(' ', '[', ']', '|');
            string command = words[1];
            string help = command is "help" or "COMMAND" || command.StartsWith('-')
                ? session.Run("help").Text
                : session.Run("help", command).Text;
            // Every command has --help, which ToolTests calls.
            wrong.AddRange(words.Skip(1)
                .Where(word => word.StartsWith('-') && word != "--help" && !Option(word).IsMatch(help))
                .Select(word => $"{document}: {line}: {word}"));
            if (help.Length == 0)
                wrong.Add($"{document}: {line}");
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    static bool IsOfLfs(string command) => command.StartsWith("lfs ", StringComparison.Ordinal);

    /// <summary>Tests or measurements of this repository: project, variables, filter and verb are there.</summary>
    static bool NamesWhatIsThere(string command)
    {
        if (OfRepository().Match(command) is not { Success: true } match)
            return false;
        string folder = Repo.PathOf(match.Groups["project"].Value);
        if (!Directory.Exists(folder))
            return false;
        string sources = string.Concat(
            Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        return sources.Length > 0
            && match.Groups["variable"].Captures.Concat(match.Groups["verb"].Captures)
                .All(name => sources.Contains($"\"{name.Value}\"", StringComparison.Ordinal))
            && match.Groups["filter"].Captures
                .All(name => Regex.IsMatch(sources, $@"\b(?:class|void|Task) {name.Value}"));
    }

    static Regex Option(string word) => new($@"(?<![\w-]){Regex.Escape(word)}(?![\w-])");

    [GeneratedRegex("""
        ^(?:(?:(?<variable>(?!DOTNET_)[A-Z0-9_]+)|DOTNET_\w+)=\S+\ )*dotnet
        (?:\ test\ (?<project>tests/[\w.]+)(?:\ -c\ Release)?(?:\ --filter\ (?<filter>\w+))?
          |\ run(?:\ -c\ Release)?\ --project\ (?<project>bench/[\w.]+)(?:\ --\ (?<verb>\w+)\ ?.*)?)$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex OfRepository();

    [GeneratedRegex("^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^    (?:.*\\\n)*.*$", RegexOptions.Multiline)]
    private static partial Regex IndentedLine();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Span();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
