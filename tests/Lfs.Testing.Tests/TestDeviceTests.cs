using System.Text;
using Lfs.Runtime;
using Lfs.Testing;

namespace Lfs.Tests;

/// <summary>A device for one test.</summary>
public sealed class TestDeviceTests
{
    [Theory]
    [MemberData(nameof(LuaTestTests.AllTargets), MemberType = typeof(LuaTestTests))]
    public void Modules_files_and_output_are_those_of_the_test(string target)
    {
        using TestDevice test = new(new TestDeviceOptions
        {
            Target = target,
            Modules = { ["greet"] = "local name = require 'name' print('hello ' .. name) return #name", ["name"] = "return 'wörld'" },
            Files = { ["config.txt"] = "one=1\n" },
        });

        LuaValue length = test.CallModule("greet")[0];
        test.Run("local f = file.open('config.txt') print(f:readline()) f:close()");

        Assert.Equal(6, length.AsInteger());
        Assert.Equal("hello wörld\none=1\n\n", test.Output);
        Assert.Equal(["hello wörld", "one=1", ""], test.OutputLines);
        test.ClearOutput();
        Assert.Empty(test.OutputLines);
    }

    [Fact]
    public void Time_is_the_tests()
    {
        using TestDevice test = new();
        test.Run("tmr.create():alarm(60000, tmr.ALARM_AUTO, function() print('minute') end)");

        test.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(["minute", "minute", "minute"], test.OutputLines);
    }

    [Fact]
    public void Module_files_are_found_and_named_by_their_paths()
    {
        using TestDevice test = new(new TestDeviceOptions
        {
            Root = Repo.PathOf("tests/Lfs.Testing.Tests"),
            ModuleFiles = { "lua/c*.lua" },
        });

        LuaException error = Assert.Throws<LuaException>(() => test.Run("require('counter').next(-1)"));

        Assert.Equal("lua/counter.lua:7: a step is not negative", error.Message);
    }

    [Fact]
    public void The_customary_start_up_module_runs()
    {
        using TestDevice test = new(new TestDeviceOptions { Modules = { ["_init"] = "started = (...) print('x')" } });

        Assert.Equal("_init", test.Device["started"].AsString());
        Assert.Equal("", test.Output);
    }

    [Fact]
    public void Without_it_the_state_is_that_of_a_boot()
    {
        TestDeviceOptions options = new() { Modules = { ["m"] = "return 1" }, FindsModules = false };
        using TestDevice test = new(options);
        using LfsDevice plain = LfsDevice.Boot(new LfsDeviceOptions { Image = test.Options.Image });

        Assert.Equal(plain.LuaBytesInUse, test.Device.LuaBytesInUse);
        Assert.Throws<LuaException>(() => test.Run("require 'm'"));
    }

    [Fact]
    public void What_does_not_compile_names_its_place()
    {
        LuaException error = Assert.Throws<LuaException>(() => new TestDevice(new TestDeviceOptions
        {
            Modules = { ["bad"] = "local x = 1\nlocal y = = 2" },
        }));

        Assert.Equal(LuaErrorKind.Syntax, error.Kind);
        Assert.Equal("bad.lua:2: unexpected symbol near '='", error.Message);
    }

    [Fact]
    public void Wrong_options_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new TestDevice(new TestDeviceOptions
        {
            Target = "5.2",
            Modules = { ["m"] = "" },
        }));
        Assert.Throws<FileNotFoundException>(() => new TestDevice(new TestDeviceOptions { ModuleFiles = { "none/*.lua" } }));
    }

    [Theory]
    [InlineData("lua/*.lua", "lua/counter.lua lua/leaky.lua")]
    [InlineData("**/counter*.lua", "lua/counter.lua specs/counter_spec.lua")]
    [InlineData("lua/co?nter.lua", "lua/counter.lua")]
    [InlineData("lua/counter.lua", "lua/counter.lua")]
    [InlineData("lua/**", "lua/counter.lua lua/leaky.lua")]
    [InlineData("lua/c[o]unter.lua", "")]
    [InlineData("none/*.lua", "")]
    public void Patterns_are_those_of_project_files(string pattern, string found) => Assert.Equal(
        found,
        string.Join(' ', FilePattern.Find(Repo.PathOf("tests/Lfs.Testing.Tests"), pattern)));

    [Fact]
    public void The_output_may_be_any_bytes()
    {
        using TestDevice test = new();

        test.Run("uart.write(0, 'a\\r\\n', 'b')");

        Assert.Equal(["a", "b"], test.OutputLines);
        Assert.Equal("a\r\nb", test.Output);
        Assert.Equal(4, Encoding.UTF8.GetByteCount(test.Output));
    }
}
