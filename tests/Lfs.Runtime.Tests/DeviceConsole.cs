using System.Text;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>A device and what it writes to its console after the boot.</summary>
sealed class DeviceConsole : IDisposable
{
    readonly MemoryStream _output = new();

    public DeviceConsole(string target, LfsDeviceOptions? options = null)
    {
        Device = LfsDevice.Boot((options ?? new()) with { TargetName = target, Output = _output });
        _output.SetLength(0);
    }

    public LfsDevice Device { get; }

    /// <summary>What was written since the last call.</summary>
    public string Take()
    {
        string text = Encoding.Latin1.GetString(_output.ToArray());
        _output.SetLength(0);
        return text;
    }

    public void Dispose()
    {
        Device.Dispose();
        _output.Dispose();
    }
}
