using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>The first word of an image: what it is, for which build, and whether it may be used.</summary>
/// <remarks>Source: lflash.h, <c>FLASH_SIG</c> and its parts.</remarks>
public static class Signature
{
    /// <summary>What every image has.</summary>
    public const uint Magic = 0xFAFAA050;

    /// <summary>
    /// Pointers are addresses already; not part of the comparison with the firmware's own value.
    /// </summary>
    public const uint Absolute = 0x01;

    /// <summary>Numbers are integers.</summary>
    public const uint Integer = 0x02;

    /// <summary>TValues of doubles are packed to 12 bytes.</summary>
    public const uint Packed = 0x04;

    /// <summary>Only in flash: a load began and has not ended. Cleared as its last act.</summary>
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

    /// <summary>The signature of an image once its pointers are addresses, or again are not.</summary>
    /// <param name="signature">That of the same image before. Version 2 does not tell the two apart.</param>
    /// <param name="isAbsolute">Whether pointers are addresses.</param>
    public static uint Placed(uint signature, bool isAbsolute)
    {
        if ((signature & VersionMask) != Version51)
            return signature;
        return isAbsolute ? signature | Absolute : signature & ~Absolute;
    }

    /// <summary>The 5.1 target whose images carry a signature; null if there is none.</summary>
    /// <param name="signature">The word; whether the image is absolute does not matter.</param>
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
