using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;

namespace Lfs.Compiler;

/// <summary>The result of linking: an image, or the errors.</summary>
/// <param name="Image">The image; null if and only if there is an error.</param>
/// <param name="Diagnostics">The errors and warnings; empty if there are none.</param>
public sealed record LinkedImage(LfsImage? Image, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The size of the image in bytes, even if it is too large; 0 if it was not laid out.</summary>
    public int Size { get; init; }

    /// <summary>The bytes that the image would save without each module, if it was measured.</summary>
    internal IReadOnlyList<int> BytesOf { get; init; } = [];
}

public static partial class LfsCompiler
{
    const int LargestNamed = 3;

    /// <summary>Links the main functions of modules, in the order given, into one image.</summary>
    /// <param name="modules">Main functions.</param>
    /// <param name="options">Target, build time, size limit.</param>
    /// <param name="names"> The name of each module; null to take each from its chunk name, as
    /// <c>luac.cross</c> does.
    /// </param>
    public static LinkedImage Link(
        IReadOnlyList<Proto> modules, ImageOptions options, IReadOnlyList<LuaString>? names = null)
    {
        LuaVersion version = options.Target.Version;
        names ??= [.. modules.Select(module => ModuleIndex.NameOf(module, version))];
        if (CheckNames(modules, names, options) is { Count: > 0 } wrongNames)
            return new LinkedImage(null, wrongNames);

        LoadedImage made = version == LuaVersion.Lua51
            ? Make51(modules, names, options)
            : Make53(modules, names, options);
        if (made.Image is not LfsImage image)
            return new LinkedImage(null, made.Diagnostics);
        LinkedImage result = image.Size > LimitOf(options)
            ? new LinkedImage(null, [TooLarge(image, LimitOf(options))])
            : new LinkedImage(image, []);
        return result with { Size = image.Size };
    }

    /// <summary>Computes the diagnostics and the size that <see cref="Link"/> would give,
    /// without making an image.</summary>
    /// <param name="modules">Main functions.</param>
    /// <param name="shares">The share of each module in the image.</param>
    /// <param name="options">The options of <see cref="Link"/>, without a System image.</param>
    /// <param name="names">The name of each module.</param>
    internal static LinkedImage Measure(
        IReadOnlyList<Proto> modules, IReadOnlyList<ModuleShare> shares, ImageOptions options,
        IReadOnlyList<LuaString> names)
    {
        if (!shares.All(share => share.IsFromText))
        {
            LinkedImage linked = Link(modules, options, names);
            LfsImage? image = linked.Image
                ?? Link(modules, options with { MaxBytes = int.MaxValue }, names).Image;
            int[] sizes = [.. image?.ReadContents().Modules.Select(module => module.Bytes) ?? []];
            return linked with { Image = null, BytesOf = sizes };
        }
        if (CheckNames(modules, names, options) is { Count: > 0 } wrongNames)
            return new LinkedImage(null, wrongNames);

        ImageSize size = ImageSize.Of(shares, names, options.Target);
        int limit = LimitOf(options);
        Diagnostic[] found = size.Bytes > limit
            ? [TooLarge(size.Bytes, limit, names.Select((name, i) => (name, size.BytesOf[i])))]
            : [];
        return new LinkedImage(null, found) { Size = size.Bytes, BytesOf = size.BytesOf };
    }

    static IReadOnlyList<Diagnostic> CheckNames(
        IReadOnlyList<Proto> modules, IReadOnlyList<LuaString> names, ImageOptions options)
    {
        int mostModules = ImageLimits.MaxModulesOf(options.Target);
        if (modules.Count > mostModules)
        {
            return [new Diagnostic(DiagnosticId.TooManyModules, null, null, 0, FormattableString.Invariant(
                $"an image can hold {mostModules} modules, but there are {modules.Count}"))];
        }
        bool canHaveDuplicates = options.AllowDuplicates && options.Target.Version == LuaVersion.Lua51;
        return canHaveDuplicates ? [] : [.. FindDuplicates(modules, names)];
    }

    static LoadedImage Make51(
        IReadOnlyList<Proto> modules, IReadOnlyList<LuaString> names, ImageOptions options)
    {
        Proto index = ModuleIndex.Lookup(modules, options.Target, options.BuildTime, names);
        return new LoadedImage(ImageBuilder.Build(index, options.Target), []);
    }

    // Builds the image from the file's bytes, with the same checks as a device that loads the file.
    static LoadedImage Make53(
        IReadOnlyList<Proto> modules, IReadOnlyList<LuaString> names, ImageOptions options)
    {
        byte[] file = ImageWriter53.ToBytes(ImageFile53.Of(modules, names, options));
        LoadedImage made = ImageReader53.ReadAnySize(file);
        return made.Image is not null && options.System is not null
            ? made.Image.WithSystem(options.System)
            : made;
    }

    static int LimitOf(ImageOptions options) =>
        Math.Min(options.MaxBytes, ImageLimits.MaxBytesOf(options.Target));

    static IEnumerable<Diagnostic> FindDuplicates(
        IReadOnlyList<Proto> modules, IReadOnlyList<LuaString> names)
    {
        var first = new Dictionary<LuaString, Proto>();
        for (int i = 0; i < modules.Count; i++)
        {
            if (first.TryGetValue(names[i], out Proto? other))
            {
                yield return new Diagnostic(
                    DiagnosticId.DuplicateModule, PathOf(modules[i]), null, 0,
                    $"the module '{names[i]}' is already made from '{PathOf(other)}'");
            }
            else
            {
                first.Add(names[i], modules[i]);
            }
        }
    }

    static Diagnostic TooLarge(LfsImage image, int limit) =>
        TooLarge(
            image.Size, limit, image.ReadContents().Modules.Select(module => (module.Name, module.Bytes)));

    static Diagnostic TooLarge(int bytes, int limit, IEnumerable<(LuaString Name, int Bytes)> modules)
    {
        IEnumerable<string> largest = modules
            .OrderByDescending(module => module.Bytes)
            .Take(LargestNamed)
            .Select(module => FormattableString.Invariant($"{module.Name} ({module.Bytes})"));
        string sizes = FormattableString.Invariant(
            $"the image has {bytes} bytes, {bytes - limit} more than the limit of {limit}");
        return new Diagnostic(
            DiagnosticId.ImageTooLarge, null, null, 0,
            sizes + "; the largest modules are " + string.Join(", ", largest));
    }

    // The chunk name of a file is @ followed by its path.
    static string? PathOf(Proto module) =>
        module.Source?.ToString() is { Length: > 0 } name ? name.Substring(1) : null;
}
