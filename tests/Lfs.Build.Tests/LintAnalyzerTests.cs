using System.Globalization;
using System.Text;
using Lfs.Generator;
using Lfs.Tests;
using Microsoft.CodeAnalysis;

namespace Lfs.Build.Tests;

/// <summary>What the analyzer makes of the lints; the rules are tested in Lfs.Analysis.Tests.</summary>
public class LintAnalyzerTests
{
    [Fact]
    public void Every_error_of_a_file_is_reported_once()
    {
        LuaProject project = Live("x = 1 +* 2\nlocal y = 1\nz = = 3\n");

        Assert.Equal(["LFS0001 0", "LFS0001 2"], Short(project.Analyze()));
        Assert.Empty(project.Run().GetRunResult().Diagnostics);
        Assert.Equal(
            ["LFS0001 0", "LFS0001 2"],
            Short(project.Set("LfsSyntaxFrom", "Generator").Run().GetRunResult().Diagnostics));
    }

    [Fact]
    public void A_finding_has_its_place_in_characters_and_its_severity()
    {
        Diagnostic found = Assert.Single(Live("local x = 'größer' .. nosuch").Analyze(), one => one.Id == "LFS0206");

        Assert.Equal("lua/a.lua: (0,22)-(0,28)", found.Location.GetLineSpan().ToString());
        Assert.Equal(DiagnosticSeverity.Warning, found.Severity);
    }

    [Fact]
    public void Severities_are_those_of_the_document()
    {
        string document = File.ReadAllText(Repo.PathOf("docs/diagnostics.md"));
        var rules = new LuaAnalyzer().SupportedDiagnostics.Where(rule => rule.Id.StartsWith("LFS02", StringComparison.Ordinal));

        Assert.Equal(12, rules.Count());
        foreach (DiagnosticDescriptor rule in rules)
        {
            string section = document.Split("\n## ").Single(text => text.StartsWith(rule.Id, StringComparison.Ordinal));
            string severity = rule.DefaultSeverity.ToString().ToLowerInvariant();
            Assert.Contains($"({(severity == "info" ? "information" : severity)})", section.Split("\n\n")[1], StringComparison.Ordinal);
            Assert.Contains("```lua", section, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Rules_about_the_project_know_its_items_and_properties()
    {
        LuaProject project = Live("require 'on_spiffs'\nrequire 'b'\nrequire 'c'\nreturn wifi, net, LFS.c")
            .With("lua/b.lua", "return 1")
            .With("lua/c.lua", "return 1", ("Compile", "false"))
            .Set("LfsSpiffsFileNames", Base64("on_spiffs.lua") + "," + Base64("b.lua"))
            .Set("LfsDeviceModules", "net,gpio");

        Assert.Equal(["LFS0201 3", "LFS0204 0", "LFS0206 3"], Short(project.Analyze()));
    }

    [Fact]
    public void A_finding_goes_when_another_file_cures_it_and_nothing_else_is_read_again()
    {
        LuaProject project = Live("return shared").With("lua/b.lua", "return 1").With("lua/c.lua", "return 1");
        var analyzer = new LuaAnalyzer();
        Assert.Equal(["LFS0206 0"], Short(project.Analyze(analyzer)));
        Assert.Equal(3, analyzer.Texts.Reads);

        project.Edit("lua/b.lua", "shared = 1");

        Assert.Empty(project.Analyze(analyzer));
        Assert.Equal(4, analyzer.Texts.Reads);
    }

    [Fact]
    public void Comments_and_severities_turn_rules_off()
    {
        Assert.Empty(Live("return nosuch ---@diagnostic disable-line: undefined-global").Analyze());
        Assert.Empty(Live("---@diagnostic disable: LFS0206\nreturn nosuch").Analyze());
    }

    static LuaProject Live(string lua) =>
        new LuaProject().With("lua/a.lua", lua).Set("LfsSyntaxFrom", "Analyzer");

    static string[] Short(IEnumerable<Diagnostic> found) =>
    [
        .. found
            .Select(one => string.Create(
                CultureInfo.InvariantCulture, $"{one.Id} {one.Location.GetLineSpan().StartLinePosition.Line}"))
            .Order(StringComparer.Ordinal),
    ];

    static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
