using Lfs.Compiler.Bytecode;
using Xunit.Abstractions;

namespace Lfs.Compiler.Tests;

public sealed class ChunkTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("51f", "5.1", DebugLevel.NoNames)]
    [InlineData("51i", "5.1-int", DebugLevel.NoNames)]
    [InlineData("51dw", "5.1-dword", DebugLevel.NoNames)]
    [InlineData("51f-dbg0", "5.1", DebugLevel.Full)]
    public void A_dump_equals_the_one_of_the_reference(string variant, string target, DebugLevel debug)
    {
        Golden[] goldens = [.. Goldens.Of(variant).Where(IsOneFile)];
        var options = new CompileOptions(Targets.Named(target), debug);
        string[] wrong = [.. goldens.Where(g => !Agrees(g, options)).Select(g => g.Name)];
        int equal = goldens.Length - wrong.Length;

        output.WriteLine($"{variant}: {equal} of {goldens.Length} .lc files are equal");
        Assert.NotEmpty(goldens);
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    public void Loading_a_dump_and_dumping_it_again_changes_nothing(string target)
    {
        foreach (string name in Goldens.SourceNames)
        {
            var options = new CompileOptions(Targets.Named(target), DebugLevel.Full);
            Proto? main = LfsCompiler.Compile(LuaSource.FromFile(name, Goldens.Source(name)), options).Main;
            if (main is null || LfsCompiler.Dump(main, options.Target).Bytes is not byte[] bytes)
                continue;

            CompiledModule loaded = LfsCompiler.Compile(LuaSource.FromFile(name + ".lc", bytes), options);

            Assert.Empty(loaded.Diagnostics);
            Assert.Equal(bytes, LfsCompiler.Dump(loaded.Main!, options.Target).Bytes);
        }
    }

    [Theory]
    [InlineData("bad header in precompiled chunk", 4, 0x53)]
    [InlineData("unexpected end in precompiled chunk", 12, 200)]
    [InlineData("bad integer in precompiled chunk", 22, 0x80)]
    public void A_damaged_dump_is_refused_in_the_words_of_the_reference(string message, int place, byte value)
    {
        byte[] bytes = Dump("return 1");
        bytes[place] = value;

        CompiledModule module = LfsCompiler.Compile(new LuaSource("@x.lc", bytes), new(LuaTarget.Lua51));

        Assert.Null(module.Main);
        Assert.Equal(message, Assert.Single(module.Diagnostics).Message);
    }

    [Fact]
    public void A_dump_of_the_integer_build_runs_on_a_build_with_floats()
    {
        CompileOptions integers = new(LuaTarget.Lua51Int);
        Proto main = LfsCompiler.Compile(LuaSource.FromText("@x", "return -7, 1000000"), integers).Main!;
        byte[] bytes = LfsCompiler.Dump(main, LuaTarget.Lua51Int).Bytes!;

        Proto loaded = LfsCompiler.Compile(new LuaSource("@x.lc", bytes), new(LuaTarget.Lua51)).Main!;

        Assert.Equal([Constant.Float(-7), Constant.Float(1000000)], loaded.Constants);
    }

    [Fact]
    public void A_stripped_dump_has_a_question_mark_for_a_source()
    {
        Proto main = LfsCompiler.Compile(LuaSource.FromText("@x", "return 1"), new(LuaTarget.Lua51)).Main!;
        byte[] bytes = LfsCompiler.Dump(main, LuaTarget.Lua51, strip: true).Bytes!;

        Proto loaded = LfsCompiler.Compile(new LuaSource("@x.lc", bytes), new(LuaTarget.Lua51)).Main!;

        Assert.Equal("=?", loaded.Source!.ToString());
        Assert.Equal(0, loaded.LineOf(0));
    }

    [Fact]
    public void Every_changed_byte_gives_a_function_or_a_diagnostic()
    {
        byte[] original = Dump(
            "local a, b = ... for i = 1, 3 do a = {b, [i] = function() return a..i end} end");
        for (int place = 0; place < original.Length; place++)
        {
            foreach (byte value in new byte[] { 0, 1, 0x7F, 0x80, 0xFF, (byte)(original[place] ^ 4) })
            {
                byte[] bytes = [.. original];
                bytes[place] = value;

                CompiledModule module = Load(bytes);

                Assert.Equal(module.Main is null, module.Diagnostics.Count > 0);
            }
        }
    }

    static CompiledModule Load(byte[] bytes) =>
        LfsCompiler.Compile(new LuaSource("@x.lc", bytes), new(LuaTarget.Lua51));

    static byte[] Dump(string text)
    {
        Proto main = LfsCompiler.Compile(LuaSource.FromText("@x", text), new(LuaTarget.Lua51)).Main!;
        return LfsCompiler.Dump(main, LuaTarget.Lua51).Bytes!;
    }

    static bool IsOneFile(Golden golden) =>
        golden.Name.EndsWith(".lc", StringComparison.Ordinal)
        && golden.Arguments.Count(a => a.EndsWith(".lua", StringComparison.Ordinal)) == 1
        && !golden.Arguments.Contains("-i");

    static bool Agrees(Golden golden, CompileOptions options)
    {
        string file = golden.Arguments[^1];
        CompiledModule module = LfsCompiler.Compile(LuaSource.FromFile(file, Goldens.Source(file)), options);
        if (module.Main is null)
            return golden.Error is string error
                && error.EndsWith($": {Verdict.Of(module, file)}", StringComparison.Ordinal);
        DumpedChunk chunk = LfsCompiler.Dump(module.Main, options.Target, golden.Arguments.Contains("-s"));
        return chunk.Bytes is null
            ? golden.Error is not null && golden.Error.EndsWith(": " + chunk.Error, StringComparison.Ordinal)
            : golden.IsMadeFrom(chunk.Bytes);
    }
}
