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
    [Op(ABC, Sets.A, b: Takes.Register, names: Names.Moved)] Move,

    /// <summary><c>R(A) := K(Bx)</c></summary>
    [Op(ABx, Sets.A, b: Takes.Constant, names: Names.Constant)] LoadK,

    /// <summary><c>R(A) := K(Ax of the next word)</c></summary>
    [Op(ABx, Sets.A, words: Words.Constant, names: Names.Constant)] LoadKX,

    /// <summary><c>R(A) := (Bool)B; if (C) pc++</c></summary>
    [Op(ABC, Sets.A, b: Takes.Number, c: Takes.Number, flow: Flow.Skip)] LoadBool,

    /// <summary><c>R(A), R(A+1), ..., R(A+B) := nil</c></summary>
    [Op(ABC, Sets.AToAPlusB, b: Takes.More)] LoadNil,

    /// <summary><c>R(A) := UpValue[B]</c></summary>
    [Op(ABC, Sets.A, b: Takes.Upvalue, names: Names.Upvalue)] GetUpval,

    /// <summary><c>R(A) := UpValue[B][RK(C)]</c></summary>
    [Op(ABC, Sets.A, b: Takes.Upvalue, c: Takes.RK, metamethod: "__index",
        names: Names.FieldOfUpvalue)]
    GetTabUp,

    /// <summary><c>R(A) := R(B)[RK(C)]</c></summary>
    [Op(ABC, Sets.A, b: Takes.Register, c: Takes.RK, metamethod: "__index", names: Names.Field)] GetTable,

    /// <summary><c>UpValue[A][RK(B)] := RK(C)</c></summary>
    [Op(ABC, Sets.Nothing, a: Takes.Upvalue, b: Takes.RK, c: Takes.RK,
        metamethod: "__newindex")]
    SetTabUp,

    /// <summary><c>UpValue[B] := R(A)</c></summary>
    [Op(ABC, Sets.Nothing, b: Takes.Upvalue)] SetUpval,

    /// <summary><c>R(A)[RK(B)] := RK(C)</c></summary>
    [Op(ABC, Sets.Nothing, b: Takes.RK, c: Takes.RK, metamethod: "__newindex")] SetTable,

    /// <summary><c>R(A) := {}</c>; B array slots and C hash slots, both as floating bytes</summary>
    [Op(ABC, Sets.A, b: Takes.TableSize, c: Takes.TableSize, calls: Calls.AboveA)] NewTable,

    /// <summary><c>R(A+1) := R(B); R(A) := R(B)[RK(C)]</c></summary>
    [Op(ABC, Sets.A, b: Takes.Register, c: Takes.RK, uses: 2, metamethod: "__index",
        names: Names.Method)]
    Self,

    /// <summary><c>R(A) := RK(B) + RK(C)</c></summary>
    [Op(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__add")] Add,

    /// <summary><c>R(A) := RK(B) - RK(C)</c></summary>
    [Op(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__sub")] Sub,

    /// <summary><c>R(A) := RK(B) * RK(C)</c></summary>
    [Op(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__mul")] Mul,

    /// <summary><c>R(A) := RK(B) % RK(C)</c></summary>
    [Op(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__mod")] Mod,

    /// <summary><c>R(A) := RK(B) ^ RK(C)</c></summary>
    [Op(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__pow")] Pow,

    /// <summary><c>R(A) := RK(B) / RK(C)</c></summary>
    [Op(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__div")] Div,

    /// <summary><c>R(A) := RK(B) // RK(C)</c></summary>
    [Op(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__idiv")] IDiv,

    /// <summary><c>R(A) := RK(B) &amp; RK(C)</c></summary>
    [Op(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__band")] BAnd,

    /// <summary><c>R(A) := RK(B) | RK(C)</c></summary>
    [Op(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__bor")] BOr,

    /// <summary><c>R(A) := RK(B) ~ RK(C)</c></summary>
    [Op(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__bxor")] BXor,

    /// <summary><c>R(A) := RK(B) &lt;&lt; RK(C)</c></summary>
    [Op(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__shl")] Shl,

    /// <summary><c>R(A) := RK(B) >> RK(C)</c></summary>
    [Op(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__shr")] Shr,

    /// <summary><c>R(A) := -R(B)</c></summary>
    [Op(ABC, Sets.A, b: Takes.Register, metamethod: "__unm")] Unm,

    /// <summary><c>R(A) := ~R(B)</c></summary>
    [Op(ABC, Sets.A, b: Takes.Register, metamethod: "__bnot")] BNot,

    /// <summary><c>R(A) := not R(B)</c></summary>
    [Op(ABC, Sets.A, b: Takes.Register)] Not,

    /// <summary><c>R(A) := </c>R(B)</summary>
    [Op(ABC, Sets.A, b: Takes.Register, metamethod: "__len")] Len,

    /// <summary><c>R(A) := R(B) .. ... .. R(C)</c></summary>
    [Op(ABC, Sets.A, b: Takes.Register, c: Takes.RegisterAboveB, metamethod: "__concat",
        calls: Calls.AtB)]
    Concat,

    /// <summary><c>pc += sBx; if (A) close the upvalues that live in R(A-1) and above</c></summary>
    [Op(AsBx, Sets.Nothing, a: Takes.ClosedPlus1, b: Takes.Jump, flow: Flow.Jump)] Jmp,

    /// <summary><c>if ((RK(B) == RK(C)) ~= A) pc++</c></summary>
    [Op(ABC, Sets.Nothing, a: Takes.Flag, b: Takes.RK, c: Takes.RK, metamethod: "__eq",
        flow: Flow.Test)]
    Eq,

    /// <summary><c>if ((RK(B) &lt; RK(C)) ~= A) pc++</c></summary>
    [Op(ABC, Sets.Nothing, a: Takes.Flag, b: Takes.RK, c: Takes.RK, metamethod: "__lt",
        flow: Flow.Test)]
    Lt,

    /// <summary><c>if ((RK(B) &lt;= RK(C)) ~= A) pc++</c></summary>
    [Op(ABC, Sets.Nothing, a: Takes.Flag, b: Takes.RK, c: Takes.RK, metamethod: "__le",
        flow: Flow.Test)]
    Le,

    /// <summary><c>if not (R(A) &lt;=> C) pc++</c></summary>
    [Op(ABC, Sets.Nothing, c: Takes.Number, flow: Flow.Test)] Test,

    /// <summary><c>if (R(B) &lt;=> C) R(A) := R(B) else pc++</c></summary>
    [Op(ABC, Sets.A, b: Takes.Register, c: Takes.Number, flow: Flow.Test)] TestSet,

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

    /// <summary><c>R(A+3), ..., R(A+2+C) := R(A)(R(A+1), R(A+2))</c>; a TForLoop follows</summary>
    [Op(ABC, Sets.AllFromAPlus2, c: Takes.Variables, uses: 6, calls: Calls.AtIterator,
        flow: Flow.CallIterator)]
    TForCall,

    /// <summary><c>if R(A+1) ~= nil { R(A) := R(A+1); pc += sBx }</c></summary>
    [Op(AsBx, Sets.A, b: Takes.Jump, uses: 2, flow: Flow.IteratorLoop)] TForLoop,

    /// <summary>
    /// <c>R(A)[(C-1)*50+i] := R(A+i), 1 &lt;= i &lt;= B</c>; C 0: the Ax of the next word is C
    /// </summary>
    [Op(ABC, Sets.Nothing, b: Takes.Items, c: Takes.Number, words: Words.BatchIfCIs0)] SetList,

    /// <summary><c>R(A) := closure(Protos[Bx])</c></summary>
    [Op(ABx, Sets.A, b: Takes.Proto, calls: Calls.AboveA)] Closure,

    /// <summary><c>R(A), ..., R(A+B-2) := ...</c>; B 0: all</summary>
    [Op(ABC, Sets.A, b: Takes.Varargs)] Vararg,

    /// <summary>Ax is an operand of the word before.</summary>
    [Op(Ax, Sets.Nothing, a: Takes.Unused, b: Takes.Constant, flow: Flow.Operand)] ExtraArg,
}
