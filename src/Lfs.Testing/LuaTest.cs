using Lfs.Runtime;

namespace Lfs.Testing;

/// <summary>
/// A test that is written in Lua: one <c>it</c>, or one <c>test</c>, <c>testasync</c> or <c>testco</c> of
/// NTest. <see cref="Run"/> runs it on a device of its own.
/// </summary>
/// <param name="File">The file, relative to the root of the options, with <c>/</c>.</param>
/// <param name="Number">The number of the test in its file, from 1; 0 for all of a file whose tests are not
/// known, because it could not be loaded or has none.</param>
/// <param name="Name">The name, with those of the blocks around it.</param>
/// <param name="Line">The line that defines it; 0 if it is not known.</param>
/// <param name="Options">The device and the bounds.</param>
public sealed record LuaTest(string File, int Number, string Name, int Line, LuaTestOptions Options)
{
    /// <summary>Finds the tests of files. It loads each file on a device, where the file names its tests, and
    /// runs none.</summary>
    /// <param name="pattern">The files, as <see cref="FilePattern.Find"/> takes them.</param>
    /// <param name="options">The device and the bounds.</param>
    /// <returns>The tests, by file and place. A file that cannot be loaded is one test, which fails with the
    /// reason.</returns>
    /// <exception cref="FileNotFoundException">No file matches.</exception>
    public static IReadOnlyList<LuaTest> Find(string pattern, LuaTestOptions options)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<string> files = FilePattern.Find(options.Root, pattern);
        return files.Count == 0
            ? throw new FileNotFoundException($"No file of '{options.Root}' matches '{pattern}'.")
            : [.. files.SelectMany(file => FindIn(file, options))];
    }

    static IReadOnlyList<LuaTest> FindIn(string file, LuaTestOptions options)
    {
        LuaTest all = new(file, 0, "(all)", 0, options);
        try
        {
            using LuaTestRun run = new(all, null);
            IReadOnlyList<(string Name, int Line)> found = run.Tests;
            return found.Count == 0 ? [all]
                : [.. found.Select((test, i) => new LuaTest(file, i + 1, test.Name, test.Line, options))];
        }
        catch (LfsAssertException)
        {
            return [all];
        }
    }

    /// <summary>Runs the test.</summary>
    /// <param name="prepare">Prepares the device before the file is loaded, for example with
    /// <see cref="LfsDevice.Register(string, LuaHostFunction)"/>; null for nothing.</param>
    /// <exception cref="LfsAssertException">It has failed. The message begins with the place in Lua, and the
    /// stack trace names the Lua files.</exception>
    public void Run(Action<TestDevice>? prepare = null)
    {
        if (Number > 0)
        {
            RunOne(this, prepare);
            return;
        }
        IReadOnlyList<(string Name, int Line)> found;
        using (LuaTestRun run = new(this, prepare))
            found = run.Tests;
        if (found.Count == 0)
            throw new LfsAssertException($"{File} has no test.");
        for (int i = 0; i < found.Count; i++)
            RunOne(this with { Number = i + 1, Name = found[i].Name, Line = found[i].Line }, prepare);
    }

    static void RunOne(LuaTest test, Action<TestDevice>? prepare)
    {
        using LuaTestRun run = new(test, prepare);
        run.Run();
    }

    /// <summary>The file and the name.</summary>
    public override string ToString() => $"{File}: {Name}";
}
