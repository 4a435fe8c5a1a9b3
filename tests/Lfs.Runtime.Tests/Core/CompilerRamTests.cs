using System.Text;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Compiling takes a device's RAM while it lasts, and gives it back.</summary>
public class CompilerRamTests
{
    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void A_text_without_room_to_compile_fails_where_its_compiled_form_loads(string target)
    {
        // Many names that do not stay: the strings and the scanner's table fill the heap, the code does not.
        byte[] text = Encoding.ASCII.GetBytes(string.Concat(
            Enumerable.Range(0, 2000).Select(i => $"do local name_of_a_local_variable_{i} end ")));
        LuaTarget luaTarget = Devices.Target(target);
        CompiledModule module = LfsCompiler.Compile(new LuaSource("=big", text), new CompileOptions(luaTarget));
        byte[] compiled = LfsCompiler.Dump(module.Main!, luaTarget, strip: true).Bytes!;
        using LfsDevice device = SafetyDevices.Boot(target);
        device.Settle();
        long before = device.LuaBytesInUse;

        LuaException? error = device.Try(Encoding.ASCII.GetString(text));

        Assert.Contains("not enough memory", error?.Message, StringComparison.Ordinal);
        device.Run(compiled, "=big");
        device.Settle();
        Assert.Null(device.State.FindFault());
        Assert.InRange(device.LuaBytesInUse - before, 0, 8192);      // What the string table grew to stays.
    }
}
