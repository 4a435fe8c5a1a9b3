using System.Text;
using Lfs.Analysis.Fixes;
using Lfs.Analysis.Syntax;
using Lfs.Cli.LanguageServer;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Tests;
using StreamJsonRpc;

namespace Lfs.Cli.Tests;

/// <summary>Names of local variables change, programs do not.</summary>
public sealed class LanguageServerRenameTests
{
    [Theory]
    [InlineData("local a = 1\nprint(a)", 6, "b", "local b = 1\nprint(b)")]
    [InlineData("local a = 1\na = a + 1", 13, "longer", "local longer = 1\nlonger = longer + 1")]
    [InlineData("local a = a\nlocal a = a", 18, "x", "local a = a\nlocal x = a")]
    [InlineData("---@param a integer of a\nlocal function f(a) return a end", 43, "n", "---@param n integer of a\nlocal function f(n) return n end")]
    [InlineData("--- ä\n---@param b? any\n---@param a any\nfunction f(b, a) return b end", 51, "n", "--- ä\n---@param n? any\n---@param a any\nfunction f(n, a) return n end")]
    public void A_local_gets_another_name(string text, int offset, string name, string expected) =>
        Assert.Equal(expected, Renamed(text, offset, name));

    [Theory]
    [InlineData("local a = 1\nprint(a, b)", 6, "b", "another variable is named 'b' where 'a' is used")]
    [InlineData("local a = 1\ndo local b = 2; print(a) end", 6, "b", "another variable is named 'b' where 'a' is used")]
    [InlineData("local b = 1\ndo local a = 2; print(b) end", 21, "b", "another variable is named 'b' where 'a' is used")]
    [InlineData("local a = 1\nreturn a", 6, "end", "'end' is no name in Lua 5.1")]
    [InlineData("local a = 1\nreturn a", 6, "ä", "'ä' is no name in Lua 5.1")]
    [InlineData("local a = 1\nreturn a", 6, "", "'' is no name in Lua 5.1")]
    [InlineData("local a = 1\nreturn a", 6, "_ENV", "'_ENV' is no name in Lua 5.1")]
    [InlineData("local _ENV = {}\nreturn a", 6, "b", "only a local variable can be renamed")]
    [InlineData("print(a)", 6, "b", "only a local variable can be renamed")]
    [InlineData("function M:f() return self end", 23, "this", "only a local variable can be renamed")]
    public void A_name_that_would_mean_something_else_is_refused(string text, int offset, string name, string expected) =>
        Assert.Equal(expected, Assert.Throws<LocalRpcException>(() => Renamed(text, offset, name)).Message);

    [Fact]
    public void A_program_with_another_name_for_a_local_is_compiled_to_the_same_code()
    {
        int renamed = 0;
        foreach (string file in Directory.GetFiles(Repo.PathOf("tests/lua"), "*.lua", SearchOption.AllDirectories))
        {
            string text = File.ReadAllText(file);
            foreach (LuaTarget target in new[] { LuaTarget.Lua51, LuaTarget.Lua53 })
            {
                if (Code(text, target) is not { } code)
                    continue;
                var document = new Document("file:///a.lua", 0, text, target);
                string[] names = ["fresh_name", .. document.Tree.Locals.Select(local => local.Name).Distinct().Take(2), "print"];
                foreach (LocalVariable local in document.Tree.Locals.Where((local, i) => local.Kind != LocalKind.Implicit && i % 4 == 0).Take(8))
                {
                    foreach (string name in names)
                    {
                        if (TryRename(document, local.Start, name) is not { } changed)
                        {
                            Assert.NotEqual("fresh_name", name);
                            continue;
                        }
                        Assert.True(code.AsSpan().SequenceEqual(Code(changed, target)), $"{file} ({target.Name}): {local.Name} at {local.Start} becomes {name}");
                        renamed++;
                    }
                }
            }
        }
        Assert.True(renamed > 1000, $"only {renamed} names were changed");
    }

    static byte[]? Code(string text, LuaTarget target)
    {
        Proto? main = LfsCompiler.Compile(LuaSource.FromFile("a.lua", Encoding.UTF8.GetBytes(text)), new CompileOptions(target)).Main;
        return main is null ? null : LfsCompiler.Dump(main, target, DebugLevel.NoNames).Bytes;
    }

    static string? TryRename(Document document, int offset, string name)
    {
        try
        {
            return Renamed(document, offset, name);
        }
        catch (LocalRpcException)
        {
            return null;
        }
    }

    static string Renamed(string text, int offset, string name) =>
        Renamed(new Document("file:///a.lua", 0, text, LuaTarget.Lua51), offset, name);

    static string Renamed(Document document, int offset, string name) => Encoding.UTF8.GetString(new LuaFix(
        "", "", new Renames(Workspace.Open(null, null), document).To(offset, name)).ApplyTo(document.Tree.Source));
}
