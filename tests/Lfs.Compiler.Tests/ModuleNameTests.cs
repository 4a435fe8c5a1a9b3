using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

namespace Lfs.Compiler.Tests;

public sealed class ModuleNameTests
{
    [Theory]
    [InlineData("@telnet.lua", "telnet")]
    [InlineData("@lua_modules/x/y.lua", "y")]
    [InlineData("@dir.d/name", "name")]
    [InlineData("@..hidden.tar.lua", "hidden")]
    [InlineData("@./...", "./...")]
    [InlineData("@.lua", "lua")]
    [InlineData("=stdin", "stdin")]
    [InlineData("=?", "?")]
    [InlineData(@"@a\b.lua", "b")]
    [InlineData(@"@a/c\b.lua", @"c\b")]
    [InlineData("@dir/", "dir/")]
    [InlineData("@", "")]
    [InlineData("", "")]
    public void A_name_is_the_last_segment_up_to_its_dot(string source, string name) =>
        Assert.Equal(name, ModuleName.Of(LuaString.FromText(source)).ToString());
}
