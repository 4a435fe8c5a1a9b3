namespace Lfs.Compiler.Bytecode;

/// <summary>One row of an instruction set: all that code other than the interpreter and the compiler knows
/// about an opcode.</summary>
/// <remarks>
/// The first columns are those of lopcodes.c, <c>luaP_opmodes</c>. The others say once what the reference
/// decides by name in ldebug.c (<c>symbexec</c>, <c>findsetreg</c>, <c>getobjname</c>,
/// <c>funcnamefromcode</c>), in lvm.c (<c>luaV_finishOp</c>) and in print.c. Where the versions differ, their
/// rows do.
/// </remarks>
/// <param name="mode">The operands in the word.</param>
/// <param name="sets">The registers that are written.</param>
/// <param name="a">The kind of operand A.</param>
/// <param name="b">The kind of operand B (or Bx, sBx, Ax).</param>
/// <param name="c">The kind of operand C.</param>
/// <param name="uses">The number of registers from A on that are used whatever the operands are.</param>
/// <param name="flow">The instruction that runs next.</param>
/// <param name="words">The operand words that follow.</param>
/// <param name="calls">The place of a call.</param>
/// <param name="metamethod">The metamethod that it may call; null if none. 5.1 never asks.</param>
/// <param name="names">What the source calls the value in register A.</param>
public sealed class OpRow(
    OpMode mode, Sets sets, Takes a = Takes.Register, Takes b = Takes.Unused, Takes c = Takes.Unused,
    int uses = 1, Flow flow = Flow.Next, Words words = Words.None, Calls calls = Calls.Nothing,
    string? metamethod = null, Names names = Names.Nothing)
{
    /// <summary>The operands in the word.</summary>
    public OpMode Mode { get; } = mode;

    /// <summary>The registers that are written.</summary>
    public Sets Sets { get; } = sets;

    /// <summary>The kind of operand A.</summary>
    public Takes A { get; } = a;

    /// <summary>The kind of operand B (or Bx, sBx, Ax).</summary>
    public Takes B { get; } = b;

    /// <summary>The kind of operand C.</summary>
    public Takes C { get; } = c;

    /// <summary>The number of registers from A on that are used whatever the operands are.</summary>
    public int Uses { get; } = uses;

    /// <summary>The instruction that runs next.</summary>
    public Flow Flow { get; } = flow;

    /// <summary>The operand words that follow.</summary>
    public Words Words { get; } = words;

    /// <summary>The place of a call.</summary>
    public Calls Calls { get; } = calls;

    /// <summary>The metamethod that it may call; null if none. 5.1 never asks.</summary>
    public string? Metamethod { get; } = metamethod;

    /// <summary>What the source calls the value in register A.</summary>
    public Names Names { get; } = names;

    /// <summary>The row of every number that is no opcode: it does nothing.</summary>
    public static OpRow Unknown { get; } = new(OpMode.ABC, Sets.Nothing);

    /// <summary>True if an instruction of this row writes a register.</summary>
    /// <param name="i">The instruction.</param>
    /// <param name="register">The number of the register.</param>
    public bool Writes(Instruction i, int register) => Sets switch
    {
        Sets.A => register == i.A,
        Sets.AAndNext => register == i.A || register == i.A + 1,
        Sets.AToB => i.A <= register && register <= i.B,
        Sets.AToAPlusB => i.A <= register && register <= i.A + i.B,
        Sets.AllFromA => register >= i.A,
        Sets.AllFromAPlus2 => register >= i.A + 2,
        _ => false,
    };

    /// <summary>True if an instruction leaves a variable number of results for the next one.</summary>
    internal bool LeavesOpenList(Instruction i) =>
        (C is Takes.Results or Takes.AllResults && i.C == 0) || (B == Takes.Varargs && i.B == 0);

    /// <summary>True if an instruction takes the open results of the one before.</summary>
    internal bool TakesOpenList(Instruction i) =>
        B is Takes.Arguments or Takes.Items or Takes.Returned && i.B == 0;
}
