using System.Diagnostics;
using Lfs.Compiler.Bytecode;
using static Lfs.Compiler.Parsing.ExpressionKind;

namespace Lfs.Compiler.Parsing;

/// <summary>Emits the code of one function: the common part of the 5.1 and 5.3 code generators.</summary>
/// <remarks>
/// Instructions, registers and constants are chosen as in stock Lua 5.1.5 and
/// 5.3.6. Source: lcode.c, luaK_...
/// </remarks>
abstract partial class Emitter
{
    readonly Scanner _scanner;
    readonly Dialect _dialect;
    readonly OpNumbers _op;
    readonly ConstantTable _constants;
    readonly LineInfoEncoder _lines;
    readonly ICompilerMemory? _memory;
    Instruction[] _code = new Instruction[64];
    int _pc;
    int _level;

    protected Emitter(Scanner scanner, Dialect dialect, ConstantIndex constants, LineInfoEncoder lines)
    {
        _scanner = scanner;
        _dialect = dialect;
        _op = dialect.Op;
        _constants = new ConstantTable(constants);
        _lines = lines;
        _memory = scanner.Memory;
    }

    /// <summary>The first free register.</summary>
    public int FreeRegister { get; set; }

    /// <summary>The number of registers, from 0, that hold active locals.</summary>
    public int ActiveLocals { get; set; }

    /// <summary>The index of the next instruction.</summary>
    public int Pc => _pc;

    public int MaxStackSize { get; private set; }

    protected Scanner Scanner => _scanner;

    protected int ConstantCount => _constants.Count;

    /// <summary>Starts a new function.</summary>
    /// <param name="level">The number of enclosing functions.</param>
    public void Clear(int level)
    {
        _level = level;
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

    /// <summary>An emitted instruction, which can still be changed.</summary>
    public ref Instruction At(int pc)
    {
        Debug.Assert(pc >= 0 && pc < _pc, "Only an instruction that was emitted can be completed.");
        return ref _code[pc];
    }

    public int EmitAbc(int op, int a, int b, int c) => Emit(Instruction.FromAbc(op, a, b, c));

    public int EmitABx(int op, int a, int bx) => Emit(Instruction.FromABx(op, a, bx));

    public int EmitAsBx(int op, int a, int sbx) => Emit(Instruction.FromAsBx(op, a, sbx));

    protected int Emit(Instruction instruction)
    {
        LandPendingJumps();
        if (_pc == _code.Length)
            Array.Resize(ref _code, _pc * 2);
        _code[_pc] = instruction;
        _memory?.Need(_level, CompilerVector.Code, _pc + 1);
        _lines.Add(_pc, _scanner.LastLine);
        _memory?.Need(_level, CompilerVector.Lines, _lines.Room);
        return _pc++;
    }

    /// <summary>Moves the last instruction to another line.</summary>
    public void FixLine(int line)
    {
        _lines.Fix(line);
        _memory?.Need(_level, CompilerVector.Lines, _lines.Room);
    }

    /// <summary>Reports the final sizes of the vectors of the finished function.</summary>
    public void CutVectors(ICompilerMemory memory)
    {
        memory.Cut(CompilerVector.Code, _pc);
        memory.Need(_level, CompilerVector.Lines, _lines.Length + 1);
        memory.Cut(CompilerVector.Lines, _lines.Length + 1);
        memory.Cut(CompilerVector.Constants, _constants.Count);
    }

    /// <summary>Emits a load of nil into registers, or extends the previous one.</summary>
    public abstract void LoadNil(int from, int count);

    /// <summary>Emits a load of a constant.</summary>
    public void LoadConstant(int register, int constant)
    {
        Debug.Assert(constant >= 0 && constant < ConstantCount, "The function has the constant.");
        if (constant <= Instruction.MaxBx)
            EmitABx(_op.LoadK, register, constant);
        else
            LoadFarConstant(register, constant);
    }

    /// <summary>Emits a load of a constant whose index does not fit in Bx.</summary>
    protected abstract void LoadFarConstant(int register, int constant);

    /// <summary>Emits a return of registers.</summary>
    /// <param name="first">The first register.</param>
    /// <param name="count">The number of registers; -1 for all up to the top.</param>
    public void Return(int first, int count) => EmitAbc(_op.Return, first, count + 1, 0);

    /// <summary>Emits the store of list items into a table, and frees their registers.</summary>
    /// <param name="table">The register of the table; the items follow it.</param>
    /// <param name="total">The number of items in the constructor so far.</param>
    /// <param name="pending">The number of items to store now; -1 for all up to the top.</param>
    public void SetList(int table, int total, int pending)
    {
        Debug.Assert(pending != 0 && total > 0, "Items are stored only if there are any.");
        int batch = (total - 1) / Limits.FieldsPerFlush + 1;
        bool isNear = batch <= Instruction.MaxB;
        EmitAbc(_op.SetList, table, pending < 0 ? 0 : pending, isNear ? batch : 0);
        if (!isNear)
            EmitBatch(batch);
        FreeRegister = table + 1;
    }

    /// <summary>Emits a batch number that does not fit in C.</summary>
    protected abstract void EmitBatch(int batch);

    public void CheckStack(int count)
    {
        int size = FreeRegister + count;
        if (size <= MaxStackSize)
            return;
        if (size >= _dialect.MaxStack)
            throw _scanner.Error(_dialect.TooManyRegisters);
        MaxStackSize = size;
    }

    public void ReserveRegisters(int count)
    {
        CheckStack(count);
        FreeRegister += count;
    }

    protected void Free(int register)
    {
        if (!Instruction.IsConstant(register) && register >= ActiveLocals)
        {
            FreeRegister--;
            Debug.Assert(FreeRegister >= ActiveLocals, "The register of a local stays taken.");
        }
    }

    void Free(ref Expression e)
    {
        if (e.Kind == Register)
            Free(e.Place);
    }

    public int StringConstant(int text) => ConstantOf(text, Constant.String(_scanner.Strings[text]));

    /// <summary>The constant for an integral value.</summary>
    public abstract int WholeConstant(int value);

    /// <summary>The constant for a number or integer.</summary>
    protected abstract int NumeralConstant(ref Expression e);

    protected int LiteralConstant(ExpressionKind kind) =>
        ConstantOf((int)kind, kind == Nil ? Constant.Nil : Constant.Boolean(kind == True));

    protected int ConstantOf(long key, Constant value)
    {
        int index = _constants.Find(value.Kind, key);
        _memory?.AddConstant(value);
        if (index == _constants.Count)
            AddConstant(key, value);
        return index;
    }

    void AddConstant(long key, Constant value)
    {
        if (_constants.Count >= _dialect.MaxConstants)
            throw _scanner.CapacityError(_dialect.TooManyConstants);
        _constants.Add(key, value);
        _memory?.Need(_level, CompilerVector.Constants, _constants.Count);
    }

    /// <summary>Sets the number of values of an open expression; -1 for all.</summary>
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

    /// <summary>Limits an open expression to one value.</summary>
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

    /// <summary>Converts a variable or open expression to a value.</summary>
    public void Discharge(ref Expression e)
    {
        switch (e.Kind)
        {
            case Local:
                e.Kind = Register;
                break;
            case Upvalue:
                e.Become(Relocatable, EmitAbc(_op.GetUpval, 0, e.Place, 0));
                break;
            case Global or IndexedUpvalue:
                e.Become(Relocatable, LoadGlobal(ref e));
                break;
            case Indexed:
                Free(e.Key);
                Free(e.Place);
                e.Become(Relocatable, EmitAbc(_op.GetTable, 0, e.Place, e.Key));
                break;
            case Vararg or Call:
                SetOneReturn(ref e);
                break;
        }
    }

    /// <summary>Emits the load of a global (5.1) or of a field of an upvalue (5.3).</summary>
    protected abstract int LoadGlobal(ref Expression e);

    /// <summary>Emits the store to a global (5.1) or to a field of an upvalue (5.3).</summary>
    protected abstract void StoreGlobal(ref Expression variable, ref Expression value);

    void DischargeTo(ref Expression e, int register)
    {
        Discharge(ref e);
        switch (e.Kind)
        {
            case Nil:
                LoadNil(register, 1);
                break;
            case False or True:
                EmitAbc(_op.LoadBool, register, e.Kind == True ? 1 : 0, 0);
                break;
            case InConstants:
                LoadConstant(register, e.Place);
                break;
            case Number or Integer:
                LoadConstant(register, NumeralConstant(ref e));
                break;
            case Relocatable:
                At(e.Place) = At(e.Place).WithA(register);
                break;
            case Register:
                if (e.Place != register)
                    EmitAbc(_op.Move, register, e.Place, 0);
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

    /// <summary>Loads a value into the next free register.</summary>
    public void ToNextRegister(ref Expression e)
    {
        Discharge(ref e);
        Free(ref e);
        ReserveRegisters(1);
        ToRegister(ref e, FreeRegister - 1);
    }

    /// <summary>Loads a value into any register: its own if it has one.</summary>
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

    /// <summary>Puts a value where it can be indexed: a register or, in 5.3, an upvalue.</summary>
    public virtual void ToIndexable(ref Expression e) => ToAnyRegister(ref e);

    /// <summary>Converts an expression to a value, in a register if jumps lead to it.</summary>
    public void ToValue(ref Expression e)
    {
        if (e.HasJumps)
            ToAnyRegister(ref e);
        else
            Discharge(ref e);
    }

    /// <summary>Converts an expression to an RK operand: a constant if it is one that
    /// fits, else a register.</summary>
    public int ToRk(ref Expression e)
    {
        ToValue(ref e);
        if (e.Kind is Number or Integer or True or False or Nil)
            ToConstant(ref e);
        if (e.Kind == InConstants && e.Place <= Instruction.MaxIndexRk)
            return e.Place | Instruction.ConstantFlag;
        return ToAnyRegister(ref e);
    }

    /// <summary>Converts a number, boolean or nil to a constant, if that is useful.</summary>
    protected abstract void ToConstant(ref Expression e);

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
                EmitAbc(_op.SetUpval, ToAnyRegister(ref value), variable.Place, 0);
                break;
            case Indexed:
                EmitAbc(_op.SetTable, variable.Place, variable.Key, ToRk(ref value));
                break;
            default:
                StoreGlobal(ref variable, ref value);
                break;
        }
        Free(ref value);
    }

    /// <summary>Emits <c>object:key</c>, which puts the function and the object into two registers.</summary>
    public void Self(ref Expression e, ref Expression key)
    {
        ToAnyRegister(ref e);
        Free(ref e);
        int function = FreeRegister;
        ReserveRegisters(2);
        EmitAbc(_op.Self, function, e.Place, ToRk(ref key));
        Free(ref key);
        e.Become(Register, function);
    }

    /// <summary>Combines a table, in a register or upvalue, and a key to an indexed expression.</summary>
    public void Index(ref Expression table, ref Expression key)
    {
        table.Key = ToRk(ref key);
        table.Kind = table.Kind == Upvalue ? IndexedUpvalue : Indexed;
    }

    /// <summary>Emits a unary operator.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="e">The operand; on return, the result.</param>
    /// <param name="line">The line of the operator.</param>
    public void Prefix(UnaryOperator op, ref Expression e, int line)
    {
        if (op == UnaryOperator.Not)
        {
            Not(ref e);
            return;
        }
        if (op != UnaryOperator.Len && e.IsNumeral && TryFold(op, ref e))
            return;
        int register = ToAnyRegister(ref e);
        Free(ref e);
        e.Become(Relocatable, EmitAbc(_op.Of(op), 0, register, 0));
        MarkOperator(line);
    }

    /// <summary>Prepares the left operand of a binary operator before the right one is parsed.</summary>
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
            case < BinaryOperator.Concat when left.IsNumeral:
                break;
            default:
                ToRk(ref left);
                break;
        }
    }

    /// <summary>Emits a binary operator after the right operand was parsed.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="left">The left operand; on return, the result.</param>
    /// <param name="right">The right operand.</param>
    /// <param name="line">The line of the operator.</param>
    public void Postfix(BinaryOperator op, ref Expression left, ref Expression right, int line)
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
                Concat(ref left, ref right, line);
                break;
            case < BinaryOperator.Concat:
                if (!left.IsNumeral || !right.IsNumeral || !TryFold(op, ref left, ref right))
                    Binary(op, ref left, ref right, line);
                break;
            default:
                Compare(op, ref left, ref right);
                break;
        }
    }

    /// <summary>Folds an operator on a numeral, unless it must be left to run time.</summary>
    protected abstract bool TryFold(UnaryOperator op, ref Expression e);

    /// <summary>Folds an operator on two numerals, unless it must be left to run time.</summary>
    protected abstract bool TryFold(BinaryOperator op, ref Expression left, ref Expression right);

    void Binary(BinaryOperator op, ref Expression left, ref Expression right, int line)
    {
        int second = ToRk(ref right);
        int first = ToRk(ref left);
        Free(ref right);
        Free(ref left);
        left.Become(Relocatable, EmitAbc(_op.Of(op), 0, first, second));
        MarkOperator(line);
    }

    void MarkOperator(int line)
    {
        if (_dialect.HasOperatorLines)
            FixLine(line);
    }

    // a .. b .. c is one instruction: the one of b .. c also takes the operand in front.
    void Concat(ref Expression left, ref Expression right, int line)
    {
        ToValue(ref right);
        if (right.Kind == Relocatable && At(right.Place).Op == _op.Concat)
        {
            Free(ref left);
            At(right.Place) = At(right.Place).WithB(left.Place);
            left.Become(Relocatable, right.Place);
            return;
        }
        ToNextRegister(ref right);
        Binary(BinaryOperator.Concat, ref left, ref right, line);
    }
}
