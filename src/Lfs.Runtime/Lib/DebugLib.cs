using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>
/// The part of <c>debug</c> that NodeMCU's default build of 5.1 has; that of 5.3 has more.
/// </summary>
/// <remarks>Source: ldblib.c; LUA_USE_BUILTIN_DEBUG_MINIMAL.</remarks>
static class DebugLib<T> where T : unmanaged, ITarget<T>
{
    /// <summary>The library.</summary>
    public static RoDefinition<T> Table { get; } = new("debug",
        [
            new("getregistry", GetRegistry), new("getstrings", GetStrings), new("traceback", GetTraceback),
            .. T.Is53 ? DebugLib53<T>.Entries : [],
        ]);

    static int GetRegistry(Vm<T> vm)
    {
        vm.PushValue(Vm<T>.RegistryIndex);
        return 1;
    }

    static int GetStrings(Vm<T> vm)
    {
        bool inRom = vm.CheckOption(1, "RAM", ["RAM", "ROM"]) == 1;
        if (!vm.PushStrings(inRom))
            vm.PushNil();
        return 1;
    }

    static int GetTraceback(Vm<T> vm)
    {
        bool other = vm.TypeOf(1) == BasicType.Thread;
        int shift = other ? 1 : 0;
        uint thread = other ? vm.AddressAt(1) : 0;
        int level = other && !vm.IsRunning(thread) ? 0 : 1;
        return T.Is53
            ? GetTraceback53(vm, thread, shift + 1, level)
            : GetTraceback51(vm, thread, shift, level);
    }

    static int GetTraceback53(Vm<T> vm, uint thread, int message, int level)
    {
        bool hasMessage = !vm.IsNoneOrNil(message);
        if (hasMessage && !vm.IsString(message))
        {
            vm.PushValue(message);
            return 1;
        }
        level = vm.OptInt(message + 1, level);
        HostText<T> text = new(vm);
        if (hasMessage)
            text.Append(Vm<T>.UpToNul(vm.CheckString(message))).Append('\n');
        Traceback<T>.Append(text, vm, thread, level);
        vm.SpendBytes(text.Length);
        vm.PushText(text.ToString());
        return 1;
    }

    /// <summary>
    /// The text is joined to all arguments that are there, so further ones show, or are no text.
    /// </summary>
    /// <remarks>Source: ldblib.c of 5.1, <c>debug_errorfb</c>.</remarks>
    static int GetTraceback51(Vm<T> vm, uint thread, int shift, int level)
    {
        if (vm.TryNumber(shift + 2, out double given))
        {
            level = CheckLevel(vm, given);
            vm.Pop(1);
        }
        bool hasMessage = vm.Count > shift;
        if (hasMessage && !vm.IsString(shift + 1))
            return 1;
        HostText<T> text = new(vm);
        if (hasMessage)
            text.Append('\n');
        Traceback<T>.Append(text, vm, thread, level);
        vm.PushText(text.ToString());
        vm.Concat(vm.Count - shift);
        return 1;
    }

    static int CheckLevel(Vm<T> vm, double given)
    {
        int level = (int)Vm<T>.ToInteger51(given);
        // A level below 0 is a line as well in 5.1: two billion of them would fit no heap.
        if (level < -(long)vm.Board.Machine.Heap.BytesFree)
            throw new LuaError(LuaStatus.MemoryError);
        vm.Spend(Math.Max(0, -(long)level));
        return level;
    }
}
