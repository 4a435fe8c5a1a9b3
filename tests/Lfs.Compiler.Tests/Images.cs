using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

namespace Lfs.Compiler.Tests;

/// <summary>Images for tests.</summary>
static class Images
{
    /// <summary>The build time of the goldens.</summary>
    public const long Time = 1600000000;

    /// <summary>The hash seed of the goldens; 5.1 has none.</summary>
    public const uint Seed = 0x12345678;

    /// <summary>The address at which images are placed.</summary>
    public const uint Base = 0x40271000;

    public static IReadOnlyList<LuaTarget> Targets { get; } = LuaTarget.All;

    public static IReadOnlyList<LuaTarget> Targets53 { get; } = [LuaTarget.Lua53, LuaTarget.Lua53Long];

    public static Proto Compile(
        string path, string text, LuaTarget? target = null, DebugLevel debug = DebugLevel.NoNames)
    {
        var options = new CompileOptions(target ?? LuaTarget.Lua51, debug);
        return LfsCompiler.Compile(LuaSource.FromText("@" + path, text), options).Main!;
    }

    public static LfsImage Link(LuaTarget target, params Proto[] modules) =>
        LfsCompiler.Link(modules, new ImageOptions(target, Time, HashSeed: Seed)).Image!;

    /// <summary>
    /// An image with every kind of object in it: all debug names, nested functions, all constants.
    /// </summary>
    public static LfsImage Varied(LuaTarget target) => Link(
        target,
        Compile("lua/a.lua", """
            local t, u = {'x', true, nil, 7, -1, [0] = 'a text of more than forty bytes, to be a long string'}
            return function(p) return t, u, p, 'x' end
            """, target, DebugLevel.Full),
        Compile("b.lua", """
            local f = function() return function() return 1 == nil, 2 == false end end
            x = f
            """, target));

    /// <summary>The smallest image: one module of one instruction, no line info.</summary>
    public static LfsImage Smallest(LuaTarget? target = null) =>
        Link(target ?? LuaTarget.Lua51, Compile("a", "", target, DebugLevel.NoLines));

    /// <summary>The smallest image beside another of the same.</summary>
    public static LfsImage SmallestApplication() =>
        Link(LuaTarget.Lua53, Compile("b", "return 'a'", LuaTarget.Lua53, DebugLevel.NoLines))
            .WithSystem(Smallest(LuaTarget.Lua53).ToAbsolute(Base)).Image!;

    /// <summary>A placed 5.3 image for the first of two regions.</summary>
    public static LfsImage System(LuaTarget target) =>
        Link(target, Compile("system.lua", """
            local name = 'a string of more than forty bytes, which is no short one'
            return function() print(name, 'thread', 'shared') end
            """, target)).ToAbsolute(Base);

    /// <summary>A relocatable 5.3 image for the second, which needs strings of the first.</summary>
    public static LfsImage Application(LuaTarget target) =>
        Link(target, Compile("application.lua", """
            local own = 'another string of more than forty bytes, of the application'
            return 'a string of more than forty bytes, which is no short one', own,
              function() print('proto', 'shared', 'own') end
            """, target)).WithSystem(System(target)).Image!;

    /// <summary>All sources of the goldens that a target can compile, 50 at most.</summary>
    public static Proto[] GoldenModules(LuaTarget target) =>
        [.. GoldenManifest.SourceNames
            .Select(name => LuaSource.FromFile(name, GoldenManifest.Source(name)))
            .Select(source => LfsCompiler.Compile(source, new(target)).Main)
            .OfType<Proto>()
            .Take(ImageLimits.MaxModules)];
}
