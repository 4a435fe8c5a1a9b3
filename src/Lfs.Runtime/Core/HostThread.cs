namespace Lfs.Runtime.Core;

/// <summary>The host's thread that used a device last, and where its stack ends.</summary>
/// <remarks>
/// A device keeps it over its restarts, because the answer can take longer than a restart: on Linux, the C
/// library finds the stack of a process's first thread in the list of all mappings of the process.
/// </remarks>
sealed unsafe class HostThread
{
    Thread? _thread;
    nuint _lowest;

    /// <summary>The calling thread. One that has too little stack for any Lua is refused.</summary>
    /// <exception cref="InsufficientExecutionStackException">It has too little.</exception>
    public static HostThread Require()
    {
        byte here;
        HostThread thread = new();
        nuint lowest = thread.LowestOf(Thread.CurrentThread);
        if (lowest != 0 && (nuint)(&here) < lowest + HostStack.Reserve)
            throw HostStack.TooSmall();
        return thread;
    }

    /// <summary>The lowest address of the calling thread's stack; 0 where the host does not tell.</summary>
    /// <param name="current">The calling thread.</param>
    public nuint LowestOf(Thread current)
    {
        if (!ReferenceEquals(_thread, current))
            (_thread, _lowest) = (current, HostStack.Lowest());
        return _lowest;
    }
}
