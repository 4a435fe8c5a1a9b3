using System.Text;
using CsCheck;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Compiler.Tests;

public sealed class RobustnessTests
{
    static readonly LuaTarget[] Languages =
        [LuaTarget.Lua51, LuaTarget.Lua51Int, LuaTarget.Lua53, LuaTarget.Lua53Long];

    [Fact]
    public void Every_prefix_of_a_program_gives_a_function_or_a_diagnostic()
    {
        foreach (string name in GoldenManifest.SourceNames.Where(n => n[..3] != "mod"))
        {
            byte[] whole = GoldenManifest.Source(name);
            int step = whole.Length / 400 + 1;
            for (int length = 0; length < whole.Length; length += step)
                Compile(whole[..length]);
        }
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void Every_prefix_of_a_dump_gives_a_function_or_a_diagnostic(string targetName)
    {
        LuaTarget target = Targets.Named(targetName);
        foreach (string name in new[] { "ops.lua", "nested.lua", "li1.lua" })
        {
            Proto main = LfsCompiler.Compile(
                LuaSource.FromFile(name, GoldenManifest.Source(name)), new(target, DebugLevel.Full)).Main!;
            byte[] whole = LfsCompiler.Dump(main, target).Bytes!;
            for (int length = 0; length < whole.Length; length++)
                Compile(whole[..length]);
        }
    }

    [Fact]
    public void Any_bytes_give_a_function_or_a_diagnostic() =>
        Gen.Byte.Array[0, 300].Sample(Compile, iter: 2000);

    [Fact]
    public void Any_bytes_after_a_header_give_a_function_or_a_diagnostic() =>
        Gen.Byte.Array[0, 300].Sample(
            bytes => Compile([0x1B, (byte)'L', (byte)'u', (byte)'a', 0x51, 0, 1, 4, 4, 4, 8, 0, .. bytes]),
            iter: 2000);

    [Fact]
    public void Any_bytes_after_a_5_3_header_give_a_function_or_a_diagnostic()
    {
        byte[] header = LfsCompiler.Dump(new Proto(), LuaTarget.Lua53).Bytes![..22];
        Gen.Byte.Array[0, 300].Sample(bytes => Compile([.. header, .. bytes]), iter: 2000);
    }

    [Fact]
    public void Any_words_give_a_function_or_a_diagnostic()
    {
        string[] words =
        [
            "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in",
            "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while", "a", "b", "1",
            "0x7p3", "'s'", "[[l]]", "--[[c]]", "...", "..", "==", "<", "(", ")", "{", "}", "[", "]", ";",
            ":", ",", ".", "=", "-", "#", "+", "*", "%", "^", "\n", "::", "//", "&",
            "~", "|", "<<", ">>", "goto a", "::a::", "0x1p4", "3.0",
        ];
        Gen.Int[0, words.Length - 1].Select(i => words[i]).Array[1, 60].Sample(
            text => Compile(Encoding.ASCII.GetBytes(string.Join(" ", text))), iter: 5000);
    }

    [Theory]
    [InlineData("(", 100_000)]
    [InlineData("x = (", 100_000)]
    [InlineData("x = {", 100_000)]
    [InlineData("x = -", 100_000)]
    [InlineData("x = not ", 100_000)]
    [InlineData("x = a..", 100_000)]
    [InlineData("x = 2^", 100_000)]
    [InlineData("do ", 100_000)]
    [InlineData("if a then ", 100_000)]
    [InlineData("x = function() return ", 100_000)]
    [InlineData("x = a[", 100_000)]
    [InlineData("f(", 100_000)]
    [InlineData("a, ", 100_000)]
    [InlineData("local a; ", 100_000)]
    [InlineData("::a:: ", 100_000)]
    [InlineData("goto a ", 100_000)]
    [InlineData("x = ~", 100_000)]
    [InlineData("repeat ", 100_000)]
    [InlineData("function f() ", 100_000)]
    public void Deep_nesting_ends_at_a_limit(string opening, int times) =>
        Compile(Encoding.ASCII.GetBytes("a = 1 " + new StringBuilder().Insert(0, opening, times)));

    [Fact]
    public void A_line_of_a_million_bytes_compiles()
    {
        string text = string.Concat(Enumerable.Repeat("a=a+1;", 170_000));

        CompiledModule module = LfsCompiler.Compile(LuaSource.FromText("@x", text), new(LuaTarget.Lua51));

        Assert.Equal(170_000 * 3 + 1, module.Main!.Code.Length);
    }

    [Fact]
    public void A_number_of_a_million_digits_compiles()
    {
        string digits = new('7', 1_000_000);

        CompiledModule module = LfsCompiler.Compile(
            LuaSource.FromText("@x", $"return {digits}, 0.{digits}"), new(LuaTarget.Lua51));

        Assert.Equal(
            [Constant.Float(double.PositiveInfinity), Constant.Float(7.0 / 9)], module.Main!.Constants);
    }

    static void Compile(byte[] bytes)
    {
        foreach (LuaTarget target in Languages)
        {
            var options = new CompileOptions(target, DebugLevel.Full);
            CompiledModule module = LfsCompiler.Compile(new LuaSource("@x", bytes), options);
            bool hasError = module.Diagnostics.Any(d => d.Id.Severity() == DiagnosticSeverity.Error);
            Assert.Equal(module.Main is null, hasError);
        }
    }
}
