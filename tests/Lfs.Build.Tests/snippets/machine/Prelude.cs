using System.Runtime.CompilerServices;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;

static class Prelude
{
    /// <summary>Makes two images, each with a module that tells which one it is.</summary>
    [ModuleInitializer]
    internal static void Build()
    {
        File.WriteAllBytes("old.img", ImageOf("return 'old'"u8));
        File.WriteAllBytes("new.img", ImageOf("return 'new'"u8));
    }

    static byte[] ImageOf(ReadOnlySpan<byte> version)
    {
        LuaTarget target = LuaTarget.Lua51;
        CompiledModule module = LfsCompiler.Compile(
            LuaSource.FromFile("version.lua", version.ToArray()), new CompileOptions(target));
        return LfsCompiler.Link([module.Main!], new ImageOptions(target), [LuaString.FromText("version")])
            .Image!.ToBytes();
    }
}
