using System.Text;
using Lfs.Runtime;

namespace Lfs.Testing;

/// <summary>
/// A device for one test: fresh, with the modules and files that the test gives it, a clock that moves only
/// when the test says so, and what it prints as text.
/// </summary>
/// <example>
/// <code>
/// using TestDevice test = new(new TestDeviceOptions
/// {
///     Modules = { ["hello"] = "print('hello', ...)" },
/// });
/// test.CallModule("hello", "world");
/// LfsAssert.Output("hello\tworld\n", test);
/// </code>
/// </example>
public sealed class TestDevice : IDisposable
{
    // As the customary _init.lua of NodeMCU has it, less the names that it makes.
    const string Start = """
        local init = node.LFS.get('_init')
        if init then
          init('_init')
        else
          table.insert(package.loaders, function(name) return node.LFS.get(name) end)
        end
        """;

    readonly MemoryStream _output = new();

    /// <summary>Makes a device and powers it on. What it prints while it boots is not kept.</summary>
    /// <param name="options">The device, and what it holds; null for an empty one.</param>
    /// <exception cref="LuaException">A module does not compile, with the place in the message; or
    /// <c>_init</c> has failed.</exception>
    /// <exception cref="FileNotFoundException">A pattern of
    /// <see cref="TestDeviceOptions.ModuleFiles"/> finds no file.</exception>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public TestDevice(TestDeviceOptions? options = null)
    {
        options ??= new TestDeviceOptions();
        IReadOnlyList<LuaModule> modules = LuaModule.Of(options);
        byte[]? image = modules.Count == 0 ? options.Device.Image
            : LuaModule.Link(modules, options.Target, options.Device.LfsBytes);
        Options = options.Device with { TargetName = options.Target, Image = image, Output = _output };
        if (options.Files.Count > 0)
        {
            Options = Options with
            {
                Files = options.Files.ToDictionary(
                    file => file.Key, file => Encoding.UTF8.GetBytes(file.Value)),
            };
        }
        Device = LfsDevice.Boot(Options);
        if (options.FindsModules && image is not null && options.Device.NodeLibrary)
            FindModules();
        ClearOutput();
    }

    void FindModules()
    {
        try
        {
            Device.Run(Start, "=start");
            Device.Collect();
        }
        catch
        {
            Device.Dispose();
            throw;
        }
    }

    /// <summary>The device.</summary>
    public LfsDevice Device { get; }

    /// <summary>The options that the device was booted with; a <see cref="PowerCut"/> takes them.</summary>
    public LfsDeviceOptions Options { get; }

    /// <summary>What the device has printed since it was made, or since
    /// <see cref="ClearOutput"/>.</summary>
    public string Output => Encoding.UTF8.GetString(_output.ToArray());

    /// <summary>The lines of <see cref="Output"/>, without their ends.</summary>
    public IReadOnlyList<string> OutputLines
    {
        get
        {
            string[] lines = Output.Split('\n');
            return [.. lines.Take(lines[^1].Length == 0 ? lines.Length - 1 : lines.Length)
                .Select(line => line.TrimEnd('\r'))];
        }
    }

    /// <summary>Forgets what the device has printed.</summary>
    public void ClearOutput() => _output.SetLength(0);

    /// <inheritdoc cref="LfsDevice.Run(string, string)"/>
    public LuaValue[] Run(string source, string chunkName = "=test") => Device.Run(source, chunkName);

    /// <inheritdoc cref="LfsDevice.CallModule"/>
    public LuaValue[] CallModule(string name, params LuaValue[] arguments) =>
        Device.CallModule(name, arguments);

    /// <inheritdoc cref="LfsDevice.Advance"/>
    public void Advance(TimeSpan time) => Device.Advance(time);

    /// <inheritdoc cref="LfsDevice.RunUntilIdle"/>
    public void RunUntilIdle() => Device.RunUntilIdle();

    /// <summary>Switches the device off. A second call does nothing.</summary>
    public void Dispose()
    {
        Device.Dispose();
        _output.Dispose();
    }
}
