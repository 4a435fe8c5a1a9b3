using System.Globalization;
using System.Text;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;

namespace Lfs.Cli;

/// <summary><c>lfs strings</c>: runs a program on a device and writes the Lua module that keeps its strings
/// in flash.
/// </summary>
/// <remarks>The LFS paper writes such a module by hand: a string that is in an image costs no RAM, wherever
/// it is used.</remarks>
sealed class StringsCommand(RunArguments arguments, Terminal terminal)
{
    // A multiple assignment takes a register for each value.
    const int ValuesOfStatement = 50;

    // lobject.h, TString: a header of 16 bytes; the text ends with a zero.
    const int HeaderBytes = 17;

    // lstring.h of 5.3, LUAI_MAXSHORTLEN: only shorter strings are looked up in flash.
    const int LongestShort53 = 40;

    /// <summary>Runs the command and returns the exit code of the program.</summary>
    public int Run()
    {
        RunCommand command = new(arguments, terminal);
        int longest = command.Target.Version == LuaVersion.Lua53 ? LongestShort53 : int.MaxValue;
        string[] paying = [.. command.Strings(command.Image, out int code)
            .Where(text => text.Length > 0 && text.Length <= longest)
            .OrderByDescending(text => text.Length)
            .ThenBy(text => text, StringComparer.Ordinal)];
        if (code != 0)
            return code;
        if (command.Image is null && ImageOf(paying, command.Target) is { } image)
        {
            // 5.3 makes a few strings before it mounts the image. They stay in RAM.
            HashSet<string> staying = command.Strings(image, out _);
            paying = [.. paying.Where(text => !staying.Contains(text))];
        }
        terminal.Print(ModuleOf(paying));
        return 0;
    }

    byte[]? ImageOf(string[] strings, LuaTarget target)
    {
        var source = LuaSource.FromText("@preload.lua", ModuleOf(strings));
        return LfsCompiler.Compile(source, new CompileOptions(target)).Main is { } main
            ? LfsCompiler.Link([main], new ImageOptions(target)).Image?.ToBytes() : null;
    }

    string ModuleOf(string[] strings)
    {
        int bytes = strings.Sum(BytesOf);
        StringBuilder text = new();
        text.Append(string.Create(
            CultureInfo.InvariantCulture,
            $"-- {strings.Length} strings of {arguments.Program.ReplaceLineEndings(" ")}: "
            + $"in an image they save {bytes} bytes of RAM.\n"));
        text.Append("-- Made by lfs strings. Compile it into the image; it need not run.\n");
        foreach (string[] part in strings.Chunk(ValuesOfStatement))
        {
            text.Append("local preload =\n");
            for (int i = 0; i < part.Length; i++)
            {
                string comma = i + 1 < part.Length ? "," : "";
                text.Append(string.Create(
                    CultureInfo.InvariantCulture, $"  {Quote(part[i])}{comma}  -- {BytesOf(part[i])}\n"));
            }
        }
        return text.ToString();
    }

    static int BytesOf(string text) => HeaderBytes + text.Length;

    static string Quote(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char value in text)
        {
            if (value is >= ' ' and <= '~' and not '"' and not '\\')
                quoted.Append(value);
            else
                quoted.Append(CultureInfo.InvariantCulture, $"\\{(int)value:d3}");
        }
        return quoted.Append('"').ToString();
    }
}
