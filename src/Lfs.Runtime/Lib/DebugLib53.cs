using System.Buffers;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

// The firmware of 5.1 has three functions; that of 5.3 has the whole library except debug.debug. Locals have
// names only if the debug level kept them. Each function does the work of db_... in ldblib.c.
static partial class DebugLib53<T> where T : unmanaged, ITarget<T>
{
    /// <summary>The whole library: what 5.3 adds to the functions of 5.1, and these among it.</summary>
    /// <remarks>The order is that of the reference, which a traversal shows. Source: ldblib.c of 5.3,
    /// <c>dblib</c>.</remarks>
    public static RoEntry<T>[] Entries(RoEntry<T>[] of51) =>
        [
            new("getuservalue", GetUserValue), new("gethook", GetHook), new("getinfo", GetInfo),
            new("getlocal", GetLocal), .. of51[..^1], new("getmetatable", GetMetatable),
            new("getupvalue", GetUpvalue), new("upvaluejoin", UpvalueJoin), new("upvalueid", UpvalueId),
            new("setuservalue", SetUserValue), new("sethook", SetHook), new("setlocal", SetLocal),
            new("setmetatable", SetMetatable), new("setupvalue", SetUpvalue), of51[^1],
        ];

    // db_getmetatable. Unlike getmetatable, it ignores the field __metatable.
    static int GetMetatable(LuaState<T> lua)
    {
        lua.CheckAny(1);
        if (!lua.GetMetatable(1))
            lua.PushNil();
        return 1;
    }

    // db_setmetatable. It works on values of any type.
    static int SetMetatable(LuaState<T> lua)
    {
        lua.ArgumentCheck(
            lua.TypeOf(2) is BasicType.Nil or BasicType.Table, 2, "nil or table expected");
        lua.SetCount(2);
        lua.SetMetatable(1);
        return 1;
    }

    // db_getuservalue.
    static int GetUserValue(LuaState<T> lua)
    {
        if (lua.TypeOf(1) == BasicType.Userdata)
            lua.Introspection.PushUserValue(1);
        else
            lua.PushNil();
        return 1;
    }

    // db_setuservalue.
    static int SetUserValue(LuaState<T> lua)
    {
        lua.CheckType(1, BasicType.Userdata);
        lua.CheckAny(2);
        lua.SetCount(2);
        lua.Introspection.PopUserValue(1);
        return 1;
    }

    /// <summary>The thread to inspect, and the number of arguments it takes: 1 if argument 1 is a thread,
    /// else 0 (<c>getthread</c>).</summary>
    static uint ThreadArgument(LuaState<T> lua, out int shift)
    {
        shift = lua.TypeOf(1) == BasicType.Thread ? 1 : 0;
        return shift == 0 || lua.IsRunning(lua.AddressAt(1)) ? 0 : lua.AddressAt(1);
    }

    static readonly SearchValues<char> _infoOptions = SearchValues.Create("SlnutLf");

    /// <summary>Facts about a level of the stack or a function, in a table.</summary>
    /// <remarks>
    /// A '>' before the options makes <c>lua_getinfo</c> ask for the value on top of the stack. The library
    /// puts it there for a function. If a program writes it, the value on top is the last argument, of any
    /// type.
    /// Source: ldblib.c, <c>db_getinfo</c>; ldebug.c, <c>lua_getinfo</c>.
    /// </remarks>
    static int GetInfo(LuaState<T> lua)
    {
        uint thread = ThreadArgument(lua, out int shift);
        string options = lua.TextOf(Introspection<T>.UpToNul(lua.OptString(shift + 2, "flnStu"u8)));
        Activation at = new("", -1, -1, "", "", "", 0);
        bool isFunction = lua.TypeOf(shift + 1) == BasicType.Function;
        if (!isFunction && !TryLevel(lua, thread, lua.CheckInteger(shift + 1), out at))
        {
            lua.PushNil();
            return 1;
        }
        // On the stack of another thread the value would be one that the thread still needs.
        bool isOnTop = !isFunction && thread == 0 && options.StartsWith('>');
        if (options.AsSpan(isOnTop ? 1 : 0).ContainsAnyExcept(_infoOptions))
            throw lua.ArgumentError(shift + 2, "invalid option");
        if (isOnTop)
            at = new("", -1, -1, "", "", "", 0);
        if (isFunction || isOnTop)
            lua.PushValue(isFunction ? shift + 1 : lua.Count);
        else
            lua.PushFunctionOf(at);
        int function = lua.Count;
        FunctionFacts facts = lua.Introspection.FactsOf(function);
        lua.PushTable();
        FillInfo(lua, options, facts, at);
        if (options.Contains('L'))
        {
            lua.Introspection.PushActiveLines(function);
            lua.SetField(-2, "activelines"u8);
        }
        if (options.Contains('f'))
        {
            lua.PushValue(function);
            lua.SetField(-2, "func"u8);
        }
        return 1;
    }

    static bool TryLevel(LuaState<T> lua, uint thread, long level, out Activation at)
    {
        at = default;
        return level is >= 0 and <= int.MaxValue
            && lua.Introspection.FindActivation(thread, (int)level, out at);
    }

    static void FillInfo(LuaState<T> lua, string options, FunctionFacts facts, in Activation at)
    {
        if (options.Contains('S'))
        {
            SetText(lua, "source"u8, facts.Source);
            SetText(lua, "short_src"u8, facts.ShortSource);
            SetInteger(lua, "linedefined"u8, facts.LineDefined);
            SetInteger(lua, "lastlinedefined"u8, facts.LastLineDefined);
            SetText(lua, "what"u8, facts.What);
        }
        if (options.Contains('l'))
            SetInteger(lua, "currentline"u8, at.CurrentLine);
        if (options.Contains('u'))
        {
            SetInteger(lua, "nups"u8, facts.Upvalues);
            SetInteger(lua, "nparams"u8, facts.Parameters);
            lua.PushBoolean(facts.IsVararg);
            lua.SetField(-2, "isvararg"u8);
        }
        if (options.Contains('n'))
        {
            if (at.NameKind.Length > 0)
                SetText(lua, "name"u8, at.Name);
            SetText(lua, "namewhat"u8, at.NameKind);
        }
        if (options.Contains('t'))
        {
            lua.PushBoolean(at.IsTailCall);
            lua.SetField(-2, "istailcall"u8);
        }
    }

    static void SetText(LuaState<T> lua, ReadOnlySpan<byte> name, string text)
    {
        lua.PushText(text);
        lua.SetField(-2, name);
    }

    static void SetInteger(LuaState<T> lua, ReadOnlySpan<byte> name, int value)
    {
        lua.PushInteger(value);
        lua.SetField(-2, name);
    }

    // db_getlocal.
    static int GetLocal(LuaState<T> lua)
    {
        uint thread = ThreadArgument(lua, out int shift);
        int number = unchecked((int)lua.CheckInteger(shift + 2));
        if (lua.TypeOf(shift + 1) == BasicType.Function)
        {
            PushTextOrNil(lua, lua.Introspection.ParameterName(shift + 1, number));
            return 1;
        }
        int level = CheckLevel(lua, thread, shift + 1);
        string? name = lua.Introspection.PushLocal(thread, level, number);
        PushTextOrNil(lua, name);
        if (name == null)
            return 1;
        lua.Insert(-2);
        return 2;
    }

    // db_setlocal.
    static int SetLocal(LuaState<T> lua)
    {
        uint thread = ThreadArgument(lua, out int shift);
        lua.CheckInteger(shift + 1);
        long number = lua.CheckInteger(shift + 2);
        int level = CheckLevel(lua, thread, shift + 1);
        lua.CheckAny(shift + 3);
        lua.SetCount(shift + 3);
        PushTextOrNil(lua, lua.Introspection.PopLocal(thread, level, unchecked((int)number)));
        return 1;
    }

    static int CheckLevel(LuaState<T> lua, uint thread, int argument)
    {
        long level = lua.CheckInteger(argument);
        lua.ArgumentCheck(TryLevel(lua, thread, level, out _), argument, "level out of range");
        return (int)level;
    }

    static void PushTextOrNil(LuaState<T> lua, string? text)
    {
        if (text == null)
            lua.PushNil();
        else
            lua.PushText(text);
    }

    // db_getupvalue, by auxupvalue.
    static int GetUpvalue(LuaState<T> lua)
    {
        int number = unchecked((int)lua.CheckInteger(2));
        lua.CheckType(1, BasicType.Function);
        if (lua.Introspection.PushUpvalue(1, number) is not { } name)
            return 0;
        lua.PushText(name);
        lua.Insert(-2);
        return 2;
    }

    // db_setupvalue, by auxupvalue.
    static int SetUpvalue(LuaState<T> lua)
    {
        lua.CheckAny(3);
        int number = unchecked((int)lua.CheckInteger(2));
        lua.CheckType(1, BasicType.Function);
        lua.SetCount(3);
        if (lua.Introspection.PopUpvalue(1, number) is not { } name)
            return 0;
        lua.PushText(name);
        return 1;
    }

    // checkupval.
    static int CheckUpvalue(LuaState<T> lua, int function)
    {
        int number = unchecked((int)lua.CheckInteger(function + 1));
        lua.CheckType(function, BasicType.Function);
        lua.ArgumentCheck(
            number >= 1 && number <= lua.Introspection.FactsOf(function).Upvalues, function + 1,
                "invalid upvalue index");
        return number;
    }

    // db_upvalueid.
    static int UpvalueId(LuaState<T> lua)
    {
        int number = CheckUpvalue(lua, 1);
        lua.PushLightUserdata(lua.Introspection.UpvalueIdentity(1, number));
        return 1;
    }

    // db_upvaluejoin.
    static int UpvalueJoin(LuaState<T> lua)
    {
        int number = CheckUpvalue(lua, 1);
        int other = CheckUpvalue(lua, 3);
        lua.ArgumentCheck(!lua.IsHostFunction(1), 1, "Lua function expected");
        lua.ArgumentCheck(!lua.IsHostFunction(3), 3, "Lua function expected");
        lua.Introspection.JoinUpvalues(1, number, 3, other);
        return 0;
    }
}
