using System.Globalization;
using Esp8266;
using Esp8266.Flash;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;

namespace Lfs.Runtime.Flash;

/// <summary>A flash range reserved for an image. It is programmed here, and verified
/// and mounted at boot.</summary>
/// <remarks>Source: lflash.c, <c>luaN_init</c>, of 5.1; lua53/lundump.h, <c>LFSHeader</c>, of 5.3.</remarks>
/// <param name="flash">The chip.</param>
/// <param name="name">The name of its image in messages.</param>
/// <param name="place">The range; it has 0 bytes if there is no such region.</param>
/// <param name="target">The build of the firmware.</param>
/// <param name="checksum">The kind of the record with the checksum of its image.</param>
/// <param name="verified">The images that earlier boots have verified, by the start of their region. A boot
/// compares one with the flash instead of walking it again.</param>
sealed class LfsRegion(
    FlashChip flash, string name, Partition place, LuaTarget target, RebootRecord checksum,
    Dictionary<uint, VerifiedImage> verified)
{
    const uint Erased = 0xFFFF_FFFF;

    /// <summary>The image that the last boot mounted; null if the region holds no valid one.</summary>
    public LfsImage? Mounted { get; private set; }

    /// <summary>The start of the region in flash.</summary>
    public FlashOffset FlashOffset => place.Start;

    /// <summary>The size of the region; 0 if there is none in the mapped part of flash.</summary>
    public uint Bytes { get; } = place.End <= MemoryMap.Irom0Bytes ? place.Bytes : 0;

    /// <summary>The kind of the record with the checksum of its image.</summary>
    public RebootRecord Checksum => checksum;

    /// <summary>What was noted of the image when it was loaded; null if nothing was.</summary>
    public RegionChecksum? Noted =>
        RegionChecksum.Read(new RebootConfig(flash).Read(checksum), FlashOffset.Value);

    /// <summary>The address at which the CPU sees the region.</summary>
    public uint Start => MemoryMap.Irom0Start + FlashOffset.Value;

    /// <summary>Reads a file and places its image at the region, or returns the reason why that is
    /// impossible.</summary>
    /// <param name="file">A relocatable image, or an absolute one for this region.</param>
    /// <param name="system">The System image, if this region holds an Application that uses one.</param>
    public LoadedImage Place(byte[] file, LfsImage? system) => Place(LfsImage.Read(file, system), system);

    /// <summary>The same for a file that has been read already.</summary>
    public LoadedImage Place(LoadedImage loaded, LfsImage? system)
    {
        if (Bytes == 0)
        {
            return Refuse(
                $"The device has no region for the {name}: LfsDeviceOptions say where and how large.");
        }
        if (loaded.Image is not { } image)
            return loaded;
        if (image.Target != target)
            return Refuse($"The image is built for {image.Target.Name}, the device runs {target.Name}.");
        if (image.IsAbsolute && image.BaseAddress != Start)
        {
            return Refuse(Invariant(
                $"The image is built for address 0x{image.BaseAddress:x8}, its region is at 0x{Start:x8}."));
        }
        LoadedImage beside = image.IsAbsolute || system is null ? loaded : image.WithSystem(system);
        if (beside.Image is not { } complete)
            return beside;
        return complete.Size > Bytes
            ? Refuse(Invariant($"The image has {complete.Size} bytes, its region only {Bytes}."))
            : new LoadedImage(complete.ToAbsolute(Start), []);
    }

    /// <summary>Programs a placed image and notes its checksum, as a flash programmer does while the device
    /// is off.</summary>
    /// <exception cref="PowerLoss"><see cref="FlashChip.Faults"/> cut the power meanwhile.</exception>
    public void Program(LfsImage placed)
    {
        RegionChecksum noted = RegionChecksum.Of(FlashOffset.Value, placed.Region);
        flash.Program(FlashOffset, placed.Region);
        new RebootConfig(flash).Write(checksum, noted.ToBytes());
        verified[Start] = new VerifiedImage(placed.Region, placed, noted.Crc);
    }

    /// <summary>Erases the sectors of the region, and no other sector.</summary>
    /// <exception cref="PowerLoss"><see cref="FlashChip.Faults"/> cut the power meanwhile.</exception>
    public void Erase()
    {
        for (uint at = 0; at < Bytes; at += FlashChip.SectorSize)
            flash.EraseSector(FlashOffset + at);
    }

    /// <summary>Verifies the image in the mapped window and mounts it if it is valid.</summary>
    /// <param name="machine">The device, just reset.</param>
    /// <param name="system">The System image, which is mounted first; null if there is none.</param>
    /// <param name="uart">Receives the boot messages.</param>
    public LfsMount Mount(Machine machine, LfsImage? system, TextWriter uart)
    {
        Mounted = null;
        if (Bytes != place.Bytes)
            uart.Write(Invariant($"{name} ignored: its partition at {FlashOffset} is not mapped\n"));
        if (Bytes == 0)
            return default;
        LfsMount empty = new() { FlashOffset = FlashOffset.Value, Bytes = Bytes };
        return target.Version == LuaVersion.Lua53
            ? Mount53(machine, empty, system, uart)
            : Mount51(machine, empty, uart);
    }

    /// <summary>Takes the image that was mounted before, which the window still shows.</summary>
    /// <param name="machine">The device.</param>
    /// <param name="mount">What was mounted.</param>
    /// <param name="system">The System image; null if there is none.</param>
    /// <exception cref="InvalidDataException">The window shows no such image.</exception>
    public void Resume(Machine machine, LfsMount mount, LfsImage? system)
    {
        LfsMount found = Bytes == 0 ? default : new() { FlashOffset = FlashOffset.Value, Bytes = Bytes };
        using StringWriter reason = new();
        if (mount.Used > 0 && Bytes > 0)
        {
            byte[] content = machine.Memory.Bytes(Start, Math.Min(mount.Used, Bytes)).ToArray();
            if (Verify(content, system, reason) is { } known)
            {
                verified[Start] = known;
                Mounted = known.Image;
                found = target.Version == LuaVersion.Lua53
                    ? Mount53(machine, found) : Mount51(machine, found);
            }
        }
        if (found != mount)
            throw new InvalidDataException($"The {name} is not in its region. {reason}");
    }

    LfsMount Mount51(Machine machine, LfsMount empty, TextWriter uart)
    {
        uint signature = Word(machine, 0);
        if (signature is 0 or Erased)
        {
            uart.Write("No LFS image loaded\n");
            return empty;
        }
        uint expected = Signature.Of(target);
        if ((signature & ~Signature.Absolute) != expected)
        {
            uart.Write(Invariant(
                $"Flash sig not correct: 0x{signature & ~Signature.Absolute:x8} vs 0x{expected:x8}\n"));
            return empty;
        }
        uint size = Word(machine, 1);
        uint main = Word(machine, 2);
        uint hash = Word(machine, 3);
        if (hash == Erased || unchecked(main - Start) >= size)
        {
            uart.Write(Invariant(
                $"Flash size check failed: 0x{hash:x8} vs 0xFFFFFFFF; ")
                + Invariant($"0x{unchecked(main - Start):x8} >= 0x{size:x8}\n"));
            return empty;
        }
        return TryVerify(machine, Math.Min(size, Bytes), null, uart) ? Mount51(machine, empty) : empty;
    }

    LfsMount Mount51(Machine machine, LfsMount empty) => empty with
    {
        Used = Word(machine, 1),
        Reported = Word(machine, 1),
        StringHash = Word(machine, 3),
        StringCount = Word(machine, 4),
        StringBuckets = Word(machine, 5),
        Main = Word(machine, 2),
    };

    // The header counts in words from the start of the region. An invalid image
    // is left in flash; the device would erase the region.
    LfsMount Mount53(Machine machine, LfsMount empty, LfsImage? system, TextWriter uart)
    {
        uint signature = Word(machine, 0);
        if (signature is 0 or Erased)
            return empty;
        uint size = Word(machine, 1);
        uint hash = unchecked(4 * Word(machine, 6));
        uint modules = unchecked(4 * Word(machine, 7));
        if (signature != Signature.Of(LuaTarget.Lua53) || size > Bytes || hash >= size || modules >= size)
        {
            uart.Write($"{name} corrupted.\n");
            return empty;
        }
        if (!TryVerify(machine, size, system, uart))
            return empty;
        uart.Write($"{name} loaded\n");
        return Mount53(machine, empty);
    }

    LfsMount Mount53(Machine machine, LfsMount empty) => empty with
    {
        Used = Word(machine, 1),
        Reported = (uint)Mounted!.SizeAsReferenceLoads,
        Seed = Word(machine, 2),
        Time = (int)Word(machine, 3),
        StringCount = Word(machine, 4),
        StringBuckets = Word(machine, 5),
        StringHash = unchecked(Start + 4 * Word(machine, 6)),
        Main = unchecked(Start + 4 * Word(machine, 7)),
    };

    // The reference trusts its flash. Our interpreter makes no checks while it runs,
    // so images are verified here.
    bool TryVerify(Machine machine, uint size, LfsImage? system, TextWriter uart)
    {
        ReadOnlySpan<byte> window = machine.Memory.Bytes(Start, size);
        if (!verified.TryGetValue(Start, out VerifiedImage? known)
            || !window.SequenceEqual(known.Content) || known.Image.System != system)
        {
            byte[] content = window.ToArray();
            known = Verify(content, system, uart);
            if (known is null)
                return false;
            verified[Start] = known;
        }
        if (!AgreesWithChecksum(known, uart))
            return false;
        Mounted = known.Image;
        return true;
    }

    VerifiedImage? Verify(byte[] content, LfsImage? system, TextWriter uart)
    {
        LoadedImage loaded = LfsImage.Read(Signature.AsAbsolute(content), system);
        if (loaded.Image is not { } image)
        {
            Diagnostic found = loaded.Diagnostics[0];
            uart.Write(found.Id == DiagnosticId.SystemMismatch
                ? $"{name} refused: {found.Id.Code()}: {found.Message}\n"
                : $"{name} is damaged: {found.Message}\n");
            return null;
        }
        // Both number sizes of 5.3 have the same signature.
        if (image.Target != target)
        {
            uart.Write($"{name} is damaged: it is built for {image.Target.Name}\n");
            return null;
        }
        if (image.BaseAddress != Start)
        {
            uart.Write($"{name} is damaged: it is placed at another address\n");
            return null;
        }
        return new VerifiedImage(content, image, Crc32.Of(content, content.Length));
    }

    // An image without a record is one of the reference's, or was programmed by other means.
    bool AgreesWithChecksum(VerifiedImage image, TextWriter uart)
    {
        if (Noted is not { } noted)
            return true;
        if (noted.IsLoading)
        {
            uart.Write($"{name} is damaged: its load was interrupted\n");
            return false;
        }
        if (noted.Bytes == image.Content.Length && noted.Crc == image.Crc)
            return true;
        uart.Write(Invariant(
            $"{name} is damaged: its checksum is 0x{image.Crc:x8}, not 0x{noted.Crc:x8} ")
            + "as when it was loaded\n");
        return false;
    }

    uint Word(Machine machine, uint index) => machine.Bus.LoadWord(new Address(Start + 4 * index));

    static LoadedImage Refuse(string message) =>
        new(null, [new Diagnostic(DiagnosticId.BadImage, null, null, 0, message)]);

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
