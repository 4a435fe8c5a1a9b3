using System.Security.Cryptography;
using System.Text.Json;
using Lfs.Tests;

namespace Lfs.Compiler.Tests;

/// <summary>The output of the reference compiler for the sources in <c>goldens/src</c>.</summary>
/// <param name="Name">Variant and file, as in <c>51f/ops.lua.lc</c>.</param>
/// <param name="Command">The command line, run in <c>goldens/src</c> at time 1600000000.</param>
/// <param name="Sha256">Of the output; null if there was an error.</param>
/// <param name="Size">Bytes of the output.</param>
/// <param name="Error">What the reference said; null if all went well.</param>
sealed record Golden(string Name, string Command, string? Sha256, int Size, string? Error)
{
    public string[] Arguments { get; } = Command.Split(' ')[1..];

    public bool IsMadeFrom(byte[] bytes) =>
        bytes.Length == Size && Convert.ToHexStringLower(SHA256.HashData(bytes)) == Sha256;
}

static class GoldenManifest
{
    const string Folder = "tests/Lfs.Compiler.Tests/goldens/";

    public static IReadOnlyList<Golden> All { get; } = ReadManifest();

    public static IEnumerable<Golden> Of(string variant) =>
        All.Where(g => g.Name.StartsWith(variant + "/", StringComparison.Ordinal));

    public static string[] SourceNames { get; } =
        [.. Directory.GetFiles(Repo.PathOf(Folder + "src"))
            .Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    public static byte[] Source(string name) => File.ReadAllBytes(Repo.PathOf(Folder + "src/" + name));

    /// <summary>The features of 5.3 that the other sources do not use.</summary>
    public static byte[] Lua53Source() => File.ReadAllBytes(Repo.PathOf(Folder + "lua53.lua"));

    public static JsonElement SyntaxErrors() => Read("syntax-errors.json").GetProperty("cases");

    static JsonElement Read(string name) =>
        JsonDocument.Parse(File.ReadAllBytes(Repo.PathOf(Folder + name))).RootElement;

    static Golden[] ReadManifest() => [.. Read("manifest.json").EnumerateObject().Select(entry => new Golden(
        entry.Name,
        entry.Value.GetProperty("cmd").GetString()!,
        Text(entry.Value, "sha256"),
        entry.Value.TryGetProperty("size", out JsonElement size) ? size.GetInt32() : 0,
        Text(entry.Value, "error")))];

    static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
