using System.Text;
using Lfs.Compiler;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Flash;
using Lfs.Compiler.Image;
using Microsoft.Build.Framework;

namespace Lfs.MsBuild;

/// <summary>Writes the files that a flash programmer needs, and where they go.</summary>
[MSBuildMultiThreadableTask]
public sealed class WriteFlashImage : LfsTask
{
    const string ListName = "flash.txt", WholeName = "flash.bin", SpiffsName = "spiffs.bin";

    /// <summary>The LFS image, an absolute path; empty for none.</summary>
    public string ImageFile { get; set; } = "";

    /// <summary>The image of the file system, an absolute path; empty for none.</summary>
    public string SpiffsFile { get; set; } = "";

    /// <summary>The firmware: empty, one file, or its two parts with <c>;</c> between. Relative paths start
    /// at the project's folder.</summary>
    public string Firmware { get; set; } = "";

    /// <summary>The absolute path of the folder to write to.</summary>
    [Required]
    public string OutputFolder { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        var problems = new List<Diagnostic>();
        ProjectSettings settings = ProjectSettings.Read(Settings.GetMetadata, problems);
        problems.ForEach(LogError);
        FlashPlan plan = settings.Flash;
        var parts = new List<FlashPart>();
        LfsImage? system = null;
        if (!Log.HasLoggedErrors && settings.SystemImage.Length > 0)
            system = ReadSystem(settings, ref plan);
        if (!Log.HasLoggedErrors)
            AddFirmware(parts, settings.PlacesFiles || SpiffsFile.Length > 0, ref plan);
        if (!Log.HasLoggedErrors && ImageFile.Length > 0)
            AddImage(parts, plan, system);
        if (!Log.HasLoggedErrors && SpiffsFile.Length > 0 && Read(SpiffsFile) is { } files)
            parts.Add(new FlashPart(plan.Spiffs.Start, SpiffsName, files));
        if (!Log.HasLoggedErrors && FlashParts.Check(parts, plan.FlashBytes) is { } overlap)
            LogPlan(overlap);
        if (!Log.HasLoggedErrors)
            WriteAll(parts, plan);
        return !Log.HasLoggedErrors;
    }

    void AddFirmware(List<FlashPart> parts, bool placesFiles, ref FlashPlan plan)
    {
        string folder = Path.GetDirectoryName(Settings.GetMetadata("FullPath"))!;
        string[] files = Firmware.Split([';'], StringSplitOptions.RemoveEmptyEntries);
        if (files.Length == 0)
            return;
        string[] names = files.Length == 1 ? ["firmware.bin"] : ["0x00000.bin", "0x10000.bin"];
        for (int i = 0; i < files.Length && i < names.Length; i++)
        {
            if (Read(Path.Combine(folder, files[i].Trim())) is { } bytes)
                parts.Add(new FlashPart(i == 0 ? 0 : FlashPlan.TableStart, names[i], bytes));
        }

        if (Log.HasLoggedErrors)
            return;
        if (files.Length > names.Length || Compiler.Flash.Firmware.Find(parts) is not { } firmware)
        {
            LogFirmware("there is no partition table at 0x10000: set LfsFirmware to a NodeMCU firmware of "
                + "2019 or later, or to its parts 0x00000.bin;0x10000.bin");
            return;
        }

        plan = plan with { FirmwareEnd = firmware.End };
        string? error = plan.Check(ProjectSettings.FlashNames);
        if (error is not null)
        {
            LogPlan(error);
            return;
        }

        if (!placesFiles)
            plan = firmware.KeepFiles(plan);
        IReadOnlyList<FlashPart> patched = firmware.With(plan, out error);
        parts.Clear();
        parts.AddRange(patched);
        if (error is not null)
            LogFirmware(error);
    }

    // Where the accessors' device has it: at its place, or behind the LFS region.
    LfsImage? ReadSystem(ProjectSettings settings, ref FlashPlan plan)
    {
        if (ReadImage(settings.SystemImage, null) is not { } image)
            return null;
        uint start = image.IsAbsolute ? image.BaseAddress - FlashPlan.Window : (uint)plan.Lfs.End;
        plan = plan with { System = new FlashRange(start, FlashPlan.SectorsFor(image)) };
        LfsImage? placed = plan.PlaceSystem(image, ProjectSettings.FlashNames, out string? error);
        if ((plan.Check(ProjectSettings.FlashNames) ?? error) is { } wrong)
            LogPlan(wrong);
        return placed;
    }

    LfsImage? ReadImage(string path, LfsImage? system)
    {
        if (Read(path) is not { } file)
            return null;
        LoadedImage loaded = LfsImage.Read(file, system);
        if (loaded.Image is { IsAbsolute: false } image && system is not null)
            loaded = image.WithSystem(system);
        foreach (Diagnostic found in loaded.Diagnostics)
            LogError(found with { Path = path });
        return loaded.Image;
    }

    void AddImage(List<FlashPart> parts, FlashPlan plan, LfsImage? system)
    {
        if (system is not null)
            parts.Add(plan.SystemPart(system));
        if (ReadImage(ImageFile, system) is not { } image)
            return;
        if (plan.Place(image, ProjectSettings.FlashNames, out string? error) is { } part)
            parts.Add(part);
        else
            LogPlan(error!);
    }

    void WriteAll(List<FlashPart> parts, FlashPlan plan)
    {
        var list = new StringBuilder();
        foreach (FlashPart part in parts)
        {
            WritePart(part);
            list.Append(FormattableString.Invariant($"0x{part.Start:x} {part.Name}\n"));
        }

        list.Append(FlashParts.EsptoolLine(parts, plan.FlashBytes)).Append('\n');
        if (parts.Count > 1)
        {
            FlashPart whole = FlashParts.Merge(parts, WholeName);
            WritePart(whole);
            list.Append("or ").Append(FlashParts.EsptoolLine([whole], plan.FlashBytes)).Append('\n');
        }

        if (plan.System.Bytes > 0)
            list.Append(FlashPlan.SystemNote).Append('\n');
        if (Firmware.Length == 0)
            list.Append("Before flashing, run on the device: ").Append(plan.SetPartitionTable()).Append('\n');
        Write(Path.Combine(OutputFolder, ListName), Encoding.UTF8.GetBytes(list.ToString()), renews: true);
        Log.LogMessage(MessageImportance.High, "{0}\n{1}", OutputFolder, list.ToString().TrimEnd());
    }

    void WritePart(FlashPart part) => Write(Path.Combine(OutputFolder, part.Name), part.Bytes, renews: false);

    void LogPlan(string message) =>
        LogError(new Diagnostic(DiagnosticId.BadFlashPlan, null, null, 0, message));

    void LogFirmware(string message) =>
        LogError(new Diagnostic(DiagnosticId.BadFirmware, null, null, 0, message));
}
