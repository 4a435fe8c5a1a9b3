using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>The first word of an image: its format, its build and its state.</summary>
/// <remarks>Source: lflash.h, <c>FLASH_SIG</c> and its parts.</remarks>
public static class Signature
{
    /// <summary>The bits that every image has.</summary>
    public const uint Magic = 0xFAFAA050;

    /// <summary>
    /// The bit of an absolute image. The comparison with the firmware's own signature ignores it.
    /// </summary>
    public const uint Absolute = 0x01;

    /// <summary>The bit of a build with integer numbers.</summary>
    public const uint Integer = 0x02;

    /// <summary>The bit of a build whose TValues are packed to 12 bytes.</summary>
    public const uint Packed = 0x04;

    /// <summary>The bit of an unfinished load, in flash only. The last step of a load clears it.</summary>
    public const uint InProgress = 0x08;

    /// <summary>Version 1 of the format, the one of Lua 5.1.</summary>
    public const uint Version51 = 0x100;

    /// <summary>Version 2 of the format, the one of Lua 5.3, for both sizes of numbers.</summary>
    public const uint Version53 = 0x200;

    /// <summary>The bits that hold the version of the format.</summary>
    public const uint VersionMask = 0xF00;

    /// <summary>The signature of a relocatable image of a target.</summary>
    public static uint Of(LuaTarget target)
    {
        if (target.Version == LuaVersion.Lua53)
            return Magic | Version53;
        uint number = !target.HasFloats ? Integer : target.TValueBytes == 12 ? Packed : 0;
        return Magic | Version51 | number;
    }

    /// <summary>The signature of an image after it was placed, or after that was undone.</summary>
    /// <param name="signature">The signature of the image before. Version 2 does not
    /// distinguish the two.</param>
    /// <param name="isAbsolute">True if pointers are addresses.</param>
    public static uint Placed(uint signature, bool isAbsolute)
    {
        if ((signature & VersionMask) != Version51)
            return signature;
        return isAbsolute ? signature | Absolute : signature & ~Absolute;
    }

    /// <summary>The words of a placed image as those of an absolute one: a load on the device leaves the bit
    /// out.</summary>
    /// <param name="region">A whole image, whose first word is the signature.</param>
    /// <returns>The same array if nothing is to be changed, else a copy.</returns>
    public static byte[] AsAbsolute(byte[] region)
    {
        uint signature = RecordWords.ReadWord(region, 0);
        uint absolute = Placed(signature, isAbsolute: true);
        if (absolute == signature)
            return region;
        var copy = (byte[])region.Clone();
        RecordWords.WriteWord(copy, 0, absolute);
        return copy;
    }

    /// <summary>The 5.1 target whose images carry a signature; null if there is none.</summary>
    /// <param name="signature">The signature of a relocatable or absolute image.</param>
    public static LuaTarget? TargetOf(uint signature)
    {
        foreach (LuaTarget target in LuaTarget.All)
        {
            if (target.Version == LuaVersion.Lua51 && Of(target) == (signature & ~Absolute))
                return target;
        }
        return null;
    }
}
