using System.Text;
using Lfs.Analysis.Shapes;
using Lfs.Analysis.Syntax;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Tests;

public class ModuleShapeTests
{
    [Theory]
    [InlineData("return 1", ModuleKind.Script)]
    [InlineData("print(1)", ModuleKind.Script)]
    [InlineData("return require 'x'", ModuleKind.Script)]
    [InlineData("local M = {} return M", ModuleKind.Table)]
    [InlineData("local M M = {} return M", ModuleKind.Table)]
    [InlineData("local M = {} M = other() return M", ModuleKind.Table)]
    [InlineData("local M = {} M = {} M = {} return M", ModuleKind.Script)]
    [InlineData("return { a = 1 }", ModuleKind.Table)]
    [InlineData("return setmetatable({}, { __index = 1 })", ModuleKind.Table)]
    [InlineData("if x then return end local M = {} return M", ModuleKind.Table)]
    [InlineData("return function() end", ModuleKind.Function)]
    [InlineData("local function f() end return f", ModuleKind.Function)]
    [InlineData("local f = function() end return (f)", ModuleKind.Function)]
    [InlineData("local f = function() end f = 1 return f", ModuleKind.Script)]
    [InlineData("---@meta\nlocal M = {} return M", ModuleKind.Description)]
    public void A_module_is_what_it_returns(string lua, ModuleKind kind)
    {
        Assert.Equal(kind, Shape(lua).Kind);
    }

    [Fact]
    public void Each_name_for_the_results_of_a_call_is_a_field()
    {
        Assert.Equal(["a", "b"], Shape("local M = {} M.a, M.b = f() return M").Members.Fields.Select(field => field.Name));
        Assert.Equal(["a"], Shape("local M = {} M.a, M.b = 1 return M").Members.Fields.Select(field => field.Name));
    }

    [Theory]
    [InlineData("", "()")]
    [InlineData("return", "()")]
    [InlineData("return 1", "(integer)")]
    [InlineData("return 1.5, 'a', true, nil", "(number, string, boolean, nil)")]
    [InlineData("return a == b, not a", "(boolean, boolean)")]
    [InlineData("return a + b", "(?)")]
    [InlineData("return a .. b", "(?)")]
    [InlineData("return -5", "(integer)")]
    [InlineData("return {}", "(table)")]
    [InlineData("return ...", "?")]
    [InlineData("return f()", "?")]
    [InlineData("return (f())", "(?)")]
    [InlineData("return 1, f()", "?")]
    [InlineData("if a then return 1 end", "(integer?)")]
    [InlineData("if a then return 1 else return 2 end", "(integer)")]
    [InlineData("if a then return 1 end error('x')", "(integer)")]
    [InlineData("if a then return 1 end return 'x'", "(?)")]
    [InlineData("if a then return nil, 'x' end return 1", "(integer?, string?)")]
    [InlineData("local x = 1 return x", "(integer)")]
    [InlineData("local x = 1 x = 2 return x", "(?)")]
    [InlineData("return own()", "(string)")]
    [InlineData("return M.other()", "(integer, string)")]
    [InlineData("return '\\200'", "(?)")]
    public void Without_annotations_only_what_is_certain_is_known(string body, string results)
    {
        ModuleShape shape = Shape($"""
            local M = {"{}"}
            local function own() return "s" end
            ---@return integer, string
            function M.other() return f() end
            function M.f(a, b, ...) {body} end
            return M
            """);

        Assert.Equal(results, Results(shape.Members.Functions.Single(function => function.Name == "f")));
    }

    [Fact]
    public void A_default_makes_a_parameter_optional()
    {
        FunctionShape function = Shape("""
            local M = {}
            function M.f(a, b, c, d, e)
              a = a or 5
              local x = b or "text"
              if c == nil then c = {} end
              if not d then d = M.default end
              if e then e = 1 end
            end
            return M
            """).Members.Functions[0];

        Assert.Equal(
            [("a", true, "5"), ("b", true, "\"text\""), ("c", true, "{}"), ("d", true, "M.default"), ("e", false, "")],
            function.Parameters.Select(parameter => (parameter.Name, parameter.IsOptional, parameter.Default)));
    }

    [Fact]
    public void A_metatable_with_methods_is_a_class_whatever_way_it_is_written()
    {
        ModuleShape shape = Shape("""
            local Stack, mt, M = {}, {}, {}
            Stack.__index = Stack
            function Stack.new() return setmetatable({ size = 0, _top = nil }, Stack) end
            function Stack:push(v) end
            local Queue = {}
            function Queue.pop(self) end
            function mt.__index() end
            local queue = { __index = Queue }
            function M.queue() return setmetatable({}, queue) end
            function M.plain() return setmetatable({}, { __mode = "k" }) end
            M.stack = Stack.new
            return M
            """, "store");

        Assert.Equal(
            [("Queue", true, "pop", ""), ("Stack", true, "push", "size")],
            shape.Classes.OrderBy(type => type.Name).Select(type => (
                type.Name, type.IsMadeByLua, Names(type.Members.Functions), string.Join(",", type.Members.Fields.Select(field => field.Name)))));
        Assert.Equal(
            [("plain", "(table)"), ("queue", "(Queue)")],
            shape.Members.Functions.Select(function => (function.Name, Results(function))).OrderBy(pair => pair.Name));
        Assert.Equal(["stack"], shape.Members.Fields.Select(field => field.Name));
    }

    [Fact]
    public void Private_members_and_metamethods_are_hidden()
    {
        ModuleShape shape = Shape("""
            local M = {}
            ---@private
            function M.secret() end
            function M._own() end
            function M.__call() end
            M["not a name"] = 1
            ---@package
            M.field = 1
            function M.open() end
            return M
            """);

        Assert.Equal("open", Names(shape.Members.Functions));
        Assert.Empty(shape.Members.Fields);
    }

    [Fact]
    public void A_script_has_the_parameters_that_it_unpacks()
    {
        FunctionShape named = Shape("""
            --- Greets.
            ---@param name string
            ---@param times? integer
            ---@return boolean
            local name, times = ...
            return true
            """).Main!;
        FunctionShape open = Shape("local a = ... print(select('#', ...))").Main!;
        FunctionShape none = Shape("print(1)").Main!;

        Assert.Equal("Greets.", named.Text);
        Assert.Equal(
            [("name", "string", false), ("times", "integer?", true)],
            named.Parameters.Select(parameter => (parameter.Name, parameter.Type!.ToString(), parameter.IsOptional)));
        Assert.Equal(["..."], open.Parameters.Select(parameter => parameter.Name));
        Assert.Empty(none.Parameters);
    }

    [Fact]
    public void Annotations_that_name_nothing_are_told()
    {
        const string Lua = "local M = {}\n---@param b integer\n---@param ... string\nfunction M.f(a) end\n---@field x integer\nreturn M";

        ModuleReading reading = ShapeReader.Read(Tree(Lua), "m");

        Assert.Equal(
            [(2, "the function has no parameter 'b'"), (3, "the function has no parameter '...'"), (5, "@field stands under no @class")],
            reading.Problems.Select(problem => (problem.Span!.Value.Line, problem.Message)));
        Assert.All(reading.Problems, problem => Assert.Equal(DiagnosticId.StrayAnnotation, problem.Id));
    }

    [Fact]
    public void A_shape_is_the_same_after_an_edit_of_a_body()
    {
        const string Lua = """
            local M = {}
            --- Adds.
            ---@param by integer
            ---@return integer
            function M.add(by) return by + 1 end
            ---@enum Colour
            M.Colour = { RED = 1 }
            ---@class Thing: Other
            ---@field size integer
            return M
            """;

        Assert.Equal(Shape(Lua), Shape(Lua.Replace("by + 1", "by + 2")));
        Assert.Equal(Shape(Lua).GetHashCode(), Shape(Lua.Replace("by + 1", "by + 2")).GetHashCode());
        foreach (string part in new[] { "Adds", "by integer", "@return integer", "RED", "Thing", "Other", "size" })
            Assert.NotEqual(Shape(Lua), Shape(Lua.Replace(part, part + "x")));
    }

    [Fact]
    public void A_text_with_errors_has_the_shape_of_what_is_between_them()
    {
        ModuleShape shape = Shape("local M = {}\nfunction M.f(a) return 1 end\nx = = 1\nfunction M.g() end\nreturn M");

        Assert.Equal("f,g", Names(shape.Members.Functions));
    }

    static string Names(IEnumerable<FunctionShape> functions) => string.Join(",", functions.Select(function => function.Name));

    static string Results(FunctionShape function) => function.Results is { } results
        ? $"({string.Join(", ", results.Select(result => result.Type?.ToString() ?? "?"))})"
        : "?";

    static ModuleShape Shape(string lua, string module = "m") => ShapeReader.Read(Tree(lua), module).Shape;

    static LuaTree Tree(string lua) =>
        LuaTree.Parse(LuaSource.FromFile("x.lua", Encoding.UTF8.GetBytes(lua)), LuaTarget.Lua51);
}
