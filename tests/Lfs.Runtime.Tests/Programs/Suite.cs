using System.Text;

namespace Lfs.Tests;

/// <summary>A test suite that is public but not part of this repository.</summary>
/// <param name="Variable">The environment variable that names the folder with its files.</param>
/// <param name="Prelude">The file in <c>tests/Conformance</c> that runs before each of its files.</param>
/// <param name="Skipped">Files that test what a device lacks as a whole, and why.</param>
/// <param name="Patches">The changes to its files, in the order in which they are made.</param>
sealed record Suite(
    string Variable, string Prelude, IReadOnlyDictionary<string, string> Skipped,
    IReadOnlyList<SuitePatch> Patches)
{
    /// <summary>The official suite of Lua 5.1.</summary>
    public static Suite Lua51 { get; } =
        new("LUA51_TESTS", "suite51.lua", SuitePatches51.Skipped, SuitePatches51.All);

    /// <summary>The official suite of Lua 5.3.4, the last there is for 5.3.</summary>
    public static Suite Lua53 { get; } =
        new("LUA53_TESTS", "suite53.lua", SuitePatches53.Skipped, SuitePatches53.Official);

    /// <summary>The copy that the firmware keeps for its own Lua 5.3: app/lua53/host/tests.</summary>
    public static Suite Firmware53 { get; } =
        new("NODEMCU53_TESTS", "suite53.lua", SuitePatches53.Skipped, SuitePatches53.Firmware);

    /// <summary>The folder with the files; null where it is not at hand.</summary>
    public string? Folder => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;

    /// <summary>Its files, as a device of a target can run them.</summary>
    public Dictionary<string, byte[]> Files(string target)
    {
        SuitePatch[] patches = [.. Patches, .. target == "5.1-int" ? SuitePatches51.Integer : []];
        return Directory.GetFiles(Folder!).ToDictionary(
            path => Path.GetFileName(path),
            path => Adapt(patches.Where(p => p.File == Path.GetFileName(path)), File.ReadAllBytes(path)));
    }

    static byte[] Adapt(IEnumerable<SuitePatch> patches, byte[] source)
    {
        string text = Encoding.Latin1.GetString(source);
        foreach (SuitePatch patch in patches)
            text = patch.Apply(text);
        return Encoding.Latin1.GetBytes(text);
    }
}
