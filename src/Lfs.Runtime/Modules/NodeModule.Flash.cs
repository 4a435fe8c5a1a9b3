using System.Text;
using Esp8266.Boot;
using Esp8266.Flash;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime.Core;
using Lfs.Runtime.Flash;

namespace Lfs.Runtime.Modules;

// What concerns flash: the partition table, and the reload of an image.
static partial class NodeModule
{
    // The keys of a partition table that programs see, in the order in which they are listed.
    static readonly string[] _partitionKeys =
        ["lfs_addr", "lfs_size", "spiffs_addr", "spiffs_size", "system_addr", "system_size"];

    // The last two keys are this library's own, for a device with a System region.
    static int PartitionKeys(Device device) => device.System.Bytes > 0 ? 6 : 4;

    /// <summary>Source: node.c, <c>node_getpartitiontable</c>.</summary>
    static int GetPartitionTable(ILuaState lua)
    {
        PartitionTable table = lua.Device.Partitions;
        table.TryFind(PartitionType.Lfs0, out Partition lfs);
        table.TryFind(PartitionType.Spiffs0, out Partition spiffs);
        table.TryFind(PartitionType.Lfs1, out Partition system);
        ReadOnlySpan<uint> values =
            [lfs.Start.Value, lfs.Bytes, spiffs.Start.Value, spiffs.Bytes, system.Start.Value, system.Bytes];
        lua.PushTable(0, 4);
        for (int i = 0; i < PartitionKeys(lua.Device); i++)
            SetNumber(lua, Encoding.ASCII.GetBytes(_partitionKeys[i]), values[i]);
        return 1;
    }

    /// <summary>Changes the partition table for the next boot, and restarts.</summary>
    /// <remarks>Source: node.c, <c>node_setpartitiontable</c>. It waits for the watchdog.</remarks>
    static int SetPartitionTable(ILuaState lua)
    {
        lua.ArgumentCheck(lua.TypeOf(1) == BasicType.Table, 1, "must be table");
        lua.SetCount(1);
        uint?[] settings = new uint?[_partitionKeys.Length];
        lua.PushNil();
        while (lua.Next(1))
        {
            int key = lua.IsString(2) && lua.TryNumber(3, out _) ? PartitionKey(lua) : -1;
            lua.ArgumentCheck(key >= 0, 1, "invalid partition setting");
            settings[key] = UnsignedAt(lua, 3);
            lua.Pop(1);
        }
        if (PartitionChange.Apply(lua.Device.Partitions, settings, lua.Device.Machine.Flash.Bytes)
            is not { } changed)
        {
            throw lua.Error("Partition value out of range");
        }
        lua.Device.RebootConfig.Write(RebootRecord.PartitionTable, changed.ToBytes());
        return RestartByWatchdog(lua);
    }

    // A number as key is no key. It is not converted, because the traversal would lose its place.
    static int PartitionKey(ILuaState lua)
    {
        if (lua.TypeOf(2) != BasicType.String || !lua.TryString(2, out ReadOnlySpan<byte> name))
            return -1;
        int key = Array.IndexOf(_partitionKeys, Encoding.Latin1.GetString(name));
        return key < PartitionKeys(lua.Device) ? key : -1;
    }

    // 5.3 converts only whole numbers. 0xFFFFFFFF means: not given.
    static uint? UnsignedAt(ILuaState lua, int index)
    {
        const double Past64Bits = 9223372036854775808;
        lua.TryNumber(index, out double number);
        bool counts = lua.Target.Version == LuaVersion.Lua51 || number == Math.Floor(number);
        // Casts saturate from .NET 9 on, and not before.
        uint value = !counts ? 0 : number >= Past64Bits ? uint.MaxValue : unchecked((uint)(long)number);
        return value == uint.MaxValue ? null : value;
    }

    /// <summary>What the reference does by an endless loop.</summary>
    static int RestartByWatchdog(ILuaState lua)
    {
        lua.Spend(RestartInstructions);
        throw new RestartRequest(ResetReason.SoftwareWatchdog);
    }

    static int FlashReload(ILuaState lua)
    {
        const string Note = "Warning, deprecated API! node.flashreload. It will be removed soon. "
            + "Use node.LFS interface instead. See documentation for details.\n";
        lua.Device.Console.Write(Encoding.ASCII.GetBytes(Note));
        return Reload(lua);
    }

    /// <summary>Loads an image from a file into the LFS region, and restarts.</summary>
    /// <remarks>Source: lflash.c of 5.1 and lnodemcu.c of 5.3, <c>luaL_lfsreload</c>.</remarks>
    /// <returns>The reason why it is not loaded.</returns>
    static int Reload(ILuaState lua)
    {
        lua.SetCount(1);
        return lua.Target.Version == LuaVersion.Lua51 ? Reload51(lua) : Reload53(lua);
    }

    const string NoRegion = "No LFS partition allocated";

    static int Reload51(ILuaState lua)
    {
        string? refusal = NoRegion;
        if (lua.Device.Lfs.Bytes != 0)
        {
            bool isNamed = lua.TryString(1, out ReadOnlySpan<byte> name);
            refusal = new Reload51(lua).Run(isNamed ? Encoding.Latin1.GetString(name) : null);
            if (refusal is null)
                return RestartByWatchdog(lua);
        }
        lua.SetCount(0);
        lua.PushText(refusal);
        return 1;
    }

    /// <summary>Leaves a request for the next boot. The file is looked for, but not looked at.</summary>
    /// <remarks>It asks the module <c>file</c>, which a program may have made.</remarks>
    static int Reload53(ILuaState lua)
    {
        lua.GetField(ILuaState.GlobalsIndex, "file"u8);
        if (lua.IsNoneOrNil(2))
        {
            lua.PushText("No file system mounted");
            return 1;
        }
        lua.GetField(2, "exists"u8);
        byte[]? name = lua.TryString(1, out ReadOnlySpan<byte> image) ? [.. image, 0] : null;
        if (name is not null)
            lua.PushString(name.AsSpan()[..^1]);
        else
            lua.PushNil();
        lua.Call(1, 1);
        if (name is null || lua.Device.Lfs.Bytes == 0 || !lua.ToBoolean(-1))
        {
            lua.PushText(NoRegion);
            return 1;
        }
        // The next boot reads the file, on the account of this program.
        using (Stream? file = lua.Device.Files.Open(Encoding.Latin1.GetString(name.AsSpan()[..^1])))
            lua.Spend(file?.Length ?? 0);
        // Without room for the request, what is on top is returned.
        return name.Length <= RebootConfig.LargestContent
            && lua.Device.RebootConfig.Write(RebootRecord.LfsImage, name) ? Restart(lua) : 1;
    }
}
