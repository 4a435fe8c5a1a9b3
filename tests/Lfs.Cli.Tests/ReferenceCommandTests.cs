using System.Security.Cryptography;
using System.Text.Json;
using Lfs.Tests;
using Xunit.Abstractions;

namespace Lfs.Cli.Tests;

/// <summary>Every command line of the goldens, given to <c>lfs compile</c>.</summary>
public class ReferenceCommandTests(ITestOutputHelper output)
{
    const string Goldens = "tests/Lfs.Compiler.Tests/goldens/";

    [Theory]
    [InlineData("51f", "5.1")]
    [InlineData("51i", "5.1-int")]
    [InlineData("51dw", "5.1-dword")]
    public void The_same_command_line_gives_the_same_bytes_or_message(string variant, string target)
    {
        byte[] file = File.ReadAllBytes(Repo.PathOf(Goldens + "manifest.json"));
        JsonElement manifest = JsonDocument.Parse(file).RootElement;
        List<JsonProperty> entries = [.. manifest.EnumerateObject()
            .Where(entry => entry.Name.StartsWith(variant + "/", StringComparison.Ordinal))];
        using var session = new Session();

        List<string> wrong = [.. entries.Where(e => !IsEqual(session, target, e.Value)).Select(e => e.Name)];

        int count = entries.Count;
        output.WriteLine($"{variant}: {count - wrong.Count} of {count} command lines are equal");
        Assert.True(count > 50);
        Assert.Empty(wrong);
    }

    static bool IsEqual(Session session, string target, JsonElement golden)
    {
        string[] command = golden.GetProperty("cmd").GetString()!.Split(' ');
        string file = session.PathOf("output");
        File.Delete(file);
        string[] args = command[1..];
        args[Array.IndexOf(args, "-o") + 1] = file;

        Ending ending = session.RunIn(Repo.PathOf(Goldens + "src"), ["compile", "--target", target, .. args]);

        if (golden.TryGetProperty("error", out JsonElement error))
        {
            string message = error.GetString()!.Replace(command[0] + ": ", "lfs: ") + "\n";
            return (ending.Code, ending.Error) == (1, message);
        }
        return ending.Code == 0
            && Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))
                == golden.GetProperty("sha256").GetString();
    }
}
