using Lfs.Tests;

namespace Lfs.Build.Tests;

/// <summary>The example of typed accessors: the folder <c>typed</c>.</summary>
public class TypedExampleTests
{
    [Fact]
    public void A_program_uses_a_module_as_if_it_were_CSharp()
    {
        string example = Repo.PathOf("tests/Lfs.Build.Tests/typed");
        using PackedProject project = PackedProject.Create();
        Directory.Delete(project.PathOf("lua"), recursive: true);
        project.Write("lua/shapes.lua", File.ReadAllText(Path.Combine(example, "lua/shapes.lua")));
        project.Write("Program.cs", File.ReadAllText(Path.Combine(example, "Program.cs")));
        project.WriteProject("<ImplicitUsings>enable</ImplicitUsings>");

        string build = Dotnet.Succeed(project.Folder, "build", "--no-restore");
        string output = Dotnet.Succeed(project.Folder, "run", "--no-build").Replace("\r", "");

        Assert.Contains("0 Warning(s)", build, StringComparison.Ordinal);
        string expected = File.ReadAllText(Path.Combine(example, "expected.txt")).Trim();
        Assert.Equal(expected, string.Join('\n', output.Trim().Split('\n').TakeLast(expected.Split('\n').Length)));
    }
}
