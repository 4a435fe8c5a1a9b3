using static Lfs.Compiler.Bytecode.Opcode51;
using static Lfs.Compiler.Bytecode.OpMode;

namespace Lfs.Compiler.Bytecode;

/// <summary>The instruction set of Lua 5.1: one member, one row. Only the
/// interpreter lists them too.</summary>
/// <remarks>
/// R: register. K: constant. RK: register, or constant if bit 8 is set. Source: lopcodes.h, <c>OpCode</c>.
/// </remarks>
public enum Opcode51 : byte
{
    /// <summary><c>R(A) := R(B)</c></summary>
    Move,

    /// <summary><c>R(A) := K(Bx)</c></summary>
    LoadK,

    /// <summary><c>R(A) := (Bool)B; if (C) pc++</c></summary>
    LoadBool,

    /// <summary><c>R(A) := ... := R(B) := nil</c></summary>
    LoadNil,

    /// <summary><c>R(A) := UpValue[B]</c></summary>
    GetUpval,

    /// <summary><c>R(A) := Globals[K(Bx)]</c></summary>
    GetGlobal,

    /// <summary><c>R(A) := R(B)[RK(C)]</c></summary>
    GetTable,

    /// <summary><c>Globals[K(Bx)] := R(A)</c></summary>
    SetGlobal,

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

    /// <summary><c>R(A) := RK(B) / RK(C)</c></summary>
    Div,

    /// <summary><c>R(A) := RK(B) % RK(C)</c></summary>
    Mod,

    /// <summary><c>R(A) := RK(B) ^ RK(C)</c></summary>
    Pow,

    /// <summary><c>R(A) := -R(B)</c></summary>
    Unm,

    /// <summary><c>R(A) := not R(B)</c></summary>
    Not,

    /// <summary><c>R(A) := #R(B)</c></summary>
    Len,

    /// <summary><c>R(A) := R(B) .. ... .. R(C)</c></summary>
    Concat,

    /// <summary><c>pc += sBx</c></summary>
    Jmp,

    /// <summary><c>if ((RK(B) == RK(C)) ~= A) pc++</c></summary>
    Eq,

    /// <summary><c>if ((RK(B) &lt; RK(C)) ~= A) pc++</c></summary>
    Lt,

    /// <summary><c>if ((RK(B) &lt;= RK(C)) ~= A) pc++</c></summary>
    Le,

    /// <summary><c>if not (R(A) &lt;=&gt; C) pc++</c></summary>
    Test,

    /// <summary><c>if (R(B) &lt;=&gt; C) R(A) := R(B) else pc++</c></summary>
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

    /// <summary>
    /// <c>R(A+3), ..., R(A+2+C) := R(A)(R(A+1), R(A+2)); if R(A+3) ~= nil R(A+2) := R(A+3) else pc++</c>
    /// </summary>
    TForLoop,

    /// <summary><c>R(A)[(C-1)*50+i] := R(A+i), 1 &lt;= i &lt;= B</c>; C 0: the next word is C</summary>
    SetList,

    /// <summary>Closes the upvalues that live in <c>R(A)</c> and above.</summary>
    Close,

    /// <summary><c>R(A) := closure(Protos[Bx])</c>; one Move or GetUpval follows for each upvalue</summary>
    Closure,

    /// <summary><c>R(A), ..., R(A+B-2) := ...</c>; B 0: all</summary>
    Vararg,
}

/// <summary>The rows of <see cref="Opcode51"/>.</summary>
static class Rows51
{
    /// <summary>The row of an opcode.</summary>
    public static OpRow Of(Opcode51 opcode) => opcode switch
    {
        Move => new(ABC, Sets.A, b: Takes.Register, names: Names.Moved),
        LoadK => new(ABx, Sets.A, b: Takes.Constant),
        LoadBool => new(ABC, Sets.A, b: Takes.Flag, c: Takes.Flag, flow: Flow.Skip),
        LoadNil => new(ABC, Sets.AToB, b: Takes.RegisterFromA),
        GetUpval => new(ABC, Sets.A, b: Takes.Upvalue, names: Names.Upvalue),
        GetGlobal => new(ABx, Sets.A, b: Takes.Name, names: Names.Global),
        GetTable => new(ABC, Sets.A, b: Takes.Register, c: Takes.RK, names: Names.Field),
        SetGlobal => new(ABx, Sets.Nothing, b: Takes.Name),
        SetUpval => new(ABC, Sets.Nothing, b: Takes.Upvalue),
        SetTable => new(ABC, Sets.Nothing, b: Takes.RK, c: Takes.RK),
        NewTable => new(ABC, Sets.A, b: Takes.TableSize, c: Takes.TableSize),
        Self => new(ABC, Sets.AAndNext, b: Takes.Register, c: Takes.RKName, uses: 2, names: Names.Method),
        Add => new(ABC, Sets.A, b: Takes.RK, c: Takes.RK),
        Sub => new(ABC, Sets.A, b: Takes.RK, c: Takes.RK),
        Mul => new(ABC, Sets.A, b: Takes.RK, c: Takes.RK),
        Div => new(ABC, Sets.A, b: Takes.RK, c: Takes.RK),
        Mod => new(ABC, Sets.A, b: Takes.RK, c: Takes.RK),
        Pow => new(ABC, Sets.A, b: Takes.RK, c: Takes.RK),
        Unm => new(ABC, Sets.A, b: Takes.Register),
        Not => new(ABC, Sets.A, b: Takes.Register),
        Len => new(ABC, Sets.A, b: Takes.Register),
        Concat => new(ABC, Sets.A, b: Takes.Register, c: Takes.RegisterAboveB, calls: Calls.AtB),
        Jmp => new(AsBx, Sets.Nothing, a: Takes.Unused, b: Takes.Jump, flow: Flow.Jump),
        Eq => new(ABC, Sets.Nothing, a: Takes.Flag, b: Takes.RK, c: Takes.RK, flow: Flow.Test),
        Lt => new(ABC, Sets.Nothing, a: Takes.Flag, b: Takes.RK, c: Takes.RK, flow: Flow.Test),
        Le => new(ABC, Sets.Nothing, a: Takes.Flag, b: Takes.RK, c: Takes.RK, flow: Flow.Test),
        Test => new(ABC, Sets.A, b: Takes.Register, c: Takes.Flag, flow: Flow.Test),
        TestSet => new(ABC, Sets.A, b: Takes.Register, c: Takes.Flag, flow: Flow.Test),
        Call => new(ABC, Sets.AllFromA, b: Takes.Arguments, c: Takes.Results, calls: Calls.AtA),
        TailCall => new(
            ABC, Sets.AllFromA, b: Takes.Arguments, c: Takes.AllResults, calls: Calls.AtA,
            flow: Flow.TailCall),
        Return => new(ABC, Sets.Nothing, b: Takes.Returned, flow: Flow.Return),
        ForLoop => new(AsBx, Sets.A, b: Takes.Jump, uses: 4, flow: Flow.Loop),
        ForPrep => new(AsBx, Sets.A, b: Takes.Jump, uses: 4, flow: Flow.PrepareLoop),
        TForLoop => new(
            ABC, Sets.AllFromAPlus2, c: Takes.Variables, uses: 6, calls: Calls.AtIterator, flow: Flow.Test),
        SetList => new(ABC, Sets.Nothing, b: Takes.Items, c: Takes.Number, words: Words.BatchIfCIs0),
        Close => new(ABC, Sets.Nothing, a: Takes.Closed),
        Closure => new(ABx, Sets.A, b: Takes.Proto, words: Words.Captures),
        Vararg => new(ABC, Sets.AllFromA, b: Takes.Varargs),
        _ => OpRow.Unknown,
    };
}
