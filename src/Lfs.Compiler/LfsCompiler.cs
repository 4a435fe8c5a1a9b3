using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Parsing;

namespace Lfs.Compiler;

/// <summary>What compiling one source gave: a Proto, or the reasons why not.</summary>
/// <param name="Source">What was compiled.</param>
/// <param name="Main">The main function; null exactly when there is an error.</param>
/// <param name="Diagnostics">What was found; empty when all is well.</param>
public sealed record CompiledModule(LuaSource Source, Proto? Main, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>The compiler's one entry: Lua text in, Protos and images out. Pure, and never throws for
/// input.</summary>
public static partial class LfsCompiler
{
    const byte Escape = 0x1B;

    /// <summary>Compiles one source: a Lua text, or a precompiled chunk, which is loaded as it is.</summary>
    public static CompiledModule Compile(LuaSource source, CompileOptions options)
    {
        int start = SkipFirstComment(source.Bytes);
        int code = start == 0 ? 0 : start + 1;
        if (code < source.Bytes.Length && source.Bytes[code] == Escape)
            return Load(source, options.Target);
        var found = new List<Diagnostic>();
        try
        {
            return new CompiledModule(source, Parse(source, start, options, found), found);
        }
        catch (LuaSyntaxException e)
        {
            found.Add(e.Diagnostic);
            return new CompiledModule(source, null, found);
        }
    }

    /// <summary>Writes a main function as a <c>.lc</c> file.</summary>
    /// <param name="main">The function.</param>
    /// <param name="target">What it was compiled for.</param>
    /// <param name="strip">Drop debug data, as <c>-s</c>.</param>
    public static DumpedChunk Dump(Proto main, LuaTarget target, bool strip = false) => target.Version switch
    {
        LuaVersion.Lua51 => Chunk51Writer.Dump(main, target, strip),
        _ => throw new NotImplementedException(),
    };

    static Proto Parse(LuaSource source, int start, CompileOptions options, List<Diagnostic> found)
    {
        if (options.Target.Version != LuaVersion.Lua51)
            throw new NotImplementedException();
        return Parser.Parse(
            LuaString.FromText(source.ChunkName), PathOf(source), source.Bytes, start, options.Target,
            options.Debug == DebugLevel.Full, options.Debug != DebugLevel.NoLines, found);
    }

    static CompiledModule Load(LuaSource source, LuaTarget target)
    {
        if (target.Version != LuaVersion.Lua51)
            throw new NotImplementedException();
        LoadedChunk chunk = Chunk51Reader.Load(source.Bytes, Array.IndexOf(source.Bytes, Escape), target);
        if (chunk.Error is null)
            return new CompiledModule(source, chunk.Main, []);
        var error = new Diagnostic(DiagnosticId.BadChunk, PathOf(source), null, 0, chunk.Error);
        return new CompiledModule(source, null, [error]);
    }

    // A first line that begins with # is for the Unix shell. Its line end is read, so that lines are counted.
    // Source: lauxlib.c, luaL_loadfile.
    static int SkipFirstComment(byte[] bytes)
    {
        if (bytes.Length == 0 || bytes[0] != '#')
            return 0;
        int end = Array.IndexOf(bytes, (byte)'\n');
        return end < 0 ? bytes.Length : end;
    }

    static string PathOf(LuaSource source) =>
        source.ChunkName.Length > 0 && source.ChunkName[0] is '@' or '='
            ? source.ChunkName.Substring(1)
            : source.ChunkName;
}
