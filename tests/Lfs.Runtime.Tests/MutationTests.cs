using System.Globalization;
using System.Text;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;
using Lfs.Runtime;
using Xunit.Abstractions;

namespace Lfs.Tests;

/// <summary>Damaged chunks and images are refused by name, or run inside the device.</summary>
/// <remarks>
/// LFS_MUTATIONS multiplies the number of cases, LFS_MUTATION_SEED shifts their seeds. A case is damaged after its
/// checksums would have been looked at: the verifier alone stands between it and the interpreter.
/// </remarks>
public sealed class MutationTests(ITestOutputHelper output)
{
    const int Blocks = 8;
    const int ChunkCases = 150_000;
    const int AbsoluteCases = 45_000;
    const int PackedCases = 5_000;
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

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    public void A_damaged_chunk_is_refused_or_harmless(string target)
    {
        LuaTarget luaTarget = Devices.Target(target);
        byte[][] chunks = [.. _sources.SelectMany(source => Chunks(source, luaTarget))];
        var counts = new Counts[Blocks];

        RunBlocks(Times(ChunkCases / 2), (block, seeds) =>
        {
            using var victim = new Victim(target);
            foreach (int seed in seeds)
            {
                var random = new Random(seed);
                byte[] mutant = Mutate(chunks[random.Next(chunks.Length)], random, 12);
                counts[block].Cases++;
                CompiledModule module = LfsCompiler.Compile(
                    new LuaSource("=m", mutant), new CompileOptions(luaTarget));
                if (module.Main is null)
                    RequireName(module.Diagnostics[0].Message, seed);
                else
                    counts[block].Accepted += victim.Run(mutant, seed);
            }
        });

        Report(target + " chunks", counts);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    public void A_damaged_image_is_refused_or_harmless(string target)
    {
        LfsImage image = LfsImage.Read(
            Devices.Image(target, [.. _sources.Select((source, i) => ($"@m{i}.lua", source))])).Image!;
        byte[] absolute = image.ToAbsolute(Esp8266.MemoryMap.Irom0Start + LfsDeviceOptions.DefaultLfsOffset).Region;
        byte[] packed = [.. image.Region, .. image.Relocation];
        var counts = new Counts[Blocks];

        RunBlocks(Times((AbsoluteCases + PackedCases) / 2), (block, seeds) =>
        {
            foreach (int seed in seeds)
            {
                var random = new Random(seed);
                bool isPacked = seed % 10 == 0;
                byte[] mutant = isPacked
                    ? Deflate.Gzip(Mutate(packed, random, 8))
                    : Mutate(absolute, random, 8);
                counts[block].Cases++;
                LoadedImage loaded = LfsImage.Read(mutant);
                if (loaded.Image is null)
                    RequireName(loaded.Diagnostics[0].Message, seed);
                else if (++counts[block].Accepted % 8 == 0)
                    RunImage(target, mutant, seed);
            }
        });

        Report(target + " images", counts);
    }

    static void RunImage(string target, byte[] image, int seed)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            Image = image,
            EmergencyCollection = false,
        });
        for (int i = 0; i < _sources.Length; i++)
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
        Assert.True(device.State.FindFault() is null, $"seed {seed}: {device.State.FindFault()}");
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

    // Bytes, bits, words and ranges change; what comes before `head` seldom does, or nothing behind it is reached.
    static byte[] Mutate(byte[] original, Random random, int head)
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
                    MutateWord(bytes, at & ~3, random);
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
    static void MutateWord(byte[] bytes, int at, Random random)
    {
        if (at + 4 > bytes.Length)
            return;
        var i = new Instruction(BitConverter.ToUInt32(bytes, at));
        Instruction changed = random.Next(6) switch
        {
            0 => i.WithOp(random.Next(Opcodes51.Count)),
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

        public int Run(byte[] chunk, int seed)
        {
            _device.SetBudget(Instructions);
            try
            {
                _device.Run(chunk, "=m");
            }
            catch (LuaException error)
            {
                RequireName(error.Message, seed);
            }
            if (++_runs % RunsPerBoot != 0)
                return 1;
            Assert.True(_device.State.FindFault() is null, $"seed {seed}: {_device.State.FindFault()}");
            _device.Restart();
            return 1;
        }

        public void Dispose() => _device.Dispose();
    }
}
