using System.Text;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;

namespace Lfs.Tests;

/// <summary>A compilation reports its work to the host, which can cancel it.</summary>
public class WorkTests
{
    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void A_cancelled_compilation_ends(string target)
    {
        using CancellationTokenSource source = new();
        CompileOptions options = new(Target(target))
        {
            Work = _ => source.Cancel(),
            Cancellation = source.Token,
        };

        Assert.Throws<OperationCanceledException>(() => Compile(Statements(10_000), options));
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void A_host_may_end_a_compilation_by_what_it_throws(string target)
    {
        CompileOptions options = new(Target(target)) { Work = _ => throw new TimeoutException() };

        Assert.Throws<TimeoutException>(() => Compile(Statements(10_000), options));
    }

    // Operands of "and" and "or", branches of "elseif" and breaks each make a list of jumps.
    [Theory]
    [InlineData("5.1", "return a", " and b", "")]
    [InlineData("5.3", "return a", " and b", "")]
    [InlineData("5.1", "return a", " or b", "")]
    [InlineData("5.3", "return a", " or b and c", "")]
    [InlineData("5.1", "if a then b() ", "elseif a then b() ", "end")]
    [InlineData("5.3", "if a then b() ", "elseif a then b() ", "end")]
    [InlineData("5.1", "while a do ", "if a then break end ", "end")]
    [InlineData("5.1", "x = 1 ", "y = x ", "")]
    [InlineData("5.3", "x = 1 ", "y = x ", "")]
    public void Twice_the_source_is_twice_the_work(string target, string head, string part, string tail)
    {
        long once = Work(target, head + Repeat(part, 5000) + tail);
        long twice = Work(target, head + Repeat(part, 10_000) + tail);

        Assert.InRange(twice, once * 1.8, once * 2.2);
    }

    // The text of the issue took 11.7 s: each operand walked over all jumps before it.
    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void A_hundred_thousand_operands_take_no_minute(string target)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;

        CompiledModule module = Compile("return a" + Repeat(" and b", 100_000), new CompileOptions(Target(target)));

        Assert.Contains("control structure too long", module.Diagnostics[^1].Message, StringComparison.Ordinal);
        Assert.True((Environment.CpuUsage.TotalTime - start).TotalSeconds < 20);
    }

    static long Work(string target, string source)
    {
        long work = 0;
        CompiledModule module = Compile(source, new CompileOptions(Target(target)) { Work = steps => work += steps });
        Assert.NotNull(module.Main);
        return work;
    }

    static CompiledModule Compile(string source, CompileOptions options) =>
        LfsCompiler.Compile(new LuaSource("=work", Encoding.ASCII.GetBytes(source)), options);

    static string Statements(int count) => Repeat("x = 1 ", count);

    static string Repeat(string part, int count) => string.Concat(Enumerable.Repeat(part, count));

    static LuaTarget Target(string name) => LuaTarget.All.Single(target => target.Name == name);
}
