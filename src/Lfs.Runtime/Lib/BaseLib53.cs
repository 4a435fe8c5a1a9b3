using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>The basic functions whose 5.3 form differs from 5.1.</summary>
/// <remarks>Source: lbaselib.c of 5.3.</remarks>
static class BaseLib53<T> where T : unmanaged, ITarget<T>
{
    /// <summary>Sets up the globals: a table in RAM whose metatable looks up missing names in ROM.</summary>
    public static int Open(LuaState<T> lua)
    {
        lua.PushValue(ILuaState.GlobalsIndex);
        lua.PushString("Lua 5.3"u8);
        lua.SetField(-2, "_VERSION"u8);
        lua.PushTable(0, 1);
        lua.PushFirmwareRoot();
        lua.SetField(-2, "__index"u8);
        lua.SetMetatable(-2);
        return 1;
    }

    /// <summary>Pushes the registry's table of loaded modules, which is created if it is missing.</summary>
    internal static void PushLoaded(LuaState<T> lua) => PushRegistryTable(lua, "_LOADED"u8);

    /// <summary>
    /// Pushes a table of the registry, which is created if it is missing (lauxlib.c, luaL_getsubtable). A
    /// program reaches the registry by <c>debug.getregistry</c> and may have stored anything there.
    /// </summary>
    internal static void PushRegistryTable(LuaState<T> lua, ReadOnlySpan<byte> name)
    {
        lua.RawGetField(ILuaState.RegistryIndex, name);
        if (lua.IsTable(-1) && !lua.IsRoTable(-1))
            return;
        lua.Pop(1);
        lua.PushTable();
        lua.PushValue(-1);
        lua.RawSetField(ILuaState.RegistryIndex, name);
    }

    // lbaselib.c, luaB_tonumber.
    public static int ToNumber(LuaState<T> lua)
    {
        if (lua.IsNoneOrNil(2))
        {
            lua.CheckAny(1);
            if (lua.TypeOf(1) == BasicType.Number)
                lua.PushValue(1);
            else if (lua.TypeOf(1) != BasicType.String || !lua.PushNumberFrom(lua.CheckString(1)))
                lua.PushNil();
            return 1;
        }
        long radix = lua.CheckInteger(2);
        lua.CheckType(1, BasicType.String);
        lua.ArgumentCheck(radix is >= 2 and <= 36, 2, "base out of range");
        if (TryRadix(lua, lua.CheckString(1), (int)radix, out long value))
            lua.PushInteger(value);
        else
            lua.PushNil();
        return 1;
    }

    // lbaselib.c, l_str2int. The value wraps on overflow.
    static bool TryRadix(LuaState<T> lua, ReadOnlySpan<byte> text, int radix, out long value)
    {
        value = 0;
        lua.Spend(text.Length >> 1);
        text = text.Trim(" \t\n\v\f\r"u8);
        bool negative = text.StartsWith("-"u8);
        if (negative || text.StartsWith("+"u8))
            text = text[1..];
        foreach (byte c in text)
        {
            int digit = c is >= (byte)'0' and <= (byte)'9' ? c - '0'
                : (c | 0x20) is >= 'a' and <= 'z' ? (c | 0x20) - 'a' + 10 : 99;
            if (digit >= radix)
                return false;
            value = unchecked(value * radix + digit);
        }
        if (negative)
            value = unchecked(-value);
        return text.Length > 0;
    }

    // lbaselib.c, luaB_collectgarbage.
    public static int CollectGarbage(LuaState<T> lua)
    {
        ReadOnlySpan<string> options =
            [
                "stop", "restart", "collect", "count", "step", "setpause", "setstepmul", "setmemlimit",
                    "isrunning",
            ];
        string option = options[lua.CheckOption(1, "collect", options)];
        int argument = lua.OptInt(2, 0);
        switch (option)
        {
            case "count":
                lua.PushNumber(lua.CountKilobytes());
                return 1;
            case "step":
                lua.PushBoolean(lua.CollectStep(argument));
                return 1;
            case "isrunning":
                lua.PushBoolean(lua.Gc.IsCollectorOn);
                return 1;
            default:
                lua.PushInteger(lua.Gc.Collect53(option, argument));
                return 1;
        }
    }

    // lbaselib.c, luaB_load.
    public static int Load(LuaState<T> lua)
    {
        bool isText = lua.IsString(1);
        ReadOnlySpan<byte> text = isText ? lua.CheckString(1) : default;
        ReadOnlySpan<byte> mode = lua.OptString(3, "bt"u8);
        bool hasEnvironment = lua.TypeOf(4) != BasicType.None;
        ReadOnlySpan<byte> name = lua.OptString(2, isText ? text : "=(load)"u8);
        LuaStatus status;
        if (isText)
        {
            byte[] chunk = lua.Chunks.CopyOfChunk(text);
            status = RefusesMode(lua, chunk, mode) ? LuaStatus.SyntaxError : lua.Chunks.Load(chunk, name);
        }
        else
        {
            lua.CheckType(1, BasicType.Function);
            lua.SetCount(5);
            status = PieceReader<T>.Load(lua, name, mode);
        }
        return Finish(lua, status, hasEnvironment ? 4 : 0);
    }

    // lbaselib.c, luaB_loadfile.
    public static int LoadFile(LuaState<T> lua)
    {
        lua.OptString(1, default);
        ReadOnlySpan<byte> mode = lua.OptString(2, "bt"u8);
        bool hasEnvironment = lua.TypeOf(3) != BasicType.None;
        ReadOnlySpan<byte> name = BaseLib<T>.CheckFileName(lua);
        LuaStatus status = lua.Device.Files.TryRead(lua.TextOf(name), out byte[]? chunk)
            && RefusesMode(lua, chunk, mode)
            ? LuaStatus.SyntaxError
            : lua.LoadFile(name);
        return Finish(lua, status, hasEnvironment ? 3 : 0);
    }

    /// <summary>Pushes a message and returns true if the mode does not allow this kind of chunk (ldo.c,
    /// checkmode).</summary>
    internal static bool RefusesMode(LuaState<T> lua, byte[] chunk, ReadOnlySpan<byte> mode)
    {
        bool isBinary = chunk.Length > 0 && chunk[0] == Chunks<T>.BinaryMark;
        if (Introspection<T>.UpToNul(mode).Contains((byte)(isBinary ? 'b' : 't')))
            return false;
        string kind = isBinary ? "binary" : "text";
        lua.PushText($"attempt to load a {kind} chunk (mode is '{lua.TextOf(mode)}')");
        return true;
    }

    /// <summary>Calls <c>table.unpack</c>, whose name then appears in errors.</summary>
    public static int Unpack(LuaState<T> lua)
    {
        int count = lua.Count;
        lua.GetField(ILuaState.GlobalsIndex, "table"u8);
        lua.GetField(-1, "unpack"u8);
        lua.Insert(1);
        lua.Pop(1);
        lua.Call(count, -1);
        return lua.Count;
    }

    // lbaselib.c, load_aux: sets the environment if one is given.
    static int Finish(LuaState<T> lua, LuaStatus status, int environment)
    {
        if (status != LuaStatus.Ok)
            return NilAndMessage(lua);
        if (environment != 0)
        {
            lua.PushValue(environment);
            lua.SetEnvironment53(-2);
        }
        return 1;
    }

    static int NilAndMessage(LuaState<T> lua)
    {
        lua.PushNil();
        lua.Insert(-2);
        return 2;
    }
}
