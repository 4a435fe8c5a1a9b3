namespace Lfs.Compiler.Bytecode;

/// <summary>Verifies a loaded 5.1 function.</summary>
/// <remarks>
/// Operand words of 5.1 are not instructions, and the words after a closure only look like some. So the words
/// are told apart first.
/// </remarks>
sealed class CodeCheck51 : CodeCheck
{
    const int MaxStack = 250;
    const int HasArg = 1;
    const int IsVararg = 2;
    const int NeedsArg = 4;

    readonly Place[] _places;

    CodeCheck51(Proto function) : base(function, InstructionSet.Lua51)
    {
        _places = new Place[Code.Length];
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

    // The largest floating byte whose size an array part can have.
    protected override int MaxTableSize => 192;

    protected override bool HasVarargs => (Function.IsVararg & (IsVararg | NeedsArg)) == IsVararg;

    /// <summary>Returns the rule that a function breaks; null if it may run.</summary>
    public static string? FaultOf(Proto function, WorkMeter? work = null) =>
        new CodeCheck51(function).Fault(work);

    protected override bool FrameIsValid()
    {
        int vararg = Function.IsVararg;
        return Function.MaxStackSize is >= LeastStack and <= MaxStack
            && Function.NumParams + (vararg & HasArg) <= Function.MaxStackSize
            && vararg is 0 or IsVararg or (IsVararg | HasArg) or (IsVararg | HasArg | NeedsArg)
            && Function.LineDefined >= 0
            && Function.LastLineDefined >= 0;
    }

    protected override bool DebugDataIsValid()
    {
        int names = Function.UpvalueNameCount;
        return (names == 0 || names == Function.Upvalues.Length) && base.DebugDataIsValid();
    }

    // Separates instructions from operands, and marks the valid jump targets.
    protected override string? FaultOfStructure()
    {
        int last = -1;
        for (int pc = 0; pc < Code.Length;)
        {
            last = pc;
            Instruction i = At(pc);
            OpRow row = RowAt(pc);
            bool isChild = row.Words != Words.Captures || i.Bx < Function.Protos.Length;
            if (row == OpRow.Unknown || !isChild || WordsAfter(i, row) >= Code.Length - pc)
                return CodeFault.Structure;
            int words = WordsAfter(i, row);
            for (pc++; words > 0; words--)
                _places[pc++] = Place.Operand;
            if ((row.Flow == Flow.Test || row.LeavesOpenList(i)) && pc < Code.Length)
                _places[pc] = Place.Bound;
        }
        return RowAt(last).Flow == Flow.Return ? null : CodeFault.Structure;
    }

    // The registers are those of the Moves after a closure.
    protected override RegisterSet[]? Captures()
    {
        RegisterSet[]? captured = null;
        for (int pc = 0; pc < Code.Length; pc++)
        {
            OpRow row = RowAt(pc);
            if (row.Words != Words.Captures)
                continue;
            for (int at = pc + WordsAfter(At(pc), row); at > pc; at--)
            {
                if (At(at).Op != (int)Opcode51.Move)
                    continue;
                captured ??= new RegisterSet[Code.Length];
                captured[pc] = captured[pc].With(At(at).B);
            }
        }
        return captured;
    }

    // The reference, too, checks A where it is only a flag or not used: ldebug.c, symbexec.
    protected override bool PlaceIsValid(Instruction i, OpRow row, int pc) => IsRegister(i.A);

    protected override bool CanLand(int pc) => IsInside(pc) && _places[pc] == Place.Free;

    // The two ends of a numeric loop must refer to each other.
    protected override bool IsLoop(int prepare, int loop) =>
        base.IsLoop(prepare, loop) && prepare < loop
        && prepare + 1 + At(prepare).SBx == loop && loop + At(loop).SBx == prepare;

    protected override bool CapturesAreValid(int pc)
    {
        int count = WordsAfter(At(pc), RowAt(pc));
        for (int at = pc + 1; at <= pc + count; at++)
        {
            Instruction i = At(at);
            bool isLocal = i.Op == (int)Opcode51.Move && IsRegister(i.B);
            bool isUpvalue = i.Op == (int)Opcode51.GetUpval && i.B < Function.Upvalues.Length;
            if (!(isLocal || isUpvalue) || i.A != 0 || i.C != 0)
                return false;
        }
        return true;
    }

    protected override bool IsRawWord(int pc) => _places[pc] == Place.Operand;

    protected override bool HasWord(int pc) => IsInside(pc) && IsRawWord(pc);

    protected override long WordAt(int pc) => Code[pc];
}
