using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Esp8266.Memory;

/// <summary>Address space of the host: reserved first, backed by pages later, returned at the end.</summary>
static unsafe partial class HostPages
{
    const int None = 0, ReadWrite = 3;
    const int Shared = 0x01, Private = 0x02, Fixed = 0x10;
    const int MayMove = 1, MoveFixed = 2;
    const int HugePage = 2 * 1024 * 1024, AdviseHugePages = 14, AdvisePopulate = 23;
    const uint Reserve = 0x2000, Committed = 0x1000, Decommit = 0x4000, Release = 0x8000;
    const uint NoAccess = 0x01, PageReadWrite = 0x04;

    // Linux and macOS use different numbers for these two flags: <sys/mman.h>.
    static int Anonymous => OperatingSystem.IsMacOS() ? 0x1000 : 0x20;

    static int NoReserve => OperatingSystem.IsMacOS() ? 0x40 : 0x4000;

    /// <summary>Reserves <paramref name="bytes"/> bytes, aligned to their size, with a guard
    /// on either side. No memory backs them yet.</summary>
    /// <param name="bytes">A power of two.</param>
    /// <param name="guard">The number of bytes before and after: a multiple of the page.</param>
    /// <param name="reservation">The reservation to pass to <see cref="Free"/>.</param>
    public static byte* ReserveAligned(nuint bytes, nuint guard, out Reservation reservation)
    {
        Debug.Assert(
            (bytes & (bytes - 1)) == 0,
            "What is aligned to its own length has a power of two of bytes.");
        Debug.Assert(guard % (nuint)Environment.SystemPageSize == 0, "A guard is whole pages.");
        MappingLimit.RequireRoom();
        nuint most = bytes * 2 + guard * 2;
        byte* start = OperatingSystem.IsWindows()
            ? VirtualAlloc(null, most, Reserve, NoAccess)
            : Mapped(Mmap(null, most, None, Private | Anonymous | NoReserve, -1, 0));
        Require(start != null);

        var aligned = (byte*)(((nuint)start + guard + bytes - 1) & ~(bytes - 1));
        if (OperatingSystem.IsWindows())
        {
            // Windows can release a reservation only as a whole.
            reservation = new Reservation(start, most);
            return aligned;
        }

        byte* first = aligned - guard;
        byte* end = aligned + bytes + guard;
        Unmap(start, (nuint)(first - start));
        Unmap(end, (nuint)(start + most - end));
        reservation = new Reservation(first, (nuint)(end - first));
        return aligned;
    }

    /// <summary>Maps the same pages repeatedly over a part of a reservation.</summary>
    /// <param name="start">The first byte.</param>
    /// <param name="bytes">The length of the repeated part: a multiple of the page.</param>
    /// <param name="times">The number of copies.</param>
    /// <returns>False if the host cannot do this. The reservation is then unchanged.</returns>
    public static bool TryRepeat(byte* start, nuint bytes, int times)
    {
        Debug.Assert(bytes % (nuint)Environment.SystemPageSize == 0, "Only whole pages can be repeated.");
        if (!OperatingSystem.IsLinux())
            return false;
        if (Mapped(Mmap(start, bytes, ReadWrite, Shared | Anonymous | NoReserve | Fixed, -1, 0)) == null)
            return false;

        for (int i = 1; i < times; i++)
        {
            // With an old size of 0, mremap keeps the shared mapping and
            // makes another one of the same pages (man 2 mremap).
            byte* copy = start + (nuint)i * bytes;
            if (Mapped(Mremap(start, 0, bytes, MayMove | MoveFixed, copy)) != null)
                continue;
            nuint mapped = (nuint)i * bytes;
            byte* reserved = Mmap(start, mapped, None, Private | Anonymous | NoReserve | Fixed, -1, 0);
            Require(Mapped(reserved) != null);
            return false;
        }

        return true;
    }

    /// <summary>Backs whole pages of a reservation with memory that reads as zero, even if they
    /// were in use before.</summary>
    public static void Commit(byte* start, nuint bytes)
    {
        Debug.Assert(
            (nuint)start % (nuint)Environment.SystemPageSize == 0,
            "Pages are committed from the start of one.");
        if (OperatingSystem.IsWindows())
        {
            Require(VirtualAlloc(start, bytes, Committed, PageReadWrite) != null);
            return;
        }

        byte* fresh = Mmap(start, bytes, ReadWrite, Private | Anonymous | NoReserve | Fixed, -1, 0);
        Require(Mapped(fresh) != null);
        PreferHugePages(start, bytes);
    }

    /// <summary>Clears committed pages by returning their memory to the host.</summary>
    public static void Zero(byte* start, nuint bytes)
    {
        if (OperatingSystem.IsWindows())
            Require(VirtualFree(start, bytes, Decommit) != 0);
        Commit(start, bytes);
    }

    /// <summary>Returns a reservation and all its pages to the host.</summary>
    public static void Free(Reservation reservation)
    {
        if (OperatingSystem.IsWindows())
            Require(VirtualFree(reservation.Start, 0, Release) != 0);
        else
            Unmap(reservation.Start, reservation.Bytes);
    }

    /// <summary>
    /// Asks the host to back a large heap with pages of 2 MiB: fewer page faults, fewer TLB misses.
    /// </summary>
    static void PreferHugePages(byte* start, nuint bytes)
    {
        // This is only a hint. A host without huge pages refuses it, which costs speed and nothing else.
        if (OperatingSystem.IsLinux() && bytes >= HugePage)
            _ = Madvise(start, bytes, AdviseHugePages);
    }

    /// <summary>Asks the host for the memory of committed pages that are about to be stored to. All at once
    /// takes it half the time of one by one.</summary>
    public static void Populate(byte* start, nuint bytes)
    {
        // This is only a hint. Linux before 5.14 refuses it.
        if (OperatingSystem.IsLinux())
            _ = Madvise(start, bytes, AdvisePopulate);
    }

    static void Unmap(byte* start, nuint bytes)
    {
        if (bytes != 0)
            Require(Munmap(start, bytes) == 0);
    }

    // mmap returns -1, not null, when it fails.
    static byte* Mapped(byte* start) => (nint)start == -1 ? null : start;

    static void Require(bool done)
    {
        if (!done)
            throw new InsufficientMemoryException(new Win32Exception(Marshal.GetLastPInvokeError()).Message);
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial byte* Mmap(
        byte* start, nuint bytes, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Munmap(byte* start, nuint bytes);

    // The last parameter is C's "...". Linux passes it like any other argument.
    [LibraryImport("libc", EntryPoint = "mremap", SetLastError = true)]
    private static partial byte* Mremap(
        byte* start, nuint oldBytes, nuint bytes, int flags, byte* wanted);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(byte* start, nuint bytes, int advice);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial byte* VirtualAlloc(byte* start, nuint bytes, uint kind, uint protection);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int VirtualFree(byte* start, nuint bytes, uint kind);

    /// <summary>The range that must be returned to the host.</summary>
    public readonly struct Reservation(byte* start, nuint bytes)
    {
        public byte* Start { get; } = start;

        public nuint Bytes { get; } = bytes;
    }
}
