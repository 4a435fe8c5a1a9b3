using System.Globalization;
using Esp8266.Memory;
using Lfs.Runtime;

namespace Lfs.Testing;

// The heap is full at allocation n, for every n.
public static partial class LfsAssert
{
    /// <summary>The number of allocations after which <see cref="AllocationFailures(LfsDevice,
    /// Action{LfsDevice}, Action{LfsDevice}, int)"/> gives up.</summary>
    public const int MostAllocations = 10_000;

    /// <summary>
    /// Lets each allocation of some work fail: first the n-th alone, then it and all that follow. Each time
    /// the work ends well, or with the error <c>not enough memory</c>; it can be done again without a
    /// failure; and nothing is left behind in the heap.
    /// </summary>
    /// <remarks>A device that collects when an allocation has failed (5.3, or
    /// <see cref="LfsDeviceOptions.EmergencyCollection"/> is false) then tries again, so a single failure
    /// does not reach the program. With true, each does.</remarks>
    /// <param name="device">The device. The work is first done on it without a failure.</param>
    /// <param name="work">The work. It disposes the handles that it gets.</param>
    /// <param name="check">Checks the device after each failure; null for no check of its own.</param>
    /// <param name="mostAllocations">The number of allocations after which the work counts as
    /// unbounded.</param>
    /// <returns>The number of allocations that have failed.</returns>
    /// <exception cref="LfsAssertException">One of that does not hold, the message says at which
    /// allocation.</exception>
    public static int AllocationFailures(
        LfsDevice device, Action<LfsDevice> work, Action<LfsDevice>? check = null,
        int mostAllocations = MostAllocations)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(work);
        // The vectors of the state have their sizes after some rounds.
        for (int i = 0; i < 3; i++)
        {
            work(device);
            Settle(device);
        }
        HeapProfile before = device.HeapProfile();
        for (int number = 1; number <= mostAllocations; number++)
        {
            bool hasFailed = false;
            foreach (bool andAllLater in (bool[])[false, true])
            {
                hasFailed |= FailAt(number, andAllLater, device, work);
                check?.Invoke(device);
                Repeat(number, device, work, before);
            }
            if (!hasFailed)
                return number - 1;
        }
        throw new LfsAssertException(string.Create(
            CultureInfo.InvariantCulture, $"The work still allocates after {mostAllocations} allocations."));
    }

    /// <inheritdoc cref="AllocationFailures(LfsDevice, Action{LfsDevice}, Action{LfsDevice}, int)"/>
    public static int AllocationFailures(
        TestDevice test, Action<LfsDevice> work, Action<LfsDevice>? check = null,
        int mostAllocations = MostAllocations)
    {
        ArgumentNullException.ThrowIfNull(test);
        return AllocationFailures(test.Device, work, check, mostAllocations);
    }

    // False if the work has fewer allocations.
    static bool FailAt(int number, bool andAllLater, LfsDevice device, Action<LfsDevice> work)
    {
        Heap heap = device.Machine.Heap;
        ulong injected = heap.FailuresInjected;
        heap.FailAllocation((ulong)number, andAllLater);
        try
        {
            work(device);
        }
        catch (LuaException exception) when (IsExhaustion(exception))
        {
            // As it should end, unless the program caught it.
        }
        catch (LuaException exception)
        {
            throw new LfsAssertException(
                $"{Failed(number)}, the work ended with: {exception.Message}\n{exception.Traceback}",
                cause: exception);
        }
        finally
        {
            heap.FailNone();
        }
        return heap.FailuresInjected != injected;
    }

    // Where a buffer of 5.3 grows, its box tells the failure, as an error of the program.
    static bool IsExhaustion(LuaException exception) =>
        exception.Kind == LuaErrorKind.Memory
        || (exception.Kind != LuaErrorKind.Fault
            && exception.Message.Contains("not enough memory", StringComparison.Ordinal));

    static void Repeat(int number, LfsDevice device, Action<LfsDevice> work, HeapProfile before)
    {
        try
        {
            work(device);
        }
        catch (LuaException exception)
        {
            throw new LfsAssertException(
                $"{Failed(number)}, the work cannot be done again: {exception.Message}\n"
                    + exception.Traceback,
                cause: exception);
        }
        Settle(device);
        HeapProfile after = device.HeapProfile();
        if (ObjectBytes(after) <= ObjectBytes(before))
            return;
        throw new LfsAssertException(string.Create(
            CultureInfo.InvariantCulture,
            $"{Failed(number)}, {ObjectBytes(after) - ObjectBytes(before)} bytes are left behind.\n")
            + Growth(before, after));
    }

    // Stacks and the state's own vectors keep some of what they have grown to; how much depends on the past.
    static long ObjectBytes(HeapProfile profile) =>
        profile.TotalBytes - profile.BytesOf("thread") - profile.BytesOf("state");

    static string Failed(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"After allocation {number} has failed");
}
