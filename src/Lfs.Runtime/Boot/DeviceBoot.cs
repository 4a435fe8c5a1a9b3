using System.Globalization;
using Esp8266;
using Esp8266.Flash;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Boot;

/// <summary>
/// What happens before Lua runs: the flash of a device is provisioned, and at each boot its regions are
/// mounted and a Lua state is made.
/// </summary>
/// <remarks>Source: user_main.c, lflash.c <c>luaN_init</c>.</remarks>
sealed class DeviceBoot
{
    readonly LfsDeviceOptions _options;
    readonly FirmwareBuild _firmware;

    /// <summary>Makes a machine and programs its flash. It is not powered on yet.</summary>
    /// <exception cref="ArgumentException">The options contradict each other or name no target.</exception>
    /// <exception cref="LfsImageException">An image cannot be used on this device.</exception>
    /// <exception cref="InsufficientMemoryException">The process has no addresses left for one more
    /// device.</exception>
    public DeviceBoot(LfsDeviceOptions options)
    {
        _options = options;
        _firmware = FirmwareBuild.Of(options);
        LoadedImage? system = options.SystemImage is { } file ? LfsImage.Read(file) : null;
        FlashLayout layout = FlashLayout.Of(options, _firmware, system?.Image);
        Application = new LfsRegion("LFS image", layout.LfsOffset, layout.LfsBytes, _firmware.Target);
        System = new LfsRegion("System LFS image", layout.SystemOffset, layout.SystemBytes, _firmware.Target);
        Machine machine = new(new MachineOptions
        {
            HeapBytes = options.HeapBytes,
            FlashBytes = options.FlashBytes,
            ChipId = options.ChipId,
        });
        machine.IsInUse = true;
        Device = new Device(machine, options);
        bool provisioned = false;
        try
        {
            Flash.Program(new FlashOffset(FirmwareBuild.FlashOffset), _firmware.Rom);
            LfsImage? placed = system is null ? null : Provision(System, System.Place(system, null));
            if (options.Image is { } image)
                Provision(Application, Application.Place(image, placed));
            provisioned = true;
        }
        finally
        {
            // The caller gets no device to dispose. Release its 4 GiB of addresses now.
            if (!provisioned)
                machine.Release();
        }
    }

    /// <summary>The device.</summary>
    public Device Device { get; }

    /// <summary>The LFS region; beside a System region that of the Application.</summary>
    public LfsRegion Application { get; }

    /// <summary>5.3: the System region; it has no bytes unless the options ask for one.</summary>
    public LfsRegion System { get; }

    FlashChip Flash => Device.Machine.Flash;

    /// <summary>Mounts the regions of a machine that has just been reset, and makes a Lua state.</summary>
    /// <param name="uart">Gets the boot messages.</param>
    /// <exception cref="LuaException">The heap is too small for a state, or the firmware was
    /// overwritten.</exception>
    public ILuaState Start(TextWriter uart)
    {
        RequireFirmware();
        LfsMount system = System.Mount(Device.Machine, null, uart);
        Device.Begin(Application.Mount(Device.Machine, System.Mounted, uart), system);
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

    /// <summary>The limit that stands beside the default mode of <c>node.egc</c>, in bytes.</summary>
    const int DefaultMemoryLimit = 4096;

    /// <summary>Puts another image into a region while the power is off, as a programmer does.</summary>
    /// <exception cref="PowerLoss"><see cref="FlashChip.Faults"/> cut the power meanwhile.</exception>
    public void Replace(LfsRegion region, LfsImage placed)
    {
        region.Erase(Flash);
        region.Program(Flash, placed);
    }

    /// <summary>The image that a region has accepted.</summary>
    /// <exception cref="LfsImageException">It has refused the file.</exception>
    public static LfsImage Require(LoadedImage loaded) =>
        loaded.Image ?? throw new LfsImageException(loaded.Diagnostics[0].Message, loaded.Diagnostics[0].Id);

    LfsImage Provision(LfsRegion region, LoadedImage loaded)
    {
        LfsImage placed = Require(loaded);
        region.Program(Flash, placed);
        return placed;
    }

    // The firmware's tables are used in place and hold addresses. No image can be mounted there, but a host
    // can program any flash.
    void RequireFirmware()
    {
        ReadOnlySpan<byte> window = Device.Machine.Memory.Bytes(
            MemoryMap.Irom0Start + FirmwareBuild.FlashOffset, (uint)_firmware.Rom.Length);
        if (!window.SequenceEqual(_firmware.Rom))
        {
            int at = window.CommonPrefixLength(_firmware.Rom);
            throw new LuaException(string.Create(
                CultureInfo.InvariantCulture,
                $"The firmware in flash was overwritten at 0x{FirmwareBuild.FlashOffset + at:x}."),
                LuaErrorKind.Fault);
        }
    }
}
