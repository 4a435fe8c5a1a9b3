using System.Text;
using Lfs.Analysis.Lints;
using Lfs.Analysis.Syntax;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Tests;

/// <summary>A project of Lua files, as the rules see it.</summary>
/// <param name="target">The target.</param>
sealed class LintedProject(LuaTarget target)
{
    readonly List<FileFacts> _files = [];

    public LintedProject()
        : this(LuaTarget.Lua51)
    {
    }

    public string[] SpiffsFiles { get; init; } = [];

    public string[]? DeviceModules { get; init; }

    public bool HasSystemImage { get; init; }

    /// <summary>Adds a module; its file is named after it.</summary>
    public LintedProject With(string module, string text, bool isInImage = true) =>
        With(module + ".lua", module, Encoding.UTF8.GetBytes(text), isInImage);

    public LintedProject With(string path, string module, byte[] text, bool isInImage = true)
    {
        LuaTree tree = LuaTree.Parse(LuaSource.FromFile(path, text), target);
        _files.Add(FileFacts.Of(tree, new LintedFile(path, module, isInImage), target));
        return this;
    }

    /// <summary>The findings in all files, as <c>path(line,column): id message</c>.</summary>
    public IEnumerable<Diagnostic> Lint()
    {
        var settings = new LintSettings(target)
        {
            SpiffsFiles = SpiffsFiles,
            DeviceModules = DeviceModules,
            HasSystemImage = HasSystemImage,
        };
        var project = new ProjectFacts(settings, _files);
        return _files.SelectMany(project.FindingsIn);
    }

    /// <summary>The findings in a text that is alone.</summary>
    public static string[] Of(string text, LuaTarget? target = null, string module = "a", bool isInImage = true) =>
    [
        .. new LintedProject(target ?? LuaTarget.Lua51)
            .With(module, text, isInImage).Lint().Select(Short),
    ];

    /// <summary>A finding in short: <c>LFS0206 2:5</c>.</summary>
    public static string Short(Diagnostic found) => found.Span is { } span
        ? $"{found.Id.Code()} {span.Line}:{span.Column}"
        : found.Id.Code();
}
