using System.Reflection;
using Lfs.Runtime;
using Xunit.Sdk;

namespace Lfs.Testing.Xunit;

/// <summary>
/// Gives a theory the tests of Lua files, each as a test case of its own.
/// </summary>
/// <remarks>The files are looked for below the folder of the project that the test class is built in; the
/// package tells the assembly where that is. Where the project is not, as on a machine that only runs the
/// tests, it is the folder of the assembly; the project then copies the Lua files there.</remarks>
/// <example>
/// <code>
/// public class LuaFileTests
/// {
///     [Theory, LuaTests("tests/**/*.lua", Modules = "lua/**/*.lua")]
///     public void Lua(LuaTestCase test) => test.Run();
/// }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class LuaTestsAttribute : DataAttribute
{
    /// <summary>Names the files with tests.</summary>
    /// <param name="pattern">A path relative to the project, with <c>*</c>, <c>?</c> and <c>**</c>.</param>
    public LuaTestsAttribute(string pattern) => Pattern = pattern;

    /// <summary>The files with tests.</summary>
    public string Pattern { get; }

    /// <summary>The modules of the LFS image, as patterns that <c>;</c> separates.</summary>
    public string Modules { get; set; } = "";

    /// <summary>The build of the firmware: <c>5.1</c>, <c>5.1-int</c>, <c>5.3</c> or <c>5.3-64</c>.</summary>
    public string Target { get; set; } = "5.1";

    /// <summary>The seconds of the device's time after which a test that is not done has failed.</summary>
    public double LimitSeconds { get; set; } = LuaTestOptions.DefaultLimitSeconds;

    /// <summary>The instructions after which a test has failed.</summary>
    public long Instructions { get; set; } = LuaTestOptions.DefaultInstructions;

    /// <summary>The size of the device's heap in bytes.</summary>
    public uint HeapBytes { get; set; } = LfsDeviceOptions.DeviceHeapBytes;

    /// <summary>A folder of the project for the coverage of <see cref="Modules"/>: a file of Cobertura XML
    /// for each test. Null for no coverage.</summary>
    public string? CoverageFolder { get; set; }

    /// <summary>The tests of the files.</summary>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        ArgumentNullException.ThrowIfNull(testMethod);
        LuaTestOptions options = new()
        {
            // The class that inherits a test names the project, not the one that has it.
            Root = ProjectFolder.Of(testMethod.ReflectedType?.Assembly ?? testMethod.Module.Assembly),
            Modules = Modules.Split(
                ';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Target = Target,
            Limit = TimeSpan.FromSeconds(LimitSeconds),
            Instructions = Instructions,
            CoverageFolder = CoverageFolder,
            Device = new LfsDeviceOptions { HeapBytes = HeapBytes },
        };
        return LuaTest.Find(Pattern, options).Select(test => new object[] { new LuaTestCase(test) });
    }
}
