using System.Security.Cryptography;
using CsCheck;
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
    [InlineData("53", "5.3", DebugLevel.NoNames)]
    [InlineData("53-64", "5.3-64", DebugLevel.NoNames)]
    [InlineData("53-dbg0", "5.3", DebugLevel.Full)]
    public void A_dump_equals_the_one_of_the_reference(string variant, string target, DebugLevel debug)
    {
        Golden[] goldens = [.. GoldenManifest.Of(variant).Where(IsOneFile)];
        var options = new CompileOptions(Targets.Named(target), debug);
        string[] wrong = [.. goldens.Where(g => !Agrees(g, options)).Select(g => g.Name)];
        int equal = goldens.Length - wrong.Length;

        output.WriteLine($"{variant}: {equal} of {goldens.Length} .lc files are equal");
        Assert.NotEmpty(goldens);
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("5.3", "2d2718b54ea4ff9fd5742fd9ec9a38b7bbd8efff6f1d0527ddeb79d24f403c88")]
    [InlineData("5.3-64", "edffb7c3c7da8c95f0960ffcf1a40df5f97751ca16275c090cbd3663be6a5ef6")]
    public void Every_feature_of_5_3_compiles_as_in_the_reference(string target, string sha256)
    {
        var options = new CompileOptions(Targets.Named(target));
        var source = LuaSource.FromFile("lua53.lua", GoldenManifest.Lua53Source());
        Proto main = LfsCompiler.Compile(source, options).Main!;

        byte[] bytes = LfsCompiler.Dump(main, options.Target).Bytes!;

        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void Loading_a_dump_and_dumping_it_again_changes_nothing(string target)
    {
        foreach (string name in GoldenManifest.SourceNames)
        {
            var options = new CompileOptions(Targets.Named(target), DebugLevel.Full);
            Proto? main = LfsCompiler.Compile(LuaSource.FromFile(name, GoldenManifest.Source(name)), options).Main;
            if (main is null || LfsCompiler.Dump(main, options.Target).Bytes is not byte[] bytes)
                continue;

            CompiledModule loaded = LfsCompiler.Compile(LuaSource.FromFile(name + ".lc", bytes), options);

            Assert.Empty(loaded.Diagnostics);
            Assert.Equal(bytes, LfsCompiler.Dump(loaded.Main!, options.Target).Bytes);
        }
    }

    [Theory]
    [InlineData("5.1", "bad header in precompiled chunk", 4, 0x53)]
    [InlineData("5.1", "unexpected end in precompiled chunk", 12, 200)]
    [InlineData("5.1", "bad integer in precompiled chunk", 22, 0x80)]
    [InlineData("5.3", "not a precompiled chunk", 3, 0x41)]
    [InlineData("5.3", "version mismatch in precompiled chunk", 4, 0x51)]
    [InlineData("5.3", "format mismatch in precompiled chunk", 5, 0)]
    [InlineData("5.3", "corrupted precompiled chunk", 8, 10)]
    [InlineData("5.3", "int size mismatch in precompiled chunk", 12, 8)]
    [InlineData("5.3", "Instruction size mismatch in precompiled chunk", 13, 8)]
    [InlineData("5.3", "lua_Integer size mismatch in precompiled chunk", 14, 8)]
    [InlineData("5.3", "lua_Number size mismatch in precompiled chunk", 15, 8)]
    [InlineData("5.3", "float format mismatch in precompiled chunk", 20, 0)]
    [InlineData("5.3", "truncated precompiled chunk", 31, 0x7F)]
    public void A_damaged_dump_is_refused_in_the_words_of_the_reference(
        string target, string message, int place, byte value)
    {
        byte[] bytes = Dump("return 1", Targets.Named(target));
        bytes[place] = value;

        CompiledModule module = Load(bytes, Targets.Named(target));

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
    public void A_dump_of_5_3_keeps_what_the_strip_level_leaves()
    {
        var options = new CompileOptions(LuaTarget.Lua53, DebugLevel.Full);
        Proto main = LfsCompiler.Compile(LuaSource.FromText("@x", "local a = 1 return a, b"), options).Main!;
        Proto[] loaded = [.. new[] { DebugLevel.Full, DebugLevel.NoNames, DebugLevel.NoLines }.Select(
            level => Load(Chunk53Writer.Dump(main, LuaTarget.Lua53, level).Bytes!, LuaTarget.Lua53).Main!)];

        Assert.All(loaded, proto => Assert.Equal("@x", proto.Source!.ToString()));
        Assert.Equal([1, 0, 0], loaded.Select(proto => proto.LocVars.Length));
        Assert.Equal(["_ENV", null, null], loaded.Select(proto => proto.Upvalues[0].Name?.ToString()));
        Assert.Equal([1, 1, 0], loaded.Select(proto => proto.LineOf(0)));
    }

    [Fact]
    public void Integers_of_any_size_come_back_as_they_went_in() =>
        Gen.Select(Gen.Long, Gen.Int[0, 63], (value, shift) => value >> shift).Array[1, 20].Sample(values =>
        {
            var main = new Proto
            {
                MaxStackSize = 2,
                Code = [Instruction.FromAbc((int)Opcode53.Return, 0, 1, 0).Word],
                Constants = [.. values.Append(long.MaxValue).Append(long.MinValue).Select(Constant.Integer)],
            };
            byte[] bytes = LfsCompiler.Dump(main, LuaTarget.Lua53Long).Bytes!;
            return main.Constants.SequenceEqual(Load(bytes, LuaTarget.Lua53Long).Main!.Constants);
        });

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void Every_changed_byte_gives_a_function_or_a_diagnostic(string target)
    {
        byte[] original = Dump(
            "local a, b = ... for i = 1, 3 do a = {b, [i] = function() return a..i end} end",
            Targets.Named(target));
        for (int place = 0; place < original.Length; place++)
        {
            foreach (byte value in new byte[] { 0, 1, 0x7F, 0x80, 0xFF, (byte)(original[place] ^ 4) })
            {
                byte[] bytes = [.. original];
                bytes[place] = value;

                CompiledModule module = Load(bytes, Targets.Named(target));

                Assert.Equal(module.Main is null, module.Diagnostics.Count > 0);
            }
        }
    }

    static CompiledModule Load(byte[] bytes, LuaTarget target) =>
        LfsCompiler.Compile(new LuaSource("@x.lc", bytes), new(target));

    static byte[] Dump(string text, LuaTarget target)
    {
        Proto main = LfsCompiler.Compile(LuaSource.FromText("@x", text), new(target)).Main!;
        return LfsCompiler.Dump(main, target).Bytes!;
    }

    static bool IsOneFile(Golden golden) =>
        golden.Name.EndsWith(".lc", StringComparison.Ordinal)
        && golden.Arguments.Count(a => a.EndsWith(".lua", StringComparison.Ordinal)) == 1
        && !golden.Arguments.Contains("-i");

    static bool Agrees(Golden golden, CompileOptions options)
    {
        string file = golden.Arguments[^1];
        CompiledModule module = LfsCompiler.Compile(LuaSource.FromFile(file, GoldenManifest.Source(file)), options);
        if (module.Main is null)
            return golden.Error is string error
                && error.EndsWith($": {Verdict.Of(module, file)}", StringComparison.Ordinal);
        DumpedChunk chunk = LfsCompiler.Dump(module.Main, options.Target, golden.Arguments.Contains("-s"));
        return chunk.Bytes is null
            ? golden.Error is not null && golden.Error.EndsWith(": " + chunk.Error, StringComparison.Ordinal)
            : golden.IsMadeFrom(chunk.Bytes);
    }
}
