using System.Globalization;
using Esp8266;
using Esp8266.Flash;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Boot;

/// <summary>A flash range reserved for an image: how it is filled, and what a boot makes of it.</summary>
/// <remarks>Source: lflash.c, <c>luaN_init</c>; spec lfs-formats 2c (Boot), 2d.6, 2d.7.</remarks>
/// <param name="name">What messages call its image.</param>
/// <param name="flashOffset">Start of the region.</param>
/// <param name="bytes">Size of the region; 0 for no LFS.</param>
/// <param name="target">The build of the firmware.</param>
sealed class LfsRegion(string name, uint flashOffset, uint bytes, LuaTarget target)
{
    const uint Erased = 0xFFFF_FFFF;

    // The image that was verified last: a restart compares it with the flash instead of walking it again.
    LfsImage? _sound;

    /// <summary>The image that the last boot has mounted; null if it found none that may run.</summary>
    public LfsImage? Mounted { get; private set; }

    uint Start => MemoryMap.Irom0Start + flashOffset;

    /// <summary>The image of a file as it will lie in the region, or why it cannot.</summary>
    /// <param name="file">A relocatable image, or one that is placed at this region.</param>
    /// <param name="system">The System image, if this is the region of an Application beside it.</param>
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

    /// <summary>Puts a placed image into the region, as a programmer does while the device is off.</summary>
    public void Program(FlashChip flash, LfsImage placed)
    {
        flash.Program(new FlashOffset(flashOffset), placed.Region);
        _sound = placed;
    }

    /// <summary>Erases the region, and no sector beside it.</summary>
    public void Erase(FlashChip flash)
    {
        for (uint at = 0; at < bytes; at += FlashChip.SectorSize)
            flash.EraseSector(new FlashOffset(flashOffset + at));
    }

    /// <summary>Mounts the image through the mapped window, if it is in order.</summary>
    /// <param name="machine">The device, just reset.</param>
    /// <param name="system">The System image that was mounted before; null if there is none.</param>
    /// <param name="uart">Gets the boot messages.</param>
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
            StringHash = hash,
            StringCount = Word(machine, 4),
            StringBuckets = Word(machine, 5),
            Main = main,
        };
    }

    // The header counts words from the start of the region. An image that is not in order is left alone: the
    // device would erase the region.
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
            Seed = Word(machine, 2),
            Time = (int)Word(machine, 3),
            StringCount = Word(machine, 4),
            StringBuckets = Word(machine, 5),
            StringHash = Start + hash,
            Main = Start + modules,
        };
    }

    // The reference trusts its flash; the interpreter here trusts what was verified.
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
            // The signature of 5.3 is the same for both sizes of numbers.
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
