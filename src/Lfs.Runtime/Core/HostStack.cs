using System.Globalization;
using System.Runtime.InteropServices;

namespace Lfs.Runtime.Core;

/// <summary>The stack of the host's thread that runs a device.</summary>
/// <remarks>
/// The runtime's own question, <c>RuntimeHelpers.TryEnsureSufficientExecutionStack</c>, wants 128 KB to be
/// left: threads of that size would never run Lua, and those of 256 KB little.
/// </remarks>
static unsafe partial class HostStack
{
    /// <summary>
    /// What is kept free below Lua: for the longest way of a library or of the runtime itself (the
    /// just-in-time compiler, an exception) that does not ask again.
    /// </summary>
    public const int Reserve = 64 * 1024;

    /// <summary>Bytes that stay free even while an error handler runs after an overflow.</summary>
    public const int HandlerReserve = 40 * 1024;

    // Each thread asks once, for its stack does not move, and the answer can take longer than a restart of a
    // device: on Linux, the C library finds the stack of a process's first thread in the list of all
    // mappings.
    static readonly ThreadLocal<nuint> _lowest = new(Ask);

    /// <summary>The lowest address of the calling thread's stack; 0 where the host does not tell.</summary>
    public static nuint Lowest() => _lowest.Value;

    static nuint Ask()
    {
        if (OperatingSystem.IsWindows())
        {
            GetCurrentThreadStackLimits(out nuint low, out _);
            return low;
        }
        if (OperatingSystem.IsMacOS())
        {
            nint thread = PthreadSelf();
            return PthreadGetStackAddr(thread) - PthreadGetStackSize(thread);
        }
        return LowestOnLinux();
    }

    /// <summary>Refuses a thread that has too little stack for any Lua.</summary>
    /// <exception cref="InsufficientExecutionStackException">It has.</exception>
    public static void Require()
    {
        byte here;
        nuint lowest = Lowest();
        if (lowest != 0 && (nuint)(&here) < lowest + Reserve)
            throw TooSmall();
    }

    public static InsufficientExecutionStackException TooSmall() => new(string.Create(
        CultureInfo.InvariantCulture, $"Lua needs more than {Reserve >> 10} KB of the thread's stack."));

    static nuint LowestOnLinux()
    {
        // glibc's pthread_attr_t has 56 bytes (64 on ARM), musl's 56.
        const int AttributeBytes = 128;
        byte* attributes = stackalloc byte[AttributeBytes];
        if (PthreadGetAttr(PthreadSelf(), attributes) != 0)
            return 0;
        nuint lowest = 0;
        if (PthreadAttrGetStack(attributes, out nuint address, out _) == 0)
            lowest = address;
        _ = PthreadAttrGetGuardSize(attributes, out nuint guard);
        _ = PthreadAttrDestroy(attributes);
        // Older C libraries count the guard pages to the stack.
        return lowest + guard;
    }

    [LibraryImport("libc", EntryPoint = "pthread_self")]
    private static partial nint PthreadSelf();

    [LibraryImport("libc", EntryPoint = "pthread_getattr_np")]
    private static partial int PthreadGetAttr(nint thread, byte* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_attr_getstack")]
    private static partial int PthreadAttrGetStack(byte* attributes, out nuint address, out nuint size);

    [LibraryImport("libc", EntryPoint = "pthread_attr_getguardsize")]
    private static partial int PthreadAttrGetGuardSize(byte* attributes, out nuint size);

    [LibraryImport("libc", EntryPoint = "pthread_attr_destroy")]
    private static partial int PthreadAttrDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_get_stackaddr_np")]
    private static partial nuint PthreadGetStackAddr(nint thread);

    [LibraryImport("libc", EntryPoint = "pthread_get_stacksize_np")]
    private static partial nuint PthreadGetStackSize(nint thread);

    [LibraryImport("kernel32")]
    private static partial void GetCurrentThreadStackLimits(out nuint low, out nuint high);
}
