namespace Lfs.Compiler.Bytecode;

/// <summary>A set of registers, as a bit map of the 256 that an instruction can name.</summary>
readonly record struct RegisterSet(ulong Bits0, ulong Bits1, ulong Bits2, ulong Bits3)
{
    const int WordBits = 64;

    /// <summary>The registers of both sets.</summary>
    public RegisterSet Union(RegisterSet other) =>
        new(Bits0 | other.Bits0, Bits1 | other.Bits1, Bits2 | other.Bits2, Bits3 | other.Bits3);

    /// <summary>This set with one more register.</summary>
    public RegisterSet With(int register)
    {
        ulong bit = 1ul << (register % WordBits);
        return (register / WordBits) switch
        {
            0 => this with { Bits0 = Bits0 | bit },
            1 => this with { Bits1 = Bits1 | bit },
            2 => this with { Bits2 = Bits2 | bit },
            _ => this with { Bits3 = Bits3 | bit },
        };
    }

    /// <summary>The registers of this set below a given one.</summary>
    public RegisterSet Below(int register) =>
        new(Bits0 & Mask(register), Bits1 & Mask(register - WordBits),
            Bits2 & Mask(register - 2 * WordBits), Bits3 & Mask(register - 3 * WordBits));

    // The lowest <c>count</c> bits of a word; count can be out of range.
    static ulong Mask(int count) =>
        count <= 0 ? 0 : count >= WordBits ? ulong.MaxValue : (1ul << count) - 1;
}
