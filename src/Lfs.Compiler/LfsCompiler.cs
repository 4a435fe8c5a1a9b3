using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Parsing;

namespace Lfs.Compiler;

/// <summary>The result of compiling one source: a Proto, or the errors.</summary>
/// <param name="Source">The source.</param>
/// <param name="Main">The main function; null if and only if there is an error.</param>
/// <param name="Diagnostics">The errors and warnings; empty if there are none.</param>
public sealed record CompiledModule(LuaSource Source, Proto? Main, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>The entry point of the compiler: Lua text in, Protos and images out. It is pure, and invalid
/// input never throws.</summary>
public static partial class LfsCompiler
{
    internal const byte BinaryMark = 0x1B;

    /// <summary>Compiles one source: a Lua text, or a precompiled chunk, which is loaded unchanged.</summary>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public static CompiledModule Compile(LuaSource source, CompileOptions options)
    {
        options.Cancellation.ThrowIfCancellationRequested();
        int start = StartOf(source, options.Target.Version, out int code);
        if (code >= 0)
            return Load(source with { Bytes = AllPieces(source), NextPiece = null }, code, options);
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
    /// <param name="target">The target that it was compiled for.</param>
    /// <param name="strip">True to drop debug data, as <c>-s</c> does.</param>
    public static DumpedChunk Dump(Proto main, LuaTarget target, bool strip = false) => target.Version switch
    {
        LuaVersion.Lua51 => Chunk51Writer.Dump(main, target, strip),
        _ => Chunk53Writer.Dump(main, target, strip ? DebugLevel.NoNames : DebugLevel.Full),
    };

    /// <summary>Writes a main function as <c>string.dump</c> of 5.3 does.</summary>
    /// <param name="main">The function.</param>
    /// <param name="target">The 5.3 target that it was compiled for.</param>
    /// <param name="kept">The debug data to keep.</param>
    public static DumpedChunk Dump(Proto main, LuaTarget target, DebugLevel kept) =>
        Chunk53Writer.Dump(main, target, kept);

    /// <summary>The index of the first byte that the lexer reads; null for a precompiled chunk.</summary>
    internal static int? StartOfText(LuaSource source, LuaVersion version)
    {
        int start = StartOf(source, version, out int code);
        return code >= 0 ? null : start;
    }

    /// <summary>The lexer of a text, for tools that read what does not compile.</summary>
    internal static Scanner Scan(LuaSource source, int start, CompileOptions options) =>
        options.Target.Version == LuaVersion.Lua51
            ? new Parsing51.Lexer(PathOf(source), source, start, options, [])
            : new Parsing53.Lexer(PathOf(source), source, start, options, []);

    // The first byte of the text. Of a precompiled chunk, code is its first byte; otherwise -1.
    static int StartOf(LuaSource source, LuaVersion version, out int code)
    {
        int text = source.IsFile ? SkipByteOrderMark(source.Bytes, version) : 0;
        int start = source.IsFile ? SkipFirstComment(source.Bytes, text) : 0;
        int first = start == text ? start : start + 1;
        bool isBinary = first < source.Bytes.Length && source.Bytes[first] == BinaryMark;
        code = isBinary ? first : -1;
        return start;
    }

    static Proto Parse(LuaSource source, int start, CompileOptions options, List<Diagnostic> found)
    {
        var name = new LuaString(source.ChunkNameBytes);
        return options.Target.Version == LuaVersion.Lua51
            ? Parsing51.Parser.Parse(name, PathOf(source), source, start, options, found)
            : Parsing53.Parser.Parse(name, PathOf(source), source, start, options, found);
    }

    static CompiledModule Load(LuaSource source, int start, CompileOptions options)
    {
        LoadedChunk chunk = options.Target.Version == LuaVersion.Lua51
            ? Chunk51Reader.Load(source.Bytes, start, options)
            : Chunk53Reader.Load(source.Bytes, start, options);
        if (chunk.Error is null)
            return new CompiledModule(source, chunk.Main, []);
        var error = new Diagnostic(DiagnosticId.BadChunk, PathOf(source), null, 0, chunk.Error);
        return new CompiledModule(source, null, [error]);
    }

    static byte[] AllPieces(LuaSource source)
    {
        if (source.NextPiece == null)
            return source.Bytes;
        var whole = new List<byte>(source.Bytes);
        while (source.NextPiece() is { Length: > 0 } piece)
            whole.AddRange(piece);
        return whole.ToArray();
    }

    // 5.1 reads the mark as text and reports a syntax error. Source: lauxlib.c of 5.3, skipBOM.
    static int SkipByteOrderMark(byte[] bytes, LuaVersion version)
    {
        bool hasMark = bytes.Length >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF;
        return hasMark && version == LuaVersion.Lua53 ? 3 : 0;
    }

    // A first line that starts with # is for the Unix shell. Its line end is kept, so that line numbers are
    // right. Source: lauxlib.c, luaL_loadfile.
    static int SkipFirstComment(byte[] bytes, int start)
    {
        if (start >= bytes.Length || bytes[start] != '#')
            return start;
        int end = Array.IndexOf(bytes, (byte)'\n', start);
        return end < 0 ? bytes.Length : end;
    }

    static string PathOf(LuaSource source) =>
        source.ChunkName.Length > 0 && source.ChunkName[0] is '@' or '='
            ? source.ChunkName.Substring(1)
            : source.ChunkName;
}
