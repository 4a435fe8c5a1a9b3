using System.Text;
using Lfs.Compiler.Bytecode;

namespace Lfs.Cli;

/// <summary>Prints a <c>.lc</c> file: its functions, one per line.</summary>
static class ChunkSummary
{
    static readonly byte[] _signature = [0x1B, (byte)'L', (byte)'u', (byte)'a'];

    /// <summary>The target of a <c>.lc</c> file; null if the file is not a chunk.</summary>
    public static LuaTarget? TargetOf(byte[] file)
    {
        // Source: ldump.c, DumpHeader. Byte 4 is the version, and byte 5 the format.
        const int Version = 4;
        const int Format = 5;
        const byte ChunkFormat53 = 0x0A;
        const int IsIntegral51 = 11;
        const int IntegerBytes53 = 14;
        if (file.Length <= IntegerBytes53 || !file.AsSpan().StartsWith(_signature))
            return null;
        if (file[Version] == (byte)LuaVersion.Lua51)
            return file[IsIntegral51] == 0 ? LuaTarget.Lua51 : LuaTarget.Lua51Int;
        if (file[Version] != (byte)LuaVersion.Lua53 || file[Format] != ChunkFormat53)
            return null;
        return file[IntegerBytes53] == LuaTarget.Lua53.NumberBytes ? LuaTarget.Lua53 : LuaTarget.Lua53Long;
    }

    /// <summary>Prints a chunk.</summary>
    /// <param name="main">Its main function.</param>
    /// <param name="target">The target of the chunk.</param>
    /// <param name="fileBytes">The size of the file, in bytes.</param>
    public static string Print(Proto main, LuaTarget target, int fileBytes)
    {
        var text = new StringBuilder();
        text.Append(Invariant($"Lua {target.Name} chunk of {fileBytes} bytes, source {main.Source}\n\n"));
        text.Append("     lines  instructions  constants  upvalues  params  slots  line info  function\n");
        Function(text, main, "main");
        return text.ToString();
    }

    static void Function(StringBuilder text, Proto f, string name)
    {
        string lines = Invariant($"{f.LineDefined}-{f.LastLineDefined}");
        string parameters = Invariant($"{f.NumParams}{(f.IsVararg != 0 ? "+" : "")}");
        text.Append(Invariant($"{lines,10}  {f.Code.Length,12}  {f.Constants.Length,9}  "));
        text.Append(Invariant($"{f.Upvalues.Length,8}  {parameters,6}  {f.MaxStackSize,5}  "));
        text.Append(Invariant($"{f.LineInfo.Length,9}  {name}\n"));
        for (int i = 0; i < f.Protos.Length; i++)
            Function(text, f.Protos[i], Invariant($"{name}/{i}"));
    }

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
