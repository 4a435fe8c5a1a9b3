using System.Text;
using CsCheck;
using Lfs.Analysis.Annotations;
using Lfs.Analysis.Syntax;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Tests;

public class AnnotationTests
{
    [Theory]
    [InlineData("integer", "integer")]
    [InlineData("http.Server", "http.Server")]
    [InlineData("integer|string", "integer|string")]
    [InlineData("integer | nil", "integer?")]
    [InlineData("integer|integer", "integer")]
    [InlineData("string?", "string?")]
    [InlineData("integer|string?", "integer|string|nil")]
    [InlineData("string[][]", "string[][]")]
    [InlineData("(string|integer)[]", "(string|integer)[]")]
    [InlineData("table<string, integer[]>", "table<string, integer[]>")]
    [InlineData("{ [integer]: string }", "table<integer, string>")]
    [InlineData("{ x: integer, y?: string; z: { n: nil } }", "{ x: integer, y: string?, z: { n: nil } }")]
    [InlineData("{}", "{}")]
    [InlineData("[integer, string]", "[integer, string]")]
    [InlineData("fun()", "fun()")]
    [InlineData("function", "function")]
    [InlineData("fun(a: integer, b?: string, ...: any): boolean, string", "fun(a: integer, b?: string, ...?: any): boolean, string")]
    [InlineData("fun(): (a: integer, b: string)", "fun(): a: integer, b: string")]
    [InlineData("fun(): (integer|string)[]", "fun(): (integer|string)[]")]
    [InlineData("async fun(n: integer): string", "async fun(n: integer): string")]
    [InlineData("fun()|nil", "(fun())?")]
    [InlineData("{ f: fun(): integer, g: string }", "{ f: fun(): integer, g: string }")]
    [InlineData("\"on\"|'off'", "\"on\"|\"off\"")]
    [InlineData("1|-2|true", "1|-2|true")]
    [InlineData("`T`", "any")]
    [InlineData("Map<string, integer>", "Map<string, integer>")]
    [InlineData("größe", "größe")]
    [InlineData("fun(...): ...", "fun(...?: any): ...: any")]
    [InlineData("fun(): boolean, ...string", "fun(): boolean, ...: string")]
    [InlineData("(async fun(...): ...)|nil", "(async fun(...?: any): ...: any)?")]
    [InlineData("{ [1]: string, [3]?: integer }", "table<1, string>")]
    [InlineData("{ ['a']?: integer }", "{ a: integer? }")]
    public void A_type_is_read(string text, string expected)
    {
        DocBlock block = Assert.Single(Read($"---@type {text}").Blocks);

        Assert.Equal(expected, block.Type!.ToString());
        Assert.Equal(block.Type, Assert.Single(Read($"---@type {expected.Replace("...?:", "...:")}").Blocks).Type);
    }

    [Theory]
    [InlineData("---@param", 10, "a name is expected here")]
    [InlineData("---@param a", 12, "a type is expected here")]
    [InlineData("---@type fun(", 10, "this is not a type")]
    [InlineData("---@type { a: }", 10, "this is not a type")]
    [InlineData("---@type \"open", 10, "this is not a type")]
    [InlineData("---@return integer|", 12, "this is not a type")]
    [InlineData("---@alias größe |", 19, "this is not a type")]
    public void A_type_that_cannot_be_read_is_told_with_its_place(string text, int column, string message)
    {
        Diagnostic problem = Assert.Single(Read(text).Problems);

        Assert.Equal((DiagnosticId.BrokenAnnotation, message), (problem.Id, problem.Message));
        Assert.Equal((1, column), (problem.Span!.Value.Line, problem.Span.Value.Column));
    }

    [Fact]
    public void An_unknown_annotation_is_told_and_known_ones_without_types_are_not()
    {
        DocComments comments = Read("---@see x\n---@diagnostic disable: unused\n---@tparam string a\n--- @cast x string\n-- @other");

        Diagnostic problem = Assert.Single(comments.Problems);
        Assert.Equal((DiagnosticId.UnknownAnnotation, "unknown annotation @tparam", 3), (problem.Id, problem.Message, problem.Span!.Value.Line));
    }

    [Fact]
    public void A_block_has_its_text_and_its_tags()
    {
        DocBlock block = Assert.Single(Read("""
            --- Does a thing.
            ---
            ---   indented
            ---@param a? integer how much
            ---@param ... string # the rest
            ---@return integer total the sum
            ---@return string?, boolean done
            ---@overload fun(): integer
            ---@deprecated use other
            ---@nodiscard
            ---@async
            ---@protected
            --- More.
            """).Blocks);

        Assert.Equal("Does a thing.\n\n  indented\nMore.", block.Text);
        Assert.Equal(("a", "integer?", true, "how much"), Of(block.Parameter("a")!));
        Assert.Equal(("...", "string", false, "the rest"), Of(block.Parameter("...")!));
        Assert.Equal(
            [("integer", "total", "the sum"), ("string?", "", ""), ("boolean", "done", "")],
            block.Returns.Select(tag => (tag.Type.ToString(), tag.Name, tag.Text)));
        Assert.Equal("fun(): integer", block.Last<OverloadTag>()!.Type.ToString());
        Assert.Equal("use other", block.Last<DeprecatedTag>()!.Text);
        Assert.True(block.Has<NodiscardTag>() && block.Has<AsyncTag>());
        Assert.Equal(Visibility.Protected, block.Visibility);

        static (string, string, bool, string) Of(ParameterTag tag) => (tag.Name, tag.Type.ToString(), tag.IsOptional, tag.Text);
    }

    [Theory]
    [InlineData("---@return ...", "...: any ")]
    [InlineData("---@return ... what was given", "...: any what was given")]
    [InlineData("---@return boolean ok, string ... all names", "ok: boolean , ...: string all names")]
    [InlineData("---@return boolean, ...", ": boolean , ...: any ")]
    public void Any_number_of_results_can_follow(string text, string expected)
    {
        DocComments comments = Read(text);

        Assert.Empty(comments.Problems);
        Assert.Equal(expected, string.Join(", ", Assert.Single(comments.Blocks).Returns
            .Select(tag => $"{tag.Name}: {tag.Type} {tag.Text}")));
    }

    [Fact]
    public void A_field_with_a_key_can_be_missing()
    {
        DocBlock block = Assert.Single(Read("---@class A\n---@field ['b']? string\n---@field [2]? fun(): ...").Blocks);

        Assert.Equal(
            ["b: string?", ": table<2, (fun(): ...: any)?>"],
            block.Tags.OfType<FieldTag>().Select(tag => $"{tag.Name}: {tag.Type}"));
    }

    [Fact]
    public void Classes_aliases_and_enums_have_the_text_above_them()
    {
        DocBlock block = Assert.Single(Read("""
            --- A car.
            ---@class (exact) Car<T>: Vehicle, table<string, integer>
            --- How many.
            ---@field wheels integer of rubber
            ---@field private key? string
            ---@field [string] integer
            ---@field protected drive fun(self: Car)
            --- How it goes.
            ---@alias Mode
            ---| "slow" # safe
            ---|+ 'fast'
            ---@alias Names string[]
            ---@enum (key) Gear
            """).Blocks);

        ClassTag car = block.Last<ClassTag>()!;
        Assert.Equal(("Car", "A car."), (car.Name, car.Text));
        Assert.Equal(["Vehicle", "table<string, integer>"], car.Parents.Select(parent => parent.ToString()));
        Assert.Equal(
            [
                (Visibility.Public, "wheels", "integer", "How many.\nof rubber"), (Visibility.Private, "key", "string?", ""),
                (Visibility.Public, "", "table<string, integer>", ""), (Visibility.Protected, "drive", "fun(self: Car)", ""),
            ],
            block.Tags.OfType<FieldTag>().Select(tag => (tag.Visibility, tag.Name, tag.Type.ToString(), tag.Text)));
        AliasTag[] aliases = [.. block.Tags.OfType<AliasTag>()];
        Assert.Equal(("\"slow\"|\"fast\"", "How it goes."), (aliases[0].Type.ToString(), aliases[0].Text));
        Assert.Equal(["safe", ""], aliases[0].Values.Select(value => value.Text));
        Assert.Equal("string[]", aliases[1].Type.ToString());
        Assert.True(block.Last<EnumTag>()!.IsOfKeys);
    }

    [Fact]
    public void A_block_belongs_to_the_line_below_it_and_a_comment_to_the_line_before_it()
    {
        LuaTree tree = Tree("-- One.\n\n--- Two.\n-- Three.\nlocal a = 1 ---@type integer\n--[[ long ]]\nlocal b = 2\n");
        DocComments comments = DocComments.Read(tree);

        Assert.Equal(["One.", "Two.\nThree."], comments.Blocks.Select(block => block.Text));
        Assert.Equal("Two.\nThree.", comments.Above(tree.Main.Body.Statements[0]).Text);
        Assert.Equal("integer", comments.Beside(tree.Main.Body.Statements[0]).Type!.ToString());
        Assert.Same(DocBlock.None, comments.Above(tree.Main.Body.Statements[1]));
    }

    [Fact]
    public void No_text_makes_the_reader_fail()
    {
        string[] pieces =
        [
            "---@param a ", "---@return ", "---@class ", "---@field ", "---@alias ", "---|", "fun(", ")", "{", "}", "[", "]",
            "<", ">", "table<", "|", "?", ":", ",", "...", "`", "\"", "integer", "ö", "\n", " ", "@", "-", "#", "(", "async fun",
        ];

        Gen.Int[0, pieces.Length - 1].Array[0, 30].Sample(all =>
        {
            DocComments comments = Read("---@type " + string.Concat(all.Select(i => pieces[i])));
            return comments.Problems.All(problem => problem.Span is not null);
        });
        Assert.Single(Read("---@type " + new string('(', 100_000)).Problems);
    }

    static DocComments Read(string lua) => DocComments.Read(Tree(lua));

    static LuaTree Tree(string lua) =>
        LuaTree.Parse(LuaSource.FromFile("x.lua", Encoding.UTF8.GetBytes(lua)), LuaTarget.Lua51);
}
