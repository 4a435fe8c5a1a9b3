namespace Lfs.Compiler.Bytecode;

/// <summary>Writes a Proto as a Lua 5.3 <c>.lc</c> file.</summary>
/// <remarks>Source: app/lua53/ldump.c, <c>luaU_dump</c>.</remarks>
public sealed class Chunk53Writer : FunctionWriter53
{
    Chunk53Writer(LuaTarget target, DebugLevel strip) : base(target, strip)
    {
    }

    /// <summary>Dumps a main function.</summary>
    /// <param name="main">The function.</param>
    /// <param name="target">The 5.3 target it was compiled for.</param>
    /// <param name="strip">The debug data to keep, if the function has it.</param>
    public static DumpedChunk Dump(Proto main, LuaTarget target, DebugLevel strip)
    {
        var writer = new Chunk53Writer(target, strip);
        writer.Out.Bytes(Header53.Bytes(target, Header53.ChunkFormat));
        writer.Out.Byte(main.Upvalues.Length);
        writer.Function(main, null);
        return new DumpedChunk(writer.Out.ToArray(), null);
    }

    private protected override void String(LuaString? text)
    {
        if (text is null)
        {
            Out.Byte((int)Tag53.ShortString);
            return;
        }
        Out.Tagged(Tags53.Of(text), (ulong)text.Length + 1);
        Out.Bytes(text.Bytes);
    }
}
