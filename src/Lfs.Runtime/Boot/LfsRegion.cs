using System.Globalization;
using Esp8266;
using Esp8266.Flash;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Boot;

/// <summary>A flash range reserved for an image. It is programmed here, and verified
/// and mounted at boot.</summary>
/// <remarks>Source: lflash.c, <c>luaN_init</c>, of 5.1; lua53/lundump.h, <c>LFSHeader</c>, of 5.3.</remarks>
/// <param name="name">The name of its image in messages.</param>
/// <param name="flashOffset">The start of the region, in bytes from the start of flash.</param>
/// <param name="bytes">The size of the region in bytes; 0 for no LFS.</param>
/// <param name="target">The build of the firmware.</param>
sealed class LfsRegion(string name, uint flashOffset, uint bytes, LuaTarget target)
{
    const uint Erased = 0xFFFF_FFFF;

    // The image that was verified last. A restart compares it with the flash instead of walking it again.
    LfsImage? _sound;

    /// <summary>The image that the last boot mounted; null if the region holds no valid one.</summary>
    public LfsImage? Mounted { get; private set; }

    uint Start => MemoryMap.Irom0Start + flashOffset;

    /// <summary>Reads a file and places its image at the region, or returns the reason why that is
    /// impossible.</summary>
    /// <param name="file">A relocatable image, or an absolute one for this region.</param>
    /// <param name="system">The System image, if this region holds an Application that uses one.</param>
    public LoadedImage Place(byte[] file, LfsImage? system) => Place(LfsImage.Read(file, system), system);

    /// <summary>The same for a file that has been read already.</summary>
    public LoadedImage Place(LoadedImage loaded, LfsImage? system)
    {
        if (bytes == 0)
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
        return complete.Size > bytes
            ? Refuse(Invariant($"The image has {complete.Size} bytes, its region only {bytes}."))
            : new LoadedImage(complete.ToAbsolute(Start), []);
    }

    /// <summary>Programs a placed image, as a flash programmer does while the device is off.</summary>
    public void Program(FlashChip flash, LfsImage placed)
    {
        flash.Program(new FlashOffset(flashOffset), placed.Region);
        _sound = placed;
    }

    /// <summary>Erases the sectors of the region, and no other sector.</summary>
    public void Erase(FlashChip flash)
    {
        for (uint at = 0; at < bytes; at += FlashChip.SectorSize)
            flash.EraseSector(new FlashOffset(flashOffset + at));
    }

    /// <summary>Verifies the image in the mapped window and mounts it if it is valid.</summary>
    /// <param name="machine">The device, just reset.</param>
    /// <param name="system">The System image, which is mounted first; null if there is none.</param>
    /// <param name="uart">Receives the boot messages.</param>
    public LfsMount Mount(Machine machine, LfsImage? system, TextWriter uart)
    {
        Mounted = null;
        if (bytes == 0)
            return default;
        LfsMount empty = new() { FlashOffset = flashOffset, Bytes = bytes };
        return target.Version == LuaVersion.Lua53
            ? Mount53(machine, empty, system, uart)
            : Mount51(machine, empty, uart);
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
        if (!TryVerify(machine, Math.Min(size, bytes), null, uart))
            return empty;
        return empty with
        {
            Used = size,
            Reported = size,
            StringHash = hash,
            StringCount = Word(machine, 4),
            StringBuckets = Word(machine, 5),
            Main = main,
        };
    }

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
        if (signature != Signature.Of(LuaTarget.Lua53) || size > bytes || hash >= size || modules >= size)
        {
            uart.Write($"{name} corrupted.\n");
            return empty;
        }
        if (!TryVerify(machine, size, system, uart))
            return empty;
        uart.Write($"{name} loaded\n");
        return empty with
        {
            Used = size,
            Reported = (uint)Mounted!.SizeAsReferenceLoads,
            Seed = Word(machine, 2),
            Time = (int)Word(machine, 3),
            StringCount = Word(machine, 4),
            StringBuckets = Word(machine, 5),
            StringHash = Start + hash,
            Main = Start + modules,
        };
    }

    // The reference trusts its flash. Our interpreter makes no checks while it runs,
    // so images are verified here.
    bool TryVerify(Machine machine, uint size, LfsImage? system, TextWriter uart)
    {
        ReadOnlySpan<byte> window = machine.Memory.Bytes(Start, size);
        if (_sound is null || !window.SequenceEqual(_sound.Region) || _sound.System != system)
        {
            LoadedImage loaded = LfsImage.Read(window.ToArray(), system);
            if (loaded.Image is null)
            {
                Diagnostic found = loaded.Diagnostics[0];
                uart.Write(found.Id == DiagnosticId.SystemMismatch
                    ? $"{name} refused: {found.Id.Code()}: {found.Message}\n"
                    : $"{name} is damaged: {found.Message}\n");
                return false;
            }
            // Both number sizes of 5.3 have the same signature.
            if (loaded.Image.Target != target)
            {
                uart.Write($"{name} is damaged: it is built for {loaded.Image.Target.Name}\n");
                return false;
            }
            if (loaded.Image.BaseAddress != Start)
            {
                uart.Write($"{name} is damaged: it is placed at another address\n");
                return false;
            }
            _sound = loaded.Image;
        }
        Mounted = _sound;
        return true;
    }

    uint Word(Machine machine, uint index) => machine.Bus.LoadWord(new Address(Start + 4 * index));

    static LoadedImage Refuse(string message) =>
        new(null, [new Diagnostic(DiagnosticId.BadImage, null, null, 0, message)]);

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
