using System.Text.RegularExpressions;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>
/// Programs that once ended the process, hung or took the host's memory: each runs on a device of its own in a
/// watched process.
/// </summary>
public partial class AttackTests
{
    static readonly string[] Targets = ["5.1", "5.1-int", "5.3", "5.3-64"];

    const string Memory = "raised Memory not enough memory";

    // A heap that has room for what each program is for.
    const uint Room = 256 * 1024;

    // What a program ends with, for 5.1 and for 5.3; null where it is not for that version.
    static readonly Dictionary<string, (string? In51, string? In53)> Expected = new()
    {
        ["bc53_negative_args"] = (null, Refused(7)),
        ["bc53_setlist_negative"] = (null, Refused(2)),
        ["bc_upvalue_is_function_slot"] = (Refused(2), Refused(2)),
        ["dbg_hook_setlocal"] = (No("sethook", 2), "returned survived"),
        ["dbg_hook_setlocal2"] =
            ("raised Runtime attack:5: attempt to index global 'utf8' (a nil value)", "returned survived"),
        ["dbg_setlocal_gsub"] = ($"returned {new string('y', 1200)} 600", $"returned {new string('y', 1200)} 600"),
        ["dbg_setlocal_lua_forloop"] =
            (No("setlocal", 3), "raised Runtime attack:4: attempt to call a number value"),
        ["dbg_setlocal_setlist"] = (No("setlocal", 1), "returned survived"),
        ["dbg_setupvalue_gmatch"] = (No("setupvalue", 2), "returned a"),
        ["gc_restart_in_finalizer51"] = ("returned ended", null),
        ["handler_overflows_stack"] = ("returned survived", "returned survived"),
        ["hang_gcstep_in_finalizer51"] = ("returned ended", null),
        ["hook_return_pcall"] = (No("sethook", 3), "raised Runtime attack:3: x2"),
        ["hook_shrinks_stack"] =
            ("raised Runtime attack:7: bad argument #1 to 'load' (function expected, got string)",
            "returned survived"),
        ["img53_open"] = (null, "refused byte 105: the function has bad code: " + OpenList),
        ["net_proto_bomb51"] = (Memory, null),
        ["net_require51"] = ("returned false not enough memory", null),
        ["net_require_many"] = ("returned false not enough memory", "returned false not enough memory"),
        ["net_traceback_neg"] = (Memory, "returned 18"),
        // Without the host's libraries; with them see OsDate.
        ["os_date"] = (NoOs("attempt to index global '{0}' (a nil value)"),
            NoOs("attempt to index a nil value (field '{0}')")),
        ["reg_handles"] = (NotFound, NotFound),
        ["stack_co_calls"] = ("returned ok", "returned ok"),
    };

    // The integer build does not read these texts: their numbers have exponents that are out of its range.
    static readonly Dictionary<string, string> ExpectedOfIntegers = new()
    {
        ["net_proto_bomb51"] = "raised Syntax attack:2: malformed number near '20e6'",
        ["os_date"] = "raised Syntax attack:3: malformed number near '1e20'",
    };

    // 44 KB is too little for these on some targets, before they come to what they are for.
    static readonly string[] NeedsRoom = ["bc53_negative_args", "handler_overflows_stack"];

    const string NotFound = "returned false module 'x' not found: \tno field package.preload['x'] "
        + "\tno file 'x.lc' \tno file 'x.lua'";

    /// <summary>The program calls what it got for its chunk.</summary>
    static string Refused(int line) => $"raised Runtime attack:{line}: attempt to call a nil value";

    static string No(string function, int line) =>
        $"raised Runtime attack:{line}: attempt to call field '{function}' (a nil value)";

    /// <summary>The result of each function of os_date with the host libraries, as in
    /// lua5.1 and lua5.3.</summary>
    /// <remarks>
    /// A day that int does not hold is its least number, which C leaves open. 32-bit integers of 5.3 hold no
    /// time beyond 1901 to 2038.
    /// </remarks>
    static string OsDate(string target)
    {
        const string NoInteger = "false attack:3: bad argument #2 to 'date' (number has no integer representation)";
        const string NoTime = "false attack:4: time result cannot be represented in this installation";
        const string Rest = "true nil; true nil; true nil; true nil; true nil";
        if (target == "5.1-int")
            return ExpectedOfIntegers["os_date"];
        if (target == "5.1")
        {
            return "returned true nil; true nil; true nil; true 3.1556889832824e+16; true -62167176000; "
                + $"true 2.6297469440496e+15; true -1.855416405456e+14; true -1.855416405456e+14; {Rest}; true 1";
        }
        string times = target == "5.3" ? $"{NoTime}; {NoTime}; {NoTime}"
            : "true 31556889832824000; true -62167176000; true 2629746944049600";
        return $"returned {NoInteger}; {NoInteger}; {NoInteger}; {times}; false attack:4: field 'day' is not an "
            + $"integer; false attack:5: field 'day' is not an integer; {Rest}; "
            + "false attack:5: bad argument #2 to 'difftime' (number expected, got no value)";
    }

    /// <summary>Each function of os_date by its line and the library that is not there.</summary>
    static string NoOs(string message)
    {
        int[] lines = [3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5];
        return "returned " + string.Join("; ", lines.Select((line, i) => $"false attack:{line}: "
            + message.Replace("{0}", i is 11 or 12 ? "io" : "os", StringComparison.Ordinal)));
    }

    public static TheoryData<string, string, uint> Settings
    {
        get
        {
            TheoryData<string, string, uint> data = [];
            foreach (string target in Targets)
            {
                data.Add(target, "plain", LfsDeviceOptions.DeviceHeapBytes);
                data.Add(target, "host", LfsDeviceOptions.DeviceHeapBytes);
                data.Add(target, "host", Room);
            }
            return data;
        }
    }

    [Fact]
    public void Each_attack_says_what_it_must_end_with() =>
        Assert.Equal(Expected.Keys.Order(StringComparer.Ordinal),
            Files("").Select(file => NameOf(file)).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Settings))]
    public void No_attack_harms_the_host(string target, string libraries, uint heapBytes)
    {
        List<string> wrong = [];
        Queue<string> files = new(Files(target));
        Assert.NotEmpty(files);
        while (files.Count > 0)
        {
            WatchedProcess.Outcome outcome = WatchedProcess.Run(["files", target, libraries, $"{heapBytes}", .. files]);
            foreach (string line in outcome.Lines.Where(line => line.StartsWith("end ", StringComparison.Ordinal)))
            {
                string[] parts = line.Split(' ', 3);
                files.Dequeue();
                string? expected = NameOf(parts[1]) == "os_date" && libraries == "host" ? OsDate(target)
                    : ExpectedOf(parts[1], target);
                // In 5.3 memory may end where a buffer grows.
                string answer = target.StartsWith("5.3", StringComparison.Ordinal)
                    ? parts[2].Replace("memory for buffer allocation", "memory", StringComparison.Ordinal) : parts[2];
                if (answer != expected && !HasNoRoom(parts[1], heapBytes, parts[2]))
                    wrong.Add($"{parts[1]}: {parts[2]}, expected {expected}");
            }
            if (outcome.Lived)
                break;
            wrong.Add(outcome.ToString());
            if (files.Count > 0)
                files.Dequeue();        // The others still have to be tried.
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    static bool HasNoRoom(string file, uint heapBytes, string answer) =>
        OutOfMemory().IsMatch(answer) && heapBytes < Room && NeedsRoom.Contains(NameOf(file));

    /// <summary>The place is told by 5.3 for a buffer, and by a coroutine.</summary>
    [GeneratedRegex("^raised (Memory|Runtime attack:[0-9]+:) not enough memory( for buffer allocation)?$")]
    private static partial Regex OutOfMemory();

    const string OpenList = "instruction 4 takes open results that begin below its list";
    const string Captured = "instruction 4 calls over a register that a closure holds";

    // A finalizer may run where a closure is made.
    const string CapturedAtOnce = "instruction 0 calls over a register that a closure holds";

    [Theory]
    [InlineData("bc53_negative_args_5.3", OpenList)]
    [InlineData("bc53_negative_args_5.3-64", OpenList)]
    [InlineData("bc53_setlist_negative_5.3", OpenList)]
    [InlineData("bc53_setlist_negative_5.3-64", OpenList)]
    [InlineData("bc_upvalue_is_function_slot_5.1", Captured)]
    [InlineData("bc_upvalue_is_function_slot_5.1-int", Captured)]
    [InlineData("bc_upvalue_is_function_slot_5.3", CapturedAtOnce)]
    [InlineData("bc_upvalue_is_function_slot_5.3-64", CapturedAtOnce)]
    public void Code_is_refused_by_the_rule_that_it_breaks(string file, string rule)
    {
        string target = Suffix(file + ".lua").Groups["target"].Value;
        using LfsDevice device = SafetyDevices.Boot(target, Room);
        List<string?> broken = [];
        foreach (string name in new[] { "load", "loadstring" })
        {
            device.Register(name, given =>
            {
                byte[] chunk = given[0].AsBytes().ToArray();
                broken.Add(BrokenRule(chunk, Devices.Target(target)));
                return [LuaValue.Nil];
            });
        }

        byte[] program = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "attack", file + ".lua"));
        Assert.Throws<LuaException>(() => device.Run(program, "=attack"));

        Assert.Equal([rule], broken);
    }

    static string? BrokenRule(byte[] chunk, LuaTarget target) => (target.Version == LuaVersion.Lua53
        ? Chunk53Reader.Load(chunk, 0, target)
        : Chunk51Reader.Load(chunk, 0, target)).BrokenRule;

    static string? ExpectedOf(string file, string target)
    {
        if (target == "5.1-int" && ExpectedOfIntegers.TryGetValue(NameOf(file), out string? answer))
            return answer;
        (string? in51, string? in53) = Expected[NameOf(file)];
        return SafetyDevices.Is53(target) ? in53 : in51;
    }

    /// <summary>The attacks for a target; all for none.</summary>
    static IEnumerable<string> Files(string target) =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "attack"))
            .Where(file => target.Length == 0 || IsFor(file, target))
            .Order(StringComparer.Ordinal);

    /// <summary>A target at the end of a name says which one it is for.</summary>
    static bool IsFor(string file, string target)
    {
        Match suffix = Suffix(file);
        return ExpectedOf(file, target) != null && (!suffix.Success || suffix.Groups["target"].Value == target);
    }

    static string NameOf(string file)
    {
        string name = Path.GetFileName(file);
        Match suffix = Suffix(file);
        return suffix.Success ? name[..suffix.Index] : name[..name.LastIndexOf('.')];
    }

    static Match Suffix(string file) => Regex.Match(Path.GetFileName(file), @"_(?<target>5\.[13](-int|-64)?)\.\w+$");
}
