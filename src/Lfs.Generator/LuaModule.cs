using System.Security.Cryptography;
using System.Text;
using Lfs.Analysis;
using Lfs.Analysis.Shapes;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Generator.Typed;
using LuaDiagnostic = Lfs.Compiler.Diagnostics.Diagnostic;

namespace Lfs.Generator;

/// <summary>A compiled file. Two are equal if they were made from the same bytes
/// with the same options.</summary>
/// <remarks>Compilation depends on its inputs only, so equality compares the inputs
/// and not the Proto.</remarks>
sealed class LuaModule : IEquatable<LuaModule>
{
    readonly (string Path, string Name, string ChunkPath, string Accessor, bool IsInImage) _item;
    readonly CompileOptions _options;

    public LuaModule(
        LuaFile file, CompileOptions options, byte[] bytes, CompiledModule compiled, ModuleReading reading,
        IEnumerable<LuaDiagnostic> itemProblems)
    {
        _item = ItemOf(file, options.Target.Version);
        _options = options;
        Hash = HashOf(bytes);
        Identity = Encoding.UTF8.GetBytes($"{Name}\n{ChunkPath}\n{Hash}\n");
        Linked = compiled.Main is { } main ? new ProjectModule(Name, main).Measured(options.Target) : null;
        Findings = new ValueList<LocatedDiagnostic>(
            compiled.Diagnostics.Concat(reading.Problems)
                .Select(found => LocatedDiagnostic.In(found, Path, bytes)));
        Source = new ModuleSource(
            ModuleNames.Of(_item.Name, _item.Path, _item.ChunkPath, _item.Accessor, reading.Shape),
            reading.Shape);
        ItemProblems = new ValueList<LocatedDiagnostic>(
            itemProblems.Select(found => LocatedDiagnostic.In(found, Path, bytes)));
    }

    /// <summary>The path of the file, as Roslyn names it.</summary>
    public string Path => _item.Path;

    /// <summary>The name in the image.</summary>
    public string Name => _item.Name;

    /// <summary>The path in the project.</summary>
    public string ChunkPath => _item.ChunkPath;

    /// <summary>False for a file that is only checked.</summary>
    public bool IsInImage => _item.IsInImage;

    /// <summary>The SHA-256 of the file's bytes.</summary>
    public string Hash { get; }

    /// <summary>What the hash of an image is made of: the module's names and <see cref="Hash"/>.</summary>
    public byte[] Identity { get; }

    /// <summary>The module to link; null if the file has an error.</summary>
    public ProjectModule? Linked { get; }

    /// <summary>The diagnostics of the text: the compiler's, then those of its annotations.</summary>
    public ValueList<LocatedDiagnostic> Findings { get; }

    /// <summary>The diagnostics of the item's metadata.</summary>
    public ValueList<LocatedDiagnostic> ItemProblems { get; }

    /// <summary>The part of the module that the generated C# depends on.</summary>
    public ModuleSource Source { get; }

    /// <summary>The module as hot reload watches it.</summary>
    public WatchedModule Watched => new(Path, ChunkPath, Name, _options.Debug);

    /// <summary>True if compiling the same text for this item with these options would
    /// give an equal module.</summary>
    public bool IsMadeFrom(LuaFile file, CompileOptions options) =>
        _item == ItemOf(file, options.Target.Version) && _options == options;

    public bool Equals(LuaModule? other) =>
        other is not null && _item == other._item && _options == other._options && Hash == other.Hash;

    public override bool Equals(object? obj) => Equals(obj as LuaModule);

    public override int GetHashCode() => Hash.GetHashCode();

    static (string, string, string, string, bool) ItemOf(LuaFile file, LuaVersion version) =>
        (file.Text.Path, file.NameFor(version), file.ChunkPath, file.AccessorName, file.IsInImage);

    static string HashOf(byte[] bytes)
    {
        using SHA256 sha = SHA256.Create();
        return Hex.Of(sha.ComputeHash(bytes));
    }
}

/// <summary>A module that is recompiled when its file is saved while the program runs.</summary>
/// <param name="Path">The file.</param>
/// <param name="ChunkPath">The file as the project names it.</param>
/// <param name="Name">The name in the image.</param>
/// <param name="Debug">The debug data to keep.</param>
sealed record WatchedModule(string Path, string ChunkPath, string Name, DebugLevel Debug);
