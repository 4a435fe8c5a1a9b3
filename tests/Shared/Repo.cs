namespace Lfs.Tests;

/// <summary>Finds files of this repository from a test's output folder.</summary>
static class Repo
{
    /// <summary>The folder that holds <c>Lfs.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The full path of a file or folder named relative to the root, with <c>/</c>.</summary>
    public static string PathOf(string relative) =>
        Path.Combine(Root, relative.Replace('/', Path.DirectorySeparatorChar));

    static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Lfs.sln")))
                return at.FullName;
        }

        throw new DirectoryNotFoundException("Lfs.sln was not found above " + AppContext.BaseDirectory);
    }
}
