using System.Text;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;

namespace Lfs.Compiler;

/// <summary>The rules for a Lua file of a project. The build and the IDE share them.</summary>
public static class ProjectFile
{
    /// <summary>The default name of a module, if its item has no <c>ModuleName</c>: the one that
    /// <c>luac.cross</c> uses.</summary>
    /// <remarks>Source: luac.c, <c>corename</c>.</remarks>
    /// <param name="path">The file.</param>
    /// <param name="version">The Lua that runs it.</param>
    public static string ModuleNameOf(string path, LuaVersion version) =>
        ModuleName.Of(LuaString.FromText("@" + FileNameOf(path)), version).ToString();

    /// <summary>The diagnostic for a default name that loses a part of the file
    /// name; otherwise null.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The name from <see cref="ModuleNameOf"/>.</param>
    public static Diagnostic? CheckName(string path, string name)
    {
        string file = FileNameOf(path).TrimStart('.');
        int dot = file.LastIndexOf('.');
        string whole = dot < 0 ? file : file.Substring(0, dot);
        return whole == name
            ? null
            : new Diagnostic(
                DiagnosticId.NameEndsAtDot, path, null, 0,
                $"the module is called '{name}', up to the first dot as luac.cross names it; "
                + $"set ModuleName on the item to '{name}' or, for a name with dots, to '{whole}'");
    }

    /// <summary>Compiles a file. If its byte order mark causes an error, the message says so.</summary>
    /// <param name="chunkPath">Its path in the project.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="options">The compile options.</param>
    public static CompiledModule Compile(string chunkPath, byte[] bytes, CompileOptions options)
    {
        CompiledModule compiled = LfsCompiler.Compile(LuaSource.FromFile(chunkPath, bytes), options);
        if (compiled.Main is not null || MarkOf(bytes) is not { } mark)
            return compiled;
        return compiled with
        {
            Diagnostics = [.. compiled.Diagnostics.Select(found => found.Span is { Start: 0 }
                ? found with { Message = found.Message + mark }
                : found)],
        };
    }

    static string? MarkOf(byte[] bytes)
    {
        if (StartsWith(bytes, Encoding.UTF8.GetPreamble()))
            return ": the file begins with a byte order mark, which Lua 5.1 does not skip; "
                + "save it without one";
        bool isUtf16 = StartsWith(bytes, Encoding.Unicode.GetPreamble())
            || StartsWith(bytes, Encoding.BigEndianUnicode.GetPreamble());
        return isUtf16
            ? ": the file begins with the byte order mark of UTF-16; save it as UTF-8 without a mark"
            : null;
    }

    static bool StartsWith(byte[] bytes, byte[] mark) =>
        bytes.Length >= mark.Length && bytes.Take(mark.Length).SequenceEqual(mark);

    static string FileNameOf(string path) => path.Substring(path.LastIndexOfAny(['/', '\\']) + 1);
}
