using Esp8266.Flash;

namespace Lfs.Runtime.Core;

/// <summary>
/// Random words in place of the SDK's <c>os_random</c>, which reads the noise of the radio. Ours
/// come from a seed, so that a run can be repeated. They do not start again with a reset.
/// </summary>
sealed partial class Entropy(ulong seed)
{
    Chance _chance = new(seed);

    /// <summary>The next 32 bits.</summary>
    public uint Next() => (uint)(_chance.NextBits() >> 32);
}
