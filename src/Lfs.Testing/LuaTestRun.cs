using System.Globalization;
using System.Text;
using Lfs.Compiler;
using Lfs.Runtime;

namespace Lfs.Testing;

/// <summary>A device that has loaded a file with tests, and can run one of them.</summary>
sealed class LuaTestRun : IDisposable
{
    const string Harness = "lfstest";
    const string TestModule = "lfs_test_file";
    const int LinesShown = 20;

    readonly LuaTest _test;
    readonly LuaPlaces _places;
    readonly IReadOnlyList<string> _modules;
    readonly TestDevice _device;
    readonly LuaObject _harness;

    /// <summary>Makes the device and loads the file.</summary>
    /// <exception cref="LfsAssertException">A file does not compile, or the test file has failed.</exception>
    public LuaTestRun(LuaTest test, Action<TestDevice>? prepare)
    {
        _test = test;
        LuaTestOptions options = test.Options;
        _modules = [.. options.Modules
            .SelectMany(pattern => FilePattern.Find(options.Root, pattern))
            .Distinct()];
        _places = new LuaPlaces(
            options.Root, [.. _modules, test.File], LuaModule.TargetOf(options.Target).Version);
        _device = Guarded(() => new TestDevice(DeviceOptions()));
        try
        {
            prepare?.Invoke(_device);
            _harness = Guarded(() => _device.CallModule(Harness)[0].AsObject());
            Guarded(() => _device.CallModule(TestModule));
        }
        catch
        {
            _device.Dispose();
            throw;
        }
    }

    TestDeviceOptions DeviceOptions()
    {
        LuaTestOptions options = _test.Options;
        LfsDeviceOptions device = options.Device with { RecordsLines = options.CoverageFolder is not null };
        // A file system that is formatted, as it is on a device that has been started once.
        if (device is { Files: null, SpiffsImage: null, SpiffsBytes: not 0 })
            device = device with { Files = new Dictionary<string, byte[]>() };
        TestDeviceOptions made = new() { Target = options.Target, Root = options.Root, Device = device };
        foreach (string pattern in options.Modules)
            made.ModuleFiles.Add(pattern);
        made.OtherModules.Add(new LuaModule(Harness, new LuaSource("=" + Harness, HarnessText())));
        made.OtherModules.Add(new LuaModule(TestModule, LuaSource.FromFile(
            _test.File, File.ReadAllBytes(Path.Combine(options.Root, _test.File)))));
        return made;
    }

    static byte[] HarnessText()
    {
        using Stream text = typeof(LuaTestRun).Assembly.GetManifestResourceStream(Harness + ".lua")!;
        byte[] bytes = new byte[text.Length];
        text.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The tests that the file has, by name and line.</summary>
    public IReadOnlyList<(string Name, int Line)> Tests => Guarded<IReadOnlyList<(string, int)>>(() =>
    {
        using LuaObject tests = _harness["tests"].AsObject();
        List<(string, int)> found = [];
        for (int i = 1; i <= tests.Length; i++)
        {
            using LuaObject test = tests[i].AsObject();
            found.Add((test["name"].AsString(), LuaPlaces.LineIn(PlaceOf(test))));
        }
        return found;
    });

    static string PlaceOf(LuaObject test) => test["where"] is { IsNil: false } place ? place.AsString() : "";

    /// <summary>Runs the test.</summary>
    /// <exception cref="LfsAssertException">It has failed.</exception>
    public void Run()
    {
        string place = Guarded(Begin);
        bool isDone = Guarded(() => _device.Device.RunUntil(IsFinished, _test.Options.Limit));
        if (_test.Options.CoverageFolder is { } folder)
            WriteCoverage(folder);
        if (!isDone)
        {
            throw Failure(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{place}: the test is not done after {_test.Options.Limit.TotalSeconds:0.###} s of the "
                        + $"device's time: it has not called what tells that it is"),
                null);
        }
        LuaValue failure = _harness["failure"];
        if (failure.IsNil)
            return;
        string[] parts = failure.AsString().Split("\nstack traceback:", 2);
        LuaValue traceback = _harness["traceback"];
        throw Failure(
            parts[0], parts.Length > 1 ? parts[1] : traceback.IsNil ? null : traceback.AsString());
    }

    // Begins the test. The place that defines it.
    string Begin()
    {
        using LuaObject tests = _harness["tests"].AsObject();
        if (_test.Number > tests.Length)
            throw new LfsAssertException($"{_test.File} has no test of the number {_test.Number} any more.");
        using LuaObject test = tests[_test.Number].AsObject();
        if (test["name"].AsString() != _test.Name)
        {
            throw new LfsAssertException(
                $"Test {_test.Number} of {_test.File} is '{test["name"].AsString()}' now, and not "
                + $"'{_test.Name}'.");
        }
        using LuaObject function = test["f"].Kind == LuaKind.Object ? test["f"].AsObject()
            : throw new LfsAssertException($"{PlaceOf(test)}: the test has no function.");
        bool isAsync = test["kind"].AsString() == "it" && function.ParameterCount > 0;
        _device.Device.SetBudget(_test.Options.Instructions);
        using LuaObject run = _harness["run"].AsObject();
        run.Call(_test.Number, isAsync);
        return PlaceOf(test);
    }

    bool IsFinished() => _harness["finished"].IsTrue;

    void WriteCoverage(string folder)
    {
        LuaCoverage coverage = new();
        coverage.Add(_device.Device.LineProfile(), _modules.Contains);
        string name = string.Create(
            CultureInfo.InvariantCulture, $"{_test.File}.{_test.Number}.cobertura.xml").Replace('/', '.');
        coverage.WriteCobertura(
            Path.Combine(_test.Options.Root, folder, name), Path.GetFullPath(_test.Options.Root),
            TimeProvider.System.GetUtcNow());
    }

    /// <summary>Does some work on the device. Its errors name their places in Lua.</summary>
    TResult Guarded<TResult>(Func<TResult> work)
    {
        try
        {
            return work();
        }
        catch (LuaException exception)
        {
            string message = exception.Kind == LuaErrorKind.Budget && _device is not null
                ? $"{exception.Message}: the test does not end" : exception.Message;
            throw Failure(message, exception.Traceback, exception);
        }
        catch (InvalidOperationException exception) when (_device is not null)
        {
            throw new LfsAssertException(
                $"The device restarted or stopped while the test ran: {exception.Message}{Printed()}",
                cause: exception);
        }
    }

    LfsAssertException Failure(string message, string? traceback, Exception? cause = null) =>
        new(message + Printed(), _places.StackTrace(_test.Name, message, traceback), cause);

    // What the test has printed often tells why it failed.
    string Printed()
    {
        IReadOnlyList<string> lines = _device?.OutputLines ?? [];
        if (lines.Count == 0)
            return "";
        StringBuilder text = new("\nOutput:");
        foreach (string line in lines.Skip(lines.Count - LinesShown))
            text.Append('\n').Append(line);
        return text.ToString();
    }

    public void Dispose()
    {
        _harness.Dispose();
        _device.Dispose();
    }
}
