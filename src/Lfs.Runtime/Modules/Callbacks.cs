using Lfs.Runtime.Core;

namespace Lfs.Runtime.Modules;

/// <summary>How modules call Lua functions later: as tasks, and protected, with a report of errors in a task
/// of its own.</summary>
/// <remarks>Source: lnodemcu.c of 5.1 and 5.3, lauxlib.c of 5.3.</remarks>
static class Callbacks
{
    /// <summary>The functions that lie in closures or on the stack, and in no table.</summary>
    public static IReadOnlyList<LuaFunction> Functions { get; } = [HandleError, ReportError];

    extension(ILuaState lua)
    {
        /// <summary>Pops a function and posts a task that calls it (luaL_posttask).</summary>
        public void PostTask(int priority)
        {
            bool isPriority = priority is >= (int)TaskPriority.Low and <= (int)TaskPriority.High;
            if (lua.TypeOf(-1) != BasicType.Function || !isPriority)
                throw lua.Error("invalid posk task");
            int reference = lua.Ref();
            var task = new DeviceTask(TaskHandler.LuaFunction, reference);
            if (lua.Device.Life.Tasks.TryPost((TaskPriority)priority, task))
                return;
            lua.Unref(reference);
            throw lua.Error("Task queue overflow. Task not posted");
        }

        /// <summary>Calls the function below some arguments. An error is reported in a task
        /// (luaL_pcallx).</summary>
        /// <param name="arguments">The number of arguments on top.</param>
        /// <param name="results">The number of results.</param>
        public LuaStatus CallReported(int arguments, int results)
        {
            int function = lua.Count - arguments;
            lua.PushFunction(HandleError);
            lua.Insert(function);
            LuaStatus status = lua.ProtectedCall(arguments, results, handler: function);
            lua.Remove(function);
            if (status is LuaStatus.Ok or LuaStatus.RuntimeError)
                return status;
            lua.FullCollect();
            lua.PushString("out of memory"u8);
            lua.PushClosure(ReportError, 1);
            lua.PostTask((int)TaskPriority.High);
            return status;
        }

        /// <summary>Runs a task that was posted with <see cref="PostTask"/> (do_task).</summary>
        public void RunTask(int reference, TaskPriority priority)
        {
            lua.PushRef(reference);
            lua.CheckType(-1, BasicType.Function);
            lua.Unref(reference);
            lua.PushInteger((int)priority);
            lua.CallReported(1, 0);
        }
    }

    // errhandler: the traceback becomes the upvalue of the function that reports it.
    static int HandleError(ILuaState lua)
    {
        lua.GetField(ILuaState.GlobalsIndex, "debug"u8);
        lua.GetField(-1, "traceback"u8);
        if (lua.TypeOf(-1) != BasicType.Function)
            return 0;
        lua.Insert(1);
        lua.Pop(1);
        lua.PushInteger(2);
        lua.Call(2, 1);
        lua.PushClosure(ReportError, 1);
        lua.PostTask((int)TaskPriority.High);
        return 0;
    }

    // errhandler_aux. A handler of errors here would make an endless loop.
    static int ReportError(ILuaState lua)
    {
        lua.Device.Life.CallbackErrors++;
        lua.GetField(ILuaState.RegistryIndex, "onerror"u8);
        if (lua.TypeOf(-1) != BasicType.Function)
        {
            lua.Pop(1);
            lua.GetField(ILuaState.GlobalsIndex, "print"u8);
        }
        lua.PushValue(ILuaState.UpvalueIndex(1));
        lua.Call(1, 0);
        return 0;
    }
}
