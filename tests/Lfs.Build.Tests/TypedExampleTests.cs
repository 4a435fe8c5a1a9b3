using Lfs.Tests;

namespace Lfs.Build.Tests;

/// <summary>The example of typed accessors: the folder <c>typed</c>.</summary>
public class TypedExampleTests
{
    [Fact]
    public void A_program_uses_a_module_as_if_it_were_CSharp()
    {
        using PackedProject project = PackedProject.Create();
        Write(project);
        project.WriteProject("<ImplicitUsings>enable</ImplicitUsings>");

        string build = Dotnet.Succeed(project.Folder, "build", "--no-restore");
        string output = Dotnet.Succeed(project.Folder, "run", "--no-build").Replace("\r", "");

        Assert.Contains("0 Warning(s)", build, StringComparison.Ordinal);
        Assert.Equal(Expected, string.Join('\n', output.Trim().Split('\n').TakeLast(Expected.Split('\n').Length)));
    }

    /// <summary>What the example prints.</summary>
    public static string Expected => File.ReadAllText(Path.Combine(Folder, "expected.txt")).Trim();

    static string Folder => Repo.PathOf("tests/Lfs.Build.Tests/typed");

    /// <summary>Makes the example the program of a project.</summary>
    internal static void Write(PackedProject project)
    {
        if (Directory.Exists(project.PathOf("lua")))
            Directory.Delete(project.PathOf("lua"), recursive: true);
        project.Write("lua/shapes.lua", File.ReadAllText(Path.Combine(Folder, "lua/shapes.lua")));
        project.Write("Program.cs", File.ReadAllText(Path.Combine(Folder, "Program.cs")));
    }
}
