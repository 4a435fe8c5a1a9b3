using System.Text;
using Esp8266.Spiffs;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Modules;

// node.compile: a file of Lua text becomes one of bytecode beside it.
static partial class NodeModule
{
    const int CompileInstructions = 1000;

    static int Compile(ILuaState lua)
    {
        byte[] source = FileModule.CheckPath(lua, 1);
        if (source.Length < 4 || !source.AsSpan().EndsWith(".lua"u8))
            throw lua.Error("not a .lua file");
        lua.Spend(CompileInstructions);
        if (lua.LoadFile(source) != LuaStatus.Ok)
        {
            lua.TryString(-1, out ReadOnlySpan<byte> message);
            throw lua.Error($"{Encoding.Latin1.GetString(message)}");
        }
        // file.lua becomes file.lc.
        byte[] target = [.. source[..^2], (byte)'c'];
        FileSystem files = lua.Device.FileSystem;
        if (FileSystem.NameOf(target) is not { } name || files.Mounted(toCreate: true) is not { } mounted
            || mounted.Open(name, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Truncate, out int file)
                != SpiffsError.None)
        {
            throw lua.Error("cannot open/write to file");
        }
        bool isWritten = false;
        try
        {
            isWritten = lua.DumpFunction(-1, strip: 1) is { } bytecode
                && mounted.Write(file, bytecode) == SpiffsError.None;
        }
        finally
        {
            isWritten &= mounted.Flush(file) == SpiffsError.None;
            mounted.Close(file);
        }
        return isWritten ? 0 : throw lua.Error("writing to file failed");
    }
}
