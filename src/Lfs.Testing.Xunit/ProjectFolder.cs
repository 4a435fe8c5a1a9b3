using System.Reflection;

namespace Lfs.Testing.Xunit;

/// <summary>Finds the folder of the project that an assembly was built from.</summary>
static class ProjectFolder
{
    /// <summary>The key of the attribute that build/Lfs.Testing.Xunit.targets gives an assembly. Its value is
    /// the path of the project file from the folder of the assembly.</summary>
    const string Key = "Lfs.Testing.Project";

    /// <summary>The folder of the project, or that of the assembly where the project is not on this
    /// machine.</summary>
    public static string Of(Assembly assembly)
    {
        string folder = Path.GetDirectoryName(assembly.Location) is { Length: > 0 } beside
            ? beside : AppContext.BaseDirectory;
        string? project = assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => attribute.Key == Key)?.Value;
        if (project is null)
            return folder;
        string file = Path.GetFullPath(Path.Combine(folder, project));
        return File.Exists(file) ? Path.GetDirectoryName(file)! : folder;
    }
}
