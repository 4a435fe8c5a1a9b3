namespace Lfs.Compiler.Bytecode;

/// <summary>Some of the 256 registers that an instruction can name.</summary>
readonly record struct RegisterSet(ulong Bits0, ulong Bits1, ulong Bits2, ulong Bits3)
{
    const int WordBits = 64;

    /// <summary>The registers of both sets.</summary>
    public RegisterSet Union(RegisterSet other) =>
        new(Bits0 | other.Bits0, Bits1 | other.Bits1, Bits2 | other.Bits2, Bits3 | other.Bits3);

    /// <summary>The same and one register more.</summary>
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

    /// <summary>Those below a register.</summary>
    public RegisterSet Below(int register) =>
        new(Bits0 & Mask(register), Bits1 & Mask(register - WordBits),
            Bits2 & Mask(register - 2 * WordBits), Bits3 & Mask(register - 3 * WordBits));

    // The lowest bits of a word, as many as there are.
    static ulong Mask(int count) =>
        count <= 0 ? 0 : count >= WordBits ? ulong.MaxValue : (1ul << count) - 1;
}
