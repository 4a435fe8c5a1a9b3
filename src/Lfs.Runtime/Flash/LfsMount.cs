using Esp8266;

namespace Lfs.Runtime.Flash;

/// <summary>Where the LFS region lies and what is mounted there.</summary>
/// <param name="FlashOffset">Start of the region in flash; 0 without a region.</param>
/// <param name="Bytes">Size of the region.</param>
/// <param name="Used">Bytes of the mounted image, 0 if none.</param>
/// <param name="Reported">The same as the reference counts them.</param>
/// <param name="StringHash">Address of ROstrt's buckets.</param>
/// <param name="StringCount">Strings in ROstrt.</param>
/// <param name="StringBuckets">Buckets of ROstrt.</param>
/// <param name="Main">5.1: address of the index function's Proto. 5.3: address of the module ROTable.</param>
/// <param name="Seed">5.3: the hash seed of the image.</param>
/// <param name="Time">5.3: the image's build time.</param>
readonly record struct LfsMount(
    uint FlashOffset, uint Bytes, uint Used, uint Reported, uint StringHash, uint StringCount,
    uint StringBuckets, uint Main, uint Seed, long Time)
{
    /// <summary>Saves a mount, or loads one.</summary>
    public LfsMount Transfer(StateStream state) => new(
        state.Value(FlashOffset), state.Value(Bytes), state.Value(Used), state.Value(Reported),
        state.Value(StringHash), state.Value(StringCount), state.Value(StringBuckets), state.Value(Main),
        state.Value(Seed), state.Value(Time));
}
