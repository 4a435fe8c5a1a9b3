using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

namespace Lfs.Compiler;

/// <summary>How to link modules into an LFS image. Every input that could vary is here: there is no
/// clock.</summary>
/// <param name="Target">What the modules were compiled for.</param>
/// <param name="BuildTime">Seconds since 1970 that the image carries as its build time.</param>
/// <param name="MaxBytes">The size of the LFS region: a larger image is an error.</param>
/// <param name="AllowDuplicates">
/// Two modules may have one name, as in the 5.1 reference: the first is found, the other is out of reach.
/// Otherwise, and always in 5.3, that is an error.
/// </param>
/// <param name="HashSeed">5.3: start value of the string hash. 5.1 has none and ignores it.</param>
public sealed record ImageOptions(
    LuaTarget Target, long BuildTime = 0, int MaxBytes = ImageOptions.DefaultMaxBytes, uint HashSeed = 0,
    bool AllowDuplicates = false)
{
    /// <summary>The limit of <c>luac.cross</c> without <c>-m</c>: 256 KiB.</summary>
    public const int DefaultMaxBytes = 0x40000;

    /// <summary>
    /// 5.3: write no names of locals and upvalues, as <c>-s</c>. They stay among the strings.
    /// </summary>
    public bool Strip { get; init; }

    /// <summary>
    /// 5.3: the image of the System region, placed, when this one is for the Application region.
    /// </summary>
    public LfsImage? System { get; init; }
}
