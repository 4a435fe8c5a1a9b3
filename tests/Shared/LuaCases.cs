using System.Text;

namespace Lfs.Tests;

/// <summary>A Lua program under <c>tests/lua</c>, with what it must print.</summary>
/// <remarks>
/// <para><c>--&gt; text</c> at the end of a line, or on a line of its own, expects one line of output; in order,
/// and none besides. The text runs to the end of the line, tabs included. <c>--&gt; error: text</c> comes last
/// and expects the program to end with that message, uncaught.</para>
/// <para>Directives stand in the first three lines. <c>-- targets: 5.1 5.1-int</c> names the targets a case is
/// for; without it the case is for all of <see cref="AllTargets"/>. <c>-- device-only</c> marks a case that needs
/// <c>node</c> and an image that holds <see cref="LuaCases.Modules"/> beside the case itself.</para>
/// <para>A case prints the same from RAM and from flash, so it depends on no name of a local variable, order of
/// hash keys, address or moment of collection. It runs with no arguments on a fresh device with 16 MiB of heap:
/// some cases recurse until the Lua stack is full.</para>
/// </remarks>
/// <param name="Name">Topic and file name without extension: <c>closure/objects</c>.</param>
/// <param name="Source">The file's bytes.</param>
/// <param name="Output">The lines it must print, each a string of bytes (Latin-1).</param>
/// <param name="Error">The message of the error that ends it; null if it ends normally.</param>
/// <param name="Targets">The targets it is for.</param>
/// <param name="IsDeviceOnly">Whether it needs a device with an image; plain Lua cannot run it.</param>
sealed record LuaCase(
    string Name, byte[] Source, IReadOnlyList<string> Output, string? Error,
    IReadOnlyList<string> Targets, bool IsDeviceOnly)
{
    /// <summary>The targets that run on a device, and the default of a case.</summary>
    public static IReadOnlyList<string> AllTargets { get; } = ["5.1", "5.1-int", "5.3", "5.3-64"];

    const string Marker = "-->";
    const string ErrorPrefix = "error: ";
    const string TargetsDirective = "-- targets: ";
    const string DeviceOnlyDirective = "-- device-only";
    const int DirectiveLines = 3;

    /// <summary>The chunk name to load it with, so that messages are the same everywhere.</summary>
    public string ChunkName => "@" + Name + ".lua";

    /// <summary>The name of the module it becomes in an image.</summary>
    public string ModuleName => Name[(Name.LastIndexOf('/') + 1)..];

    /// <summary>Reads expectations and directives from a program.</summary>
    /// <exception cref="FormatException">An expectation or directive is malformed.</exception>
    public static LuaCase Parse(string name, byte[] source)
    {
        string[] lines = Encoding.Latin1.GetString(source).Split('\n');
        List<string> output = [];
        string? error = null;
        foreach (string line in lines)
        {
            if (Expectation(line) is not { } text)
                continue;
            if (error is not null)
                throw new FormatException(name + ": an expectation follows the error");
            if (text.StartsWith(ErrorPrefix, StringComparison.Ordinal))
                error = text[ErrorPrefix.Length..];
            else
                output.Add(text);
        }

        IEnumerable<string> head = lines.Take(DirectiveLines);
        return new(name, source, output, error, TargetsOf(name, head), head.Contains(DeviceOnlyDirective));
    }

    static string? Expectation(string line)
    {
        int at = line.IndexOf(Marker, StringComparison.Ordinal);
        if (at < 0)
            return null;
        string rest = line[(at + Marker.Length)..];
        return rest.Length == 0 ? "" : rest[0] == ' ' ? rest[1..] : null;
    }

    static IReadOnlyList<string> TargetsOf(string name, IEnumerable<string> head)
    {
        string? line = head.FirstOrDefault(l => l.StartsWith(TargetsDirective, StringComparison.Ordinal));
        if (line is null)
            return AllTargets;
        string[] targets = line[TargetsDirective.Length..].Split(' ');
        if (targets.Except(AllTargets).Any())
            throw new FormatException(name + ": unknown target in '" + line + "'");
        return targets;
    }
}

/// <summary>Finds the cases. The folder <c>modules</c> holds no cases but what device-only ones load.</summary>
static class LuaCases
{
    const string Folder = "tests/lua";
    const string ModulesTopic = "modules";

    /// <summary>Names of all cases for a target, for <c>MemberData</c>: one row, one name.</summary>
    public static IEnumerable<object[]> For(string target) =>
        All().Where(c => c.Targets.Contains(target)).Select(c => new object[] { c.Name });

    /// <summary>Every case, ordered by name.</summary>
    public static IEnumerable<LuaCase> All() => Names().Where(n => !IsModule(n)).Select(Read);

    /// <summary>The modules a device-only case finds in its image, ordered by name.</summary>
    public static IEnumerable<LuaCase> Modules() => Names().Where(IsModule).Select(Read);

    /// <summary>The case of that name.</summary>
    public static LuaCase Read(string name) =>
        LuaCase.Parse(name, File.ReadAllBytes(Repo.PathOf(Folder + "/" + name + ".lua")));

    static IEnumerable<string> Names()
    {
        string root = Repo.PathOf(Folder);
        return Directory.EnumerateFiles(root, "*.lua", SearchOption.AllDirectories)
            .Select(path => Path.ChangeExtension(Path.GetRelativePath(root, path), null).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
    }

    static bool IsModule(string name) => name.StartsWith(ModulesTopic + "/", StringComparison.Ordinal);
}
