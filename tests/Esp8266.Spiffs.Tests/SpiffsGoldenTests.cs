using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lfs.Tests;
using Xunit.Abstractions;

namespace Esp8266.Spiffs.Tests;

/// <summary>What the reference answered, left in flash and did to flash: <c>goldens/README.md</c>.</summary>
public class SpiffsGoldenTests(ITestOutputHelper output)
{
    const string Folder = "tests/Esp8266.Spiffs.Tests/goldens/";

    [Fact]
    public void Answers_images_and_logs_are_those_of_the_reference()
    {
        List<string> wrong = [];
        int answers = 0;
        int images = 0;
        int logs = 0;
        JsonElement[] cases = [.. Manifest().GetProperty("cases").EnumerateArray()];
        foreach (JsonElement golden in cases)
        {
            string name = Text(golden, "name");
            var flash = new LoggedFlash(golden.GetProperty("bytes").GetInt32()) { IsLogging = true };

            string answered = OperationScript.Run(flash, Read(name + ".ops"));

            answers += Note(answered == Read(name + ".out"), name + ": answers");
            images += Note(Sha256(flash.Cells) == Text(golden, "image_sha256"), name + ": image");
            logs += Note(Sha256(Encoding.ASCII.GetBytes(flash.Log)) == Text(golden, "flash_log_sha256"), name + ": log");
        }

        output.Print("spiffs-goldens", $"goldens/spiffs {answers} of {cases.Length} answers, {images} images, {logs} logs");
        Assert.True(cases.Length >= 25);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        int Note(bool isEqual, string what)
        {
            if (!isEqual)
                wrong.Add(what);
            return isEqual ? 1 : 0;
        }
    }

    static JsonElement Manifest() => JsonDocument.Parse(Read("manifest.json")).RootElement;

    static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    static string Read(string name) => File.ReadAllText(Repo.PathOf(Folder + name));

    static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
