using System.Text;
using Lfs.Analysis.Fixes;
using Lfs.Analysis.Syntax;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Tests;

public class LuaFixesTests
{
    [Theory]
    [InlineData("local M = {}\nfunction M.f() x = 1; return x end\nreturn M", "local", "function M.f() local x = 1; return x end")]
    [InlineData("local M = {}\nfunction helper() end\nreturn M", "local", "local function helper() end")]
    [InlineData("local y = 1\nprint(2)", "remove", "print(2)")]
    [InlineData("print(1) local y = {1, a = 2}\nprint(2)", "remove", "print(1) \nprint(2)")]
    [InlineData("local function y()\nend\nprint(2)", "remove", "print(2)")]
    [InlineData("local y\ny = 2", "prefix", "local _y\n_y = 2")]
    [InlineData("return nosuch", "disable-next-line", "---@diagnostic disable-next-line: LFS0206\nreturn nosuch")]
    [InlineData("do\n  print(nosuch)\nend", "disable-next-line", "do\n  ---@diagnostic disable-next-line: LFS0206\n  print(nosuch)\nend")]
    public void A_fix_cures_its_finding(string text, string key, string expected) => Cures(text, "a", key, expected);

    [Theory]
    [InlineData("node.flashindex('b')(1, 'ä')", "pcall", "pcall(node.flashindex('b'), 1, 'ä')")]
    [InlineData("LFS.b()", "pcall", "pcall(LFS.b)")]
    [InlineData("LFS.b(1)", "guard", "do local module = LFS.b; if module then module(1) end end")]
    public void A_call_is_guarded(string text, string key, string expected) => Cures(text, "init", key, expected);

    [Theory]
    [InlineData("local M = {}\nfunction M.f() x = 1 end\nfunction M.g() return x end\nreturn M", "local")]
    [InlineData("local y = f()\nfunction f() end", "remove")]
    public void A_fix_that_would_change_the_program_is_not_offered(string text, string key) =>
        Assert.DoesNotContain(Fixes(text, "a"), fix => fix.Fix.Key == key);

    [Fact]
    public void A_finding_of_the_whole_file_is_turned_off_in_its_first_line()
    {
        LuaTree tree = Parse("#!lua\nprint(1)");

        LuaFix fix = Assert.Single(LuaFixes.Of(tree, DiagnosticId.ShadowedModule, 0, isWholeFile: true));

        Assert.Equal("#!lua\n---@diagnostic disable: LFS0204\nprint(1)", Apply(tree, fix));
    }

    static void Cures(string text, string module, string key, string expected)
    {
        var (fix, found) = Fixes(text, module).First(pair => pair.Fix.Key == key);
        string changed = Apply(Parse(text), fix);

        Assert.Contains(expected, changed, StringComparison.Ordinal);
        Assert.DoesNotContain(Lint(changed, module), left => left.Id == found.Id);
        Assert.Empty(Parse(changed).Errors);
    }

    static IEnumerable<(LuaFix Fix, Diagnostic Found)> Fixes(string text, string module) => Lint(text, module)
        .SelectMany(found => LuaFixes.Of(Parse(text), found.Id, found.Span!.Value.Start).Select(fix => (fix, found)));

    static IEnumerable<Diagnostic> Lint(string text, string module) =>
        new LintedProject().With(module, text).With("b", "return 1").Lint().Where(found => found.Path == module + ".lua");

    static LuaTree Parse(string text) => LuaTree.Parse(LuaSource.FromFile("a.lua", Encoding.UTF8.GetBytes(text)), LuaTarget.Lua51);

    static string Apply(LuaTree tree, LuaFix fix)
    {
        List<byte> bytes = [.. tree.Source];
        foreach (TextEdit edit in fix.Edits.Reverse())
        {
            bytes.RemoveRange(edit.Start, edit.Length);
            bytes.InsertRange(edit.Start, Encoding.UTF8.GetBytes(edit.Text));
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
