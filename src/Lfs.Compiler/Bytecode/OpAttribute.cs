using System.Reflection;

namespace Lfs.Compiler.Bytecode;

/// <summary>The operands in an instruction word.</summary>
public enum OpMode : byte
{
    /// <summary>Registers or small numbers A (8 bits), B and C (9 bits each).</summary>
    ABC,

    /// <summary>A and an unsigned operand of 18 bits.</summary>
    ABx,

    /// <summary>A and a signed operand of 18 bits.</summary>
    AsBx,

    /// <summary>One unsigned operand of 26 bits. 5.3 only.</summary>
    Ax,
}

/// <summary>The kind of an operand B or C.</summary>
public enum Takes : byte
{
    /// <summary>Not used; 0.</summary>
    Unused,

    /// <summary>A plain number.</summary>
    Number,

    /// <summary>A register or a jump offset.</summary>
    Register,

    /// <summary>A constant, or a register or constant.</summary>
    Constant,
}

/// <summary>The effect of an instruction on register A.</summary>
public enum Sets : byte
{
    /// <summary>Leaves it alone.</summary>
    Nothing,

    /// <summary>Writes it.</summary>
    A,
}

/// <summary>One row of an instruction set: the columns that the listing and the code checker read.</summary>
/// <remarks>Source: lopcodes.c, <c>luaP_opmodes</c>.</remarks>
/// <param name="mode">The operands in the word.</param>
/// <param name="sets">The effect on register A.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class OpAttribute(OpMode mode, Sets sets) : Attribute
{
    /// <summary>The operands in the word.</summary>
    public OpMode Mode { get; } = mode;

    /// <summary>The effect on register A.</summary>
    public Sets Sets { get; } = sets;

    /// <summary>The kind of operand B (or Bx, sBx).</summary>
    public Takes B { get; init; }

    /// <summary>The kind of operand C.</summary>
    public Takes C { get; init; }

    /// <summary>True for a test: the next instruction is a jump that the test may skip.</summary>
    public bool IsTest { get; init; }

    /// <summary>The rows of an instruction set, in the order of the opcodes.</summary>
    /// <param name="members">The members of the enum. The caller gets them by the type's name, so that
    /// trimming keeps them.</param>
    internal static OpAttribute[] RowsOf(FieldInfo[] members)
    {
        var rows = new OpAttribute[members.Length];
        foreach (FieldInfo member in members)
            rows[(byte)member.GetRawConstantValue()!] = member.GetCustomAttribute<OpAttribute>()!;
        return rows;
    }
}
