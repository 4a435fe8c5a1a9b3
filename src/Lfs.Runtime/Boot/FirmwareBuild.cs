using Lfs.Compiler.Bytecode;
using Lfs.Runtime.Core;
using Lfs.Runtime.Lib;
using Lfs.Runtime.Modules;

namespace Lfs.Runtime.Boot;

/// <summary>
/// The firmware of a device: one target, with some libraries and modules. A target is looked up here, once;
/// from then on the build stands for it.
/// </summary>
abstract class FirmwareBuild(LuaTarget target, LibrarySet libraries)
{
    /// <summary>The offset in flash where the firmware lies, after the boot loader and the sector of
    /// reboot-config records.</summary>
    public const uint FlashOffset = Firmware<Value51>.FlashOffset;

    /// <summary>The entry point that the boot ROM jumps to: the first code of the firmware.</summary>
    public const uint EntryPoint = Firmware<Value51>.CodeStart;

    /// <summary>The name and the form of the firmware at the start of flash.</summary>
    public FirmwareHeader Header { get; } = new(target, libraries);

    /// <summary>The first byte of flash behind the firmware.</summary>
    public uint End => FlashOffset + (uint)Rom.Length;

    /// <summary>The target that the firmware is built for.</summary>
    public LuaTarget Target { get; } = target;

    /// <summary>The read-only data of the firmware, for flash.</summary>
    public abstract byte[] Rom { get; }

    /// <summary>Makes a Lua state in the heap of a device that has just been reset.</summary>
    /// <exception cref="LuaError">The heap is too small.</exception>
    public abstract ILuaState Open(Device device);

    /// <summary>The Lua state that the memory of a device holds. Its variables are still to be
    /// loaded.</summary>
    public abstract ILuaState Resume(Device device);

    /// <summary>The firmware that options ask for.</summary>
    /// <exception cref="ArgumentException">No device runs that target.</exception>
    public static FirmwareBuild Of(LfsDeviceOptions options)
    {
        LuaTarget? target = LuaTarget.All.FirstOrDefault(target =>
            target.Name == options.TargetName && target.RunsOnDevice);
        if (target == LuaTarget.Lua51)
            return Of<Value51>(options);
        if (target == LuaTarget.Lua51Int)
            return Of<Value51Int>(options);
        if (target == LuaTarget.Lua53)
            return Of<Value53>(options);
        if (target == LuaTarget.Lua53Long)
            return Of<Value53Long>(options);
        IEnumerable<string> names = LuaTarget.All
            .Where(known => known.RunsOnDevice)
            .Select(known => known.Name);
        throw new ArgumentException(
            $"'{options.TargetName}' is no target that a device runs. Known are {string.Join(", ", names)}.",
            nameof(options));
    }

    static FirmwareBuild<T> Of<T>(LfsDeviceOptions options) where T : unmanaged, ITarget<T> =>
        new(options.LibrarySet, ReferenceEquals(options.Modules, ModuleList.All)
            ? Libraries<T>.Of(options.LibrarySet)
            : Libraries<T>.With(options.LibrarySet, options.Modules));
}

/// <summary>The firmware of a target with one kind of value.</summary>
/// <param name="libraries">Its set of libraries.</param>
/// <param name="firmware">Its tables and functions.</param>
sealed class FirmwareBuild<T>(LibrarySet libraries, Firmware<T> firmware)
    : FirmwareBuild(T.Target, libraries)
    where T : unmanaged, ITarget<T>
{
    public override byte[] Rom => firmware.Rom;

    public override ILuaState Open(Device device)
    {
        Vm<T> vm = new(device, firmware);
        vm.ModuleOpener = Libraries<T>.OpenModule;
        Libraries<T>.Open(vm);
        return vm;
    }

    public override ILuaState Resume(Device device) =>
        new Vm<T>(device, firmware, isLoaded: true) { ModuleOpener = Libraries<T>.OpenModule };
}
