using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;

namespace Lfs.Compiler;

/// <summary>A compiled file of a project.</summary>
/// <param name="Name">The module's name in the image.</param>
/// <param name="Main">Its main function.</param>
public sealed record ProjectModule(string Name, Proto Main)
{
    /// <summary>The module's share in an image, cached because it stays the same while other
    /// modules are edited.</summary>
    internal ModuleShare? Share { get; init; }

    /// <summary>Returns the module with its share computed, which makes
    /// <see cref="ProjectImage.Measure"/> fast.</summary>
    /// <param name="target">The target that it was compiled for.</param>
    public ProjectModule Measured(LuaTarget target) => this with { Share = ModuleShare.Of(Main, target) };
}

/// <summary>Links the modules of a project. The build and the IDE both use it, so
/// their results agree.</summary>
public static class ProjectImage
{
    /// <summary>Links modules in ordinal order of their names, so the order of the
    /// input does not matter.</summary>
    /// <remarks>With <see cref="SizeCheck.Warn"/>, an image that is too large is returned together with its
    /// diagnostic.</remarks>
    /// <param name="modules">The modules.</param>
    /// <param name="settings">The project's properties.</param>
    /// <param name="system"> The placed image of <see cref="ProjectSettings.SystemImage"/>. The
    /// IDE reads no files, so it links without one. The image is then larger than the final one,
    /// and its size is not checked.
    /// </param>
    /// <param name="last">The sizes at the last build, which tell what has grown; null if unknown.</param>
    public static LinkedImage Link(
        IEnumerable<ProjectModule> modules, ProjectSettings settings, LfsImage? system = null,
        ImageSizes? last = null)
    {
        LinkedImage linked = LinkAnyBudget(Sort(modules), settings, system);
        if (linked.Image is not { } image || image.Size <= settings.BudgetBytes)
            return linked;
        Diagnostic found = OverBudget(ImageSizes.Of(image.ReadContents()), settings.BudgetBytes, last);
        return linked with { Image = null, Diagnostics = [.. linked.Diagnostics, found] };
    }

    static LinkedImage LinkAnyBudget(Sorted sorted, ProjectSettings settings, LfsImage? system)
    {
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
    /// Computes the diagnostics and the size that <see cref="Link"/> would give without a
    /// System image, but makes no image.
    /// </summary>
    /// <remarks>An image that is too large gets its diagnostic, even if that does
    /// not stop the build.</remarks>
    /// <param name="modules">The modules, preferably <see cref="ProjectModule.Measured"/>.</param>
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
        LinkedImage measured = LfsCompiler.Measure(sorted.Mains, shares, options, sorted.Names);
        bool isMade = measured.Diagnostics.All(found =>
            found.Id == DiagnosticId.ImageTooLarge && settings.SizeCheck == SizeCheck.Warn)
            && measured.Size <= ImageLimits.MaxBytesOf(settings.Target);
        if (!isMade || settings.SystemImage.Length > 0 || measured.Size <= settings.BudgetBytes)
            return measured;
        var sizes = new ImageSizes(
            measured.Size, [.. sorted.Names.Select((name, i) => new ModuleSize(name, measured.BytesOf[i]))]);
        Diagnostic over = OverBudget(sizes, settings.BudgetBytes, last: null);
        return measured with { Diagnostics = [.. measured.Diagnostics, over] };
    }

    static Diagnostic OverBudget(ImageSizes sizes, int budget, ImageSizes? last)
    {
        string over = FormattableString.Invariant(
            $"the image has {sizes.Bytes} bytes, {sizes.Bytes - budget} more than the budget of {budget}");
        return new Diagnostic(DiagnosticId.OverBudget, null, null, 0, over + Culprit(sizes, last));
    }

    static string Culprit(ImageSizes sizes, ImageSizes? last)
    {
        if (last is not null && sizes.GrewMost(last) is { } grown)
        {
            int growth = grown.Bytes - last.BytesOf(grown.Name);
            return FormattableString.Invariant(
                $"; {grown.Name} grew most since the last build, by {growth} to {grown.Bytes}");
        }
        return sizes.Largest is { } largest
            ? FormattableString.Invariant($"; the largest module is {largest.Name} ({largest.Bytes})")
            : "";
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

    // If two modules have the same name, the file to blame must not depend on the order of the input.
    static int ByName(ProjectModule left, ProjectModule right)
    {
        int order = string.CompareOrdinal(left.Name, right.Name);
        if (order != 0)
            return order;
        return string.CompareOrdinal(left.Main.Source?.ToString(), right.Main.Source?.ToString());
    }
}
