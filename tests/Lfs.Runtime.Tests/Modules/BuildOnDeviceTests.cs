using System.Text;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary><c>node.LFS.build</c> makes an image on the device: the host compiler's, from the same files.</summary>
public sealed class BuildOnDeviceTests
{
    static readonly string[] _sources = ["heap.lua", "robot.lua", "scheduler.lua", "telnet.lua", "vector.lua"];

    public static TheoryData<string> Targets { get; } = ["5.1", "5.1-int", "5.3", "5.3-64"];

    static byte[] Source(string name) => File.ReadAllBytes(Repo.PathOf("sample-project/lua/" + name));

    static LfsDevice Boot(string target, Dictionary<string, byte[]> files, uint lfsBytes = 256 * 1024) =>
        LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            LfsBytes = lfsBytes,
            Image = Devices.Image(target, ("@old.lua", "return 'old'")),
            Files = files,
        });

    /// <summary>In the RAM of a device: 44 KB of heap hold all five modules of the sample at a time.</summary>
    [Theory]
    [MemberData(nameof(Targets))]
    public void The_image_is_that_of_the_host(string target)
    {
        LuaTarget build = Devices.Target(target);
        Dictionary<string, byte[]> files = _sources.ToDictionary(name => name, Source);
        files["init.lua"] = Encoding.ASCII.GetBytes("print 'not a module'");
        Proto[] mains = [.. _sources.Select(name => LfsCompiler.Compile(
            LuaSource.FromFile(name, Source(name)), new CompileOptions(build)).Main!)];
        byte[] wanted = LfsCompiler.Link(mains, new ImageOptions(build, 1600000000)).Image!.ToBytes();
        using LfsDevice device = Boot(target, files);

        double size = device.Run("return node.LFS.build{time = 1600000000, reload = false}")[0].AsNumber();

        Assert.Equal(wanted, device.Files.Read("lfs.img"));
        Assert.True(size > wanted.Length / 2);
        Assert.Null(device.State.FindFault());
        Assert.Equal("old", device.CallModule("old")[0].AsString());

        device.Run("node.LFS.build{'vector.lua', 'robot.lua', image = 'two.img'}");

        Assert.Equal("robot vector", device.Run("return table.concat(node.LFS.list(), ' ')")[0].ToString());
        Assert.Contains("two.img", device.Files.Names);
        Assert.DoesNotContain("lfs.new", device.Files.Names);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void Nothing_is_lost_when_it_fails(string target)
    {
        Dictionary<string, byte[]> files = new()
        {
            ["lfs.img"] = [1, 2, 3],
            ["good.lua"] = Encoding.ASCII.GetBytes("return 1"),
            ["bad.lua"] = Encoding.ASCII.GetBytes("\nx x"),
            ["big.lua"] = Encoding.ASCII.GetBytes(string.Concat(
                Enumerable.Range(0, 400).Select(i => $"f{i} = function() return 'text {i}' end "))),
            ["fat.lua"] = Encoding.ASCII.GetBytes("return '" + new string('x', 5000) + "'"),
        };
        using LfsDevice device = Boot(target, files, lfsBytes: 4096);
        (string Program, string Message)[] cases =
        [
            ("node.LFS.build{'good.lua', 'bad.lua'}", "bad.lua:2: "),
            ("node.LFS.build{'none.lua'}", "cannot open none.lua: "),
            ("node.LFS.build{'good.lua', 'good.lua'}", "good"),
            ("node.LFS.build{'big.lua'}", "not enough memory"),
            ("node.LFS.build{'fat.lua'}", "4096"),
            ("node.LFS.build{{}}", "file names expected"),
            ("node.LFS.build(1)", "table expected, got number"),
            ("node.LFS.build{'good.lua', image = '/SD0/x'}", "invalid image name"),
        ];

        foreach ((string program, string message) in cases)
        {
            LuaException? error = device.Try(program);
            Assert.Contains(message, error?.Message ?? $"{program} succeeded", StringComparison.Ordinal);
            Assert.Equal([1, 2, 3], device.Files.Read("lfs.img"));
            Assert.Equal("old", device.CallModule("old")[0].AsString());
        }
        Assert.Equal(["bad.lua", "big.lua", "fat.lua", "good.lua", "lfs.img"], device.Files.Names.Order());
        Assert.Null(device.State.FindFault());
    }
}
