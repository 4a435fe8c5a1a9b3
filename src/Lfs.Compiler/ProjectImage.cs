using System.Globalization;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Compiler;

/// <summary>A compiled file of a project.</summary>
/// <param name="Name">The module's name in the image.</param>
/// <param name="Path">The file, for messages.</param>
/// <param name="Main">Its main function.</param>
public sealed record ProjectModule(string Name, string Path, Proto Main);

/// <summary>Links the modules of a project; the build and the IDE both call this and so agree.</summary>
public static class ProjectImage
{
    /// <summary>As many modules as one SETLIST of the index function can name.</summary>
    const int MaxModules51 = 50;

    /// <summary>How many of the largest modules a message about the size names.</summary>
    const int LargestShown = 3;

    /// <summary>The record of a function: 18 words.</summary>
    /// <remarks>Source: spec lfs-formats 2a.6.</remarks>
    const int ProtoRecordBytes = 72;

    /// <summary>Links modules in ordinal order of their names, whatever order they come in.</summary>
    /// <remarks>
    /// With <see cref="SizeCheck.Warn"/> an image that is too large comes with its diagnostic.
    /// </remarks>
    public static LinkedImage Link(IEnumerable<ProjectModule> modules, ProjectSettings settings)
    {
        List<ProjectModule> sorted = [.. modules];
        sorted.Sort(ByName);

        List<Diagnostic> problems = Duplicates(sorted);
        if (settings.Target.Version == LuaVersion.Lua51 && sorted.Count > MaxModules51)
            problems.Add(TooMany(sorted.Count));
        if (problems.Count > 0)
            return new LinkedImage(null, problems);

        LinkedImage linked = LinkUpTo(int.MaxValue, sorted, settings);
        if (linked.Image is null || settings.SizeCheck == SizeCheck.None)
            return linked;

        int excess = linked.Image.SizeBytes - settings.SizeBytes;
        if (excess <= 0)
            return linked;
        Diagnostic tooLarge = TooLarge(excess, sorted, settings);
        return new LinkedImage(settings.SizeCheck == SizeCheck.Warn ? linked.Image : null, [tooLarge]);
    }

    static LinkedImage LinkUpTo(int maxBytes, List<ProjectModule> modules, ProjectSettings settings)
    {
        var options = new ImageOptions(settings.Target, settings.BuildTime, maxBytes);
        return LfsCompiler.Link(
            modules.ConvertAll(module => module.Main),
            options,
            modules.ConvertAll(module => module.Name));
    }

    static int ByName(ProjectModule left, ProjectModule right)
    {
        int order = string.CompareOrdinal(left.Name, right.Name);
        return order != 0 ? order : string.CompareOrdinal(left.Path, right.Path);
    }

    static List<Diagnostic> Duplicates(List<ProjectModule> sorted)
    {
        var found = new List<Diagnostic>();
        for (int i = 1; i < sorted.Count; i++)
        {
            if (sorted[i].Name == sorted[i - 1].Name)
            {
                found.Add(new Diagnostic(
                    DiagnosticId.DuplicateModule, sorted[i].Path, null, 0,
                    $"the module name '{sorted[i].Name}' is already taken by {sorted[i - 1].Path}"));
            }
        }

        return found;
    }

    static Diagnostic TooMany(int count) => new(
        DiagnosticId.TooManyModules, null, null, 0,
        Invariant($"the image has {count} modules; Lua 5.1 can index {MaxModules51}"));

    static Diagnostic TooLarge(int excess, List<ProjectModule> modules, ProjectSettings settings)
    {
        List<(string Name, int Bytes)> sizes =
            modules.ConvertAll(module => (module.Name, BytesOf(module.Main, settings.Target)));
        sizes.Sort((left, right) => right.Bytes.CompareTo(left.Bytes) is not 0 and var order
            ? order
            : string.CompareOrdinal(left.Name, right.Name));
        IEnumerable<string> largest = sizes.Take(LargestShown)
            .Select(size => Invariant($"{size.Name} ({size.Bytes} bytes)"));
        return new Diagnostic(
            DiagnosticId.ImageTooLarge, null, null, 0,
            Invariant($"the image is {excess} bytes larger than LfsSize ({settings.SizeBytes} bytes); ")
            + "the largest modules are " + string.Join(", ", largest));
    }

    /// <summary>
    /// What a function and those inside it take in the image, strings aside: they are shared.
    /// </summary>
    static int BytesOf(Proto proto, LuaTarget target) =>
        ProtoRecordBytes
        + (4 * proto.Code.Length)
        + (target.TValueBytes * proto.Constants.Length)
        + (4 * proto.Protos.Length)
        + proto.LineInfo.Length
        + proto.Protos.Sum(inner => BytesOf(inner, target));

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
