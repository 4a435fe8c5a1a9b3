using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Lints;

/// <summary>LFS0210: functions and fields that the target lacks.</summary>
static class MissingApi
{
    /// <summary>Checks the globals and the fields of libraries that a file reads.</summary>
    public static void Check(FileFacts file, ProjectFacts project, List<Diagnostic> findings)
    {
        foreach (FieldUse use in file.MissingFields)
        {
            bool isMissing = !use.IsForVersion && !DeviceNames.IsOptional(use.Path)
                && !project.DefinesField(use.Path) && !file.Tested.Contains(use.Path)
                && !project.Defines(use.Table);
            if (isMissing)
                Report(use.Table, use.Name, use.Path, use.Span, project, findings);
        }
        if (file.ChangesEnvironment)
            return;
        foreach (GlobalUse read in file.Reads)
        {
            if (GlobalRules.IsUndefined(read, file, project)
                && DeviceNames.BuildsWith(DeviceNames.Globals, read.Name) is not null)
            {
                Report(DeviceNames.Globals, read.Name, read.Name, read.Span, project, findings);
            }
        }
    }

    static void Report(
        string table, string name, string path, SourceSpan span, ProjectFacts project,
        List<Diagnostic> findings)
    {
        string builds = DeviceNames.BuildsWith(table, name) is { } others ? $", which {others} has" : "";
        string cure = Replacement(path) is { } other ? $": use {other}" : "";
        findings.Add(
            DiagnosticId.MissingApi, span,
            $"Lua {project.Target.Name} on the device has no '{path}'{builds}{cure}");
    }

    // What the firmware offers in place of what it does not have.
    static string? Replacement(string path) => path switch
    {
        "table.unpack" => "unpack",
        "table.pack" => "{...} and select('#', ...)",
        "table.getn" or "table.maxn" or "rawlen" => "the operator #",
        "table.foreach" => "pairs",
        "table.foreachi" => "ipairs",
        "string.gfind" => "string.gmatch",
        "math.pow" => "the operator ^",
        "math.mod" or "math.fmod" => "the operator %",
        "setfenv" or "getfenv" => "_ENV",
        "tmr.alarm" or "tmr.register" or "tmr.start" or "tmr.stop" or "tmr.interval" or "tmr.state"
            or "tmr.unregister" => "a timer object of tmr.create()",
        "bit32.band" or "bit32.bor" => "the module bit",
        _ => null,
    };
}
