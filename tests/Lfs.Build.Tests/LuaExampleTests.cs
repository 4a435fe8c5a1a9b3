using System.Text;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;
using Lfs.Tests;

namespace Lfs.Build.Tests;

/// <summary>Every example in Lua of every document compiles for each build of the firmware, and is run by a
/// test.</summary>
/// <remarks>One that is a file, by a comment in its first line, belongs to what stands around it: C# that calls it
/// (<see cref="SnippetTests"/>, <see cref="TutorialTests"/>) or a session of the tool. Any other is typed at the
/// prompt of a device, on which the folder <c>snippets</c> has put its files.</remarks>
public class LuaExampleTests
{
    /// <summary>Examples that are not run as they stand, with what is done instead.</summary>
    static readonly Dictionary<string, string> NotRun = new()
    {
        ["docs/diagnostics.md"] = "fragments, with a mistake on purpose: LintDocumentTests compares what is reported",
        ["docs/cli.md"] = "the configuration of Neovim, which has another Lua",
    };

    public static TheoryData<string> Places => [.. Documents.FencesIn("lua").Select(fence => fence.Place)];

    public static TheoryData<string, string> Typed
    {
        get
        {
            TheoryData<string, string> runs = [];
            foreach (Fence fence in Documents.FencesIn("lua").Where(IsTyped))
            {
                runs.Add(fence.Place, "5.1");
                runs.Add(fence.Place, "5.3");
            }
            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Compiles(string place)
    {
        Fence fence = Documents.FenceAt(place);
        foreach (LuaTarget target in LuaTarget.All)
        {
            CompiledModule module = LfsCompiler.Compile(
                LuaSource.FromFile(fence.Document, Encoding.UTF8.GetBytes(fence.Text)), new CompileOptions(target));

            IEnumerable<string> found = module.Diagnostics.Select(found => $"line {found.Line}: {found.Message}");
            Assert.True(!found.Any(), $"{place} for {target.Name}: {string.Join("; ", found)}");
        }
    }

    [Theory]
    [MemberData(nameof(Typed))]
    public void Runs_at_the_prompt(string place, string target)
    {
        Fence fence = Documents.FenceAt(place);
        var output = new StringWriter();
        string name = Path.GetFileNameWithoutExtension(fence.Document);
        string files = Repo.PathOf($"tests/Lfs.Build.Tests/snippets/{name}/files");
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            Startup = true,
            Output = new LuaTextStream(() => output),
            Files = Directory.EnumerateFiles(files)
                .ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes),
        });
        device.RunUntilIdle();

        foreach (string line in fence.Text.TrimEnd().Split('\n'))
        {
            device.Send(line + "\n");
            device.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.DoesNotContain("traceback", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("stdin:", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, device.CallbackErrors);
        // What the example leaves: the image that it has made and loaded, and the size of the other.
        Assert.True(device.LfsBytesUsed > 0, output.ToString());
        Assert.Matches("\n[0-9]+\r?\n", output.ToString());
    }

    /// <summary>No file belongs to nothing, and no exception has lost its example.</summary>
    [Fact]
    public void Each_is_run()
    {
        Fence[] fences = [.. Documents.FencesIn("lua")];
        foreach (Fence fence in fences.Where(fence => fence.File is not null))
        {
            string text = Documents.TextOf(fence.Document);
            Assert.True(
                Documents.FencesOf(fence.Document).Any(other => other.Language == "csharp")
                    || text.Contains("\n    $ lfs ", StringComparison.Ordinal),
                $"{fence.Place}: neither C# nor a session uses the file.");
        }

        IEnumerable<string> notRun = fences
            .Where(fence => fence.File is null && !IsTyped(fence))
            .Select(fence => fence.Document);
        Assert.Equal(NotRun.Keys.Order(), notRun.Distinct().Order());
        Assert.Contains(fences, IsTyped);
    }

    static bool IsTyped(Fence fence) => fence.File is null && !NotRun.ContainsKey(fence.Document);
}
