using Lfs.Runtime.Flash;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Modules;

// What the next start does, in the reboot-config records.
static partial class NodeModule
{
    static int StartupCommand(ILuaState lua)
    {
        lua.PushBoolean(StartupSettings.TryWriteCommand(lua.Device.RebootConfig, lua.CheckString(1)));
        return 1;
    }

    static int Startup(ILuaState lua)
    {
        if (lua.Count > 0)
            ChangeStartup(lua);
        StartupSettings settings = lua.Device.Startup;
        lua.PushTable(0, 4);
        if (settings.Command is { } command)
        {
            lua.PushString(command);
            lua.SetField(-2, "command"u8);
        }
        lua.PushBoolean(settings.HasBanner);
        lua.SetField(-2, "banner"u8);
        lua.PushBoolean(settings.DelaysMount);
        lua.SetField(-2, "delay_mount"u8);
        SetNumber(lua, "frequency"u8, settings.IsFast ? Fast : Slow);
        return 1;
    }

    // A table with nothing that could be a setting resets everything.
    static void ChangeStartup(ILuaState lua)
    {
        lua.CheckType(1, BasicType.Table);
        RebootConfig records = lua.Device.RebootConfig;
        bool hasEntries = false;
        bool? banner = null, fast = null, delaysMount = null;
        lua.PushNil();
        while (lua.Next(1))
        {
            int key = lua.Count - 1;
            hasEntries |= lua.IsString(key);
            // A number is not turned into a string: the traversal would lose its place.
            if (lua.TypeOf(key) == BasicType.String && lua.TryString(key, out ReadOnlySpan<byte> name))
            {
                if (name.SequenceEqual("command"u8)
                    && !StartupSettings.TryWriteCommand(records, lua.CheckString(key + 1)))
                {
                    throw lua.Error("failed to set command");
                }
                if (name.SequenceEqual("banner"u8))
                    banner = lua.ToBoolean(key + 1);
                if (name.SequenceEqual("frequency"u8))
                    fast = lua.TryNumber(key + 1, out double frequency) && (long)frequency == Fast;
                if (name.SequenceEqual("delay_mount"u8))
                    delaysMount = lua.ToBoolean(key + 1);
            }
            lua.SetCount(key);
        }
        if (hasEntries)
        {
            lua.Device.Startup.With(banner, fast, delaysMount).WriteFlags(records);
            return;
        }
        records.Delete(RebootRecord.StartOptions);
        records.Delete(RebootRecord.StartCommand);
    }
}
