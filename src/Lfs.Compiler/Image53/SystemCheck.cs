namespace Lfs.Compiler.Image;

/// <summary>The check word by which an Application region identifies the System region
/// that it points into.</summary>
/// <remarks>
/// This is our own extension: the reference has one region. A device that finds a different System region
/// must not use the Application region, which has to be placed again.
/// </remarks>
public static class SystemCheck
{
    /// <summary>The check word of a placed System region: its CRC-32, but never 0.</summary>
    public static uint Of(LfsImage system)
    {
        byte[] region = system.Region;
        uint crc = Crc32.Of(region, region.Length);
        return crc == 0 ? uint.MaxValue : crc;
    }

    /// <summary>The reason why a placed image cannot be used with a System image; null if it can.</summary>
    /// <param name="header">The image's header.</param>
    /// <param name="system">The System image; null if there is none.</param>
    internal static string? Mismatch(LfsHeader53 header, LfsImage? system)
    {
        uint found = system is null ? 0 : Of(system);
        if (header.SystemCheck != found)
        {
            string placed = header.SystemCheck == 0
                ? "to stand alone"
                : "beside System image " + Hex(header.SystemCheck);
            string here = found == 0 ? "there is no System image" : "the System image here is " + Hex(found);
            return $"word 11: the image was placed {placed}, but {here}: place its file again";
        }
        return system is not null && system.Header53.Seed != header.Seed
            ? "word 2: the hash seeds differ"
            : null;
    }

    static string Hex(uint word) => FormattableString.Invariant($"0x{word:x8}");
}
