using System.Collections.Concurrent;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Lints;

/// <summary>What the rules know of a project beside its texts.</summary>
/// <param name="Target">The target.</param>
public sealed record LintSettings(LuaTarget Target)
{
    /// <summary>The names of the files in the device's file system, as far as the project has them.</summary>
    public IReadOnlyList<string> SpiffsFiles { get; init; } = [];

    /// <summary>The C modules of the firmware beside the modelled ones; null if it is not known: then any.
    /// </summary>
    public IReadOnlyList<string>? DeviceModules { get; init; }

    /// <summary>True if modules of a System image are there, too, whose names are not known.</summary>
    public bool HasSystemImage { get; init; }
}

/// <summary>All files of a project, as far as its rules need them.</summary>
public sealed class ProjectFacts
{
    readonly LintSettings _settings;
    readonly HashSet<string> _inImage;
    readonly HashSet<string> _outside;
    readonly HashSet<string> _defined = new(StringComparer.Ordinal);
    readonly HashSet<string> _definedFields = new(StringComparer.Ordinal);
    readonly HashSet<string> _provided = new(StringComparer.Ordinal);
    readonly Dictionary<string, FileFacts> _byName = new(StringComparer.Ordinal);
    readonly HashSet<string> _spiffs;
    readonly ConcurrentDictionary<FileFacts, IReadOnlyList<Diagnostic>> _findings = [];
    readonly Lazy<HashSet<string>> _imageStrings;

    /// <summary>Joins the facts of a project's files.</summary>
    /// <param name="settings">What it knows beside them.</param>
    /// <param name="files">The facts.</param>
    public ProjectFacts(LintSettings settings, IReadOnlyList<FileFacts> files)
    {
        _settings = settings;
        Files = files;
        Device = DeviceNames.Of(settings.Target);
        _inImage = new(Names(files, isInImage: true), StringComparer.Ordinal);
        _outside = new(Names(files, isInImage: false), StringComparer.Ordinal);
        _spiffs = new(settings.SpiffsFiles, StringComparer.Ordinal);
        foreach (FileFacts file in files)
        {
            _defined.UnionWith(file.Defined);
            _definedFields.UnionWith(file.DefinedFields);
            _provided.UnionWith(file.Provided);
            HasDynamicGlobals |= file.HasDynamicGlobals;
            _byName[file.File.ModuleName] = file;
        }
        _imageStrings = new(StringsOfImage);
    }

    /// <summary>The files.</summary>
    public IReadOnlyList<FileFacts> Files { get; }

    /// <summary>The names of the device.</summary>
    internal DeviceNames Device { get; }

    /// <summary>True if a file gives <c>_G</c> a metatable.</summary>
    internal bool HasDynamicGlobals { get; }

    /// <summary>The target.</summary>
    internal LuaTarget Target => _settings.Target;

    /// <summary>True if the image has modules whose names are not known.</summary>
    internal bool HasUnknownModules => _settings.HasSystemImage;

    /// <summary>The strings that are in flash.</summary>
    internal HashSet<string> ImageStrings => _imageStrings.Value;

    /// <summary>The findings in a file, in the order of its text.</summary>
    /// <remarks>They are made once, and kept as long as no file of the project changes.</remarks>
    /// <param name="file">One of the files.</param>
    public IReadOnlyList<Diagnostic> FindingsIn(FileFacts file) =>
        _findings.GetOrAdd(file, one => Linter.Lint(one, this));

    /// <summary>True if a module is in the image.</summary>
    internal bool IsInImage(string module) => _inImage.Contains(module);

    /// <summary>True if a module is checked, but left out of the image.</summary>
    internal bool IsOutside(string module) => _outside.Contains(module);

    /// <summary>True if a file makes a module for <c>require</c>.</summary>
    internal bool Provides(string module) => _provided.Contains(module);

    /// <summary>True if the device has a file.</summary>
    internal bool HasFile(string name) => _spiffs.Contains(name);

    /// <summary>A module of the image that differs in case only; null if there is none.</summary>
    internal string? InOtherCase(string module) => _inImage.Concat(_outside)
        .FirstOrDefault(name => name.Equals(module, StringComparison.OrdinalIgnoreCase));

    /// <summary>The functions of a module; null if it is none of the project.</summary>
    internal IReadOnlyDictionary<string, Signature>? ExportsOf(string module) =>
        _byName.TryGetValue(module, out FileFacts? file) && !file.HasErrors ? file.Exports : null;

    /// <summary>True if a file of the project defines a global.</summary>
    internal bool Defines(string name) => _defined.Contains(name);

    /// <summary>True if a file of the project defines a field of a library.</summary>
    internal bool DefinesField(string path) => _definedFields.Contains(path);

    /// <summary>True for a C module that the firmware has, or may have.</summary>
    internal bool IsDeviceModule(string name) => _settings.DeviceModules is { } chosen
        ? chosen.Contains(name)
        : DeviceNames.IsFirmwareModule(name);

    /// <summary>True if another file than this one names a global.</summary>
    internal bool IsMentionedElsewhere(string name, FileFacts file) =>
        Files.Any(other => other != file && other.Mentioned.Contains(name));

    static IEnumerable<string> Names(IReadOnlyList<FileFacts> files, bool isInImage) => files
        .Where(file => file.File.IsInImage == isInImage && !file.Suppressions.IsMeta)
        .Select(file => file.File.ModuleName);

    HashSet<string> StringsOfImage()
    {
        HashSet<string> strings = new(StringComparer.Ordinal);
        foreach (FileFacts file in Files.Where(file => file.File.IsInImage))
            strings.UnionWith(file.Strings);
        return strings;
    }
}
