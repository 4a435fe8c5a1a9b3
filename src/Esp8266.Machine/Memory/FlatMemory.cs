using System.Diagnostics;

namespace Esp8266.Memory;

/// <summary>The whole 32-bit address space of a device, as one range of host memory.</summary>
/// <remarks>
/// <para>The range is 4 GiB long and starts at a multiple of 4 GiB. The host address of a device address is
/// <see cref="Origin"/> plus that address; its low 32 bits <em>are</em> the device address. No 32-bit address
/// reaches another device or the host's own memory.</para>
/// <para>Committed ranges read as zero until they are stored to, and take host memory page by page as they
/// are touched. All other addresses, and <see cref="Guard"/> bytes on either side, lead to the void: a block
/// of <see cref="VoidBytes"/> that is mapped repeatedly. A stray access finds meaningless bytes there, and
/// all stray stores together take no more host memory than one void. If the host cannot map pages repeatedly
/// (<see cref="BacksEveryAddress"/>), a stray access ends the process.</para>
/// </remarks>
public sealed unsafe partial class FlatMemory : IDisposable
{
    /// <summary>The number of bytes before address 0 and after the last address that may be touched as well.
    /// They catch an address plus or minus the offset of a field.</summary>
    public const uint Guard = 16 * 1024 * 1024;

    /// <summary>The number of times the void is mapped. Each time is one memory
    /// mapping of the host, and Linux allows a process 65,530 by default. Halving the
    /// number doubles the memory that a void may take.</summary>
    const int Repetitions = 16;

    /// <summary>The size of the void, in bytes. Stray stores of a device cannot take more host
    /// memory than this.</summary>
    public const uint VoidBytes = (uint)((AddressSpace + 2UL * Guard) / Repetitions);

    const ulong AddressSpace = 1UL << 32;

    // Below this, storing zeros is cheaper than asking the host for fresh pages.
    const uint CheapToClear = 256 * 1024;

    // In address order, neither overlapping nor adjacent.
    readonly List<(ulong Start, ulong End)> _committed = [];

    HostPages.Reservation _reservation;
    int _released;

    /// <summary>Reserves the address space and fills it with the void; nothing is committed.</summary>
    /// <exception cref="InsufficientMemoryException">The host has no 8 GiB of consecutive addresses left, or
    /// the process has too few mappings left.</exception>
    public FlatMemory()
    {
        if (!Environment.Is64BitProcess)
            throw new PlatformNotSupportedException("A device needs 4 GiB of addresses: a 64-bit process.");

        Origin = HostPages.ReserveAligned(unchecked((nuint)AddressSpace), Guard, out _reservation);
        BacksEveryAddress = HostPages.TryRepeat(Origin - Guard, VoidBytes, Repetitions);
    }

    /// <summary>Frees the address range of a device that was not disposed.</summary>
    ~FlatMemory() => Release();

    /// <summary>The host address of device address 0; a multiple of 4 GiB.</summary>
    public byte* Origin { get; }

    /// <summary>True if every 32-bit address can be touched, as on Linux. On other hosts an access outside
    /// the committed ranges ends the process.</summary>
    public bool BacksEveryAddress { get; }

    /// <summary>Makes a range usable. Committing a range twice keeps its content.</summary>
    /// <param name="start">The first device address; rounded down to the host's page.</param>
    /// <param name="length">Bytes; the end is rounded up to the host's page.</param>
    public void Commit(uint start, uint length)
    {
        ObjectDisposedException.ThrowIf(_released != 0, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)start + length, AddressSpace);
        if (length == 0)
            return;

        uint page = (uint)Environment.SystemPageSize - 1;
        ulong first = start & ~(ulong)page;
        ulong end = ((ulong)start + length + page) & ~(ulong)page;
        ulong at = first;
        foreach ((ulong Start, ulong End) old in _committed)
        {
            if (old.End <= at || old.Start >= end)
                continue;
            CommitPages(at, old.Start);
            at = old.End;
        }

        CommitPages(at, end);
        NoteCommitted(first, end);
    }

    /// <summary>Takes the host memory of a committed range at once, because all of it is about to be stored
    /// to. Its content stays.</summary>
    /// <param name="start">The first device address: a multiple of the host's page.</param>
    /// <param name="length">The length in bytes.</param>
    internal void Populate(uint start, uint length)
    {
        ObjectDisposedException.ThrowIf(_released != 0, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)start + length, AddressSpace);
        HostPages.Populate(Origin + start, length);
    }

    void CommitPages(ulong start, ulong end)
    {
        if (start < end)
            HostPages.Commit(Origin + start, (nuint)(end - start));
    }

    void NoteCommitted(ulong start, ulong end)
    {
        Debug.Assert(start < end, "A range that was committed is not empty.");
        for (int i = _committed.Count - 1; i >= 0; i--)
        {
            (ulong oldStart, ulong oldEnd) = _committed[i];
            if (oldEnd < start || oldStart > end)
                continue;
            start = Math.Min(start, oldStart);
            end = Math.Max(end, oldEnd);
            _committed.RemoveAt(i);
        }

        int place = _committed.FindIndex(range => range.Start > start);
        _committed.Insert(place < 0 ? _committed.Count : place, (start, end));
    }

    /// <summary>Clears a committed range. A long range is cleared by dropping its pages, which
    /// touches no memory.</summary>
    /// <param name="start">The first device address. For a long range it must be a multiple
    /// of the host's page.</param>
    /// <param name="length">The length in bytes.</param>
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

    /// <summary>Returns the address range and its memory to the host. A second call does nothing.</summary>
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
