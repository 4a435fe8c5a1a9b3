namespace Lfs.Compiler.Bytecode;

/// <summary>The effect of one instruction on control flow, and on registers that
/// other objects refer to.</summary>
/// <param name="Next">The next instruction; <see cref="Nowhere"/> if the function ends.</param>
/// <param name="Other">The other possible next instruction.</param>
/// <param name="Calls">The first register that a call of the instruction, or of a hook or finalizer during
/// it, covers; <see cref="None"/> if every call is above the frame.</param>
/// <param name="Closes">The first register whose upvalues the instruction closes.</param>
readonly record struct FlowStep(
    int Next, int Other = FlowStep.Nowhere, int Calls = FlowStep.None, int Closes = FlowStep.None)
{
    /// <summary>The index of no instruction.</summary>
    public const int Nowhere = -1;

    /// <summary>The number of no register, above all of them.</summary>
    public const int None = 256;
}
