using System.Collections.Immutable;
using System.Security.Cryptography;
using Lfs.Analysis;
using Lfs.Compiler;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;
using LuaDiagnostic = Lfs.Compiler.Diagnostics.Diagnostic;

namespace Lfs.Generator;

/// <summary>The facts about the image that are known without building it.</summary>
/// <param name="ModuleCount">The number of modules in the image.</param>
/// <param name="SizeBytes">Its size in flash; 0 while it cannot be linked.</param>
/// <param name="SourceHash">The SHA-256 of the names and bytes of its sources.</param>
/// <param name="Problems">The diagnostics of the image as a whole.</param>
sealed record LinkedModules(
    int ModuleCount, int SizeBytes, string SourceHash, ValueList<LocatedDiagnostic> Problems)
{
    public static LinkedModules Link(ImmutableArray<LuaModule> modules, ProjectSettings settings)
    {
        List<LuaModule> inImage = [.. modules.Where(module => module.IsInImage)];
        string hash = HashOf(inImage);

        // An incomplete image has no size. Its missing modules are reported already.
        if (inImage.Count == 0 || inImage.Exists(module => module.Linked is null))
            return new LinkedModules(inImage.Count, 0, hash, default);

        LinkedImage measured = ProjectImage.Measure(inImage.Select(module => module.Linked!), settings);
        bool isWarning = settings.SizeCheck == SizeCheck.Warn
            && measured.Size <= ImageLimits.MaxBytesOf(settings.Target);
        var problems = new ValueList<LocatedDiagnostic>(measured.Diagnostics.Select(found =>
            Locate(found, inImage, isWarning && found.Id == DiagnosticId.ImageTooLarge)));
        return new LinkedModules(inImage.Count, measured.Size, hash, problems);
    }

    /// <summary>
    /// Converts the path in a diagnostic from the project's form to the one that Roslyn uses.
    /// </summary>
    static LocatedDiagnostic Locate(LuaDiagnostic found, List<LuaModule> modules, bool isWarning)
    {
        LuaModule? module = modules.Find(candidate => candidate.ChunkPath == found.Path);
        return new LocatedDiagnostic(found.Id, module?.Path, null, found.Message, isWarning);
    }

    static string HashOf(List<LuaModule> modules)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (LuaModule module in modules
            .OrderBy(module => module.Name, StringComparer.Ordinal)
            .ThenBy(module => module.ChunkPath, StringComparer.Ordinal))
        {
            hash.AppendData(module.Identity);
        }
        return Hex.Of(hash.GetHashAndReset());
    }
}
