using System.Text;
using Esp8266.Spiffs;
using Lfs.Runtime;

namespace Lfs.Build.Tests;

/// <summary>The <c>SpiffsFile</c> and <c>LfsResource</c> items of a project, and its flash, through the package.</summary>
public class ProjectFilesTests
{
    const string Items = """
        <SpiffsFile Include="config/**" />
        <SpiffsFile Include="start.lua" TargetPath="init.lua" />
        <LfsResource Include="www/**" />
        """;

    static readonly byte[] EveryByte = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    [Fact]
    public void A_program_reads_a_file_and_a_resource_on_its_device()
    {
        using PackedProject project = Create();
        project.WriteProject("", Items);
        project.Write("Program.cs", """
            using Lfs;
            System.Console.WriteLine(Modules.Page(Resources.WwwIndexHtml).AsString());
            System.Console.WriteLine(System.Convert.ToHexString(Modules.Resource(Resources.WwwImgAllBin).AsBytes()));
            System.Console.WriteLine(string.Join(' ', System.Linq.Enumerable.Order(Modules.Files.Keys)));
            System.Console.WriteLine(Modules.Files["config/net.txt"].Length);
            System.Console.WriteLine(Modules.ImageSize == Modules.Device.LfsBytesUsed);
            """);

        string build = Dotnet.Succeed(project.Folder, "build", "--no-restore");
        Dotnet.Succeed(project.Folder, "build", "--no-restore", "-question");
        string first = Run(project);
        project.Write("www/index.html", "<p>new</p>");
        project.Write("config/net.txt", "other\n");
        Dotnet.Succeed(project.Folder, "build", "--no-restore");
        string second = Run(project);

        string rest = $"{Convert.ToHexString(EveryByte)}\nconfig/net.txt init.lua\n";
        Assert.Contains("0 Warning(s)", build, StringComparison.Ordinal);
        Assert.Equal($"<h1>\"hi\"</h1> ssid nil 2\n{rest}10\nTrue\n", first);
        Assert.Equal($"<p>new</p> other nil 2\n{rest}6\nTrue\n", second);
    }

    [Fact]
    public void The_image_of_the_files_is_that_of_spiffsimg()
    {
        using PackedProject project = Create();
        project.WriteProject("<LfsSpiffsSize>0x80000</LfsSpiffsSize>", Items);

        Dotnet.Succeed(project.Folder, "msbuild", "-t:BuildSpiffsImage", "-v:q");

        SpiffsImage expected = SpiffsImage.Create(0x80000);
        foreach (string file in new[] { "config/net.txt", "init.lua" })
        {
            byte[] content = File.ReadAllBytes(project.PathOf(file == "init.lua" ? "start.lua" : file));
            Assert.Equal(SpiffsError.None, expected.Import(Encoding.UTF8.GetBytes(file), content));
        }

        expected.Files.Unmount();
        Assert.Equal(expected.ToBytes(), File.ReadAllBytes(project.PathOf("obj/Debug/net10.0/lfs/spiffs.img")));
    }

    [Theory]
    [InlineData("5.1", "")]
    [InlineData("5.3", "<LfsLuaVersion>5.3</LfsLuaVersion>")]
    public void What_it_flashes_boots_with_all_of_it(string target, string version)
    {
        using PackedProject project = Create();
        using (LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target }))
            project.Write("fw/nodemcu.bin", device.Flash[..0x96000]);
        project.WriteProject(
            $"{version}<LfsFlashImage>true</LfsFlashImage><LfsFirmware>fw/nodemcu.bin</LfsFirmware>"
            + "<LfsSpiffsSize>0x40000</LfsSpiffsSize>", Items);
        // In a process of its own: that of the tests has the compiler for .NET Standard.
        project.Write("Program.cs", """
            byte[] flash = new byte[0x400000];
            System.Array.Fill(flash, (byte)0xFF);
            System.IO.File.ReadAllBytes("bin/Debug/net10.0/flash/flash.bin").CopyTo(flash, 0);
            using var device = Lfs.Runtime.LfsDevice.FromFlash(flash);
            System.Console.WriteLine(device.CallModule("page", Lfs.Resources.WwwIndexHtml)[0].AsString());
            """);

        string output = Dotnet.Succeed(project.Folder, "build", "--no-restore");
        Dotnet.Succeed(project.Folder, "build", "--no-restore", "-question");

        const string Flash = "bin/Debug/net10.0/flash/";
        string list = File.ReadAllText(project.PathOf(Flash + "flash.txt"));
        Assert.Equal(
            """
            0x0 firmware.bin
            0x96000 lfs.bin
            0x100000 spiffs.bin
            esptool.py write_flash --flash_size 4MB 0x0 firmware.bin 0x96000 lfs.bin 0x100000 spiffs.bin
            or esptool.py write_flash --flash_size 4MB 0x0 flash.bin

            """.ReplaceLineEndings("\n"), list);
        Assert.Contains("0x96000 lfs.bin", output, StringComparison.Ordinal);
        Assert.Equal("<h1>\"hi\"</h1> ssid nil 2\n", Run(project));

        Dotnet.Succeed(project.Folder, "clean");
        Assert.False(File.Exists(project.PathOf(Flash + "flash.bin")));
    }

    [Fact]
    public void Names_are_chosen_by_metadata_and_are_those_of_the_glob_outside_of_the_project()
    {
        using PackedProject outside = Create();
        using PackedProject project = Create();
        File.Delete(project.PathOf("lua/page.lua"));
        File.Delete(project.PathOf("lua/telnet.lua"));
        project.WriteProject("<LfsSpiffsSize>0x8000</LfsSpiffsSize>", $"""
            <SpiffsFile Include="{outside.Folder}/config/**" />
            <SpiffsFile Include="{outside.Folder}/www/**" LinkBase="w" />
            <SpiffsFile Include="start.lua" Link="x\y.lua" />
            """);
        project.Write("Program.cs", """
            System.Console.WriteLine(string.Join(' ', System.Linq.Enumerable.Order(Lfs.Modules.Files.Keys)));
            System.Console.WriteLine(Lfs.Modules.Device.Files.Names.Count);
            """);

        // No Lua module at all: the device boots without an image.
        Dotnet.Succeed(project.Folder, "build", "--no-restore");

        Assert.Equal("net.txt w/img/all.bin w/index.html x/y.lua\n4\n", Run(project));
    }

    static string Run(PackedProject project)
    {
        string output = Dotnet.Succeed(project.Folder, "run", "--no-build").Replace("\r", "");
        return string.Concat(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.EndsWith("LFS image loaded", StringComparison.Ordinal))
            .Select(line => line + "\n"));
    }

    static PackedProject Create()
    {
        PackedProject project = PackedProject.Create();
        File.Delete(project.PathOf("lua/net/http.server.lua"));
        project.Write("www/index.html", "<h1>\"hi\"</h1>");
        project.Write("www/img/all.bin", EveryByte);
        project.Write("config/net.txt", "ssid\n1234\n");
        project.Write("start.lua", "print 'started'\n");
        project.Write("lua/page.lua", """
            local f = file.open("config/net.txt")
            local line = f:readline():sub(1, -2)
            f:close()
            local resource = node.LFS.resource
            return resource(...) .. " " .. line .. " " .. tostring(resource("none")) .. " " .. #resource()
            """);
        return project;
    }
}
