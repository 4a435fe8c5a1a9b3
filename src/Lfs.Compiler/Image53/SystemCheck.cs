namespace Lfs.Compiler.Image;

/// <summary>How an Application region knows the System region into which it points.</summary>
/// <remarks>
/// Ours: the reference has one region. A device that finds another System region than this must not use the
/// Application region; it has to be placed again.
/// </remarks>
public static class SystemCheck
{
    /// <summary>The check word of a placed System region: its CRC-32, and never 0.</summary>
    public static uint Of(LfsImage system)
    {
        byte[] region = system.Region;
        uint crc = ~Crc32.Update(Crc32.Start, region, 0, region.Length);
        return crc == 0 ? uint.MaxValue : crc;
    }
}
