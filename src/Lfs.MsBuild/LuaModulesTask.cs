using Lfs.Analysis.Syntax;
using Lfs.Compiler;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;
using Microsoft.Build.Framework;

namespace Lfs.MsBuild;

/// <summary>A task that compiles the Lua modules of a project.</summary>
public abstract class LuaModulesTask : LfsTask, ICancelableTask, IDisposable
{
    readonly CancellationTokenSource _cancellation = new();

    /// <summary>The <c>LuaModule</c> items, with the metadata ModuleName, ChunkPath,
    /// Strip and Compile.</summary>
    [Required]
    public ITaskItem[] Modules { get; set; } = [];

    /// <inheritdoc/>
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the task holds.</summary>
    /// <param name="disposing">True unless a finalizer calls it.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _cancellation.Dispose();
    }

    /// <summary>True if there is no point in going on.</summary>
    private protected bool IsOver => Log.HasLoggedErrors || _cancellation.IsCancellationRequested;

    /// <summary>The project's name for people.</summary>
    private protected string ProjectName => Path.GetFileNameWithoutExtension(Settings.ItemSpec);

    /// <summary>Reads the project's properties, and reports those that are wrong.</summary>
    private protected ProjectSettings ReadSettings()
    {
        var problems = new List<Diagnostic>();
        ProjectSettings settings = ProjectSettings.Read(Settings.GetMetadata, problems);
        problems.ForEach(LogError);
        return settings;
    }

    /// <summary>Reads the System image beside which the project's image is made; null for none.</summary>
    private protected LfsImage? ReadSystem(ProjectSettings settings)
    {
        string path = settings.SystemImage;
        if (path.Length == 0 || ReadImage(path) is not { } system)
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

    /// <summary>Reads an image, and reports what is wrong with it.</summary>
    /// <param name="path">The absolute path.</param>
    /// <param name="system">The placed System image that it uses; null for none.</param>
    private protected LfsImage? ReadImage(string path, LfsImage? system = null)
    {
        if (Read(path) is not { } file)
            return null;
        LoadedImage loaded = LfsImage.Read(file, system);
        foreach (Diagnostic found in loaded.Diagnostics)
            LogError(found with { Path = path });
        return loaded.Image;
    }

    /// <summary>The modules of the image, without those that are only checked, and their items.</summary>
    /// <param name="settings">The project's properties.</param>
    /// <param name="debug">The debug data to keep; null for what project and item say.</param>
    private protected List<(ITaskItem Item, ProjectModule Module)> CompileAll(
        ProjectSettings settings, DebugLevel? debug = null)
    {
        var modules = new List<(ITaskItem, ProjectModule)>();
        foreach (ITaskItem item in Modules)
        {
            if (_cancellation.IsCancellationRequested)
                break;
            bool isInImage = !item.GetMetadata("Compile").Equals("false", StringComparison.OrdinalIgnoreCase);
            if (Compile(item, settings, debug) is { } module && isInImage)
                modules.Add((item, module));
        }

        return modules;
    }

    /// <summary>The debug data that an item keeps.</summary>
    private protected DebugLevel LevelOf(ITaskItem item, ProjectSettings settings)
    {
        var problems = new List<Diagnostic>();
        DebugLevel level = ProjectSettings.ReadDebug(
            "Strip", item.GetMetadata("Strip"), settings.Debug, problems);
        foreach (Diagnostic problem in problems)
            LogError(problem with { Path = PathOf(item) });
        return level;
    }

    ProjectModule? Compile(ITaskItem item, ProjectSettings settings, DebugLevel? debug)
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

        DebugLevel level = debug ?? LevelOf(item, settings);
        if (Read(fullPath) is not { } bytes)
            return null;
        CompiledModule compiled = ProjectFile.Compile(
            item.GetMetadata("ChunkPath"), bytes, new CompileOptions(settings.Target, level))
            .WithAllErrors(settings.Target);
        if (compiled.Main is { } main)
            return new ProjectModule(name, main);

        foreach (Diagnostic found in compiled.Diagnostics)
            LogError(found with { Path = path, Span = found.Span?.InCharacters(bytes) });
        return null;
    }
}
