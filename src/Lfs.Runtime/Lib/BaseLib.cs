using Lfs.Compiler.Bytecode;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>The basic functions, which are globals.</summary>
/// <remarks>Source: lbaselib.c of both versions.</remarks>
static class BaseLib<T> where T : unmanaged, ITarget<T>
{
    /// <summary>Functions that are reached only through closures in RAM.</summary>
    public static IEnumerable<HostFunction<T>> Closures => [Pairs51, Ipairs51, IpairsStep, Next, NewProxy];

    /// <summary>The entries of the ROM table that holds the globals.</summary>
    public static IReadOnlyList<RoEntry<T>> Entries { get; } = T.Pick<RoEntry<T>[]>(
        [
            new("assert", Assert51), new("collectgarbage", CollectGarbage), new("dofile", DoFile),
            new("error", Error), new("gcinfo", GcInfo), new("getfenv", GetFEnv),
            new("getmetatable", GetMetatable), new("loadfile", LoadFile), new("load", Load51),
            new("loadstring", LoadString), new("next", Next), new("pcall", PCall), new("print", Print),
            new("rawequal", RawEqual), new("rawget", RawGet), new("rawset", RawSet), new("select", Select),
            new("setfenv", SetFEnv), new("setmetatable", SetMetatable), new("tonumber", ToNumber51),
            new("tostring", ToString), new("type", Type), new("unpack", Unpack51), new("xpcall", XPCall51),
        ],
        [
            new("assert", Assert53), new("collectgarbage", CollectGarbage), new("dofile", DoFile),
            new("error", Error), new("getmetatable", GetMetatable), new("ipairs", Ipairs53),
            new("loadfile", LoadFile), new("load", Load53), new("loadstring", Load53), new("next", Next),
            new("pairs", Pairs53), new("pcall", PCall), new("print", Print), new("rawequal", RawEqual),
            new("rawlen", RawLen), new("rawget", RawGet), new("rawset", RawSet), new("select", Select),
            new("setmetatable", SetMetatable), new("tonumber", BaseLib53<T>.ToNumber),
                new("tostring", ToString),
            new("type", Type), new("unpack", BaseLib53<T>.Unpack), new("xpcall", XPCall53),
        ]);

    /// <summary>Sets up <c>_G</c>, a table in RAM that looks up missing names in ROM.</summary>
    public static int Open(LuaState<T> lua)
    {
        if (T.Is53)
            return BaseLib53<T>.Open(lua);
        lua.PushValue(ILuaState.GlobalsIndex);
        lua.SetField(ILuaState.GlobalsIndex, "_G"u8);
        lua.PushString("Lua 5.1"u8);
        lua.SetField(ILuaState.GlobalsIndex, "_VERSION"u8);
        lua.PushLightFunction(IpairsStep);
        lua.PushClosure(Ipairs51, 1);
        lua.SetField(ILuaState.GlobalsIndex, "ipairs"u8);
        lua.PushLightFunction(Next);
        lua.PushClosure(Pairs51, 1);
        lua.SetField(ILuaState.GlobalsIndex, "pairs"u8);
        // newproxy records the metatables that it made in a weak table, which is its own metatable.
        lua.PushTable(0, 1);
        lua.PushString("kv"u8);
        lua.SetField(-2, "__mode"u8);
        lua.PushValue(-1);
        lua.SetMetatable(-2);
        lua.PushClosure(NewProxy, 1);
        lua.SetField(ILuaState.GlobalsIndex, "newproxy"u8);
        lua.PushFirmwareRoot();
        lua.SetField(ILuaState.GlobalsIndex, "__index"u8);
        lua.PushValue(ILuaState.GlobalsIndex);
        lua.SetMetatable(ILuaState.GlobalsIndex);
        return 0;
    }

    // luaB_assert.
    static int Assert51(LuaState<T> lua)
    {
        lua.CheckAny(1);
        if (lua.ToBoolean(1))
            return lua.Count;
        string message = lua.TextOf(Introspection<T>.UpToNul(lua.OptString(2, "assertion failed!"u8)));
        return lua.RaiseError($"{message}");
    }

    // luaB_assert of 5.3, where the message can be any value.
    static int Assert53(LuaState<T> lua)
    {
        if (lua.ToBoolean(1))
            return lua.Count;
        lua.CheckAny(1);
        lua.Remove(1);
        lua.PushString("assertion failed!"u8);
        lua.SetCount(1);
        return RaiseTop(lua, 1);
    }

    /// <summary>Raises the value on top. A string is prefixed with the position of a level.</summary>
    static int Error(LuaState<T> lua)
    {
        int level = lua.OptInt(2, 1);
        lua.SetCount(1);
        if (lua.TypeOf(1) == BasicType.String || (T.LocatesNumbers && lua.IsString(1)))
            return RaiseTop(lua, level);
        return lua.RaiseOnTop();
    }

    static int RaiseTop(LuaState<T> lua, int level)
    {
        if (level <= 0 || !lua.IsString(1))
            return lua.RaiseOnTop();
        lua.PushWhere(level);
        lua.PushValue(1);
        lua.Concat(2);
        return lua.RaiseOnTop();
    }

    static int CollectGarbage(LuaState<T> lua) =>
        T.Is53 ? BaseLib53<T>.CollectGarbage(lua) : CollectGarbage51(lua);

    // luaB_collectgarbage.
    static int CollectGarbage51(LuaState<T> lua)
    {
        ReadOnlySpan<string> options =
            ["stop", "restart", "collect", "count", "step", "setpause", "setstepmul", "setmemlimit",
                "getmemlimit"];
        int option = lua.CheckOption(1, "collect", options);
        int argument = lua.OptInt(2, 0);
        switch (options[option])
        {
            case "count":
                lua.PushNumber(lua.CountKilobytes());
                return 1;
            case "step":
                lua.PushBoolean(lua.CollectStep(argument));
                return 1;
            default:
                lua.PushNumber(lua.Collect51(options[option], argument));
                return 1;
        }
    }

    // luaB_gcinfo, which is obsolete: the memory in use, in KB.
    static int GcInfo(LuaState<T> lua)
    {
        lua.PushInteger(lua.BytesInUse >> 10);
        return 1;
    }

    // luaB_getmetatable. The field __metatable hides the metatable.
    static int GetMetatable(LuaState<T> lua)
    {
        lua.CheckAny(1);
        if (!lua.GetMetatable(1))
        {
            lua.PushNil();
            return 1;
        }
        lua.GetMetaField(1, "__metatable");
        return 1;
    }

    // luaB_setmetatable.
    static int SetMetatable(LuaState<T> lua)
    {
        BasicType type = lua.TypeOf(2);
        lua.CheckTable(1);
        lua.ArgumentCheck(type is BasicType.Nil or BasicType.Table, 2, "nil or table expected");
        if (lua.GetMetaField(1, "__metatable"))
            throw lua.Error("cannot change a protected metatable");
        lua.SetCount(2);
        lua.SetMetatable(1);
        return 1;
    }

    // luaB_getfenv.
    static int GetFEnv(LuaState<T> lua)
    {
        PushFunctionOrLevel(lua, optional: true);
        lua.PushEnvironment(-1);
        return 1;
    }

    // luaB_setfenv.
    static int SetFEnv(LuaState<T> lua)
    {
        lua.CheckTable(2);
        PushFunctionOrLevel(lua, optional: false);
        lua.PushValue(2);
        if (lua.TypeOf(1) == BasicType.Number && lua.CheckNumber(1) == 0)
        {
            lua.SetThreadEnvironment();
            return 0;
        }
        if (lua.IsHostFunction(-2) || !lua.SetEnvironment(-2))
            throw lua.Error("'setfenv' cannot change environment of given object");
        return 1;
    }

    /// <summary>Pushes the function in argument 1, or the one at that level: <c>getfunc</c>.</summary>
    static void PushFunctionOrLevel(LuaState<T> lua, bool optional)
    {
        if (lua.TypeOf(1) == BasicType.Function)
        {
            lua.PushValue(1);
            return;
        }
        int level = optional ? lua.OptInt(1, 1) : lua.CheckInt(1);
        lua.ArgumentCheck(level >= 0, 1, "level must be non-negative");
        if (!lua.Introspection.FindActivation(0, level, out Activation at, named: false))
            throw lua.ArgumentError(1, "invalid level");
        if (at.Function == 0)
            throw lua.Error("no function environment for tail call at level " + LuaState<T>.Decimal(level));
        lua.PushFunctionOf(at);
    }

    /// <summary>Loads a chunk, and pushes its function, or nil and a message.</summary>
    static int LoadChunk(LuaState<T> lua, byte[] chunk, ReadOnlySpan<byte> name)
    {
        if (lua.Chunks.Load(chunk, name) == LuaStatus.Ok)
            return 1;
        lua.PushNil();
        lua.Insert(-2);
        return 2;
    }

    // luaB_loadstring.
    static int LoadString(LuaState<T> lua)
    {
        ReadOnlySpan<byte> text = lua.CheckString(1);
        return LoadChunk(lua, lua.Chunks.CopyOfChunk(text), lua.OptString(2, text));
    }

    // luaB_load.
    static int Load51(LuaState<T> lua)
    {
        ReadOnlySpan<byte> name = lua.OptString(2, "=(load)"u8);
        lua.CheckType(1, BasicType.Function);
        lua.SetCount(3);
        if (PieceReader<T>.Load(lua, name, "bt"u8) == LuaStatus.Ok)
            return 1;
        lua.PushNil();
        lua.Insert(-2);
        return 2;
    }

    static int Load53(LuaState<T> lua) => BaseLib53<T>.Load(lua);

    // luaB_loadfile.
    static int LoadFile(LuaState<T> lua)
    {
        if (T.Is53)
            return BaseLib53<T>.LoadFile(lua);
        if (lua.LoadFile(CheckFileName(lua)) == LuaStatus.Ok)
            return 1;
        lua.PushNil();
        lua.Insert(-2);
        return 2;
    }

    // lauxlib.c, luaL_loadfile: a device has no standard input to load from.
    internal static ReadOnlySpan<byte> CheckFileName(LuaState<T> lua)
    {
        ReadOnlySpan<byte> name = lua.OptString(1, default);
        return lua.IsNoneOrNil(1) ? throw lua.Error("filename is NULL") : name;
    }

    // luaB_dofile.
    static int DoFile(LuaState<T> lua)
    {
        int before = lua.Count;
        if (lua.LoadFile(CheckFileName(lua)) != LuaStatus.Ok)
            throw lua.ErrorOnTop();
        lua.Call(0, -1);
        return lua.Count - before;
    }

    // luaB_next.
    internal static int Next(LuaState<T> lua)
    {
        lua.CheckTable(1);
        lua.SetCount(2);
        if (lua.Next(1))
            return 2;
        lua.PushNil();
        return 1;
    }

    // luaB_pairs.
    static int Pairs51(LuaState<T> lua)
    {
        lua.CheckTable(1);
        lua.PushValue(LuaState<T>.UpvalueIndex(1));
        lua.PushValue(1);
        lua.PushNil();
        return 3;
    }

    // luaB_pairs of 5.3, which calls __pairs.
    static int Pairs53(LuaState<T> lua)
    {
        lua.CheckAny(1);
        if (lua.GetMetaField(1, "__pairs"))
        {
            lua.PushValue(1);
            lua.Call(1, 3);
            return 3;
        }
        lua.PushLightFunction(Next);
        lua.PushValue(1);
        lua.PushNil();
        return 3;
    }

    // luaB_ipairs.
    static int Ipairs51(LuaState<T> lua)
    {
        lua.CheckTable(1);
        lua.PushValue(LuaState<T>.UpvalueIndex(1));
        lua.PushValue(1);
        lua.PushInteger(0);
        return 3;
    }

    // ipairs of 5.3.
    static int Ipairs53(LuaState<T> lua)
    {
        lua.CheckAny(1);
        lua.PushLightFunction(IpairsStep);
        lua.PushValue(1);
        lua.PushInteger(0);
        return 3;
    }

    // ipairsaux.
    static int IpairsStep(LuaState<T> lua)
    {
        long i = lua.CheckInteger(2) + 1;
        if (!T.TablesHaveMethods)
            lua.CheckTable(1);
        lua.PushInteger(i);
        if (T.TablesHaveMethods)
            lua.GetInt(1, i);
        else
            lua.RawGetInt(1, i);
        return lua.IsNoneOrNil(-1) ? T.Pick(0, 1) : 2;
    }

    // luaB_pcall. The interpreter runs the call itself, so no .NET frame lies between.
    static int PCall(LuaState<T> lua)
    {
        lua.CheckAny(1);
        return HostResult.ProtectedCall;
    }

    // luaB_xpcall.
    static int XPCall51(LuaState<T> lua)
    {
        lua.CheckAny(2);
        lua.SetCount(2);
        lua.Insert(1);       // The handler goes under the function.
        return HostResult.HandledCall;
    }

    // luaB_xpcall of 5.3, which passes arguments.
    static int XPCall53(LuaState<T> lua)
    {
        lua.CheckType(2, BasicType.Function);
        lua.PushValue(1);
        lua.PushValue(2);
        lua.Replace(1);
        lua.Replace(2);
        return HostResult.HandledCall;
    }

    // luaB_print.
    static int Print(LuaState<T> lua)
    {
        const int ItemInstructions = 4;
        int count = lua.Count;
        lua.GetField(ILuaState.GlobalsIndex, "tostring"u8);
        for (int i = 1; i <= count; i++)
        {
            lua.PushValue(-1);
            lua.PushValue(i);
            lua.Call(1, 1);
            if (!lua.TryString(-1, out ReadOnlySpan<byte> text))
                throw lua.Error("'tostring' must return a string to 'print'");
            if (i > 1)
                lua.WriteOutput("\t"u8);
            // 5.1 passes a C string to the UART, so the text ends at a zero byte.
            int end = T.TextEndsAtZero ? text.IndexOf((byte)0) : -1;
            lua.WriteOutput(end < 0 ? text : text[..end]);
            lua.Spend(ItemInstructions + (text.Length >> 4));
            lua.Pop(1);
        }
        lua.WriteOutput("\n"u8);
        return 0;
    }

    // luaB_rawequal.
    static int RawEqual(LuaState<T> lua)
    {
        lua.CheckAny(1);
        lua.CheckAny(2);
        lua.PushBoolean(lua.RawEqual(1, 2));
        return 1;
    }

    // luaB_rawlen.
    static int RawLen(LuaState<T> lua)
    {
        lua.ArgumentCheck(
            lua.TypeOf(1) is BasicType.Table or BasicType.String, 1, "table or string expected");
        lua.PushInteger(lua.RawLength(1));
        return 1;
    }

    // luaB_rawget.
    static int RawGet(LuaState<T> lua)
    {
        lua.CheckTable(1);
        lua.CheckAny(2);
        lua.SetCount(2);
        lua.RawGet(1);
        return 1;
    }

    // luaB_rawset.
    static int RawSet(LuaState<T> lua)
    {
        lua.CheckTable(1);
        lua.CheckAny(2);
        lua.CheckAny(3);
        lua.SetCount(3);
        lua.RawSet(1);
        return 1;
    }

    // luaB_select.
    static int Select(LuaState<T> lua)
    {
        int count = lua.Count;
        if (lua.TypeOf(1) == BasicType.String && lua.CheckString(1).StartsWith("#"u8))
        {
            lua.PushInteger(count - 1);
            return 1;
        }
        long i = lua.CheckInteger(1);
        if (i < 0)
            i += count;
        else if (i > count)
            i = count;
        lua.ArgumentCheck(i >= 1, 1, "index out of range");
        return count - (int)i;
    }

    // luaB_tonumber.
    static int ToNumber51(LuaState<T> lua)
    {
        int radix = lua.OptInt(2, 10);
        if (radix == 10)
        {
            lua.CheckAny(1);
            if (lua.TryNumber(1, out double number))
                lua.PushNumber(number);
            else
                lua.PushNil();
            return 1;
        }
        ReadOnlySpan<byte> text = lua.CheckString(1);
        lua.ArgumentCheck(radix is >= 2 and <= 36, 2, "base out of range");
        lua.Spend(text.Length >> 1);
        if (NumberText.TryParseRadix51(text, radix, out uint value))
            lua.PushNumber(value);
        else
            lua.PushNil();
        return 1;
    }

    // luaB_tostring.
    internal static int ToString(LuaState<T> lua)
    {
        lua.CheckAny(1);
        lua.PushAsText(1);
        return 1;
    }

    // luaB_type.
    static int Type(LuaState<T> lua)
    {
        lua.CheckAny(1);
        lua.PushTypeName(1);
        return 1;
    }

    // luaB_unpack.
    static int Unpack51(LuaState<T> lua)
    {
        lua.CheckTable(1);
        int first = lua.OptInt(2, 1);
        int last = lua.IsNoneOrNil(3) ? (int)lua.RawLength(1) : lua.CheckInt(3);
        if (first > last)
            return 0;
        long count = (long)last - first + 1;
        if (count > int.MaxValue || !lua.TryEnsureStack((int)count))
            throw lua.Error("too many results to unpack");
        lua.Spend(count);
        for (int i = first; ; i++)
        {
            lua.RawGetInt(1, i);
            if (i == last)
                return (int)count;
        }
    }

    // luaB_newproxy.
    static int NewProxy(LuaState<T> lua)
    {
        lua.SetCount(1);
        lua.PushUserdata(0);
        if (!lua.ToBoolean(1))
            return 1;
        if (lua.TypeOf(1) == BasicType.Boolean)
        {
            lua.PushTable();
            lua.PushValue(-1);
            lua.PushBoolean(true);
            lua.RawSet(LuaState<T>.UpvalueIndex(1));
        }
        else
        {
            bool valid = false;
            if (lua.GetMetatable(1))
            {
                lua.RawGet(LuaState<T>.UpvalueIndex(1));
                valid = lua.ToBoolean(-1);
                lua.Pop(1);
            }
            lua.ArgumentCheck(valid, 1, "boolean or proxy expected");
            lua.GetMetatable(1);
        }
        lua.SetMetatable(2);
        return 1;
    }
}
