namespace Lfs.Compiler.Bytecode;

/// <summary>Verifies that nothing refers to a register that the frame of a call will cover.</summary>
/// <remarks>
/// The callee's frame covers the registers from the called one on: its function, its arguments, and the
/// values that libraries keep on the stack. A closure with one of them as an open upvalue could replace
/// the running function, or an argument whose type was checked. So could <c>debug.setlocal</c>, if a local
/// had that register. The compiler never emits this: it calls above the active locals, and closes the
/// upvalues of locals that end.
/// </remarks>
sealed class CallAreaCheck
{
    readonly Func<int, FlowStep> _stepAt;
    readonly RegisterSet[] _held;
    readonly bool[] _reached;
    readonly Stack<int> _pending = new();
    readonly WorkMeter? _work;

    CallAreaCheck(RegisterSet[] captured, Func<int, FlowStep> stepAt, WorkMeter? work)
    {
        _work = work;
        _held = captured;
        _reached = new bool[captured.Length];
        _stepAt = stepAt;
    }

    /// <summary>Finds an instruction whose call covers a register that a closure may hold; -1
    /// if there is none.</summary>
    /// <param name="captured">The registers that the closure of each instruction captures. The
    /// array is overwritten.</param>
    /// <param name="stepAt">The effect of each instruction.</param>
    /// <param name="work">Counts the steps. An instruction is visited again for each register that
    /// becomes held at it.</param>
    public static int CallOverCapture(
        RegisterSet[] captured, Func<int, FlowStep> stepAt, WorkMeter? work) =>
        new CallAreaCheck(captured, stepAt, work).Follow();

    /// <summary>Finds an instruction whose call covers the register of a local, or where a local has no
    /// register; -1 if there is none.</summary>
    /// <param name="function">The function, whose locals are known to lie inside its code.</param>
    /// <param name="stepAt">The effect of each instruction.</param>
    public static int CallOverLocal(Proto function, Func<int, FlowStep> stepAt)
    {
        if (function.LocVars.Length == 0)
            return -1;
        var changes = new int[function.Code.Length + 1];
        foreach (LocVar local in function.LocVars)
        {
            changes[local.StartPc]++;
            changes[local.EndPc]--;
        }
        int active = 0;
        for (int pc = 0; pc < function.Code.Length; pc++)
        {
            active += changes[pc];
            if (active > Math.Min(function.MaxStackSize, stepAt(pc).Calls))
                return pc;
        }
        return -1;
    }

    // The set of registers that may be held at an instruction only grows, so this terminates.
    int Follow()
    {
        Arrive(0, default);
        while (_pending.Count > 0)
        {
            int pc = _pending.Pop();
            _work?.Add(1);
            FlowStep step = _stepAt(pc);
            RegisterSet held = _held[pc];
            if (held != held.Below(step.Calls))
                return pc;
            RegisterSet left = held.Below(step.Closes);
            Arrive(step.Next, left);
            Arrive(step.Other, left);
        }
        return -1;
    }

    void Arrive(int pc, RegisterSet held)
    {
        if (pc == FlowStep.Nowhere)
            return;
        RegisterSet all = _held[pc].Union(held);
        if (_reached[pc] && all == _held[pc])
            return;
        _held[pc] = all;
        _reached[pc] = true;
        _pending.Push(pc);
    }
}
