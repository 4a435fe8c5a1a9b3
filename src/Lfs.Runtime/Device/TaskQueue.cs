using System.Diagnostics;

namespace Lfs.Runtime.Core;

/// <summary>The priority of a task, with the numbers of <c>node.task</c>.</summary>
/// <remarks>Source: platform.h, <c>PLATFORM_TASK_PRIORITY_LOW</c> and the others.</remarks>
enum TaskPriority
{
    Low,
    Medium,
    High,
}

/// <summary>What a task does.</summary>
enum TaskHandler
{
    /// <summary>Starts Lua: <c>lua_main</c>. The first task of a life.</summary>
    Main,

    /// <summary>Calls the Lua function whose reference in the registry is the parameter: <c>do_task</c> of
    /// lnodemcu.c.</summary>
    LuaFunction,

    /// <summary>Reads what the UART has received: <c>input_handler</c> of driver/input.c.</summary>
    UartInput,
}

/// <summary>A task that waits to run.</summary>
/// <param name="Handler">What it does.</param>
/// <param name="Parameter">A number for the handler.</param>
readonly record struct DeviceTask(TaskHandler Handler, int Parameter);

/// <summary>The tasks of a device that wait: three queues, of which the one with the highest priority comes
/// first. Within one, the first to be posted is the first to run.</summary>
/// <remarks>Source: platform.c, <c>task_init_handler</c>: eight entries in each queue.</remarks>
sealed partial class TaskQueue
{
    /// <summary>The entries of one queue.</summary>
    public const int Capacity = 8;

    const int Priorities = 3;

    readonly Queue<DeviceTask>[] _queues = [new(Capacity), new(Capacity), new(Capacity)];

    /// <summary>The number of tasks that wait.</summary>
    public int Count => _queues[0].Count + _queues[1].Count + _queues[2].Count;

    /// <summary>Adds a task. False if the queue of its priority is full.</summary>
    public bool TryPost(TaskPriority priority, DeviceTask task)
    {
        Debug.Assert((uint)priority < Priorities, "A task has one of three priorities.");
        Queue<DeviceTask> queue = _queues[(int)priority];
        if (queue.Count == Capacity)
            return false;
        queue.Enqueue(task);
        return true;
    }

    /// <summary>Takes the task that runs next. False if none waits.</summary>
    public bool TryTake(out DeviceTask task, out TaskPriority priority)
    {
        for (int i = Priorities - 1; i >= 0; i--)
        {
            priority = (TaskPriority)i;
            if (_queues[i].TryDequeue(out task))
                return true;
        }
        (task, priority) = (default, default);
        return false;
    }
}
