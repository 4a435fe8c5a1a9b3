using System.Text;
using Esp8266.Spiffs;
using Lfs.Compiler;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Flash;
using Microsoft.Build.Framework;

namespace Lfs.MsBuild;

/// <summary>Puts the files of a project into an image of a device's file system.</summary>
/// <remarks>The order of the files is the ordinal order of their names, so it does not depend on the
/// items'.</remarks>
[MSBuildMultiThreadableTask]
public sealed class BuildSpiffsImage : LfsTask
{
    /// <summary>The <c>SpiffsFile</c> items, with the metadata DeviceName.</summary>
    [Required]
    public ITaskItem[] Files { get; set; } = [];

    /// <summary>The absolute path of the image.</summary>
    [Required]
    public string ImageFile { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        var problems = new List<Diagnostic>();
        FlashRange place = ProjectSettings.Read(Settings.GetMetadata, problems).Flash.Spiffs;
        problems.ForEach(LogError);
        IEnumerable<ITaskItem> sorted = Files.OrderBy(file => NameOf(file), StringComparer.Ordinal);
        List<ITaskItem> named = [.. sorted.Where(HasValidName)];
        CheckTwins(named);
        if (!Log.HasLoggedErrors && place.Bytes == 0)
        {
            LogError(new Diagnostic(
                DiagnosticId.FilesTooLarge, null, null, 0,
                "there is no file system for the SpiffsFile items: "
                + "set LfsSpiffsSize, or raise LfsFlashSize"));
        }

        if (!Log.HasLoggedErrors && Make(named, place.Bytes) is { } image)
            Write(ImageFile, image, renews: true);
        return !Log.HasLoggedErrors;
    }

    static string NameOf(ITaskItem file) => file.GetMetadata("DeviceName");

    bool HasValidName(ITaskItem file)
    {
        string name = NameOf(file);
        int bytes = Encoding.UTF8.GetByteCount(name);
        if (bytes is > 0 and <= ObjectName.MaxBytes && !name.Contains('\0'))
            return true;
        LogError(new Diagnostic(
            DiagnosticId.BadFileName, PathOf(file), null, 0,
            FormattableString.Invariant(
                $"the name '{name}' has {bytes} bytes, but on the device it has 1 to {ObjectName.MaxBytes}: ")
            + "set TargetPath on the item to a shorter name"));
        return false;
    }

    void CheckTwins(List<ITaskItem> sorted)
    {
        for (int i = 1; i < sorted.Count; i++)
        {
            if (NameOf(sorted[i]) != NameOf(sorted[i - 1]))
                continue;
            LogError(new Diagnostic(
                DiagnosticId.BadFileName, PathOf(sorted[i]), null, 0,
                $"the file is '{NameOf(sorted[i])}' on the device, as {PathOf(sorted[i - 1])} is: "
                + "set TargetPath on an item to choose another name"));
        }
    }

    byte[]? Make(List<ITaskItem> files, uint bytes)
    {
        SpiffsImage image = SpiffsImage.CreateForDevice(bytes);
        foreach (ITaskItem file in files)
        {
            if (Read(file.GetMetadata("FullPath"), PathOf(file)) is not { } content)
                return null;
            SpiffsError error = image.Import(Encoding.UTF8.GetBytes(NameOf(file)), content);
            if (error == SpiffsError.None)
                continue;
            LogError(new Diagnostic(
                DiagnosticId.FilesTooLarge, PathOf(file), null, 0,
                FormattableString.Invariant(
                    $"the file, of {content.Length} bytes, does not fit into the file system of {bytes} ")
                + "bytes with those before it: raise LfsSpiffsSize, or take files out"));
            return null;
        }

        image.Files.Unmount();
        return image.ToBytes();
    }
}
