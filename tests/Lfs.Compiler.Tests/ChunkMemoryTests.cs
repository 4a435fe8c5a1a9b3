using Lfs.Compiler;
using Lfs.Compiler.Bytecode;

namespace Lfs.Tests;

/// <summary>Reading a chunk takes .NET memory in proportion to the chunk.</summary>
public class ChunkMemoryTests
{
    // 48 for a constant that is an empty string of one byte; and the checks of the code.
    const long BytesPerByte = 120;
    const long Fixed = 200_000;

    const string Source = """
        local a, b, c = 1, 'text', {x = 15, y = 'z'}
        local function f(n) if n > 1 then return n * f(n - 1) end return function() return a, b, n end end
        for i = 1, 10 do c[i] = function(...) local t = {...} return t, i, c end end
        return f, 'another text', nil, true
        """;

    public static TheoryData<string> Targets => ["5.1", "5.1-int", "5.3", "5.3-64"];

    static LuaTarget Target(string name) => LuaTarget.All.Single(target => target.Name == name);

    [Theory]
    [MemberData(nameof(Targets))]
    public void Counts_that_are_made_larger_take_no_more_than_the_chunk_allows(string name)
    {
        LuaTarget target = Target(name);
        CompileOptions options = new(target, DebugLevel.Full);
        Proto main = LfsCompiler.Compile(LuaSource.FromText("=x", Source), options).Main!;
        byte[] chunk = LfsCompiler.Dump(main, target).Bytes!;
        byte[] padded = new byte[chunk.Length + 20_000];
        long most = Fixed + BytesPerByte * padded.Length;

        for (int at = 0; at < chunk.Length; at++)
        {
            chunk.CopyTo(padded, 0);
            padded[at] = 0x40;
            padded[at + 1] |= 0x40;
            Assert.True(Allocated(padded, options) < most, $"byte {at}");
            Array.Fill(padded, (byte)0xFF, at, 2);
            Assert.True(Allocated(padded, options) < most, $"byte {at}");
        }
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    public void Nested_functions_cannot_each_announce_what_is_left(string name)
    {
        CompileOptions options = new(Target(name));
        const int Left = 2_000_000;
        byte[] header = LfsCompiler.Dump(LfsCompiler.Compile(
            LuaSource.FromText("=x", ""), options).Main!, options.Target).Bytes![..12];
        List<byte> chunk = [.. header];
        for (int i = 0; i < 199; i++)
        {
            chunk.AddRange(new byte[12]);
            chunk.AddRange([0, 0, 2, 2]);
            chunk.AddRange(new byte[8]);
            chunk.AddRange(BitConverter.GetBytes(Left / 40));
        }
        chunk.AddRange(new byte[Left]);

        Assert.True(Allocated([.. chunk], options) < Fixed + 2 * Left);
    }

    [Theory]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void Nested_functions_of_53_cannot_either(string name)
    {
        CompileOptions options = new(Target(name));
        const int Left = 2_000_000;
        byte[] whole = LfsCompiler.Dump(LfsCompiler.Compile(
            LuaSource.FromText("=x", ""), options).Main!, options.Target).Bytes!;
        // The header ends with the sample number, and the number of upvalues follows.
        int start = 16 + 1 + Target(name).NumberBytes + 1;
        List<byte> chunk = [.. whole[..start]];
        int count = Left / 13;
        for (int i = 0; i < 199; i++)
        {
            chunk.AddRange([0, 0, 0, 0, 0, 2]);
            chunk.AddRange([(byte)(0x80 | count >> 14), (byte)(0x80 | (count >> 7 & 0x7F)), (byte)(count & 0x7F)]);
        }
        chunk.AddRange(new byte[Left]);

        CompiledModule module = LfsCompiler.Compile(new LuaSource("=b", [.. chunk]), options);
        Assert.Equal("truncated precompiled chunk", module.Diagnostics[0].Message);
        Assert.True(Allocated([.. chunk], options) < Fixed + 4 * Left);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_reader_tells_of_memory_before_it_takes_it(string name)
    {
        LuaTarget target = Target(name);
        CompileOptions options = new(target, DebugLevel.Full);
        Proto main = LfsCompiler.Compile(LuaSource.FromText("=x", Source), options).Main!;
        byte[] chunk = LfsCompiler.Dump(main, target).Bytes!;
        long told = 0;
        CompileOptions listening = options with { TakeHostMemory = bytes => told += bytes };
        Allocated(chunk, listening);

        told = 0;
        long allocated = Allocated(chunk, listening);

        Assert.InRange(allocated, told / 8, told + 4_000);
        Assert.Throws<InvalidOperationException>(() => LfsCompiler.Compile(
            new LuaSource("=b", chunk),
            options with { TakeHostMemory = _ => throw new InvalidOperationException() }));
    }

    static long Allocated(byte[] chunk, CompileOptions options)
    {
        LuaSource source = new("=b", chunk);
        long before = GC.GetAllocatedBytesForCurrentThread();
        LfsCompiler.Compile(source, options);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
