using System.Collections.Concurrent;
using System.Diagnostics;
using Esp8266.Boot;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Modules;

/// <summary>
/// Runs what a device does by itself: timers that have expired, then tasks, one at a time. The SDK's timers
/// run in a task of their own above all of the firmware's.
/// </summary>
sealed class EventLoop(Device device, ILuaState lua)
{
    /// <summary>True if there is something to run at the present time.</summary>
    public bool IsReady =>
        device.Life.Tasks.Count > 0 || device.Life.Timers.NextDue <= device.Time.Microseconds;

    /// <summary>The time of the next timer, in microseconds of the device's clock; null if none is
    /// armed.</summary>
    public long? NextDue => device.Life.Timers.NextDue;

    /// <summary>Takes in what the serial line brings, as far as the receiver has room.</summary>
    public void Receive(ConcurrentQueue<byte> line)
    {
        SerialInput input = device.Life.Input;
        bool received = false;
        while (input.Room > 0 && line.TryDequeue(out byte value))
        {
            input.Receive(value);
            received = true;
        }
        if (received)
            PostInput();
    }

    // driver/uart.c: one task at most waits for the receiver.
    void PostInput()
    {
        SerialInput input = device.Life.Input;
        var task = new DeviceTask(TaskHandler.UartInput, 0);
        if (!input.IsPosted)
            input.IsPosted = device.Life.Tasks.TryPost(TaskPriority.High, task);
    }

    /// <summary>Runs the next timer or task. False if none is ready.</summary>
    public bool RunNext()
    {
        if (device.Life.Timers.TryTakeExpired(device.Time.Microseconds, out SoftTimer timer))
        {
            Guarded(() => Expire(timer));
            return true;
        }
        if (device.Life.Tasks.TryTake(out DeviceTask task, out TaskPriority priority))
        {
            Guarded(() => Run(task, priority));
            return true;
        }
        return false;
    }

    // What no handler of errors has caught ends the firmware (lauxlib.c, panic). 5.1 then spins until the
    // watchdog resets the chip; abort() of 5.3 ends the same way.
    void Guarded(Action work)
    {
        lua.Spend(ILuaState.HostCallInstructions);
        int count = lua.Count;
        LuaStatus status = lua.Protect(work);
        if (status != LuaStatus.Ok)
        {
            lua.TryString(-1, out ReadOnlySpan<byte> message);
            device.Console.Write(
                [.. "PANIC: unprotected error in call to Lua API ("u8, .. message, .. ")\n"u8]);
            throw new RestartRequest(ResetReason.SoftwareWatchdog);
        }
        lua.SetCount(count);
    }

    void Expire(SoftTimer timer)
    {
        switch (timer.Handler)
        {
            case TimerHandler.Alarm:
                TmrModule.Expire(lua, timer.Argument);
                break;
            case TimerHandler.Second:
                TmrModule.Tick(lua);
                break;
            case TimerHandler.Restart:
                throw new RestartRequest();
            default:
                throw new UnreachableException($"There is no timer {timer.Handler}.");
        }
    }

    void Run(DeviceTask task, TaskPriority priority)
    {
        switch (task.Handler)
        {
            case TaskHandler.Main:
                LuaMain.Start(lua);
                break;
            case TaskHandler.LuaFunction:
                lua.RunTask(task.Parameter, priority);
                break;
            case TaskHandler.UartInput:
                ReadInput();
                break;
            default:
                throw new UnreachableException($"There is no task {task.Handler}.");
        }
    }

    void ReadInput()
    {
        SerialInput input = device.Life.Input;
        input.IsPosted = false;
        while (input.Read(
            bytes => device.Console.Write(bytes),
            bytes => UartModule.Receive(lua, bytes),
            line => LuaMain.Input(lua, line)))
        {
        }
    }
}
