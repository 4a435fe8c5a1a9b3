using System.Text;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Modules;

// What the device is and what it has.
static partial class NodeModule
{
    /// <summary>The maker and size of the flash chip, as the SDK reads them: a Winbond W25Q32.</summary>
    const uint FlashId = 0x4016EF;

    const uint FlashMode = 2;
    const uint FlashSpeed = 40_000_000;
    const string Unspecified = "unspecified";

    // The version of the SDK, which is the firmware's.
    const int Major = 3;
    const int Minor = 0;
    const int Revision = 0;

    static int Heap(ILuaState lua)
    {
        lua.PushInteger(lua.Device.Machine.Heap.BytesFree);
        return 1;
    }

    static int ChipId(ILuaState lua)
    {
        lua.PushInteger(lua.Device.Machine.ChipId);
        return 1;
    }

    static int FlashChipId(ILuaState lua)
    {
        lua.PushInteger(FlashId);
        return 1;
    }

    static int FlashSize(ILuaState lua)
    {
        lua.PushInteger(lua.Device.Machine.Flash.Bytes);
        return 1;
    }

    static int Info(ILuaState lua)
    {
        switch (lua.CheckOption(1, "legacy", ["lfs", "hw", "sw_version", "build_config", "legacy"]))
        {
            case 0:
                PushConfig(lua);
                return 1;
            case 1:
                lua.PushTable(0, 5);
                SetNumber(lua, "chip_id"u8, lua.Device.Machine.ChipId);
                SetNumber(lua, "flash_id"u8, FlashId);
                SetNumber(lua, "flash_size"u8, lua.Device.Machine.Flash.Bytes >> 10);
                SetNumber(lua, "flash_mode"u8, FlashMode);
                SetNumber(lua, "flash_speed"u8, FlashSpeed);
                return 1;
            case 2:
                lua.PushTable(0, 7);
                SetNumber(lua, "node_version_major"u8, Major);
                SetNumber(lua, "node_version_minor"u8, Minor);
                SetNumber(lua, "node_version_revision"u8, Revision);
                SetText(lua, "git_branch"u8, Unspecified);
                SetText(lua, "git_commit_id"u8, Unspecified);
                SetText(lua, "git_release"u8, Unspecified);
                SetText(lua, "git_commit_dts"u8, Unspecified);
                return 1;
            case 3:
                PushBuild(lua);
                return 1;
            default:
                Deprecated(lua, "node.info() without parameter", "in the next version");
                ReadOnlySpan<uint> legacy =
                    [Major, Minor, Revision, lua.Device.Machine.ChipId, FlashId,
                        lua.Device.Machine.Flash.Bytes >> 10, FlashMode, FlashSpeed];
                foreach (uint value in legacy)
                    lua.PushInteger(value);
                return legacy.Length;
        }
    }

    static void PushBuild(ILuaState lua)
    {
        lua.PushTable(0, 4);
        lua.PushBoolean(false);
        lua.SetField(-2, "ssl"u8);
        SetNumber(lua, "lfs_size"u8, lua.Device.Lfs.Bytes);
        SetText(lua, "modules"u8, string.Join(',', lua.Device.Modules.Select(module => module.Name)));
        LuaTarget target = lua.Target;
        SetText(lua, "number_type"u8, target == LuaTarget.Lua51Int ? "integer"
            : target == LuaTarget.Lua53Long ? "double" : "float");
    }

    // platform_print_deprecation_note.
    static void Deprecated(ILuaState lua, string what, string when) => lua.Device.Console.Write(
        Encoding.ASCII.GetBytes($"Warning, deprecated API! {what}. It will be removed {when}. "
            + "See documentation for details.\n"));

    static void SetNumber(ILuaState lua, ReadOnlySpan<byte> name, long value)
    {
        lua.PushInteger(value);
        lua.SetField(-2, name);
    }

    static void SetText(ILuaState lua, ReadOnlySpan<byte> name, string value)
    {
        lua.PushText(value);
        lua.SetField(-2, name);
    }
}
