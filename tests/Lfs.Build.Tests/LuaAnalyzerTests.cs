using System.Globalization;
using System.Text;
using Lfs.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Lfs.Build.Tests;

public class LuaAnalyzerTests
{
    [Fact]
    public void A_syntax_error_is_reported_where_it_is()
    {
        Diagnostic found = Assert.Single(Live("print(1)\nx = 1 +* 2\n").Analyze());

        FileLinePositionSpan place = found.Location.GetLineSpan();
        Assert.Equal(("LFS0001", DiagnosticSeverity.Error), (found.Id, found.Severity));
        Assert.Equal("lua/a.lua: (1,7)-(1,8)", place.ToString());
    }

    [Fact]
    public void Columns_count_characters_and_not_bytes()
    {
        Diagnostic found = Assert.Single(Live("x = 'größer' +* 2").Analyze());

        Assert.Equal("lua/a.lua: (0,14)-(0,15)", found.Location.GetLineSpan().ToString());
        Assert.Equal(14, found.Location.SourceSpan.Start);
    }

    [Fact]
    public void A_number_the_integer_build_cannot_hold_is_a_warning()
    {
        LuaProject project = Live("x = 1\ny = 99999999999").Set("LfsIntegerOnly", "true");

        Diagnostic found = Assert.Single(project.Analyze());

        Assert.Equal(("LFS0002", 1), (found.Id, found.Location.GetLineSpan().StartLinePosition.Line));
        Assert.Equal(DiagnosticSeverity.Warning, found.DefaultSeverity);
    }

    [Fact]
    public void What_only_Lua_5_3_has_is_right_for_it_and_wrong_for_5_1()
    {
        LuaProject project = Live("local a = 7 // 2 | 1 << 3\ngoto done\n::done::\nreturn a\n");

        IEnumerable<string> places = project.Analyze().Select(found => found.Location.GetLineSpan().ToString());

        Assert.Equal(["lua/a.lua: (0,13)-(0,14)", "lua/a.lua: (1,5)-(1,9)"], places.Order(StringComparer.Ordinal));
        Assert.Empty(project.Set("LfsLuaVersion", "5.3").Analyze());
    }

    [Theory]
    [InlineData("print(1)\ngoto nowhere\n", "no visible label 'nowhere' for <goto> at line 2")]
    [InlineData("print(1)\nx = '\\u{110000000}'\n", "UTF-8 value too large near ''\\u{110000'")]
    [InlineData("print(1)\nx = 1 +* 2\n", "unexpected symbol near '*'")]
    public void A_syntax_error_of_Lua_5_3_is_reported(string lua, string message)
    {
        Diagnostic found = Assert.Single(Live(lua).Set("LfsLuaVersion", "5.3").Analyze());

        Assert.Equal(("LFS0001", message), (found.Id, found.GetMessage(CultureInfo.InvariantCulture)));
        Assert.Equal(1, found.Location.GetLineSpan().StartLinePosition.Line);
    }

    [Fact]
    public void A_right_file_has_no_diagnostic()
    {
        Assert.Empty(Live("return 1").Analyze());
    }

    [Fact]
    public void A_text_that_did_not_change_is_compiled_once_for_all_runs()
    {
        LuaProject project = Live("x = 1 +* 2").With("lua/b.lua", "return 1");
        var analyzer = new LuaAnalyzer();

        Diagnostic first = Assert.Single(project.Analyze(analyzer));
        int compilations = analyzer.Texts.Reads;
        project.EditCSharp(project.Run());
        Diagnostic second = Assert.Single(project.Analyze(analyzer));
        int afterCSharp = analyzer.Texts.Reads;
        project.Edit("lua/b.lua", "return 2");
        project.Analyze(analyzer);

        Assert.Equal((2, 2, 3), (compilations, afterCSharp, analyzer.Texts.Reads));
        Assert.Equal(first.ToString(), second.ToString());
    }

    [Fact]
    public void A_text_is_compiled_again_for_other_options_and_then_known_for_both()
    {
        LuaProject project = Live("return 7 // 2");
        var analyzer = new LuaAnalyzer();

        Assert.Single(project.Analyze(analyzer));
        Assert.Empty(project.Set("LfsLuaVersion", "5.3").Analyze(analyzer));
        Assert.Single(project.Set("LfsLuaVersion", "5.1").Analyze(analyzer));
        Assert.Empty(project.Set("LfsLuaVersion", "5.3").Analyze(analyzer));

        Assert.Equal(2, analyzer.Texts.Reads);
    }

    [Fact]
    public void A_byte_order_mark_in_a_5_1_file_is_called_that()
    {
        byte[] file = [0xEF, 0xBB, 0xBF, .. "return 1"u8];
        var text = SourceText.From(new MemoryStream(file), Encoding.UTF8, SourceHashAlgorithm.Sha256);
        LuaProject project = Live("return 1").With("lua/a.lua", text);

        Diagnostic found = Assert.Single(project.Analyze());

        Assert.Equal("LFS0001", found.Id);
        Assert.Contains("byte order mark", found.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Empty(project.Set("LfsLuaVersion", "5.3").Analyze());
        Assert.Empty(project.Set("LfsLuaVersion", "5.1")
            .With("lua/a.lua", SourceText.From("return 1", Encoding.UTF8)).Analyze());
    }

    [Fact]
    public void A_byte_order_mark_that_the_build_found_is_reported_while_the_file_is_edited()
    {
        LuaProject project = Live("return 1").With("lua/a.lua", SourceText.From("return 2", Encoding.UTF8));
        var analyzer = new LuaAnalyzer();
        Assert.Empty(project.Analyze(analyzer));

        project.WithList("mark " + Convert.ToBase64String("lua/a.lua"u8));

        Diagnostic found = Assert.Single(project.Analyze(analyzer));
        Assert.Contains("byte order mark", found.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Diagnostic generated = Assert.Single(
            project.Set("LfsSyntaxFrom", "Generator").Run().GetRunResult().Diagnostics);
        Assert.Equal(found.ToString(), generated.ToString());
    }

    [Fact]
    public void Places_in_a_file_that_is_not_UTF_8_are_those_of_its_bytes()
    {
        byte[] file = [.. "x = '"u8, 0xE4, 0xF6, 0xFC, .. "' +* 2"u8];
        LuaProject project = Live("").With(
            "lua/a.lua", SourceText.From(new MemoryStream(file), Encoding.UTF8, SourceHashAlgorithm.Sha256));

        Diagnostic found = Assert.Single(project.WithList("bytes " + Convert.ToBase64String(file)).Analyze());

        Assert.Equal(("LFS0001", "lua/a.lua: (0,11)-(0,12)"), (found.Id, found.Location.GetLineSpan().ToString()));
    }

    [Fact]
    public void It_is_silent_where_the_generator_reports()
    {
        Assert.Empty(Live("x = @").Set("LfsSyntaxFrom", "Generator").Analyze());
    }

    static LuaProject Live(string lua) =>
        new LuaProject().With("lua/a.lua", lua).Set("LfsSyntaxFrom", "Analyzer");
}
