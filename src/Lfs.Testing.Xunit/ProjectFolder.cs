namespace Lfs.Testing.Xunit;

/// <summary>Finds the folder of the project to which a C# file belongs.</summary>
static class ProjectFolder
{
    /// <summary>The nearest folder above a file that has a project file; null if there is none, or the file
    /// is not on this machine.</summary>
    public static string? Of(string file)
    {
        if (!File.Exists(file))
            return null;
        for (DirectoryInfo? at = Directory.GetParent(file); at is not null; at = at.Parent)
        {
            if (at.EnumerateFiles("*.*proj").Any())
                return at.FullName;
        }
        return null;
    }
}
