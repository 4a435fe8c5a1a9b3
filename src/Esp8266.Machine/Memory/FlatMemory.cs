namespace Esp8266.Memory;

/// <summary>A device's whole 32-bit address space as one range of the host's.</summary>
/// <remarks>
/// <para>4 GiB are reserved, at a multiple of 4 GiB, and cost nothing until committed: the host address of a
/// device address is <see cref="Origin"/> plus it, its low 32 bits <em>are</em> the device address, and no
/// 32-bit address reaches another device or the host's own memory.</para>
/// <para>Committed ranges read as zero until stored to, and take host memory page by page as they are
/// touched. A load or store through <see cref="Origin"/> outside them ends the host process, so whoever takes
/// an address from a modelled program goes through <see cref="Bus"/> or checks it first.</para>
/// </remarks>
public sealed unsafe class FlatMemory : IDisposable
{
    const ulong AddressSpace = 1UL << 32;

    // Below this, storing zeros is cheaper than asking the host for fresh pages.
    const uint CheapToClear = 256 * 1024;

    HostPages.Reservation _reservation;
    int _released;

    /// <summary>Reserves the address space; nothing is committed.</summary>
    /// <exception cref="InsufficientMemoryException">The host has no 8 GiB of addresses left in a
    /// row.</exception>
    public FlatMemory()
    {
        if (!Environment.Is64BitProcess)
            throw new PlatformNotSupportedException("A device needs 4 GiB of addresses: a 64-bit process.");

        Origin = HostPages.ReserveAligned(unchecked((nuint)AddressSpace), out _reservation);
    }

    /// <summary>Frees the range of a device that nobody disposed.</summary>
    ~FlatMemory() => Release();

    /// <summary>The host address of device address 0; a multiple of 4 GiB.</summary>
    public byte* Origin { get; }

    /// <summary>Makes a range usable. Ranges may be committed twice; what is in them stays.</summary>
    /// <param name="start">The first device address; rounded down to the host's page.</param>
    /// <param name="length">Bytes; the end is rounded up to the host's page.</param>
    public void Commit(uint start, uint length)
    {
        ObjectDisposedException.ThrowIf(_released != 0, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)start + length, AddressSpace);
        uint page = (uint)Environment.SystemPageSize - 1;
        ulong first = start & ~(ulong)page;
        ulong end = ((ulong)start + length + page) & ~(ulong)page;
        if (length != 0)
            HostPages.Commit(Origin + first, (nuint)(end - first));
    }

    /// <summary>Makes a committed range read as zero, without touching what was never touched when it is
    /// long.</summary>
    /// <param name="start">The first device address; a multiple of the host's page when the range is
    /// long.</param>
    /// <param name="length">Bytes.</param>
    public void Clear(uint start, uint length)
    {
        ObjectDisposedException.ThrowIf(_released != 0, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)start + length, AddressSpace);
        if (length <= CheapToClear)
            new Span<byte>(Origin + start, (int)length).Clear();
        else
            HostPages.Zero(Origin + start, length);
    }

    /// <summary>The bytes of a committed range, for copying in and out.</summary>
    public Span<byte> Bytes(uint start, uint length)
    {
        ObjectDisposedException.ThrowIf(_released != 0, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)start + length, AddressSpace);
        return new Span<byte>(Origin + start, checked((int)length));
    }

    /// <summary>Gives the range and everything in it back to the host. Doing so twice is fine.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0 && _reservation.Start != null)
            HostPages.Free(_reservation);
    }
}
