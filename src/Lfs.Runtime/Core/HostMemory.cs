namespace Lfs.Runtime.Core;

// What the host's own memory holds for a program. A program decides how long a message, a chunk or an
// argument is: so memory of .NET's is asked for before it is taken. Texts that end in the device's heap must
// fit there; and all that is held at a time is within the host's bound (LfsDeviceOptions.HostMemoryBytes).
unsafe partial class Allocator<T>
{
    /// <summary>
    /// What a text takes of .NET's memory, for each of its bytes, until it is on the device: characters of
    /// two bytes, in the parts, in the whole, and in a buffer that doubles.
    /// </summary>
    const int TextFactor = 8;

    internal long HostBytes;

    /// <summary>Bytes of .NET's memory that the program has now.</summary>
    public long HostBytesInUse => HostBytes;

    /// <summary>Bytes of .NET's memory that the program can still take.</summary>
    public long HostBytesLeft => Device.HostMemoryBytes - HostBytes;

    /// <summary>Takes memory of the host until <see cref="ReturnHost"/>; "not enough memory"
    /// without.</summary>
    public void TakeHost(long bytes)
    {
        if (!CanTakeHost(bytes))
            ThrowMemoryError();
    }

    /// <summary>Takes memory of the host if there is as much.</summary>
    internal bool CanTakeHost(long bytes)
    {
        if (bytes > Device.HostMemoryBytes - HostBytes)
            return false;
        HostBytes += bytes;
        return true;
    }

    /// <summary>
    /// Gives back what was taken since a place where <see cref="HostBytesInUse"/> was noted.
    /// </summary>
    public void ReturnHost(long before) => HostBytes = before;

    /// <summary>Refuses a text that the host could not put together or the device's heap not hold.</summary>
    internal void RequireText(long bytes)
    {
        if (bytes <= ILuaState.SmallText)
            return;
        if (bytes > (Device.HostMemoryBytes - HostBytes) / TextFactor)
            ThrowMemoryError();
        RequireHeapFor(bytes);
    }

    /// <summary>Refuses what the device's heap has no room for, even after a collection.</summary>
    internal void RequireHeapFor(long bytes)
    {
        if (bytes > _heap.BytesFree && (EgcMode & (EgcMode.OnAllocFailure | EgcMode.Always)) != 0)
            EmergencyCollect();
        if (bytes > _heap.BytesFree)
            ThrowMemoryError();
    }

    /// <summary>
    /// A string of the program as a text, as <see cref="Introspection{T}.Latin"/>, if there is room for it.
    /// </summary>
    internal string TextOf(ReadOnlySpan<byte> bytes)
    {
        RequireText(bytes.Length);
        return Introspection<T>.Latin(bytes);
    }
}
