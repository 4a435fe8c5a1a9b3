namespace Lfs.Compiler.Bytecode;

/// <summary>Verifies a loaded 5.3 function.</summary>
/// <remarks>
/// The reference has no such check. Types are not checked: SetList, ForLoop and TForCall can meet any value,
/// so the interpreter must check it.
/// </remarks>
sealed class CodeCheck53 : CodeCheck
{
    CodeCheck53(Proto function) : base(function, InstructionSet.Lua53)
    {
    }

    // The largest floating byte whose size fits in 31 bits.
    protected override int MaxTableSize => 231;

    protected override bool HasVarargs => Function.IsVararg != 0;

    /// <summary>Returns the rule that a function's code breaks; null if it may run. Its inner functions were
    /// checked before.</summary>
    public static string? FaultOf(Proto function, WorkMeter? work = null) =>
        new CodeCheck53(function).Fault(work);

    protected override bool FrameIsValid() =>
        Function.MaxStackSize >= LeastStack
        && Function.NumParams <= Function.MaxStackSize
        && Function.IsVararg <= 1
        && Function.LineDefined >= 0
        && Function.LastLineDefined >= 0
        && Function.Upvalues.Length <= byte.MaxValue;

    protected override string? FaultOfStructure()
    {
        if (RowAt(Code.Length - 1).Flow != Flow.Return)
            return CodeFault.Structure;
        return Function.Protos.All(CapturesAreValid) ? null : CodeFault.Capture;
    }

    bool CapturesAreValid(Proto child)
    {
        foreach (UpvalueDescriptor upvalue in child.Upvalues)
        {
            int limit = upvalue.InStack ? Function.MaxStackSize : Function.Upvalues.Length;
            if (upvalue.Index >= limit)
                return false;
        }
        return true;
    }

    protected override RegisterSet[]? Captures()
    {
        RegisterSet[] ofChild = [.. Function.Protos.Select(CapturedBy)];
        if (ofChild.All(set => set == default))
            return null;
        var captured = new RegisterSet[Code.Length];
        for (int pc = 0; pc < Code.Length; pc++)
        {
            if (RowAt(pc).B == Takes.Proto)
                captured[pc] = ofChild[At(pc).Bx];
        }
        return captured;
    }

    static RegisterSet CapturedBy(Proto child)
    {
        RegisterSet captured = default;
        foreach (UpvalueDescriptor upvalue in child.Upvalues)
        {
            if (upvalue.InStack)
                captured = captured.With(upvalue.Index);
        }
        return captured;
    }

    protected override bool PlaceIsValid(Instruction i, OpRow row, int pc) =>
        !row.TakesOpenList(i) || LeavesOpenList(pc - 1);

    // An instruction is a valid jump target unless it is the second half of a pair or takes the open
    // results of the previous one.
    protected override bool CanLand(int pc) => IsInside(pc) && !HasWord(pc) && !TakesOpenList(pc);

    protected override bool HasWord(int pc) => RowAt(pc).Flow == Flow.Operand;

    protected override long WordAt(int pc) => At(pc).Ax;
}
