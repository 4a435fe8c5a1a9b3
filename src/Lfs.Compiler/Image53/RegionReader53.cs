using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Compiler.Image;

/// <summary>Reads a placed Lua 5.3 image: the words of a region. A damaged one gives a diagnostic.</summary>
static class RegionReader53
{
    /// <summary>Reads a region.</summary>
    /// <param name="region">Its words, as many as its header says.</param>
    /// <param name="system">The placed System image, if it is an Application region.</param>
    public static LoadedImage Read(byte[] region, LfsImage? system)
    {
        int headerBytes = Relocation<LfsHeader53>.Words * LfsImage.WordBytes;
        bool isRegion = region.Length >= headerBytes && region.Length <= ImageLimits.MaxRegionBytes;
        LfsHeader53 header = isRegion ? RecordWords.Read<LfsHeader53>(region, 0) : default;
        if (!isRegion || header.Size != region.Length || region.Length % LfsImage.WordBytes != 0)
            return ImageReader.Bad("LFS length mismatch");
        if (SystemCheck.Mismatch(header, system) is string mismatch)
            return ImageReader.Bad(mismatch, DiagnosticId.SystemMismatch);

        // The signature does not tell the size of numbers. The entries of the table of modules do.
        string error = "the image has no address";
        foreach (LuaTarget target in LuaTarget.All.Where(target => IsPossible(target, system)))
        {
            uint baseAddress = BaseOf(region, header, target);
            if (baseAddress == 0 || !StartsAt(baseAddress, region, system))
                continue;
            var walk = new ImageWalk53(region, target, baseAddress, system);
            if (walk.TryWalk())
            {
                var image = new LfsImage(target, baseAddress, region, walk.Relocation, null, system);
                return new LoadedImage(image, []);
            }
            error = walk.Error;
        }
        return ImageReader.Bad(error);
    }

    static bool IsPossible(LuaTarget target, LfsImage? system) =>
        system is null ? target.Version == LuaVersion.Lua53 : target == system.Target;

    // The base address: the table of modules points to its entries, which lie directly in front of
    // it. 0 if that is impossible.
    static uint BaseOf(byte[] region, LfsHeader53 header, LuaTarget target)
    {
        int words = region.Length / LfsImage.WordBytes;
        int table = header.ProtoRoTable;
        if (table < Relocation<LfsHeader53>.Words || table > words - Relocation<RoTableRecord>.Words)
            return 0;
        RoTableRecord record = RecordWords.Read<RoTableRecord>(region, table);
        int entries = table - RoTableLayout.TotalWords(target, record.Count);
        var start = new FlashAddr(unchecked(record.Entries.Value - (uint)(entries * LfsImage.WordBytes)));
        return entries > 0 && start.IsPlaced && start.Value % LfsImage.WordBytes == 0 ? start.Value : 0;
    }

    // In a region that stands alone, the first object is a string, and its list ends
    // at the start of the region.
    static bool StartsAt(uint baseAddress, byte[] region, LfsImage? system) =>
        system is not null || RecordWords.ReadWord(region, Relocation<LfsHeader53>.Words) == baseAddress;
}
