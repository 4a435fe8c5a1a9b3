using System.Buffers.Binary;
using Lfs.Runtime.Flash;

namespace Lfs.Runtime.Core;

/// <summary>What the reboot-config records say about start-up (<c>node.startup</c>).</summary>
/// <param name="Command">The start-up command; null for the firmware's own, <c>@init.lua</c>.</param>
/// <param name="Flags">The flags of <c>STARTUP_OPTION_*</c>.</param>
/// <remarks>Source: platform.h.</remarks>
readonly record struct StartupSettings(byte[]? Command, uint Flags)
{
    const uint NoBannerFlag = 1;
    const uint FastFlag = 2;
    const uint DelayMountFlag = 4;
    const int FlagsBytes = 4;

    /// <summary>The firmware's version is printed first.</summary>
    public bool HasBanner => (Flags & NoBannerFlag) == 0;

    /// <summary>The CPU runs at 160 MHz.</summary>
    public bool IsFast => (Flags & FastFlag) != 0;

    /// <summary>The file system is mounted at its first use, and not before.</summary>
    public bool DelaysMount => (Flags & DelayMountFlag) != 0;

    /// <summary>The settings in the records.</summary>
    public static StartupSettings Read(RebootConfig records)
    {
        uint flags = records.Read(RebootRecord.StartOptions) is { Length: FlagsBytes } word
            ? BinaryPrimitives.ReadUInt32LittleEndian(word) : 0;
        byte[]? command = records.Read(RebootRecord.StartCommand);
        return new(command?[..LengthOf(command)], flags);
    }

    /// <summary>The settings with other flags.</summary>
    public StartupSettings With(bool? banner, bool? fast, bool? delaysMount) => this with
    {
        Flags = Set(Set(Set(Flags, NoBannerFlag, !banner), FastFlag, fast), DelayMountFlag, delaysMount),
    };

    /// <summary>Stores the flags.</summary>
    public void WriteFlags(RebootConfig records)
    {
        Span<byte> word = stackalloc byte[FlagsBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(word, Flags);
        records.Write(RebootRecord.StartOptions, word);
    }

    /// <summary>Stores a command, which ends at its first zero byte. False if it is too long or the records
    /// have no room for it.</summary>
    public static bool TryWriteCommand(RebootConfig records, ReadOnlySpan<byte> command)
    {
        byte[] content = [.. command[..LengthOf(command)], 0];
        return content.Length <= RebootConfig.LargestContent
            && records.Write(RebootRecord.StartCommand, content);
    }

    static uint Set(uint flags, uint flag, bool? value) =>
        value is null ? flags : value.Value ? flags | flag : flags & ~flag;

    static int LengthOf(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)0);
        return end < 0 ? text.Length : end;
    }
}
