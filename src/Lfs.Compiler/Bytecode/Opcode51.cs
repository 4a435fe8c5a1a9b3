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
    [Op(ABC, Sets.A, b: Takes.Register, names: Names.Moved)] Move,

    /// <summary><c>R(A) := K(Bx)</c></summary>
    [Op(ABx, Sets.A, b: Takes.Constant)] LoadK,

    /// <summary><c>R(A) := (Bool)B; if (C) pc++</c></summary>
    [Op(ABC, Sets.A, b: Takes.Flag, c: Takes.Flag, flow: Flow.Skip)] LoadBool,

    /// <summary><c>R(A) := ... := R(B) := nil</c></summary>
    [Op(ABC, Sets.AToB, b: Takes.RegisterFromA)] LoadNil,

    /// <summary><c>R(A) := UpValue[B]</c></summary>
    [Op(ABC, Sets.A, b: Takes.Upvalue, names: Names.Upvalue)] GetUpval,

    /// <summary><c>R(A) := Globals[K(Bx)]</c></summary>
    [Op(ABx, Sets.A, b: Takes.Name, names: Names.Global)] GetGlobal,

    /// <summary><c>R(A) := R(B)[RK(C)]</c></summary>
    [Op(ABC, Sets.A, b: Takes.Register, c: Takes.RK, names: Names.Field)] GetTable,

    /// <summary><c>Globals[K(Bx)] := R(A)</c></summary>
    [Op(ABx, Sets.Nothing, b: Takes.Name)] SetGlobal,

    /// <summary><c>UpValue[B] := R(A)</c></summary>
    [Op(ABC, Sets.Nothing, b: Takes.Upvalue)] SetUpval,

    /// <summary><c>R(A)[RK(B)] := RK(C)</c></summary>
    [Op(ABC, Sets.Nothing, b: Takes.RK, c: Takes.RK)] SetTable,

    /// <summary><c>R(A) := {}</c>; B array slots and C hash slots, both as floating bytes</summary>
    [Op(ABC, Sets.A, b: Takes.TableSize, c: Takes.TableSize)] NewTable,

    /// <summary><c>R(A+1) := R(B); R(A) := R(B)[RK(C)]</c></summary>
    [Op(ABC, Sets.AAndNext, b: Takes.Register, c: Takes.RKName, uses: 2, names: Names.Method)] Self,

    /// <summary><c>R(A) := RK(B) + RK(C)</c></summary>
    [Op(ABC, Sets.A, b: Takes.RK, c: Takes.RK)] Add,

    /// <summary><c>R(A) := RK(B) - RK(C)</c></summary>
    [Op(ABC, Sets.A, b: Takes.RK, c: Takes.RK)] Sub,

    /// <summary><c>R(A) := RK(B) * RK(C)</c></summary>
    [Op(ABC, Sets.A, b: Takes.RK, c: Takes.RK)] Mul,

    /// <summary><c>R(A) := RK(B) / RK(C)</c></summary>
    [Op(ABC, Sets.A, b: Takes.RK, c: Takes.RK)] Div,

    /// <summary><c>R(A) := RK(B) % RK(C)</c></summary>
    [Op(ABC, Sets.A, b: Takes.RK, c: Takes.RK)] Mod,

    /// <summary><c>R(A) := RK(B) ^ RK(C)</c></summary>
    [Op(ABC, Sets.A, b: Takes.RK, c: Takes.RK)] Pow,

    /// <summary><c>R(A) := -R(B)</c></summary>
    [Op(ABC, Sets.A, b: Takes.Register)] Unm,

    /// <summary><c>R(A) := not R(B)</c></summary>
    [Op(ABC, Sets.A, b: Takes.Register)] Not,

    /// <summary><c>R(A) := #R(B)</c></summary>
    [Op(ABC, Sets.A, b: Takes.Register)] Len,

    /// <summary><c>R(A) := R(B) .. ... .. R(C)</c></summary>
    [Op(ABC, Sets.A, b: Takes.Register, c: Takes.RegisterAboveB, calls: Calls.AtB)] Concat,

    /// <summary><c>pc += sBx</c></summary>
    [Op(AsBx, Sets.Nothing, a: Takes.Unused, b: Takes.Jump, flow: Flow.Jump)] Jmp,

    /// <summary><c>if ((RK(B) == RK(C)) ~= A) pc++</c></summary>
    [Op(ABC, Sets.Nothing, a: Takes.Flag, b: Takes.RK, c: Takes.RK, flow: Flow.Test)] Eq,

    /// <summary><c>if ((RK(B) &lt; RK(C)) ~= A) pc++</c></summary>
    [Op(ABC, Sets.Nothing, a: Takes.Flag, b: Takes.RK, c: Takes.RK, flow: Flow.Test)] Lt,

    /// <summary><c>if ((RK(B) &lt;= RK(C)) ~= A) pc++</c></summary>
    [Op(ABC, Sets.Nothing, a: Takes.Flag, b: Takes.RK, c: Takes.RK, flow: Flow.Test)] Le,

    /// <summary><c>if not (R(A) &lt;=&gt; C) pc++</c></summary>
    [Op(ABC, Sets.A, b: Takes.Register, c: Takes.Flag, flow: Flow.Test)] Test,

    /// <summary><c>if (R(B) &lt;=&gt; C) R(A) := R(B) else pc++</c></summary>
    [Op(ABC, Sets.A, b: Takes.Register, c: Takes.Flag, flow: Flow.Test)] TestSet,

    /// <summary><c>R(A), ..., R(A+C-2) := R(A)(R(A+1), ..., R(A+B-1))</c>; B or C 0: up to the top</summary>
    [Op(ABC, Sets.AllFromA, b: Takes.Arguments, c: Takes.Results, calls: Calls.AtA)] Call,

    /// <summary><c>return R(A)(R(A+1), ..., R(A+B-1))</c></summary>
    [Op(ABC, Sets.AllFromA, b: Takes.Arguments, c: Takes.AllResults, calls: Calls.AtA,
        flow: Flow.TailCall)]
    TailCall,

    /// <summary><c>return R(A), ..., R(A+B-2)</c>; B 0: up to the top</summary>
    [Op(ABC, Sets.Nothing, b: Takes.Returned, flow: Flow.Return)] Return,

    /// <summary><c>R(A) += R(A+2); if R(A) &lt;?= R(A+1) { pc += sBx; R(A+3) := R(A) }</c></summary>
    [Op(AsBx, Sets.A, b: Takes.Jump, uses: 4, flow: Flow.Loop)] ForLoop,

    /// <summary><c>R(A) -= R(A+2); pc += sBx</c></summary>
    [Op(AsBx, Sets.A, b: Takes.Jump, uses: 4, flow: Flow.PrepareLoop)] ForPrep,

    /// <summary>
    /// <c>R(A+3), ..., R(A+2+C) := R(A)(R(A+1), R(A+2)); if R(A+3) ~= nil R(A+2) := R(A+3) else pc++</c>
    /// </summary>
    [Op(ABC, Sets.AllFromAPlus2, c: Takes.Variables, uses: 6, calls: Calls.AtIterator,
        flow: Flow.Test)]
    TForLoop,

    /// <summary><c>R(A)[(C-1)*50+i] := R(A+i), 1 &lt;= i &lt;= B</c>; C 0: the next word is C</summary>
    [Op(ABC, Sets.Nothing, b: Takes.Items, c: Takes.Number, words: Words.BatchIfCIs0)] SetList,

    /// <summary>Closes the upvalues that live in <c>R(A)</c> and above.</summary>
    [Op(ABC, Sets.Nothing, a: Takes.Closed)] Close,

    /// <summary><c>R(A) := closure(Protos[Bx])</c>; one Move or GetUpval follows for each upvalue</summary>
    [Op(ABx, Sets.A, b: Takes.Proto, words: Words.Captures)] Closure,

    /// <summary><c>R(A), ..., R(A+B-2) := ...</c>; B 0: all</summary>
    [Op(ABC, Sets.AllFromA, b: Takes.Varargs)] Vararg,
}
