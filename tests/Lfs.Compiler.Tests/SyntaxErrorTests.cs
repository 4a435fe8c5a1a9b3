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
    public void Messages_equal_those_of_the_reference(string target)
    {
        var wrong = new List<string>();
        int count = 0;
        foreach (JsonElement item in Goldens.SyntaxErrors().EnumerateArray())
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
