using System.Globalization;
using Esp8266;
using Esp8266.Flash;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;
using Lfs.Runtime.Core;
using Lfs.Runtime.Flash;

namespace Lfs.Runtime.Boot;

/// <summary>
/// What happens before Lua runs: each boot reads the partition table and the reboot-config records in flash,
/// mounts the regions and makes a Lua state. It knows nothing of the boot before.
/// </summary>
/// <remarks>Source: user_main.c, lflash.c <c>luaN_init</c>.</remarks>
sealed partial class DeviceBoot
{
    readonly LfsDeviceOptions _options;
    readonly FirmwareBuild _firmware;
    readonly Dictionary<uint, VerifiedImage> _verified;
    LfsRegions? _regions;

    DeviceBoot(
        Machine machine, FirmwareBuild firmware, LfsDeviceOptions options,
        Dictionary<uint, VerifiedImage> verified)
    {
        (_options, _firmware, _verified) = (options, firmware, verified);
        machine.IsInUse = true;
        Device = new Device(machine, options);
    }

    /// <summary>Makes a machine and programs its flash. It is not powered on yet.</summary>
    /// <exception cref="ArgumentException">The options contradict each other or name no target.</exception>
    /// <exception cref="LfsImageException">An image cannot be used on this device.</exception>
    /// <exception cref="InsufficientMemoryException">The process has no addresses left for one more
    /// device.</exception>
    public static DeviceBoot Provision(LfsDeviceOptions options)
    {
        FirmwareBuild firmware = FirmwareBuild.Of(options);
        Dictionary<uint, VerifiedImage> verified = [];
        Machine machine = Provisioning.Program(options, firmware, verified);
        return new DeviceBoot(machine, firmware, options, verified);
    }

    /// <summary>Makes a machine with a content of its flash. It is not powered on yet.</summary>
    /// <exception cref="ArgumentException">The flash has an impossible size, or no firmware in
    /// it.</exception>
    /// <exception cref="InsufficientMemoryException">As for <see cref="Provision"/>.</exception>
    public static DeviceBoot FromFlash(byte[] flash, LfsDeviceOptions options)
    {
        if (flash.Length > 0 && (flash.Length & (flash.Length - 1)) != 0)
        {
            throw new ArgumentException(
                $"The size of a flash chip is a power of two, but the content has {flash.Length} bytes.",
                nameof(flash));
        }
        if (!FirmwareHeader.TryRead(flash, out FirmwareHeader? header))
        {
            throw new ArgumentException(
                "The flash has no firmware that can be run: its first bytes do not name one. "
                + "LfsDevice.Flash gives a content that can.", nameof(flash));
        }
        LfsDeviceOptions found = options with
        {
            TargetName = header.Target.Name,
            HostLibraries = header.Libraries != LibrarySet.Device,
            NodeLibrary = header.Libraries != LibrarySet.Compiler,
        };
        Machine machine = Provisioning.MachineOf(found, (uint)flash.Length, flash);
        return new DeviceBoot(machine, FirmwareBuild.Of(found), found, []);
    }

    /// <summary>The device.</summary>
    public Device Device { get; }

    /// <summary>The regions that the last boot has found.</summary>
    public LfsRegions Regions =>
        _regions ?? throw new InvalidOperationException("The device has not found its partition table.");

    FlashChip Flash => Device.Machine.Flash;

    /// <summary>Mounts the regions of a machine that has just been reset, and makes a Lua state.</summary>
    /// <param name="uart">Gets the boot messages.</param>
    /// <exception cref="LuaException">The heap is too small for a state, or firmware or partition table
    /// are missing in flash.</exception>
    /// <exception cref="PowerLoss">The power failed while the boot completed what an earlier power failure
    /// had interrupted.</exception>
    public ILuaState Start(TextWriter uart)
    {
        // A load that this boot completes changes the flash behind the window: then the chip starts again.
        while (HasLoaded(uart))
            Device.Machine.ResetAgain();
        LfsMount system = Regions.System.Mount(Device.Machine, null, uart);
        LfsMount application = Regions.Application.Mount(Device.Machine, Regions.System.Mounted, uart);
        Device.Begin(application, system);
        try
        {
            ILuaState state = _firmware.Open(Device);
            if (_options.EmergencyCollection ?? _firmware.Target.Version == LuaVersion.Lua51)
                state.SetEmergencyMode(EgcMode.Always, DefaultMemoryLimit);
            else
                state.SetEmergencyMode(EgcMode.OnAllocFailure, 0);
            return state;
        }
        catch (LuaError error) when (error.Status == LuaStatus.MemoryError)
        {
            throw new LuaException("not enough memory to start Lua.", LuaErrorKind.Memory);
        }
    }

    /// <summary>Reads what is in flash, and completes what the last life has left for this one.</summary>
    /// <returns>True if an image has changed.</returns>
    bool HasLoaded(TextWriter uart)
    {
        RequireFirmware();
        RebootConfig config = new(Flash);
        config.Settle();
        PartitionTable table = TableIn(config);
        _regions = LfsRegions.Of(Flash, table, _firmware.Target, _verified);
        ImageLoader loader = new(Flash, config, _regions, _firmware.Target);
        Device.Find(table, config, loader);
        if (loader.Recover())
            return true;
        if (config.Read(RebootRecord.LfsImage) is null)
            return false;
        // The System image is that of the flash, not of the boot before.
        Regions.System.Mount(Device.Machine, null, TextWriter.Null);
        return new PendingLoad(Device, loader).TryRun(uart);
    }

    /// <summary>The limit that stands beside the default mode of <c>node.egc</c>, in bytes.</summary>
    const int DefaultMemoryLimit = 4096;

    /// <summary>Puts another image into a region while the power is off, as a programmer does.</summary>
    /// <exception cref="PowerLoss"><see cref="FlashChip.Faults"/> cut the power meanwhile.</exception>
    public static void Replace(LfsRegion region, LfsImage placed)
    {
        region.Erase();
        region.Program(placed);
    }

    const string Cure = "Provision the device again, with LfsDevice.Boot.";

    PartitionTable TableIn(RebootConfig config)
    {
        if (config.Read(RebootRecord.PartitionTable) is not { } record)
            throw new LuaException($"There is no partition table in flash. {Cure}", LuaErrorKind.Fault);
        PartitionTable table = PartitionTable.FromBytes(record);
        RequireValid(table);
        return table;
    }

    void RequireValid(PartitionTable table)
    {
        PartitionError error = table.Check(Flash.Bytes);
        if (error != PartitionError.None)
        {
            throw new LuaException(
                $"The partition table in flash is invalid: {error}. {Cure}", LuaErrorKind.Fault);
        }
        foreach (Partition entry in table.Entries)
        {
            // Only programs choose these places, and no program may overwrite the firmware.
            bool isData = entry.Type is PartitionType.Lfs0 or PartitionType.Lfs1
                or PartitionType.Spiffs0 or PartitionType.Spiffs1;
            if (isData && entry.Start.Value < _firmware.End)
            {
                throw new LuaException(
                    $"The partition {entry.Type} in flash overlaps the firmware. {Cure}", LuaErrorKind.Fault);
            }
        }
    }

    // The firmware's tables are used in place and hold addresses. No image can be mounted there, but a host
    // can program any flash.
    void RequireFirmware()
    {
        Require(0, _firmware.Header.ToBytes(Flash.Bytes));
        Require(FirmwareBuild.FlashOffset, _firmware.Rom);
    }

    void Require(uint offset, byte[] wanted)
    {
        ReadOnlySpan<byte> window = Device.Machine.Memory.Bytes(
            MemoryMap.Irom0Start + offset, (uint)wanted.Length);
        if (window.SequenceEqual(wanted))
            return;
        int at = window.CommonPrefixLength(wanted);
        throw new LuaException(string.Create(
            CultureInfo.InvariantCulture,
            $"The firmware in flash was overwritten at 0x{offset + at:x}."),
            LuaErrorKind.Fault);
    }
}
