using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;

namespace Lfs.Compiler;

/// <summary>A compiled file of a project.</summary>
/// <param name="Name">The module's name in the image.</param>
/// <param name="Main">Its main function.</param>
public sealed record ProjectModule(string Name, Proto Main)
{
    /// <summary>What it brings to an image; kept with it, as it stays while other modules are
    /// edited.</summary>
    internal ModuleShare? Share { get; init; }

    /// <summary>The module prepared for <see cref="ProjectImage.Measure"/>, which is then quick.</summary>
    /// <param name="target">What it was compiled for.</param>
    public ProjectModule Measured(LuaTarget target) => this with { Share = ModuleShare.Of(Main, target) };
}

/// <summary>Links the modules of a project; the build and the IDE both call this and so agree.</summary>
public static class ProjectImage
{
    /// <summary>Links modules in ordinal order of their names, whatever order they come in.</summary>
    /// <remarks>With <see cref="SizeCheck.Warn"/> an image too large comes with its diagnostic.</remarks>
    /// <param name="modules">The modules.</param>
    /// <param name="settings">The project's properties.</param>
    /// <param name="system">
    /// What <see cref="ProjectSettings.SystemImage"/> names, placed. The IDE reads no files: without it the
    /// image is linked to stand alone, and is larger than it will be, so that nobody looks at its size.
    /// </param>
    public static LinkedImage Link(
        IEnumerable<ProjectModule> modules, ProjectSettings settings, LfsImage? system = null)
    {
        Sorted sorted = Sort(modules);
        bool isSystemUnread = settings.SystemImage.Length > 0 && system is null;
        bool isAnySize = settings.SizeCheck == SizeCheck.None || isSystemUnread;
        uint seed = settings.HashSeed ?? system?.Header53.Seed ?? 0;
        var anySize = new ImageOptions(settings.Target, settings.BuildTime, int.MaxValue, seed)
        {
            System = system,
        };
        if (isAnySize)
            return LfsCompiler.Link(sorted.Mains, anySize, sorted.Names);

        LinkedImage linked = LfsCompiler.Link(
            sorted.Mains, anySize with { MaxBytes = settings.SizeBytes }, sorted.Names);
        bool isTooLarge = linked.Diagnostics.Any(found => found.Id == DiagnosticId.ImageTooLarge);
        return isTooLarge && settings.SizeCheck == SizeCheck.Warn
            ? linked with { Image = LfsCompiler.Link(sorted.Mains, anySize, sorted.Names).Image }
            : linked;
    }

    /// <summary>
    /// What <see cref="Link"/> without a System image says, and the size it gives; no image is made.
    /// </summary>
    /// <remarks>An image that is too large has its diagnostic whether that stops the build or not.</remarks>
    /// <param name="modules">The modules, best <see cref="ProjectModule.Measured"/>.</param>
    /// <param name="settings">The project's properties.</param>
    public static LinkedImage Measure(IEnumerable<ProjectModule> modules, ProjectSettings settings)
    {
        Sorted sorted = Sort(modules);
        bool isAnySize = settings.SizeCheck == SizeCheck.None || settings.SystemImage.Length > 0;
        var options = new ImageOptions(
            settings.Target, settings.BuildTime, isAnySize ? int.MaxValue : settings.SizeBytes,
            settings.HashSeed ?? 0);
        List<ModuleShare> shares = sorted.Modules.ConvertAll(
            module => module.Share ?? ModuleShare.Of(module.Main, settings.Target));
        return LfsCompiler.Measure(sorted.Mains, shares, options, sorted.Names);
    }

    sealed record Sorted(List<ProjectModule> Modules, List<Proto> Mains, List<LuaString> Names);

    static Sorted Sort(IEnumerable<ProjectModule> modules)
    {
        List<ProjectModule> sorted = [.. modules];
        sorted.Sort(ByName);
        return new Sorted(
            sorted,
            sorted.ConvertAll(module => module.Main),
            sorted.ConvertAll(module => LuaString.FromText(module.Name)));
    }

    // Two of one name are an error, but of which file must not depend on the order they came in.
    static int ByName(ProjectModule left, ProjectModule right)
    {
        int order = string.CompareOrdinal(left.Name, right.Name);
        if (order != 0)
            return order;
        return string.CompareOrdinal(left.Main.Source?.ToString(), right.Main.Source?.ToString());
    }
}
