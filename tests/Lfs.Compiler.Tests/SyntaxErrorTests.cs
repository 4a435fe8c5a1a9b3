using System.Text;
using System.Text.Json;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Xunit.Abstractions;

namespace Lfs.Compiler.Tests;

public sealed class SyntaxErrorTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void Messages_equal_those_of_the_reference(string target)
    {
        var wrong = new List<string>();
        int count = 0;
        foreach (JsonElement item in GoldenManifest.SyntaxErrors().EnumerateArray())
        {
            string name = item.GetProperty("name").GetString()!;
            string expected = item.GetProperty(target).GetString()!;
            byte[] source = Convert.FromHexString(item.GetProperty("source_hex").GetString()!);
            CompiledModule module = LfsCompiler.Compile(
                LuaSource.FromFile(name + ".lua", source), new(Targets.Named(target)));
            string actual = Verdict.Of(module, name + ".lua");
            count++;
            if (actual != expected)
                wrong.Add($"{name}: expected {expected}, got {actual}");
        }

        output.WriteLine($"{target}: {count - wrong.Count} of {count} verdicts are equal");
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("x = = 1", 1, 5, 1, 6)]
    [InlineData("x = 3..4", 1, 5, 1, 9)]
    [InlineData("a()\r\nlocal function f()\r\n  return foo bar", 3, 14, 3, 17)]
    [InlineData("x = 'abc\ny = 1", 1, 5, 1, 9)]
    [InlineData("if x then\n", 2, 1, 2, 1)]
    [InlineData("x = 'é' + + 1", 1, 12, 1, 13)]
    public void The_span_is_the_token_that_is_wrong(
        string text, int line, int column, int endLine, int endColumn)
    {
        Diagnostic diagnostic = Assert.Single(
            LfsCompiler.Compile(LuaSource.FromText("@x.lua", text), new(LuaTarget.Lua51)).Diagnostics);

        SourceSpan span = diagnostic.Span!.Value;
        Assert.Equal((line, column), (span.Line, span.Column));
        Assert.Equal((endLine, endColumn), (span.EndLine, span.EndColumn));
        Assert.Equal("x.lua", diagnostic.Path);
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Id.Severity());
    }

    [Theory]
    [InlineData("goto a\nlocal x", "no visible label 'a' for <goto> at line 1", 1, 1, 7)]
    [InlineData("do\n  break end", "<break> at line 2 not inside a loop", 2, 3, 8)]
    [InlineData("::a::\n ::a::", "label 'a' already defined on line 1", 2, 4, 5)]
    [InlineData(
        "\ngoto f local x ::f:: x()", "<goto f> at line 2 jumps into the scope of local 'x'", 2, 1, 7)]
    [InlineData("x = '\\u{zz}'", "hexadecimal digit expected near ''\\u{z'", 1, 5, 10)]
    [InlineData("x = .0x1", "malformed number near '.0x1'", 1, 5, 9)]
    public void What_only_5_3_refuses_has_a_span_as_well(
        string text, string message, int line, int column, int endColumn)
    {
        Diagnostic diagnostic = Assert.Single(
            LfsCompiler.Compile(LuaSource.FromText("@x.lua", text), new(LuaTarget.Lua53)).Diagnostics);

        SourceSpan span = diagnostic.Span!.Value;
        Assert.Equal(message, diagnostic.Message);
        Assert.Equal((line, column, line, endColumn), (span.Line, span.Column, span.EndLine, span.EndColumn));
    }

    [Theory]
    [InlineData(200, "too many local variables (limit is 200) in main function near '='")]
    [InlineData(199, null)]
    public void A_5_3_function_has_200_locals(int more, string? message)
    {
        string names = string.Join(", ", Enumerable.Range(0, more).Select(i => "v" + i));

        CompiledModule module = LfsCompiler.Compile(
            LuaSource.FromText("@x", $"local {names}, last = 1"), new(LuaTarget.Lua53));

        Assert.Equal(message, module.Diagnostics.SingleOrDefault()?.Message);
    }

    [Fact]
    public void A_number_that_the_integer_build_changes_is_a_warning()
    {
        CompiledModule module = LfsCompiler.Compile(
            LuaSource.FromText("@x.lua", "a = 1\nb = 3000000000 + 0xffffffff"), new(LuaTarget.Lua51Int));

        Diagnostic warning = Assert.Single(module.Diagnostics);
        Assert.Equal(DiagnosticId.NumberOutOfRange, warning.Id);
        Assert.Equal(DiagnosticSeverity.Warning, warning.Id.Severity());
        Assert.Equal((2, 5, 15), (warning.Line, warning.Span!.Value.Column, warning.Span.Value.EndColumn));
        Assert.Contains("-1294967296", warning.Message, StringComparison.Ordinal);
        Assert.NotNull(module.Main);
    }

    [Fact]
    public void A_token_is_shown_up_to_its_first_zero_byte()
    {
        byte[] text = Encoding.ASCII.GetBytes("x = 'a' 'b\0c'");

        Diagnostic diagnostic = Assert.Single(
            LfsCompiler.Compile(new LuaSource("@x", text), new(LuaTarget.Lua51)).Diagnostics);

        Assert.Equal("unexpected symbol near ''b'", diagnostic.Message);
    }
}
