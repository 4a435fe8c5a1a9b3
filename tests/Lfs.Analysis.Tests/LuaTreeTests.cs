using System.Text;
using System.Text.Json;
using CsCheck;
using Lfs.Analysis.Syntax;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Tests;

namespace Lfs.Analysis.Tests;

public class LuaTreeTests
{
    /// <summary>Golden texts whose first error is in the meaning, or in a limit, which the compiler alone
    /// checks.</summary>
    static readonly string[] Meanings =
    [
        "no loop to break", "inside a loop", "no visible label", "already defined", "jumps into the scope",
        "local variables", "upvalues", "variables in assignment", "C levels", "too complex", "registers",
        "constants", "control structure too long",
    ];

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void The_first_error_is_that_of_the_compiler(string name)
    {
        LuaTarget target = Named(name);
        List<string> wrong = [];
        int errors = 0;
        foreach (byte[] bytes in GoldenTexts())
        {
            LuaSource source = LuaSource.FromFile("x.lua", bytes);
            CompiledModule compiled = LfsCompiler.Compile(source, new(target));
            Diagnostic? expected = compiled.Diagnostics.FirstOrDefault(found => found.Id == DiagnosticId.LuaSyntaxError);
            if (expected is not null && Meanings.Any(expected.Message.Contains))
                continue;
            errors += expected is null ? 0 : 1;
            LuaTree tree = LuaTree.Parse(source, target);
            Diagnostic? first = tree.Errors.Count > 0 ? tree.Errors[0] : null;
            if (first != expected)
                wrong.Add($"{Encoding.UTF8.GetString(bytes)}\n  expected {expected}\n  got {first}");
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(errors > 30, $"{errors} texts have an error.");
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void A_tree_has_the_functions_and_the_globals_of_the_compiled_program(string name)
    {
        LuaTarget target = Named(name);
        int compared = 0;
        foreach (string path in LuaFiles())
        {
            LuaSource source = LuaSource.FromFile("x.lua", File.ReadAllBytes(path));
            CompiledModule compiled = LfsCompiler.Compile(source, new(target, DebugLevel.Full));
            if (compiled.Main is null)
                continue;
            LuaTree tree = LuaTree.Parse(source, target);
            var counter = new Counter();
            counter.Count(tree);

            Assert.True(tree.Errors.Count == 0, $"{path}: {string.Join(", ", tree.Errors)}");
            Assert.True(Protos(compiled.Main).Count() == counter.Functions + 1, path);
            HashSet<string> globals = GlobalsOf(compiled.Main, target);
            // A 5.3 instruction names only the first 256 constants of its function.
            bool namesAll = target == LuaTarget.Lua51 || Protos(compiled.Main).All(f => f.Constants.Length <= 256);
            Assert.True(
                namesAll ? globals.SetEquals(counter.Globals) : globals.IsSubsetOf(counter.Globals),
                $"{path}: {string.Join(" ", counter.Globals)}");
            compared++;
        }

        Assert.True(compared > 100, $"{compared} files were compared.");
    }

    [Theory]
    [InlineData("local x = = 1\nlocal y = 2 +\nlocal z = 3", 2)]
    [InlineData("if x the\n a()\nend\nlocal = 3\nb()", 2)]
    [InlineData("for i = 1 10 do\n f(i)\nend\nx = )\ny = 1", 2)]
    [InlineData("print('abc\nlocal function f(\nend\nx = 1", 2)]
    [InlineData("end\nx = 1\nend", 2)]
    [InlineData("local t = { a = 1, b = , c = 3 }\nlocal u = [", 2)]
    [InlineData("while x do\n y =\nend\nreturn 1\nfoo bar", 3)]
    [InlineData("function f()\n  local a = 1 +* 2\n  return a\nend\nfunction g() return ( end", 2)]
    [InlineData("x = 'ok'", 0)]
    public void Each_statement_can_have_an_error(string text, int errors)
    {
        LuaTree tree = LuaTree.Parse(LuaSource.FromText("@x.lua", text), LuaTarget.Lua51);

        Assert.True(errors == tree.Errors.Count, string.Join("\n", tree.Errors.Select(e => $"{e.Line}: {e.Message}")));
    }

    [Fact]
    public void The_table_arg_of_a_vararg_function_hides_a_parameter_of_its_name()
    {
        LuaTree tree = LuaTree.Parse(
            LuaSource.FromText("@x.lua", "return function(arg, ...) return arg end"), LuaTarget.Lua51);

        Assert.Equal(LocalKind.Implicit, Assert.Single(tree.Locals, local => local.Reads.Count > 0).Kind);
    }

    [Fact]
    public void Statements_around_an_error_are_in_the_tree()
    {
        LuaTree tree = LuaTree.Parse(
            LuaSource.FromText("@x.lua", "local a = 1\nlocal b = = 2\nlocal function c() return a end\n"),
            LuaTarget.Lua51);

        Assert.Single(tree.Errors);
        Assert.Equal(["a", "b", "c"], tree.Locals.Select(local => local.Name));
        Assert.Equal(2, tree.PlaceOf(tree.Locals[1].Start).Line);
        Assert.Single(tree.Locals[0].Reads);
    }

    [Fact]
    public void A_name_belongs_to_the_innermost_variable_in_scope()
    {
        const string Text = """
            local x = x
            do local x = x; print(x) end
            repeat local y = 1 until y
            for x = x, 2 do print(x) end
            print(x, y)
            """;

        LuaTree tree = LuaTree.Parse(LuaSource.FromText("@x.lua", Text), LuaTarget.Lua51);

        LocalVariable[] named = [.. tree.Locals.Where(local => local.Name == "x")];
        Assert.Equal([3, 1, 1], named.Select(local => local.Reads.Count));
        Assert.Same(named[0], named[1].Shadowed);
        Assert.Equal(["x", "print", "print", "print", "y"], tree.Globals.Select(global => global.Name));
        Assert.Single(tree.Locals.Single(local => local.Name == "y").Reads);
    }

    [Fact]
    public void Comments_are_found_between_tokens()
    {
        const string Text = "-- one\nlocal x = '-- no' --[[ two\n]] + --[==[ ]] ]==] 1 -- three\n---@class A";

        LuaTree tree = LuaTree.Parse(LuaSource.FromText("@x.lua", Text), LuaTarget.Lua53);

        Assert.Equal(
            ["-- one", "--[[ two\n]]", "--[==[ ]] ]==]", "-- three", "---@class A"], tree.Comments.Select(tree.TextOf));
        Assert.Equal([true, false, false, false, true], tree.Comments.Select(comment => comment.IsAlone));
    }

    [Fact]
    public void Long_chains_and_deep_nesting_do_not_end_the_process()
    {
        string sum = "x = 1" + string.Concat(Enumerable.Repeat(" + 1", 100_000));
        string calls = "x = f" + string.Concat(Enumerable.Repeat("()", 100_000));
        string deep = "x = " + new string('(', 100_000);

        Assert.Empty(LuaTree.Parse(LuaSource.FromText("@x.lua", sum), LuaTarget.Lua51).Errors);
        Assert.Empty(LuaTree.Parse(LuaSource.FromText("@x.lua", calls), LuaTarget.Lua51).Errors);
        Assert.NotEmpty(LuaTree.Parse(LuaSource.FromText("@x.lua", deep), LuaTarget.Lua51).Errors);
    }

    [Fact]
    public void Any_text_has_a_tree_whose_parts_lie_inside_each_other()
    {
        string[] words =
        [
            "if", "then", "else", "elseif", "end", "for", "in", "do", "while", "repeat", "until", "function", "local",
            "return", "break", "goto", "nil", "x", "y", "1", "'s'", "'", "[[", "]]", "--", "(", ")", "{", "}", "[", "]",
            "=", "==", "..", "...", ".", ":", "::", ",", ";", "\n", "+", "-", "#", "not", "and", "0x", "3..", "\0",
        ];
        Gen.OneOf([.. words.Select(word => Gen.Const(word))]).Array[0, 60].Select(all => string.Join(' ', all)).Sample(
            text =>
            {
                foreach (LuaTarget target in new[] { LuaTarget.Lua51, LuaTarget.Lua53 })
                {
                    LuaTree tree = LuaTree.Parse(LuaSource.FromText("@x.lua", text), target);
                    new Counter().Count(tree);
                    bool compiles = LfsCompiler.Compile(LuaSource.FromText("@x.lua", text), new(target)).Main is not null;
                    Assert.True(!compiles || tree.Errors.Count == 0, text);
                    Assert.All(tree.Locals, local => Assert.InRange(local.ScopeEnd, local.ScopeStart, text.Length));
                }
            },
            iter: 20_000);
    }

    static LuaTarget Named(string name) => LuaTarget.All.Single(target => target.Name == name);

    static IEnumerable<byte[]> GoldenTexts()
    {
        using JsonDocument file = JsonDocument.Parse(
            File.ReadAllBytes(Repo.PathOf("tests/Lfs.Compiler.Tests/goldens/syntax-errors.json")));
        foreach (JsonElement item in file.RootElement.GetProperty("cases").EnumerateArray())
            yield return Convert.FromHexString(item.GetProperty("source_hex").GetString()!);
    }

    static IEnumerable<string> LuaFiles() =>
    [
        .. Directory.GetFiles(Repo.PathOf("tests/lua"), "*.lua", SearchOption.AllDirectories),
        .. Directory.GetFiles(Repo.PathOf("tests/Lfs.Compiler.Tests/goldens/src"), "*.lua"),
    ];

    static IEnumerable<Proto> Protos(Proto main)
    {
        Stack<Proto> open = new([main]);
        while (open.TryPop(out Proto? proto))
        {
            yield return proto;
            foreach (Proto inner in proto.Protos)
                open.Push(inner);
        }
    }

    // GETGLOBAL of 5.1, and what 5.3 reads of the upvalue _ENV by a constant.
    static HashSet<string> GlobalsOf(Proto main, LuaTarget target)
    {
        HashSet<string> names = [];
        foreach (Proto proto in Protos(main))
        {
            foreach (Instruction instruction in proto.Code.Select(word => new Instruction(word)))
            {
                if (ConstantOfGlobal(proto, instruction, target) is { } text)
                    names.Add(text.ToString());
            }
        }
        return names;
    }

    static LuaString? ConstantOfGlobal(Proto proto, Instruction instruction, LuaTarget target)
    {
        if (target.Version == LuaVersion.Lua51)
            return instruction.Op == (int)Opcode51.GetGlobal ? proto.Constants[instruction.Bx].Text : null;
        bool isGlobal = instruction.Op == (int)Opcode53.GetTabUp
            && instruction.C >= Instruction.ConstantFlag
            && proto.Upvalues[instruction.B].Name?.ToString() == "_ENV";
        return isGlobal ? proto.Constants[instruction.C - Instruction.ConstantFlag].Text : null;
    }

    sealed class Counter : TreeWalker
    {
        public int Functions { get; private set; }

        public HashSet<string> Globals { get; } = [];

        public void Count(LuaTree tree)
        {
            Visit(tree.Main.Body);
            foreach (NameExpression global in tree.Globals)
                Globals.Add(global.Name);
        }

        protected override void Visit(FunctionExpression function)
        {
            Functions++;
            base.Visit(function);
        }
    }
}
