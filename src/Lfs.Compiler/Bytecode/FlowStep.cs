namespace Lfs.Compiler.Bytecode;

/// <summary>What one instruction does to control, and to the registers that something else refers
/// to.</summary>
/// <param name="Next">Where control goes on; <see cref="Nowhere"/> if the function ends.</param>
/// <param name="Other">Where else it may go on.</param>
/// <param name="Calls">The first register over which the instruction, or a hook or finalizer while it waits,
/// puts a call; <see cref="None"/> if every call takes place above the frame.</param>
/// <param name="Closes">The first register whose upvalues the instruction closes.</param>
readonly record struct FlowStep(
    int Next, int Other = FlowStep.Nowhere, int Calls = FlowStep.None, int Closes = FlowStep.None)
{
    /// <summary>No instruction.</summary>
    public const int Nowhere = -1;

    /// <summary>No register: one above all of them.</summary>
    public const int None = 256;
}
