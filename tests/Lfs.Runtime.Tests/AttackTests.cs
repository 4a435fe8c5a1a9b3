using System.Text.RegularExpressions;

namespace Lfs.Tests;

/// <summary>
/// Programs that once ended the process, hung or took the host's memory: each runs on a device of its own in a
/// watched process.
/// </summary>
public class AttackTests
{
    static readonly string[] Targets = ["5.1", "5.1-int", "5.3", "5.3-64"];

    // What a program may end with, for 5.1 and for 5.3; null where it is not for that version. Memory runs out
    // in 44 KB for some before they can do what they are for, and that is an answer as well.
    const string Memory = "raised Memory not enough memory";
    const string NoDebug = @"raised Runtime attack:\d+: attempt to call field '\w+' \(a nil value\)";
    const string Any = "(raised|returned|refused) ?.*";

    static readonly Dictionary<string, (string? In51, string? In53)> Expected = new()
    {
        ["bc53_negative_args"] = (null, "raised .*"),
        ["bc53_setlist_negative"] = (null, "raised .*"),
        ["bc_upvalue_is_function_slot"] = (Any, Any),
        ["dbg_hook_setlocal"] = (NoDebug, "returned survived"),
        ["dbg_hook_setlocal2"] = ("raised Runtime attack:5: .*", "returned survived"),
        ["dbg_setlocal_gsub"] = ("returned y{1200} 600", "returned y{1200} 600"),
        ["dbg_setlocal_lua_forloop"] = (NoDebug, "raised Runtime attack:4: attempt to call a number value"),
        ["dbg_setlocal_setlist"] = (NoDebug, "returned survived"),
        ["dbg_setupvalue_gmatch"] = (NoDebug, "returned a"),
        ["gc_restart_in_finalizer51"] = ("returned ended", null),
        ["handler_overflows_stack"] = ($"returned survived|{Memory}", $"returned survived|{Memory}"),
        ["hang_gcstep_in_finalizer51"] = ("returned ended", null),
        ["hook_return_pcall"] = (NoDebug, "raised Runtime attack:3: x2"),
        ["hook_shrinks_stack"] = ("raised Runtime attack:7: bad argument #1 to 'load' .*", "returned survived"),
        ["img53_open"] = (null, "(refused|returned) .+"),
        ["net_proto_bomb51"] = ($"{Memory}|raised Syntax attack:2: malformed number near '20e6'", null),
        ["net_require51"] = ($"returned false (not enough memory|module '.*)|{Memory}", null),
        ["net_require_many"] = ($"returned false .*|{Memory}", $"returned false .*|{Memory}"),
        ["net_traceback_neg"] = ($@"returned \d+|{Memory}", $@"returned \d+|{Memory}"),
        ["os_date"] = (Any, Any),
        ["reg_handles"] = ("returned false module 'x' not found:.*", "returned false module 'x' not found:.*"),
        ["stack_co_calls"] = ($"returned ok", "returned ok"),
    };

    public static TheoryData<string, string> Devices
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string target in Targets)
            {
                data.Add(target, "plain");
                data.Add(target, "host");
            }
            return data;
        }
    }

    [Fact]
    public void Each_attack_says_what_it_must_end_with() =>
        Assert.Equal(Expected.Keys.Order(StringComparer.Ordinal),
            Files("").Select(file => NameOf(file)).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Devices))]
    public void No_attack_harms_the_host(string target, string libraries)
    {
        List<string> wrong = [];
        Queue<string> files = new(Files(target));
        Assert.NotEmpty(files);
        while (files.Count > 0)
        {
            WatchedProcess.Outcome outcome = WatchedProcess.Run(["files", target, libraries, .. files]);
            foreach (string line in outcome.Lines.Where(line => line.StartsWith("end ", StringComparison.Ordinal)))
            {
                string[] parts = line.Split(' ', 3);
                files.Dequeue();
                string expected = $"^({ExpectedOf(parts[1], target)})$";
                if (!Regex.IsMatch(parts[2], expected, RegexOptions.Singleline))
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

    static string? ExpectedOf(string file, string target)
    {
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
