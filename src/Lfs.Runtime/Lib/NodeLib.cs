using Esp8266.Boot;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>The module <c>node</c>, as far as the modelled device has what it asks for.</summary>
/// <remarks>Source: spec nodemcu-behaviour 2.1, 2.2; lfs-formats 2c (lookup API).</remarks>
static class NodeLib<T> where T : unmanaged, ITarget<T>
{
    static RoDefinition<T> LfsTable { get; } = new("node.LFS",
        [new("get", GetModule), new("list", List)],
        new RoDefinition<T>("node.LFS metatable", [new("__index", LfsIndex)]));

    static RoDefinition<T> Egc { get; } = new("node.egc",
        [
            new("meminfo", MemInfo), new("setmode", SetMode),
                new("NOT_ACTIVE", Number: (int)EgcMode.NotActive),
            new("ON_ALLOC_FAILURE", Number: (int)EgcMode.OnAllocFailure),
            new("ON_MEM_LIMIT", Number: (int)EgcMode.OnMemLimit), new("ALWAYS", Number: (int)EgcMode.Always),
        ]);

    /// <summary>The library.</summary>
    public static RoDefinition<T> Table { get; } = new("node",
        [
            new("heap", Heap), new("info", Info), new("bootreason", BootReason), new("restart", Restart),
            new("chipid", ChipId), new("flashsize", FlashSize), new("flashindex", GetModule),
            new("getpartitiontable", GetPartitionTable), new("LFS", Table: LfsTable),
            new("stripdebug", StripDebug),
            .. T.Is53 ? Array.Empty<RoEntry<T>>() : [new("egc", Table: Egc)],
        ]);

    static int Heap(Vm<T> vm)
    {
        vm.PushInteger(vm.Board.Machine.Heap.BytesFree);
        return 1;
    }

    static int ChipId(Vm<T> vm)
    {
        vm.PushInteger(vm.Board.Machine.ChipId);
        return 1;
    }

    static int FlashSize(Vm<T> vm)
    {
        vm.PushInteger(vm.Board.Machine.Flash.Bytes);
        return 1;
    }

    /// <summary>What a restart takes: 30 microseconds with an image.</summary>
    const int RestartInstructions = 1000;

    static int Restart(Vm<T> vm)
    {
        vm.Spend(RestartInstructions);
        throw new RestartRequest();
    }

    static int BootReason(Vm<T> vm)
    {
        ResetInfo last = vm.Board.Machine.LastReset;
        // The raw code tells a power-on (1) from a reset pin (2) and a wake-up (2); both watchdogs are 4 and
        // 3.
        ReadOnlySpan<int> raw = [1, 4, 2, 3, 2, 2, 2];
        vm.PushInteger(raw[(int)last.Reason]);
        vm.PushInteger((int)last.Reason);
        if (last.Reason != ResetReason.Exception)
            return 2;
        ReadOnlySpan<uint> registers =
            [last.Exccause, last.Epc1, last.Epc2, last.Epc3, last.Excvaddr, last.Depc];
        foreach (uint register in registers)
            vm.PushInteger(register);
        return 8;
    }

    static int Info(Vm<T> vm)
    {
        int group = vm.CheckOption(1, "legacy", ["legacy", "lfs", "hw", "sw_version"]);
        switch (group)
        {
            case 1:
                PushConfig(vm);
                return 1;
            case 2:
                vm.PushTable(0, 5);
                SetNumber(vm, "chip_id"u8, vm.Board.Machine.ChipId);
                SetNumber(vm, "flash_size"u8, vm.Board.Machine.Flash.Bytes >> 10);
                return 1;
            case 3:
                vm.PushTable(0, 3);
                SetNumber(vm, "node_version_major"u8, 3);
                SetNumber(vm, "node_version_minor"u8, 0);
                SetNumber(vm, "node_version_revision"u8, 0);
                return 1;
            default:
                // Version (three values), chip, flash chip, flash size, flash mode, flash speed.
                ReadOnlySpan<uint> legacy =
                    [3, 0, 0, vm.Board.Machine.ChipId, 0x4016E0, vm.Board.Machine.Flash.Bytes >> 10, 2,
                        40_000_000];
                foreach (uint value in legacy)
                    vm.PushInteger(value);
                return legacy.Length;
        }
    }

    static void SetNumber(Vm<T> vm, ReadOnlySpan<byte> name, long value)
    {
        vm.PushInteger(value);
        vm.SetField(-2, name);
    }

    static void PushConfig(Vm<T> vm)
    {
        LfsMount lfs = vm.Board.Lfs;
        vm.PushTable(0, 4);
        SetNumber(vm, "lfs_mapped"u8, lfs.Bytes == 0 ? 0 : Vm<T>.RomStart + lfs.FlashOffset);
        SetNumber(vm, "lfs_base"u8, lfs.FlashOffset);
        SetNumber(vm, "lfs_size"u8, lfs.Bytes);
        SetNumber(vm, "lfs_used"u8, lfs.Used);
        LfsMount system = vm.Board.System;
        if (system.Bytes == 0)
            return;
        SetNumber(vm, "system_mapped"u8, Vm<T>.RomStart + system.FlashOffset);
        SetNumber(vm, "system_base"u8, system.FlashOffset);
        SetNumber(vm, "system_size"u8, system.Bytes);
        SetNumber(vm, "system_used"u8, system.Used);
    }

    static int GetPartitionTable(Vm<T> vm)
    {
        LfsMount lfs = vm.Board.Lfs;
        vm.PushTable(0, 4);
        SetNumber(vm, "lfs_addr"u8, lfs.FlashOffset);
        SetNumber(vm, "lfs_size"u8, lfs.Bytes);
        SetNumber(vm, "spiffs_addr"u8, 0);
        SetNumber(vm, "spiffs_size"u8, 0);
        LfsMount system = vm.Board.System;
        if (system.Bytes == 0)
            return 1;
        SetNumber(vm, "system_addr"u8, system.FlashOffset);
        SetNumber(vm, "system_size"u8, system.Bytes);
        return 1;
    }

    static int GetModule(Vm<T> vm)
    {
        if (vm.TypeOf(1) != BasicType.String || !vm.PushModule(vm.CheckString(1)))
            vm.PushNil();
        return 1;
    }

    /// <summary>Keys that are no entries: <c>config</c>, <c>time</c>, or the name of a module.</summary>
    static int LfsIndex(Vm<T> vm)
    {
        ReadOnlySpan<byte> name = vm.TypeOf(2) == BasicType.String ? vm.CheckString(2) : default;
        if (name.SequenceEqual("config"u8))
            PushConfig(vm);
        else if (name.SequenceEqual("time"u8))
            PushTime(vm);
        else if (name.IsEmpty || !vm.PushModule(name))
            vm.PushNil();
        return 1;
    }

    static void PushTime(Vm<T> vm)
    {
        if (vm.PushImageIndex())
            vm.Pop(1);
        else if (T.Is53)
            vm.PushInteger(0);
        else
            vm.PushNil();
    }

    /// <summary>The names of all modules, sorted by the global <c>table.sort</c>.</summary>
    static int List(Vm<T> vm)
    {
        if (!vm.PushImageIndex())
        {
            vm.PushNil();
            return 1;
        }
        vm.GetField(Vm<T>.GlobalsIndex, "table"u8);
        vm.GetField(-1, "sort"u8);
        vm.Remove(-2);
        vm.PushValue(-2);
        vm.Call(1, 0);
        return 1;
    }

    /// <summary>Gets or sets the level for what is compiled from now on, or strips a function.</summary>
    static int StripDebug(Vm<T> vm)
    {
        int count = vm.Count;
        vm.SetCount(2);
        int level = 0;
        if (!vm.IsNoneOrNil(1))
        {
            level = vm.TryNumber(1, out double given) && given is > 0 and < 4 ? (int)given : 0;
            vm.ArgumentCheck(level > 0, 1, "Invalid strip level");
        }
        if (vm.TypeOf(2) == BasicType.Number && vm.CheckInt(2) is > 0 and int scope
            && vm.FindActivation(0, scope, out Activation at) && at.Function != 0)
        {
            vm.PushFunctionOf(at);
            vm.Replace(2);
        }
        bool isFunction = vm.TypeOf(2) == BasicType.Function;
        vm.ArgumentCheck(count < 2 || isFunction, 2, "not a valid function");
        vm.PushInteger(isFunction ? vm.StripFunction(2, level - 1) : vm.StripDefault(level - 1) + 1);
        return 1;
    }

    static int SetMode(Vm<T> vm)
    {
        const int AllModes = (int)(EgcMode.OnAllocFailure | EgcMode.OnMemLimit | EgcMode.Always);
        int mode = vm.CheckInt(1);
        int limit = vm.OptInt(2, 0);
        vm.ArgumentCheck((uint)mode <= AllModes, 1, "invalid mode");
        vm.ArgumentCheck((mode & (int)EgcMode.OnMemLimit) == 0 || limit != 0, 1, "limit must be non-zero");
        vm.SetEmergencyMode((EgcMode)mode, limit);
        return 0;
    }

    static int MemInfo(Vm<T> vm)
    {
        vm.PushInteger(vm.BytesInUse);
        vm.PushInteger(vm.BytesEstimated);
        return 2;
    }
}
