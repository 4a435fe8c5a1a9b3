using CsCheck;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Tests;

public sealed class InstructionTests
{
    [Fact]
    public void Fields_come_back_as_they_went_in() =>
        Gen.Select(Gen.Int[0, 63], Gen.Int[0, 255], Gen.Int[0, 511], Gen.Int[0, 511]).Sample((op, a, b, c) =>
        {
            var i = Instruction.FromAbc(op, a, b, c);
            var set = new Instruction(uint.MaxValue).WithOp(op).WithA(a).WithB(b).WithC(c);
            return (i.Op, i.A, i.B, i.C) == (op, a, b, c) && set == i && i.Bx == (b << 9 | c);
        });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(Instruction.MaxSBx)]
    [InlineData(-Instruction.MaxSBx)]
    public void Jump_distances_come_back_as_they_went_in(int distance)
    {
        Assert.Equal(distance, Instruction.FromAsBx(22, 255, distance).SBx);
        Assert.Equal(distance, new Instruction(uint.MaxValue).WithSBx(distance).SBx);
    }

    [Fact]
    public void Opcodes_have_the_numbers_and_names_of_the_reference()
    {
        Assert.Equal((38, 47), (InstructionSet.Lua51.Count, InstructionSet.Lua53.Count));
        Assert.Equal((22, 36), ((int)Opcode51.Jmp, (int)Opcode51.Closure));
        Assert.Equal((30, 44), ((int)Opcode53.Jmp, (int)Opcode53.Closure));
        Assert.Equal("GETUPVAL", InstructionSet.Lua51.NameOf(Of((int)Opcode51.GetUpval)));
        Assert.Equal("EXTRAARG", InstructionSet.Lua53.NameOf(Of((int)Opcode53.ExtraArg)));
    }

    [Theory]
    [InlineData(LuaVersion.Lua51)]
    [InlineData(LuaVersion.Lua53)]
    public void Every_number_has_a_row_and_only_opcodes_have_one_that_does_something(LuaVersion version)
    {
        InstructionSet set = InstructionSet.Of(version);

        Type opcodes = version == LuaVersion.Lua51 ? typeof(Opcode51) : typeof(Opcode53);
        Assert.Equal(Enum.GetValuesAsUnderlyingType(opcodes).Length, set.Count);
        for (int op = 0; op <= Instruction.MaskOp; op++)
            Assert.Equal(op >= set.Count, set.Row(Of(op)) == OpRow.Unknown);
    }

    // What no row can mean: a column that is not filled shows here.
    [Theory]
    [InlineData(LuaVersion.Lua51)]
    [InlineData(LuaVersion.Lua53)]
    public void Every_row_is_complete(LuaVersion version)
    {
        InstructionSet set = InstructionSet.Of(version);
        string Wrong(int op)
        {
            OpRow row = set.Row(Of(op));
            bool jumps = row.Flow is Flow.Jump or Flow.PrepareLoop or Flow.Loop or Flow.IteratorLoop;
            bool calls = row.Calls is Calls.AtA or Calls.AtIterator;
            (string Rule, bool Holds)[] rules =
            [
                ("AsBx is the distance of a jump", row.Mode == OpMode.AsBx == (row.B == Takes.Jump)),
                ("a distance is jumped", (row.B == Takes.Jump) == jumps),
                ("only ABC has a C", row.Mode == OpMode.ABC || row.C == Takes.Unused),
                ("a named value is written", row.Names == Names.Nothing || row.Sets is Sets.A or Sets.AAndNext),
                ("a call writes all above", calls == row.Sets is Sets.AllFromA or Sets.AllFromAPlus2
                    || row.B == Takes.Varargs),
                ("arguments are those of a call", (row.B == Takes.Arguments) == (row.Calls == Calls.AtA)),
                ("variables are those of an iterator",
                    (row.C == Takes.Variables) == (row.Calls == Calls.AtIterator)),
                ("a register pair is in the frame", row.Sets != Sets.AAndNext || row.Uses == 2),
                ("5.1 asks for no metamethod", version == LuaVersion.Lua53 || row.Metamethod == null),
                ("5.3 asks for one where constants meet", version == LuaVersion.Lua51
                    || !(row.B == Takes.RK || row.C == Takes.RK || row.Calls == Calls.AtB)
                    || row.Metamethod != null),
            ];
            return string.Concat(rules.Where(rule => !rule.Holds)
                .Select(rule => $"{set.NameOf(Of(op))}: {rule.Rule}\n"));
        }

        Assert.Equal("", string.Concat(Enumerable.Range(0, set.Count).Select(Wrong)));
    }

    static Instruction Of(int op) => Instruction.FromAbc(op, 0, 0, 0);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 7)]
    [InlineData(15, 15)]
    [InlineData(16, 16)]
    [InlineData(17, 18)]
    [InlineData(50, 52)]
    [InlineData(1000, 1024)]
    public void A_floating_byte_is_not_less_than_the_size(int size, int rounded) =>
        Assert.Equal(rounded, FloatingByte.ToSize(FloatingByte.RoundUp(size)));
}
