using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

namespace Lfs.Compiler;

/// <summary>The options for linking modules into an LFS image. They hold every input that can vary; the
/// linker reads no clock.</summary>
/// <param name="Target">The target that the modules were compiled for.</param>
/// <param name="BuildTime">The build time to store in the image, in seconds since 1970.</param>
/// <param name="MaxBytes">The size of the LFS region in bytes. A larger image is an error.</param>
/// <param name="AllowDuplicates"> True to allow two modules of the same name, as the 5.1 reference does: the
/// first is found, the other is unreachable. Otherwise, and always in 5.3, that is an error.
/// </param>
/// <param name="HashSeed">The seed of the string hash in 5.3. 5.1 has no seed and ignores it.</param>
public sealed record ImageOptions(
    LuaTarget Target, long BuildTime = 0, int MaxBytes = ImageOptions.DefaultMaxBytes, uint HashSeed = 0,
    bool AllowDuplicates = false)
{
    /// <summary>The limit of <c>luac.cross</c> without <c>-m</c>: 256 KiB.</summary>
    public const int DefaultMaxBytes = 0x40000;

    /// <summary>
    /// True to drop the names of locals and upvalues, as <c>-s</c> does in 5.3. The names
    /// remain in the string table.
    /// </summary>
    public bool Strip { get; init; }

    /// <summary>
    /// The placed System image, if this image is for the Application region; otherwise null. 5.3 only.
    /// </summary>
    public LfsImage? System { get; init; }
}
