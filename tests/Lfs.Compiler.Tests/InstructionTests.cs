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
    public void Every_opcode_has_a_row_and_its_number_in_the_reference()
    {
        Assert.Equal(38, Opcodes51.Count);
        Assert.All(Enum.GetValues<Opcode51>(), op => Assert.NotNull(op.Row()));
        Assert.Equal(22, (int)Opcode51.Jmp);
        Assert.Equal(36, (int)Opcode51.Closure);
        Assert.Equal("GETUPVAL", Opcode51.GetUpval.Name());
    }

    [Fact]
    public void Every_5_3_opcode_has_a_row_and_its_number_in_the_reference()
    {
        Assert.Equal(47, Opcodes53.Count);
        Assert.All(Enum.GetValues<Opcode53>(), op => Assert.NotNull(op.Row()));
        Assert.Equal(30, (int)Opcode53.Jmp);
        Assert.Equal(44, (int)Opcode53.Closure);
        Assert.Equal("EXTRAARG", Opcode53.ExtraArg.Name());
    }

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
