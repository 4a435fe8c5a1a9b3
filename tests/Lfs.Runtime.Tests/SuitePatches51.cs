namespace Lfs.Tests;

/// <summary>The suite of Lua 5.1: all changes, and the files that cannot run at all.</summary>
static class SuitePatches51
{
    const string NoSin = "math.sin is missing; math.sqrt serves as well";
    const string NoDebug = "debug has only getregistry, getstrings and traceback";
    const string NoStop = "a stopped collector does not even collect when asked to (lgc.c, luaC_fullgc)";
    const string NoSteps = "a stopped collector takes no steps, but says it finished (lapi.c, LUA_GCSTEP)";
    const string FewLocals = "50 locals at most: that error comes first";
    const string NoMath = "math has no trigonometry, exp, log10, frexp, ldexp";

    /// <summary>Files that test what a device lacks as a whole.</summary>
    public static IReadOnlyDictionary<string, string> Skipped { get; } = new Dictionary<string, string>
    {
        ["all.lua"] = "drives the others",
        ["api.lua"] = "tests the C API through the internal library T, which only a test build of Lua has",
        ["checktable.lua"] = "holds functions for the others, and needs T to check anything",
        ["code.lua"] = "looks at opcodes through T",
        ["db.lua"] = "tests debug.getinfo, getlocal, sethook and others that a device lacks",
        ["files.lua"] = "tests io and os, which a device lacks",
        ["main.lua"] = "tests the stand-alone program lua",
    };

    /// <summary>The changes, in the order in which they are made.</summary>
    public static IReadOnlyList<SuitePatch> All { get; } =
    [
        new("gc.lua", "math.sin", null, "math.sqrt", NoSin),
        new("gc.lua", "assert(dosteps(0) > 10)", "assert(collectgarbage(\"step\", 1000000) == true)", "",
            NoSteps),
        new("gc.lua", "collectgarbage(\"stop\")   -- stop collection", "\n", "", NoStop),
        new("calls.lua", "math.sin", null, "math.sqrt", NoSin),
        new("calls.lua", "assert(debug.getinfo(a).source == \"modname\")", "\n", "", NoDebug),
        new("calls.lua", "assert(debug.setupvalue(x, 1", "assert(not debug.setupvalue(x, 3",
            "do return deep end ", NoDebug),
        new("constructs.lua", "math.sin", null, "math.sqrt", NoSin),
        new("constructs.lua", "assert(debug.getinfo(1, \"n\").name == 'F')", "\n", "", NoDebug),
        new("closure.lua", "assert(debug.getinfo(1).currentline == debug", "\n", "", NoDebug),
        new("closure.lua", "assert(debug.getinfo(2).currentline == debug", "\n", "", NoDebug),
        new("closure.lua", "debug.setfenv(co, a)", "assert(debug.getfenv(co)", "do return end ", NoDebug),
        new("events.lua", "debug.setmetatable(10, mt)", "debug.setmetatable(nil, {})", "do return 12 end ",
            NoDebug),
        new("errors.lua", "math.sin", null, "math.sqrt", NoSin),
        new("errors.lua", "\"'sin'\"", null, "\"'sqrt'\"", NoSin),
        new("errors.lua", "math.cos", null, "math.sqrt", NoMath),
        new("errors.lua", "checkmessage(\"getmetatable(io.stdin).__gc()\"", "\n", "", "io is missing"),
        new("errors.lua", "assert(string.find(b, \"line 3\"))", null, "assert(string.find(b, \"line 1\"))",
            FewLocals),
        new("math.lua", "assert(eq(math.sin(-9.8)", "assert(math.abs(-10)", "", NoMath),
        new("math.lua", "assert(eq(math.atan2(1,0)", "assert(math.ceil(4.5)", "", NoMath),
        new("math.lua", "assert(eq(math.log10(2)", "assert(tonumber(' 1.3e-2 ')", "", NoMath),
        new("math.lua", "f = io.tmpfile()", "do   -- testing NaN", "", "io is missing"),
        new("verybig.lua", "assert(os.remove(file))", null, "os.remove(file)", "the files are the host's"),
    ];
}
