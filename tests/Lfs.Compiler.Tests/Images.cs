using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

namespace Lfs.Compiler.Tests;

/// <summary>Images for tests.</summary>
static class Images
{
    /// <summary>The build time of the goldens.</summary>
    public const long Time = 1600000000;

    public static IReadOnlyList<LuaTarget> Targets { get; } =
        [LuaTarget.Lua51, LuaTarget.Lua51Int, LuaTarget.Lua51Dword];

    public static Proto Compile(
        string path, string text, LuaTarget? target = null, DebugLevel debug = DebugLevel.NoNames)
    {
        var options = new CompileOptions(target ?? LuaTarget.Lua51, debug);
        return LfsCompiler.Compile(LuaSource.FromText("@" + path, text), options).Main!;
    }

    public static LfsImage Link(LuaTarget target, params Proto[] modules) =>
        LfsCompiler.Link(modules, new ImageOptions(target, Time)).Image!;

    /// <summary>
    /// An image with every kind of object in it: all debug names, nested functions, all constants.
    /// </summary>
    public static LfsImage Varied(LuaTarget target) => Link(
        target,
        Compile("lua/a.lua", """
            local t, u = {'x', true, nil, 7}
            return function(p) return t, u, p, 'x' end
            """, target, DebugLevel.Full),
        Compile("b.lua", """
            local f = function() return function() return 1 == nil, 2 == false end end
            x = f
            """, target));

    /// <summary>The smallest image: one module of one instruction, no line info.</summary>
    public static LfsImage Smallest() => Link(LuaTarget.Lua51, Compile("a", "", debug: DebugLevel.NoLines));

    /// <summary>All sources of the goldens that a target can compile, 50 at most.</summary>
    public static Proto[] GoldenModules(LuaTarget target) =>
        [.. Goldens.SourceNames
            .Select(name => LuaSource.FromFile(name, Goldens.Source(name)))
            .Select(source => LfsCompiler.Compile(source, new(target)).Main)
            .OfType<Proto>()
            .Take(ImageLimits.MaxModules)];
}
