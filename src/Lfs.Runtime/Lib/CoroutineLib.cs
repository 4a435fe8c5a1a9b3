using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>Coroutines.</summary>
/// <remarks>Source: lbaselib.c of 5.1, lcorolib.c of 5.3.</remarks>
static class CoroutineLib<T> where T : unmanaged, ITarget<T>
{
    /// <summary>Functions that are only reached through closures.</summary>
    public static IEnumerable<HostFunction<T>> Closures => [WrapStep];

    /// <summary>The library.</summary>
    public static RoDefinition<T> Table { get; } = new("coroutine", T.Is53
        ?
        [
            new("create", Create), new("isyieldable", IsYieldable), new("resume", Resume),
            new("running", Running), new("status", Status), new("wrap", Wrap), new("yield", Yield),
        ]
        :
        [
            new("create", Create), new("resume", Resume), new("running", Running), new("status", Status),
            new("wrap", Wrap), new("yield", Yield),
        ]);

    static int Create(Vm<T> vm)
    {
        if (T.Is53)
            vm.CheckType(1, BasicType.Function);
        else
            vm.ArgumentCheck(
                vm.TypeOf(1) == BasicType.Function && !vm.IsHostFunction(1), 1, "Lua function expected");
        uint thread = vm.PushThread();
        vm.PushValue(1);
        vm.MoveTo(thread, 1);
        return 1;
    }

    static int Wrap(Vm<T> vm)
    {
        Create(vm);
        vm.PushClosure(WrapStep, 1);
        return 1;
    }

    static uint CheckThread(Vm<T> vm)
    {
        uint thread = vm.ToThread(1);
        if (thread == 0)
            throw vm.ArgumentError(1, T.Is53 ? "thread expected" : "coroutine expected");
        return thread;
    }

    static int Resume(Vm<T> vm)
    {
        uint thread = CheckThread(vm);
        int results = vm.Resume(thread, vm.Count - 1);
        if (results < 0)
        {
            vm.PushBoolean(false);
            vm.Insert(-2);
            return 2;
        }
        vm.PushBoolean(true);
        vm.Insert(-(results + 1));
        return results + 1;
    }

    static int WrapStep(Vm<T> vm)
    {
        // A program can replace the upvalue: debug.setupvalue.
        uint thread = vm.ToThread(Vm<T>.UpvalueIndex(1));
        if (thread == 0)
            throw vm.ArgumentError(1, "coroutine expected");
        int results = vm.Resume(thread, vm.Count);
        if (results >= 0)
            return results;
        if (T.Is53 ? vm.TypeOf(-1) == BasicType.String : vm.IsString(-1))
        {
            vm.PushText(vm.Where(1));
            vm.Insert(-2);
            vm.Concat(2);
        }
        return vm.RaiseOnTop();
    }

    static int Yield(Vm<T> vm) => vm.Yield();

    static int Running(Vm<T> vm)
    {
        bool isMain = vm.PushRunningThread();
        if (T.Is53)
        {
            vm.PushBoolean(isMain);
            return 2;
        }
        if (isMain)
            vm.PushNil();
        return 1;
    }

    static int IsYieldable(Vm<T> vm)
    {
        vm.PushBoolean(vm.IsYieldable);
        return 1;
    }

    static int Status(Vm<T> vm)
    {
        vm.PushText(vm.StatusOf(CheckThread(vm)));
        return 1;
    }
}
