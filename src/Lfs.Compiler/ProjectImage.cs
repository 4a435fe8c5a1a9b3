using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;

namespace Lfs.Compiler;

/// <summary>A compiled file of a project.</summary>
/// <param name="Name">The module's name in the image.</param>
/// <param name="Main">Its main function.</param>
public sealed record ProjectModule(string Name, Proto Main);

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
        List<ProjectModule> sorted = [.. modules];
        sorted.Sort(ByName);
        List<Proto> mains = sorted.ConvertAll(module => module.Main);
        List<LuaString> names = sorted.ConvertAll(module => LuaString.FromText(module.Name));

        var anySize = new ImageOptions(
            settings.Target, settings.BuildTime, int.MaxValue,
            settings.HashSeed ?? system?.Header53.Seed ?? 0)
        {
            System = system,
        };
        bool isSystemUnread = settings.SystemImage.Length > 0 && system is null;
        if (settings.SizeCheck == SizeCheck.None || isSystemUnread)
            return LfsCompiler.Link(mains, anySize, names);

        LinkedImage linked = LfsCompiler.Link(mains, anySize with { MaxBytes = settings.SizeBytes }, names);
        bool isTooLarge = linked.Diagnostics.Any(found => found.Id == DiagnosticId.ImageTooLarge);
        return isTooLarge && settings.SizeCheck == SizeCheck.Warn
            ? linked with { Image = LfsCompiler.Link(mains, anySize, names).Image }
            : linked;
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
