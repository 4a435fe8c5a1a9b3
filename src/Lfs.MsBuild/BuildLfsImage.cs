using System.Globalization;
using Lfs.Analysis.Syntax;
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
public sealed class BuildLfsImage : LfsTask, ICancelableTask, IDisposable
{
    readonly CancellationTokenSource _cancellation = new();

    /// <summary>The <c>LuaModule</c> items, with the metadata ModuleName, ChunkPath,
    /// Strip and Compile.</summary>
    [Required]
    public ITaskItem[] Modules { get; set; } = [];

    /// <summary>The absolute path of the image.</summary>
    [Required]
    public string ImageFile { get; set; } = "";

    /// <inheritdoc/>
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _cancellation.Dispose();

    /// <inheritdoc/>
    public override bool Execute()
    {
        var problems = new List<Diagnostic>();
        ProjectSettings settings = ProjectSettings.Read(Settings.GetMetadata, problems);
        problems.ForEach(LogError);

        LfsImage? system = settings.SystemImage.Length == 0 ? null : ReadSystem(settings);
        List<ProjectModule> modules = CompileAll(settings);
        if (Log.HasLoggedErrors || _cancellation.IsCancellationRequested)
            return false;

        LinkedImage linked = ProjectImage.Link(modules, settings, system);
        if (linked.Image is null)
        {
            foreach (Diagnostic found in linked.Diagnostics)
                LogError(found with { Path = PathOfChunk(found.Path) });
            return false;
        }

        Write(linked.Image, settings);
        return !Log.HasLoggedErrors;
    }

    LfsImage? ReadSystem(ProjectSettings settings)
    {
        string path = settings.SystemImage;
        if (Read(path) is not { } file)
            return null;
        LoadedImage loaded = LfsImage.Read(file);
        foreach (Diagnostic found in loaded.Diagnostics)
            LogError(found with { Path = path });
        if (loaded.Image is not { } system)
            return null;
        if (system.Target != settings.Target)
        {
            LogError(new Diagnostic(
                DiagnosticId.SystemMismatch, path, null, 0,
                $"the System image is for {system.Target.Name}, the project for {settings.Target.Name}"));
            return null;
        }

        if (system.IsAbsolute || settings.BaseAddress == 0)
            return system.AtSomeAddress();
        LogError(new Diagnostic(
            DiagnosticId.SystemMismatch, path, null, 0,
            "the System image is not placed: set LfsBaseAddress in its project, or do not set it here"));
        return null;
    }

    List<ProjectModule> CompileAll(ProjectSettings settings)
    {
        var modules = new List<ProjectModule>();
        foreach (ITaskItem item in Modules)
        {
            if (_cancellation.IsCancellationRequested)
                break;
            bool isInImage = !item.GetMetadata("Compile").Equals("false", StringComparison.OrdinalIgnoreCase);
            if (Compile(item, settings) is { } module && isInImage)
                modules.Add(module);
        }

        return modules;
    }

    ProjectModule? Compile(ITaskItem item, ProjectSettings settings)
    {
        string path = PathOf(item);
        string fullPath = item.GetMetadata("FullPath");
        string name = item.GetMetadata("ModuleName");
        if (name.Length == 0)
            name = ProjectFile.ModuleNameOf(fullPath, settings.Target.Version);
        if (name.Length == 0 || name.Contains(';') || name.Any(char.IsControl))
        {
            Diagnostic bad = ProjectSettings.BadValue("ModuleName", name, "a name without ';' and controls");
            LogError(bad with { Path = path });
            return null;
        }

        var problems = new List<Diagnostic>();
        string strip = item.GetMetadata("Strip");
        DebugLevel debug = ProjectSettings.ReadDebug("Strip", strip, settings.Debug, problems);
        foreach (Diagnostic problem in problems)
            LogError(problem with { Path = path });

        if (Read(fullPath) is not { } bytes)
            return null;
        CompiledModule compiled = ProjectFile.Compile(
            item.GetMetadata("ChunkPath"), bytes, new CompileOptions(settings.Target, debug))
            .WithAllErrors(settings.Target);
        if (compiled.Main is { } main)
            return new ProjectModule(name, main);

        foreach (Diagnostic found in compiled.Diagnostics)
            LogError(found with { Path = path, Span = found.Span?.InCharacters(bytes) });
        return null;
    }

    // Converts the chunk path in a diagnostic of the image to the path of the file.
    string? PathOfChunk(string? chunkPath) =>
        Modules.FirstOrDefault(item => item.GetMetadata("ChunkPath") == chunkPath) is { } item
            ? PathOf(item)
            : chunkPath;

    void Write(LfsImage image, ProjectSettings settings)
    {
        LfsImage placed = settings.BaseAddress == 0 ? image : image.ToAbsolute(settings.BaseAddress);
        bool isNew = Write(ImageFile, placed.ToBytes(), renews: true);
        if (Log.HasLoggedErrors)
            return;
        Log.LogMessage(
            MessageImportance.Normal,
            isNew ? "Lua image of {0} bytes: {1}" : "Lua image of {0} bytes is unchanged: {1}",
            image.Size.ToString(CultureInfo.InvariantCulture),
            ImageFile);
    }
}
