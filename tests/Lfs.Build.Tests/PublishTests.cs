using System.Runtime.InteropServices;

namespace Lfs.Build.Tests;

/// <summary>The ways in which a program with Lua reaches its users, each of which is run.</summary>
public class PublishTests
{
    [Fact]
    public void It_runs_trimmed_in_a_single_file()
    {
        using PackedProject project = Create();

        string output = Published(
            project, "-p:PublishTrimmed=true", "-p:PublishSingleFile=true", "--self-contained", "true");

        Assert.Equal(TypedExampleTests.Expected, output);
        // The program, and the symbols.
        Assert.Equal(
            [Executable("App")],
            Directory.EnumerateFiles(project.PathOf("out")).Select(file => Path.GetFileName(file)).Where(IsNoSymbols));
    }

    [NativeFact]
    public void It_runs_as_native_code()
    {
        using PackedProject project = Create();

        string output = Published(project, "-p:PublishAot=true");

        Assert.Equal(TypedExampleTests.Expected, output);
        Assert.False(File.Exists(project.PathOf("out/App.dll")));
    }

    static PackedProject Create()
    {
        PackedProject project = PackedProject.CreatePublished();
        project.WriteProject(
            // A warning of the trimmer is about code of the package, which no user can change.
            $"<RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>"
            + "<TreatWarningsAsErrors>true</TreatWarningsAsErrors><ImplicitUsings>enable</ImplicitUsings>");
        TypedExampleTests.Write(project);
        return project;
    }

    static string Published(PackedProject project, params string[] options)
    {
        Dotnet.Succeed(project.Folder, ["publish", "-o", "out", "-v:q", .. options]);
        (int exitCode, string output) = Dotnet.RunProgram(project.PathOf("out/" + Executable("App")), project.Folder);
        Assert.True(exitCode == 0, output);
        return output.Replace("\r", "").Trim();
    }

    static string Executable(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;

    static bool IsNoSymbols(string name) => Path.GetExtension(name) is not (".pdb" or ".dbg");

    /// <summary>A test that needs the linker of the C compiler.</summary>
    sealed class NativeFactAttribute : FactAttribute
    {
        public NativeFactAttribute()
        {
            string path = Environment.GetEnvironmentVariable("PATH") ?? "";
            if (!OperatingSystem.IsWindows()
                && !path.Split(':').Any(folder => File.Exists(folder + "/clang") || File.Exists(folder + "/gcc")))
            {
                Skip = "there is no clang or gcc, whose linker native code needs";
            }
        }
    }
}
