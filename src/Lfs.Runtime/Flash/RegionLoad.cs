using System.Buffers.Binary;
using System.Diagnostics;
using Esp8266.Flash;
using Lfs.Compiler.Image;

namespace Lfs.Runtime.Flash;

/// <summary>
/// Writes an image that has passed all checks into a region of flash, so that a power failure at any
/// moment leaves the old image, the new one, or none.
/// </summary>
/// <remarks>
/// <para>The order: note that a load has begun; clear the signature of the old image, which takes no erase;
/// erase the sectors that the new one needs; program it with the bit of an unfinished load; read it back;
/// clear that bit; note that it is complete. The order and the bit are those of lflash.c,
/// <c>procSecondPass</c>; what is noted, the clearing before the first erase, and the reading back are this
/// library's own. The loader of 5.3, lnodemcu.c <c>luaN_init</c>, has none of them.</para>
/// <para>What is noted lies in the reboot-config records, so the region has the reference's bytes.</para>
/// </remarks>
/// <param name="flash">The chip.</param>
/// <param name="config">Its reboot-config records.</param>
/// <param name="region">The region.</param>
sealed class RegionLoad(FlashChip flash, RebootConfig config, LfsRegion region)
{
    // lflash.c, WRITE_BLOCKSIZE.
    const int BlockBytes = Inflate.BlockBytes;

    /// <summary>Writes an image.</summary>
    /// <param name="content">The words of the image as they are to lie in flash.</param>
    /// <returns>False if the reboot-config sector has no room, and nothing has changed; or if the chip does
    /// not hold what was programmed, and the region is empty.</returns>
    /// <exception cref="PowerLoss">The power failed.</exception>
    public bool TryWrite(byte[] content)
    {
        Debug.Assert(content.Length <= region.Bytes, "An image fits its region.");
        RegionChecksum complete = RegionChecksum.Of(region.FlashOffset.Value, content);
        if (!config.Write(region.Checksum, (complete with { IsLoading = true }).ToBytes()))
            return false;
        Clear();
        for (uint at = 0; at < content.Length; at += FlashChip.SectorSize)
            flash.EraseSector(region.FlashOffset + at);
        byte[] unfinished = [.. content];
        uint signature = BinaryPrimitives.ReadUInt32LittleEndian(content);
        BinaryPrimitives.WriteUInt32LittleEndian(unfinished, signature | Signature.InProgress);
        for (int at = 0; at < content.Length; at += BlockBytes)
        {
            int count = Math.Min(BlockBytes, content.Length - at);
            flash.Program(region.FlashOffset + (uint)at, unfinished.AsSpan(at, count));
        }
        if (!Holds(unfinished))
        {
            Clear();
            return false;
        }
        Finish(content.AsSpan(0, LfsImage.WordBytes), complete);
        return true;
    }

    /// <summary>Decides about a load that a power failure has interrupted: completes it if only the last step
    /// was missing, else makes sure that the region stays empty.</summary>
    /// <returns>True if flash has changed.</returns>
    /// <exception cref="PowerLoss">The power failed again.</exception>
    public bool Recover()
    {
        if (region.Bytes == 0 || region.Noted is not { IsLoading: true } noted
            || noted.Bytes < LfsImage.WordBytes || noted.Bytes > region.Bytes)
        {
            return false;
        }
        byte[] content = new byte[noted.Bytes];
        flash.Read(region.FlashOffset, content);
        if (Crc32.Of(content, content.Length) == noted.Crc)
        {
            // The bit that makes the image valid may read differently the next time: program it again.
            Finish(content.AsSpan(0, LfsImage.WordBytes), noted with { IsLoading = false });
            return true;
        }
        if (BinaryPrimitives.ReadUInt32LittleEndian(content) == 0)
            return false;
        Clear();
        return true;
    }

    void Finish(ReadOnlySpan<byte> signature, RegionChecksum complete)
    {
        flash.Program(region.FlashOffset, signature);
        config.Write(region.Checksum, complete.ToBytes());
    }

    void Clear() => flash.Program(region.FlashOffset, new byte[LfsImage.WordBytes]);

    bool Holds(byte[] content)
    {
        byte[] held = new byte[content.Length];
        flash.Read(region.FlashOffset, held);
        return held.AsSpan().SequenceEqual(content);
    }
}
