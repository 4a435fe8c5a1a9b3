using static Lfs.Compiler.Bytecode.OpMode;

namespace Lfs.Compiler.Bytecode;

/// <summary>The rows of the opcodes once more, by number, because to read the attributes takes a tool that
/// is compiled to native code a fifth of its start.</summary>
/// <remarks>InstructionTests compares them with the attributes, which are the rows that people
/// read.</remarks>
static class OpcodeRows
{
    public static OpAttribute[] Lua51() =>
    [
        new(ABC, Sets.A, b: Takes.Register, names: Names.Moved),
        new(ABx, Sets.A, b: Takes.Constant),
        new(ABC, Sets.A, b: Takes.Flag, c: Takes.Flag, flow: Flow.Skip),
        new(ABC, Sets.AToB, b: Takes.RegisterFromA),
        new(ABC, Sets.A, b: Takes.Upvalue, names: Names.Upvalue),
        new(ABx, Sets.A, b: Takes.Name, names: Names.Global),
        new(ABC, Sets.A, b: Takes.Register, c: Takes.RK, names: Names.Field),
        new(ABx, Sets.Nothing, b: Takes.Name),
        new(ABC, Sets.Nothing, b: Takes.Upvalue),
        new(ABC, Sets.Nothing, b: Takes.RK, c: Takes.RK),
        new(ABC, Sets.A, b: Takes.TableSize, c: Takes.TableSize),
        new(ABC, Sets.AAndNext, b: Takes.Register, c: Takes.RKName, uses: 2, names: Names.Method),
        new(ABC, Sets.A, b: Takes.RK, c: Takes.RK),
        new(ABC, Sets.A, b: Takes.RK, c: Takes.RK),
        new(ABC, Sets.A, b: Takes.RK, c: Takes.RK),
        new(ABC, Sets.A, b: Takes.RK, c: Takes.RK),
        new(ABC, Sets.A, b: Takes.RK, c: Takes.RK),
        new(ABC, Sets.A, b: Takes.RK, c: Takes.RK),
        new(ABC, Sets.A, b: Takes.Register),
        new(ABC, Sets.A, b: Takes.Register),
        new(ABC, Sets.A, b: Takes.Register),
        new(ABC, Sets.A, b: Takes.Register, c: Takes.RegisterAboveB, calls: Calls.AtB),
        new(AsBx, Sets.Nothing, a: Takes.Unused, b: Takes.Jump, flow: Flow.Jump),
        new(ABC, Sets.Nothing, a: Takes.Flag, b: Takes.RK, c: Takes.RK, flow: Flow.Test),
        new(ABC, Sets.Nothing, a: Takes.Flag, b: Takes.RK, c: Takes.RK, flow: Flow.Test),
        new(ABC, Sets.Nothing, a: Takes.Flag, b: Takes.RK, c: Takes.RK, flow: Flow.Test),
        new(ABC, Sets.A, b: Takes.Register, c: Takes.Flag, flow: Flow.Test),
        new(ABC, Sets.A, b: Takes.Register, c: Takes.Flag, flow: Flow.Test),
        new(ABC, Sets.AllFromA, b: Takes.Arguments, c: Takes.Results, calls: Calls.AtA),
        new(
            ABC, Sets.AllFromA, b: Takes.Arguments, c: Takes.AllResults, calls: Calls.AtA,
            flow: Flow.TailCall),
        new(ABC, Sets.Nothing, b: Takes.Returned, flow: Flow.Return),
        new(AsBx, Sets.A, b: Takes.Jump, uses: 4, flow: Flow.Loop),
        new(AsBx, Sets.A, b: Takes.Jump, uses: 4, flow: Flow.PrepareLoop),
        new(ABC, Sets.AllFromAPlus2, c: Takes.Variables, uses: 6, calls: Calls.AtIterator, flow: Flow.Test),
        new(ABC, Sets.Nothing, b: Takes.Items, c: Takes.Number, words: Words.BatchIfCIs0),
        new(ABC, Sets.Nothing, a: Takes.Closed),
        new(ABx, Sets.A, b: Takes.Proto, words: Words.Captures),
        new(ABC, Sets.AllFromA, b: Takes.Varargs),
    ];

    public static OpAttribute[] Lua53() =>
    [
        new(ABC, Sets.A, b: Takes.Register, names: Names.Moved),
        new(ABx, Sets.A, b: Takes.Constant, names: Names.Constant),
        new(ABx, Sets.A, words: Words.Constant, names: Names.Constant),
        new(ABC, Sets.A, b: Takes.Number, c: Takes.Number, flow: Flow.Skip),
        new(ABC, Sets.AToAPlusB, b: Takes.More),
        new(ABC, Sets.A, b: Takes.Upvalue, names: Names.Upvalue),
        new(ABC, Sets.A, b: Takes.Upvalue, c: Takes.RK, metamethod: "__index", names: Names.FieldOfUpvalue),
        new(ABC, Sets.A, b: Takes.Register, c: Takes.RK, metamethod: "__index", names: Names.Field),
        new(ABC, Sets.Nothing, a: Takes.Upvalue, b: Takes.RK, c: Takes.RK, metamethod: "__newindex"),
        new(ABC, Sets.Nothing, b: Takes.Upvalue),
        new(ABC, Sets.Nothing, b: Takes.RK, c: Takes.RK, metamethod: "__newindex"),
        new(ABC, Sets.A, b: Takes.TableSize, c: Takes.TableSize, calls: Calls.AboveA),
        new(ABC, Sets.A, b: Takes.Register, c: Takes.RK, uses: 2, metamethod: "__index", names: Names.Method),
        new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__add"),
        new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__sub"),
        new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__mul"),
        new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__mod"),
        new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__pow"),
        new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__div"),
        new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__idiv"),
        new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__band"),
        new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__bor"),
        new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__bxor"),
        new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__shl"),
        new(ABC, Sets.A, b: Takes.RK, c: Takes.RK, metamethod: "__shr"),
        new(ABC, Sets.A, b: Takes.Register, metamethod: "__unm"),
        new(ABC, Sets.A, b: Takes.Register, metamethod: "__bnot"),
        new(ABC, Sets.A, b: Takes.Register),
        new(ABC, Sets.A, b: Takes.Register, metamethod: "__len"),
        new(
            ABC, Sets.A, b: Takes.Register, c: Takes.RegisterAboveB, metamethod: "__concat",
            calls: Calls.AtB),
        new(AsBx, Sets.Nothing, a: Takes.ClosedPlus1, b: Takes.Jump, flow: Flow.Jump),
        new(ABC, Sets.Nothing, a: Takes.Flag, b: Takes.RK, c: Takes.RK, metamethod: "__eq", flow: Flow.Test),
        new(ABC, Sets.Nothing, a: Takes.Flag, b: Takes.RK, c: Takes.RK, metamethod: "__lt", flow: Flow.Test),
        new(ABC, Sets.Nothing, a: Takes.Flag, b: Takes.RK, c: Takes.RK, metamethod: "__le", flow: Flow.Test),
        new(ABC, Sets.Nothing, c: Takes.Number, flow: Flow.Test),
        new(ABC, Sets.A, b: Takes.Register, c: Takes.Number, flow: Flow.Test),
        new(ABC, Sets.AllFromA, b: Takes.Arguments, c: Takes.Results, calls: Calls.AtA),
        new(
            ABC, Sets.AllFromA, b: Takes.Arguments, c: Takes.AllResults, calls: Calls.AtA,
            flow: Flow.TailCall),
        new(ABC, Sets.Nothing, b: Takes.Returned, flow: Flow.Return),
        new(AsBx, Sets.A, b: Takes.Jump, uses: 4, flow: Flow.Loop),
        new(AsBx, Sets.A, b: Takes.Jump, uses: 4, flow: Flow.PrepareLoop),
        new(
            ABC, Sets.AllFromAPlus2, c: Takes.Variables, uses: 6, calls: Calls.AtIterator,
            flow: Flow.CallIterator),
        new(AsBx, Sets.A, b: Takes.Jump, uses: 2, flow: Flow.IteratorLoop),
        new(ABC, Sets.Nothing, b: Takes.Items, c: Takes.Number, words: Words.BatchIfCIs0),
        new(ABx, Sets.A, b: Takes.Proto, calls: Calls.AboveA),
        new(ABC, Sets.A, b: Takes.Varargs),
        new(Ax, Sets.Nothing, a: Takes.Unused, b: Takes.Constant, flow: Flow.Operand),
    ];
}
