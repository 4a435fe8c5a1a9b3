using System.Text;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;
using Lfs.Report;
using Microsoft.Build.Framework;

namespace Lfs.MsBuild;

/// <summary>Writes the page that shows where the bytes of a project's image go.</summary>
[MSBuildMultiThreadableTask]
public sealed class WriteLfsReport : LuaModulesTask
{
    /// <summary>The <c>SpiffsFile</c> items, with the metadata DeviceName. The Lua files among them run in
    /// RAM.</summary>
    public ITaskItem[] Files { get; set; } = [];

    /// <summary>The absolute path of an earlier image to compare with; empty for none.</summary>
    public string Baseline { get; set; } = "";

    /// <summary>The absolute path of the page.</summary>
    [Required]
    public string ReportFile { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        ProjectSettings settings = ReadSettings();
        LfsImage? system = ReadSystem(settings);
        List<(ITaskItem Item, ProjectModule Module)> modules = CompileAll(settings);
        List<(ITaskItem Item, ProjectModule Module)> whole = CompileAll(settings, DebugLevel.Full);
        LfsImage? baseline = Baseline.Length == 0 ? null : ReadImage(Baseline, system);
        if (IsOver)
            return false;

        LinkedImage linked = ProjectImage.Link(modules.Select(pair => pair.Module), settings, system);
        if (linked.Image is not { } image)
        {
            foreach (Diagnostic found in linked.Diagnostics)
                LogError(found);
            return false;
        }

        LfsImage placed = settings.BaseAddress == 0 ? image : image.ToAbsolute(settings.BaseAddress);
        ImageBytes bytes = ImageBytes.Of(placed);
        var report = new SizeReport(ProjectName, bytes)
        {
            RegionBytes = settings.SizeBytes,
            BudgetBytes = settings.BudgetBytes == int.MaxValue ? null : settings.BudgetBytes,
            Strip = StripChoices.Measure(
                whole.ConvertAll(pair => new StrippableModule(
                    pair.Module.Name, pair.Module.Main, LevelOf(pair.Item, settings),
                    pair.Item.GetMetadata("Strip").Trim().Length > 0)),
                placed, DebugLevel.Full),
            Preload = PreloadCandidates.OfFiles(LuaFiles(settings.Target), bytes),
            Comparison = baseline is null ? null : ImageComparison.Of(ImageBytes.Of(baseline), bytes),
            BaselineName = Path.GetFileName(Baseline),
        };
        Write(ReportFile, Encoding.UTF8.GetBytes(report.ToHtml()), renews: true);
        if (!Log.HasLoggedErrors)
            Log.LogMessage(MessageImportance.High, "{0} -> {1}", ProjectName, ReportFile);
        return !Log.HasLoggedErrors;
    }

    // A file that is no Lua program is not the report's business.
    IEnumerable<(string Name, Proto Main)> LuaFiles(LuaTarget target)
    {
        foreach (ITaskItem item in Files)
        {
            string name = item.GetMetadata("DeviceName");
            bool isLua = name.EndsWith(".lua", StringComparison.Ordinal)
                || name.EndsWith(".lc", StringComparison.Ordinal);
            if (isLua && Read(item.GetMetadata("FullPath")) is { } bytes
                && ProjectFile.Compile(name, bytes, new CompileOptions(target)).Main is { } main)
            {
                yield return (name, main);
            }
        }
    }
}
