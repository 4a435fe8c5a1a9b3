namespace Lfs.Compiler.Bytecode;

/// <summary>Verifies a loaded function, so that running it cannot reach anything outside its frame.</summary>
/// <remarks>
/// <para>It is stricter than the reference, which checks 5.1 only: code that the compiler never emits is
/// refused. The interpreter trusts verified code, except for the types of values, which it checks
/// itself.</para>
/// <para>What an instruction must fulfil is in its row. Source: ldebug.c, <c>luaG_checkcode</c>, and what
/// <c>luaV_execute</c> of 5.3 assumes. Known exploits that pass the reference's check:
/// gist.github.com/corsix/6575486 (skips and jumps onto words that are not instructions, open results without
/// a producer, loops entered from the side).</para>
/// </remarks>
abstract class CodeCheck(Proto function, InstructionSet set)
{
    // luac.c, combine: the wrapper of several files has one register.
    protected const int LeastStack = 1;
    const int FieldsPerFlush = 50;

    // No table has a larger array part: ltable.c, MAXBITS and MAXABITS.
    const long MaxArray = 1 << 26;

    protected readonly Proto Function = function;
    protected readonly uint[] Code = function.Code;

    /// <summary>The largest size of a table as a floating byte.</summary>
    protected abstract int MaxTableSize { get; }

    /// <summary>True if the function takes a variable number of arguments from the stack.</summary>
    protected abstract bool HasVarargs { get; }

    /// <summary>Returns the rule that the function breaks; null if it may run.</summary>
    protected string? Fault(WorkMeter? work)
    {
        if (!FrameIsValid())
            return CodeFault.Frame;
        if (!DebugDataIsValid())
            return CodeFault.DebugData;
        return FaultOfStructure() ?? FaultOfCode(work);
    }

    protected abstract bool FrameIsValid();

    protected virtual bool DebugDataIsValid()
    {
        foreach (LocVar local in Function.LocVars)
        {
            if (local.Name is null || local.StartPc < 0 || local.EndPc < local.StartPc
                || local.EndPc > Code.Length)
                return false;
        }
        return Function.LineInfo.Length == 0 || LineInfo.Covers(Function.LineInfo, Code.Length);
    }

    /// <summary>The rule that is broken if instructions cannot be looked at one by one.</summary>
    protected abstract string? FaultOfStructure();

    string? FaultOfCode(WorkMeter? work)
    {
        for (int pc = 0; pc < Code.Length; pc++)
        {
            work?.Add(1);
            if (IsRawWord(pc))
                continue;
            if (!InstructionIsValid(pc))
                return CodeFault.Instruction(pc);
            if (!OpenListIsValid(pc))
                return CodeFault.OpenList(pc);
        }
        int local = CallAreaCheck.CallOverLocal(Function, StepAt);
        if (local >= 0)
            return CodeFault.CallOverLocal(local);
        int capture = Captures() is { } captured ? CallAreaCheck.CallOverCapture(captured, StepAt, work) : -1;
        return capture >= 0 ? CodeFault.CallOverCapture(capture) : null;
    }

    /// <summary>The registers that each instruction's closure captures; null if there are none.</summary>
    protected abstract RegisterSet[]? Captures();

    // A finalizer is called above the register of a new table, closure or concatenation; a hook is called
    // above the open results.
    FlowStep StepAt(int pc)
    {
        Instruction i = At(pc);
        OpRow row = RowAt(pc);
        int next = pc + 1 + WordsAfter(i, row);
        (int then, int other) = row.Flow switch
        {
            Flow.Jump or Flow.PrepareLoop => (next + i.SBx, FlowStep.Nowhere),
            Flow.Loop or Flow.IteratorLoop => (next, next + i.SBx),
            Flow.Test => (next, next + 1),
            Flow.Skip when i.C != 0 => (next + 1, FlowStep.Nowhere),
            Flow.Return => (FlowStep.Nowhere, FlowStep.Nowhere),
            _ => (next, FlowStep.Nowhere),
        };
        int closes = row.A switch
        {
            Takes.Closed => i.A,
            Takes.ClosedPlus1 when i.A != 0 => i.A - 1,
            _ => FlowStep.None,
        };
        return new FlowStep(then, other, CalledAt(i, row), closes);
    }

    static int CalledAt(Instruction i, OpRow row) => row.Calls switch
    {
        Calls.AtA => i.A,
        Calls.AboveA => i.A + 1,
        Calls.AtIterator => i.A + 3,
        Calls.AtB => i.B,
        _ when row.LeavesOpenList(i) => i.A,
        _ when row.TakesOpenList(i) => FirstOfList(i, row),
        _ => FlowStep.None,
    };

    /// <summary>The number of operand words after a valid instruction.</summary>
    protected int WordsAfter(Instruction i, OpRow row) => row.Words switch
    {
        Words.Constant => 1,
        Words.BatchIfCIs0 => i.C == 0 ? 1 : 0,
        Words.Captures => Function.Protos[i.Bx].Upvalues.Length,
        _ => 0,
    };

    bool InstructionIsValid(int pc)
    {
        Instruction i = At(pc);
        OpRow row = RowAt(pc);
        return row != OpRow.Unknown
            && PlaceIsValid(i, row, pc)
            && Fits(i.A, row.A, i) && (row.Uses == 1 || IsRegister(i.A + row.Uses - 1))
            && OperandsFit(i, row, pc)
            && FlowIsValid(i, row, pc)
            && WordsAreValid(i, row, pc)
            && (!row.LeavesOpenList(i) || TakesOpenList(pc + 1));
    }

    /// <summary>Checks what a version demands of the neighbours of every instruction.</summary>
    protected abstract bool PlaceIsValid(Instruction i, OpRow row, int pc);

    bool OperandsFit(Instruction i, OpRow row, int pc) => row.Mode switch
    {
        OpMode.ABC => (row.B == Takes.Unused ? i.B == 0 : Fits(i.B, row.B, i))
            && (row.C == Takes.Unused ? i.C == 0 : Fits(i.C, row.C, i)),
        OpMode.ABx => Fits(i.Bx, row.B, i),
        OpMode.AsBx => CanLand(pc + 1 + i.SBx),
        _ => true,
    };

    bool Fits(int operand, Takes kind, Instruction i) => kind switch
    {
        Takes.Flag => operand <= 1,
        Takes.TableSize => operand <= MaxTableSize,
        Takes.Register or Takes.Closed => IsRegister(operand),
        Takes.RegisterFromA => operand >= i.A && IsRegister(operand),
        Takes.RegisterAboveB => operand > i.B && IsRegister(operand),
        Takes.ClosedPlus1 => operand == 0 || IsRegister(operand - 1),
        Takes.RK => RKFits(operand, isName: false),
        Takes.RKName => RKFits(operand, isName: true),
        Takes.Constant => operand < Function.Constants.Length,
        Takes.Name => IsName(operand),
        Takes.Upvalue => operand < Function.Upvalues.Length,
        Takes.Proto => operand < Function.Protos.Length,
        Takes.More or Takes.Items => IsRegister(i.A + operand),
        Takes.Arguments => IsRegister(i.A + operand - 1),
        Takes.Returned or Takes.Results => IsRegister(i.A + operand - 2),
        Takes.AllResults => operand == 0,
        Takes.Varargs => HasVarargs && IsRegister(i.A + operand - 2),
        Takes.Variables => operand >= 1 && IsRegister(i.A + 2 + operand),
        _ => true,
    };

    bool RKFits(int operand, bool isName)
    {
        if (!Instruction.IsConstant(operand))
            return IsRegister(operand);
        int constant = Instruction.IndexOf(operand);
        return isName ? IsName(constant) : constant < Function.Constants.Length;
    }

    bool IsName(int constant) =>
        constant < Function.Constants.Length && Function.Constants[constant].Kind == ConstantKind.String;

    protected bool IsRegister(int register) => register < Function.MaxStackSize;

    bool FlowIsValid(Instruction i, OpRow row, int pc) => row.Flow switch
    {
        Flow.Test => RowAt(pc + 1).Flow == Flow.Jump && CanLand(pc + 2),
        Flow.Skip => i.C == 0 || CanLand(pc + 2),
        Flow.PrepareLoop => IsLoop(pc, pc + 1 + i.SBx),
        Flow.Loop => IsLoop(pc + i.SBx, pc),
        Flow.CallIterator => IsTwin(pc + 1, Flow.IteratorLoop, i.A + 2),
        Flow.IteratorLoop => IsTwin(pc - 1, Flow.CallIterator, i.A - 2),
        Flow.TailCall => IsTwin(pc + 1, Flow.Return, i.A),
        Flow.Operand => WordsAfter(At(pc - 1), RowAt(pc - 1)) == 1,
        _ => true,
    };

    /// <summary>True if an instruction is a valid jump target.</summary>
    protected abstract bool CanLand(int pc);

    /// <summary>True if the two instructions of a numeric loop belong together. The one that runs first
    /// prepares, so the other finds its operands.</summary>
    protected virtual bool IsLoop(int prepare, int loop) =>
        RowAt(prepare).Flow == Flow.PrepareLoop && IsTwin(loop, Flow.Loop, At(prepare).A);

    bool IsTwin(int pc, Flow flow, int a) => RowAt(pc).Flow == flow && At(pc).A == a;

    bool WordsAreValid(Instruction i, OpRow row, int pc) => row.Words switch
    {
        Words.Constant => HasWord(pc + 1) && WordAt(pc + 1) < Function.Constants.Length,
        Words.BatchIfCIs0 when i.C == 0 => HasWord(pc + 1) && ItemsFit(WordAt(pc + 1)),
        Words.BatchIfCIs0 => ItemsFit(i.C),
        Words.Captures => CapturesAreValid(pc),
        _ => true,
    };

    static bool ItemsFit(long batch) => batch >= 1 && batch * FieldsPerFlush <= MaxArray;

    /// <summary>True if there is an operand word at a place.</summary>
    protected abstract bool HasWord(int pc);

    /// <summary>The number in an operand word.</summary>
    protected abstract long WordAt(int pc);

    /// <summary>Checks the words after an instruction that say what a closure captures.</summary>
    protected virtual bool CapturesAreValid(int pc) => true;

    // Open results must start at the list of the instruction that takes them, or above. Otherwise their
    // number would be negative.
    bool OpenListIsValid(int pc) =>
        !TakesOpenList(pc)
        || (LeavesOpenList(pc - 1) && At(pc - 1).A >= FirstOfList(At(pc), RowAt(pc)));

    // The list of a return has no function or table in front.
    static int FirstOfList(Instruction i, OpRow row) => row.B == Takes.Returned ? i.A : i.A + 1;

    protected bool LeavesOpenList(int pc) => RowAt(pc).LeavesOpenList(At(pc));

    protected bool TakesOpenList(int pc) => RowAt(pc).TakesOpenList(At(pc));

    /// <summary>True for an operand word that is not an instruction.</summary>
    protected virtual bool IsRawWord(int pc) => false;

    /// <summary>The instruction at a place; one of no opcode outside the code.</summary>
    protected Instruction At(int pc) => new(IsInside(pc) ? Code[pc] : Instruction.MaskOp);

    /// <summary>The row of the instruction at a place; unknown outside the code and for a raw word.</summary>
    protected OpRow RowAt(int pc) =>
        IsInside(pc) && !IsRawWord(pc) ? set.Row(new Instruction(Code[pc])) : OpRow.Unknown;

    protected bool IsInside(int pc) => pc >= 0 && pc < Code.Length;
}
