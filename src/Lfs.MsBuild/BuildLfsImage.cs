using System.Globalization;
using System.Text;
using Lfs.Compiler;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;
using Microsoft.Build.Framework;

namespace Lfs.MsBuild;

/// <summary>Compiles the Lua modules of a project and links them into one LFS image.</summary>
/// <remarks>
/// The task logs errors only. Warnings come from the analyzer and the generator, which see the same sources
/// in the same build. An error stops the build before they run, so nothing is reported twice.
/// </remarks>
[MSBuildMultiThreadableTask]
public sealed class BuildLfsImage : LuaModulesTask
{
    /// <summary>The absolute path of the image.</summary>
    [Required]
    public string ImageFile { get; set; } = "";

    /// <summary>The absolute path of the file that keeps the sizes of an image for the next build.</summary>
    [Required]
    public string SizesFile { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        ProjectSettings settings = ReadSettings();
        LfsImage? system = ReadSystem(settings);
        List<ProjectModule> modules = CompileAll(settings).ConvertAll(compiled => compiled.Module);
        if (IsOver)
            return false;

        ImageSizes? last = ReadSizes();
        LinkedImage linked = ProjectImage.Link(modules, settings, system, last);
        if (linked.Image is null)
        {
            foreach (Diagnostic found in linked.Diagnostics)
                LogError(found with { Path = PathOfChunk(found.Path) });
            return false;
        }

        Write(linked.Image, settings, last);
        return !Log.HasLoggedErrors;
    }

    // Converts the chunk path in a diagnostic of the image to the path of the file.
    string? PathOfChunk(string? chunkPath) =>
        Modules.FirstOrDefault(item => item.GetMetadata("ChunkPath") == chunkPath) is { } item
            ? PathOf(item)
            : chunkPath;

    ImageSizes? ReadSizes() =>
        File.Exists(SizesFile) && Read(SizesFile) is { } file
            ? ImageSizes.Parse(Encoding.UTF8.GetString(file))
            : null;

    void Write(LfsImage image, ProjectSettings settings, ImageSizes? last)
    {
        LfsImage placed = settings.BaseAddress == 0 ? image : image.ToAbsolute(settings.BaseAddress);
        bool isNew = Write(ImageFile, placed.ToBytes(), renews: true);
        ImageContents contents = image.ReadContents();
        Write(SizesFile, Encoding.UTF8.GetBytes(ImageSizes.Of(contents).ToText()), renews: false);
        if (Log.HasLoggedErrors)
            return;
        Log.LogMessage(MessageImportance.High, "{0}", Summary(contents, settings, last));
        Log.LogMessage(
            MessageImportance.Normal,
            isNew ? "Lua image of {0} bytes: {1}" : "Lua image of {0} bytes is unchanged: {1}",
            image.Size.ToString(CultureInfo.InvariantCulture),
            ImageFile);
    }

    // In the form of the line that MSBuild prints for each project: "App -> /folder/App.dll".
    string Summary(ImageContents contents, ProjectSettings settings, ImageSizes? last)
    {
        int size = contents.Image.Size;
        string line = FormattableString.Invariant($"{ProjectName} -> Lua image: {size:N0} of ")
            + FormattableString.Invariant($"{settings.SizeBytes:N0} bytes, ")
            + Count(contents.Modules.Count, "module") + ", " + Count(contents.Strings.Count, "string");
        if (last is null)
            return line;
        int change = size - last.Bytes;
        if (change == 0)
            return line + ", as large as at the last build";
        return line + FormattableString.Invariant(
            $", {Math.Abs(change):N0} bytes {(change > 0 ? "more" : "less")} than at the last build");
    }

    static string Count(int count, string what) =>
        FormattableString.Invariant($"{count:N0} {what}{(count == 1 ? "" : "s")}");
}
