using System.Globalization;
using System.Text;
using Esp8266.Boot;
using Esp8266.Flash;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;

// The life of a device: it boots empty, loads an image from its file system, gets a larger region, loses its power
// while it loads another image, and comes back. The first argument is the build, 5.1 or 5.3 (docs/device.md).
string target = args.FirstOrDefault() ?? "5.1";

// Safe against an empty region: an image is loaded once, and not again if that fails.
const string Init = """
    local app = node.LFS.get 'app'
    if app then
      print(app())
    elseif file.exists 'app.img' and not file.exists 'tried' then
      file.putcontents('tried', 'yes')
      print 'no image in flash: loading app.img'
      print(node.LFS.reload 'app.img')
    else
      print 'no image in flash'
    end
    """;

using MemoryStream console = new();
using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
{
    TargetName = target,
    Startup = true,
    Output = console,
    LfsBytes = 64 * 1024,
    SpiffsBytes = 1024 * 1024,
    Files = new Dictionary<string, byte[]>
    {
        ["init.lua"] = Encoding.ASCII.GetBytes(Init),
        ["app.img"] = ImageOf(target, 1),
    },
});
Console.WriteLine($"{"",-34}{"reset",-18}{"LFS region",-20}{"image",6}{"heap",8}  console");

device.RunUntilIdle();
Show("boots empty, loads app.img");

device.Send("node.setpartitiontable{lfs_size = 0x20000}\n");
device.RunUntilIdle();
Show("gets a region of 128 KB");

device.Files.Write("app.img", ImageOf(target, 2));
device.Files.Remove("tried");
long start = device.Machine.Flash.Operations;
CutPowerAfter(8);
try
{
    device.Run("node.LFS.reload 'app.img'");
    device.RunUntilIdle();
}
catch (PowerLoss loss)
{
    Console.WriteLine($"  the power fails at flash operation {loss.Operation - start} of the reload");
    device.Restart(ResetReason.PowerOn);
}
device.RunUntilIdle();
Show("is on again, loads app.img");

device.Restart();
device.RunUntilIdle();
Show("restarts");

void CutPowerAfter(long operations) => device.Machine.Flash.Faults =
    new FlashFaults(device.Machine.Flash.Operations + operations, TearModel.RandomBytes, Seed: 1);

void Show(string what)
{
    LuaValue[] config = device.Run("local c = node.LFS.config return c.lfs_base, c.lfs_size, c.lfs_used");
    string region = string.Create(
        CultureInfo.InvariantCulture, $"0x{(long)config[0].AsNumber():x6}, 0x{(long)config[1].AsNumber():x6}");
    string said = string.Join(" | ", Encoding.ASCII.GetString(console.ToArray())
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => !line.StartsWith("NodeMCU", StringComparison.Ordinal) && line != "> "));
    console.SetLength(0);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what,-34}{device.Machine.LastReset.Reason,-18}{region,-20}{config[2].AsNumber(),6}"
            + $"{device.HeapBytesFree,8}  {said}"));
}

static byte[] ImageOf(string target, int version)
{
    LuaTarget build = LuaTarget.All.Single(known => known.Name == target);
    byte[] source = Encoding.ASCII.GetBytes($"return 'version {version} of the application'");
    CompiledModule module = LfsCompiler.Compile(new LuaSource("@app.lua", source), new CompileOptions(build));
    LinkedImage linked = LfsCompiler.Link([module.Main!], new ImageOptions(build, BuildTime: 1600000000));
    return linked.Image!.ToBytes();
}
