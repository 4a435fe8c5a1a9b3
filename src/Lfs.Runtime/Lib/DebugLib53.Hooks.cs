using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

// Hooks: ldblib.c of 5.3.
static partial class DebugLib53<T>
{
    static int SetHook(Vm<T> vm)
    {
        uint thread = ThreadArgument(vm, out int shift);
        HookEvents events = HookEvents.None;
        int count = 0;
        if (vm.IsNoneOrNil(shift + 1))
        {
            vm.SetCount(shift + 1);
        }
        else
        {
            ReadOnlySpan<byte> mask = vm.CheckString(shift + 2);
            vm.CheckType(shift + 1, BasicType.Function);
            count = vm.OptInt(shift + 3, 0);
            events = (mask.Contains((byte)'c') ? HookEvents.Call : 0)
                | (mask.Contains((byte)'r') ? HookEvents.Return : 0)
                | (mask.Contains((byte)'l') ? HookEvents.Line : 0)
                | (count > 0 ? HookEvents.Count : 0);
        }
        if (!vm.PushHookTable())
            vm.PushNewHookTable();
        vm.PushThreadOf(thread);
        vm.PushValue(shift + 1);
        vm.RawSet(-3);
        vm.SetHook(thread, events, count);
        return 0;
    }

    static int GetHook(Vm<T> vm)
    {
        uint thread = ThreadArgument(vm, out _);
        HookEvents events = vm.EventsOf(thread);
        if (events == HookEvents.None || !vm.PushHookTable())
        {
            vm.PushNil();
        }
        else
        {
            vm.PushThreadOf(thread);
            vm.RawGet(-2);
            vm.Remove(-2);
        }
        vm.PushText((events.HasFlag(HookEvents.Call) ? "c" : "")
            + (events.HasFlag(HookEvents.Return) ? "r" : "")
            + (events.HasFlag(HookEvents.Line) ? "l" : ""));
        vm.PushInteger(vm.HookCountOf(thread));
        return 3;
    }
}
