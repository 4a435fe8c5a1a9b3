using System.Diagnostics;

namespace Esp8266.Memory;

/// <summary>A device's whole 32-bit address space as one range of the host's.</summary>
/// <remarks>
/// <para>4 GiB of addresses at a multiple of 4 GiB: the host address of a device address is
/// <see cref="Origin"/> plus it, its low 32 bits <em>are</em> the device address, and no 32-bit address
/// reaches another device or the host's own memory.</para>
/// <para>Committed ranges read as zero until stored to, and take host memory page by page as they are
/// touched. All other addresses, and <see cref="Guard"/> bytes on either side, lead to the void: a stretch of
/// <see cref="VoidBytes"/> that repeats. A wrong address finds no more than wrong bytes there, and takes no
/// more memory of the host than one void. Where the host cannot repeat pages
/// (<see cref="BacksEveryAddress"/>), such an access ends the process.</para>
/// </remarks>
public sealed unsafe class FlatMemory : IDisposable
{
    /// <summary>Bytes before device address 0 and after the last one that may be touched too: an address
    /// plus or minus the offset of a field.</summary>
    public const uint Guard = 16 * 1024 * 1024;

    /// <summary>How often the void is repeated. Each repetition is a mapping of the host's, of which a
    /// process has 65,530 by default on Linux; each halving doubles the memory that a void may
    /// take.</summary>
    const int Repetitions = 16;

    /// <summary>Bytes of the void: the most host memory that stray stores of a device can take.</summary>
    public const uint VoidBytes = (uint)((AddressSpace + 2UL * Guard) / Repetitions);

    const ulong AddressSpace = 1UL << 32;

    // Below this, storing zeros is cheaper than asking the host for fresh pages.
    const uint CheapToClear = 256 * 1024;

    // In address order; they neither overlap nor touch.
    readonly List<(ulong Start, ulong End)> _committed = [];

    HostPages.Reservation _reservation;
    int _released;

    /// <summary>Reserves the address space and fills it with the void; nothing is committed.</summary>
    /// <exception cref="InsufficientMemoryException">The host has no 8 GiB of addresses left in a row, or the
    /// process too few mappings.</exception>
    public FlatMemory()
    {
        if (!Environment.Is64BitProcess)
            throw new PlatformNotSupportedException("A device needs 4 GiB of addresses: a 64-bit process.");

        Origin = HostPages.ReserveAligned(unchecked((nuint)AddressSpace), Guard, out _reservation);
        BacksEveryAddress = HostPages.TryRepeat(Origin - Guard, VoidBytes, Repetitions);
    }

    /// <summary>Frees the range of a device that nobody disposed.</summary>
    ~FlatMemory() => Release();

    /// <summary>The host address of device address 0; a multiple of 4 GiB.</summary>
    public byte* Origin { get; }

    /// <summary>Whether every 32-bit address can be touched. On Linux it can; elsewhere only committed ranges
    /// can, and an access outside them ends the process.</summary>
    public bool BacksEveryAddress { get; }

    /// <summary>Makes a range usable. Ranges may be committed twice; what is in them stays.</summary>
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
