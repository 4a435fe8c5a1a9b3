using System.Globalization;
using System.Text;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

namespace Lfs.Cli;

/// <summary>Prints an image: the header, the modules with their sizes, the strings.</summary>
static class ImageSummary
{
    /// <summary>Prints an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="fileBytes">The size of the file, in bytes.</param>
    public static string Print(LfsImage image, int fileBytes)
    {
        ImageContents contents = image.ReadContents();
        var text = new StringBuilder();
        Header(text, contents, fileBytes);
        Modules(text, contents);
        Strings(text, contents);
        return text.ToString();
    }

    static void Header(StringBuilder text, ImageContents contents, int fileBytes)
    {
        LfsImage image = contents.Image;
        LfsHeader header = image.Header;
        string place = image.IsAbsolute ? Invariant($"absolute at 0x{image.BaseAddress:x8}") : "relocatable";
        DateTime built = DateTime.UnixEpoch.AddSeconds(
            Math.Clamp(contents.BuildTime, 0, (long)(DateTime.MaxValue - DateTime.UnixEpoch).TotalSeconds));
        text.Append(Invariant($"LFS image, Lua {image.Target.Name}, {place}\n\n"));
        text.Append(Invariant($"signature  0x{header.Signature:x8}\n"));
        text.Append(Invariant($"size       {image.Size} bytes in flash, {fileBytes} in the file\n"));
        text.Append(Invariant($"built      {contents.BuildTime} ({built:yyyy-MM-dd HH:mm:ss} UTC)\n"));
        text.Append(Invariant($"strings    {header.RoUse} in {header.RoSize} buckets\n"));
    }

    static void Modules(StringBuilder text, ImageContents contents)
    {
        string[] titles = ["code", "constants", "strings", "debug", "records", "total", "functions"];
        text.Append(Invariant($"\n{contents.Modules.Count} modules, sizes in bytes\n\n"));
        int width = contents.Modules.Select(module => module.Name.ToString().Length).Append(8).Max();
        Row(text, width, "module", titles);
        foreach (ModuleContents m in contents.Modules)
        {
            Row(text, width, m.Name.ToString(), [.. new[]
            {
                m.CodeBytes, m.ConstantBytes, m.StringBytes, m.DebugBytes, m.RecordBytes, m.Bytes,
                m.Functions,
            }.Select(Text)]);
        }
        Row(text, width, "(shared)", ["", "", "", "", "", Text(contents.SharedBytes), ""]);
    }

    static void Row(StringBuilder text, int width, string name, string[] cells)
    {
        var row = new StringBuilder(name.PadRight(width));
        foreach (string cell in cells)
            row.Append("  ").Append(cell.PadLeft(9));
        text.Append(row.ToString().TrimEnd()).Append('\n');
    }

    static void Strings(StringBuilder text, ImageContents contents)
    {
        text.Append("\nstrings\n\n  word      hash  bucket  bytes  text\n");
        foreach (RomString s in contents.Strings)
        {
            text.Append(Invariant($"{s.Word,6}  {s.Hash:x8}  {s.Bucket,6}  {s.Bytes,5}  {Quote(s.Text)}\n"));
        }
    }

    // Keeps printable ASCII and writes other bytes as Lua escapes.
    static string Quote(LuaString text)
    {
        var quoted = new StringBuilder("\"");
        foreach (byte b in text.Bytes)
        {
            if (b is (byte)'"' or (byte)'\\')
                quoted.Append('\\').Append((char)b);
            else if (b is >= 0x20 and < 0x7F)
                quoted.Append((char)b);
            else
                quoted.Append('\\').Append(b.ToString("d3", CultureInfo.InvariantCulture));
        }
        return quoted.Append('"').ToString();
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
