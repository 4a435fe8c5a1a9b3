using Lfs.Testing.Xunit;

namespace Lfs.Tests;

/// <summary>Tests that are written in Lua, as test cases of xunit.</summary>
public class LuaFileTests
{
    [Theory, LuaTests("specs/**/*.lua", Modules = "lua/*.lua")]
    public void Specs_of_5_1(LuaTestCase test) => test.Run();

    [Theory, LuaTests("specs/**/*.lua", Modules = "lua/*.lua", Target = "5.1-int")]
    public void Specs_of_the_integer_build(LuaTestCase test) => test.Run();

    [Theory, LuaTests("specs/**/*.lua", Modules = "lua/*.lua", Target = "5.3")]
    public void Specs_of_5_3(LuaTestCase test) => test.Run();

    [Theory, LuaTests("specs/**/*.lua", Modules = "lua/*.lua", Target = "5.3-64", LimitSeconds = 40)]
    public void Specs_of_5_3_with_64_bits(LuaTestCase test) => test.Run();
}
