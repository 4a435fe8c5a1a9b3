using System.Text;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Makes images and devices for tests.</summary>
static class Devices
{
    public const long BuildTime = 1600000000;
    public const uint LargeHeap = 16 * 1024 * 1024;

    public static LuaTarget Target(string name) => LuaTarget.All.Single(target => target.Name == name);

    /// <summary>An image of sources given as chunk name and text, as a file.</summary>
    public static byte[] Image(string target, params (string ChunkName, byte[] Source)[] sources)
    {
        LuaTarget luaTarget = Target(target);
        Proto[] mains = [.. sources.Select(source => Compile(luaTarget, source.ChunkName, source.Source))];
        LinkedImage linked = LfsCompiler.Link(mains, new ImageOptions(luaTarget, BuildTime));
        Assert.NotNull(linked.Image);
        return linked.Image.ToBytes();
    }

    public static byte[] Image(string target, params (string ChunkName, string Source)[] sources) =>
        Image(target, [.. sources.Select(s => (s.ChunkName, Encoding.UTF8.GetBytes(s.Source)))]);

    static Proto Compile(LuaTarget target, string chunkName, byte[] source)
    {
        CompiledModule module = LfsCompiler.Compile(new LuaSource(chunkName, source), new CompileOptions(target));
        Assert.True(module.Main != null, module.Diagnostics.Count == 0 ? "" : module.Diagnostics[0].Message);
        return module.Main;
    }

    /// <summary>Runs a text on a fresh device of the device's own size. What it printed.</summary>
    public static string Print(string source, LfsDeviceOptions? options = null)
    {
        using MemoryStream output = new();
        using LfsDevice device = LfsDevice.Boot((options ?? new LfsDeviceOptions()) with { Output = output });
        output.SetLength(0);        // Without what the boot printed.
        device.Run(source, "=test");
        return Encoding.Latin1.GetString(output.ToArray());
    }
}
