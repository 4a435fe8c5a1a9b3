using Esp8266;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime.Core;
using Lfs.Runtime.Flash;

namespace Lfs.Runtime.Modules;

/// <summary>The module <c>node</c>, as far as the modelled device has what it asks for.</summary>
/// <remarks>Source: app/modules/node.c; lnodemcu.c and lflash.c for <c>node.LFS</c>.</remarks>
static partial class NodeModule
{
    /// <summary>The module.</summary>
    public static Module Module { get; } = new("node", Table, Open)
    {
        Functions = [OnError, Build, PipeModule.Create, .. PipeModule.Module.Functions],
        Tables = PipeModule.Module.Tables,
    };

    static RomTable LfsTable { get; } = new("node.LFS",
        [new("list", List), new("get", GetModule), new("reload", Reload)],
        new RomTable("node.LFS metatable", [new("__index", LfsIndex)]));

    static RomTable Egc { get; } = new("node.egc",
        [
            new("meminfo", MemInfo), new("setmode", SetMode),
                new("NOT_ACTIVE", Number: (int)EgcMode.NotActive),
            new("ON_ALLOC_FAILURE", Number: (int)EgcMode.OnAllocFailure),
            new("ON_MEM_LIMIT", Number: (int)EgcMode.OnMemLimit), new("ALWAYS", Number: (int)EgcMode.Always),
        ]);

    // In the order of node.c. The tables of 5.3 lack node.egc. osprint is in builds for development only.
    static RomTable Table(LuaVersion version) => new("node",
        [
            new("heap", Heap), new("info", Info), new("task", Table: TaskTable),
            new("flashreload", FlashReload), new("flashindex", GetModule), new("LFS", Table: LfsTable),
            new("setonerror", SetOnError),
            new("startupcommand", StartupCommand), new("startup", Startup), new("restart", Restart),
            new("dsleep", DeepSleep), new("dsleepMax", DeepSleepMost), new("sleep", LightSleep),
            new("chipid", ChipId), new("flashid", FlashChipId), new("flashsize", FlashSize),
            new("input", Input),
            new("output", Output), new("compile", Compile), new("CPU80MHZ", Number: Slow),
            new("CPU160MHZ", Number: Fast),
            new("setcpufreq", SetFrequency), new("getcpufreq", GetFrequency), new("bootreason", BootReason),
            new("restore", Restore), new("random", Random), new("stripdebug", StripDebug),
            .. version == LuaVersion.Lua53 ? Array.Empty<RomEntry>() : [new("egc", Table: Egc)],
            new("osprint", OsPrint), new("getpartitiontable", GetPartitionTable),
            new("setpartitiontable", SetPartitionTable),
        ]);

    // luaopen_node.
    static int Open(ILuaState lua)
    {
        lua.SetCount(0);
        return SetOnError(lua);
    }

    static void PushConfig(ILuaState lua)
    {
        LfsMount lfs = lua.Device.Lfs;
        lua.PushTable(0, 4);
        SetNumber(lua, "lfs_mapped"u8, lfs.Bytes == 0 ? 0 : MemoryMap.Irom0Start + lfs.FlashOffset);
        SetNumber(lua, "lfs_base"u8, lfs.Bytes == 0 ? BaseWithoutRegion(lua) : lfs.FlashOffset);
        SetNumber(lua, "lfs_size"u8, lfs.Bytes);
        SetNumber(lua, "lfs_used"u8, lfs.Reported);
        LfsMount system = lua.Device.System;
        if (system.Bytes == 0)
            return;
        SetNumber(lua, "system_mapped"u8, MemoryMap.Irom0Start + system.FlashOffset);
        SetNumber(lua, "system_base"u8, system.FlashOffset);
        SetNumber(lua, "system_size"u8, system.Bytes);
        SetNumber(lua, "system_used"u8, system.Reported);
    }

    // lnodemcu.c, lua_getlfsconfig: 5.3 computes it from the mapped address, which is 0.
    static long BaseWithoutRegion(ILuaState lua) =>
        lua.Target.Version == LuaVersion.Lua53 ? unchecked((int)(0 - MemoryMap.Irom0Start)) : 0;

    static int GetModule(ILuaState lua)
    {
        if (lua.TypeOf(1) != BasicType.String || !lua.PushModule(lua.CheckString(1)))
            lua.PushNil();
        return 1;
    }

    /// <summary>
    /// Keys that are no entries: <c>config</c>, <c>time</c>, or the name of a module, for which a number
    /// counts too.
    /// </summary>
    /// <remarks>Source: node.c, <c>node_lfs_func</c>.</remarks>
    static int LfsIndex(ILuaState lua)
    {
        if (!lua.TryString(2, out ReadOnlySpan<byte> name))
            lua.PushNil();
        else if (name.SequenceEqual("config"u8))
            PushConfig(lua);
        else if (name.SequenceEqual("time"u8))
            PushTime(lua);
        else if (lua.PushModule(name))
            return 1;
        else if (name.SequenceEqual("build"u8))
            lua.PushFunction(Build);
        else
            lua.PushNil();
        return 1;
    }

    static void PushTime(ILuaState lua)
    {
        if (lua.PushImageIndex())
            lua.Pop(1);
        else if (lua.Target.Version == LuaVersion.Lua53)
            lua.PushInteger(0);
        else
            lua.PushNil();
    }

    /// <summary>
    /// The names of all modules, sorted by the global <c>table.sort</c>. If the global <c>table</c> is not a
    /// table, it is the result.
    /// </summary>
    /// <remarks>Source: node.c, <c>node_lfslist</c>.</remarks>
    static int List(ILuaState lua)
    {
        if (!lua.PushImageIndex())
        {
            lua.PushNil();
            return 1;
        }
        lua.GetField(ILuaState.GlobalsIndex, "table"u8);
        if (lua.TypeOf(-1) != BasicType.Table)
            return 1;
        lua.GetField(-1, "sort"u8);
        lua.Remove(-2);
        lua.PushValue(-2);
        lua.Call(1, 0);
        return 1;
    }

    /// <summary>Gets or sets the level for what is compiled from now on, or strips a function.</summary>
    static int StripDebug(ILuaState lua)
    {
        int count = lua.Count;
        lua.SetCount(2);
        int level = 0;
        if (!lua.IsNoneOrNil(1))
        {
            level = lua.TryNumber(1, out double given) && given is > 0 and < 4 ? (int)given : 0;
            lua.ArgumentCheck(level > 0, 1, "Invalid strip level");
        }
        if (lua.TypeOf(2) == BasicType.Number && lua.CheckInt(2) is > 0 and int scope
            && lua.PushFunctionAt(scope))
        {
            lua.Replace(2);
        }
        bool isFunction = lua.TypeOf(2) == BasicType.Function;
        lua.ArgumentCheck(count < 2 || isFunction, 2, "not a valid function");
        lua.PushInteger(isFunction ? lua.StripFunction(2, level - 1)
            : lua.StripDefault(level - 1) + 1);
        return 1;
    }

    static int SetMode(ILuaState lua)
    {
        const int AllModes = (int)(EgcMode.OnAllocFailure | EgcMode.OnMemLimit | EgcMode.Always);
        int mode = lua.CheckInt(1);
        int limit = lua.OptInt(2, 0);
        lua.ArgumentCheck((uint)mode <= AllModes, 1, "invalid mode");
        lua.ArgumentCheck((mode & (int)EgcMode.OnMemLimit) == 0 || limit != 0, 1, "limit must be non-zero");
        lua.SetEmergencyMode((EgcMode)mode, limit);
        return 0;
    }

    static int MemInfo(ILuaState lua)
    {
        lua.PushInteger(lua.BytesInUse);
        lua.PushInteger(lua.BytesEstimated);
        return 2;
    }
}
