using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>The library <c>coroutine</c>. The switching itself is in the VM's <c>Coroutines</c>.</summary>
/// <remarks>Source: lbaselib.c of 5.1, lcorolib.c of 5.3.</remarks>
static class CoroutineLib<T> where T : unmanaged, ITarget<T>
{
    /// <summary>Functions that are reached only through closures.</summary>
    public static IEnumerable<HostFunction<T>> Closures => [WrapStep];

    /// <summary>The table <c>coroutine</c>.</summary>
    public static RoDefinition<T> Table { get; } = new("coroutine", T.Pick<RoEntry<T>[]>(
        [
            new("create", Create), new("resume", Resume), new("running", Running), new("status", Status),
            new("wrap", Wrap), new("yield", Yield),
        ],
        [
            new("create", Create), new("resume", Resume), new("running", Running), new("status", Status),
            new("wrap", Wrap), new("yield", Yield), new("isyieldable", IsYieldable),
        ]));

    // luaB_cocreate.
    static int Create(LuaState<T> lua)
    {
        if (T.Is53)
            lua.CheckType(1, BasicType.Function);
        else
            lua.ArgumentCheck(
                lua.TypeOf(1) == BasicType.Function && !lua.IsHostFunction(1), 1, "Lua function expected");
        uint thread = lua.PushThread();
        lua.PushValue(1);
        lua.MoveTo(thread, 1);
        return 1;
    }

    // luaB_cowrap.
    static int Wrap(LuaState<T> lua)
    {
        Create(lua);
        lua.PushClosure(WrapStep, 1);
        return 1;
    }

    // getco of 5.3.
    static uint CheckThread(LuaState<T> lua)
    {
        uint thread = lua.ToThread(1);
        if (thread == 0)
            throw lua.ArgumentError(1, T.Pick("coroutine expected", "thread expected"));
        return thread;
    }

    // luaB_coresume.
    static int Resume(LuaState<T> lua)
    {
        uint thread = CheckThread(lua);
        int results = lua.Resume(thread, lua.Count - 1);
        if (results < 0)
        {
            lua.PushBoolean(false);
            lua.Insert(-2);
            return 2;
        }
        lua.PushBoolean(true);
        lua.Insert(-(results + 1));
        return results + 1;
    }

    // luaB_auxwrap.
    static int WrapStep(LuaState<T> lua)
    {
        // debug.setupvalue can replace the upvalue by any value.
        uint thread = lua.ToThread(LuaState<T>.UpvalueIndex(1));
        if (thread == 0)
            throw lua.ArgumentError(1, "coroutine expected");
        int results = lua.Resume(thread, lua.Count);
        if (results >= 0)
            return results;
        if (lua.TypeOf(-1) == BasicType.String || (T.LocatesNumbers && lua.IsString(-1)))
        {
            lua.PushWhere(1);
            lua.Insert(-2);
            lua.Concat(2);
        }
        return lua.RaiseOnTop();
    }

    static int Yield(LuaState<T> lua) => lua.Yield();

    // luaB_corunning.
    static int Running(LuaState<T> lua)
    {
        bool isMain = lua.PushRunningThread();
        if (T.Is53)
        {
            lua.PushBoolean(isMain);
            return 2;
        }
        if (isMain)
            lua.PushNil();
        return 1;
    }

    // luaB_yieldable.
    static int IsYieldable(LuaState<T> lua)
    {
        lua.PushBoolean(lua.IsYieldable);
        return 1;
    }

    // luaB_costatus.
    static int Status(LuaState<T> lua)
    {
        lua.PushText(lua.StatusOf(CheckThread(lua)));
        return 1;
    }
}
