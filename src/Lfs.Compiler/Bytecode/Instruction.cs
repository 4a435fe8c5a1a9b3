namespace Lfs.Compiler.Bytecode;

/// <summary>One instruction word. No other code knows the positions of its bits.</summary>
/// <remarks>
/// Opcode in bits 0-5, A 6-13, C 14-22, B 23-31; Bx and sBx 14-31; Ax 6-31. The same in 5.1
/// and 5.3. Source: lopcodes.h.
/// </remarks>
/// <param name="Word">The 32 bits.</param>
public readonly record struct Instruction(uint Word)
{
    const int APosition = 6;
    const int CPosition = 14;
    const int BPosition = 23;

    /// <summary>The largest A. As a register, it means "none" (NO_REG).</summary>
    public const int MaxA = 0xFF;

    /// <summary>The largest B and C.</summary>
    public const int MaxB = 0x1FF;

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
    public int Op => (int)(Word & 0x3F);

    /// <summary>Operand A.</summary>
    public int A => (int)(Word >> APosition) & MaxA;

    /// <summary>Operand B.</summary>
    public int B => (int)(Word >> BPosition);

    /// <summary>Operand C.</summary>
    public int C => (int)(Word >> CPosition) & MaxB;

    /// <summary>Operands B and C as one unsigned number.</summary>
    public int Bx => (int)(Word >> CPosition);

    /// <summary>Operands B and C as one signed number.</summary>
    public int SBx => Bx - MaxSBx;

    /// <summary>Operands A, B and C as one unsigned number.</summary>
    public int Ax => (int)(Word >> APosition);

    /// <summary>An instruction with three operands.</summary>
    public static Instruction FromAbc(int op, int a, int b, int c) =>
        new((uint)op | (uint)a << APosition | (uint)b << BPosition | (uint)c << CPosition);

    /// <summary>An instruction with A and Bx.</summary>
    public static Instruction FromABx(int op, int a, int bx) =>
        new((uint)op | (uint)a << APosition | (uint)bx << CPosition);

    /// <summary>An instruction with A and sBx.</summary>
    public static Instruction FromAsBx(int op, int a, int sbx) => FromABx(op, a, sbx + MaxSBx);

    /// <summary>An instruction with Ax.</summary>
    public static Instruction FromAx(int op, int ax) => new((uint)op | (uint)ax << APosition);

    /// <summary>The same with another opcode.</summary>
    public Instruction WithOp(int op) => new((Word & ~0x3Fu) | (uint)op);

    /// <summary>The same with another A.</summary>
    public Instruction WithA(int a) => new((Word & ~((uint)MaxA << APosition)) | (uint)a << APosition);

    /// <summary>The same with another B.</summary>
    public Instruction WithB(int b) => new((Word & ((1u << BPosition) - 1)) | (uint)b << BPosition);

    /// <summary>The same with another C.</summary>
    public Instruction WithC(int c) => new((Word & ~((uint)MaxB << CPosition)) | (uint)c << CPosition);

    /// <summary>The same with another Bx.</summary>
    public Instruction WithBx(int bx) => new((Word & ((1u << CPosition) - 1)) | (uint)bx << CPosition);

    /// <summary>The same with another sBx.</summary>
    public Instruction WithSBx(int sbx) => WithBx(sbx + MaxSBx);

    /// <summary>True if an RK operand is a constant (ISK).</summary>
    public static bool IsConstant(int rk) => (rk & ConstantFlag) != 0;

    /// <summary>The index of the constant in an RK operand (INDEXK).</summary>
    public static int IndexOf(int rk) => rk & ~ConstantFlag;
}
