using Lfs.Compiler.Bytecode;
using static Lfs.Compiler.Bytecode.Opcode53;

namespace Lfs.Compiler.Tests;

public sealed class CodeCheck53Tests
{
    static readonly Instruction Leave = Abc(Return, 0, 1, 0);

    [Fact]
    public void Right_code_is_accepted()
    {
        Assert.True(IsAccepted(Leave));
        Assert.True(IsAccepted(Abc(Move, 1, 3), Leave));
        Assert.True(IsAccepted(Abc(Lt, 1, 0, 256), Jump(0), Leave));
        Assert.True(IsAccepted(Abc(LoadKX, 0), Extra(1), Leave));
        Assert.True(IsAccepted(Abc(Call, 0, 1, 0), Abc(Return, 0, 0), Leave));
        Assert.True(IsAccepted(Asb(ForPrep, 0, 0), Asb(ForLoop, 0, -1), Leave));
        Assert.True(IsAccepted(Abc(SetList, 0, 3, 0), Extra(600), Leave));
    }

    [Fact]
    public void Operands_outside_the_frame_are_refused()
    {
        Assert.False(IsAccepted(new Instruction(47), Leave));
        Assert.False(IsAccepted(Abc(Move, 1, 6), Leave));
        Assert.False(IsAccepted(Abc(Move, 6, 1), Leave));
        Assert.False(IsAccepted(Abc(LoadNil, 2, 4), Leave));
        Assert.False(IsAccepted(Abc(Add, 0, 0, 258), Leave));
        Assert.False(IsAccepted(Instruction.FromABx((int)LoadK, 0, 2), Leave));
        Assert.False(IsAccepted(Instruction.FromABx((int)Closure, 0, 0), Leave));
        Assert.False(IsAccepted(Abc(GetUpval, 0, 1), Leave));
        Assert.False(IsAccepted(Abc(SetTabUp, 1, 256, 256), Leave));
        Assert.False(IsAccepted(Abc(Self, 5, 0, 256), Leave));
        Assert.False(IsAccepted(Abc(Call, 3, 5, 1), Leave));
        Assert.False(IsAccepted(Abc(NewTable, 0, 232, 0), Leave));
        Assert.False(IsAccepted(Abc(Vararg, 0, 2), Leave));
    }

    [Fact]
    public void Jumps_out_of_the_code_or_into_a_pair_are_refused()
    {
        Assert.False(IsAccepted(Jump(1), Leave));
        Assert.False(IsAccepted(Jump(-2), Leave));
        Assert.False(IsAccepted(Jump(1), Abc(LoadKX, 0), Extra(1), Leave));
        Assert.False(IsAccepted(Jump(1), Abc(Call, 0, 1, 0), Abc(Return, 0, 0), Leave));
        Assert.False(IsAccepted(Abc(LoadBool, 0, 1, 1), Abc(SetList, 0, 1, 0), Extra(600), Leave));
    }

    [Fact]
    public void A_half_of_a_pair_is_refused()
    {
        Assert.False(IsAccepted(Abc(Lt, 1, 0, 1), Leave));
        Assert.False(IsAccepted(Abc(LoadKX, 0), Leave));
        Assert.False(IsAccepted(Extra(0), Leave));
        Assert.False(IsAccepted(Abc(SetList, 0, 1, 0), Leave));
        Assert.False(IsAccepted(Asb(ForPrep, 0, 0), Leave));
        Assert.False(IsAccepted(Asb(ForPrep, 0, 0), Asb(ForLoop, 1, -1), Leave));
        Assert.False(IsAccepted(Asb(ForLoop, 0, -1), Leave));
        Assert.False(IsAccepted(Abc(TForCall, 0, 0, 1), Leave));
        Assert.False(IsAccepted(Asb(TForLoop, 2, -1), Leave));
        Assert.False(IsAccepted(Abc(Call, 0, 1, 0), Leave));
        Assert.False(IsAccepted(Abc(Return, 0, 0), Leave));
        Assert.False(IsAccepted(Abc(TailCall, 0, 1, 0), Leave));
    }

    [Fact]
    public void Code_ends_with_a_return()
    {
        Assert.False(IsAccepted());
        Assert.False(IsAccepted(Leave, Abc(Move, 0, 1)));
    }

    [Fact]
    public void A_closure_captures_what_its_function_has()
    {
        Assert.True(IsAccepted(WithChild(new UpvalueDescriptor(null, true, 5))));
        Assert.True(IsAccepted(WithChild(new UpvalueDescriptor(null, false, 0))));
        Assert.False(IsAccepted(WithChild(new UpvalueDescriptor(null, true, 6))));
        Assert.False(IsAccepted(WithChild(new UpvalueDescriptor(null, false, 1))));
    }

    [Fact]
    public void Line_info_covers_the_code_or_is_not_there()
    {
        Assert.True(IsAccepted(WithLines([])));
        Assert.True(IsAccepted(WithLines([1, 0])));
        Assert.False(IsAccepted(WithLines([2, 0])));
        Assert.False(IsAccepted(WithLines([1])));
        Assert.False(IsAccepted(WithLines([1, 0x85, 0])));
    }

    static Proto WithChild(UpvalueDescriptor upvalue)
    {
        var child = new Proto { MaxStackSize = 2, Code = [Leave.Word], Upvalues = [upvalue] };
        return Chunk([Leave], [child], []);
    }

    static Proto WithLines(byte[] lines) => Chunk([Leave], [], lines);

    static Proto Chunk(Instruction[] code, Proto[] protos, byte[] lines) => new()
    {
        MaxStackSize = 6,
        Code = [.. code.Select(i => i.Word)],
        Constants = [Constant.Nil, Constant.Integer(1)],
        Protos = protos,
        LineInfo = lines,
        Upvalues = [new UpvalueDescriptor(null, true, 0)],
    };

    static bool IsAccepted(params Instruction[] code) => IsAccepted(Chunk(code, [], []));

    static bool IsAccepted(Proto main)
    {
        byte[] bytes = LfsCompiler.Dump(main, LuaTarget.Lua53).Bytes!;
        LoadedChunk loaded = Chunk53Reader.Load(bytes, 0, LuaTarget.Lua53);
        Assert.True(loaded.Error is null or "corrupted precompiled chunk");
        return loaded.Error is null;
    }

    static Instruction Abc(Opcode53 op, int a, int b = 0, int c = 0) => Instruction.FromAbc((int)op, a, b, c);

    static Instruction Asb(Opcode53 op, int a, int distance) => Instruction.FromAsBx((int)op, a, distance);

    static Instruction Jump(int distance) => Asb(Jmp, 0, distance);

    static Instruction Extra(int value) => Instruction.FromAx((int)ExtraArg, value);
}
