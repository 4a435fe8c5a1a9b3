using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

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
        (int afterEdit, string listed) = Dotnet.Run(project.Folder, "build", "--no-restore", "-question");
        Dotnet.Succeed(project.Folder, "msbuild", "-t:ListExactLuaSources", "-v:q");
        (int afterListing, string reason) = Dotnet.Run(project.Folder, "build", "--no-restore", "-question");

        Assert.Equal("True\nin flash\nx42\n1", output.Replace("\r", "").Trim());
        Assert.Equal(File.ReadAllBytes(project.Image), Embedded(project, "Lfs.Image"));
        Assert.NotEqual(0, afterEdit);
        Assert.Contains("ListExactLuaSources", listed, StringComparison.Ordinal);
        Assert.NotEqual(0, afterListing);
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
        project.Write("lua/marked.lua", [0xEF, 0xBB, 0xBF, .. "return 1"u8]);
        project.Write("lua/latin.lua", [.. "return '"u8, 0xE4, .. "'"u8]);

        string arguments = Dotnet.Succeed(
            project.Folder, "msbuild", "-t:Compile", "-getItem:CscCommandLineArgs", "-p:DesignTimeBuild=true",
            "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true");

        Assert.Matches("/additionalfile:lua[^ ]+telnet.lua", arguments);
        Assert.Matches("/additionalfile:[^ ]+inputs.lfs-sources", arguments);
        Assert.Equal(
            ["bytes " + Convert.ToBase64String(File.ReadAllBytes(project.PathOf("lua/latin.lua"))),
                "mark " + Convert.ToBase64String("lua/marked.lua"u8)],
            File.ReadAllLines(project.PathOf("obj/Debug/net10.0/lfs/inputs.lfs-sources")));
        Assert.Contains("Lfs.Generator.dll", arguments, StringComparison.Ordinal);
        Assert.False(File.Exists(project.Image));
    }

    [Fact]
    public void A_Lua_error_fails_the_build_and_is_said_once_with_its_place()
    {
        using PackedProject project = PackedProject.Create();
        project.Write("lua/telnet.lua", "local a, b = ... print(1)\nx = 1 +* 2\nreturn a .. b\n");

        (int exitCode, string output) = Dotnet.Run(project.Folder, "build", "--no-restore", "-v:q");
        string[] lines = output.Split('\n').TakeWhile(line => !line.StartsWith("Build FAILED")).ToArray();

        Assert.NotEqual(0, exitCode);
        string line = Assert.Single(lines, line => line.Contains("error "));
        // As the C# compiler: the whole path.
        string path = project.PathOf("lua/telnet.lua");
        Assert.Contains(path + "(2,8,2,9): error LFS0001: unexpected symbol near '*'", line);
    }

    [Fact]
    public void The_same_project_builds_and_runs_for_each_Lua()
    {
        using PackedProject project = PackedProject.Create();
        const string Seed = "<LfsHashSeed>0x12345678</LfsHashSeed>";
        const string Largest = "System.Console.WriteLine(Lfs.Modules.Largest().ToString());\n";
        project.Write("lua/largest.lua", "return math.maxinteger\n");
        project.Write("Program.cs", File.ReadAllText(project.PathOf("Program.cs")) + Largest);

        // In one folder: each build must notice that the one before it was for another Lua.
        (string Properties, LuaTarget Target, uint Seed, string Largest)[] builds =
            [
                ("", LuaTarget.Lua51, 0, "nil"),
                ("<LfsLuaVersion>5.3</LfsLuaVersion>", LuaTarget.Lua53, 0, "2147483647"),
                ("<LfsLuaVersion>5.3</LfsLuaVersion><LfsNumberBits>64</LfsNumberBits>" + Seed,
                    LuaTarget.Lua53Long, 0x12345678, "9223372036854775807"),
            ];
        foreach (var build in builds)
        {
            project.WriteProject(build.Properties);

            Dotnet.Succeed(project.Folder, "build", "--no-restore");
            string output = Dotnet.Succeed(project.Folder, "run", "--no-build");

            string expected = "True\nin flash\nx42\n1\n" + build.Largest;
            Assert.Equal(expected, LastLines(output, expected.Count(c => c == '\n') + 1));
            Assert.Equal(Linked(project, build.Target, build.Seed), File.ReadAllBytes(project.Image));
            Assert.Equal(File.ReadAllBytes(project.Image), Embedded(project, "Lfs.Image"));
            Assert.Equal(ImageChecksum.Of(File.ReadAllBytes(project.Image)), Embedded(project, "Lfs.Image.crc32"));
        }
    }

    [Fact]
    public void A_project_is_built_beside_the_System_image_of_another()
    {
        using PackedProject system = PackedProject.Create();
        using PackedProject application = PackedProject.Create();
        const string Lua53 = "<LfsLuaVersion>5.3</LfsLuaVersion>";
        system.WriteProject(Lua53 + "<LfsHashSeed>7</LfsHashSeed>");
        system.Write("lua/greet.lua", "return 'a greeting of the system'\n");
        application.WriteProject(
            $"{Lua53}<LfsSystemImage>{system.Image}</LfsSystemImage><LfsSize>4096</LfsSize>");
        application.Write("lua/telnet.lua", "return node.LFS.greet() .. ...\n");
        application.Write("Program.cs", """
            System.Console.WriteLine(Lfs.Modules.Telnet("!").AsString());
            System.Console.WriteLine(Lfs.Modules.Device.LfsBytesUsed < Lfs.Modules.ImageSize);
            """);

        Dotnet.Succeed(system.Folder, "build", "--no-restore");
        Dotnet.Succeed(application.Folder, "build", "--no-restore");
        string output = Dotnet.Succeed(application.Folder, "run", "--no-build");
        system.Write("lua/greet.lua", "return 'hello'\n");
        Dotnet.Succeed(system.Folder, "build", "--no-restore");
        Dotnet.Succeed(application.Folder, "build", "--no-restore");
        string again = Dotnet.Succeed(application.Folder, "run", "--no-build");

        Assert.Equal("a greeting of the system!\nTrue", LastLines(output, 2));
        Assert.Equal("hello!\nTrue", LastLines(again, 2));
        Assert.Equal(
            ImageChecksum.Of(File.ReadAllBytes(system.Image)), Embedded(application, "Lfs.SystemImage.crc32"));
        Assert.Equal(7u, LfsImage.Read(File.ReadAllBytes(application.Image)).Image!.Header53.Seed);
    }

    [Fact]
    public void A_wrong_property_fails_the_build_and_is_said_once_with_the_project()
    {
        using PackedProject project = PackedProject.Create();
        project.WriteProject("<LfsLuaVersion>5.3</LfsLuaVersion><LfsNumberBits>16</LfsNumberBits>");

        (int exitCode, string output) = Dotnet.Run(project.Folder, "build", "--no-restore", "-v:q");
        string[] lines = output.Split('\n').TakeWhile(line => !line.StartsWith("Build FAILED")).ToArray();

        Assert.NotEqual(0, exitCode);
        string line = Assert.Single(lines, line => line.Contains("error "));
        Assert.Contains(
            "App.csproj : error LFS0302: LfsNumberBits is '16' but must be 32 or 64", line,
            StringComparison.Ordinal);
    }

    /// <summary>The compiler's own output for the modules, in the order of their names.</summary>
    static byte[] Linked(PackedProject project, LuaTarget target, uint seed)
    {
        string[] paths = ["lua/net/http.server.lua", "lua/largest.lua", "lua/telnet.lua"];
        Proto[] modules = [.. paths.Select(path => LfsCompiler.Compile(
            LuaSource.FromFile(path, File.ReadAllBytes(project.PathOf(path))),
            new CompileOptions(target)).Main!)];
        LuaString[] names =
            [.. paths.Select(path => LuaString.FromText(Path.GetFileName(path).Split('.')[0]))];
        return LfsCompiler.Link(modules, new ImageOptions(target, HashSeed: seed), names).Image!.ToBytes();
    }

    /// <summary>The last lines, without those that a device prints when it boots.</summary>
    static string LastLines(string output, int count) =>
        string.Join('\n', output.Replace("\r", "").Trim().Split('\n')
            .Where(line => !line.EndsWith("LFS image loaded", StringComparison.Ordinal)).TakeLast(count));

    internal static byte[] Embedded(PackedProject project, string name)
    {
        var assembly = System.Reflection.Assembly.Load(File.ReadAllBytes(project.Assembly));
        using Stream stream = assembly.GetManifestResourceStream(name)!;
        byte[] image = new byte[stream.Length];
        stream.ReadExactly(image);
        return image;
    }
}
