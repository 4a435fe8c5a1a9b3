using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Lints;

/// <summary>LFS0201, LFS0202, LFS0204: modules that are not there, that may not be there, and that a file
/// hides.</summary>
static class ModuleRules
{
    /// <summary>Checks the lookups of a file, and its own module.</summary>
    public static void Check(FileFacts file, ProjectFacts project, List<Diagnostic> findings)
    {
        foreach (ModuleLookup lookup in file.Lookups)
        {
            if (lookup.IsTested)
                continue;
            if (lookup.IsCalled)
                CheckCall(lookup, file, project, findings);
            else if (lookup.IsRequire)
                CheckRequire(lookup, project, findings);
            else
                CheckFlash(lookup, project, findings);
        }
        CheckShadow(file.File, project, findings);
    }

    static void CheckRequire(ModuleLookup lookup, ProjectFacts project, List<Diagnostic> findings)
    {
        string name = lookup.Name!;
        bool isKnown = project.IsInImage(name) || project.IsOutside(name) || project.HasUnknownModules
            || project.Provides(name) || project.Device.HasGlobal(name) || project.IsDeviceModule(name)
            || project.HasFile(name + ".lua") || project.HasFile(name + ".lc");
        if (!isKnown)
        {
            findings.Add(
                DiagnosticId.UnknownModule, lookup.Span,
                $"no module '{name}' is in the project, among its SpiffsFile items, or in the firmware"
                + Hint(name, project));
        }
    }

    static void CheckFlash(ModuleLookup lookup, ProjectFacts project, List<Diagnostic> findings)
    {
        string name = lookup.Name!;
        if (project.IsInImage(name) || project.HasUnknownModules)
            return;
        string why = project.IsOutside(name) ? ": its item has Compile=\"false\"" : Hint(name, project);
        findings.Add(DiagnosticId.UnknownModule, lookup.Span, $"no module '{name}' is in the image" + why);
    }

    static string Hint(string name, ProjectFacts project) =>
        project.InOtherCase(name) is { } other ? $": its name is '{other}'" : "";

    // The code of an image can rely on the modules of the same image.
    static void CheckCall(
        ModuleLookup lookup, FileFacts file, ProjectFacts project, List<Diagnostic> findings)
    {
        bool isSafe = file.File.IsInImage && !file.File.IsInit
            && (lookup.Name is null || project.IsInImage(lookup.Name));
        if (isSafe)
            return;
        string what = lookup.Name is null ? "the module" : $"'{lookup.Name}'";
        findings.Add(
            DiagnosticId.UncheckedModule, lookup.Span,
            $"{what} is nil while the device has no image, and the call then fails"
            + (file.File.IsInit ? ": the device restarts, and fails again" : ""));
    }

    // require looks for a file before it looks into flash. init.lua has to be a file.
    static void CheckShadow(LintedFile file, ProjectFacts project, List<Diagnostic> findings)
    {
        if (!file.IsInImage || file.IsInit)
            return;
        string? hiding = new[] { file.ModuleName + ".lc", file.ModuleName + ".lua" }
            .FirstOrDefault(project.HasFile);
        if (hiding is not null)
        {
            findings.Add(new Diagnostic(
                DiagnosticId.ShadowedModule, null, null, 0,
                $"the SpiffsFile '{hiding}' hides this module: require loads the file into RAM, and not the "
                + "module in flash"));
        }
    }
}
