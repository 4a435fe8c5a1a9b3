namespace Lfs.Compiler.Bytecode;

/// <summary>Verifies the code of a loaded 5.1 function, so that nothing outside its frame can be
/// reached.</summary>
/// <remarks>Source: ldebug.c, <c>luaG_checkcode</c>.</remarks>
readonly struct CodeCheck51
{
    const int MaxStack = 250;
    const int HasArg = 1;
    const int IsVararg = 2;
    const int NeedsArg = 4;

    readonly Proto _function;
    readonly uint[] _code;

    CodeCheck51(Proto function)
    {
        _function = function;
        _code = function.Code;
    }

    /// <summary>Whether a function's code may run.</summary>
    public static bool IsValid(Proto function)
    {
        var check = new CodeCheck51(function);
        if (!check.FrameIsValid())
            return false;
        for (int pc = 0; pc < function.Code.Length; pc++)
        {
            if (!check.InstructionIsValid(ref pc))
                return false;
        }
        return true;
    }

    bool FrameIsValid()
    {
        int vararg = _function.IsVararg;
        return _function.MaxStackSize <= MaxStack
            && _function.NumParams + (vararg & HasArg) <= _function.MaxStackSize
            && ((vararg & NeedsArg) == 0 || (vararg & HasArg) != 0)
            && _code.Length > 0
            && OpAt(_code.Length - 1) == Opcode51.Return;
    }

    bool InstructionIsValid(ref int pc)
    {
        var i = new Instruction(_code[pc]);
        if (i.Op >= Opcodes51.Count || !IsRegister(i.A))
            return false;
        OpAttribute row = ((Opcode51)i.Op).Row();
        if (row.IsTest && (pc + 2 >= _code.Length || OpAt(pc + 1) != Opcode51.Jmp))
            return false;
        bool operandsFit = row.Mode switch
        {
            OpMode.ABC => Fits(i.B, row.B) && Fits(i.C, row.C),
            OpMode.ABx => row.B != Takes.Constant || i.Bx < _function.Constants.Length,
            _ => JumpIsValid(pc + 1 + i.SBx),
        };
        return operandsFit && MeaningIsValid(i, ref pc);
    }

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

    // A jump may not land on the count word of a SetList. That word may itself look like such a SetList, so
    // an odd number of them in a row before the target means that the target is a count.
    bool JumpIsValid(int target)
    {
        if (target < 0 || target >= _code.Length)
            return false;
        int before = 0;
        while (before < target && OpAt(target - 1 - before) == Opcode51.SetList
            && new Instruction(_code[target - 1 - before]).C == 0)
            before++;
        return (before & 1) == 0;
    }

    bool MeaningIsValid(Instruction i, ref int pc)
    {
        switch ((Opcode51)i.Op)
        {
            case Opcode51.LoadBool:
                return i.C != 1 || (pc + 2 < _code.Length
                    && (OpAt(pc + 1) != Opcode51.SetList || new Instruction(_code[pc + 1]).C != 0));
            case Opcode51.GetUpval or Opcode51.SetUpval:
                return i.B < _function.Upvalues.Length;
            case Opcode51.GetGlobal or Opcode51.SetGlobal:
                return _function.Constants[i.Bx].Kind == ConstantKind.String;
            case Opcode51.Self:
                return IsRegister(i.A + 1);
            case Opcode51.Concat:
                return i.B < i.C;
            case Opcode51.TForLoop:
                return i.C >= 1 && IsRegister(i.A + 2 + i.C);
            case Opcode51.ForLoop or Opcode51.ForPrep:
                return IsRegister(i.A + 3);
            case Opcode51.Call or Opcode51.TailCall:
                return (i.B == 0 || IsRegister(i.A + i.B - 1))
                    && (i.C == 0 ? TakesOpenResults(pc + 1) : i.C == 1 || IsRegister(i.A + i.C - 2));
            case Opcode51.Return:
                return i.B <= 1 || IsRegister(i.A + i.B - 2);
            case Opcode51.SetList:
                if (i.C == 0)
                    pc++;
                return (i.B == 0 || IsRegister(i.A + i.B)) && (i.C != 0 || pc < _code.Length - 1);
            case Opcode51.Closure:
                return ClosureIsValid(i, pc);
            case Opcode51.Vararg:
                return (_function.IsVararg & (IsVararg | NeedsArg)) == IsVararg
                    && (i.B != 0 || TakesOpenResults(pc + 1)) && IsRegister(i.A + i.B - 2);
            default:
                return true;
        }
    }

    bool TakesOpenResults(int pc) =>
        pc < _code.Length
        && OpAt(pc) is Opcode51.Call or Opcode51.TailCall or Opcode51.Return or Opcode51.SetList
        && new Instruction(_code[pc]).B == 0;

    bool ClosureIsValid(Instruction i, int pc)
    {
        if (i.Bx >= _function.Protos.Length)
            return false;
        int upvalues = _function.Protos[i.Bx].Upvalues.Length;
        if (pc + upvalues >= _code.Length)
            return false;
        for (int at = pc + 1; at <= pc + upvalues; at++)
        {
            if (OpAt(at) is not (Opcode51.Move or Opcode51.GetUpval))
                return false;
        }
        return true;
    }

    Opcode51 OpAt(int pc) => (Opcode51)new Instruction(_code[pc]).Op;
}
