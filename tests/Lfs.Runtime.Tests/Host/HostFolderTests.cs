using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>The folder of the host that programs see, as C# uses it. Lfs.Cli.Tests has the rule itself.</summary>
public class HostFolderTests
{
    [Fact]
    public void A_folder_reads_what_is_in_it()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lfs-folder-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "é.lua"), "text");
            var host = new HostFolder(folder.FullName);

            Assert.True(host.Has("é.lua"u8));
            Assert.Equal("text"u8.ToArray(), host.Read("é.lua\0rest"u8));
            Assert.False(host.Has("none"u8));
            Assert.False(host.Has([]));
            Assert.False(host.Has([0xFF]));
            Assert.ThrowsAny<IOException>(() => host.Read("none"u8));
            Assert.ThrowsAny<IOException>(() => host.Read([0xFF]));
            Assert.ThrowsAny<IOException>(() => host.Read(new byte[100_000]));
            Assert.ThrowsAny<IOException>(() => host.Read("."u8));
            Assert.ThrowsAny<IOException>(() => host.Read("../x"u8));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_folder_that_is_not_there_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => new HostFolder(null!));
        Assert.Throws<ArgumentNullException>(() => HostFolder.Read(null!));
        Assert.ThrowsAny<IOException>(() => new HostFolder("/none/none"));
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void Without_a_folder_and_variables_a_program_sees_nothing_of_the_host(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target, HostLibraries = true });

        LuaValue[] results = device.Run("""
            return select(2, io.open('x')), select(2, io.open('x', 'w')), select(2, os.remove('x')),
              select(2, io.tmpfile()), pcall(os.tmpname), os.getenv('PATH')
            """);

        Assert.Equal("x: Permission denied", results[0].AsString());
        Assert.Equal("x: Permission denied", results[1].AsString());
        Assert.Equal("x: Permission denied", results[2].AsString());
        Assert.Equal("Permission denied", results[3].AsString());
        Assert.False(results[4].IsTrue);
        Assert.Equal(LuaKind.Nil, results[^1].Kind);
    }

    [Fact]
    public void Files_are_closed_at_a_restart_and_when_the_device_is_switched_off()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lfs-folder-");
        try
        {
            LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
            {
                HostLibraries = true,
                HostFolder = new HostFolder(folder.FullName),
            });
            string PathOf(string name) => Path.Combine(folder.FullName, name);

            device.Run("f = io.open('a', 'w') f:write('kept')");
            device.Restart();
            Assert.Equal("kept", File.ReadAllText(PathOf("a")));

            device.Run("f = io.open('b', 'w') f:write('kept') node.restart()");
            Assert.Equal("kept", File.ReadAllText(PathOf("b")));

            device.Run("f = io.open('c', 'w') f:write('kept')");
            device.Dispose();
            Assert.Equal("kept", File.ReadAllText(PathOf("c")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
