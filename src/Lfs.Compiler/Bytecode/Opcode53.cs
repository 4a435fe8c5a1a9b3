using System.Reflection;
using static Lfs.Compiler.Bytecode.OpMode;

namespace Lfs.Compiler.Bytecode;

/// <summary>The instruction set of Lua 5.3: one member, one row.</summary>
/// <remarks>
/// R: register. K: constant. RK: register, or constant if bit 8 is set. Source: lopcodes.h, <c>OpCode</c>.
/// </remarks>
public enum Opcode53 : byte
{
    /// <summary><c>R(A) := R(B)</c></summary>
    [Op(ABC, Sets.A, B = Takes.Register)] Move,

    /// <summary><c>R(A) := K(Bx)</c></summary>
    [Op(ABx, Sets.A, B = Takes.Constant)] LoadK,

    /// <summary><c>R(A) := K(Ax of the next word)</c></summary>
    [Op(ABx, Sets.A)] LoadKX,

    /// <summary><c>R(A) := (Bool)B; if (C) pc++</c></summary>
    [Op(ABC, Sets.A, B = Takes.Number, C = Takes.Number)] LoadBool,

    /// <summary><c>R(A), R(A+1), ..., R(A+B) := nil</c></summary>
    [Op(ABC, Sets.A, B = Takes.Number)] LoadNil,

    /// <summary><c>R(A) := UpValue[B]</c></summary>
    [Op(ABC, Sets.A, B = Takes.Number)] GetUpval,

    /// <summary><c>R(A) := UpValue[B][RK(C)]</c></summary>
    [Op(ABC, Sets.A, B = Takes.Number, C = Takes.Constant)] GetTabUp,

    /// <summary><c>R(A) := R(B)[RK(C)]</c></summary>
    [Op(ABC, Sets.A, B = Takes.Register, C = Takes.Constant)] GetTable,

    /// <summary><c>UpValue[A][RK(B)] := RK(C)</c></summary>
    [Op(ABC, Sets.Nothing, B = Takes.Constant, C = Takes.Constant)] SetTabUp,

    /// <summary><c>UpValue[B] := R(A)</c></summary>
    [Op(ABC, Sets.Nothing, B = Takes.Number)] SetUpval,

    /// <summary><c>R(A)[RK(B)] := RK(C)</c></summary>
    [Op(ABC, Sets.Nothing, B = Takes.Constant, C = Takes.Constant)] SetTable,

    /// <summary><c>R(A) := {}</c>; B array slots and C hash slots, both as floating bytes</summary>
    [Op(ABC, Sets.A, B = Takes.Number, C = Takes.Number)] NewTable,

    /// <summary><c>R(A+1) := R(B); R(A) := R(B)[RK(C)]</c></summary>
    [Op(ABC, Sets.A, B = Takes.Register, C = Takes.Constant)] Self,

    /// <summary><c>R(A) := RK(B) + RK(C)</c></summary>
    [Op(ABC, Sets.A, B = Takes.Constant, C = Takes.Constant)] Add,

    /// <summary><c>R(A) := RK(B) - RK(C)</c></summary>
    [Op(ABC, Sets.A, B = Takes.Constant, C = Takes.Constant)] Sub,

    /// <summary><c>R(A) := RK(B) * RK(C)</c></summary>
    [Op(ABC, Sets.A, B = Takes.Constant, C = Takes.Constant)] Mul,

    /// <summary><c>R(A) := RK(B) % RK(C)</c></summary>
    [Op(ABC, Sets.A, B = Takes.Constant, C = Takes.Constant)] Mod,

    /// <summary><c>R(A) := RK(B) ^ RK(C)</c></summary>
    [Op(ABC, Sets.A, B = Takes.Constant, C = Takes.Constant)] Pow,

    /// <summary><c>R(A) := RK(B) / RK(C)</c></summary>
    [Op(ABC, Sets.A, B = Takes.Constant, C = Takes.Constant)] Div,

    /// <summary><c>R(A) := RK(B) // RK(C)</c></summary>
    [Op(ABC, Sets.A, B = Takes.Constant, C = Takes.Constant)] IDiv,

    /// <summary><c>R(A) := RK(B) &amp; RK(C)</c></summary>
    [Op(ABC, Sets.A, B = Takes.Constant, C = Takes.Constant)] BAnd,

    /// <summary><c>R(A) := RK(B) | RK(C)</c></summary>
    [Op(ABC, Sets.A, B = Takes.Constant, C = Takes.Constant)] BOr,

    /// <summary><c>R(A) := RK(B) ~ RK(C)</c></summary>
    [Op(ABC, Sets.A, B = Takes.Constant, C = Takes.Constant)] BXor,

    /// <summary><c>R(A) := RK(B) &lt;&lt; RK(C)</c></summary>
    [Op(ABC, Sets.A, B = Takes.Constant, C = Takes.Constant)] Shl,

    /// <summary><c>R(A) := RK(B) >> RK(C)</c></summary>
    [Op(ABC, Sets.A, B = Takes.Constant, C = Takes.Constant)] Shr,

    /// <summary><c>R(A) := -R(B)</c></summary>
    [Op(ABC, Sets.A, B = Takes.Register)] Unm,

    /// <summary><c>R(A) := ~R(B)</c></summary>
    [Op(ABC, Sets.A, B = Takes.Register)] BNot,

    /// <summary><c>R(A) := not R(B)</c></summary>
    [Op(ABC, Sets.A, B = Takes.Register)] Not,

    /// <summary><c>R(A) := </c>R(B)</summary>
    [Op(ABC, Sets.A, B = Takes.Register)] Len,

    /// <summary><c>R(A) := R(B) .. ... .. R(C)</c></summary>
    [Op(ABC, Sets.A, B = Takes.Register, C = Takes.Register)] Concat,

    /// <summary><c>pc += sBx; if (A) close the upvalues that live in R(A-1) and above</c></summary>
    [Op(AsBx, Sets.Nothing, B = Takes.Register)] Jmp,

    /// <summary><c>if ((RK(B) == RK(C)) ~= A) pc++</c></summary>
    [Op(ABC, Sets.Nothing, B = Takes.Constant, C = Takes.Constant, IsTest = true)] Eq,

    /// <summary><c>if ((RK(B) &lt; RK(C)) ~= A) pc++</c></summary>
    [Op(ABC, Sets.Nothing, B = Takes.Constant, C = Takes.Constant, IsTest = true)] Lt,

    /// <summary><c>if ((RK(B) &lt;= RK(C)) ~= A) pc++</c></summary>
    [Op(ABC, Sets.Nothing, B = Takes.Constant, C = Takes.Constant, IsTest = true)] Le,

    /// <summary><c>if not (R(A) &lt;=> C) pc++</c></summary>
    [Op(ABC, Sets.Nothing, C = Takes.Number, IsTest = true)] Test,

    /// <summary><c>if (R(B) &lt;=> C) R(A) := R(B) else pc++</c></summary>
    [Op(ABC, Sets.A, B = Takes.Register, C = Takes.Number, IsTest = true)] TestSet,

    /// <summary><c>R(A), ..., R(A+C-2) := R(A)(R(A+1), ..., R(A+B-1))</c>; B or C 0: up to the top</summary>
    [Op(ABC, Sets.A, B = Takes.Number, C = Takes.Number)] Call,

    /// <summary><c>return R(A)(R(A+1), ..., R(A+B-1))</c></summary>
    [Op(ABC, Sets.A, B = Takes.Number, C = Takes.Number)] TailCall,

    /// <summary><c>return R(A), ..., R(A+B-2)</c>; B 0: up to the top</summary>
    [Op(ABC, Sets.Nothing, B = Takes.Number)] Return,

    /// <summary><c>R(A) += R(A+2); if R(A) &lt;?= R(A+1) { pc += sBx; R(A+3) := R(A) }</c></summary>
    [Op(AsBx, Sets.A, B = Takes.Register)] ForLoop,

    /// <summary><c>R(A) -= R(A+2); pc += sBx</c></summary>
    [Op(AsBx, Sets.A, B = Takes.Register)] ForPrep,

    /// <summary><c>R(A+3), ..., R(A+2+C) := R(A)(R(A+1), R(A+2))</c>; a TForLoop follows</summary>
    [Op(ABC, Sets.Nothing, C = Takes.Number)] TForCall,

    /// <summary><c>if R(A+1) ~= nil { R(A) := R(A+1); pc += sBx }</c></summary>
    [Op(AsBx, Sets.A, B = Takes.Register)] TForLoop,

    /// <summary>
    /// <c>R(A)[(C-1)*50+i] := R(A+i), 1 &lt;= i &lt;= B</c>; C 0: the Ax of the next word is C
    /// </summary>
    [Op(ABC, Sets.Nothing, B = Takes.Number, C = Takes.Number)] SetList,

    /// <summary><c>R(A) := closure(Protos[Bx])</c></summary>
    [Op(ABx, Sets.A, B = Takes.Number)] Closure,

    /// <summary><c>R(A), ..., R(A+B-2) := ...</c>; B 0: all</summary>
    [Op(ABC, Sets.A, B = Takes.Number)] Vararg,

    /// <summary>Ax is an operand of the word before.</summary>
    [Op(Ax, Sets.Nothing)] ExtraArg,
}

/// <summary>The rows of <see cref="Opcode53"/> as a table.</summary>
public static class Opcodes53
{
    static readonly OpAttribute[] Rows = OpAttribute.RowsOf(
        typeof(Opcode53).GetFields(BindingFlags.Public | BindingFlags.Static));

    /// <summary>The number of opcodes. A number from here on is not a valid opcode.</summary>
    public static int Count => Rows.Length;

    /// <summary>The row of an opcode.</summary>
    public static OpAttribute Row(this Opcode53 opcode) => Rows[(int)opcode];

    /// <summary>True if an instruction writes register A. An unknown opcode writes nothing.</summary>
    public static bool SetsA(this Opcode53 opcode) =>
        (int)opcode < Rows.Length && Rows[(int)opcode].Sets == Sets.A;

    /// <summary>The name as the reference's listing prints it.</summary>
    public static string Name(this Opcode53 opcode) => opcode.ToString().ToUpperInvariant();
}
