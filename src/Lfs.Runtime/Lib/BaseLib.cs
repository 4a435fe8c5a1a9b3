using Lfs.Compiler.Bytecode;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>The functions without a prefix.</summary>
/// <remarks>Source: lbaselib.c of both versions.</remarks>
static class BaseLib<T> where T : unmanaged, ITarget<T>
{
    /// <summary>Functions that are only reached through closures in RAM.</summary>
    public static IEnumerable<HostFunction<T>> Closures => [Pairs51, Ipairs51, IpairsStep, Next, NewProxy];

    /// <summary>The entries of the master table.</summary>
    public static IReadOnlyList<RoEntry<T>> Entries { get; } = T.Is53
        ?
        [
            new("assert", Assert53), new("collectgarbage", CollectGarbage), new("dofile", DoFile),
            new("error", Error), new("getmetatable", GetMetatable), new("ipairs", Ipairs53),
            new("loadfile", LoadFile), new("load", Load53), new("loadstring", Load53), new("next", Next),
            new("pairs", Pairs53), new("pcall", PCall), new("print", Print), new("rawequal", RawEqual),
            new("rawlen", RawLen), new("rawget", RawGet), new("rawset", RawSet), new("select", Select),
            new("setmetatable", SetMetatable), new("tonumber", BaseLib53<T>.ToNumber),
                new("tostring", ToString),
            new("type", Type), new("unpack", BaseLib53<T>.Unpack), new("xpcall", XPCall53),
        ]
        :
        [
            new("assert", Assert51), new("collectgarbage", CollectGarbage), new("dofile", DoFile),
            new("error", Error), new("gcinfo", GcInfo), new("getfenv", GetFEnv),
            new("getmetatable", GetMetatable), new("loadfile", LoadFile), new("load", Load51),
            new("loadstring", LoadString), new("next", Next), new("pcall", PCall), new("print", Print),
            new("rawequal", RawEqual), new("rawget", RawGet), new("rawset", RawSet), new("select", Select),
            new("setfenv", SetFEnv), new("setmetatable", SetMetatable), new("tonumber", ToNumber51),
            new("tostring", ToString), new("type", Type), new("unpack", Unpack51), new("xpcall", XPCall51),
        ];

    /// <summary>Fills the globals: <c>_G</c> is a table in RAM that finds all else in ROM.</summary>
    public static void Open(Vm<T> vm)
    {
        if (T.Is53)
        {
            BaseLib53<T>.Open(vm);
            return;
        }
        vm.PushValue(Vm<T>.GlobalsIndex);
        vm.SetField(Vm<T>.GlobalsIndex, "_G"u8);
        vm.PushString("Lua 5.1"u8);
        vm.SetField(Vm<T>.GlobalsIndex, "_VERSION"u8);
        vm.PushLightFunction(IpairsStep);
        vm.PushClosure(Ipairs51, 1);
        vm.SetField(Vm<T>.GlobalsIndex, "ipairs"u8);
        vm.PushLightFunction(Next);
        vm.PushClosure(Pairs51, 1);
        vm.SetField(Vm<T>.GlobalsIndex, "pairs"u8);
        // newproxy remembers the metatables it made in a weak table, which is its own metatable.
        vm.PushTable(0, 1);
        vm.PushString("kv"u8);
        vm.SetField(-2, "__mode"u8);
        vm.PushValue(-1);
        vm.SetMetatable(-2);
        vm.PushClosure(NewProxy, 1);
        vm.SetField(Vm<T>.GlobalsIndex, "newproxy"u8);
        vm.PushFirmwareRoot();
        vm.SetField(Vm<T>.GlobalsIndex, "__index"u8);
        vm.PushValue(Vm<T>.GlobalsIndex);
        vm.SetMetatable(Vm<T>.GlobalsIndex);
    }

    static int Assert51(Vm<T> vm)
    {
        vm.CheckAny(1);
        if (vm.ToBoolean(1))
            return vm.Count;
        return vm.RaiseText(vm.Where(1) + vm.TextOf(vm.OptString(2, "assertion failed!"u8)));
    }

    static int Assert53(Vm<T> vm)
    {
        if (vm.ToBoolean(1))
            return vm.Count;
        vm.CheckAny(1);
        vm.Remove(1);
        vm.PushString("assertion failed!"u8);
        vm.SetCount(1);
        return RaiseTop(vm, 1);
    }

    /// <summary>Raises the value on top; a string gets the position of a level in front.</summary>
    static int Error(Vm<T> vm)
    {
        int level = vm.OptInt(2, 1);
        vm.SetCount(1);
        if (vm.TypeOf(1) == BasicType.String || (!T.Is53 && vm.IsString(1)))
            return RaiseTop(vm, level);
        return vm.RaiseOnTop();
    }

    static int RaiseTop(Vm<T> vm, int level)
    {
        if (level <= 0 || !vm.IsString(1))
            return vm.RaiseOnTop();
        vm.PushText(vm.Where(level));
        vm.PushValue(1);
        vm.Concat(2);
        return vm.RaiseOnTop();
    }

    static int CollectGarbage(Vm<T> vm) => T.Is53 ? BaseLib53<T>.CollectGarbage(vm) : CollectGarbage51(vm);

    static int CollectGarbage51(Vm<T> vm)
    {
        ReadOnlySpan<string> options =
            ["stop", "restart", "collect", "count", "step", "setpause", "setstepmul", "setmemlimit",
                "getmemlimit"];
        int option = vm.CheckOption(1, "collect", options);
        int argument = vm.OptInt(2, 0);
        switch (options[option])
        {
            case "count":
                vm.PushNumber(vm.CountKilobytes());
                return 1;
            case "step":
                vm.PushBoolean(vm.CollectStep(argument));
                return 1;
            default:
                vm.PushNumber(vm.Collect51(options[option], argument));
                return 1;
        }
    }

    static int GcInfo(Vm<T> vm)
    {
        vm.PushInteger(vm.BytesInUse >> 10);
        return 1;
    }

    static int GetMetatable(Vm<T> vm)
    {
        vm.CheckAny(1);
        if (!vm.GetMetatable(1))
        {
            vm.PushNil();
            return 1;
        }
        vm.GetMetaField(1, "__metatable"u8);
        return 1;
    }

    static int SetMetatable(Vm<T> vm)
    {
        BasicType type = vm.TypeOf(2);
        vm.CheckTable(1);
        vm.ArgumentCheck(type is BasicType.Nil or BasicType.Table, 2, "nil or table expected");
        if (vm.GetMetaField(1, "__metatable"u8))
            throw vm.Error("cannot change a protected metatable");
        vm.SetCount(2);
        vm.SetMetatable(1);
        return 1;
    }

    static int GetFEnv(Vm<T> vm)
    {
        PushFunctionOrLevel(vm, optional: true);
        vm.PushEnvironment(-1);
        return 1;
    }

    static int SetFEnv(Vm<T> vm)
    {
        vm.CheckTable(2);
        PushFunctionOrLevel(vm, optional: false);
        vm.PushValue(2);
        if (vm.TypeOf(1) == BasicType.Number && vm.CheckNumber(1) == 0)
        {
            vm.SetThreadEnvironment();
            return 0;
        }
        if (vm.IsHostFunction(-2) || !vm.SetEnvironment(-2))
            throw vm.Error("'setfenv' cannot change environment of given object");
        return 1;
    }

    /// <summary>Pushes the function that argument 1 is or names by its level.</summary>
    static void PushFunctionOrLevel(Vm<T> vm, bool optional)
    {
        if (vm.TypeOf(1) == BasicType.Function)
        {
            vm.PushValue(1);
            return;
        }
        int level = optional ? vm.OptInt(1, 1) : vm.CheckInt(1);
        vm.ArgumentCheck(level >= 0, 1, "level must be non-negative");
        if (!vm.FindActivation(0, level, out Activation at))
            throw vm.ArgumentError(1, "invalid level");
        if (at.Function == 0)
            throw vm.Error("no function environment for tail call at level " + Vm<T>.Decimal(level));
        vm.PushFunctionOf(at);
    }

    /// <summary>Loads a chunk and leaves its function, or nil and a message.</summary>
    static int LoadChunk(Vm<T> vm, byte[] chunk, ReadOnlySpan<byte> name)
    {
        if (vm.Load(chunk, name) == LuaStatus.Ok)
            return 1;
        vm.PushNil();
        vm.Insert(-2);
        return 2;
    }

    static int LoadString(Vm<T> vm)
    {
        ReadOnlySpan<byte> text = vm.CheckString(1);
        return LoadChunk(vm, vm.CopyOfChunk(text), vm.OptString(2, text));
    }

    static int Load51(Vm<T> vm)
    {
        ReadOnlySpan<byte> name = vm.OptString(2, "=(load)"u8);
        vm.CheckType(1, BasicType.Function);
        vm.SetCount(3);
        if (PieceReader<T>.Load(vm, name, "bt"u8) == LuaStatus.Ok)
            return 1;
        vm.PushNil();
        vm.Insert(-2);
        return 2;
    }

    static int Load53(Vm<T> vm) => BaseLib53<T>.Load(vm);

    static int LoadFile(Vm<T> vm)
    {
        if (T.Is53)
            return BaseLib53<T>.LoadFile(vm);
        if (vm.LoadFile(vm.OptString(1, default)) == LuaStatus.Ok)
            return 1;
        vm.PushNil();
        vm.Insert(-2);
        return 2;
    }

    static int DoFile(Vm<T> vm)
    {
        int before = vm.Count;
        if (vm.LoadFile(vm.OptString(1, default)) != LuaStatus.Ok)
            throw vm.ErrorOnTop();
        vm.Call(0, -1);
        return vm.Count - before;
    }

    internal static int Next(Vm<T> vm)
    {
        vm.CheckTable(1);
        vm.SetCount(2);
        if (vm.Next(1))
            return 2;
        vm.PushNil();
        return 1;
    }

    static int Pairs51(Vm<T> vm)
    {
        vm.CheckTable(1);
        vm.PushValue(Vm<T>.UpvalueIndex(1));
        vm.PushValue(1);
        vm.PushNil();
        return 3;
    }

    static int Pairs53(Vm<T> vm)
    {
        vm.CheckAny(1);
        if (vm.GetMetaField(1, "__pairs"u8))
        {
            vm.PushValue(1);
            vm.Call(1, 3);
            return 3;
        }
        vm.PushLightFunction(Next);
        vm.PushValue(1);
        vm.PushNil();
        return 3;
    }

    static int Ipairs51(Vm<T> vm)
    {
        vm.CheckTable(1);
        vm.PushValue(Vm<T>.UpvalueIndex(1));
        vm.PushValue(1);
        vm.PushInteger(0);
        return 3;
    }

    static int Ipairs53(Vm<T> vm)
    {
        vm.CheckAny(1);
        vm.PushLightFunction(IpairsStep);
        vm.PushValue(1);
        vm.PushInteger(0);
        return 3;
    }

    static int IpairsStep(Vm<T> vm)
    {
        long i = vm.CheckInteger(2) + 1;
        if (!T.Is53)
            vm.CheckTable(1);
        vm.PushInteger(i);
        if (T.Is53)
            vm.GetInt(1, i);
        else
            vm.RawGetInt(1, i);
        return vm.IsNoneOrNil(-1) ? (T.Is53 ? 1 : 0) : 2;
    }

    static int PCall(Vm<T> vm)
    {
        vm.CheckAny(1);
        return HostResult.ProtectedCall;
    }

    static int XPCall51(Vm<T> vm)
    {
        vm.CheckAny(2);
        vm.SetCount(2);
        vm.Insert(1);       // The handler goes under the function.
        return HostResult.HandledCall;
    }

    static int XPCall53(Vm<T> vm)
    {
        vm.CheckType(2, BasicType.Function);
        vm.PushValue(1);
        vm.PushValue(2);
        vm.Replace(1);
        vm.Replace(2);
        return HostResult.HandledCall;
    }

    static int Print(Vm<T> vm)
    {
        const int ItemInstructions = 4;
        Stream output = vm.Board.Output;
        int count = vm.Count;
        vm.GetField(Vm<T>.GlobalsIndex, "tostring"u8);
        for (int i = 1; i <= count; i++)
        {
            vm.PushValue(-1);
            vm.PushValue(i);
            vm.Call(1, 1);
            if (!vm.TryString(-1, out ReadOnlySpan<byte> text))
                throw vm.Error("'tostring' must return a string to 'print'");
            if (i > 1)
                output.WriteByte((byte)'\t');
            // 5.1 hands a C string to the UART: it ends at a zero byte.
            int end = T.Is53 ? -1 : text.IndexOf((byte)0);
            output.Write(end < 0 ? text : text[..end]);
            vm.Spend(ItemInstructions + (text.Length >> 4));
            vm.Pop(1);
        }
        output.WriteByte((byte)'\n');
        return 0;
    }

    static int RawEqual(Vm<T> vm)
    {
        vm.CheckAny(1);
        vm.CheckAny(2);
        vm.PushBoolean(vm.RawEqual(1, 2));
        return 1;
    }

    static int RawLen(Vm<T> vm)
    {
        vm.ArgumentCheck(
            vm.TypeOf(1) is BasicType.Table or BasicType.String, 1, "table or string expected");
        vm.PushInteger(vm.RawLength(1));
        return 1;
    }

    static int RawGet(Vm<T> vm)
    {
        vm.CheckTable(1);
        vm.CheckAny(2);
        vm.SetCount(2);
        vm.RawGet(1);
        return 1;
    }

    static int RawSet(Vm<T> vm)
    {
        vm.CheckTable(1);
        vm.CheckAny(2);
        vm.CheckAny(3);
        vm.SetCount(3);
        vm.RawSet(1);
        return 1;
    }

    static int Select(Vm<T> vm)
    {
        int count = vm.Count;
        if (vm.TypeOf(1) == BasicType.String && vm.CheckString(1).StartsWith("#"u8))
        {
            vm.PushInteger(count - 1);
            return 1;
        }
        long i = vm.CheckInteger(1);
        if (i < 0)
            i += count;
        else if (i > count)
            i = count;
        vm.ArgumentCheck(i >= 1, 1, "index out of range");
        return count - (int)i;
    }

    static int ToNumber51(Vm<T> vm)
    {
        int radix = vm.OptInt(2, 10);
        if (radix == 10)
        {
            vm.CheckAny(1);
            if (vm.TryNumber(1, out double number))
                vm.PushNumber(number);
            else
                vm.PushNil();
            return 1;
        }
        ReadOnlySpan<byte> text = vm.CheckString(1);
        vm.ArgumentCheck(radix is >= 2 and <= 36, 2, "base out of range");
        vm.Spend(text.Length >> 1);
        if (NumberText.TryParseRadix51(text, radix, out uint value))
            vm.PushNumber(value);
        else
            vm.PushNil();
        return 1;
    }

    internal static int ToString(Vm<T> vm)
    {
        vm.CheckAny(1);
        vm.PushAsText(1);
        return 1;
    }

    static int Type(Vm<T> vm)
    {
        vm.CheckAny(1);
        vm.PushTypeName(1);
        return 1;
    }

    static int Unpack51(Vm<T> vm)
    {
        vm.CheckTable(1);
        int first = vm.OptInt(2, 1);
        int last = vm.IsNoneOrNil(3) ? (int)vm.RawLength(1) : vm.CheckInt(3);
        if (first > last)
            return 0;
        long count = (long)last - first + 1;
        if (count > int.MaxValue || !vm.TryEnsureStack((int)count))
            throw vm.Error("too many results to unpack");
        vm.Spend(count);
        for (int i = first; ; i++)
        {
            vm.RawGetInt(1, i);
            if (i == last)
                return (int)count;
        }
    }

    static int NewProxy(Vm<T> vm)
    {
        vm.SetCount(1);
        vm.PushUserdata(0);
        if (!vm.ToBoolean(1))
            return 1;
        if (vm.TypeOf(1) == BasicType.Boolean)
        {
            vm.PushTable();
            vm.PushValue(-1);
            vm.PushBoolean(true);
            vm.RawSet(Vm<T>.UpvalueIndex(1));
        }
        else
        {
            bool valid = false;
            if (vm.GetMetatable(1))
            {
                vm.RawGet(Vm<T>.UpvalueIndex(1));
                valid = vm.ToBoolean(-1);
                vm.Pop(1);
            }
            vm.ArgumentCheck(valid, 1, "boolean or proxy expected");
            vm.GetMetatable(1);
        }
        vm.SetMetatable(2);
        return 1;
    }
}
