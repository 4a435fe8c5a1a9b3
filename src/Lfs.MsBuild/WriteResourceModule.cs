using Lfs.Compiler;
using Lfs.Compiler.Diagnostics;
using Microsoft.Build.Framework;

namespace Lfs.MsBuild;

/// <summary>Writes the Lua module whose strings are the resources of a project.</summary>
[MSBuildMultiThreadableTask]
public sealed class WriteResourceModule : LfsTask
{
    /// <summary>The <c>LfsResource</c> items, with the metadata DeviceName.</summary>
    [Required]
    public ITaskItem[] Resources { get; set; } = [];

    /// <summary>The absolute path of the Lua file.</summary>
    [Required]
    public string SourceFile { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        var resources = new List<Resource>();
        foreach (ITaskItem item in Resources)
        {
            string name = item.GetMetadata("DeviceName");
            if (paths.TryGetValue(name, out string? other))
            {
                LogError(new Diagnostic(
                    DiagnosticId.BadFileName, PathOf(item), null, 0,
                    $"the resource is '{name}', as {other} is: set Link on an item to choose another name"));
            }
            else if (Read(item.GetMetadata("FullPath"), PathOf(item)) is { } bytes)
            {
                paths.Add(name, PathOf(item));
                resources.Add(new Resource(name, bytes));
            }
        }

        if (!Log.HasLoggedErrors)
            Write(SourceFile, ResourceModule.Source(resources), renews: false);
        return !Log.HasLoggedErrors;
    }
}
