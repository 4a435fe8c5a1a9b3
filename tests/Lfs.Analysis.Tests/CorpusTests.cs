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

    static readonly string[] Roots = ["lua_modules", "lua_examples"];

    /// <summary>The cases are loaded into RAM; that their strings are not in flash is no news.</summary>
    [Fact]
    public void The_findings_in_our_own_programs_were_read_by_a_person()
    {
        List<Diagnostic> found = [];
        string[] modules = [.. LuaFiles(Repo.PathOf("tests/lua/modules"))];
        foreach (string folder in Directory.GetDirectories(Repo.PathOf("tests/lua")).Order(StringComparer.Ordinal))
        {
            foreach (var files in LuaFiles(folder).GroupBy(TargetOf))
                found.AddRange(Lint(files.Key, Repo.Root, [.. files], path => modules.Contains(path), modules));
        }
        string[] sample = [.. LuaFiles(Repo.PathOf("sample-project/lua"))];
        found.AddRange(Lint(LuaTarget.Lua51, Repo.Root, sample, _ => true, []));

        Golden.Check(typeof(CorpusTests), string.Concat(found
            .Where(one => one.Id != DiagnosticId.StringsInRam)
            .Select(one => $"{one.Path}({one.Line}): {one.Id.Code()} {one.Message}\n")));
    }

    /// <summary>The list names places and rules, and why a person agrees; no text of the corpus.</summary>
    [CorpusFact]
    public void The_findings_in_the_modules_and_examples_of_NodeMCU_are_those_that_a_person_agrees_with()
    {
        string list = Repo.PathOf("tests/Lfs.Analysis.Tests/corpus-findings.txt");
        string[][] agreed = [.. File.ReadAllLines(list).Where(line => !line.StartsWith('#')).Select(line => line.Split(": "))];
        Assert.All(agreed, line => Assert.True(line.Length >= 3 && line[2].Length > 10, string.Join(": ", line)));

        IEnumerable<string> found = InCorpus().Select(one => $"{one.Path}({one.Line}): {one.Id.Code()}");

        Assert.Equal(agreed.Select(line => $"{line[0]}: {line[1]}"), found);
    }

    static IEnumerable<Diagnostic> InCorpus()
    {
        string library = Path.Combine(Corpus!, "lua_modules");
        string[] modules = [.. LuaFiles(library)];
        IEnumerable<string> folders = Roots
            .SelectMany(name => Directory.GetDirectories(Path.Combine(Corpus!, name)).Append(Path.Combine(Corpus!, name)))
            .Order(StringComparer.Ordinal);
        foreach (string folder in folders)
        {
            // A folder is a project, an example in one file alone; each can use every module of the library.
            bool isRoot = Roots.Contains(Path.GetFileName(folder));
            string[][] projects = isRoot
                ? [.. Directory.GetFiles(folder, "*.lua").Order(StringComparer.Ordinal).Select(file => new[] { file })]
                : [[.. LuaFiles(folder)]];
            foreach (Diagnostic found in projects.SelectMany(files =>
                Lint(LuaTarget.Lua51, Corpus!, files, path => path.StartsWith(library, StringComparison.Ordinal), modules)))
            {
                yield return found;
            }
        }
    }

    static LuaTarget TargetOf(string path) =>
        path.Contains("_53.lua", StringComparison.Ordinal) || Path.GetFileName(Path.GetDirectoryName(path)) == "utf8"
            ? LuaTarget.Lua53
            : Path.GetFileName(Path.GetDirectoryName(path)) == "int" ? LuaTarget.Lua51Int : LuaTarget.Lua51;

    static IEnumerable<string> LuaFiles(string folder) =>
        Directory.GetFiles(folder, "*.lua", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    static IEnumerable<Diagnostic> Lint(
        LuaTarget target, string root, string[] files, Func<string, bool> isInImage, string[] modules)
    {
        List<FileFacts> facts = [];
        foreach (string file in files.Concat(modules.Except(files)))
        {
            string path = Path.GetRelativePath(root, file).Replace('\\', '/');
            LuaTree tree = LuaTree.Parse(LuaSource.FromFile(path, File.ReadAllBytes(file)), target);
            string name = ProjectFile.ModuleNameOf(file, target.Version);
            facts.Add(FileFacts.Of(tree, new LintedFile(path, name, isInImage(file)), target));
        }
        var project = new ProjectFacts(new LintSettings(target), facts);
        return facts.Take(files.Length).SelectMany(project.FindingsIn);
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
