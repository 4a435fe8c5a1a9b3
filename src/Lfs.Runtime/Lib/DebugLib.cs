using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>
/// The part of <c>debug</c> in NodeMCU's default 5.1 build.
/// <see cref="DebugLib53{T}"/> adds the rest for 5.3.
/// </summary>
/// <remarks>Source: ldblib.c; LUA_USE_BUILTIN_DEBUG_MINIMAL.</remarks>
static class DebugLib<T> where T : unmanaged, ITarget<T>
{
    /// <summary>The table <c>debug</c>.</summary>
    public static RoDefinition<T> Table { get; } = new("debug",
        T.Is53 ? DebugLib53<T>.Entries(Minimal) : [.. Minimal]);

    static RoEntry<T>[] Minimal =>
        [new("getregistry", GetRegistry), new("getstrings", GetStrings), new("traceback", GetTraceback)];

    // ldblib.c, db_getregistry.
    static int GetRegistry(LuaState<T> lua)
    {
        lua.PushValue(ILuaState.RegistryIndex);
        return 1;
    }

    // ldblib.c of NodeMCU, db_getstrings.
    static int GetStrings(LuaState<T> lua)
    {
        bool inRom = lua.CheckOption(1, "RAM", ["RAM", "ROM"]) == 1;
        if (!lua.PushStrings(inRom))
        {
            lua.PushNil();
            return 1;
        }
        lua.GetField(ILuaState.GlobalsIndex, "table"u8);
        if (lua.IsTable(-1))
        {
            lua.GetField(-1, "sort"u8);
            if (!T.Is53)
                lua.Remove(-2);
            lua.PushValue(T.Pick(-2, -3));
            lua.Call(1, 0);
            if (T.Is53)
                lua.Pop(1);
        }
        return 1;
    }

    static int GetTraceback(LuaState<T> lua)
    {
        bool other = lua.TypeOf(1) == BasicType.Thread;
        int shift = other ? 1 : 0;
        uint thread = other ? lua.AddressAt(1) : 0;
        int level = other && !lua.IsRunning(thread) ? 0 : 1;
        return T.Is53
            ? GetTraceback53(lua, thread, shift + 1, level)
            : GetTraceback51(lua, thread, shift, level);
    }

    // ldblib.c of 5.3, db_traceback.
    static int GetTraceback53(LuaState<T> lua, uint thread, int message, int level)
    {
        bool hasMessage = !lua.IsNoneOrNil(message);
        if (hasMessage && !lua.IsString(message))
        {
            lua.PushValue(message);
            return 1;
        }
        level = lua.OptInt(message + 1, level);
        int below = lua.Count;
        if (hasMessage)
            lua.PushFormat($"{lua.TextOf(Introspection<T>.UpToNul(lua.CheckString(message)))}\n");
        const int Room = 10;
        lua.EnsureStack(Room, "");
        Traceback<T>.Write(new StackTraceback<T>(lua, below), lua, thread, level);
        return 1;
    }

    /// <summary>
    /// The traceback is concatenated to all arguments, so extra arguments
    /// show up in it, or raise an error if they are not text.
    /// </summary>
    /// <remarks>Source: ldblib.c of 5.1, <c>debug_errorfb</c>.</remarks>
    static int GetTraceback51(LuaState<T> lua, uint thread, int shift, int level)
    {
        if (lua.TryNumber(shift + 2, out double given))
        {
            level = CheckLevel(lua, given);
            lua.Pop(1);
        }
        bool hasMessage = lua.Count > shift;
        if (hasMessage && !lua.IsString(shift + 1))
            return 1;
        lua.PushString(hasMessage ? "\n"u8 : default);
        Traceback<T>.Write(new StackTraceback<T>(lua, shift), lua, thread, level);
        return 1;
    }

    static int CheckLevel(LuaState<T> lua, double given)
    {
        int level = (int)LuaState<T>.ToInteger51(given);
        // In 5.1 each level below 0 adds a line too. Two billion of them would not fit any heap.
        if (level < -(long)lua.Device.Machine.Heap.BytesFree)
            throw new LuaError(LuaStatus.MemoryError);
        lua.Spend(Math.Max(0, -(long)level));
        return level;
    }
}
