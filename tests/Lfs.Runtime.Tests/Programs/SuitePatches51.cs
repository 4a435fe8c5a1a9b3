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
        ["files.lua"] = "tests io and os, which a device lacks; Lfs.Cli.Tests runs it with the tool",
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

    const string NoFractions = "numbers of the integer build have no fractions: they are cut from the source";
    const string Big = "numbers of the integer build have 32 bits";

    /// <summary>Further changes for the integer build.</summary>
    public static IReadOnlyList<SuitePatch> Integer { get; } =
    [
        new("attrib.lua", "a[10e30]", null, "a[1000000]", Big),
        new("attrib.lua", "a[2^31] = 10;", "a = nil\n", "", Big),
        new("big.lua", ".5", null, "", NoFractions),
        new("closure.lua", "1.345", null, "1345", NoFractions),
        new("constructs.lua", "(-1.25 or -4) == 0.75", null, "(-1 or -4) == 1", NoFractions),
        new("errors.lua", "assert(doit(\"unpack({}, 1, n=2^30)\"))", "\n", "", Big),
        new("errors.lua", "math.sqrt(math.sqrt(3))", null, "math.sqrt(9)", NoFractions),
        new("literals.lua", "assert(tonumber(\"3,4\") == 3.4", "local a,b = loadstring", "", NoFractions),
        new("locals.lua", "for i=2,31 do", null, "for i=2,30 do", Big),
        new("nextvar.lua", "assert(a <= n and n <= a*1.125)", "end\n", "a = a + 1 ", NoFractions),
        new("nextvar.lua", "[24.5]", null, "[2450]", NoFractions),
        new("nextvar.lua", "== 24.5)", null, "== 2450)", NoFractions),
        new("nextvar.lua", "100*math.pi", null, "314", NoFractions),
        new("nextvar.lua", "[100.3]", null, "[1003]", NoFractions),
        new("nextvar.lua", "a = 0; for i=0, 1, 0.1 do", "-- precision problems", "", NoFractions),
        new("nextvar.lua", "a = 0; for i=0, 0.999999999", "a = 0; for i=1, 1, 1", "", NoFractions),
        new("nextvar.lua", "a = 0; for i=1e10", "-- conversion", "", NoFractions),
        new("sort.lua", "%.2f", null, "%d", NoFractions),
        new("strings.lua", "assert(tostring(1234567890123)", "\n", "", Big),
        new("strings.lua", "assert(tonumber(string.format(\"%f\", 10.3)) == 10.3)", "\n", "", NoFractions),
        new("strings.lua", "assert(string.len(string.format('%99.99f', -1e308)) >= 100)", "\n", "", NoFractions),
        new("vararg.lua", "i+0.3", null, "i", NoFractions),
        new("vararg.lua", "lim+0.3", null, "lim", NoFractions),
        new("vararg.lua", "1.3", null, "1", NoFractions),
        new("vararg.lua", "2.3", null, "2", NoFractions),
        new("vararg.lua", "3.3", null, "3", NoFractions),
        new("vararg.lua", "5.3", null, "5", NoFractions),
    ];
}
