using System.Text;
using CsCheck;
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
    [InlineData("local y = 1;\nprint(2)", "remove", "print(2)")]
    [InlineData("print(1)\r\nlocal y = 1\r\nprint(2)", "remove", "print(1)\r\nprint(2)")]
    [InlineData("print(1)\r\nprint(nosuch)", "disable-next-line", "\r\n---@diagnostic disable-next-line: LFS0206\r\nprint(nosuch)")]
    [InlineData("local y = [[\n]] .. nosuch\nprint(y)", "disable-line", "]] .. nosuch ---@diagnostic disable-line: LFS0206\n")]
    [InlineData("local y = [[\n]] .. nosuch .. [[\n]]\nprint(y)", "disable-file", "---@diagnostic disable: LFS0206\nlocal y = ")]
    [InlineData("---@diagnostic disable-next-line: LFS0208\nprint(nosuch)", "disable-next-line", "line: LFS0206, LFS0208\nprint")]
    public void A_fix_fits_into_its_text(string text, string key, string expected) => Cures(text, "a", key, expected);

    [Theory]
    [InlineData("node.flashindex('b')(1, 'ä')", "pcall", "pcall(node.flashindex('b'), 1, 'ä')")]
    [InlineData("LFS.b()", "pcall", "pcall(LFS.b)")]
    [InlineData("local module = {}\nLFS.b(module)", "guard", "do local _module = LFS.b; if _module then _module(module) end end")]
    [InlineData("LFS.b(1)", "guard", "do local module = LFS.b; if module then module(1) end end")]
    public void A_call_is_guarded(string text, string key, string expected) => Cures(text, "init", key, expected);

    [Theory]
    [InlineData("local M = {}\nfunction M.f() x = 1 end\nfunction M.g() return x end\nreturn M", "local")]
    [InlineData("local M = {}\nfunction M.f() x = (x or 0) + 1; return x end\nreturn M", "local")]
    [InlineData("local M = {}\nfunction M.f() x = 1; return _G.x end\nreturn M", "local")]
    [InlineData("local y = f()\nfunction f() end", "remove")]
    [InlineData("local f = print\nlocal y = 1\n(f)()", "remove")]
    [InlineData("local f = print\nlocal y = 1; -- c\n(f)()", "remove")]
    [InlineData("local y\ny = _y", "prefix")]
    [InlineData("local _y = 1\ndo local y\ny = _y end", "prefix")]
    public void A_fix_that_would_change_the_program_is_not_offered(string text, string key) =>
        Assert.DoesNotContain(Fixes(text, "a"), fix => fix.Fix.Key == key);

    [Fact]
    public void A_finding_of_the_whole_file_is_turned_off_in_its_first_line()
    {
        LuaTree tree = Parse("#!lua\nprint(1)");

        LuaFix fix = Assert.Single(LuaFixes.Of(tree, LuaTarget.Lua51, DiagnosticId.ShadowedModule, 0, isWholeFile: true));

        Assert.Equal("#!lua\n---@diagnostic disable: LFS0204\nprint(1)", Apply(tree, fix));
    }

    static readonly string[] Statements =
    [
        "local a = 1", "local b", "local c, d = f()", "local a = {1, x = 'y'}", "local function h() % end", "local s = [[\n]] .. nosuch",
        "a = b", "b = _b", "x = 1", "x = (x or 0) + 1", "y, z = 1", "_G.x = 2", "function k() % end", "function M.f(p) % end",
        "print(a, x, _x)", "print([[\n]] .. nosuch .. [[\n]])", "print('ä€😀', nosuch)", "print('\\\n', nosuch) -- c\n", "(f or print)()",
        "LFS.b(1)", "LFS.b(module, _a)", "LFS.b {1}", "node.flashindex('b')(a)", "node.LFS.get 'c' ()", "require('d')", "require('b')(1, 2)",
        "do % end", "if nosuch then % elseif a then % else % end", "for i = 1, 2 do % end", "while nosuch do % end", "repeat % until q",
        "do return end", "--[[\n]]", "-- c\n", "---@diagnostic disable-next-line: LFS0207\n", "---@diagnostic disable: LFS0208\n",
        "node.LFS.reload('x')", "string.nosuch(1)", "goto l", "::l::",
    ];

    static readonly Gen<string> Programs =
        from names in Any(Statements).Array[1, 14]
        from gaps in Any("\n", "\r\n", "; ", " ", "\n\t").Array[14]
        from head in Any("", "local M = {}\n", "#!lua\n")
        from tail in Any("", "\n", " return 1", "\nreturn M")
        select head + Nest(names, gaps, 0, names.Length) + tail;

    static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    // The first statement that has blocks takes those behind it into them.
    static string Nest(string[] names, string[] gaps, int from, int end)
    {
        var text = new StringBuilder();
        for (int i = from; i < end; i++)
        {
            int blocks = names[i].Count(c => c == '%');
            if (blocks == 0)
            {
                text.Append(names[i]).Append(gaps[i]);
                continue;
            }
            string[] parts = names[i].Split('%');
            int taken = (end - i - 1) / 2 / blocks;
            for (int block = 0; block < blocks; block++)
                text.Append(parts[block]).Append(Nest(names, gaps, i + 1 + (block * taken), i + 1 + ((block + 1) * taken)));
            text.Append(parts[blocks]).Append(gaps[i]);
            i += blocks * taken;
        }
        return text.ToString();
    }

    [Fact]
    public void Every_fix_of_any_program_cures_its_finding_and_leaves_a_program() =>
        Gen.Select(Programs, Any("a", "init", "node"), Any(LuaTarget.Lua51, LuaTarget.Lua53)).Sample((text, module, target) =>
        {
            if (!Compiles(text, target))
                return;
            LuaTree tree = LuaTree.Parse(Source(text), target);
            Diagnostic[] all = [.. Lint(text, module, target)];
            foreach (Diagnostic found in all)
            {
                foreach (LuaFix fix in LuaFixes.Of(tree, target, found.Id, found.Span?.Start ?? 0, isWholeFile: found.Span is null))
                {
                    string changed = Apply(tree, fix);
                    string what = $"{fix.Title}: {found}\n{text}\n->\n{changed}";
                    Assert.True(Compiles(changed, target), what);
                    Assert.True(Lint(changed, module, target).Count(left => IsSame(left, found)) < all.Count(one => IsSame(one, found)), what);
                }
            }
        }, iter: 2000);

    // The message of a hidden variable names a line, which may move.
    static bool IsSame(Diagnostic one, Diagnostic other) =>
        one.Id == other.Id && one.Message.Split(" in line ")[0] == other.Message.Split(" in line ")[0];

    static bool Compiles(string text, LuaTarget target) =>
        LfsCompiler.Compile(Source(text), new CompileOptions(target)).Main is not null;

    static LuaSource Source(string text) => LuaSource.FromFile("a.lua", Encoding.UTF8.GetBytes(text));

    static void Cures(string text, string module, string key, string expected)
    {
        var (fix, found) = Fixes(text, module).First(pair => pair.Fix.Key == key);
        string changed = Apply(Parse(text), fix);

        Assert.Contains(expected, changed, StringComparison.Ordinal);
        Assert.DoesNotContain(Lint(changed, module), left => left.Id == found.Id);
        Assert.Empty(Parse(changed).Errors);
    }

    static IEnumerable<(LuaFix Fix, Diagnostic Found)> Fixes(string text, string module) => Lint(text, module)
        .SelectMany(found => LuaFixes.Of(Parse(text), LuaTarget.Lua51, found.Id, found.Span!.Value.Start).Select(fix => (fix, found)));

    static IEnumerable<Diagnostic> Lint(string text, string module, LuaTarget? target = null) =>
        new LintedProject(target ?? LuaTarget.Lua51).With(module, text).With("b", "return function(x) return x end").Lint().Where(found => found.Path == module + ".lua");

    static LuaTree Parse(string text) => LuaTree.Parse(Source(text), LuaTarget.Lua51);

    static string Apply(LuaTree tree, LuaFix fix) => Encoding.UTF8.GetString(fix.ApplyTo(tree.Source));
}
