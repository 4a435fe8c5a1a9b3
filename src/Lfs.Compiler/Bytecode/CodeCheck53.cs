namespace Lfs.Compiler.Bytecode;

/// <summary>Verifies a loaded 5.3 function, so that running it cannot reach anything
/// outside its frame.</summary>
/// <remarks>
/// The reference has no such check. The rules are those of 5.1 and the assumptions of the 5.3 interpreter:
/// lvm.c, <c>luaV_execute</c>. Types are not checked: SetList, ForLoop and TForCall can meet any value, so
/// the interpreter must check it.
/// </remarks>
readonly struct CodeCheck53
{
    // luac.c, combine: the wrapper of several files has one register.
    const int LeastStack = 1;
    const int FieldsPerFlush = 50;

    // No table has a larger array part: ltable.c, MAXABITS.
    const long MaxArray = 1 << 26;

    // The largest floating byte whose size fits in 31 bits.
    const int MaxTableSize = 231;

    readonly Proto _function;
    readonly uint[] _code;

    CodeCheck53(Proto function)
    {
        _function = function;
        _code = function.Code;
    }

    /// <summary>Returns the rule that a function's code breaks; null if it may run. Its inner functions were
    /// checked before.</summary>
    public static string? FaultOf(Proto function, WorkMeter? work = null)
    {
        var check = new CodeCheck53(function);
        if (!check.FrameIsValid())
            return CodeFault.Frame;
        if (!check.DebugDataIsValid())
            return CodeFault.DebugData;
        if (check._code.Length == 0 || check.OpAt(check._code.Length - 1) != Opcode53.Return)
            return CodeFault.Structure;
        return function.Protos.All(check.CapturesAreValid) ? check.FaultOfCode(work) : CodeFault.Capture;
    }

    string? FaultOfCode(WorkMeter? work)
    {
        for (int pc = 0; pc < _code.Length; pc++)
        {
            work?.Add(1);
            if (!InstructionIsValid(pc))
                return CodeFault.Instruction(pc);
            if (!OpenListIsValid(pc))
                return CodeFault.OpenList(pc);
        }
        int local = CallAreaCheck.CallOverLocal(_function, StepAt);
        if (local >= 0)
            return CodeFault.CallOverLocal(local);
        int capture = Captures() is { } captured ? CallAreaCheck.CallOverCapture(captured, StepAt, work) : -1;
        return capture >= 0 ? CodeFault.CallOverCapture(capture) : null;
    }

    // The registers that each instruction's closure captures; null if there are none.
    RegisterSet[]? Captures()
    {
        RegisterSet[] ofChild = [.. _function.Protos.Select(CapturedBy)];
        if (ofChild.All(set => set == default))
            return null;
        var captured = new RegisterSet[_code.Length];
        for (int pc = 0; pc < _code.Length; pc++)
        {
            if (OpAt(pc) == Opcode53.Closure)
                captured[pc] = ofChild[new Instruction(_code[pc]).Bx];
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

    // A finalizer is called above the register of a new table, closure or concatenation; a hook is called
    // above the open results.
    FlowStep StepAt(int pc)
    {
        var i = new Instruction(_code[pc]);
        int next = pc + 1;
        if (((Opcode53)i.Op).Row().IsTest)
            return new FlowStep(next, next + 1);
        return (Opcode53)i.Op switch
        {
            Opcode53.Jmp => new FlowStep(next + i.SBx, Closes: i.A == 0 ? FlowStep.None : i.A - 1),
            Opcode53.ForPrep => new FlowStep(next + i.SBx),
            Opcode53.ForLoop or Opcode53.TForLoop => new FlowStep(next, next + i.SBx),
            Opcode53.LoadBool when i.C != 0 => new FlowStep(next + 1),
            Opcode53.LoadKX => new FlowStep(next + 1),
            Opcode53.NewTable or Opcode53.Closure => new FlowStep(next, Calls: i.A + 1),
            Opcode53.Concat => new FlowStep(next, Calls: i.B),
            Opcode53.Call or Opcode53.TailCall => new FlowStep(next, Calls: i.A),
            Opcode53.TForCall => new FlowStep(next, Calls: i.A + 3),
            Opcode53.Vararg when i.B == 0 => new FlowStep(next, Calls: i.A),
            Opcode53.SetList => new FlowStep(
                i.C == 0 ? next + 1 : next, Calls: i.B == 0 ? i.A + 1 : FlowStep.None),
            Opcode53.Return => new FlowStep(FlowStep.Nowhere, Calls: i.B == 0 ? i.A : FlowStep.None),
            _ => new FlowStep(next),
        };
    }

    bool FrameIsValid() =>
        _function.MaxStackSize >= LeastStack
        && _function.NumParams <= _function.MaxStackSize
        && _function.IsVararg <= 1
        && _function.LineDefined >= 0
        && _function.LastLineDefined >= 0
        && _function.Upvalues.Length <= byte.MaxValue;

    bool CapturesAreValid(Proto child)
    {
        foreach (UpvalueDescriptor upvalue in child.Upvalues)
        {
            int limit = upvalue.InStack ? _function.MaxStackSize : _function.Upvalues.Length;
            if (upvalue.Index >= limit)
                return false;
        }
        return true;
    }

    bool DebugDataIsValid()
    {
        foreach (LocVar local in _function.LocVars)
        {
            if (local.Name is null || local.StartPc < 0 || local.StartPc > local.EndPc
                || local.EndPc > _code.Length)
                return false;
        }
        return _function.LineInfo.Length == 0 || LineInfo.Covers(_function.LineInfo, _code.Length);
    }

    bool InstructionIsValid(int pc)
    {
        var i = new Instruction(_code[pc]);
        if (i.Op >= Opcodes53.Count)
            return false;
        OpAttribute row = ((Opcode53)i.Op).Row();
        if (row.IsTest && (OpAt(pc + 1) != Opcode53.Jmp || !CanLand(pc + 2)))
            return false;
        bool operandsFit = row.Mode switch
        {
            OpMode.ABC => Fits(i.B, row.B) && Fits(i.C, row.C),
            OpMode.ABx => row.B != Takes.Constant || i.Bx < _function.Constants.Length,
            OpMode.AsBx => CanLand(pc + 1 + i.SBx),
            _ => true,
        };
        return operandsFit && TargetIsValid(i) && MeaningIsValid(i, pc);
    }

    // True if operand A is valid.
    bool TargetIsValid(Instruction i) => (Opcode53)i.Op switch
    {
        Opcode53.SetTabUp => i.A < _function.Upvalues.Length,
        Opcode53.Jmp => i.A <= _function.MaxStackSize,
        Opcode53.Eq or Opcode53.Lt or Opcode53.Le => i.A <= 1,
        Opcode53.ExtraArg => true,
        _ => IsRegister(i.A),
    };

    bool IsRegister(int register) => register < _function.MaxStackSize;

    bool Fits(int operand, Takes kind) => kind switch
    {
        Takes.Unused => operand == 0,
        Takes.Number => true,
        Takes.Register => IsRegister(operand),
        _ => Instruction.IsConstant(operand)
            ? Instruction.IndexOf(operand) < _function.Constants.Length
            : IsRegister(operand),
    };

    // An instruction is a valid jump target unless it is the second half of a pair or takes the open
    // results of the previous one.
    bool CanLand(int pc) =>
        pc >= 0 && pc < _code.Length && OpAt(pc) != Opcode53.ExtraArg && !TakesOpenResults(pc);

    bool MeaningIsValid(Instruction i, int pc)
    {
        switch ((Opcode53)i.Op)
        {
            case Opcode53.LoadKX:
                return OpAt(pc + 1) == Opcode53.ExtraArg && ExtraAt(pc + 1) < _function.Constants.Length;
            case Opcode53.LoadBool:
                return i.C == 0 || CanLand(pc + 2);
            case Opcode53.LoadNil:
                return IsRegister(i.A + i.B);
            case Opcode53.GetUpval or Opcode53.SetUpval or Opcode53.GetTabUp:
                return i.B < _function.Upvalues.Length;
            case Opcode53.NewTable:
                return i.B <= MaxTableSize && i.C <= MaxTableSize;
            case Opcode53.Self:
                return IsRegister(i.A + 1);
            case Opcode53.Concat:
                return i.B < i.C;
            case Opcode53.Closure:
                return i.Bx < _function.Protos.Length;
            case Opcode53.ExtraArg:
                return pc > 0 && TakesExtra(pc - 1);
            case Opcode53.ForPrep or Opcode53.ForLoop or Opcode53.TForCall or Opcode53.TForLoop:
                return LoopIsValid(i, pc);
            default:
                return ListIsValid(i, pc);
        }
    }

    bool TakesExtra(int pc) =>
        OpAt(pc) == Opcode53.LoadKX || (OpAt(pc) == Opcode53.SetList && new Instruction(_code[pc]).C == 0);

    // The two instructions of a loop must refer to each other and use the same registers. The one that runs
    // first calls or prepares, so the other finds its operands.
    bool LoopIsValid(Instruction i, int pc)
    {
        switch ((Opcode53)i.Op)
        {
            case Opcode53.ForPrep:
                return IsRegister(i.A + 3) && IsTwin(pc + 1 + i.SBx, Opcode53.ForLoop, i.A);
            case Opcode53.ForLoop:
                return IsRegister(i.A + 3) && IsTwin(pc + i.SBx, Opcode53.ForPrep, i.A);
            case Opcode53.TForCall:
                // The call needs three registers, for the function and its arguments.
                return i.C >= 1 && IsRegister(i.A + 2 + Math.Max(i.C, 3))
                    && IsTwin(pc + 1, Opcode53.TForLoop, i.A + 2);
            default:
                return IsRegister(i.A + 1) && IsTwin(pc - 1, Opcode53.TForCall, i.A - 2);
        }
    }

    bool IsTwin(int pc, Opcode53 op, int a) => OpAt(pc) == op && new Instruction(_code[pc]).A == a;

    // Checks an instruction with a list of registers. An open list ends at the top, which the previous
    // instruction must set.
    bool ListIsValid(Instruction i, int pc)
    {
        if (TakesOpenResults(pc) && (pc == 0 || !MakesOpenResults(pc - 1)))
            return false;
        if (MakesOpenResults(pc) && (pc + 1 >= _code.Length || !TakesOpenResults(pc + 1)))
            return false;
        switch ((Opcode53)i.Op)
        {
            case Opcode53.Call:
                return (i.B == 0 || IsRegister(i.A + i.B - 1)) && (i.C <= 1 || IsRegister(i.A + i.C - 2));
            case Opcode53.TailCall:
                return (i.B == 0 || IsRegister(i.A + i.B - 1)) && i.C == 0
                    && IsTwin(pc + 1, Opcode53.Return, i.A);
            case Opcode53.Return:
                return i.B <= 1 || IsRegister(i.A + i.B - 2);
            case Opcode53.Vararg:
                return _function.IsVararg != 0 && (i.B <= 1 || IsRegister(i.A + i.B - 2));
            case Opcode53.SetList:
                return IsRegister(i.A + i.B) && (i.C != 0 || OpAt(pc + 1) == Opcode53.ExtraArg)
                    && ItemsFit(i.C == 0 ? ExtraAt(pc + 1) : i.C);
            default:
                return true;
        }
    }

    // Open results must start at the list of the instruction that takes them, or above. Otherwise their
    // number would be negative. The list of a return has no function or table in front.
    bool OpenListIsValid(int pc)
    {
        if (!TakesOpenResults(pc))
            return true;
        int first = new Instruction(_code[pc]).A + (OpAt(pc) == Opcode53.Return ? 0 : 1);
        return new Instruction(_code[pc - 1]).A >= first;
    }

    static bool ItemsFit(int batch) => batch >= 1 && (long)batch * FieldsPerFlush <= MaxArray;

    bool MakesOpenResults(int pc)
    {
        var i = new Instruction(_code[pc]);
        return (Opcode53)i.Op switch
        {
            Opcode53.Call or Opcode53.TailCall => i.C == 0,
            Opcode53.Vararg => i.B == 0,
            _ => false,
        };
    }

    bool TakesOpenResults(int pc) =>
        OpAt(pc) is Opcode53.Call or Opcode53.TailCall or Opcode53.Return or Opcode53.SetList
        && new Instruction(_code[pc]).B == 0;

    int ExtraAt(int pc) => new Instruction(_code[pc]).Ax;

    // Returns an invalid opcode outside the code.
    Opcode53 OpAt(int pc) =>
        pc >= 0 && pc < _code.Length ? (Opcode53)new Instruction(_code[pc]).Op : (Opcode53)Opcodes53.Count;
}
