namespace Lfs.Compiler.Bytecode;

/// <summary>Verifies that nothing refers to a register over which a call takes place.</summary>
/// <remarks>
/// The callee's frame lies over the registers from the called one on: its function, its arguments, and what
/// the libraries keep on the stack. A closure that holds one of them as an open upvalue could replace the
/// function that runs, or an argument whose type was checked; so could <c>debug.setlocal</c>, if a local had
/// that register. The compiler calls above the active locals, and closes the upvalues of locals that end.
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

    /// <summary>Finds an instruction that calls over a register that a closure may hold, or -1.</summary>
    /// <param name="captured">For each instruction, the registers that the closure it makes captures; is
    /// overwritten.</param>
    /// <param name="stepAt">What each instruction does.</param>
    /// <param name="work">Counts the steps: an instruction is followed again for each register that comes
    /// to be held at it.</param>
    public static int CallOverCapture(
        RegisterSet[] captured, Func<int, FlowStep> stepAt, WorkMeter? work) =>
        new CallAreaCheck(captured, stepAt, work).Follow();

    /// <summary>Finds an instruction at which a local has a register over which it calls, or that is not
    /// there; or -1.</summary>
    /// <param name="function">The function; its locals lie inside its code.</param>
    /// <param name="stepAt">What each instruction does.</param>
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

    // The registers that may be held at an instruction only become more, so this ends.
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
