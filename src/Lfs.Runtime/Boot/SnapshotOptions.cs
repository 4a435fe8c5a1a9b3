using Esp8266;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Boot;

/// <summary>What a snapshot says of the device that it was taken of, before any state: the options that a
/// restored device has from it, and not from its new host.</summary>
static class SnapshotOptions
{
    /// <summary>The firmware and the library that a snapshot can be restored with.</summary>
    public static string MakerOf(Device device)
    {
        Version version = typeof(LfsDevice).Assembly.GetName().Version!;
        IEnumerable<string> modules = device.Modules.Select(module => module.Name);
        return $"Lfs {version} {device.Options.TargetName} {device.Libraries} {string.Join(',', modules)}";
    }

    /// <summary>Saves the options of a device; or loads them, into those of the host.</summary>
    public static LfsDeviceOptions Transfer(StateStream state, LfsDeviceOptions options) => options with
    {
        TargetName = state.Text(options.TargetName),
        HeapBytes = state.Value(options.HeapBytes),
        HostMemoryBytes = state.Value(options.HostMemoryBytes),
        FlashBytes = state.Value(options.FlashBytes),
        ChipId = state.Value(options.ChipId),
        Startup = state.Value(options.Startup),
        EmergencyCollection = state.Value(options.EmergencyCollection is not null)
            ? state.Value(options.EmergencyCollection ?? false) : null,
        HostLibraries = false,
        NodeLibrary = true,
    };
}
