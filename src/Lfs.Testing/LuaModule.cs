using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Runtime;

namespace Lfs.Testing;

/// <summary>A module for an image.</summary>
/// <param name="Name">The name by which programs find it.</param>
/// <param name="Source">Its text.</param>
sealed record LuaModule(string Name, LuaSource Source)
{
    /// <summary>All modules that options name, in ordinal order of their names.</summary>
    public static IReadOnlyList<LuaModule> Of(TestDeviceOptions options)
    {
        LuaVersion version = TargetOf(options.Target).Version;
        IEnumerable<LuaModule> texts = options.Modules.Select(module =>
            new LuaModule(module.Key, LuaSource.FromText($"@{module.Key}.lua", module.Value)));
        IEnumerable<LuaModule> files = options.ModuleFiles
            .SelectMany(pattern => Required(options.Root, pattern))
            .Distinct()
            .Select(path => new LuaModule(
                ProjectFile.ModuleNameOf(path, version),
                LuaSource.FromFile(path, File.ReadAllBytes(Path.Combine(options.Root, path)))));
        return [.. texts.Concat(files).Concat(options.OtherModules)
            .OrderBy(module => module.Name, StringComparer.Ordinal)];
    }

    static IReadOnlyList<string> Required(string root, string pattern)
    {
        IReadOnlyList<string> found = FilePattern.Find(root, pattern);
        return found.Count > 0 ? found
            : throw new FileNotFoundException($"No file of '{root}' matches '{pattern}'.");
    }

    /// <summary>Links modules into an image.</summary>
    /// <exception cref="LuaException">A module does not compile, or the image cannot be linked.</exception>
    public static byte[] Link(IReadOnlyList<LuaModule> modules, string targetName, uint maxBytes)
    {
        LuaTarget target = TargetOf(targetName);
        Proto[] mains = [.. modules.Select(module => module.Compile(target))];
        LinkedImage linked = LfsCompiler.Link(
            mains, new ImageOptions(target, MaxBytes: (int)maxBytes),
            [.. modules.Select(module => LuaString.FromText(module.Name))]);
        return linked.Image is { } image ? image.ToBytes() : throw Failure(linked.Diagnostics);
    }

    Proto Compile(LuaTarget target)
    {
        CompiledModule compiled = LfsCompiler.Compile(Source, new CompileOptions(target));
        return compiled.Main ?? throw Failure(compiled.Diagnostics);
    }

    static LuaException Failure(IReadOnlyList<Diagnostic> diagnostics) => new(
        string.Join('\n', diagnostics.Select(found =>
            found.Path is null ? found.Message : $"{found.Path}:{found.Line}: {found.Message}")),
        LuaErrorKind.Syntax);

    /// <summary>The target of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static LuaTarget TargetOf(string name) =>
        LuaTarget.All.FirstOrDefault(target => target.Name == name && target.RunsOnDevice)
            ?? throw new ArgumentException($"'{name}' is no target that a device runs.", nameof(name));
}
