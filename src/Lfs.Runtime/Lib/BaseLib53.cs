using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>The base functions that 5.3 has in a form of its own.</summary>
/// <remarks>Source: lbaselib.c of 5.3.</remarks>
static class BaseLib53<T> where T : unmanaged, ITarget<T>
{
    /// <summary>Fills the globals: a table in RAM whose metatable finds all else in ROM.</summary>
    public static void Open(Vm<T> vm)
    {
        vm.PushString("Lua 5.3"u8);
        vm.SetField(Vm<T>.GlobalsIndex, "_VERSION"u8);
        vm.PushValue(Vm<T>.GlobalsIndex);
        vm.PushTable(0, 1);
        vm.PushFirmwareRoot();
        vm.SetField(-2, "__index"u8);
        vm.SetMetatable(-2);
        PushLoaded(vm);
        vm.PushValue(-2);
        vm.SetField(-2, "_G"u8);
        vm.Pop(1);
        vm.SetField(Vm<T>.GlobalsIndex, "_G"u8);
    }

    /// <summary>Pushes the registry's table of loaded modules, made if it is missing.</summary>
    internal static void PushLoaded(Vm<T> vm) => PushRegistryTable(vm, "_LOADED"u8);

    /// <summary>
    /// Pushes a table of the registry, made if it is missing. A program reaches the registry by
    /// <c>debug.getregistry</c>, and may have put anything there.
    /// </summary>
    internal static void PushRegistryTable(Vm<T> vm, ReadOnlySpan<byte> name)
    {
        vm.RawGetField(Vm<T>.RegistryIndex, name);
        if (vm.IsTable(-1) && !vm.IsRoTable(-1))
            return;
        vm.Pop(1);
        vm.PushTable();
        vm.PushValue(-1);
        vm.RawSetField(Vm<T>.RegistryIndex, name);
    }

    public static int ToNumber(Vm<T> vm)
    {
        if (vm.IsNoneOrNil(2))
        {
            vm.CheckAny(1);
            if (vm.TypeOf(1) == BasicType.Number)
                vm.PushValue(1);
            else if (vm.TypeOf(1) != BasicType.String || !vm.PushNumberFrom(vm.CheckString(1)))
                vm.PushNil();
            return 1;
        }
        long radix = vm.CheckInteger(2);
        vm.CheckType(1, BasicType.String);
        vm.ArgumentCheck(radix is >= 2 and <= 36, 2, "base out of range");
        if (TryRadix(vm, vm.CheckString(1), (int)radix, out long value))
            vm.PushInteger(value);
        else
            vm.PushNil();
        return 1;
    }

    static bool TryRadix(Vm<T> vm, ReadOnlySpan<byte> text, int radix, out long value)
    {
        value = 0;
        vm.Spend(text.Length >> 1);
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

    public static int CollectGarbage(Vm<T> vm)
    {
        ReadOnlySpan<string> options =
            [
                "stop", "restart", "collect", "count", "step", "setpause", "setstepmul", "setmemlimit",
                    "isrunning",
            ];
        string option = options[vm.CheckOption(1, "collect", options)];
        int argument = vm.OptInt(2, 0);
        switch (option)
        {
            case "count":
                vm.PushNumber(vm.CountKilobytes());
                return 1;
            case "step":
                vm.PushBoolean(vm.CollectStep(argument));
                return 1;
            case "isrunning":
                vm.PushBoolean(vm.IsCollectorOn);
                return 1;
            default:
                vm.PushInteger(vm.Collect53(option, argument));
                return 1;
        }
    }

    public static int Load(Vm<T> vm)
    {
        bool isText = vm.IsString(1);
        ReadOnlySpan<byte> text = isText ? vm.CheckString(1) : default;
        ReadOnlySpan<byte> mode = vm.OptString(3, "bt"u8);
        bool hasEnvironment = vm.TypeOf(4) != BasicType.None;
        ReadOnlySpan<byte> name = vm.OptString(2, isText ? text : "=(load)"u8);
        LuaStatus status;
        if (isText)
        {
            byte[] chunk = vm.CopyOfChunk(text);
            status = RefusesMode(vm, chunk, mode) ? LuaStatus.SyntaxError : vm.Load(chunk, name);
        }
        else
        {
            vm.CheckType(1, BasicType.Function);
            vm.SetCount(5);
            status = PieceReader<T>.Load(vm, name, mode);
        }
        return Finish(vm, status, hasEnvironment ? 4 : 0);
    }

    public static int LoadFile(Vm<T> vm)
    {
        ReadOnlySpan<byte> name = vm.OptString(1, default);
        ReadOnlySpan<byte> mode = vm.OptString(2, "bt"u8);
        bool hasEnvironment = vm.TypeOf(3) != BasicType.None;
        LuaStatus status = vm.Board.Files.TryGetValue(vm.TextOf(name), out byte[]? chunk)
            && RefusesMode(vm, chunk, mode)
            ? LuaStatus.SyntaxError
            : vm.LoadFile(name);
        return Finish(vm, status, hasEnvironment ? 3 : 0);
    }

    /// <summary>Pushes a message if a chunk is of a kind that the mode does not allow.</summary>
    internal static bool RefusesMode(Vm<T> vm, byte[] chunk, ReadOnlySpan<byte> mode)
    {
        bool isBinary = chunk.Length > 0 && chunk[0] == Vm<T>.BinaryMark;
        if (Vm<T>.UpToNul(mode).Contains((byte)(isBinary ? 'b' : 't')))
            return false;
        string kind = isBinary ? "binary" : "text";
        vm.PushText($"attempt to load a {kind} chunk (mode is '{vm.TextOf(mode)}')");
        return true;
    }

    /// <summary>Calls <c>table.unpack</c>, which errors name.</summary>
    public static int Unpack(Vm<T> vm)
    {
        int count = vm.Count;
        vm.GetField(Vm<T>.GlobalsIndex, "table"u8);
        vm.GetField(-1, "unpack"u8);
        vm.Insert(1);
        vm.Pop(1);
        vm.Call(count, -1);
        return vm.Count;
    }

    static int Finish(Vm<T> vm, LuaStatus status, int environment)
    {
        if (status != LuaStatus.Ok)
            return NilAndMessage(vm);
        if (environment != 0)
        {
            vm.PushValue(environment);
            vm.SetEnvironment53(-2);
        }
        return 1;
    }

    static int NilAndMessage(Vm<T> vm)
    {
        vm.PushNil();
        vm.Insert(-2);
        return 2;
    }
}
