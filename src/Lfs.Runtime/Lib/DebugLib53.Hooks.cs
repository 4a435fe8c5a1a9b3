using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

// debug.sethook and debug.gethook. Source: ldblib.c of 5.3, db_sethook, db_gethook and hookf.
static partial class DebugLib53<T>
{
    static int SetHook(LuaState<T> lua)
    {
        uint thread = ThreadArgument(lua, out int shift);
        HookEvents events = HookEvents.None;
        int count = 0;
        if (lua.IsNoneOrNil(shift + 1))
        {
            lua.SetCount(shift + 1);
        }
        else
        {
            ReadOnlySpan<byte> mask = lua.CheckString(shift + 2);
            lua.CheckType(shift + 1, BasicType.Function);
            count = lua.OptInt(shift + 3, 0);
            events = (mask.Contains((byte)'c') ? HookEvents.Call : 0)
                | (mask.Contains((byte)'r') ? HookEvents.Return : 0)
                | (mask.Contains((byte)'l') ? HookEvents.Line : 0)
                | (count > 0 ? HookEvents.Count : 0);
        }
        if (!lua.Introspection.PushHookTable())
            lua.Introspection.PushNewHookTable();
        lua.Introspection.PushThreadOf(thread);
        lua.PushValue(shift + 1);
        lua.RawSet(-3);
        lua.Introspection.SetHook(thread, events, count);
        return 0;
    }

    static int GetHook(LuaState<T> lua)
    {
        uint thread = ThreadArgument(lua, out _);
        HookEvents events = lua.Introspection.EventsOf(thread);
        if (events == HookEvents.None || !lua.Introspection.PushHookTable())
        {
            lua.PushNil();
        }
        else
        {
            lua.Introspection.PushThreadOf(thread);
            lua.RawGet(-2);
            lua.Remove(-2);
        }
        lua.PushText((events.HasFlag(HookEvents.Call) ? "c" : "")
            + (events.HasFlag(HookEvents.Return) ? "r" : "")
            + (events.HasFlag(HookEvents.Line) ? "l" : ""));
        lua.PushInteger(lua.Introspection.HookCountOf(thread));
        return 3;
    }
}
