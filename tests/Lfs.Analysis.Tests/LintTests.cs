using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Tests;

/// <summary>What each rule reports, and what it lets pass. Findings are written as <c>id line:column</c>.</summary>
public class LintTests
{
    [Theory]
    [InlineData("require 'b'", "")]
    [InlineData("require 'checked'", "")]
    [InlineData("require('on_spiffs')", "")]
    [InlineData("require 'node'; require 'gpio'", "")]
    [InlineData("require 'nosuch'", "LFS0201 1:9")]
    [InlineData("pcall(function() require 'nosuch' end)", "")]
    [InlineData("package.preload.made = function() end\nrequire 'made'", "")]
    [InlineData("pcall(node.flashindex('nosuch'))", "")]
    [InlineData("local f = node.flashindex('nosuch')\nreturn f", "LFS0201 1:27")]
    [InlineData("local f = node.LFS.get 'nosuch'\nreturn f", "LFS0201 1:24")]
    [InlineData("local f = LFS.nosuch\nreturn f", "LFS0201 1:15")]
    [InlineData("local f = node.LFS.nosuch\nreturn f", "LFS0201 1:20")]
    [InlineData("local lfs = node.LFS\nreturn lfs.nosuch", "LFS0201 2:12")]
    [InlineData("return LFS.b, LFS._list, node.LFS.time, node.LFS.config", "")]
    [InlineData("return LFS.checked", "LFS0201 1:12")]
    [InlineData("if LFS.nosuch then LFS.nosuch() end", "")]
    public void A_module_that_is_not_there(string text, string expected)
    {
        var project = new LintedProject { SpiffsFiles = ["on_spiffs.lc"] }
            .With("a", text)
            .With("b", "return 1")
            .With("checked", "return 1", isInImage: false);

        Assert.Equal(expected, string.Join(' ', project.Lint().Select(LintedProject.Short)));
    }

    [Fact]
    public void The_message_says_why_a_module_is_not_there()
    {
        string[] messages =
        [
            .. new LintedProject()
                .With("a", "return LFS.checked, LFS.Telnet")
                .With("telnet", "return 1")
                .With("checked", "return 1", isInImage: false)
                .Lint()
                .Select(found => found.Message),
        ];

        Assert.Equal(
            [
                "no module 'checked' is in the image: its item has Compile=\"false\"",
                "no module 'Telnet' is in the image: its name is 'telnet'",
            ],
            messages);
    }

    [Fact]
    public void Modules_of_a_System_image_are_not_known() =>
        Assert.Empty(new LintedProject(LuaTarget.Lua53) { HasSystemImage = true }
            .With("a", "require 'x'\nreturn node.LFS.get('y')").Lint());

    [Theory]
    [InlineData("init", "node.flashindex('b')()", "LFS0202 1:1")]
    [InlineData("init", "node.LFS.get('b')(1, 2)", "LFS0202 1:1")]
    [InlineData("init", "node.LFS.b()", "LFS0202 1:1")]
    [InlineData("init", "LFS.b()", "LFS0202 1:1")]
    [InlineData("init", "local get = node.LFS.get\nget('b')()", "LFS0202 2:1")]
    [InlineData("init", "pcall(node.flashindex('b'))", "")]
    [InlineData("init", "pcall(function() node.flashindex('b')() end)", "")]
    [InlineData("init", "if node.flashindex('b') then node.flashindex('b')() end", "")]
    [InlineData("init", "local f = node.flashindex('b')\nif f then f() end", "")]
    [InlineData("main", "node.flashindex('b')()", "")]
    [InlineData("main", "node.flashindex('c')()", "LFS0202 1:1 LFS0201 1:17")]
    public void A_call_without_a_look(string module, string text, string expected)
    {
        var project = new LintedProject().With(module, text).With("b", "return 1");

        Assert.Equal(expected, string.Join(' ', project.Lint().Select(LintedProject.Short)));
    }

    [Theory]
    [InlineData("init", "node.flashreload('a.img')", "LFS0203 1:1")]
    [InlineData("init", "if node.flashindex() == nil then\n  node.flashreload('a.img')\nend", "LFS0203 2:3")]
    [InlineData("other", "if not node.flashindex() then\n  node.LFS.reload('a.img')\nend", "LFS0203 2:3")]
    [InlineData("other", "node.flashreload('a.img')", "")]
    [InlineData("init", "if file.exists('a.img') then node.LFS.reload('a.img') end", "")]
    [InlineData("init", "if node.LFS.get('b') then return end\nnode.LFS.reload('a.img')", "")]
    [InlineData("init", "tmr.create():alarm(9, 0, function() node.LFS.reload('a.img') end)", "LFS0203 1:37")]
    [InlineData("init", "pcall(node.LFS.reload, 'a.img')", "LFS0203 1:1")]
    [InlineData("init", "local function update() node.LFS.reload('a.img') end\nreturn update", "")]
    public void A_reload_at_every_start(string module, string text, string expected)
    {
        var project = new LintedProject().With(module, text).With("b", "return 1");

        Assert.Equal(expected, string.Join(' ', project.Lint().Select(LintedProject.Short)));
    }

    [Fact]
    public void A_file_hides_a_module()
    {
        Diagnostic found = Assert.Single(new LintedProject { SpiffsFiles = ["b.lua", "init.lua", "c.lc", "d/e.lua"] }
            .With("b", "return 1").With("init", "return 1").With("c", "return 1", isInImage: false).With("e", "return 1")
            .Lint());

        Assert.Equal(("LFS0204", "b.lua", null), (found.Id.Code(), found.Path, found.Span));
    }

    [Theory]
    [InlineData("local M = {}\nfunction M.f() count = 1 end\nreturn M", "LFS0205 2:16")]
    [InlineData("local M = {}\nfunction helper() end\nreturn M", "LFS0205 2:10")]
    [InlineData("count = 0\nlocal function f() count = count + 1 end\nf()", "")]
    [InlineData("local function f() shared = 1 end\nf()", "")]
    [InlineData("local function f() _G.count = 1; Count = 2; _count = 3 end\nf()", "")]
    [InlineData("local function f() print = nil; module = nil end\nf()", "")]
    [InlineData("module('m', package.seeall)\nfunction f() x = 1 end", "")]
    [InlineData("local function f() x = 1; x = 2 end\nf()", "LFS0205 1:20")]
    public void An_accidental_global(string text, string expected)
    {
        var project = new LintedProject().With("a", text).With("b", "shared = 1");

        Assert.Equal(expected, string.Join(' ', project.Lint().Select(LintedProject.Short)));
    }

    [Theory]
    [InlineData("return nosuch", "LFS0206 1:8")]
    [InlineData("if sjson2 == nil then sjson2 = cjson end", "")]
    [InlineData("if not sjson2 then print(cjson) end", "LFS0206 1:26")]
    [InlineData("return wifi, gpio, net.TCP, tmr, _G, LFS, _VERSION", "")]
    [InlineData("return defined", "")]
    [InlineData("if nosuch then nosuch() end", "")]
    [InlineData("local x = nosuch or 1\nreturn x, nosuch", "")]
    [InlineData("if type(nosuch) == 'function' then nosuch() end", "")]
    [InlineData("if (DEBUG == true) then print(1) end", "")]
    [InlineData("return os.time()", "LFS0206 1:8")]
    [InlineData("setmetatable(_G, { __index = function() end })\nreturn nosuch", "")]
    [InlineData("setfenv(1, {})\nreturn nosuch", "")]
    public void A_global_that_nothing_defines(string text, string expected)
    {
        var project = new LintedProject().With("a", text).With("b", "defined = 1");

        Assert.Equal(expected, string.Join(' ', project.Lint().Select(LintedProject.Short)));
    }

    [Fact]
    public void A_firmware_has_the_modules_that_the_project_names()
    {
        Diagnostic found = Assert.Single(new LintedProject { DeviceModules = ["net", "bit"] }
            .With("a", "return wifi, net, bit, node").Lint());

        Assert.Equal("the module 'wifi' is not among LfsDeviceModules, the modules of the firmware", found.Message);
    }

    [Theory]
    [InlineData("local x = 1", "LFS0207 1:7")]
    [InlineData("local _x = 1\nlocal function _f() end", "")]
    [InlineData("local function f() end", "LFS0207 1:16")]
    [InlineData("local x\nx = 1", "LFS0207 1:7")]
    [InlineData("local a, b = print()\nreturn b", "")]
    [InlineData("local a, b = print()\nreturn a", "")]
    [InlineData("local a, b = print()", "LFS0207 1:7 LFS0207 1:10")]
    [InlineData("local a, b = 1, 2\nreturn a", "LFS0207 1:10")]
    [InlineData("local preload = 'a', 'b', 'c'", "")]
    [InlineData("for i, v in pairs({}) do end\nreturn function(x) end", "")]
    public void A_local_that_is_not_read(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', LintedProject.Of(text)));

    [Theory]
    [InlineData("local x = 1\ndo local x = 2; print(x) end\nprint(x)", "LFS0208 2:10")]
    [InlineData("local x = 1\nlocal x = x + 1\nprint(x)", "")]
    [InlineData("local x = 1\nreturn function(x) return x end, x", "LFS0208 2:17")]
    [InlineData("local _ = 1\nlocal _ = 2\nprint(_)", "")]
    [InlineData("local o = {}\nfunction o:f() return function(self) return self end end\nfunction o:g() end\nreturn o", "")]
    public void A_local_that_hides_another(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', LintedProject.Of(text)));

    [Theory]
    [InlineData("m.two(1, 2, 3)", "LFS0209 2:1")]
    [InlineData("m.two(1)", "LFS0209 2:1")]
    [InlineData("m.two(1, 2)", "")]
    [InlineData("m.two(unpack({}))", "")]
    [InlineData("m.two(1, 2, unpack({}))", "")]
    [InlineData("m.optional()", "")]
    [InlineData("m.optional(1, 2)", "LFS0209 2:1")]
    [InlineData("m.annotated()", "LFS0209 2:1")]
    [InlineData("m.annotated(1)", "")]
    [InlineData("m.any(1, 2, 3, 4)", "")]
    [InlineData("m:method(1)", "")]
    [InlineData("m:method(1, 2)", "LFS0209 2:1")]
    [InlineData("m.early()", "")]
    [InlineData("m:none()", "")]
    [InlineData("m.none(1)", "LFS0209 2:1")]
    [InlineData("m.twice(1, 2, 3)", "")]
    [InlineData("m.nosuch(1)", "")]
    [InlineData("require('m').two()", "LFS0209 2:1")]
    [InlineData("require('callable')(1, 2)", "LFS0209 2:1")]
    [InlineData("m.unpacked(1)", "")]
    [InlineData("m.replaced(1)", "")]
    [InlineData("m.nullable()", "")]
    [InlineData("require('made').f()", "LFS0209 2:1")]
    [InlineData("require('late').f()", "LFS0209 2:1")]
    [InlineData("require('other').f()", "")]
    public void A_wrong_number_of_arguments(string text, string expected)
    {
        const string Module = """
            local M = {}
            function M.two(a, b) return a + b end
            function M.optional(a) a = a or 1; return a + 1 end
            --- Text.
            ---@param a number
            ---@param b? number
            function M.annotated(a, b) return a, b end
            function M.any(...) return ... end
            function M:method(a) return self, a end
            function M.early(a) if not M.x then return end; return a + 1 end
            M.none = function() end
            function M.twice(a) return a end
            function M.twice(a, b, c) return a, b, c end
            function M.unpacked() end
            M.none2, M.unpacked = print()
            function M.replaced() end
            function M:set() self.replaced = print end
            ---@param a string|nil text
            function M.nullable(a) return a .. "" end
            return M
            """;

        var project = new LintedProject()
            .With("a", "local m = require 'm'\n" + text + "\nreturn m")
            .With("m", Module)
            .With("callable", "local function f(x) return x end\nreturn f")
            .With("made", "return setmetatable({ f = function(x) return x + 1 end }, {})")
            .With("late", "local M\nM = {}\nfunction M.f(x) return x + 1 end\nreturn M")
            .With("other", "local M = {}\nfunction M.f(x) return x + 1 end\nM = print()\nreturn M");

        Assert.Equal(expected, string.Join(' ', project.Lint().Select(LintedProject.Short)));
    }

    [Theory]
    [InlineData("5.1", "return string.pack, table.move, math.sin, utf8.char", "LFS0210 1:15 LFS0210 1:27 LFS0210 1:38 LFS0210 1:43")]
    [InlineData("5.3", "return string.pack, table.move, math.sin, utf8.char", "")]
    [InlineData("5.3", "return setfenv, gcinfo, module, table.getn, node.egc", "LFS0210 1:8 LFS0210 1:17 LFS0210 1:25 LFS0210 1:39 LFS0210 1:50")]
    [InlineData("5.1", "return setfenv, gcinfo, module, table.getn, node.egc", "")]
    [InlineData("5.1", "return math.pi", "")]
    [InlineData("5.1-int", "return math.pi", "LFS0210 1:13")]
    [InlineData("5.1", "tmr.alarm(0, 1, 1, f)\nfunction f() end", "LFS0210 1:5")]
    [InlineData("5.1", "local s = string\nreturn s.pack", "LFS0210 2:10")]
    [InlineData("5.1", "function string.trim(s) return s end\nreturn string.trim('')", "")]
    [InlineData("5.1", "local unpack = table.unpack or unpack\nreturn unpack", "")]
    [InlineData("5.1", "if _VERSION == 'Lua 5.3' then print(table.pack(1)) end", "")]
    [InlineData("5.1", "if table.pack then print(table.pack(1)) end", "")]
    [InlineData("5.1", "file.chdir('/SD0')", "")]
    public void What_the_target_lacks(string target, string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', LintedProject.Of(
            text, LuaTarget.All.Single(one => one.Name == target))));

    [Fact]
    public void A_missing_function_has_a_replacement()
    {
        Diagnostic found = Assert.Single(new LintedProject().With("a", "return table.unpack").Lint());

        Assert.Equal("Lua 5.1 on the device has no 'table.unpack', which 5.3 has: use unpack", found.Message);
    }

    [Fact]
    public void Strings_of_a_file_in_RAM_that_flash_lacks()
    {
        string text = string.Join('\n', Enumerable.Range(0, 9).Select(i => $"print('a string of some length, {i}')"));
        LintedProject project = new LintedProject().With("init", text, isInImage: false).With("b", "return 1");

        Diagnostic found = Assert.Single(project.Lint());

        Assert.Equal(("LFS0211", "init.lua", null), (found.Id.Code(), found.Path, found.Span));
        Assert.StartsWith("the 10 strings of this file that no module of the image has take about 409 bytes", found.Message);
        Assert.Empty(project.With("strings", text).Lint());
    }

    [Theory]
    [InlineData("do return end\nprint(1)\nprint(2)", "LFS0212 2:1")]
    [InlineData("while true do print(1) end\nprint(2)", "LFS0212 2:1")]
    [InlineData("while true do if f then break end end\nprint(2)\nf = 1", "")]
    [InlineData("while true do for i = 1, 2 do break end end\nprint(2)", "LFS0212 2:1")]
    [InlineData("repeat print(1) until false\nprint(2)", "LFS0212 2:1")]
    [InlineData("if f then return 1 else return 2 end\nprint(2)", "LFS0212 2:1")]
    [InlineData("if f then return 1 elseif g then return 2 end\nprint(2)\nf, g = 1, 1", "")]
    [InlineData("local function h() error('x') print(1) end\nh()", "LFS0212 1:31")]
    [InlineData("local function h() error('x') return 1 end\nh()", "")]
    public void What_is_never_reached(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', LintedProject.Of(text).Where(found => !found.StartsWith("LFS0206"))));

    [Fact]
    public void A_label_can_be_reached() =>
        Assert.Equal(["LFS0212 2:1"], LintedProject.Of("do goto out end\nprint(1)\n::out::\nprint(2)", LuaTarget.Lua53));

    [Theory]
    [InlineData("return x ---@diagnostic disable-line", "")]
    [InlineData("return x ---@diagnostic disable-line: undefined-global", "")]
    [InlineData("return x ---@diagnostic disable-line: unused-local", "LFS0206 1:8")]
    [InlineData("---@diagnostic disable-next-line: LFS0206, LFS0207\nreturn x", "")]
    [InlineData("---@diagnostic disable: lfs0206\nprint(x)\n---@diagnostic enable: LFS0206\nprint(x)", "LFS0206 4:7")]
    [InlineData("print(x)\n---@diagnostic disable\nprint(x)", "LFS0206 1:7")]
    [InlineData("--- @diagnostic disable\nprint(x)", "")]
    [InlineData("--@diagnostic disable\nprint(x)", "LFS0206 2:7")]
    [InlineData("---@meta\nprint(x)", "")]
    [InlineData("print(x) local = 1", "")]
    public void Comments_turn_rules_off(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', LintedProject.Of(text)));

    [Fact]
    public void A_file_of_declarations_defines_globals_for_others() =>
        Assert.Empty(new LintedProject().With("a", "return relay.on").With("meta", "---@meta\nrelay = {}").Lint());
}
