using System.Diagnostics;

namespace Lfs.Compiler.Bytecode;

/// <summary>One instruction word. No other code knows the positions of its bits.</summary>
/// <remarks>
/// Opcode in bits 0-5, A 6-13, C 14-22, B 23-31; Bx and sBx 14-31; Ax 6-31. The same in 5.1
/// and 5.3. Source: lopcodes.h.
/// </remarks>
/// <param name="Word">The 32 bits.</param>
public readonly record struct Instruction(uint Word)
{
    /// <summary>The lowest bit of A.</summary>
    public const int PosA = 6;

    /// <summary>The lowest bit of C.</summary>
    public const int PosC = 14;

    /// <summary>The lowest bit of B; B is all that is above.</summary>
    public const int PosB = 23;

    /// <summary>The lowest bit of Bx and sBx, which are all that is above.</summary>
    public const int PosBx = PosC;

    /// <summary>The lowest bit of Ax, which is all that is above.</summary>
    public const int PosAx = PosA;

    /// <summary>The bits of the opcode, which is the lowest field.</summary>
    public const int MaskOp = (1 << PosA) - 1;

    /// <summary>The bits of A.</summary>
    public const int MaskA = MaxA << PosA;

    /// <summary>The bits of C.</summary>
    public const int MaskC = MaxC << PosC;

    /// <summary>The largest A. As a register, it means "none" (NO_REG).</summary>
    public const int MaxA = 0xFF;

    /// <summary>The largest B.</summary>
    public const int MaxB = 0x1FF;

    /// <summary>The largest C.</summary>
    public const int MaxC = MaxB;

    /// <summary>The largest Bx.</summary>
    public const int MaxBx = 0x3FFFF;

    /// <summary>The largest sBx; the smallest is its negative.</summary>
    public const int MaxSBx = MaxBx >> 1;

    /// <summary>The largest Ax.</summary>
    public const int MaxAx = 0x3FFFFFF;

    /// <summary>Set in an RK operand that is a constant.</summary>
    public const int ConstantFlag = 0x100;

    /// <summary>The largest index of a constant that fits in an RK operand.</summary>
    public const int MaxIndexRk = ConstantFlag - 1;

    /// <summary>The opcode's number.</summary>
    public int Op => (int)(Word & MaskOp);

    /// <summary>Operand A.</summary>
    public int A => (int)(Word >> PosA) & MaxA;

    /// <summary>Operand B.</summary>
    public int B => (int)(Word >> PosB);

    /// <summary>Operand C.</summary>
    public int C => (int)(Word >> PosC) & MaxC;

    /// <summary>Operands B and C as one unsigned number.</summary>
    public int Bx => (int)(Word >> PosBx);

    /// <summary>Operands B and C as one signed number.</summary>
    public int SBx => Bx - MaxSBx;

    /// <summary>Operands A, B and C as one unsigned number.</summary>
    public int Ax => (int)(Word >> PosAx);

    /// <summary>An instruction with three operands.</summary>
    public static Instruction FromAbc(int op, int a, int b, int c)
    {
        Debug.Assert(op is >= 0 and <= MaskOp, "An opcode has 6 bits.");
        Debug.Assert(a is >= 0 and <= MaxA, "Operand A has 8 bits.");
        Debug.Assert(b is >= 0 and <= MaxB, "Operand B has 9 bits.");
        Debug.Assert(c is >= 0 and <= MaxB, "Operand C has 9 bits.");
        return new((uint)op | (uint)a << PosA | (uint)b << PosB | (uint)c << PosC);
    }

    /// <summary>An instruction with A and Bx.</summary>
    public static Instruction FromABx(int op, int a, int bx)
    {
        Debug.Assert(op is >= 0 and <= MaskOp, "An opcode has 6 bits.");
        Debug.Assert(a is >= 0 and <= MaxA, "Operand A has 8 bits.");
        Debug.Assert(bx is >= 0 and <= MaxBx, "Operand Bx has 18 bits.");
        return new((uint)op | (uint)a << PosA | (uint)bx << PosBx);
    }

    /// <summary>An instruction with A and sBx.</summary>
    public static Instruction FromAsBx(int op, int a, int sbx) => FromABx(op, a, sbx + MaxSBx);

    /// <summary>An instruction with Ax.</summary>
    public static Instruction FromAx(int op, int ax)
    {
        Debug.Assert(op is >= 0 and <= MaskOp, "An opcode has 6 bits.");
        Debug.Assert(ax is >= 0 and <= MaxAx, "Operand Ax has 26 bits.");
        return new((uint)op | (uint)ax << PosAx);
    }

    /// <summary>The same with another opcode.</summary>
    public Instruction WithOp(int op)
    {
        Debug.Assert(op is >= 0 and <= MaskOp, "An opcode has 6 bits.");
        return new((Word & ~(uint)MaskOp) | (uint)op);
    }

    /// <summary>The same with another A.</summary>
    public Instruction WithA(int a)
    {
        Debug.Assert(a is >= 0 and <= MaxA, "Operand A has 8 bits.");
        return new((Word & ~(uint)MaskA) | (uint)a << PosA);
    }

    /// <summary>The same with another B.</summary>
    public Instruction WithB(int b)
    {
        Debug.Assert(b is >= 0 and <= MaxB, "Operand B has 9 bits.");
        return new((Word & ((1u << PosB) - 1)) | (uint)b << PosB);
    }

    /// <summary>The same with another C.</summary>
    public Instruction WithC(int c)
    {
        Debug.Assert(c is >= 0 and <= MaxB, "Operand C has 9 bits.");
        return new((Word & ~(uint)MaskC) | (uint)c << PosC);
    }

    /// <summary>The same with another Bx.</summary>
    public Instruction WithBx(int bx)
    {
        Debug.Assert(bx is >= 0 and <= MaxBx, "Operand Bx has 18 bits.");
        return new((Word & ((1u << PosBx) - 1)) | (uint)bx << PosBx);
    }

    /// <summary>The same with another sBx.</summary>
    public Instruction WithSBx(int sbx) => WithBx(sbx + MaxSBx);

    /// <summary>True if an RK operand is a constant (ISK).</summary>
    public static bool IsConstant(int rk) => (rk & ConstantFlag) != 0;

    /// <summary>The index of the constant in an RK operand (INDEXK).</summary>
    public static int IndexOf(int rk) => rk & ~ConstantFlag;
}
