using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Generated programs print the same from RAM, from flash, and with an installed Lua.</summary>
/// <remarks>
/// <c>LFS_PROGRAMS</c> in the environment sets how many programs are made, <c>LFS_FIRST_SEED</c> where they
/// begin.
/// </remarks>
public class DifferentialTests
{
    const int Batch = 10;
    const string Mark = "=== ";

    static int Programs { get; } = FromEnvironment("LFS_PROGRAMS", 240);

    static int FirstSeed { get; } = FromEnvironment("LFS_FIRST_SEED", 1);

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void A_generated_program_prints_the_same_from_RAM_and_from_flash(string target)
    {
        foreach (int[] seeds in Seeds())
        {
            (string Name, string Source)[] programs = Make(seeds, target);

            Compare(programs, Run(target, programs, inFlash: false), Run(target, programs, inFlash: true));
        }
    }

    [LuaFact("lua5.1")]
    public void A_generated_program_prints_the_same_as_with_Lua_5_1() =>
        CompareWithLua("lua5.1", "5.1", "setfenv(assert(loadstring(text, name)), env)");

    [LuaFact("lua5.3")]
    public void A_generated_program_prints_the_same_as_with_Lua_5_3() =>
        CompareWithLua("lua5.3", "5.3-64", "assert(load(text, name, 't', env))");

    static void CompareWithLua(string lua, string target, string load)
    {
        foreach (int[] seeds in Seeds())
        {
            (string Name, string Source)[] programs = Make(seeds, target);

            Compare(programs, RunLua(lua, load, programs), Run(target, programs, inFlash: false));
        }
    }

    static IEnumerable<int[]> Seeds() => Enumerable.Range(FirstSeed, Programs).Chunk(Batch);

    static (string Name, string Source)[] Make(int[] seeds, string target) =>
        [.. seeds.Select(seed => ("p" + seed.ToString(CultureInfo.InvariantCulture), LuaPrograms.Make(seed,
            target)))];

    static void Compare((string Name, string Source)[] programs, string[] expected, string[] actual)
    {
        for (int i = 0; i < programs.Length; i++)
        {
            if (expected[i] != actual[i])
                Assert.Fail($"{programs[i].Name}: {FirstDifference(expected[i], actual[i])}");
        }
    }

    static string FirstDifference(string expected, string actual)
    {
        string[] left = expected.Split('\n');
        string[] right = actual.Split('\n');
        int line = 0;
        while (line < left.Length && line < right.Length && left[line] == right[line])
            line++;
        return $"line {line
            + 1} is '{right.ElementAtOrDefault(line)}' instead of '{left.ElementAtOrDefault(line)}'";
    }

    static string[] Run(string target, (string Name, string Source)[] programs, bool inFlash)
    {
        using MemoryStream output = new();
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = Devices.LargeHeap,
            EmergencyCollection = false,
            Output = output,
            Image = inFlash ? Devices.Image(target, [.. programs.Select(p => ($"@{p.Name}.lua", p.Source))])
                : null,
        });
        return [.. programs.Select(program =>
        {
            output.SetLength(0);
            try
            {
                if (inFlash)
                    device.CallModule(program.Name);
                else
                    device.Run(program.Source, $"@{program.Name}.lua");
            }
            catch (LuaException error)
            {
                output.Write(Encoding.UTF8.GetBytes("uncaught " + error.Message + "\n"));
            }
            return Normal(Encoding.Latin1.GetString(output.ToArray()));
        })];
    }

    /// <summary>Runs all programs in one process, each with its own globals.</summary>
    /// <param name="lua">The interpreter.</param>
    /// <param name="load">Makes a function of <c>text</c>, its <c>name</c> and globals <c>env</c>.</param>
    /// <param name="programs">The programs.</param>
    static string[] RunLua(string lua, string load, (string Name, string Source)[] programs)
    {
        StringBuilder driver = new($"""
            local function start(text, name, env) return {load} end
            local function shown(message)
              if type(message) == "string" or type(message) == "number" then return message end
              return "(error object is a " .. type(message) .. " value)"
            end

            """);
        foreach ((string name, string source) in programs)
        {
            driver.Append(CultureInfo.InvariantCulture, $"""
                do
                  local env = setmetatable({"{}"}, {"{ __index = _G }"})
                  local f = start([==[{"\n"}{source}]==], "@{name}.lua", env)
                  print("{Mark}")
                  local ok, message = pcall(f)
                  if not ok then print("uncaught " .. shown(message)) end
                end

                """);
        }
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            File.WriteAllText(file, driver.ToString(), Encoding.Latin1);
            using Process process = Process.Start(new ProcessStartInfo(lua, [file])
            {
                RedirectStandardOutput = true,
                StandardOutputEncoding = Encoding.Latin1,
            })!;
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return [.. text.Split(Mark + "\n").Skip(1).Select(Normal)];
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>
    /// What differs for a known reason: a device keeps no names of locals, "not a number" has the sign that
    /// the C library gives it, a device has one type more, and objects lie elsewhere.
    /// </summary>
    static string Normal(string text) => Regex.Replace(Regex.Replace(Regex.Replace(text,
        @"(?:local|upvalue) '[^']*' \((an? \w+ value)\)", "$1"),
        @" \((?:local|upvalue|global|field|method|constant) '[^']*'\)", ""),
        @"\b(table|function|thread|userdata): 0x[0-9a-f]+", "$1: address")
        .Replace("-nan", "nan", StringComparison.Ordinal)
        .Replace("string/function/table/lightfunction expected", "string/function/table expected",
            StringComparison.Ordinal);

    static int FromEnvironment(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value)
            ? value : otherwise;
}

/// <summary>A test that needs a Lua on the PATH, and is reported as skipped where it is not.</summary>
sealed class LuaFactAttribute : FactAttribute
{
    public LuaFactAttribute(string program)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, program))))
            Skip = program + " is not on the PATH";
    }
}
