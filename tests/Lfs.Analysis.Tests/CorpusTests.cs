using Lfs.Analysis.Lints;
using Lfs.Analysis.Syntax;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Tests;

namespace Lfs.Analysis.Tests;

/// <summary>The rules over programs that people wrote: every finding was read, and is right.</summary>
public class CorpusTests
{
    /// <summary>A folder with a checkout of nodemcu-firmware 36cbf9f0, whose Lua files are not ours to keep here.
    /// </summary>
    static readonly string? Corpus = Environment.GetEnvironmentVariable("LFS_CORPUS");

    [Fact]
    public void The_findings_in_our_own_programs_were_read_by_a_person()
    {
        List<string> lines = [];
        foreach (string folder in Directory.GetDirectories(Repo.PathOf("tests/lua")).Order(StringComparer.Ordinal))
            lines.AddRange(Lint(Repo.Root, [.. LuaFiles(folder)], _ => false));
        lines.AddRange(Lint(Repo.Root, [.. LuaFiles(Repo.PathOf("sample-project/lua"))], _ => true));

        Golden.Check(typeof(CorpusTests), string.Join("\n", lines) + "\n");
    }

    [CorpusFact]
    public void The_findings_in_the_modules_and_examples_of_NodeMCU_were_read_by_a_person()
    {
        List<string> lines = [];
        string modules = Path.Combine(Corpus!, "lua_modules");
        string[] known = [.. LuaFiles(modules)];
        IEnumerable<string> folders = new[] { "lua_modules", "lua_examples" }
            .SelectMany(name => Directory.GetDirectories(Path.Combine(Corpus!, name)).Append(Path.Combine(Corpus!, name)))
            .Order(StringComparer.Ordinal);
        foreach (string folder in folders)
        {
            bool isTop = Path.GetFileName(folder) is "lua_modules" or "lua_examples";
            string[] files = isTop ? [.. Directory.GetFiles(folder, "*.lua").Order(StringComparer.Ordinal)] : [.. LuaFiles(folder)];
            // A folder is a project of its own, which can use every module. An example in one file alone.
            foreach (string[] project in isTop ? files.Select(file => new[] { file }) : [files])
                lines.AddRange(Lint(Corpus!, project, path => path.StartsWith(modules, StringComparison.Ordinal), known));
        }

        Golden.Check(typeof(CorpusTests), string.Join("\n", lines) + "\n");
    }

    static IEnumerable<string> LuaFiles(string folder) =>
        Directory.GetFiles(folder, "*.lua", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    static IEnumerable<string> Lint(
        string root, string[] files, Func<string, bool> isInImage, string[]? modules = null)
    {
        string[] all = [.. files, .. (modules ?? []).Except(files)];
        var target = LuaTarget.Lua51;
        List<FileFacts> facts = [];
        foreach (string file in all)
        {
            string path = Path.GetRelativePath(root, file).Replace('\\', '/');
            LuaTree tree = LuaTree.Parse(LuaSource.FromFile(path, File.ReadAllBytes(file)), target);
            // A program for 5.3 only.
            if (tree.Errors.Count > 0)
                tree = LuaTree.Parse(LuaSource.FromFile(path, File.ReadAllBytes(file)), target = LuaTarget.Lua53);
            string name = ProjectFile.ModuleNameOf(file, target.Version);
            facts.Add(FileFacts.Of(tree, new LintedFile(path, name, isInImage(file)), target));
        }
        var project = new ProjectFacts(new LintSettings(target), facts);
        return facts.Take(files.Length).SelectMany(project.FindingsIn).Select(found =>
            $"{found.Path}({found.Span?.Line ?? 0}): {found.Id.Code()} {found.Message}");
    }

    /// <summary>A test that needs the corpus, and says so where it is not there.</summary>
    sealed class CorpusFactAttribute : FactAttribute
    {
        public CorpusFactAttribute()
        {
            if (Corpus is null)
                Skip = "LFS_CORPUS does not name a checkout of nodemcu-firmware.";
        }
    }
}
