using static Lfs.Compiler.Bytecode.Opcode53;
using static Lfs.Compiler.Bytecode.OpMode;

namespace Lfs.Compiler.Bytecode;

/// <summary>The instruction set of Lua 5.3: one member, one row. Only the
/// interpreter lists them too.</summary>
/// <remarks>
/// R: register. K: constant. RK: register, or constant if bit 8 is set. Source: lopcodes.h, <c>OpCode</c>.
/// </remarks>
public enum Opcode53 : byte
{
    /// <summary><c>R(A) := R(B)</c></summary>
    Move,

    /// <summary><c>R(A) := K(Bx)</c></summary>
    LoadK,

    /// <summary><c>R(A) := K(Ax of the next word)</c></summary>
    LoadKX,

    /// <summary><c>R(A) := (Bool)B; if (C) pc++</c></summary>
    LoadBool,

    /// <summary><c>R(A), R(A+1), ..., R(A+B) := nil</c></summary>
    LoadNil,

    /// <summary><c>R(A) := UpValue[B]</c></summary>
    GetUpval,

    /// <summary><c>R(A) := UpValue[B][RK(C)]</c></summary>
    GetTabUp,

    /// <summary><c>R(A) := R(B)[RK(C)]</c></summary>
    GetTable,

    /// <summary><c>UpValue[A][RK(B)] := RK(C)</c></summary>
    SetTabUp,

    /// <summary><c>UpValue[B] := R(A)</c></summary>
    SetUpval,

    /// <summary><c>R(A)[RK(B)] := RK(C)</c></summary>
    SetTable,

    /// <summary><c>R(A) := {}</c>; B array slots and C hash slots, both as floating bytes</summary>
    NewTable,

    /// <summary><c>R(A+1) := R(B); R(A) := R(B)[RK(C)]</c></summary>
    Self,

    /// <summary><c>R(A) := RK(B) + RK(C)</c></summary>
    Add,

    /// <summary><c>R(A) := RK(B) - RK(C)</c></summary>
    Sub,

    /// <summary><c>R(A) := RK(B) * RK(C)</c></summary>
    Mul,

    /// <summary><c>R(A) := RK(B) % RK(C)</c></summary>
    Mod,

    /// <summary><c>R(A) := RK(B) ^ RK(C)</c></summary>
    Pow,

    /// <summary><c>R(A) := RK(B) / RK(C)</c></summary>
    Div,

    /// <summary><c>R(A) := RK(B) // RK(C)</c></summary>
    IDiv,

    /// <summary><c>R(A) := RK(B) &amp; RK(C)</c></summary>
    BAnd,

    /// <summary><c>R(A) := RK(B) | RK(C)</c></summary>
    BOr,

    /// <summary><c>R(A) := RK(B) ~ RK(C)</c></summary>
    BXor,

    /// <summary><c>R(A) := RK(B) &lt;&lt; RK(C)</c></summary>
    Shl,

    /// <summary><c>R(A) := RK(B) >> RK(C)</c></summary>
    Shr,

    /// <summary><c>R(A) := -R(B)</c></summary>
    Unm,

    /// <summary><c>R(A) := ~R(B)</c></summary>
    BNot,

    /// <summary><c>R(A) := not R(B)</c></summary>
    Not,

    /// <summary><c>R(A) := </c>R(B)</summary>
    Len,

    /// <summary><c>R(A) := R(B) .. ... .. R(C)</c></summary>
    Concat,

    /// <summary><c>pc += sBx; if (A) close the upvalues that live in R(A-1) and above</c></summary>
    Jmp,

    /// <summary><c>if ((RK(B) == RK(C)) ~= A) pc++</c></summary>
    Eq,

    /// <summary><c>if ((RK(B) &lt; RK(C)) ~= A) pc++</c></summary>
    Lt,

    /// <summary><c>if ((RK(B) &lt;= RK(C)) ~= A) pc++</c></summary>
    Le,

    /// <summary><c>if not (R(A) &lt;=> C) pc++</c></summary>
    Test,

    /// <summary><c>if (R(B) &lt;=> C) R(A) := R(B) else pc++</c></summary>
    TestSet,

    /// <summary><c>R(A), ..., R(A+C-2) := R(A)(R(A+1), ..., R(A+B-1))</c>; B or C 0: up to the top</summary>
    Call,

    /// <summary><c>return R(A)(R(A+1), ..., R(A+B-1))</c></summary>
    TailCall,

    /// <summary><c>return R(A), ..., R(A+B-2)</c>; B 0: up to the top</summary>
    Return,

    /// <summary><c>R(A) += R(A+2); if R(A) &lt;?= R(A+1) { pc += sBx; R(A+3) := R(A) }</c></summary>
    ForLoop,

    /// <summary><c>R(A) -= R(A+2); pc += sBx</c></summary>
    ForPrep,

    /// <summary><c>R(A+3), ..., R(A+2+C) := R(A)(R(A+1), R(A+2))</c>; a TForLoop follows</summary>
    TForCall,

    /// <summary><c>if R(A+1) ~= nil { R(A) := R(A+1); pc += sBx }</c></summary>
    TForLoop,

    /// <summary>
    /// <c>R(A)[(C-1)*50+i] := R(A+i), 1 &lt;= i &lt;= B</c>; C 0: the Ax of the next word is C
    /// </summary>
    SetList,

    /// <summary><c>R(A) := closure(Protos[Bx])</c></summary>
    Closure,

    /// <summary><c>R(A), ..., R(A+B-2) := ...</c>; B 0: all</summary>
    Vararg,

    /// <summary>Ax is an operand of the word before.</summary>
    ExtraArg,
}

/// <summary>The rows of <see cref="Opcode53"/>.</summary>
static class Rows53
{
    /// <summary>The row of an opcode.</summary>
    public static OpRow Of(Opcode53 opcode) => opcode switch
    {
        Move => new(ABC, Sets.A, b: Takes.Register, names: Names.Moved),
        LoadK => new(ABx, Sets.A, b: Takes.Constant, names: Names.Constant),
        LoadKX => new(ABx, Sets.A, words: Words.Constant, names: Names.Constant),
        LoadBool => new(ABC, Sets.A, b: Takes.Number, c: Takes.Number, flow: Flow.Skip),
        LoadNil => new(ABC, Sets.AToAPlusB, b: Takes.More),
        GetUpval => new(ABC, Sets.A, b: Takes.Upvalue, names: Names.Upvalue),
        GetTabUp => new(
            ABC, Sets.A, b: Takes.Upvalue, c: Takes.RK, metamethod: "__index", names: Names.FieldOfUpvalue),
        GetTable => new(
            ABC, Sets.A, b: Takes.Register, c: Takes.RK, metamethod: "__index", names: Names.Field),
        SetTabUp => new(
            ABC, Sets.Nothing, a: Takes.Upvalue, b: Takes.RK, c: Takes.RK, metamethod: "__newindex"),
        SetUpval => new(ABC, Sets.Nothing, b: Takes.Upvalue),
        SetTable => new(ABC, Sets.Nothing, b: Takes.RK, c: Takes.RK, metamethod: "__newindex"),
        NewTable => new(ABC, Sets.A, b: Takes.TableSize, c: Takes.TableSize, calls: Calls.AboveA),
        Self => new(
            ABC, Sets.A, b: Takes.Register, c: Takes.RK, uses: 2, metamethod: "__index", names: Names.Method),
        Add => new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__add"),
        Sub => new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__sub"),
        Mul => new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__mul"),
        Mod => new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__mod"),
        Pow => new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__pow"),
        Div => new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__div"),
        IDiv => new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__idiv"),
        BAnd => new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__band"),
        BOr => new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__bor"),
        BXor => new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__bxor"),
        Shl => new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__shl"),
        Shr => new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__shr"),
        Unm => new(ABC, Sets.A, b: Takes.Register, metamethod: "__unm"),
        BNot => new(ABC, Sets.A, b: Takes.Register, metamethod: "__bnot"),
        Not => new(ABC, Sets.A, b: Takes.Register),
        Len => new(ABC, Sets.A, b: Takes.Register, metamethod: "__len"),
        Concat => new(
            ABC, Sets.A, b: Takes.Register, c: Takes.RegisterAboveB, metamethod: "__concat",
            calls: Calls.AtB),
        Jmp => new(AsBx, Sets.Nothing, a: Takes.ClosedPlus1, b: Takes.Jump, flow: Flow.Jump),
        Eq => new(
            ABC, Sets.Nothing, a: Takes.Flag, b: Takes.RK, c: Takes.RK, metamethod: "__eq", flow: Flow.Test),
        Lt => new(
            ABC, Sets.Nothing, a: Takes.Flag, b: Takes.RK, c: Takes.RK, metamethod: "__lt", flow: Flow.Test),
        Le => new(
            ABC, Sets.Nothing, a: Takes.Flag, b: Takes.RK, c: Takes.RK, metamethod: "__le", flow: Flow.Test),
        Test => new(ABC, Sets.Nothing, c: Takes.Number, flow: Flow.Test),
        TestSet => new(ABC, Sets.A, b: Takes.Register, c: Takes.Number, flow: Flow.Test),
        Call => new(ABC, Sets.AllFromA, b: Takes.Arguments, c: Takes.Results, calls: Calls.AtA),
        TailCall => new(
            ABC, Sets.AllFromA, b: Takes.Arguments, c: Takes.AllResults, calls: Calls.AtA,
            flow: Flow.TailCall),
        Return => new(ABC, Sets.Nothing, b: Takes.Returned, flow: Flow.Return),
        ForLoop => new(AsBx, Sets.A, b: Takes.Jump, uses: 4, flow: Flow.Loop),
        ForPrep => new(AsBx, Sets.A, b: Takes.Jump, uses: 4, flow: Flow.PrepareLoop),
        TForCall => new(
            ABC, Sets.AllFromAPlus2, c: Takes.Variables, uses: 6, calls: Calls.AtIterator,
            flow: Flow.CallIterator),
        TForLoop => new(AsBx, Sets.A, b: Takes.Jump, uses: 2, flow: Flow.IteratorLoop),
        SetList => new(ABC, Sets.Nothing, b: Takes.Items, c: Takes.Number, words: Words.BatchIfCIs0),
        Closure => new(ABx, Sets.A, b: Takes.Proto, calls: Calls.AboveA),
        Vararg => new(ABC, Sets.A, b: Takes.Varargs),
        ExtraArg => new(Ax, Sets.Nothing, a: Takes.Unused, b: Takes.Constant, flow: Flow.Operand),
        _ => OpRow.Unknown,
    };
}
