using Lfs.Compiler.Bytecode;
using static Lfs.Compiler.Parsing.ExpressionKind;

namespace Lfs.Compiler.Parsing;

/// <summary>Emits the code of one 5.1 function: gives expressions registers, folds constants.</summary>
/// <remarks>
/// Order and choice of instructions, registers and constants are those of stock Lua 5.1.5. Source: lcode.c.
/// </remarks>
sealed partial class CodeGenerator
{
    readonly Lexer _lexer;
    readonly bool _hasFloats;
    readonly ConstantTable _constants = new();
    readonly LineInfo51Encoder _lines = new();
    Instruction[] _code = new Instruction[64];
    int _pc;

    public CodeGenerator(Lexer lexer, bool hasFloats)
    {
        _lexer = lexer;
        _hasFloats = hasFloats;
    }

    /// <summary>The first register that is free.</summary>
    public int FreeRegister { get; set; }

    /// <summary>How many registers, from 0, hold active locals.</summary>
    public int ActiveLocals { get; set; }

    /// <summary>The index of the next instruction.</summary>
    public int Pc => _pc;

    public int MaxStackSize { get; private set; }

    /// <summary>Starts a new function.</summary>
    public void Clear()
    {
        _constants.Clear();
        _lines.Clear();
        _pc = 0;
        _lastTarget = -1;
        _pendingJumps = NoJump;
        FreeRegister = 0;
        ActiveLocals = 0;
        MaxStackSize = 2;
    }

    public uint[] CodeToArray()
    {
        var code = new uint[_pc];
        for (int i = 0; i < code.Length; i++)
            code[i] = _code[i].Word;
        return code;
    }

    public Constant[] ConstantsToArray() => _constants.ToArray();

    public byte[] LinesToArray() => _lines.ToArray();

    /// <summary>An instruction that was emitted, to be completed.</summary>
    public ref Instruction At(int pc) => ref _code[pc];

    public int EmitAbc(Opcode51 op, int a, int b, int c) => Emit(Instruction.FromAbc((int)op, a, b, c));

    public int EmitABx(Opcode51 op, int a, int bx) => Emit(Instruction.FromABx((int)op, a, bx));

    public int EmitAsBx(Opcode51 op, int a, int sbx) => Emit(Instruction.FromAsBx((int)op, a, sbx));

    int Emit(Instruction instruction)
    {
        LandPendingJumps();
        if (_pc == _code.Length)
            Array.Resize(ref _code, _pc * 2);
        _code[_pc] = instruction;
        _lines.Add(_pc, _lexer.LastLine);
        return _pc++;
    }

    /// <summary>Moves the last instruction to another line.</summary>
    public void FixLine(int line) => _lines.Fix(line);

    /// <summary>Emits a load of nil into registers, or lengthens the one before.</summary>
    public void LoadNil(int from, int count)
    {
        int last = from + count - 1;
        if (_pc > _lastTarget)
        {
            // Registers are nil when a function starts.
            if (_pc == 0 && from >= ActiveLocals)
                return;
            if (_pc > 0 && Op(_code[_pc - 1]) == Opcode51.LoadNil
                && _code[_pc - 1].A <= from && from <= _code[_pc - 1].B + 1)
            {
                if (last > _code[_pc - 1].B)
                    _code[_pc - 1] = _code[_pc - 1].WithB(last);
                return;
            }
        }
        EmitAbc(Opcode51.LoadNil, from, last, 0);
    }

    /// <summary>Emits a return of registers.</summary>
    /// <param name="first">The first register.</param>
    /// <param name="count">How many; -1: up to the top.</param>
    public void Return(int first, int count) => EmitAbc(Opcode51.Return, first, count + 1, 0);

    /// <summary>Emits the store of list items into a table, and frees their registers.</summary>
    /// <param name="table">The register of the table; the items follow it.</param>
    /// <param name="total">Items of the constructor so far.</param>
    /// <param name="pending">Items to store now; -1: up to the top.</param>
    public void SetList(int table, int total, int pending)
    {
        int batch = (total - 1) / Limits.FieldsPerFlush + 1;
        if (batch <= Instruction.MaxB)
        {
            EmitAbc(Opcode51.SetList, table, pending < 0 ? 0 : pending, batch);
        }
        else
        {
            EmitAbc(Opcode51.SetList, table, pending < 0 ? 0 : pending, 0);
            Emit(new Instruction((uint)batch));
        }
        FreeRegister = table + 1;
    }

    static Opcode51 Op(Instruction instruction) => (Opcode51)instruction.Op;

    public void CheckStack(int count)
    {
        int size = FreeRegister + count;
        if (size <= MaxStackSize)
            return;
        if (size >= Limits.MaxStack51)
            throw _lexer.Error("function or expression too complex");
        MaxStackSize = size;
    }

    public void ReserveRegisters(int count)
    {
        CheckStack(count);
        FreeRegister += count;
    }

    void Free(int register)
    {
        if (!Instruction.IsConstant(register) && register >= ActiveLocals)
            FreeRegister--;
    }

    void Free(ref Expression e)
    {
        if (e.Kind == Register)
            Free(e.Place);
    }

    public int StringConstant(int text)
    {
        int index = _constants.Find(ConstantKind.String, text);
        if (index == _constants.Count)
            AddConstant(text, Constant.String(_lexer.Strings[text]));
        return index;
    }

    public int NumberConstant(double value)
    {
        // Keys compare as Lua numbers do: 0 and -0 are one constant, the first that came.
        long key = value == 0 ? 0 : BitConverter.DoubleToInt64Bits(value);
        Constant constant = _hasFloats ? Constant.Float(value) : Constant.Integer((long)value);
        int index = _constants.Find(constant.Kind, key);
        if (index == _constants.Count)
            AddConstant(key, constant);
        return index;
    }

    int LiteralConstant(ExpressionKind kind)
    {
        Constant constant = kind == Nil ? Constant.Nil : Constant.Boolean(kind == True);
        int index = _constants.Find(constant.Kind, (int)kind);
        if (index == _constants.Count)
            AddConstant((int)kind, constant);
        return index;
    }

    void AddConstant(long key, Constant value)
    {
        if (_constants.Count >= Instruction.MaxBx)
            throw _lexer.CapacityError("constant table overflow");
        _constants.Add(key, value);
    }

    /// <summary>Asks an open expression for so many values; -1: all.</summary>
    public void SetReturns(ref Expression e, int count)
    {
        if (e.Kind == Call)
        {
            At(e.Place) = At(e.Place).WithC(count + 1);
        }
        else if (e.Kind == Vararg)
        {
            At(e.Place) = At(e.Place).WithB(count + 1).WithA(FreeRegister);
            ReserveRegisters(1);
        }
    }

    /// <summary>Makes an open expression one value.</summary>
    public void SetOneReturn(ref Expression e)
    {
        if (e.Kind == Call)
        {
            e.Become(Register, At(e.Place).A);
        }
        else if (e.Kind == Vararg)
        {
            At(e.Place) = At(e.Place).WithB(2);
            e.Kind = Relocatable;
        }
    }

    /// <summary>Makes a variable or open expression a value.</summary>
    public void Discharge(ref Expression e)
    {
        switch (e.Kind)
        {
            case Local:
                e.Kind = Register;
                break;
            case Upvalue:
                e.Become(Relocatable, EmitAbc(Opcode51.GetUpval, 0, e.Place, 0));
                break;
            case Global:
                e.Become(Relocatable, EmitABx(Opcode51.GetGlobal, 0, e.Place));
                break;
            case Indexed:
                Free(e.Key);
                Free(e.Place);
                e.Become(Relocatable, EmitAbc(Opcode51.GetTable, 0, e.Place, e.Key));
                break;
            case Vararg or Call:
                SetOneReturn(ref e);
                break;
        }
    }

    void DischargeTo(ref Expression e, int register)
    {
        Discharge(ref e);
        switch (e.Kind)
        {
            case Nil:
                LoadNil(register, 1);
                break;
            case False or True:
                EmitAbc(Opcode51.LoadBool, register, e.Kind == True ? 1 : 0, 0);
                break;
            case InConstants:
                EmitABx(Opcode51.LoadK, register, e.Place);
                break;
            case Number:
                EmitABx(Opcode51.LoadK, register, NumberConstant(e.Number));
                break;
            case Relocatable:
                At(e.Place) = At(e.Place).WithA(register);
                break;
            case Register:
                if (e.Place != register)
                    EmitAbc(Opcode51.Move, register, e.Place, 0);
                break;
            default:
                return;
        }
        e.Become(Register, register);
    }

    void DischargeToAny(ref Expression e)
    {
        if (e.Kind == Register)
            return;
        ReserveRegisters(1);
        DischargeTo(ref e, FreeRegister - 1);
    }

    void ToRegister(ref Expression e, int register)
    {
        DischargeTo(ref e, register);
        if (e.Kind == Jump)
            Join(ref e.TrueJumps, e.Place);
        if (e.HasJumps)
            LandValueJumps(ref e, register);
        e.TrueJumps = NoJump;
        e.FalseJumps = NoJump;
        e.Become(Register, register);
    }

    /// <summary>Puts a value into the next free register.</summary>
    public void ToNextRegister(ref Expression e)
    {
        Discharge(ref e);
        Free(ref e);
        ReserveRegisters(1);
        ToRegister(ref e, FreeRegister - 1);
    }

    /// <summary>Puts a value into some register: its own if it has one.</summary>
    public int ToAnyRegister(ref Expression e)
    {
        Discharge(ref e);
        if (e.Kind == Register)
        {
            if (!e.HasJumps)
                return e.Place;
            if (e.Place >= ActiveLocals)
            {
                ToRegister(ref e, e.Place);
                return e.Place;
            }
        }
        ToNextRegister(ref e);
        return e.Place;
    }

    /// <summary>Makes an expression a value: in a register if jumps lead to it.</summary>
    public void ToValue(ref Expression e)
    {
        if (e.HasJumps)
            ToAnyRegister(ref e);
        else
            Discharge(ref e);
    }

    /// <summary>Makes an expression an operand: a constant if it is one that fits, else a register.</summary>
    public int ToRk(ref Expression e)
    {
        ToValue(ref e);
        if (e.Kind is Number or True or False or Nil && _constants.Count <= Instruction.MaxIndexRk)
            e.Become(InConstants, e.Kind == Number ? NumberConstant(e.Number) : LiteralConstant(e.Kind));
        if (e.Kind == InConstants && e.Place <= Instruction.MaxIndexRk)
            return e.Place | Instruction.ConstantFlag;
        return ToAnyRegister(ref e);
    }

    /// <summary>Emits an assignment.</summary>
    public void Store(ref Expression variable, ref Expression value)
    {
        switch (variable.Kind)
        {
            case Local:
                Free(ref value);
                ToRegister(ref value, variable.Place);
                return;
            case Upvalue:
                EmitAbc(Opcode51.SetUpval, ToAnyRegister(ref value), variable.Place, 0);
                break;
            case Global:
                EmitABx(Opcode51.SetGlobal, ToAnyRegister(ref value), variable.Place);
                break;
            default:
                EmitAbc(Opcode51.SetTable, variable.Place, variable.Key, ToRk(ref value));
                break;
        }
        Free(ref value);
    }

    /// <summary>Emits <c>object:key</c>: the function and the object in two registers.</summary>
    public void Self(ref Expression e, ref Expression key)
    {
        ToAnyRegister(ref e);
        Free(ref e);
        int function = FreeRegister;
        ReserveRegisters(2);
        EmitAbc(Opcode51.Self, function, e.Place, ToRk(ref key));
        Free(ref key);
        e.Become(Register, function);
    }

    /// <summary>Makes a table in a register and a key a place in it.</summary>
    public void Index(ref Expression table, ref Expression key)
    {
        table.Key = ToRk(ref key);
        table.Kind = Indexed;
    }

    /// <summary>Emits an operator with one operand.</summary>
    public void Prefix(Opcode51 op, ref Expression e)
    {
        if (op == Opcode51.Not)
        {
            Not(ref e);
            return;
        }
        if (op == Opcode51.Len || !e.IsNumeral)
            ToAnyRegister(ref e);
        var none = Expression.OfNumber(0);
        Arithmetic(op, ref e, ref none);
    }

    void Arithmetic(Opcode51 op, ref Expression left, ref Expression right)
    {
        if (left.IsNumeral && right.IsNumeral
            && Folding.TryFold(op, _hasFloats, left.Number, right.Number, out double result))
        {
            left.Number = result;
            return;
        }
        bool isUnary = op is Opcode51.Unm or Opcode51.Len;
        int second = isUnary ? 0 : ToRk(ref right);
        int first = ToRk(ref left);
        // The higher register is freed first.
        if (first > second)
        {
            Free(ref left);
            Free(ref right);
        }
        else
        {
            Free(ref right);
            Free(ref left);
        }
        left.Become(Relocatable, EmitAbc(op, 0, first, second));
    }

    /// <summary>Prepares the left operand of an operator, before the right one is read.</summary>
    public void Infix(BinaryOperator op, ref Expression left)
    {
        switch (op)
        {
            case BinaryOperator.And:
                GoIfTrue(ref left);
                break;
            case BinaryOperator.Or:
                GoIfFalse(ref left);
                break;
            case BinaryOperator.Concat:
                ToNextRegister(ref left);
                break;
            case <= BinaryOperator.Pow when left.IsNumeral:
                break;
            default:
                ToRk(ref left);
                break;
        }
    }

    /// <summary>Emits an operator, after the right operand was read.</summary>
    public void Postfix(BinaryOperator op, ref Expression left, ref Expression right)
    {
        switch (op)
        {
            case BinaryOperator.And:
                Discharge(ref right);
                Join(ref right.FalseJumps, left.FalseJumps);
                left = right;
                break;
            case BinaryOperator.Or:
                Discharge(ref right);
                Join(ref right.TrueJumps, left.TrueJumps);
                left = right;
                break;
            case BinaryOperator.Concat:
                Concat(ref left, ref right);
                break;
            case <= BinaryOperator.Pow:
                Arithmetic(Opcode51.Add + (byte)op, ref left, ref right);
                break;
            default:
                Compare(op, ref left, ref right);
                break;
        }
    }

    // a .. b .. c is one instruction: that of b .. c takes in the operand before it.
    void Concat(ref Expression left, ref Expression right)
    {
        ToValue(ref right);
        if (right.Kind == Relocatable && Op(At(right.Place)) == Opcode51.Concat)
        {
            Free(ref left);
            At(right.Place) = At(right.Place).WithB(left.Place);
            left.Become(Relocatable, right.Place);
            return;
        }
        ToNextRegister(ref right);
        Arithmetic(Opcode51.Concat, ref left, ref right);
    }
}
