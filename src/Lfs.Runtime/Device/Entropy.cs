namespace Lfs.Runtime.Core;

/// <summary>
/// Random words in place of the SDK's <c>os_random</c>, which reads the noise of the radio. Ours are
/// SplitMix64 from a seed, so that a run can be repeated. They do not start again with a reset.
/// </summary>
sealed partial class Entropy(ulong seed)
{
    ulong _state = seed;

    /// <summary>The next 32 bits.</summary>
    public uint Next()
    {
        unchecked
        {
            ulong z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (uint)((z ^ (z >> 31)) >> 32);
        }
    }
}
