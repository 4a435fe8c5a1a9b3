using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Lfs.Tests;

/// <summary>The rules of the source tree that no compiler checks.</summary>
public partial class TidyTests
{
    const int MaxColumns = 110;
    const int MaxLines = 500;

    /// <summary>Files that may be longer, each for a reason.</summary>
    static readonly Dictionary<string, string> LongFiles = new()
    {
        ["src/Lfs.Runtime/Core51/Interpreter51.cs"] = "one switch over the opcodes",
        ["src/Lfs.Runtime/Core53/Interpreter53.cs"] = "one switch over the opcodes",
        ["src/Lfs.Compiler/Parsing/Emitter.cs"] = "what both code generators share, lcode.c",
        ["src/Lfs.Runtime/State/LuaState.cs"] = "the whole stack interface of the libraries, lapi.c",
        ["src/Lfs.Runtime/Core/Table.cs"] = "one structure, ltable.c",
        ["src/Lfs.Runtime/Lib/BaseLib.cs"] = "one library, lbaselib.c",
    };

    const int MaxOpcodes = 5;

    /// <summary>Files that name opcodes one by one, each for a reason. All others read the columns of a row.</summary>
    static readonly Dictionary<string, string> ListOpcodes = new()
    {
        ["src/Lfs.Runtime/Core51/Interpreter51.cs"] = "executes them",
        ["src/Lfs.Runtime/Core53/Interpreter53.cs"] = "executes them",
        ["src/Lfs.Compiler/Image/ModuleIndex.cs"] = "emits code",
    };

    /// <summary>The only references between projects of <c>src</c>, as ARCHITECTURE.md draws them.</summary>
    static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Lfs.Compiler"] = [],
        ["Lfs.Analysis"] = ["Lfs.Compiler"],
        ["Lfs.CodeFixes"] = ["Lfs.Analysis", "Lfs.Compiler"],
        ["Lfs.Generator"] = ["Lfs.Analysis", "Lfs.Compiler"],
        ["Lfs.Report"] = ["Lfs.Compiler"],
        ["Lfs.MsBuild"] = ["Esp8266.Spiffs", "Lfs.Analysis", "Lfs.Compiler", "Lfs.Report"],
        ["Esp8266.Machine"] = [],
        ["Esp8266.Spiffs"] = [],
        ["Lfs.Runtime"] = ["Esp8266.Machine", "Esp8266.Spiffs", "Lfs.Compiler"],
        ["Lfs.Testing"] = ["Lfs.Runtime"],
        ["Lfs.Testing.Xunit"] = ["Lfs.Testing"],
        ["Lfs.Extensions.DependencyInjection"] = ["Lfs.Runtime"],
        ["Lfs.Cli"] = ["Esp8266.Spiffs", "Lfs.Analysis", "Lfs.Compiler", "Lfs.Report", "Lfs.Runtime"],
    };

    /// <summary>
    /// Inside a project a namespace uses only those named before it; those of one row do not know each other.
    /// </summary>
    static readonly Dictionary<string, string[][]> Layers = new()
    {
        ["Lfs.Compiler"] = [
            ["Diagnostics"], ["Bytecode"], ["Parsing"], ["Parsing51", "Parsing53"], ["Image", "Image53"], ["Flash"], [""],
        ],
        ["Lfs.Runtime"] = [
            ["Host", "Flash"], ["Core", "Core51", "Core53", "State", "Checks", "Device"], ["Modules"], ["Lib"],
            ["Boot"], ["Hosting"], [""],
        ],
        ["Esp8266.Machine"] = [["Memory", "Flash", "Timing"], ["Boot"], [""]],
    };

    [Fact]
    public void Projects_reference_only_what_the_architecture_allows()
    {
        // A template is a user's project.
        IEnumerable<string> projects = Files("src", "*.csproj")
            .Where(file => !file.StartsWith("src/Lfs.Templates/", StringComparison.Ordinal));
        foreach (string project in projects)
        {
            string name = Path.GetFileNameWithoutExtension(project);
            IEnumerable<string> references = XDocument.Load(Repo.PathOf(project))
                .Descendants("ProjectReference")
                .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
                .Select(reference => (string)reference.Attribute("Include")!)
                .Select(include => Path.GetFileNameWithoutExtension(include));

            Assert.Equal(Allowed[name], references.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Namespaces_know_only_the_layers_below()
    {
        var wrong = new List<string>();
        foreach ((string project, string[][] rows) in Layers)
        {
            foreach (string file in Files("src/" + project, "*.cs"))
            {
                string[] path = file.Split('/');
                string from = path.Length > 3 ? path[2] : "";
                foreach (Match use in Using().Matches(Read(file)))
                {
                    string to = use.Groups["layer"].Value;
                    bool isOwn = use.Groups["project"].Value == project;
                    if (isOwn && to != from && Row(rows, to) >= Row(rows, from))
                        wrong.Add($"{file} uses {use.Value}");
                }
            }
        }

        Check(wrong);

        static int Row(string[][] rows, string layer) => Array.FindIndex(rows, row => row.Contains(layer));
    }

    [Theory]
    [InlineData("src/Esp8266.Machine")]
    [InlineData("src/Esp8266.Spiffs")]
    public void The_machine_and_its_file_system_do_not_know_what_runs_on_them(string folder)
    {
        Assert.DoesNotContain(
            Files(folder, "*.cs"),
            file => Read(file).Contains("lua", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Every_diagnostic_is_documented_with_cause_and_cure()
    {
        string documentation = Read("docs/diagnostics.md");
        string ids = Read("src/Lfs.Compiler/Diagnostics/DiagnosticId.cs");

        MatchCollection members = DiagnosticMember().Matches(ids);

        Assert.NotEmpty(members);
        foreach (Match member in members)
        {
            string code = "LFS" + member.Groups["number"].Value.PadLeft(4, '0');
            string pattern = $@"(?s)^## {code}$(.*?)(?=^## |\z)";
            Match section = Regex.Match(documentation, pattern, RegexOptions.Multiline);
            Assert.True(section.Success, $"docs/diagnostics.md has no section {code}");
            Assert.Contains("**Cause.**", section.Value, StringComparison.Ordinal);
            Assert.Contains("**Cure.**", section.Value, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_work_is_left_as_a_note()
    {
        // Split, or this file would be found.
        string[] notes = ["TO" + "DO", "FIX" + "ME", "HA" + "CK"];

        Check(Sources().SelectMany(file => notes
            .Where(note => Regex.IsMatch(Read(file), $@"\b{note}\b"))
            .Select(note => $"{file}: {note}")));
    }

    [Fact]
    public void Lines_are_not_wider_than_110_columns()
    {
        // Tests hold Lua programs that stay on one line.
        Check(Sources().Where(file => !file.StartsWith("tests/", StringComparison.Ordinal)).SelectMany(file => Read(file)
            .Split('\n')
            .Select((line, i) => (Line: i + 1, line.Length))
            .Where(line => line.Length > MaxColumns)
            .Select(line => $"{file}({line.Line}): {line.Length} columns")));
    }

    [Fact]
    public void Files_are_not_longer_than_500_lines()
    {
        Check(Sources()
            .Where(file => !LongFiles.ContainsKey(file))
            .Select(file => (file, Lines: Read(file).Count(c => c == '\n')))
            .Where(file => file.Lines > MaxLines)
            .Select(file => $"{file.file}: {file.Lines} lines"));
    }

    [Fact]
    public void Opcodes_are_listed_by_the_enum_and_the_interpreter_only()
    {
        var counts = Files("src", "*.cs")
            .Select(file => (File: file, Names: Opcode().Matches(Read(file)).Select(match => match.Value).Distinct().Count()))
            .ToDictionary(row => row.File, row => row.Names);

        Assert.All(ListOpcodes.Keys, file => Assert.True(counts[file] > MaxOpcodes, file + " is no exception"));
        Check(counts
            .Where(row => row.Value > MaxOpcodes && !ListOpcodes.ContainsKey(row.Key))
            .Select(row => $"{row.Key} names {row.Value} opcodes: what it knows of them belongs in a column of OpRow"));
    }

    [Fact]
    public void Each_package_with_an_assembly_tracks_its_public_API() => Check(
        from project in Files("src", "*.csproj")
        let text = Read(project)
        where text.Contains("<IsPackable>true</IsPackable>", StringComparison.Ordinal)
            && !text.Contains("<PackAsTool>", StringComparison.Ordinal)
            && !text.Contains("<NuspecFile>", StringComparison.Ordinal)
            && !text.Contains("<IncludeBuildOutput>false", StringComparison.Ordinal)
        let file = Path.Combine(Path.GetDirectoryName(project)!, "PublicAPI.Unshipped.txt")
        where !File.Exists(Repo.PathOf(file))
            || !File.Exists(Repo.PathOf(file.Replace("Unshipped", "Shipped", StringComparison.Ordinal)))
        select $"{project} has no {Path.GetFileName(file)}, or none that is shipped");

    [Fact]
    public void Two_test_classes_differ_by_more_than_a_letter()
    {
        string[] names = [.. Files("tests", "*Tests.cs")
            .Select(file => Path.GetFileName(file).Split('.')[0])
            .Distinct()];
        Assert.True(names.Length > 50);

        Check(
            from first in names
            from second in names
            where string.CompareOrdinal(first, second) < 0 && AreTwins(first, second)
            select $"{first} and {second}: name one after what only it tests.");
    }

    /// <summary>True if one letter more, less or other makes one name of the other.</summary>
    static bool AreTwins(string first, string second)
    {
        if (Math.Abs(first.Length - second.Length) > 1)
            return false;
        int same = first.Zip(second).TakeWhile(pair => pair.First == pair.Second).Count();
        string firstRest = first[same..];
        string secondRest = second[same..];
        return firstRest.Length == secondRest.Length
            ? firstRest.Length == 0 || firstRest[1..] == secondRest[1..]
            : firstRest == secondRest[Math.Min(1, secondRest.Length)..] || secondRest == firstRest[Math.Min(1, firstRest.Length)..];
    }

    /// <summary>All that is wrong, and not just the first few.</summary>
    static void Check(IEnumerable<string> wrong) => Assert.True(!wrong.Any(), string.Join('\n', wrong));

    [GeneratedRegex(@"^using (static )?(?<project>\w+\.\w+)\.?(?<layer>\w*)", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"\bOpcode5[13]\.\w+")]
    private static partial Regex Opcode();

    [GeneratedRegex(@"^ +\w+ = (?<number>\d+),$", RegexOptions.Multiline)]
    private static partial Regex DiagnosticMember();

    /// <summary>The C# that people write and read.</summary>
    static IEnumerable<string> Sources() => Files("src", "*.cs")
        .Concat(Files("tests", "*.cs"))
        .Concat(Files("sample-project", "*.cs"))
        .Where(file => !file.Contains(".verified.", StringComparison.Ordinal)
            && !file.Contains(".received.", StringComparison.Ordinal));

    /// <summary>Files below a folder, named from the root with <c>/</c>, in ordinal order.</summary>
    static IEnumerable<string> Files(string folder, string pattern)
    {
        string root = Repo.Root;
        return Directory.EnumerateFiles(Repo.PathOf(folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)
                && !file.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
    }

    static string Read(string file) => File.ReadAllText(Repo.PathOf(file));
}
