using System.Globalization;
using System.Text.RegularExpressions;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;
using Lfs.Tests;
using Op51 = Lfs.Compiler.Bytecode.Opcode51;
using Op53 = Lfs.Compiler.Bytecode.Opcode53;

namespace Lfs.Compiler.Tests;

/// <summary>The assumptions of the interpreters about open lists, captured registers and locals are verified,
/// in both versions.</summary>
/// <remarks>The first cases are attack programs that once ended the process. The refusal names the
/// rule that they break.</remarks>
public sealed class CallAreaTests
{
    const string OverCapture = "calls over a register that a closure holds";
    const string OverLocal = "calls over a local, or has more locals than registers";
    const string OpenList = "takes open results that begin below its list";
    const int Registers = 8;

    [Theory]
    [InlineData("bc53_negative_args_5.3", "5.3", 4, OpenList)]
    [InlineData("bc53_negative_args_5.3-64", "5.3-64", 4, OpenList)]
    [InlineData("bc53_setlist_negative_5.3", "5.3", 4, OpenList)]
    [InlineData("bc53_setlist_negative_5.3-64", "5.3-64", 4, OpenList)]
    [InlineData("bc_upvalue_is_function_slot_5.1", "5.1", 4, OverCapture)]
    [InlineData("bc_upvalue_is_function_slot_5.1-int", "5.1-int", 4, OverCapture)]
    [InlineData("bc_upvalue_is_function_slot_5.3", "5.3", 0, OverCapture)]
    [InlineData("bc_upvalue_is_function_slot_5.3-64", "5.3-64", 0, OverCapture)]
    public void An_attack_by_a_chunk_is_refused_by_its_rule(string name, string target, int pc, string rule)
    {
        LuaTarget luaTarget = LuaTarget.All.Single(t => t.Name == target);

        Assert.Equal($"instruction {pc} {rule}", Load(ChunkIn(name), luaTarget).BrokenRule);
    }

    [Fact]
    public void An_attack_by_an_image_is_refused_by_its_rule()
    {
        byte[] image = File.ReadAllBytes(Attack("img53_open_5.3.img"));

        Assert.EndsWith($"instruction 4 {OpenList}", LfsImage.Read(image).Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names), 51)]
    public void Code_of_5_1_is_judged_by_what_it_calls_over(string name) => Check(Cases51()[name], LuaTarget.Lua51);

    [Theory]
    [MemberData(nameof(Names), 53)]
    public void Code_of_5_3_is_judged_by_what_it_calls_over(string name) => Check(Cases53()[name], LuaTarget.Lua53);

    [Fact]
    public void Many_captures_and_jumps_are_followed_in_little_time()
    {
        // Each of 30,000 jumps may be taken or not, between 200 closures that capture one register each.
        const int Closures = 200;
        var code = new List<Instruction>();
        for (int i = 0; i < 30_000; i++)
        {
            if (i % 150 == 0)
                code.Add(Instruction.FromABx((int)Op53.Closure, 249, i / 150 % Closures));
            code.Add(Instruction.FromAbc((int)Op53.Test, 0, 0, 0));
            code.Add(Instruction.FromAsBx((int)Op53.Jmp, 0, -code.Count / 2 - 1));
        }
        code.Add(Leave53);
        Proto main = Code(code, [.. Enumerable.Range(0, Closures).Select(i => Child(Leave53, (byte)i))], [], 250);

        LoadedChunk loaded = Load(LfsCompiler.Dump(main, LuaTarget.Lua53).Bytes!, LuaTarget.Lua53);

        // A jump that leads onto a test's own jump is right; so all of it was followed.
        Assert.Null(loaded.BrokenRule);
    }

    static void Check((string? Rule, Proto Code) expected, LuaTarget target) =>
        Assert.Equal(expected.Rule, Load(LfsCompiler.Dump(expected.Code, target).Bytes!, target).BrokenRule);

    public static IEnumerable<object[]> Names(int version) =>
        (version == 51 ? Cases51() : Cases53()).Keys.Select(name => new object[] { name });

    static LoadedChunk Load(byte[] chunk, LuaTarget target) => target.Version == LuaVersion.Lua53
        ? Chunk53Reader.Load(chunk, 0, target)
        : Chunk51Reader.Load(chunk, 0, target);

    static string Attack(string name) => Repo.PathOf("tests/Lfs.Compiler.Tests/attack/" + name);

    // The longest text of a program, with decimal escapes.
    static byte[] ChunkIn(string name)
    {
        string program = File.ReadAllText(Attack(name + ".lua"));
        string text = Regex.Matches(program, "\"((?:\\\\\\d\\d\\d)+)\"").MaxBy(match => match.Length)!.Groups[1].Value;
        return [.. text.Split('\\').Skip(1).Select(code => byte.Parse(code, CultureInfo.InvariantCulture))];
    }

    static readonly Instruction Leave51 = Abc(Op51.Return, 0, 1);
    static readonly Instruction Leave53 = Abc(Op53.Return, 0, 1);

    static Dictionary<string, (string?, Proto)> Cases51() => new()
    {
        ["call above a captured local"] = (null, Code51(Capture51(0), Local51(1), Abc(Op51.Call, 2, 1, 1))),
        ["function itself"] = (At(2, OverCapture), Code51(Capture51(2), Local51(2), Abc(Op51.Call, 2, 1, 1))),
        ["argument"] = (At(2, OverCapture), Code51(Capture51(0), Local51(3), Abc(Op51.Call, 2, 2, 1))),
        ["above the arguments"] = (At(2, OverCapture), Code51(Capture51(0), Local51(7), Abc(Op51.Call, 2, 1, 1))),
        ["tail call"] = (At(2, OverCapture), Code51(
            Capture51(0), Local51(3), Abc(Op51.TailCall, 2, 1, 0), Abc(Op51.Return, 2, 0))),
        ["iterator"] = (At(3, OverCapture), Code51(
            Capture51(0), Local51(4), Jump51(0), Abc(Op51.TForLoop, 1, 0, 1), Jump51(-2))),
        ["control of an iterator"] = (null, Code51(
            Capture51(0), Local51(3), Jump51(0), Abc(Op51.TForLoop, 1, 0, 1), Jump51(-2))),
        ["closed before"] = (null, Code51(
            Capture51(0), Local51(3), Abc(Op51.Close, 3), Abc(Op51.Call, 2, 1, 1))),
        ["closed too high"] = (At(3, OverCapture), Code51(
            Capture51(0), Local51(3), Abc(Op51.Close, 4), Abc(Op51.Call, 2, 1, 1))),
        ["around a loop"] = (At(0, OverCapture), Code51(
            Abc(Op51.Call, 2, 1, 1), Capture51(0), Local51(3), Jump51(-4))),
        ["around a loop, closed"] = (null, Code51(
            Abc(Op51.Call, 2, 1, 1), Capture51(0), Local51(3), Abc(Op51.Close, 2), Jump51(-5))),
        ["closed on one way only"] = (At(5, OverCapture), Code51(
            Capture51(0), Local51(3), Abc(Op51.Test, 0), Jump51(1), Abc(Op51.Close, 2), Abc(Op51.Call, 2, 1, 1))),
        ["not reached"] = (null, Code51(Abc(Op51.Return, 0, 1), Capture51(0), Local51(3), Leave51, Abc(Op51.Call, 2, 1, 1))),
        ["upvalue of the function"] = (null, Code51(Capture51(0), Abc(Op51.GetUpval, 0), Abc(Op51.Call, 0, 1, 1))),
        ["locals below a call"] = (null, With(Code51(Abc(Op51.Call, 2, 1, 1)), 2)),
        ["locals over a call"] = (At(0, OverLocal), With(Code51(Abc(Op51.Call, 2, 1, 1)), 3)),
        ["more locals than registers"] = (At(0, OverLocal), With(Code51(), Registers + 1)),
    };

    static Dictionary<string, (string?, Proto)> Cases53() => new()
    {
        ["open arguments"] = (null, Code53(0, Open(1), Abc(Op53.Call, 0, 0, 1))),
        ["open arguments below the function"] = (At(1, OpenList), Code53(0, Open(1), Abc(Op53.Call, 1, 0, 1))),
        ["open results below a return"] = (At(1, OpenList), Code53(0, Open(1), Abc(Op53.Return, 2, 0))),
        ["open items below a table"] = (At(1, OpenList), Code53(0, Open(1), Abc(Op53.SetList, 1, 0, 1))),
        ["open items of a table"] = (null, Code53(0, Open(2), Abc(Op53.SetList, 1, 0, 1))),
        ["open arguments of a tail call"] = (At(1, OpenList), Code53(
            0, Open(1), Abc(Op53.TailCall, 3, 0, 0), Abc(Op53.Return, 3, 0))),
        ["return of a tail call above it"] = (At(0, "is wrong, or in a wrong place"), Code53(
            0, Abc(Op53.TailCall, 1, 1, 0), Abc(Op53.Return, 2, 0))),
        ["list with batch 0"] = (At(0, "is wrong, or in a wrong place"), Code53(
            0, Abc(Op53.SetList, 0, 1, 0), Instruction.FromAx((int)Op53.ExtraArg, 0))),
        ["list with a huge batch"] = (At(0, "is wrong, or in a wrong place"), Code53(
            0, Abc(Op53.SetList, 0, 1, 0), Instruction.FromAx((int)Op53.ExtraArg, Instruction.MaxAx))),
        ["no register"] = ("the frame has wrong sizes", Code([Leave53], [], [], 0)),
        ["call above a captured local"] = (null, Code53(1, Capture53(1), Abc(Op53.Call, 2, 1, 1))),
        ["function itself"] = (At(1, OverCapture), Code53(2, Capture53(2), Abc(Op53.Call, 2, 1, 1))),
        ["argument"] = (At(1, OverCapture), Code53(3, Capture53(3), Abc(Op53.Call, 2, 2, 1))),
        ["tail call"] = (At(1, OverCapture), Code53(
            3, Capture53(3), Abc(Op53.TailCall, 2, 1, 0), Abc(Op53.Return, 2, 0))),
        ["iterator"] = (At(2, OverCapture), Code53(
            4, Capture53(4), Jump53(0, 0), Abc(Op53.TForCall, 1, 0, 1), Asb(Op53.TForLoop, 3, -2))),
        ["finalizers over a new table"] = (At(1, OverCapture), Code53(4, Capture53(4), Abc(Op53.NewTable, 3))),
        ["finalizers over the closure"] = (At(0, OverCapture), Code53(4, Capture53(3))),
        ["closure in its own register"] = (null, Code53(4, Capture53(4))),
        ["operands of a concatenation"] = (At(1, OverCapture), Code53(4, Capture53(4), Abc(Op53.Concat, 0, 3, 4))),
        ["hook over open results"] = (At(1, OverCapture), Code53(4, Capture53(4), Open(4), Abc(Op53.Return, 4, 0))),
        ["closed before"] = (null, Code53(3, Capture53(3), Jump53(4, 0), Abc(Op53.Call, 2, 1, 1))),
        ["closed too high"] = (At(2, OverCapture), Code53(3, Capture53(3), Jump53(5, 0), Abc(Op53.Call, 2, 1, 1))),
        ["around a loop"] = (At(0, OverCapture), Code53(3, Abc(Op53.Call, 2, 1, 1), Capture53(3), Jump53(0, -3))),
        ["around a loop, closed"] = (null, Code53(3, Abc(Op53.Call, 2, 1, 1), Capture53(3), Jump53(4, -3))),
        ["locals below a call"] = (null, With(Code53(0, Abc(Op53.Call, 2, 1, 1)), 2)),
        ["locals over a call"] = (At(0, OverLocal), With(Code53(0, Abc(Op53.Call, 2, 1, 1)), 3)),
        ["locals over open items"] = (At(0, OverLocal), With(Code53(0, Open(2), Abc(Op53.SetList, 1, 0, 1)), 3)),
        ["more locals than registers"] = (At(0, OverLocal), With(Code53(0), Registers + 1)),
    };

    static string At(int pc, string rule) => $"instruction {pc} {rule}";

    static Proto Code51(params Instruction[] code) => Code([.. code, Leave51], [Child(Leave51, 0)], [], Registers);

    // The function inside captures one register.
    static Proto Code53(byte captured, params Instruction[] code) =>
        Code([.. code, Leave53], [Child(Leave53, captured)], [], Registers);

    static Proto Code(IEnumerable<Instruction> code, Proto[] protos, LocVar[] locals, byte registers) => new()
    {
        Source = LuaString.FromText("=x"),
        MaxStackSize = registers,
        IsVararg = protos.Length > 0 && protos[0].Code[0] == Leave51.Word ? (byte)0 : (byte)1,
        Code = [.. code.Select(i => i.Word)],
        Protos = protos,
        LocVars = locals,
        Upvalues = [new UpvalueDescriptor(null, true, 0)],
    };

    static Proto Child(Instruction leave, byte captured) => new()
    {
        Source = LuaString.FromText("=x"),
        MaxStackSize = 2,
        Code = [leave.Word],
        Upvalues = [new UpvalueDescriptor(null, true, captured)],
    };

    // The same code, with a number of locals active from its first to its last instruction.
    static Proto With(Proto code, int locals) => Code(
        code.Code.Select(word => new Instruction(word)), code.Protos,
        [.. Enumerable.Repeat(new LocVar(LuaString.FromText("l"), 0, code.Code.Length), locals)], code.MaxStackSize);

    static Instruction Capture51(int a) => Instruction.FromABx((int)Op51.Closure, a, 0);

    static Instruction Local51(int register) => Abc(Op51.Move, 0, register);

    static Instruction Jump51(int distance) => Instruction.FromAsBx((int)Op51.Jmp, 0, distance);

    static Instruction Capture53(int a) => Instruction.FromABx((int)Op53.Closure, a, 0);

    static Instruction Jump53(int closes, int distance) => Asb(Op53.Jmp, closes, distance);

    static Instruction Open(int a) => Abc(Op53.Vararg, a);

    static Instruction Abc(Op51 op, int a, int b = 0, int c = 0) => Instruction.FromAbc((int)op, a, b, c);

    static Instruction Abc(Op53 op, int a, int b = 0, int c = 0) => Instruction.FromAbc((int)op, a, b, c);

    static Instruction Asb(Op53 op, int a, int distance) => Instruction.FromAsBx((int)op, a, distance);
}
