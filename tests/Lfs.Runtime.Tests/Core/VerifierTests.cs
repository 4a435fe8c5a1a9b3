using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;
using Xunit.Abstractions;
using static Lfs.Compiler.Bytecode.Opcode51;

namespace Lfs.Tests;

/// <summary>The verifier refuses invalid code and accepts all code of our compiler.</summary>
public sealed class VerifierTests(ITestOutputHelper output)
{
    const int Constant0 = Instruction.ConstantFlag;
    const int Number0 = Instruction.ConstantFlag + 1;

    static readonly uint _return = Abc(Return, 0, 1, 0);

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void Everything_that_our_compiler_makes_is_accepted(string target)
    {
        LuaTarget luaTarget = Devices.Target(target);
        int accepted = 0;
        foreach (string path in Directory.EnumerateFiles(Repo.PathOf("tests"), "*.lua", SearchOption.AllDirectories))
        {
            var options = new CompileOptions(luaTarget, DebugLevel.Full);
            Proto? main = LfsCompiler.Compile(new LuaSource("@x", File.ReadAllBytes(path)), options).Main;
            if (main is null || LfsCompiler.Dump(main, luaTarget).Bytes is not byte[] whole)
                continue;

            Assert.True(Verdict(whole, luaTarget) == "", path);
            Assert.True(Verdict(LfsCompiler.Dump(main, luaTarget, strip: true).Bytes!, luaTarget) == "", path);
            accepted++;
        }

        output.WriteLine($"{target}: {accepted} of {accepted} programs are accepted");
        Assert.True(accepted > 100);
    }

    [Theory]
    [MemberData(nameof(Names), true)]
    public void A_function_in_order_is_accepted(string name) => Assert.Equal("", Verdict(Sound()[name]));

    [Theory]
    [MemberData(nameof(Names), false)]
    public void A_function_that_could_do_harm_is_refused(string name) =>
        Assert.Equal("bad code in precompiled chunk", Verdict(Harmful()[name]));

    [Fact]
    public void A_chunk_with_bytes_after_its_end_is_refused()
    {
        byte[] bytes = [.. LfsCompiler.Dump(Sound()["numeric loop"], LuaTarget.Lua51).Bytes!, 0];

        Assert.Equal("bad code in precompiled chunk", Verdict(bytes, LuaTarget.Lua51));
    }

    [Theory]
    [MemberData(nameof(RunNames))]
    public void Accepted_code_does_no_harm_whatever_the_types_of_its_values_are(string name)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        byte[] chunk = LfsCompiler.Dump(Odd()[name], LuaTarget.Lua51).Bytes!;
        device.SetBudget(100_000);

        for (int i = 0; i < 3; i++)
        {
            try
            {
                device.Run(chunk, "=odd");
            }
            catch (LuaException)
            {
                // An error is as good as a result.
            }
            device.Collect();
            Assert.Null(device.State.FindFault());
        }
    }

    [Theory]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void An_error_in_stripped_code_names_a_value_without_following_it_through_the_function(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target, 8 * 1024 * 1024);
        device.Run("""
            local text = "local x = ... " .. ("x = x[x] "):rep(30000) .. "x()"
            f = load(string.dump(load(text), true))
            t = {} t[t] = t
            """);

        LuaException? error = device.Try("f(t)");

        Assert.Contains("attempt to call a table value (field '?')", error?.Message ?? "", StringComparison.Ordinal);
    }

    public static IEnumerable<object[]> Names(bool sound) =>
        (sound ? Sound() : Harmful()).Keys.Select(name => new object[] { name });

    public static IEnumerable<object[]> RunNames() => Odd().Keys.Select(name => new object[] { name });

    static string Verdict(Proto function) =>
        Verdict(LfsCompiler.Dump(function, LuaTarget.Lua51).Bytes!, LuaTarget.Lua51);

    static string Verdict(byte[] chunk, LuaTarget target)
    {
        CompiledModule module = LfsCompiler.Compile(new LuaSource("=x", chunk), new CompileOptions(target));
        return module.Main is null ? module.Diagnostics[0].Message : "";
    }

    static uint Abc(Opcode51 op, int a, int b, int c) => Instruction.FromAbc((int)op, a, b, c).Word;

    static uint ABx(Opcode51 op, int a, int bx) => Instruction.FromABx((int)op, a, bx).Word;

    static uint AsBx(Opcode51 op, int a, int sbx) => Instruction.FromAsBx((int)op, a, sbx).Word;

    static uint Jump(int distance) => AsBx(Jmp, 0, distance);

    static Proto Code(params uint[] code) => Code(8, 0, code);

    static Proto Vararg(params uint[] code) => Code(8, 2, code);

    static Proto Code(byte stack, byte vararg, uint[] code, byte[]? lines = null, LocVar[]? locals = null,
        byte parameters = 0) => new()
        {
            Source = LuaString.FromText("=x"),
            MaxStackSize = stack,
            NumParams = parameters,
            IsVararg = vararg,
            Code = code,
            Constants = [Constant.String(LuaString.FromText("name")), Constant.Float(1), Constant.Nil],
            Upvalues = [default],
            Protos = [Child(0), Child(2)],
            LineInfo = lines ?? [],
            LocVars = locals ?? [],
        };

    static Proto Child(int upvalues) => new()
    {
        Source = LuaString.FromText("=x"),
        MaxStackSize = 2,
        Code = [_return],
        Upvalues = new UpvalueDescriptor[upvalues],
    };

    static LocVar Local(string? name, int from, int to) => new(name is null ? null : LuaString.FromText(name), from, to);

    static Dictionary<string, Proto> Sound() => new()
    {
        ["nothing"] = Code(_return),
        ["skip by a boolean"] = Code(Abc(LoadBool, 0, 0, 1), Abc(LoadBool, 0, 1, 0), _return),
        ["closure with captures"] = Code(ABx(Closure, 0, 1), Abc(Move, 0, 0, 0), Abc(GetUpval, 0, 0, 0), _return),
        ["list with its count in a word"] = Code(Abc(NewTable, 0, 0, 0), Abc(SetList, 0, 1, 0), 700, _return),
        ["list that takes open results"] = Vararg(
            Abc(NewTable, 0, 0, 0), Abc(Opcode51.Vararg, 1, 0, 0), Abc(SetList, 0, 0, 1), _return),
        ["numeric loop"] = Code(AsBx(ForPrep, 0, 1), Abc(Move, 4, 3, 0), AsBx(ForLoop, 0, -2), _return),
        ["generic loop"] = Code(Jump(0), Abc(TForLoop, 0, 0, 1), Jump(-2), _return),
        ["tail call"] = Code(Abc(TailCall, 0, 1, 0), Abc(Return, 0, 0, 0), _return),
        ["test"] = Code(Abc(Eq, 1, Constant0, Number0), Jump(-2), _return),
        ["lines"] = Code(8, 0, [_return, _return], [0x80, 2, 0]),
        ["locals"] = Code(8, 0, [_return], locals: [Local("x", 0, 1)]),
    };

    static Dictionary<string, Proto> Harmful() => new()
    {
        // The frame.
        ["no code"] = Code(),
        ["end without return"] = Code(Abc(Move, 0, 0, 0)),
        ["return that is the count of a list"] = Code(Abc(NewTable, 0, 0, 0), Abc(SetList, 0, 1, 0), _return),
        ["return that captures"] = Code(ABx(Closure, 0, 1), Abc(Move, 0, 0, 0), _return),
        ["too many registers"] = Code(251, 0, [_return]),
        ["too few registers"] = Code(0, 0, [_return]),
        ["more parameters than registers"] = Code(2, 0, [_return], parameters: 3),
        ["no register for arg"] = Code(2, 7, [_return], parameters: 2),
        ["needs arg but has none"] = Code(2, 6, [_return]),
        ["unknown flags"] = Code(2, 8, [_return]),

        // Operands.
        ["unknown opcode"] = Code(38, _return),
        ["A beyond the frame"] = Code(Abc(Move, 8, 0, 0), _return),
        ["B beyond the frame"] = Code(Abc(Move, 0, 8, 0), _return),
        ["C beyond the frame"] = Code(Abc(GetTable, 0, 0, 8), _return),
        ["unused operand"] = Code(Abc(Move, 0, 0, 1), _return),
        ["constant out of range"] = Code(ABx(LoadK, 0, 3), _return),
        ["operand constant out of range"] = Code(Abc(Add, 0, 0, Constant0 + 3), _return),
        ["upvalue out of range"] = Code(Abc(GetUpval, 0, 1, 0), _return),
        ["stored upvalue out of range"] = Code(Abc(SetUpval, 0, 1, 0), _return),
        ["function out of range"] = Code(ABx(Closure, 0, 2), _return),
        ["global with a number as its name"] = Code(ABx(GetGlobal, 0, 1), _return),
        ["stored global with nil as its name"] = Code(ABx(SetGlobal, 0, 2), _return),
        ["method with a number as its name"] = Code(Abc(Self, 0, 0, Number0), _return),
        ["method in the last register"] = Code(Abc(Self, 7, 0, Constant0), _return),
        ["nil from above to below"] = Code(Abc(LoadNil, 3, 2, 0), _return),
        ["boolean 2"] = Code(Abc(LoadBool, 0, 2, 0), _return),
        ["concatenation of one"] = Code(Abc(Concat, 0, 1, 1), _return),
        ["comparison with 2"] = Code(Abc(Eq, 2, 0, 0), Jump(0), _return),
        ["test with 2"] = Code(Abc(Test, 0, 0, 2), Jump(0), _return),
        ["table of a huge size"] = Code(Abc(NewTable, 0, 511, 0), _return),
        ["call beyond the frame"] = Code(Abc(Call, 6, 3, 1), _return),
        ["results beyond the frame"] = Code(Abc(Call, 6, 1, 4), _return),
        ["return beyond the frame"] = Code(Abc(Return, 6, 4, 0), _return),
        ["list beyond the frame"] = Code(Abc(SetList, 6, 2, 1), _return),
        ["list with batch 0"] = Code(Abc(NewTable, 0, 0, 0), Abc(SetList, 0, 1, 0), 0, _return),
        ["list with a huge batch"] = Code(Abc(NewTable, 0, 0, 0), Abc(SetList, 0, 1, 0), uint.MaxValue, _return),
        ["iterator without room"] = Code(Jump(0), Abc(TForLoop, 4, 0, 1), Jump(-2), _return),
        ["iterator without results"] = Code(Jump(0), Abc(TForLoop, 0, 0, 0), Jump(-2), _return),
        ["varargs of a function without"] = Code(Abc(Opcode51.Vararg, 0, 2, 0), _return),
        ["varargs beyond the frame"] = Vararg(Abc(Opcode51.Vararg, 6, 4, 0), _return),

        // Jumps.
        ["jump before the code"] = Code(Jump(-2), _return),
        ["jump behind the code"] = Code(Jump(1), _return),
        ["jump onto a count"] = Code(Jump(2), Abc(NewTable, 0, 0, 0), Abc(SetList, 0, 1, 0), _return, _return),
        ["jump onto a capture"] = Code(
            Jump(1), ABx(Closure, 0, 1), Abc(Move, 0, 0, 0), Abc(Move, 0, 0, 0), _return),
        ["jump into a test"] = Code(Jump(1), Abc(Test, 0, 0, 0), Jump(0), _return),
        ["jump behind the producer"] = Vararg(Jump(1), Abc(Opcode51.Vararg, 0, 0, 0), Abc(Return, 0, 0, 0), _return),
        ["skip onto a count"] = Code(Abc(LoadBool, 0, 1, 1), Abc(SetList, 0, 1, 0), _return, _return),
        ["skip onto a capture"] = Code(
            Abc(LoadBool, 0, 1, 1), ABx(Closure, 0, 1), Abc(Move, 0, 0, 0), Abc(Move, 0, 0, 0), _return),
        ["skip with 2 onto a count"] = Code(Abc(LoadBool, 0, 1, 2), Abc(SetList, 0, 1, 0), _return, _return),
        ["skip behind the producer"] = Vararg(
            Abc(LoadBool, 0, 1, 1), Abc(Opcode51.Vararg, 0, 0, 0), Abc(Return, 0, 0, 0), _return),
        ["skip behind the code"] = Code(Abc(LoadBool, 0, 1, 1), _return),
        ["test without a jump"] = Code(Abc(Test, 0, 0, 0), _return, _return),
        ["test at the end"] = Code(Abc(Test, 0, 0, 0), _return),
        ["generic loop without a jump"] = Code(Abc(TForLoop, 0, 0, 1), _return, _return),

        // Open results.
        ["call with open arguments of nobody"] = Code(Abc(Call, 0, 0, 1), _return),
        ["return of nobody's results"] = Code(Abc(Return, 0, 0, 0), _return),
        ["list of nobody's results"] = Code(Abc(NewTable, 0, 0, 0), Abc(SetList, 0, 0, 1), _return),
        ["results that nobody takes"] = Code(Abc(Call, 0, 1, 0), _return),
        ["varargs that nobody takes"] = Vararg(Abc(Opcode51.Vararg, 0, 0, 0), _return),
        ["call above its arguments"] = Vararg(Abc(Opcode51.Vararg, 2, 0, 0), Abc(Call, 2, 0, 1), _return),
        ["return above its results"] = Vararg(Abc(Opcode51.Vararg, 2, 0, 0), Abc(Return, 3, 0, 0), _return),
        ["list above its items"] = Vararg(Abc(Opcode51.Vararg, 2, 0, 0), Abc(SetList, 2, 0, 1), _return),
        ["tail call that goes on"] = Code(Abc(TailCall, 0, 1, 2), Abc(Return, 0, 2, 0), _return),
        ["tail call into a call"] = Code(Abc(TailCall, 1, 1, 0), Abc(Call, 0, 0, 1), _return),

        // Loops.
        ["loop without a preparation"] = Code(Abc(Move, 0, 0, 0), AsBx(ForLoop, 0, -2), _return),
        ["preparation without a loop"] = Code(AsBx(ForPrep, 0, 0), _return),
        ["loop of another register"] = Code(AsBx(ForPrep, 0, 0), AsBx(ForLoop, 1, -1), _return),
        ["loop forward"] = Code(AsBx(ForPrep, 0, 0), AsBx(ForLoop, 0, 0), _return),
        ["preparation backward"] = Code(Abc(Move, 0, 0, 0), AsBx(ForPrep, 0, -2), _return),
        ["two loops of one preparation"] = Code(
            AsBx(ForPrep, 0, 1), AsBx(ForLoop, 0, -1), AsBx(ForLoop, 0, -2), _return),
        ["loop without room"] = Code(AsBx(ForPrep, 5, 0), AsBx(ForLoop, 5, -1), _return),

        // Closures.
        ["capture of no register"] = Code(ABx(Closure, 0, 1), Abc(Move, 0, 8, 0), Abc(GetUpval, 0, 0, 0), _return),
        ["capture of no upvalue"] = Code(ABx(Closure, 0, 1), Abc(Move, 0, 0, 0), Abc(GetUpval, 0, 1, 0), _return),
        ["capture by another instruction"] = Code(
            ABx(Closure, 0, 1), Abc(Move, 0, 0, 0), Abc(LoadNil, 0, 0, 0), _return),

        // Debug data.
        ["lines without an end"] = Code(8, 0, [_return], [1]),
        ["lines with two ends"] = Code(8, 0, [_return], [1, 0, 0]),
        ["lines for too few instructions"] = Code(8, 0, [_return, _return], [1, 0]),
        ["lines for too many instructions"] = Code(8, 0, [_return], [2, 0]),
        ["line far beyond any text"] = Code(8, 0, [_return], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0]),
        ["local without a name"] = Code(8, 0, [_return], locals: [Local(null, 0, 1)]),
        ["local that ends before it starts"] = Code(8, 0, [_return], locals: [Local("x", 1, 0)]),
        ["local beyond the code"] = Code(8, 0, [_return], locals: [Local("x", 0, 2)]),
    };

    // Code that may run, although no compiler makes it: the types are not what the instructions expect.
    static Dictionary<string, Proto> Odd() => new()
    {
        ["loop over tables"] = Code(
            ABx(LoadK, 0, 1), ABx(LoadK, 1, 1), ABx(LoadK, 2, 1), AsBx(ForPrep, 0, 3),
            Abc(NewTable, 0, 0, 0), Abc(NewTable, 1, 0, 0), Abc(NewTable, 2, 0, 0), AsBx(ForLoop, 0, -4),
            Abc(GetTable, 4, 0, Constant0), Abc(GetTable, 5, 3, Constant0), Abc(Return, 0, 4, 0), _return),
        ["loop that is entered at its end"] = Code(
            Abc(NewTable, 0, 0, 0), Abc(NewTable, 2, 0, 0), ABx(LoadK, 1, 0), Jump(2), AsBx(ForPrep, 0, 1),
            Abc(Concat, 5, 0, 3), AsBx(ForLoop, 0, -2), Abc(GetTable, 4, 0, Constant0), _return),
        ["method with a table as its name"] = Code(
            Abc(NewTable, 0, 0, 1), Abc(NewTable, 2, 0, 0), Abc(Self, 3, 0, 2), ABx(LoadK, 2, 1), Abc(Self, 3, 0, 2),
            Abc(LoadNil, 2, 2, 0), Abc(Self, 3, 0, 2), _return),
        ["list into a number"] = Code(ABx(LoadK, 0, 1), Abc(SetList, 0, 5, 1), _return),
        ["list into a string"] = Code(ABx(LoadK, 0, 0), Abc(SetList, 0, 5, 1), _return),
        ["list into nil"] = Code(Abc(SetList, 0, 5, 0), 1_000_000, _return),
        ["huge list"] = Code(Abc(NewTable, 0, 0, 0), Abc(SetList, 0, 5, 0), 1_300_000, _return),
        ["huge table"] = Code(Abc(NewTable, 0, 0x9F, 0x9F), _return),
        ["iterator that is a table"] = Code(Abc(NewTable, 0, 0, 0), Jump(0), Abc(TForLoop, 0, 0, 5), Jump(-2), _return),
        ["call of a string"] = Code(ABx(LoadK, 0, 0), Abc(Call, 0, 8, 8), _return),
        ["endless jump"] = Code(Jump(-1), _return),
        ["endless test"] = Code(Abc(Test, 0, 0, 1), Jump(-2), _return),
        ["endless comparison"] = Code(Abc(Eq, 1, Constant0, Constant0), Jump(-2), _return),
        ["endless comparison of strings"] = Code(Abc(Le, 1, Constant0, Constant0), Jump(-2), _return),
        ["closure that captures itself"] = Code(
            ABx(Closure, 0, 1), Abc(Move, 0, 0, 0), Abc(GetUpval, 0, 0, 0), Abc(Close, 0, 0, 0), Abc(Return, 0, 2, 0),
            _return),
        ["error in a function without names"] = Code(Abc(GetUpval, 1, 0, 0), Abc(Add, 0, 1, 1), _return),
    };
}
