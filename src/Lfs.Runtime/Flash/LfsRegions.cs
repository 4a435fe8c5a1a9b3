using Esp8266.Flash;
using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Flash;

/// <summary>The LFS regions that a boot has found in the partition table.</summary>
/// <param name="Application">The region in use; beside a System region that of the Application.</param>
/// <param name="System">5.3: the System region; without bytes if there is none.</param>
/// <param name="Spare">The region for the next image, of two that take turns; null if there is only
/// one.</param>
sealed record LfsRegions(LfsRegion Application, LfsRegion System, LfsRegion? Spare)
{
    const string ImageName = "LFS image";

    /// <summary>What the record of the active region says when <see cref="Spare"/> is active: 0 for the first
    /// region, 1 for the second.</summary>
    public int SpareIndex => Spare?.Checksum == RebootRecord.Checksum ? 0 : 1;

    /// <summary>The record of the active region, as it was when the regions were found; null unless two take
    /// turns.</summary>
    public byte[]? Active => Spare is null ? null : [(byte)(1 - SpareIndex)];

    /// <summary>The regions of a flash.</summary>
    /// <param name="flash">The chip, with its reboot-config records.</param>
    /// <param name="table">The partition table.</param>
    /// <param name="target">The build of the firmware.</param>
    /// <param name="verified">The images that earlier boots have verified, by the start of their
    /// region.</param>
    public static LfsRegions Of(
        FlashChip flash, PartitionTable table, LuaTarget target, Dictionary<uint, VerifiedImage> verified) =>
        Of(flash, table, target, verified, new RebootConfig(flash).Read(RebootRecord.ActiveRegion));

    /// <summary>The regions of a flash with a known record of the active one.</summary>
    public static LfsRegions Of(
        FlashChip flash, PartitionTable table, LuaTarget target, Dictionary<uint, VerifiedImage> verified,
        byte[]? active)
    {
        table.TryFind(PartitionType.Lfs0, out Partition first);
        table.TryFind(PartitionType.Lfs1, out Partition second);
        bool takesTurns = active is not null && second.Bytes > 0;
        bool hasSystem = !takesTurns && target.Version == LuaVersion.Lua53;
        LfsRegion RegionOf(string name, Partition place, RebootRecord checksum) =>
            new(flash, name, place, target, checksum, verified);
        LfsRegion one = RegionOf(ImageName, first, RebootRecord.Checksum);
        LfsRegion two = RegionOf(
            takesTurns ? ImageName : "System LFS image", hasSystem || takesTurns ? second : default,
            RebootRecord.SecondChecksum);
        if (!takesTurns)
            return new LfsRegions(one, two, null);
        LfsRegion none = RegionOf("System LFS image", default, RebootRecord.SecondChecksum);
        return active![0] == 0 ? new LfsRegions(one, none, two) : new LfsRegions(two, none, one);
    }
}
