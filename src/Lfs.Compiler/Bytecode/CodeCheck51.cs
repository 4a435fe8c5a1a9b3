namespace Lfs.Compiler.Bytecode;

/// <summary>Verifies a loaded 5.1 function, so that running it cannot reach anything
/// outside its frame.</summary>
/// <remarks>
/// <para>It is stricter than the reference: code that the compiler never emits is refused. The interpreter
/// trusts verified code, except for the types of values, which it checks itself.</para>
/// <para>Source: ldebug.c, <c>luaG_checkcode</c>. Known exploits that pass that check:
/// gist.github.com/corsix/6575486 (skips and jumps onto words that are not instructions, open results without
/// a producer, loops entered from the side).</para>
/// </remarks>
readonly struct CodeCheck51
{
    const int MaxStack = 250;

    // luac.c, combine: the wrapper of several files has one register.
    const int LeastStack = 1;
    const int HasArg = 1;
    const int IsVararg = 2;
    const int NeedsArg = 4;
    const int FieldsPerFlush = 50;

    // No table has a larger array part: ltable.c, MAXBITS.
    const long MaxArray = 1 << 26;

    readonly Proto _function;
    readonly uint[] _code;
    readonly Place[] _places;

    CodeCheck51(Proto function)
    {
        _function = function;
        _code = function.Code;
        _places = new Place[_code.Length];
    }

    /// <summary>The role of a word in the code.</summary>
    enum Place : byte
    {
        /// <summary>An instruction that may be a jump target.</summary>
        Free,

        /// <summary>An instruction that is reached only from the previous one.</summary>
        Bound,

        /// <summary>An operand of the previous instruction, not an instruction.</summary>
        Operand,
    }

    /// <summary>Returns the rule that a function breaks; null if it may run.</summary>
    public static string? FaultOf(Proto function, WorkMeter? work = null)
    {
        if (!FrameIsValid(function))
            return CodeFault.Frame;
        if (!DebugIsValid(function))
            return CodeFault.DebugData;
        var check = new CodeCheck51(function);
        return check.TryPlace() ? check.FaultOfCode(work) : CodeFault.Structure;
    }

    string? FaultOfCode(WorkMeter? work)
    {
        for (int pc = 0; pc < _code.Length; pc++)
        {
            work?.Add(1);
            if (_places[pc] == Place.Operand)
                continue;
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
        RegisterSet[]? captured = null;
        for (int pc = 0; pc < _code.Length; pc++)
        {
            if (_places[pc] == Place.Operand || OpAt(pc) != Opcode51.Closure)
                continue;
            for (int at = pc + OperandWords(At(pc)); at > pc; at--)
            {
                if (OpAt(at) != Opcode51.Move)
                    continue;
                captured ??= new RegisterSet[_code.Length];
                captured[pc] = captured[pc].With(At(at).B);
            }
        }
        return captured;
    }

    FlowStep StepAt(int pc)
    {
        if (_places[pc] == Place.Operand)
            return new FlowStep(FlowStep.Nowhere);
        Instruction i = At(pc);
        int next = pc + 1 + OperandWords(i);
        if (OpAt(pc).Row().IsTest)
            return new FlowStep(next, next + 1, OpAt(pc) == Opcode51.TForLoop ? i.A + 3 : FlowStep.None);
        return (Opcode51)i.Op switch
        {
            Opcode51.Jmp or Opcode51.ForPrep => new FlowStep(next + i.SBx),
            Opcode51.ForLoop => new FlowStep(next, next + i.SBx),
            Opcode51.LoadBool when i.C != 0 => new FlowStep(next + 1),
            Opcode51.Close => new FlowStep(next, Closes: i.A),
            Opcode51.Call or Opcode51.TailCall => new FlowStep(next, Calls: i.A),
            Opcode51.Vararg when i.B == 0 => new FlowStep(next, Calls: i.A),
            Opcode51.SetList when i.B == 0 => new FlowStep(next, Calls: i.A + 1),
            Opcode51.Return => new FlowStep(FlowStep.Nowhere, Calls: i.B == 0 ? i.A : FlowStep.None),
            Opcode51.Concat => new FlowStep(next, Calls: i.B),
            _ => new FlowStep(next),
        };
    }

    static bool FrameIsValid(Proto function)
    {
        int vararg = function.IsVararg;
        return function.MaxStackSize is >= LeastStack and <= MaxStack
            && function.NumParams + (vararg & HasArg) <= function.MaxStackSize
            && vararg is 0 or IsVararg or (IsVararg | HasArg) or (IsVararg | HasArg | NeedsArg)
            && function.LineDefined >= 0
            && function.LastLineDefined >= 0;
    }

    static bool DebugIsValid(Proto function)
    {
        int names = function.UpvalueNameCount;
        if ((names != 0 && names != function.Upvalues.Length)
            || (function.LineInfo.Length > 0 && !LineInfo.Covers(function.LineInfo, function.Code.Length)))
            return false;
        foreach (LocVar local in function.LocVars)
        {
            if (local.Name is null || local.StartPc < 0 || local.EndPc < local.StartPc
                || local.EndPc > function.Code.Length)
                return false;
        }
        return true;
    }

    // Separates instructions from operands, and marks the valid jump targets.
    bool TryPlace()
    {
        int last = -1;
        for (int pc = 0; pc < _code.Length;)
        {
            last = pc;
            Instruction i = At(pc);
            if (i.Op >= Opcodes51.Count)
                return false;
            int operands = OperandWords(i);
            if (operands < 0 || operands >= _code.Length - pc)
                return false;
            for (pc++; operands > 0; operands--)
                _places[pc++] = Place.Operand;
            if ((OpAt(last).Row().IsTest || IsOpenProducer(i)) && pc < _code.Length)
                _places[pc] = Place.Bound;
        }
        return last >= 0 && OpAt(last) == Opcode51.Return;
    }

    // The number of operand words after an instruction; -1 if it refers to a function that does not exist.
    int OperandWords(Instruction i) => (Opcode51)i.Op switch
    {
        Opcode51.SetList => i.C == 0 ? 1 : 0,
        Opcode51.Closure when i.Bx < _function.Protos.Length => _function.Protos[i.Bx].Upvalues.Length,
        Opcode51.Closure => -1,
        _ => 0,
    };

    // True for an instruction that leaves a variable number of results for the next one.
    static bool IsOpenProducer(Instruction i) => (Opcode51)i.Op switch
    {
        Opcode51.Call or Opcode51.TailCall => i.C == 0,
        Opcode51.Vararg => i.B == 0,
        _ => false,
    };

    bool InstructionIsValid(int pc)
    {
        Instruction i = At(pc);
        OpAttribute row = OpAt(pc).Row();
        if (!IsRegister(i.A) || (row.IsTest && OpAt(pc + 1) != Opcode51.Jmp))
            return false;
        bool operandsFit = row.Mode switch
        {
            OpMode.ABC => Fits(i.B, row.B) && Fits(i.C, row.C),
            OpMode.ABx => row.B != Takes.Constant || i.Bx < _function.Constants.Length,
            _ => CanJumpTo(pc + 1 + i.SBx),
        };
        return operandsFit && MeaningIsValid(i, pc) && (!IsOpenProducer(i) || IsOpenConsumer(pc + 1));
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

    bool CanJumpTo(int target) =>
        target >= 0 && target < _code.Length && _places[target] == Place.Free;

    bool MeaningIsValid(Instruction i, int pc)
    {
        switch ((Opcode51)i.Op)
        {
            case Opcode51.LoadBool:
                return IsBoolean(i.B) && IsBoolean(i.C) && (i.C == 0 || CanJumpTo(pc + 2));
            case Opcode51.LoadNil:
                return i.A <= i.B;
            case Opcode51.GetUpval or Opcode51.SetUpval:
                return i.B < _function.Upvalues.Length;
            case Opcode51.GetGlobal or Opcode51.SetGlobal:
                return IsString(i.Bx);
            case Opcode51.NewTable:
                return IsTableSize(i.B) && IsTableSize(i.C);
            case Opcode51.Self:
                return IsRegister(i.A + 1)
                    && (!Instruction.IsConstant(i.C) || IsString(Instruction.IndexOf(i.C)));
            case Opcode51.Concat:
                return i.B < i.C;
            case Opcode51.Eq or Opcode51.Lt or Opcode51.Le:
                return IsBoolean(i.A);
            case Opcode51.Test or Opcode51.TestSet:
                return IsBoolean(i.C);
            case Opcode51.ForPrep:
                return IsRegister(i.A + 3) && IsLoop(pc, pc + 1 + i.SBx);
            case Opcode51.ForLoop:
                return IsLoop(pc + i.SBx, pc);
            case Opcode51.TForLoop:
                // The iterator call uses A+3 to A+5; its results are in A+3 to A+2+C.
                return i.C >= 1 && IsRegister(i.A + 2 + i.C) && IsRegister(i.A + 5);
            case Opcode51.SetList:
                return IsRegister(i.A + i.B) && ItemsFit(i.C == 0 ? _code[pc + 1] : (uint)i.C);
            case Opcode51.Closure:
                return CapturesAreValid(pc, OperandWords(i));
            default:
                return CallIsValid(i, pc);
        }
    }

    bool CallIsValid(Instruction i, int pc)
    {
        switch ((Opcode51)i.Op)
        {
            case Opcode51.Call:
                return ArgumentsFit(i) && (i.C <= 1 || IsRegister(i.A + i.C - 2));
            case Opcode51.TailCall:
                return ArgumentsFit(i) && i.C == 0
                    && OpAt(pc + 1) == Opcode51.Return && At(pc + 1).A == i.A;
            case Opcode51.Return:
                return i.B <= 1 || IsRegister(i.A + i.B - 2);
            case Opcode51.Vararg:
                return (_function.IsVararg & (IsVararg | NeedsArg)) == IsVararg && IsRegister(i.A + i.B - 2);
            default:
                return true;
        }
    }

    bool ArgumentsFit(Instruction i) => i.B == 0 || IsRegister(i.A + i.B - 1);

    // Open results must start at the list of the instruction that takes them, or above. Otherwise their
    // number would be negative. The list of a return has no function or table in front.
    bool OpenListIsValid(int pc)
    {
        if (!IsOpenConsumer(pc))
            return true;
        int first = At(pc).A + (OpAt(pc) == Opcode51.Return ? 0 : 1);
        return _places[pc] == Place.Bound && IsOpenProducer(At(pc - 1)) && At(pc - 1).A >= first;
    }

    bool IsOpenConsumer(int pc) =>
        OpAt(pc) is Opcode51.Call or Opcode51.TailCall or Opcode51.Return or Opcode51.SetList
            && At(pc).B == 0;

    // The two ends of a numeric loop must refer to each other.
    bool IsLoop(int prepare, int loop) =>
        prepare >= 0 && prepare < loop
        && _places[prepare] != Place.Operand
        && OpAt(prepare) == Opcode51.ForPrep && OpAt(loop) == Opcode51.ForLoop
        && At(prepare).A == At(loop).A
        && prepare + 1 + At(prepare).SBx == loop && loop + At(loop).SBx == prepare;

    bool CapturesAreValid(int pc, int count)
    {
        for (int at = pc + 1; at <= pc + count; at++)
        {
            Instruction i = At(at);
            bool isLocal = OpAt(at) == Opcode51.Move && IsRegister(i.B);
            bool isUpvalue = OpAt(at) == Opcode51.GetUpval && i.B < _function.Upvalues.Length;
            if (!(isLocal || isUpvalue) || i.A != 0 || i.C != 0)
                return false;
        }
        return true;
    }

    bool IsString(int constant) => _function.Constants[constant].Kind == ConstantKind.String;

    static bool IsBoolean(int operand) => operand <= 1;

    static bool ItemsFit(uint batch) => batch >= 1 && (long)batch * FieldsPerFlush <= MaxArray;

    // A floating byte: see FloatingByte.
    static bool IsTableSize(int operand)
    {
        int exponent = (operand >> 3) - 1;
        return exponent <= 0 || (exponent <= 26 && (long)((operand & 7) + 8) << exponent <= MaxArray);
    }

    Instruction At(int pc) => new(_code[pc]);

    Opcode51 OpAt(int pc) => (Opcode51)At(pc).Op;
}
