namespace Lfs.Build.Tests;

/// <summary>Lints and errors in a build with the package.</summary>
public class LintBuildTests
{
    [Fact]
    public void A_build_says_each_finding_once_and_its_severity_is_the_users()
    {
        using PackedProject project = PackedProject.Create();
        project.Write("lua/telnet.lua", "local unused = 1\nprint(nosuch)\nreturn (...)\n");
        project.WriteProject("<NoWarn>LFS0303</NoWarn>");

        Assert.Equal(["telnet.lua(2,7): warning LFS0206"], Build(project, 0));

        project.Write(".globalconfig", """
            is_global = true
            dotnet_diagnostic.LFS0206.severity = none
            dotnet_diagnostic.LFS0207.severity = warning
            """);
        Assert.Equal(["telnet.lua(1,7): warning LFS0207"], Build(project, 0));

        project.Write("lua/telnet.lua", "x = 1 +* 2\nprint(nosuch)\ny = = 1\n");
        Assert.Equal(["telnet.lua(1,8,1,9): error LFS0001", "telnet.lua(3,5,3,6): error LFS0001"], Build(project, 1));
    }

    static string[] Build(PackedProject project, int expected)
    {
        (int exitCode, string output) = Dotnet.Run(project.Folder, "build", "--no-restore", "-v:q");
        Assert.Equal(expected, exitCode);
        return
        [
            .. output.Split('\n')
                .TakeWhile(line => !line.StartsWith("Build ", StringComparison.Ordinal))
                .Where(line => line.Contains(" LFS0", StringComparison.Ordinal))
                .Select(line => line[(line.LastIndexOf('/', line.IndexOf(" LFS0", StringComparison.Ordinal)) + 1)..])
                .Select(line => line[..(line.IndexOf(" LFS0", StringComparison.Ordinal) + " LFS0000".Length)]),
        ];
    }
}
