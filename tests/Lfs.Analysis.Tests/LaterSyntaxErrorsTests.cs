using Lfs.Analysis.Syntax;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;

namespace Lfs.Analysis.Tests;

public class LaterSyntaxErrorsTests
{
    [Fact]
    public void The_first_error_is_the_compilers_and_the_others_follow_in_order()
    {
        CompiledModule compiled = Compile("x = 1 +* 2\nlocal y = 1\nz = = 3\nif y the\nend\n");

        CompiledModule all = compiled.WithAllErrors(LuaTarget.Lua51);

        Assert.Equal(compiled.Diagnostics[0], all.Diagnostics[0]);
        Assert.Equal([1, 3, 4], all.Diagnostics.Select(found => found.Span!.Value.Line));
        Assert.Equal(all.Diagnostics.Distinct(), all.Diagnostics);
    }

    [Fact]
    public void Errors_of_the_meaning_come_from_the_compiler_alone()
    {
        CompiledModule all = Compile("x = 1\nbreak\ny = )\n").WithAllErrors(LuaTarget.Lua51);

        Assert.Equal(["no loop to break near 'y'", "unexpected symbol near ')'"], all.Diagnostics.Select(found => found.Message));
    }

    [Fact]
    public void A_program_stays_what_it_is()
    {
        CompiledModule compiled = Compile("return 1");

        Assert.Same(compiled, compiled.WithAllErrors(LuaTarget.Lua51));
    }

    static CompiledModule Compile(string text) => LfsCompiler.Compile(LuaSource.FromText("@x.lua", text), new(LuaTarget.Lua51));
}
