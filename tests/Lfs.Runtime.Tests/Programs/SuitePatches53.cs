namespace Lfs.Tests;

/// <summary>
/// The suite of Lua 5.3 and the firmware's copy of it: all changes, and the files that cannot run at all.
/// </summary>
static class SuitePatches53
{
    const string RomGlobals = "what _G lacks is found in ROM: it cannot be taken away";
    const string RomFunctions = "a metamethod of _G finds the base functions in ROM";
    const string NoCache = "every evaluation of a function expression makes a new closure";
    const string ModuloByZero = "a device raises 'modulo by zero' for floats too";
    const string NoIo = "io and os are missing on a device";
    const string KeepsSource = "a stripped chunk keeps the name of its source";
    const string OtherFormat = "a precompiled chunk of a device has its own format, 10";
    const string FlatFiles = "a device's file system has no folders, so no folder '.'";
    const string RomTable = "the library table is in ROM: nothing can be stored into it";
    const string NoDynamicC = "a device loads no C libraries: package has no cpath";

    /// <summary>Files that test what a device lacks as a whole.</summary>
    public static IReadOnlyDictionary<string, string> Skipped { get; } = new Dictionary<string, string>
    {
        ["all.lua"] = "drives the others",
        ["api.lua"] = "tests the C API through the internal library T, which only a test build of Lua has",
        ["checktable.lua"] = "holds functions for the others, and needs T to check anything",
        ["code.lua"] = "looks at opcodes through T",
        ["files.lua"] = "tests io and os, which a device lacks; Lfs.Cli.Tests runs it with the tool",
        ["heavy.lua"] = "fills all memory of the host",
        ["main.lua"] = "tests the stand-alone program lua",
    };

    static IEnumerable<SuitePatch> Both =>
    [
        new("errors.lua", "checkmessage(\"math.sin(io.input())\"", "\n", "", NoIo),
        new("errors.lua", "checkmessage(\"io.input(XX)\"", "\n", "", NoIo),
        new("errors.lua", "checkmessage(\"return ~io.stdin\"", "\n", "", NoIo),
        new("errors.lua", "checkmessage(\"return XX < io.stdin\"", "\n", "", NoIo),
        new("errors.lua", "checkmessage(\"getmetatable(io.stdin).__gc()\"", "\n", "", NoIo),
        new("verybig.lua", "file = os.tmpname()", null, "io, os = hostfiles() file = os.tmpname()", NoIo),
        new("math.lua", "  anan(0.0 % 0)", "  anan(math.huge % 1)", "", ModuloByZero),
    ];

    /// <summary>The changes to the official suite.</summary>
    public static IReadOnlyList<SuitePatch> Official { get; } =
    [
        .. Both,
        new("attrib.lua", "assert(type(package.cpath) == \"string\")", "\n", "", NoDynamicC),
        new("attrib.lua", "local DIR =", null, "io, os = hostfiles() local DIR =", NoIo),
        new("attrib.lua", "assert(package.searchpath(\".\\\\C.lua\"", "\n", "", FlatFiles),
        new("attrib.lua", "package.path..\";\"..package.cpath", null, "package.path", NoDynamicC),
        new("attrib.lua", "local p = \"\"   -- On Mac OS X", "_ENV = _G\n", "", NoDynamicC),
        new("calls.lua", "_ENV.tostring = nil", "_ENV.tostring = function", "local st, msg;", RomGlobals),
        new("calls.lua", "local header = string.pack(", "local c = string.dump(", "", OtherFormat),
        new("calls.lua", "assert(string.sub(c, 1, #header) == header)", "\n", "", OtherFormat),
        new("calls.lua", "for i = 1, #header do", null, "for i = 1, 16 do", OtherFormat),
        new("closure.lua", "assert(a[3] == a[4] and a[4] == a[5])", "\n", "", NoCache),
        new("closure.lua", "assert(f() == f())", "\n", "", NoCache),
        new("db.lua", " and\n       t.short_src == \"?\"", null, "\n", KeepsSource),
        new("db.lua", "  assert(#c < 500)   -- no 'source' in dump", "end\n\nprint\"OK\"", "", KeepsSource),
        new("errors.lua", "\"^%?:%-1:", null, "\":%-1:", KeepsSource),
        new("errors.lua", "local mt = getmetatable(_G)", "local function checkerr (", "", RomFunctions),
        new("errors.lua", "mt.__index = oldmm", "\n", "", RomFunctions),
        new("nextvar.lua", "function table.maxn (t)", null, "table = setmetatable({}, {__index = table}) function table.maxn (t)",
            RomTable),
    ];

    /// <summary>The changes to the firmware's copy, which has most of the others already.</summary>
    public static IReadOnlyList<SuitePatch> Firmware { get; } = [.. Both];
}
