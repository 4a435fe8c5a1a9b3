using Lfs.Compiler.Image;

namespace Lfs.Compiler.Flash;

/// <summary>A range of a flash chip.</summary>
/// <param name="Start">The offset of its first byte in flash.</param>
/// <param name="Bytes">Its length; 0 if there is no such region.</param>
public readonly record struct FlashRange(uint Start, uint Bytes)
{
    /// <summary>The offset of the first byte behind it.</summary>
    public ulong End => (ulong)Start + Bytes;

    /// <summary>Both ends in hexadecimal, for messages.</summary>
    public override string ToString() => FormattableString.Invariant($"0x{Start:x} to 0x{End:x}");
}

/// <summary>The wishes for a plan. What is null is chosen as the firmware does at its first start.</summary>
public sealed record FlashRequest
{
    /// <summary>The size of the chip, in bytes.</summary>
    public uint FlashBytes { get; init; } = FlashPlan.DefaultFlashBytes;

    /// <summary>The first byte behind the firmware; null if the firmware is not known.</summary>
    public uint? FirmwareEnd { get; init; }

    /// <summary>The offset of the LFS region; null for the end of the firmware.</summary>
    public uint? LfsStart { get; init; }

    /// <summary>The size of the LFS region, in bytes; 0 for none.</summary>
    public uint LfsBytes { get; init; }

    /// <summary>The offset of the System region; null for the end of the LFS region.</summary>
    public uint? SystemStart { get; init; }

    /// <summary>The size of the System region, in bytes; 0 for none.</summary>
    public uint SystemBytes { get; init; }

    /// <summary>The offset of the file system; null for 1 MB if a given size fits there, else the end of
    /// the LFS regions.</summary>
    public uint? SpiffsStart { get; init; }

    /// <summary>The size of the file system, in bytes, 0 for none; null for all that is left.</summary>
    public uint? SpiffsBytes { get; init; }
}

/// <summary>The names under which a user gives the values of a plan, for messages.</summary>
/// <param name="FlashSize">The size of the chip.</param>
/// <param name="LfsAddress">The start of the LFS region.</param>
/// <param name="LfsSize">Its size.</param>
/// <param name="SystemAddress">The start of the System region.</param>
/// <param name="SystemSize">Its size.</param>
/// <param name="SpiffsAddress">The start of the file system.</param>
/// <param name="SpiffsSize">Its size.</param>
public sealed record FlashNames(
    string FlashSize, string LfsAddress, string LfsSize, string SystemAddress, string SystemSize,
    string SpiffsAddress, string SpiffsSize);

/// <summary>The places of the LFS regions and of the file system in a flash chip.</summary>
/// <remarks>Source: nodemcu-firmware 36cbf9f0, app/user/user_main.c, <c>first_time_setup</c>;
/// app/modules/node.c, <c>node_setpartitiontable</c>; app/spiffs/spiffs.c,
/// <c>myspiffs_set_cfg</c>.</remarks>
/// <param name="FlashBytes">The size of the chip.</param>
/// <param name="FirmwareEnd">The first byte behind the firmware.</param>
/// <param name="Lfs">The LFS region.</param>
/// <param name="Spiffs">The file system.</param>
public sealed record FlashPlan(uint FlashBytes, uint FirmwareEnd, FlashRange Lfs, FlashRange Spiffs)
{
    /// <summary>What to say of a plan with a System region.</summary>
    public const string SystemNote =
        "NodeMCU's own firmware has one LFS region: use the System region with a firmware that has two.";

    /// <summary>The System region; without bytes if there is none.</summary>
    public FlashRange System { get; init; }

    /// <summary>The first byte behind the firmware and the LFS regions.</summary>
    public uint LastEnd => (uint)Math.Min(
        Math.Max(FirmwareEnd, Math.Max(EndOf(Lfs), EndOf(System))), uint.MaxValue);

    /// <summary>The address at which the CPU sees the start of flash.</summary>
    public const uint Window = 0x4020_0000;

    /// <summary>The flash that the CPU sees, in bytes.</summary>
    public const uint WindowBytes = 0x10_0000;

    /// <summary>The unit of erase, in bytes.</summary>
    public const uint SectorBytes = 0x1000;

    /// <summary>The usual size of a chip: 4 MB.</summary>
    public const uint DefaultFlashBytes = 0x40_0000;

    /// <summary>The usual start of the LFS region, behind a firmware of usual size.</summary>
    public const uint DefaultLfsStart = 0x9_6000;

    /// <summary>The first sector of the firmware's code, which holds the partition table.</summary>
    public const uint TableStart = 0x1_0000;

    /// <summary>The last bytes of flash, which the SDK uses.</summary>
    public const uint ParameterBytes = 0x3000;

    /// <summary>Where a file system of a given size starts if it fits there.</summary>
    public const uint SpiffsBoundary = 0x10_0000;

    /// <summary>The firmware rounds both ends of the file system to multiples of this.</summary>
    public const uint SpiffsAlignment = 0x2000;

    const uint SmallestFlash = 0x10_0000, LargestFlash = 0x100_0000;

    // Four blocks of a sector; and two bytes for a page number, minus a part that the check leaves out.
    const uint SmallestSpiffs = 4 * SectorBytes, LargestSpiffs = (65536 - 512) * 256;

    /// <summary>Chooses what a request leaves open. The plan may be impossible: see
    /// <see cref="Check"/>.</summary>
    public static FlashPlan Of(FlashRequest request)
    {
        // A firmware that is not known has its usual size, unless the user puts the LFS region before its
        // end.
        uint unknownEnd = request.LfsBytes > 0 ? TableStart + SectorBytes : DefaultLfsStart;
        uint firmwareEnd = request.FirmwareEnd ?? unknownEnd;
        uint lfsStart = request.LfsStart ?? request.FirmwareEnd ?? DefaultLfsStart;
        var lfs = new FlashRange(lfsStart, request.LfsBytes);
        var plan = new FlashPlan(request.FlashBytes, firmwareEnd, lfs, default);
        plan = plan with
        {
            System = new FlashRange(request.SystemStart ?? plan.LastEnd, request.SystemBytes),
        };
        return plan with { Spiffs = SpiffsOf(request, plan.LastEnd) };
    }

    static ulong EndOf(FlashRange region) => region.Bytes == 0 ? 0 : region.End;

    /// <summary>Finds the first rule that the plan breaks.</summary>
    /// <param name="names">What the user calls the values.</param>
    /// <returns>What is wrong and what to do, in one line; null if the plan is possible.</returns>
    public string? Check(FlashNames names)
    {
        bool isPowerOfTwo = (FlashBytes & (FlashBytes - 1)) == 0;
        if (!isPowerOfTwo || FlashBytes < SmallestFlash || FlashBytes > LargestFlash)
        {
            return FormattableString.Invariant(
                $"a flash chip has 1, 2, 4, 8 or 16 MB, not 0x{FlashBytes:x} bytes: set {names.FlashSize}");
        }

        return (Lfs.Bytes == 0 ? null : CheckRegion("LFS", Lfs, names.LfsAddress, names.LfsSize, names))
            ?? (System.Bytes == 0 ? null : CheckSystem(names))
            ?? (Spiffs.Bytes == 0 ? null : CheckSpiffs(names));
    }

    /// <summary>The call that makes a device's partition table agree with the plan.</summary>
    public string SetPartitionTable()
    {
        string lfs = FormattableString.Invariant($"lfs_addr = 0x{Lfs.Start:x}, lfs_size = 0x{Lfs.Bytes:x}");
        string spiffs = FormattableString.Invariant(
            $"spiffs_addr = 0x{Spiffs.Start:x}, spiffs_size = 0x{Spiffs.Bytes:x}");
        if (Lfs.Bytes == 0)
            lfs = "lfs_size = 0";
        if (Spiffs.Bytes == 0)
            spiffs = "spiffs_size = 0";
        string system = System.Bytes == 0 ? "" : FormattableString.Invariant(
            $", system_addr = 0x{System.Start:x}, system_size = 0x{System.Bytes:x}");
        return $"node.setpartitiontable{{{lfs}, {spiffs}{system}}}";
    }

    /// <summary>The bytes of the sectors that an image needs.</summary>
    public static uint SectorsFor(LfsImage image) =>
        ((uint)image.Size + SectorBytes - 1) / SectorBytes * SectorBytes;

    /// <summary>Places an image at the start of the LFS region.</summary>
    /// <param name="image">The image, relocatable or placed. Beside a System image it is already linked with
    /// that.</param>
    /// <param name="names">What the user calls the values.</param>
    /// <param name="error">What is wrong and what to do, in one line; null if there is a part.</param>
    /// <returns>The content of the region; null with an error.</returns>
    public FlashPart? Place(LfsImage image, FlashNames names, out string? error)
    {
        error = ErrorOf(image, "LFS", Lfs, names.LfsAddress, names.LfsSize);
        return error is null
            ? new FlashPart(Lfs.Start, "lfs.bin", image.ToAbsolute(Window + Lfs.Start).Region)
            : null;
    }

    /// <summary>Places an image at the start of the System region.</summary>
    /// <param name="image">The image, relocatable or placed.</param>
    /// <param name="names">What the user calls the values.</param>
    /// <param name="error">What is wrong and what to do, in one line; null if there is an image.</param>
    /// <returns>The placed image, beside which that of the LFS region is linked; null with an
    /// error.</returns>
    public LfsImage? PlaceSystem(LfsImage image, FlashNames names, out string? error)
    {
        error = ErrorOf(image, "System", System, names.SystemAddress, names.SystemSize);
        return error is null ? image.ToAbsolute(Window + System.Start) : null;
    }

    /// <summary>The content of the System region.</summary>
    /// <param name="placed">What <see cref="PlaceSystem"/> returned.</param>
    public FlashPart SystemPart(LfsImage placed) => new(System.Start, "system.bin", placed.Region);

    static string? ErrorOf(
        LfsImage image, string region, FlashRange range, string addressName, string sizeName)
    {
        uint address = Window + range.Start;
        if (image.IsAbsolute && image.BaseAddress != address)
        {
            return FormattableString.Invariant(
                $"the image is placed at 0x{image.BaseAddress:x}, the {region} region at 0x{address:x}: ")
                + $"change {addressName}, or make the image again";
        }

        return image.Size <= range.Bytes ? null : FormattableString.Invariant(
            $"the image has 0x{image.Size:x} bytes, the {region} region 0x{range.Bytes:x}: ")
            + $"raise {sizeName}";
    }

    static FlashRange SpiffsOf(FlashRequest request, uint behind)
    {
        uint parameters = request.FlashBytes - Math.Min(request.FlashBytes, ParameterBytes);
        if (request.SpiffsBytes is { } bytes)
        {
            bool fits = parameters >= SpiffsBoundary && bytes <= parameters - SpiffsBoundary;
            bool isFree = fits && behind <= SpiffsBoundary;
            return new FlashRange(request.SpiffsStart ?? (isFree ? SpiffsBoundary : Aligned(behind)), bytes);
        }

        uint start = request.SpiffsStart ?? Aligned(behind);
        uint end = parameters / SpiffsAlignment * SpiffsAlignment;
        uint left = end > start ? Math.Min(end - start, LargestSpiffs) : 0;
        uint rest = left / SpiffsAlignment * SpiffsAlignment;
        bool isEnough = rest >= SmallestSpiffs || request.SpiffsStart is not null;
        return new FlashRange(start, isEnough ? rest : 0);
    }

    string? CheckRegion(string name, FlashRange range, string address, string size, FlashNames names)
    {
        string region = $"the {name} region, {range},";
        if (range.Start % SectorBytes != 0 || range.Bytes % SectorBytes != 0)
        {
            return $"{region} must start and end at a multiple of 0x1000: change {address} or {size}";
        }

        if (range.Start < FirmwareEnd)
        {
            return FormattableString.Invariant(
                $"{region} must lie behind the firmware, which ends at 0x{FirmwareEnd:x}: ")
                + $"raise {address}";
        }

        return CheckEnd(region, range, size, names) ?? (range.End <= WindowBytes
            ? null
            : $"{region} must end at or before 0x100000, because the CPU sees only the first "
                + $"megabyte of flash: lower {address} or {size}");
    }

    string? CheckSystem(FlashNames names)
    {
        bool overlaps = Lfs.Bytes > 0 && System.Start < Lfs.End && Lfs.Start < System.End;
        return CheckRegion("System", System, names.SystemAddress, names.SystemSize, names) ?? (overlaps
            ? $"the System region, {System}, overlaps the LFS region, {Lfs}: "
                + $"change {names.SystemAddress} or {names.LfsAddress}, or lower {names.LfsSize}"
            : null);
    }

    string? CheckSpiffs(FlashNames names)
    {
        string region = $"the file system, {Spiffs},";
        if (Spiffs.Start % SpiffsAlignment != 0 || Spiffs.Bytes % SpiffsAlignment != 0)
        {
            return $"{region} must start and end at a multiple of 0x2000, to which the firmware rounds: "
                + $"change {names.SpiffsAddress} or {names.SpiffsSize}";
        }

        if (Spiffs.Bytes is < SmallestSpiffs or > LargestSpiffs)
        {
            return FormattableString.Invariant(
                $"a file system has 0x{SmallestSpiffs:x} to 0x{LargestSpiffs:x} bytes, ")
                + FormattableString.Invariant($"not 0x{Spiffs.Bytes:x}: ")
                + $"change {names.SpiffsSize}";
        }

        if (Spiffs.Start < FirmwareEnd)
        {
            return FormattableString.Invariant(
                $"{region} overlaps the firmware, which ends at 0x{FirmwareEnd:x}: ")
                + $"raise {names.SpiffsAddress}";
        }

        if (Lfs.Bytes > 0 && Spiffs.Start < Lfs.End)
        {
            return $"{region} must lie behind the LFS region, {Lfs}: raise {names.SpiffsAddress}, "
                + $"or lower {names.LfsAddress} or {names.LfsSize}";
        }

        if (System.Bytes > 0 && Spiffs.Start < System.End)
        {
            return $"{region} must lie behind the System region, {System}: raise {names.SpiffsAddress}, "
                + $"or lower {names.SystemAddress} or {names.SystemSize}";
        }

        return CheckEnd(region, Spiffs, names.SpiffsSize, names);
    }

    string? CheckEnd(string region, FlashRange range, string size, FlashNames names)
    {
        ulong parameters = FlashBytes - ParameterBytes;
        return range.End <= parameters
            ? null
            : FormattableString.Invariant(
                $"{region} must end at or before 0x{parameters:x}, because the SDK uses the last 12 KB of ")
                + $"flash: lower {size}, or raise {names.FlashSize}";
    }

    static uint Aligned(uint offset) =>
        (uint)Math.Min(
            ((ulong)offset + SpiffsAlignment - 1) / SpiffsAlignment * SpiffsAlignment, uint.MaxValue);
}
