using System.Reflection;

namespace Lfs.Compiler.Bytecode;

/// <summary>Which operands an instruction word holds.</summary>
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

/// <summary>What an operand B or C is.</summary>
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

/// <summary>What an instruction does to register A.</summary>
public enum Sets : byte
{
    /// <summary>Leaves it alone.</summary>
    Nothing,

    /// <summary>Writes it.</summary>
    A,
}

/// <summary>One row of an instruction set: the columns that the listing and the code checker read.</summary>
/// <remarks>Source: lopcodes.c, <c>luaP_opmodes</c>.</remarks>
/// <param name="mode">Which operands the word holds.</param>
/// <param name="sets">Whether register A is written.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class OpAttribute(OpMode mode, Sets sets) : Attribute
{
    /// <summary>Which operands the word holds.</summary>
    public OpMode Mode { get; } = mode;

    /// <summary>Whether register A is written.</summary>
    public Sets Sets { get; } = sets;

    /// <summary>What B (or Bx, sBx) is.</summary>
    public Takes B { get; init; }

    /// <summary>What C is.</summary>
    public Takes C { get; init; }

    /// <summary>The instruction is a test: the next one is a jump that it may skip.</summary>
    public bool IsTest { get; init; }

    /// <summary>The rows of an instruction set, in the order of the opcodes.</summary>
    /// <param name="members">The members of the enum. The caller asks for them by the type's name, so that
    /// trimming keeps them.</param>
    internal static OpAttribute[] RowsOf(FieldInfo[] members)
    {
        var rows = new OpAttribute[members.Length];
        foreach (FieldInfo member in members)
            rows[(byte)member.GetRawConstantValue()!] = member.GetCustomAttribute<OpAttribute>()!;
        return rows;
    }
}
