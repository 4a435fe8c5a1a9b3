namespace Lfs.Build.Tests;

public class PackageTests
{
    [Fact]
    public void A_project_with_the_package_builds_once_and_then_does_nothing()
    {
        using PackedProject project = PackedProject.Create();

        Dotnet.Succeed(project.Folder, "build", "--no-restore");
        string output = Dotnet.Succeed(project.Folder, "run", "--no-build");
        Dotnet.Succeed(project.Folder, "build", "--no-restore", "-question");
        File.SetLastWriteTimeUtc(project.PathOf("lua/telnet.lua"), DateTime.UtcNow);
        (int afterEdit, string reason) = Dotnet.Run(project.Folder, "build", "--no-restore", "-question");

        Assert.Equal("True\nin flash\nx42\n1", output.Replace("\r", "").Trim());
        Assert.Equal(File.ReadAllBytes(project.Image), EmbeddedImage(project));
        Assert.NotEqual(0, afterEdit);
        Assert.Contains("BuildLfsImage", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_clones_give_the_same_bytes_and_clean_removes_the_image()
    {
        using PackedProject first = PackedProject.Create();
        using PackedProject second = PackedProject.Create();

        Dotnet.Succeed(first.Folder, "build", "--no-restore");
        Dotnet.Succeed(second.Folder, "build", "--no-restore");
        byte[] image = File.ReadAllBytes(first.Image);
        byte[] imageAgain = File.ReadAllBytes(second.Image);
        byte[] assembly = File.ReadAllBytes(first.Assembly);
        byte[] assemblyAgain = File.ReadAllBytes(second.Assembly);
        Dotnet.Succeed(first.Folder, "clean");

        Assert.Equal(image, imageAgain);
        Assert.Equal(assembly, assemblyAgain);
        Assert.False(File.Exists(first.Image));
    }

    [Fact]
    public void A_design_time_build_makes_no_image_but_gives_the_compiler_the_modules()
    {
        using PackedProject project = PackedProject.Create();

        string arguments = Dotnet.Succeed(
            project.Folder, "msbuild", "-t:Compile", "-getItem:CscCommandLineArgs", "-p:DesignTimeBuild=true",
            "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true");

        Assert.Matches("/additionalfile:lua[^ ]+telnet.lua", arguments);
        Assert.Contains("Lfs.Generator.dll", arguments, StringComparison.Ordinal);
        Assert.False(File.Exists(project.Image));
    }

    [Fact]
    public void A_Lua_error_fails_the_build_and_is_said_once_with_its_place()
    {
        using PackedProject project = PackedProject.Create();
        project.Write("lua/telnet.lua", "print(1)\nx = 1 +* 2\n");

        (int exitCode, string output) = Dotnet.Run(project.Folder, "build", "--no-restore", "-v:q");
        string[] lines = output.Split('\n').TakeWhile(line => !line.StartsWith("Build FAILED")).ToArray();

        Assert.NotEqual(0, exitCode);
        string line = Assert.Single(lines, line => line.Contains("LFS0"));
        Assert.Contains("telnet.lua(2,8,2,9): error LFS0001: unexpected symbol near '*'", line);
    }

    static byte[] EmbeddedImage(PackedProject project)
    {
        var assembly = System.Reflection.Assembly.Load(File.ReadAllBytes(project.Assembly));
        using Stream stream = assembly.GetManifestResourceStream("Lfs.Image")!;
        byte[] image = new byte[stream.Length];
        stream.ReadExactly(image);
        return image;
    }
}
