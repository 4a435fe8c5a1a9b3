using System.Diagnostics;

namespace Esp8266.Flash;

/// <summary>A small random number generator. Its sequence is part of the
/// model: the same seed tears flash the same way.</summary>
/// <remarks>SplitMix64, by Steele, Lea and Flood: Fast splittable pseudorandom
/// number generators, 2014.</remarks>
struct Chance(ulong seed)
{
    ulong _state = seed;

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        unchecked
        {
            ulong z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>A number from 0 to <paramref name="limit"/> - 1.</summary>
    public int Next(int limit)
    {
        Debug.Assert(limit > 0, "There is at least one number to choose.");
        return (int)((NextBits() >> 32) * (ulong)limit >> 32);
    }

    /// <summary>True with a probability of one half.</summary>
    public bool NextBool() => NextBits() >> 63 != 0;
}
