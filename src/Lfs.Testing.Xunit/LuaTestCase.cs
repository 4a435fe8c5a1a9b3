using System.Globalization;
using Lfs.Runtime;
using Xunit.Abstractions;

namespace Lfs.Testing.Xunit;

/// <summary>A test in Lua, as the data of a theory. xunit stores it between finding tests and running
/// them.</summary>
public sealed class LuaTestCase : IXunitSerializable
{
    const char Separator = ';';
    LuaTest? _test;

    /// <summary>For xunit, which then calls <see cref="Deserialize"/>.</summary>
    public LuaTestCase()
    {
    }

    /// <summary>Makes data of a test.</summary>
    public LuaTestCase(LuaTest test) => _test = test;

    /// <summary>The test.</summary>
    public LuaTest Test => _test ?? throw new InvalidOperationException("The test case was not read yet.");

    /// <summary>Runs the test.</summary>
    /// <inheritdoc cref="LuaTest.Run"/>
    public void Run(Action<TestDevice>? prepare = null) => Test.Run(prepare);

    /// <summary>The file and the name.</summary>
    public override string ToString() => _test?.ToString() ?? "";

    /// <summary>Writes what <see cref="Deserialize"/> reads.</summary>
    public void Serialize(IXunitSerializationInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        LuaTestOptions options = Test.Options;
        info.AddValue(nameof(LuaTest.File), Test.File);
        info.AddValue(nameof(LuaTest.Number), Test.Number);
        info.AddValue(nameof(LuaTest.Name), Test.Name);
        info.AddValue(nameof(LuaTest.Line), Test.Line);
        info.AddValue(nameof(options.Root), options.Root);
        info.AddValue(nameof(options.Modules), string.Join(Separator, options.Modules));
        info.AddValue(nameof(options.Target), options.Target);
        info.AddValue(nameof(options.Limit), options.Limit.Ticks);
        info.AddValue(nameof(options.Instructions), options.Instructions);
        info.AddValue(nameof(options.CoverageFolder), options.CoverageFolder ?? "");
        info.AddValue(
            nameof(options.Device.HeapBytes),
            options.Device.HeapBytes.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Reads what <see cref="Serialize"/> has written.</summary>
    public void Deserialize(IXunitSerializationInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        string coverage = info.GetValue<string>(nameof(LuaTestOptions.CoverageFolder));
        LuaTestOptions options = new()
        {
            Root = info.GetValue<string>(nameof(LuaTestOptions.Root)),
            Modules = info.GetValue<string>(nameof(LuaTestOptions.Modules))
                .Split(Separator, StringSplitOptions.RemoveEmptyEntries),
            Target = info.GetValue<string>(nameof(LuaTestOptions.Target)),
            Limit = TimeSpan.FromTicks(info.GetValue<long>(nameof(LuaTestOptions.Limit))),
            Instructions = info.GetValue<long>(nameof(LuaTestOptions.Instructions)),
            CoverageFolder = coverage.Length == 0 ? null : coverage,
            Device = new LfsDeviceOptions
            {
                HeapBytes = uint.Parse(
                    info.GetValue<string>(nameof(LfsDeviceOptions.HeapBytes)), CultureInfo.InvariantCulture),
            },
        };
        _test = new LuaTest(
            info.GetValue<string>(nameof(LuaTest.File)), info.GetValue<int>(nameof(LuaTest.Number)),
            info.GetValue<string>(nameof(LuaTest.Name)), info.GetValue<int>(nameof(LuaTest.Line)), options);
    }
}
