using System.Text;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Tests;

public sealed class LineInfoTests
{
    static int[] LinesOf(string text) => LinesOf(text, LuaTarget.Lua51);

    static int[] LinesOf(string text, LuaTarget target)
    {
        Proto main = LfsCompiler.Compile(LuaSource.FromText("@x", text), new(target)).Main!;
        return [.. Enumerable.Range(0, main.Code.Length).Select(main.LineOf)];
    }

    static string Lines(int count) => new('\n', count);

    [Fact]
    public void Each_instruction_has_its_line() =>
        Assert.Equal([1, 3, 3, 100, 100], LinesOf("local a = 1\n\nb = 2" + Lines(97) + "c = 3\n")[..5]);

    [Fact]
    public void A_call_has_the_line_of_its_open_parenthesis() =>
        Assert.Equal([2, 4, 2, 4], LinesOf("\nf(\n\n1)\n"));

    [Fact]
    public void Lines_after_a_call_of_more_than_64_lines_are_wrong_as_in_the_reference() =>
        Assert.Equal([1, 65, 137], LinesOf("f(" + Lines(70) + ")\n\ng = 1")[..3]);

    [Fact]
    public void In_5_3_lines_after_a_call_of_more_than_65_lines_are_wrong_too() =>
        Assert.Equal([1, -63, 9], LinesOf("f(" + Lines(70) + ")" + Lines(2) + "g = 1", LuaTarget.Lua53)[..3]);

    [Fact]
    public void In_5_3_an_operator_has_its_own_line() =>
        Assert.Equal([2, 4, 2], LinesOf("x = a\n+\n\nb", LuaTarget.Lua53)[..3]);

    [Fact]
    public void More_than_127_instructions_on_a_line_of_5_3_take_another_count()
    {
        string text = string.Concat(Enumerable.Repeat("a=b;", 100));

        Assert.All(LinesOf("\n\n" + text, LuaTarget.Lua53), line => Assert.Equal(3, line));
    }

    [Fact]
    public void More_than_126_instructions_on_a_line_take_another_count()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 100; i++)
            text.Append("a=b;");

        Assert.All(LinesOf("\n\n" + text), line => Assert.Equal(3, line));
    }

    [Fact]
    public void Without_line_info_the_line_is_unknown() => Assert.Equal(0, LineInfo.LineOf([], 3));
}
