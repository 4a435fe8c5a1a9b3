using System.Text;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using LuaDiagnostic = Lfs.Compiler.Diagnostics.Diagnostic;

namespace Lfs.Generator;

/// <summary>A <c>LuaModule</c> item: the file and its metadata.</summary>
/// <param name="Text">The file as the IDE has it, saved or not.</param>
/// <param name="ModuleName">Its name in the image.</param>
/// <param name="ChunkPath">Its path in the project, with <c>/</c>; <c>@</c> + this is the chunk name.</param>
/// <param name="AccessorName">The C# name the user wants; empty to derive it.</param>
/// <param name="Strip">What debug data to drop; empty for the project's choice.</param>
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

        string moduleName = Metadata("ModuleName");
        if (moduleName.Length == 0)
            return null;
        string chunkPath = Metadata("ChunkPath");
        return new LuaFile(
            text,
            moduleName,
            chunkPath.Length == 0 ? text.Path.Replace('\\', '/') : chunkPath,
            Metadata("AccessorName"),
            Metadata("Strip"),
            !Metadata("Compile").Equals("false", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>How the file is compiled in a project.</summary>
    /// <param name="target">The project's target.</param>
    /// <param name="debug">The project's debug level, which the item may change.</param>
    /// <param name="problems">Takes a wrong <c>Strip</c>.</param>
    public CompileOptions OptionsFor(
        LuaTarget target, DebugLevel debug, ICollection<LuaDiagnostic> problems) =>
        new(target, ProjectSettings.ReadDebug("Strip", Strip, debug, problems));

    /// <summary>Compiles the file. One edit, one call.</summary>
    public LuaModule Compile(LuaTarget target, DebugLevel debug, CancellationToken cancellation)
    {
        var wrongMetadata = new List<LuaDiagnostic>();
        CompileOptions options = OptionsFor(target, debug, wrongMetadata);
        byte[] bytes = BytesOf(Text.GetText(cancellation));
        CompiledModule compiled = LfsCompiler.Compile(LuaSource.FromFile(ChunkPath, bytes), options);
        return new LuaModule(this, options, bytes, compiled, wrongMetadata);
    }

    /// <summary>The file's bytes, which Roslyn has decoded: encoding them again gives them back.</summary>
    static byte[] BytesOf(SourceText? text)
    {
        if (text is null)
            return [];

        Encoding encoding = text.Encoding ?? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return [.. encoding.GetPreamble(), .. encoding.GetBytes(text.ToString())];
    }
}
