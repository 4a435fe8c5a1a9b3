using Lfs.Runtime.Core;

namespace Lfs.Runtime.Modules;

// Tasks, and what happens to an error that no program handles.
static partial class NodeModule
{
    const int MicrosecondsUntilRestart = 2_000_000;

    static RomTable TaskTable { get; } = new("node.task",
        [
            new("post", Post), new("LOW_PRIORITY", Number: (int)TaskPriority.Low),
            new("MEDIUM_PRIORITY", Number: (int)TaskPriority.Medium),
            new("HIGH_PRIORITY", Number: (int)TaskPriority.High),
        ]);

    static int Post(ILuaState lua)
    {
        int function = 1;
        uint priority = (uint)TaskPriority.Medium;
        if (lua.TypeOf(1) == BasicType.Number)
        {
            priority = unchecked((uint)lua.CheckInt(1));
            lua.ArgumentCheck(priority <= (uint)TaskPriority.High, 1, "invalid  priority");
            function = 2;
        }
        lua.CheckType(function, BasicType.Function);
        lua.SetCount(function);
        lua.PostTask((int)priority);
        return 0;
    }

    static int SetOnError(ILuaState lua)
    {
        lua.SetCount(1);
        if (lua.TypeOf(1) != BasicType.Function)
        {
            lua.Pop(1);
            lua.PushFunction(OnError);
        }
        lua.SetField(ILuaState.RegistryIndex, "onerror"u8);
        return 0;
    }

    // default_onerror: prints the error. The first one restarts the device after a while.
    static int OnError(ILuaState lua)
    {
        lua.SetCount(1);
        lua.GetField(ILuaState.GlobalsIndex, "print"u8);
        lua.Insert(1);
        lua.ProtectedCall(1, 0);
        SoftTimer restart = new(TimerHandler.Restart);
        if (!lua.Device.Life.Timers.IsArmed(restart))
        {
            lua.Device.Life.Timers.Arm(
                restart, lua.Device.Time.Microseconds, MicrosecondsUntilRestart, repeats: false);
        }
        return 0;
    }
}
