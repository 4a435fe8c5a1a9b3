using Lfs.Compiler;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

// string.dump.
static partial class StringLib<T>
{
    /// <summary>
    /// <c>string.dump(f [, strip])</c>. A strip of true removes all debug data, false none;
    /// else it is a level from 0 to 2.
    /// </summary>
    /// <remarks>Source: lstrlib.c of NodeMCU, <c>str_dump</c>. If strip is omitted, it
    /// is the level at which code is compiled now.</remarks>
    static int Dump(LuaState<T> lua)
    {
        int strip = 0;
        if (lua.TypeOf(2) == BasicType.Boolean)
            strip = lua.ToBoolean(2) ? (int)DebugLevel.NoLines : (int)DebugLevel.Full;
        else if (lua.IsNoneOrNil(2))
            strip = lua.Introspection.StripDefault(-1);
        else
            strip = LevelAt(lua, 2);
        lua.ArgumentCheck(strip is >= 0 and <= (int)DebugLevel.NoLines, 2, "strip out of range");
        lua.CheckType(1, BasicType.Function);
        byte[]? chunk = lua.Chunks.Dump(1, (DebugLevel)strip, out string? error);
        if (chunk == null)
            throw lua.Error(error!);
        lua.RequireHeapFor(chunk.Length);
        lua.PushString(chunk);
        return 1;
    }

    // As lua_tointeger: 0 if the value is not an integer; 5.1 cuts off a fraction.
    static int LevelAt(LuaState<T> lua, int argument)
    {
        if (T.HasIntegers)
            return lua.TryInteger(argument, out long integer) ? unchecked((int)integer) : 0;
        return lua.TryNumber(argument, out double level) ? (int)LuaState<T>.ToInteger51(level) : 0;
    }
}
