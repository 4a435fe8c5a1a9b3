using System.Globalization;
using System.Text;
using Esp8266.Flash;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;
using Lfs.Runtime;
using Lfs.Runtime.Flash;
using Xunit.Abstractions;

namespace Lfs.Tests;

/// <summary>Damaged chunks and images are refused by name, or run inside the device.</summary>
/// <remarks>
/// For each target; 220,000 cases in all. LFS_MUTATIONS multiplies the number, LFS_MUTATION_SEED shifts the
/// seeds. No checksum saves the verifier: an absolute image has none, and a packed one, whose checksums cover
/// the packing, is packed after the damage. Every case that is accepted is run.
/// </remarks>
public sealed class MutationTests(ITestOutputHelper output)
{
    const int Blocks = 8;
    const int ChunkCases = 33_000;
    const int ImageCases = 20_000;
    const int RegionCases = 4_000;
    const long Instructions = 3_000;
    const int RunsPerBoot = 50;

    static readonly string[] _sources =
    [
        "local a, b = ... for i = 1, 9 do a = (a or 0) + i * 2 end return a, b and 'x' or nil",
        "local t = {1, 2, 3, x = 'y', [4] = {}} for k, v in pairs(t) do t[k] = nil end return #t, t.x",
        "local function f(...) local a, b = ... return select('#', ...), b, ... end return f(f(1, f()))",
        "local n = 0 local function inc() n = n + 1 return function() n = n * 2 return n end end return inc()(), inc()",
        "local o = {v = 1} function o:get(k) return self[k] end function o:set(v) self.v = v end o:set(3) return o:get('v')",
        "local s = '' for w in ('one two'):gmatch('%a+') do s = w .. s .. 1 .. w end return s:upper(), s < 'x', not s",
        "local co = coroutine.wrap(function(a) while true do a = coroutine.yield(a) end end) return co(1), co(2), pcall(co, 3)",
        "local x repeat local y = x x = function() return y end until type(x) == 'function' do return x() end",
        "local t = setmetatable({}, {__index = function(t, k) return k end, __call = function(t, a) return a end}) return t.a, t(1)",
        "for i = 10, 1, -3 do if i == 4 then break elseif i > 8 then i = i - 1 else local z = -i end end return pcall(error, 'e')",
    ];

    // What 5.3 has more: other instructions, integers, long strings.
    static readonly string[] _sources53 =
    [
        "local a = 7 ::top:: a = a // 2 ~ 1 & 3 | 8 << 1 if a > 3.5 then goto top end return a, ~a, a % 2.0",
        "local s = ('a long string, which is longer than forty bytes'):rep(2) return s == s .. '', #s, utf8.char(228)",
        "local t = setmetatable({}, {__idiv = function(a) return a end, __eq = function() return true end}) return t // 1, t == {}",
        "local co = coroutine.wrap(function() pcall(coroutine.yield, 1) return math.type(1.0) end) return co(), co()",
        "local _ENV = {x = 1} x = x + 1 for i = 3, 1, -1 do local f = function() return i, x end y = f end return y()",
    ];

    static string[] SourcesOf(string target) =>
        SafetyDevices.Is53(target) ? [.. _sources, .. _sources53] : _sources;

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void A_damaged_chunk_is_refused_or_harmless(string target)
    {
        LuaTarget luaTarget = Devices.Target(target);
        byte[][] chunks = [.. SourcesOf(target).SelectMany(source => Chunks(source, luaTarget))];
        int head = luaTarget.Version == LuaVersion.Lua53 ? 21 : 12;
        var counts = new Counts[Blocks];

        RunBlocks(Times(ChunkCases), (block, seeds) =>
        {
            using var victim = new Victim(target);
            foreach (int seed in seeds)
            {
                var random = new Random(seed);
                byte[] mutant = Mutate(chunks[random.Next(chunks.Length)], random, head, luaTarget);
                counts[block].Cases++;
                counts[block].Accepted += victim.Run(mutant, seed) ? 1 : 0;
            }
        });

        Report(target + " chunks", counts);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void A_damaged_image_is_refused_or_harmless(string target)
    {
        LuaTarget luaTarget = Devices.Target(target);
        string[] sources = SourcesOf(target);
        byte[] file = Devices.Image(target, [.. sources.Select((source, i) => ($"@m{i}.lua", source))]);
        LfsImage image = LfsImage.Read(file).Image!;
        byte[] absolute = image.ToAbsolute(Esp8266.MemoryMap.Irom0Start + LfsDeviceOptions.DefaultLfsOffset).Region;
        byte[] relocatable = luaTarget.Version == LuaVersion.Lua53 ? file : [.. image.Region, .. image.Relocation];
        var counts = new Counts[Blocks];

        RunBlocks(Times(ImageCases), (block, seeds) =>
        {
            foreach (int seed in seeds)
            {
                var random = new Random(seed);
                byte[] mutant = seed % 10 == 0
                    ? Repacked(Mutate(relocatable, random, 8, luaTarget), luaTarget)
                    : Mutate(absolute, random, 8, luaTarget);
                counts[block].Cases++;
                LoadedImage loaded = LfsImage.Read(mutant);
                if (loaded.Image is null)
                    RequireName(loaded.Diagnostics[0].Message, seed);
                else
                    counts[block].Accepted += RunImage(target, sources.Length, mutant, seed) ? 1 : 0;
            }
        });

        Report(target + " images", counts);
    }

    [Theory]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void Two_regions_damaged_in_flash_are_refused_or_harmless(string target)
    {
        string[] sources = SourcesOf(target);
        (string, string)[] modules = [.. sources.Select((source, i) => ($"@m{i}.lua", source))];
        byte[] system = Devices.Image(target, modules[..(modules.Length / 2)]);
        byte[] application = Devices.Image(target, modules[(modules.Length / 2)..]);
        LuaTarget luaTarget = Devices.Target(target);
        var counts = new Counts[Blocks];

        RunBlocks(Times(RegionCases), (block, seeds) =>
        {
            using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
            {
                TargetName = target,
                Image = application,
                SystemImage = system,
                EmergencyCollection = false,
            });
            Region first = new(device, "system", device.SystemBytesUsed);
            Region second = new(device, "lfs", device.LfsBytesUsed);
            foreach (int seed in seeds)
            {
                var random = new Random(seed);
                byte[] left = random.Next(2) == 0 ? Mutate(first.Sound, random, 8, luaTarget) : first.Sound;
                byte[] right = ReferenceEquals(left, first.Sound)
                    ? Mutate(second.Sound, random, 8, luaTarget)
                    : (byte[])second.Sound.Clone();
                // The Application's check of the System is repaired, or nothing behind it would be reached.
                if (right.Length >= 48)
                    BitConverter.TryWriteBytes(right.AsSpan(44), Crc32(left));
                first.Write(device, left);
                second.Write(device, right);
                device.Restart();
                counts[block].Cases++;
                counts[block].Accepted += device.LfsBytesUsed > 0 && device.SystemBytesUsed > 0 ? 1 : 0;
                RunModules(device, sources.Length, seed);
                Assert.True(device.State.FindFault() is null, $"seed {seed}: {device.State.FindFault()}");
            }
        });

        Report(target + " pairs of regions", counts);
    }

    // Only 5.1's images are packed, with a checksum around the damage.
    static byte[] Repacked(byte[] mutant, LuaTarget target) =>
        target.Version == LuaVersion.Lua53 ? mutant : Deflate.Gzip(mutant);

    static bool RunImage(string target, int modules, byte[] image, int seed)
    {
        try
        {
            using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
            {
                TargetName = target,
                Image = image,
                EmergencyCollection = false,
            });
            RunModules(device, modules, seed);
            Assert.True(device.State.FindFault() is null, $"seed {seed}: {device.State.FindFault()}");
            return true;
        }
        catch (LfsImageException refused)
        {
            RequireName(refused.Message, seed);     // Sound, but for another place or device.
            return false;
        }
    }

    static void RunModules(LfsDevice device, int modules, int seed)
    {
        for (int i = 0; i < modules; i++)
        {
            device.SetBudget(Instructions);
            try
            {
                device.CallModule("m" + i.ToString(CultureInfo.InvariantCulture));
            }
            catch (LuaException error)
            {
                RequireName(error.Message, seed);
            }
        }
    }

    static IEnumerable<byte[]> Chunks(string source, LuaTarget target)
    {
        foreach (DebugLevel debug in new[] { DebugLevel.Full, DebugLevel.NoLines })
        {
            Proto main = LfsCompiler.Compile(
                new LuaSource("=m", Encoding.ASCII.GetBytes(source)), new CompileOptions(target, debug)).Main!;
            yield return LfsCompiler.Dump(main, target).Bytes!;
        }
    }

    // Bytes, bits, words and ranges change; what comes before `head` seldom does, or nothing behind it is
    // reached.
    static byte[] Mutate(byte[] original, Random random, int head, LuaTarget target)
    {
        byte[] bytes = (byte[])original.Clone();
        int changes = 1 + random.Next(3);
        for (int i = 0; i < changes; i++)
        {
            int at = random.Next(random.Next(50) == 0 ? 0 : head, bytes.Length);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1 or 2:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 3:
                    bytes[at] = (byte)(random.Next(2) == 0 ? 0 : 0xFF);
                    break;
                case 4 or 5:
                    MutateWord(bytes, random.Next(2) == 0 ? at : at & ~3, random, target);
                    break;
                default:
                    int from = random.Next(head, bytes.Length);
                    int count = Math.Min(random.Next(1, 9), bytes.Length - Math.Max(at, from));
                    Array.Copy(bytes, from, bytes, at, count);
                    break;
            }
        }
        return random.Next(40) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    // A word that may be an instruction gets another opcode or operand; small steps stay in range more often.
    static void MutateWord(byte[] bytes, int at, Random random, LuaTarget target)
    {
        if (at + 4 > bytes.Length)
            return;
        var i = new Instruction(BitConverter.ToUInt32(bytes, at));
        Instruction changed = random.Next(6) switch
        {
            0 => i.WithOp(random.Next(InstructionSet.Of(target.Version).Count)),
            1 => i.WithA(random.Next(8)),
            2 => i.WithB(random.Next(8)),
            3 => i.WithC(random.Next(8)),
            4 => i.WithSBx(Math.Clamp(i.SBx + random.Next(-3, 4), -1000, 1000)),
            _ => i.WithB(Instruction.ConstantFlag + random.Next(4)),
        };
        BitConverter.TryWriteBytes(bytes.AsSpan(at), changed.Word);
    }

    static void RequireName(string message, int seed) => Assert.True(message.Length > 0, $"seed {seed} has no name");

    static int Times(int cases) =>
        cases * int.Parse(Environment.GetEnvironmentVariable("LFS_MUTATIONS") ?? "1", CultureInfo.InvariantCulture);

    // Blocks are the same on any number of cores: what one device has run before a case does not vary.
    static void RunBlocks(int cases, Action<int, IEnumerable<int>> run)
    {
        int first = int.Parse(
            Environment.GetEnvironmentVariable("LFS_MUTATION_SEED") ?? "0", CultureInfo.InvariantCulture);
        int perBlock = cases / Blocks;
        Parallel.For(0, Blocks, block => run(block, Enumerable.Range(first + block * perBlock, perBlock)));
    }

    void Report(string what, Counts[] counts)
    {
        int cases = counts.Sum(count => count.Cases);
        int accepted = counts.Sum(count => count.Accepted);
        output.WriteLine($"{what}: {cases} of {cases} without harm, {accepted} accepted");
        Assert.InRange(accepted, cases / 100, cases - cases / 100);
    }

    /// <summary>A region of flash and what it holds when it is sound.</summary>
    sealed class Region
    {
        readonly FlashOffset _start;

        public Region(LfsDevice device, string name, uint used)
        {
            _start = new FlashOffset((uint)device.Run($"return node.LFS.config.{name}_base")[0].AsInteger());
            Sound = new byte[used];
            device.Machine.Flash.Read(_start, Sound);
            // The verifier is to be reached, as with an image that another tool has programmed.
            RebootConfig config = new(device.Machine.Flash);
            config.Delete(RebootRecord.Checksum);
            config.Delete(RebootRecord.SecondChecksum);
        }

        public byte[] Sound { get; }

        public void Write(LfsDevice device, byte[] content)
        {
            for (uint at = 0; at < Sound.Length; at += 4096)
                device.Machine.Flash.EraseSector(new FlashOffset(_start.Value + at));
            device.Machine.Flash.Program(_start, content);
        }
    }

    static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
        }
        return ~crc;
    }

    struct Counts
    {
        public int Cases;
        public int Accepted;
    }

    /// <summary>A small device that runs whatever was accepted, again and again.</summary>
    sealed class Victim(string target) : IDisposable
    {
        readonly LfsDevice _device = SafetyDevices.Boot(target);
        int _runs;

        /// <summary>Loads a chunk, and runs it if it is accepted. Whether it was.</summary>
        public bool Run(byte[] chunk, int seed)
        {
            _device.SetBudget(Instructions);
            bool accepted = true;
            try
            {
                _device.Run(chunk, "=m");
            }
            catch (LuaException error)
            {
                RequireName(error.Message, seed);
                accepted = error.Kind != LuaErrorKind.Syntax;
            }
            if (!accepted || ++_runs % RunsPerBoot != 0)
                return accepted;
            Assert.True(_device.State.FindFault() is null, $"seed {seed}: {_device.State.FindFault()}");
            _device.Restart();
            return true;
        }

        public void Dispose() => _device.Dispose();
    }
}
