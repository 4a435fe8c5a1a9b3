namespace Lfs.Compiler.Bytecode;

/// <summary>Reads a Lua 5.3 <c>.lc</c> file.</summary>
/// <remarks>Source: app/lua53/lundump.c, <c>luaU_undump</c>.</remarks>
public sealed class Chunk53Reader : FunctionReader53
{
    Chunk53Reader(byte[] bytes, int start, CompileOptions options)
        : base(bytes, start, options)
    {
    }

    /// <summary>Loads a chunk.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="start">The index of the chunk's signature.</param>
    /// <param name="target">The 5.3 target that will run it.</param>
    public static LoadedChunk Load(byte[] bytes, int start, LuaTarget target) =>
        Load(bytes, start, new CompileOptions(target));

    /// <summary>Loads a chunk, and reports the work and memory that this takes.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="start">The index of the chunk's signature.</param>
    /// <param name="options">The 5.3 target that will run it, and the receivers of the reports.</param>
    internal static LoadedChunk Load(byte[] bytes, int start, CompileOptions options)
    {
        var reader = new Chunk53Reader(bytes, start, options);
        reader.Header(Header53.ChunkFormat);
        byte upvalues = reader.In.Byte();
        Proto main = reader.Function(null);
        if (main.Upvalues.Length != upvalues)
            reader.Fail("the closure has another number of upvalues");
        return reader.In.Error is null
            ? new LoadedChunk(main, null)
            : new LoadedChunk(null, reader.In.Error, reader.CodeRule);
    }

    // The reference has one message for every damage.
    private protected override void Fail(string error) => In.Fail("corrupted precompiled chunk");

    private protected override LuaString? String(byte first)
    {
        ulong length = Rest(first);
        if (length == 0)
            return null;
        if (length > int.MaxValue)
            In.Fail(Truncated);
        var text = new LuaString(In.Raw(In.Error is null ? (int)length - 1 : 0));
        if (In.Error is null && (first & Tags53.Mask) != (int)Tags53.Of(text))
            Fail("the string has the wrong tag");
        return text;
    }
}
