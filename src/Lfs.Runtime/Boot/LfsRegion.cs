using System.Globalization;
using Esp8266;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Boot;

/// <summary>The flash range reserved for an image: what a boot makes of it.</summary>
/// <remarks>Source: lflash.c, <c>luaN_init</c>; spec lfs-formats 2c (Boot).</remarks>
static class LfsRegion
{
    const uint Erased = 0xFFFF_FFFF;

    /// <summary>Mounts the image in a region through the mapped window, if the header is in order.</summary>
    /// <param name="machine">The device, just reset.</param>
    /// <param name="flashOffset">Start of the region.</param>
    /// <param name="bytes">Size of the region; 0 for no LFS.</param>
    /// <param name="target">The build of the firmware.</param>
    /// <param name="sound">The last image that was verified, as it lies in the region: it need not be
    /// again.</param>
    /// <param name="uart">Gets the boot messages.</param>
    public static LfsMount Mount(
        Machine machine, uint flashOffset, uint bytes, LuaTarget target, ref byte[] sound, TextWriter uart)
    {
        if (bytes == 0)
            return default;
        LfsMount empty = new() { FlashOffset = flashOffset, Bytes = bytes };
        uint start = MemoryMap.Irom0Start + flashOffset;
        uint signature = Word(machine, start, 0);
        if (target.Version == LuaVersion.Lua53)
            return Mount53(machine, start, signature, empty, target, ref sound, uart);
        if (signature is 0 or Erased)
        {
            uart.Write("No LFS image loaded\n");
            return empty;
        }
        uint expected = Signature.Of(target);
        if ((signature & ~Signature.Absolute) != expected)
        {
            uart.Write(string.Create(CultureInfo.InvariantCulture,
                $"Flash sig not correct: 0x{signature & ~Signature.Absolute:x8} vs 0x{expected:x8}\n"));
            return empty;
        }
        uint size = Word(machine, start, 1);
        uint main = Word(machine, start, 2);
        uint hash = Word(machine, start, 3);
        if (hash == Erased || unchecked(main - start) >= size)
        {
            uart.Write(string.Create(CultureInfo.InvariantCulture,
                $"Flash size check failed: 0x{hash:x8} vs 0xFFFFFFFF; "
                + $"0x{unchecked(main - start):x8} >= 0x{size:x8}\n"));
            return empty;
        }
        if (VerificationError(machine, start, Math.Min(size, bytes), target, ref sound) is string error)
        {
            uart.Write($"LFS image is damaged: {error}\n");
            return empty;
        }
        return empty with
        {
            Used = size,
            StringHash = hash,
            StringCount = Word(machine, start, 4),
            StringBuckets = Word(machine, start, 5),
            Main = main,
        };
    }

    /// <summary>Why an image must not run; null if it may.</summary>
    /// <remarks>The reference trusts its flash; the interpreter here trusts what was verified.</remarks>
    static string? VerificationError(
        Machine machine, uint start, uint size, LuaTarget target, ref byte[] sound)
    {
        ReadOnlySpan<byte> window = machine.Memory.Bytes(start, size);
        if (window.SequenceEqual(sound))
            return null;
        byte[] image = window.ToArray();
        LoadedImage loaded = LfsImage.Read(image);
        if (loaded.Image == null)
            return loaded.Diagnostics[0].Message;
        // The signature of 5.3 is the same for both sizes of numbers.
        if (loaded.Image.Target != target)
            return $"it is built for {loaded.Image.Target.Name}";
        if (loaded.Image.BaseAddress != start)
            return "it is placed at another address";
        sound = image;
        return null;
    }

    /// <summary>
    /// Mounts an image of 5.3, whose header counts words from the start of the region. One that is not in
    /// order is left alone: the device would erase the region.
    /// </summary>
    /// <remarks>Source: spec lfs-formats 2d.6, 2d.7.</remarks>
    static LfsMount Mount53(
        Machine machine, uint start, uint signature, LfsMount empty, LuaTarget target, ref byte[] sound,
        TextWriter uart)
    {
        if (signature is 0 or Erased)
            return empty;
        uint size = Word(machine, start, 1);
        uint hash = unchecked(4 * Word(machine, start, 6));
        uint modules = unchecked(4 * Word(machine, start, 7));
        if (signature != Signature.Of(LuaTarget.Lua53) || size > empty.Bytes || hash >= size
            || modules >= size)
        {
            uart.Write("LFS image corrupted.\n");
            return empty;
        }
        if (VerificationError(machine, start, size, target, ref sound) is string error)
        {
            uart.Write($"LFS image is damaged: {error}\n");
            return empty;
        }
        uart.Write("LFS image loaded\n");
        return empty with
        {
            Used = size,
            Seed = Word(machine, start, 2),
            Time = (int)Word(machine, start, 3),
            StringCount = Word(machine, start, 4),
            StringBuckets = Word(machine, start, 5),
            StringHash = start + hash,
            Main = start + modules,
        };
    }

    static uint Word(Machine machine, uint start, uint index) =>
        machine.Bus.LoadWord(new Address(start + 4 * index));
}
