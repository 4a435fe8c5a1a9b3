using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

// Where 5.1 has three functions, the firmware of 5.3 has the whole library, but for debug.debug. Locals have
// names only where the debug level kept them.
static partial class DebugLib53<T> where T : unmanaged, ITarget<T>
{
    /// <summary>What <c>debug</c> has beside the three functions of 5.1.</summary>
    /// <remarks>Source: ldblib.c of 5.3.</remarks>
    public static IEnumerable<RoEntry<T>> Entries =>
        [
            new("getuservalue", GetUserValue), new("gethook", GetHook), new("getinfo", GetInfo),
            new("getlocal", GetLocal), new("getmetatable", GetMetatable), new("getupvalue", GetUpvalue),
            new("upvaluejoin", UpvalueJoin), new("upvalueid", UpvalueId),
            new("setuservalue", SetUserValue), new("sethook", SetHook), new("setlocal", SetLocal),
            new("setmetatable", SetMetatable), new("setupvalue", SetUpvalue),
        ];

    static int GetMetatable(Vm<T> vm)
    {
        vm.CheckAny(1);
        if (!vm.GetMetatable(1))
            vm.PushNil();
        return 1;
    }

    static int SetMetatable(Vm<T> vm)
    {
        vm.ArgumentCheck(
            vm.TypeOf(2) is BasicType.Nil or BasicType.Table, 2, "nil or table expected");
        vm.SetCount(2);
        vm.SetMetatable(1);
        return 1;
    }

    static int GetUserValue(Vm<T> vm)
    {
        if (vm.TypeOf(1) == BasicType.Userdata)
            vm.PushUserValue(1);
        else
            vm.PushNil();
        return 1;
    }

    static int SetUserValue(Vm<T> vm)
    {
        vm.CheckType(1, BasicType.Userdata);
        vm.CheckAny(2);
        vm.SetCount(2);
        vm.PopUserValue(1);
        return 1;
    }

    /// <summary>The thread that the first argument may be, and how many arguments that takes.</summary>
    static uint ThreadArgument(Vm<T> vm, out int shift)
    {
        shift = vm.TypeOf(1) == BasicType.Thread ? 1 : 0;
        return shift == 0 || vm.IsRunning(vm.AddressAt(1)) ? 0 : vm.AddressAt(1);
    }

    static int GetInfo(Vm<T> vm)
    {
        uint thread = ThreadArgument(vm, out int shift);
        string options = vm.TextOf(vm.OptString(shift + 2, "flnStu"u8));
        Activation at = new("", -1, -1, "", "", "", 0);
        bool isFunction = vm.TypeOf(shift + 1) == BasicType.Function;
        if (!isFunction && !TryLevel(vm, thread, vm.CheckInteger(shift + 1), out at))
        {
            vm.PushNil();
            return 1;
        }
        if (options.AsSpan().ContainsAnyExcept(isFunction ? "SlnutLf>" : "SlnutLf"))
            throw vm.ArgumentError(shift + 2, "invalid option");
        if (isFunction)
            vm.PushValue(shift + 1);
        else
            vm.PushFunctionOf(at);
        int function = vm.Count;
        FunctionFacts facts = vm.FactsOf(function);
        vm.PushTable();
        FillInfo(vm, options, facts, at);
        if (options.Contains('L'))
        {
            vm.PushActiveLines(function);
            vm.SetField(-2, "activelines"u8);
        }
        if (options.Contains('f'))
        {
            vm.PushValue(function);
            vm.SetField(-2, "func"u8);
        }
        return 1;
    }

    static bool TryLevel(Vm<T> vm, uint thread, long level, out Activation at)
    {
        at = default;
        return level is >= 0 and <= int.MaxValue && vm.FindActivation(thread, (int)level, out at);
    }

    static void FillInfo(Vm<T> vm, string options, FunctionFacts facts, in Activation at)
    {
        if (options.Contains('S'))
        {
            SetText(vm, "source"u8, facts.Source);
            SetText(vm, "short_src"u8, facts.ShortSource);
            SetInteger(vm, "linedefined"u8, facts.LineDefined);
            SetInteger(vm, "lastlinedefined"u8, facts.LastLineDefined);
            SetText(vm, "what"u8, facts.What);
        }
        if (options.Contains('l'))
            SetInteger(vm, "currentline"u8, at.CurrentLine);
        if (options.Contains('u'))
        {
            SetInteger(vm, "nups"u8, facts.Upvalues);
            SetInteger(vm, "nparams"u8, facts.Parameters);
            vm.PushBoolean(facts.IsVararg);
            vm.SetField(-2, "isvararg"u8);
        }
        if (options.Contains('n'))
        {
            if (at.NameKind.Length > 0)
                SetText(vm, "name"u8, at.Name);
            SetText(vm, "namewhat"u8, at.NameKind);
        }
        if (options.Contains('t'))
        {
            vm.PushBoolean(at.IsTailCall);
            vm.SetField(-2, "istailcall"u8);
        }
    }

    static void SetText(Vm<T> vm, ReadOnlySpan<byte> name, string text)
    {
        vm.PushText(text);
        vm.SetField(-2, name);
    }

    static void SetInteger(Vm<T> vm, ReadOnlySpan<byte> name, int value)
    {
        vm.PushInteger(value);
        vm.SetField(-2, name);
    }

    static int GetLocal(Vm<T> vm)
    {
        uint thread = ThreadArgument(vm, out int shift);
        int number = unchecked((int)vm.CheckInteger(shift + 2));
        if (vm.TypeOf(shift + 1) == BasicType.Function)
        {
            PushTextOrNil(vm, vm.ParameterName(shift + 1, number));
            return 1;
        }
        int level = CheckLevel(vm, thread, shift + 1);
        string? name = vm.PushLocal(thread, level, number);
        PushTextOrNil(vm, name);
        if (name == null)
            return 1;
        vm.Insert(-2);
        return 2;
    }

    static int SetLocal(Vm<T> vm)
    {
        uint thread = ThreadArgument(vm, out int shift);
        vm.CheckInteger(shift + 1);
        long number = vm.CheckInteger(shift + 2);
        int level = CheckLevel(vm, thread, shift + 1);
        vm.CheckAny(shift + 3);
        vm.SetCount(shift + 3);
        PushTextOrNil(vm, vm.PopLocal(thread, level, unchecked((int)number)));
        return 1;
    }

    static int CheckLevel(Vm<T> vm, uint thread, int argument)
    {
        long level = vm.CheckInteger(argument);
        vm.ArgumentCheck(TryLevel(vm, thread, level, out _), argument, "level out of range");
        return (int)level;
    }

    static void PushTextOrNil(Vm<T> vm, string? text)
    {
        if (text == null)
            vm.PushNil();
        else
            vm.PushText(text);
    }

    static int GetUpvalue(Vm<T> vm)
    {
        int number = unchecked((int)vm.CheckInteger(2));
        vm.CheckType(1, BasicType.Function);
        if (vm.PushUpvalue(1, number) is not { } name)
            return 0;
        vm.PushText(name);
        vm.Insert(-2);
        return 2;
    }

    static int SetUpvalue(Vm<T> vm)
    {
        vm.CheckAny(3);
        int number = unchecked((int)vm.CheckInteger(2));
        vm.CheckType(1, BasicType.Function);
        vm.SetCount(3);
        if (vm.PopUpvalue(1, number) is not { } name)
            return 0;
        vm.PushText(name);
        return 1;
    }

    static int CheckUpvalue(Vm<T> vm, int function)
    {
        int number = unchecked((int)vm.CheckInteger(function + 1));
        vm.CheckType(function, BasicType.Function);
        vm.ArgumentCheck(
            number >= 1 && number <= vm.FactsOf(function).Upvalues, function + 1, "invalid upvalue index");
        return number;
    }

    static int UpvalueId(Vm<T> vm)
    {
        int number = CheckUpvalue(vm, 1);
        vm.PushLightUserdata(vm.UpvalueIdentity(1, number));
        return 1;
    }

    static int UpvalueJoin(Vm<T> vm)
    {
        int number = CheckUpvalue(vm, 1);
        int other = CheckUpvalue(vm, 3);
        vm.ArgumentCheck(!vm.IsHostFunction(1), 1, "Lua function expected");
        vm.ArgumentCheck(!vm.IsHostFunction(3), 3, "Lua function expected");
        vm.JoinUpvalues(1, number, 3, other);
        return 0;
    }
}
