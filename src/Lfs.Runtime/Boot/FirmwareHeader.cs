using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Boot;

/// <summary>The first bytes of flash: the header that the boot ROM reads, then the name of the firmware
/// build.</summary>
/// <remarks>Eight bytes as in every ESP8266 binary (magic number, segments, flash mode, size and speed, entry
/// point), with no segments, because the modelled CPU executes no machine code. Source: the image format of
/// esptool's documentation. The name is this library's own.</remarks>
/// <param name="Target">The target that the firmware is built for.</param>
/// <param name="Libraries">Its set of libraries.</param>
sealed record FirmwareHeader(LuaTarget Target, LibrarySet Libraries)
{
    /// <summary>The length of the header and the name, in bytes.</summary>
    public const int Bytes = 64;

    const byte Magic = 0xE9;
    const int NameAt = 8;
    const string Maker = "Lfs";

    string Name => $"{Maker} {Target.Name} {Libraries}";

    /// <summary>The bytes for a flash chip of some size.</summary>
    public byte[] ToBytes(uint flashBytes)
    {
        byte[] header = new byte[Bytes];
        header[0] = Magic;
        header[2] = 2;                              // DIO, two data lines.
        header[3] = (byte)(SizeCodeOf(flashBytes) << 4);    // and 40 MHz.
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), FirmwareBuild.EntryPoint);
        Encoding.ASCII.GetBytes(Name, header.AsSpan(NameAt));
        return header;
    }

    /// <summary>Finds the build whose name a flash holds.</summary>
    /// <param name="flash">The flash from its start: at least <see cref="Bytes"/>.</param>
    /// <param name="header">The build.</param>
    public static bool TryRead(ReadOnlySpan<byte> flash, [NotNullWhen(true)] out FirmwareHeader? header)
    {
        header = null;
        if (flash.Length < Bytes || flash[0] != Magic)
            return false;
        ReadOnlySpan<byte> text = flash[NameAt..Bytes];
        int end = text.IndexOf((byte)0);
        string name = Encoding.ASCII.GetString(end < 0 ? text : text[..end]);
        foreach (LuaTarget target in LuaTarget.All)
        {
            foreach (LibrarySet libraries in Enum.GetValues<LibrarySet>())
            {
                FirmwareHeader known = new(target, libraries);
                if (target.RunsOnDevice && known.Name == name)
                    header = known;
            }
        }
        return header is not null;
    }

    // Source: the SDK's user_interface.h, enum flash_size_map, as the boot ROM's header counts it.
    static int SizeCodeOf(uint flashBytes) => (flashBytes >> 19) switch
    {
        1 => 0,
        2 => 2,
        4 => 3,
        8 => 4,
        16 => 8,
        _ => 9,
    };
}
