using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Lints;

/// <summary>LFS0205, LFS0206: globals that are defined by accident, and that nothing defines.</summary>
static class GlobalRules
{
    /// <summary>Checks the globals of a file.</summary>
    public static void Check(FileFacts file, ProjectFacts project, List<Diagnostic> findings)
    {
        // Its names may belong to another table than _G.
        if (file.ChangesEnvironment)
            return;
        HashSet<string> reported = new(StringComparer.Ordinal);
        foreach (GlobalUse write in file.Writes)
        {
            if (IsAccident(write, file, project) && reported.Add(write.Name))
            {
                findings.Add(
                    DiagnosticId.AccidentalGlobal, write.Span,
                    $"'{write.Name}' becomes a global, which no other file uses: is 'local' missing?");
            }
        }
        if (project.HasDynamicGlobals)
            return;
        foreach (GlobalUse read in file.Reads)
        {
            // What another build has is for MissingApi.
            if (IsUndefined(read, file, project)
                && DeviceNames.BuildsWith(DeviceNames.Globals, read.Name) is null)
            {
                findings.Add(DiagnosticId.UndefinedGlobal, read.Span, Undefined(read.Name, project));
            }
        }
    }

    /// <summary>True if a global is read that neither the project nor the device has, and nobody asks whether
    /// it is there.</summary>
    public static bool IsUndefined(GlobalUse read, FileFacts file, ProjectFacts project) =>
        !read.IsForVersion && read.Name != Paths.Lfs && !project.Defines(read.Name)
        && !project.IsDeviceModule(read.Name) && !file.Tested.Contains(read.Name);

    // A script defines globals outside of its functions, and sets them inside: that is its style. A module
    // that returns its table has no need to. A capital letter says that a global is meant.
    static bool IsAccident(GlobalUse write, FileFacts file, ProjectFacts project)
    {
        bool isStyle = write.IsInFunction ? file.TopLevel.Contains(write.Name) && !file.ReturnsValue
            : !file.ReturnsValue;
        return !isStyle && write.Name[0] != '_' && !char.IsUpper(write.Name[0])
            && !project.Device.HasGlobal(write.Name) && !project.IsDeviceModule(write.Name)
            && !project.IsMentionedElsewhere(write.Name, file);
    }

    static string Undefined(string name, ProjectFacts project) =>
        DeviceNames.IsFirmwareModule(name)
            ? $"the module '{name}' is not among LfsDeviceModules, the modules of the firmware"
            : $"neither the project nor the device ({project.Target.Name}) defines '{name}'";
}
