using System.Diagnostics;
using Lfs.Compiler.Bytecode;
using static Lfs.Compiler.Parsing.ExpressionKind;

namespace Lfs.Compiler.Parsing;

// Jump lists: a jump without a target holds the distance to the next jump of its list.
partial class Emitter
{
    /// <summary>The end of a list of jumps.</summary>
    public const int NoJump = -1;

    const int NoRegister = Instruction.MaxA;

    int _lastTarget;
    int _pendingJumps;

    // For the first jump of a list, a jump near its end, where the search for the end starts.
    int[] _nearEnd = new int[64];

    /// <summary>Emits a jump whose target is not known yet: <c>luaK_jump</c>.</summary>
    public int EmitJump()
    {
        // Pending jumps to here would land on this jump, so they join its list.
        int pending = _pendingJumps;
        _pendingJumps = NoJump;
        int jump = EmitAsBx(_op.Jmp, 0, NoJump);
        if (_nearEnd.Length < _code.Length)
            Array.Resize(ref _nearEnd, _code.Length);
        _nearEnd[jump] = jump;
        Join(ref jump, pending);
        return jump;
    }

    int EmitTest(int op, int a, int b, int c)
    {
        EmitAbc(op, a, b, c);
        return EmitJump();
    }

    /// <summary>True if the next instruction can be a jump target, so that it must not be merged with the
    /// previous one.</summary>
    protected bool IsTarget => _pc <= _lastTarget;

    /// <summary>Marks the next instruction as a jump target, so that it is not merged with the previous one:
    /// <c>luaK_getlabel</c>.</summary>
    public int Label()
    {
        _lastTarget = _pc;
        return _pc;
    }

    /// <summary>Sets the target of a list of jumps: <c>luaK_patchlist</c>.</summary>
    public void Land(int list, int target)
    {
        Debug.Assert(target <= _pc, "A jump leads back, or to the next instruction.");
        if (target == _pc)
            LandHere(list);
        else
            Land(list, target, NoRegister, target);
    }

    /// <summary>Sets the target of a list of jumps to the next instruction:
    /// <c>luaK_patchtohere</c>.</summary>
    public void LandHere(int list)
    {
        Label();
        Join(ref _pendingJumps, list);
    }

    void LandPendingJumps()
    {
        if (_pendingJumps == NoJump)
            return;
        Land(_pendingJumps, _pc, NoRegister, _pc);
        _pendingJumps = NoJump;
    }

    /// <summary>Appends a list of jumps to another: <c>luaK_concat</c>.</summary>
    public void Join(ref int list, int tail)
    {
        if (tail == NoJump)
            return;
        if (list == NoJump)
        {
            list = tail;
            return;
        }
        int last = _nearEnd[list];
        for (int next = NextJump(last); next != NoJump; next = NextJump(last))
            last = next;
        SetTarget(last, tail);
        _nearEnd[list] = _nearEnd[tail];
    }

    protected int NextJump(int jump)
    {
        Debug.Assert(jump >= 0 && jump < _pc, "A list links jumps that were emitted.");
        int offset = _code[jump].SBx;
        return offset == NoJump ? NoJump : jump + 1 + offset;
    }

    void SetTarget(int jump, int target)
    {
        Debug.Assert(target != NoJump, "A jump that is placed has a target.");
        int offset = target - (jump + 1);
        if (Math.Abs(offset) > Instruction.MaxSBx)
            throw _scanner.Error("control structure too long");
        _code[jump] = _code[jump].WithSBx(offset);
    }

    // The test that controls a jump is in front of it. For a jump without a test,
    // returns the jump (getjumpcontrol).
    ref Instruction TestOf(int jump)
    {
        if (jump >= 1 && IsTest(_code[jump - 1]))
            return ref _code[jump - 1];
        return ref _code[jump];
    }

    // True if an instruction controls the jump after it.
    bool IsTest(Instruction i) => _dialect.Instructions.Row(i).Flow == Flow.Test;

    // Sets one target for jumps that carry a value, which goes to a register, and another
    // for the rest (patchlistaux).
    void Land(int list, int valueTarget, int register, int otherTarget)
    {
        while (list != NoJump)
        {
            _scanner.Work.Add(1);
            int next = NextJump(list);
            SetTarget(list, TryCarryTo(list, register) ? valueTarget : otherTarget);
            list = next;
        }
    }

    bool TryCarryTo(int jump, int register)
    {
        ref Instruction test = ref TestOf(jump);
        if (test.Op != _op.TestSet)
            return false;
        test = register != NoRegister && register != test.B
            ? test.WithA(register)
            : Instruction.FromAbc(_op.Test, test.B, 0, test.C);
        return true;
    }

    void DropValues(int list)
    {
        for (; list != NoJump; list = NextJump(list), _scanner.Work.Add(1))
            TryCarryTo(list, NoRegister);
    }

    bool NeedsValue(int list)
    {
        for (; list != NoJump; list = NextJump(list), _scanner.Work.Add(1))
        {
            if (TestOf(list).Op != _op.TestSet)
                return true;
        }
        return false;
    }

    // Emits loads of false and true as targets for the jumps that carry no value (exp2reg).
    void LandValueJumps(ref Expression e, int register)
    {
        int loadFalse = NoJump;
        int loadTrue = NoJump;
        if (NeedsValue(e.TrueJumps) || NeedsValue(e.FalseJumps))
        {
            int over = e.Kind == Jump ? NoJump : EmitJump();
            loadFalse = EmitLabelledBool(register, 0, 1);
            loadTrue = EmitLabelledBool(register, 1, 0);
            LandHere(over);
        }
        int end = Label();
        Land(e.FalseJumps, end, register, loadFalse);
        Land(e.TrueJumps, end, register, loadTrue);
    }

    int EmitLabelledBool(int register, int value, int skip)
    {
        Label();
        return EmitAbc(_op.LoadBool, register, value, skip);
    }

    void Invert(ref Expression e)
    {
        ref Instruction test = ref TestOf(e.Place);
        Debug.Assert(
            IsTest(test) && test.Op != _op.TestSet && test.Op != _op.Test,
            "Only a comparison is turned around.");
        test = test.WithA(test.A == 0 ? 1 : 0);
    }

    int JumpOn(ref Expression e, bool condition)
    {
        if (e.Kind == Relocatable && At(e.Place).Op == _op.Not)
        {
            // The test includes the Not, so remove that instruction.
            int operand = At(e.Place).B;
            _pc--;
            return EmitTest(_op.Test, operand, 0, condition ? 0 : 1);
        }
        DischargeToAny(ref e);
        Free(ref e);
        return EmitTest(_op.TestSet, NoRegister, e.Place, condition ? 1 : 0);
    }

    /// <summary>Continues if the value is true, else jumps: <c>luaK_goiftrue</c>.</summary>
    public void GoIfTrue(ref Expression e)
    {
        Discharge(ref e);
        int jump;
        switch (e.Kind)
        {
            case InConstants or Number or Integer or True:
                jump = NoJump;
                break;
            case Jump:
                Invert(ref e);
                jump = e.Place;
                break;
            default:
                jump = JumpOn(ref e, false);
                break;
        }
        Join(ref e.FalseJumps, jump);
        LandHere(e.TrueJumps);
        e.TrueJumps = NoJump;
    }

    /// <summary>Continues if the value is false, else jumps: <c>luaK_goiffalse</c>.</summary>
    public void GoIfFalse(ref Expression e)
    {
        Discharge(ref e);
        int jump = e.Kind switch
        {
            Nil or False => NoJump,
            Jump => e.Place,
            _ => JumpOn(ref e, true),
        };
        Join(ref e.TrueJumps, jump);
        LandHere(e.FalseJumps);
        e.FalseJumps = NoJump;
    }

    void Not(ref Expression e)
    {
        Discharge(ref e);
        switch (e.Kind)
        {
            case Nil or False:
                e.Kind = True;
                break;
            case InConstants or Number or Integer or True:
                e.Kind = False;
                break;
            case Jump:
                Invert(ref e);
                break;
            default:
                DischargeToAny(ref e);
                Free(ref e);
                e.Become(Relocatable, EmitAbc(_op.Not, 0, e.Place, 0));
                break;
        }
        (e.TrueJumps, e.FalseJumps) = (e.FalseJumps, e.TrueJumps);
        DropValues(e.FalseJumps);
        DropValues(e.TrueJumps);
    }

    void Compare(BinaryOperator op, ref Expression left, ref Expression right)
    {
        int first = ToRk(ref left);
        int second = ToRk(ref right);
        Free(ref right);
        Free(ref left);
        int opcode = op switch
        {
            BinaryOperator.Equal or BinaryOperator.NotEqual => _op.Eq,
            BinaryOperator.Less or BinaryOperator.Greater => _op.Lt,
            _ => _op.Le,
        };
        // a > b is compiled as b < a.
        if (op is BinaryOperator.Greater or BinaryOperator.GreaterEqual)
            (first, second) = (second, first);
        left.Become(Jump, EmitTest(opcode, op == BinaryOperator.NotEqual ? 0 : 1, first, second));
    }
}
