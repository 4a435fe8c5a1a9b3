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
        int message = shift + 1;
        bool hasMessage = T.Is53 ? !vm.IsNoneOrNil(message) : vm.Count > shift;
        if (hasMessage && !vm.IsString(message))
        {
            vm.PushValue(message);
            return 1;
        }
        int level = LevelAt(vm, shift + 2, other && !vm.IsRunning(thread) ? 0 : 1);
        HostText<T> text = new(vm);
        if (hasMessage)
            text.Append(vm.CheckString(message)).Append('\n');
        Traceback<T>.Append(text, vm, thread, level);
        vm.SpendBytes(text.Length);
        vm.PushText(text.ToString());
        return 1;
    }

    static int LevelAt(Vm<T> vm, int index, int otherwise)
    {
        if (T.Is53)
            return vm.OptInt(index, otherwise);
        if (!vm.TryNumber(index, out double given))
            return otherwise;
        int level = (int)Vm<T>.ToInteger51(given);
        // A level below 0 is a line as well in 5.1: two billion of them would fit no heap.
        if (level < -(long)vm.Board.Machine.Heap.BytesFree)
            throw new LuaError(LuaStatus.MemoryError);
        vm.Spend(Math.Max(0, -(long)level));
        return level;
    }
}
