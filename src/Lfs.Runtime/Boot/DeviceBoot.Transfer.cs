using Esp8266;
using Esp8266.Flash;
using Lfs.Runtime.Core;
using Lfs.Runtime.Flash;

namespace Lfs.Runtime.Boot;

// A device in a snapshot: it goes on without a boot.
sealed partial class DeviceBoot
{
    /// <summary>Makes a machine with blank flash, for <see cref="Transfer"/>.</summary>
    /// <exception cref="ArgumentException">The options name no target, or a size is
    /// impossible.</exception>
    /// <exception cref="InsufficientMemoryException">As for <see cref="Provision"/>.</exception>
    public static DeviceBoot Blank(LfsDeviceOptions options)
    {
        FirmwareBuild firmware = FirmwareBuild.Of(options);
        return new DeviceBoot(Provisioning.MachineOf(options, options.FlashBytes), firmware, options, []);
    }

    /// <summary>Saves the device and its Lua state, or loads them.</summary>
    /// <param name="state">The stream.</param>
    /// <param name="saved">The Lua state to save; null to load one.</param>
    /// <returns>The Lua state.</returns>
    /// <exception cref="InvalidDataException">What is loaded is impossible.</exception>
    /// <exception cref="LuaException">The partition table is invalid, or the firmware is another.</exception>
    public ILuaState Transfer(StateStream state, ILuaState? saved)
    {
        Device.Machine.Transfer(state);
        byte[] partitions = state.Block(state.IsLoading ? null : Device.Partitions.ToBytes()) ?? [];
        byte[]? active = state.Block(_regions?.Active);
        if (state.IsLoading)
            Find(PartitionTable.FromBytes(partitions), active);
        Device.Transfer(state);
        if (state.IsLoading)
        {
            Regions.System.Resume(Device.Machine, Device.System, null);
            Regions.Application.Resume(Device.Machine, Device.Lfs, Regions.System.Mounted);
        }
        ILuaState lua = saved ?? _firmware.Resume(Device);
        lua.Transfer(state);
        return lua;
    }

    // The flash may have changed since the boot, so the regions are not looked for in it.
    void Find(PartitionTable table, byte[]? active)
    {
        RequireFirmware();
        RequireValid(table);
        if (active is { Length: 0 })
            throw new InvalidDataException("The record of the active region is empty.");
        RebootConfig config = new(Flash);
        _regions = LfsRegions.Of(Flash, table, _firmware.Target, _verified, active);
        Device.Find(table, config, new ImageLoader(Flash, config, _regions, _firmware.Target));
    }
}
