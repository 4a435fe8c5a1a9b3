using Lfs.Analysis.Shapes;
using Lfs.Analysis.Syntax;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using LuaDiagnostic = Lfs.Compiler.Diagnostics.Diagnostic;

namespace Lfs.Generator;

/// <summary>A <c>LuaModule</c> item: the file and its metadata.</summary>
/// <param name="Text">The file as the IDE holds it, saved or not.</param>
/// <param name="ModuleName">Its name in the image; empty to derive it from the file's.</param>
/// <param name="ChunkPath">Its path in the project, with <c>/</c>. The chunk name is
/// <c>@</c> plus this path.</param>
/// <param name="AccessorName">The C# name that the user chose; empty to derive it.</param>
/// <param name="Strip">The debug data to drop; empty for the project's setting.</param>
/// <param name="IsInImage">False for a file that is only checked.</param>
sealed record LuaFile(
    AdditionalText Text, string ModuleName, string ChunkPath,
    string AccessorName, string Strip, bool IsInImage)
{
    /// <summary>Reads the item's metadata; null if the file is not a <c>LuaModule</c>.</summary>
    public static LuaFile? Read(AdditionalText text, AnalyzerConfigOptions options)
    {
        string Metadata(string name) =>
            options.TryGetValue("build_metadata.LuaModule." + name, out string? value) ? value : "";

        // Compiler options cut a value at ; and #, so our targets encode values that may contain them.
        string Exact(string name) =>
            Settings.DecodeBase64(Metadata(name + "Base64")) is { Length: > 0 } value
                ? value
                : Metadata(name);

        string moduleName = Exact("ModuleName");
        string chunkPath = Exact("ChunkPath");
        if (moduleName.Length == 0 && chunkPath.Length == 0)
            return null;
        return new LuaFile(
            text,
            moduleName,
            chunkPath.Length == 0 ? text.Path.Replace('\\', '/') : chunkPath,
            Metadata("AccessorName"),
            Metadata("Strip"),
            !Metadata("Compile").Equals("false", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The module's name in the image, from the item or from the file.</summary>
    public string NameFor(LuaVersion version) =>
        ModuleName.Length > 0 ? ModuleName : ProjectFile.ModuleNameOf(Text.Path, version);

    /// <summary>The compile options of the file in a project.</summary>
    /// <param name="target">The project's target.</param>
    /// <param name="debug">The project's debug level, which the item can override.</param>
    /// <param name="problems">Receives a diagnostic for an invalid <c>Strip</c>.</param>
    public CompileOptions OptionsFor(
        LuaTarget target, DebugLevel debug, ICollection<LuaDiagnostic> problems) =>
        new(target, ProjectSettings.ReadDebug("Strip", Strip, debug, problems));

    /// <summary>Reads the file's text.</summary>
    /// <param name="target">The project's target.</param>
    /// <param name="exact">The build's list of sources whose bytes are not derivable.</param>
    /// <param name="cancellation">Stops reading.</param>
    public LuaTree Parse(LuaTarget target, ExactSources exact, CancellationToken cancellation)
    {
        byte[] bytes = SourceBytes.Of(Text.GetText(cancellation), ChunkPath, exact);
        return LuaTree.Parse(LuaSource.FromFile(ChunkPath, bytes), target, cancellation);
    }

    /// <summary>Compiles the file. The pipeline calls this once for each edit.</summary>
    /// <param name="target">The project's target.</param>
    /// <param name="debug">The project's debug level.</param>
    /// <param name="tree">The file's text.</param>
    public LuaModule Compile(LuaTarget target, DebugLevel debug, LuaTree tree)
    {
        var problems = new List<LuaDiagnostic>();
        CompileOptions options = OptionsFor(target, debug, problems);
        string name = NameFor(target.Version);
        if (ModuleName.Length == 0 && ProjectFile.CheckName(Text.Path, name) is { } lostDot)
            problems.Add(lostDot);
        CompiledModule compiled = ProjectFile.Compile(ChunkPath, tree.Source, options).WithErrorsOf(tree);
        ModuleReading reading = ShapeReader.Read(tree, name, ChunkPath);
        return new LuaModule(this, options, tree.Source, compiled, reading, problems);
    }
}
