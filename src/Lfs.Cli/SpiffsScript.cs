using System.Globalization;
using System.Text;
using Esp8266.Spiffs;

namespace Lfs.Cli;

/// <summary>The commands of a script of <c>lfs spiffs</c>.</summary>
/// <remarks>Source: tools/spiffsimg/main.c.</remarks>
sealed class SpiffsScript(SpiffsImage image, Terminal terminal)
{
    /// <summary>The reference reads lines into a buffer of this size; the rest is the next line.</summary>
    const int LongestLine = 126;

    /// <summary>What kinds of objects are called in a listing.</summary>
    const string Kinds = "?fdhs";

    /// <summary>1 if a line failed, else 0.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Runs commands to the end of a stream.</summary>
    /// <param name="lines">The commands, a line each; an empty line or one that begins with # is
    /// none.</param>
    /// <param name="prompts">Whether a person types them.</param>
    /// <exception cref="CommandFailure">An import or export failed.</exception>
    public void Run(Stream lines, bool prompts)
    {
        Prompt(prompts);
        while (ReadLine(lines) is { } line)
        {
            ReadOnlySpan<byte> command = Trim(line);
            if (command.IsEmpty || command[0] == '#')
                continue;
            Do(command);
            Prompt(prompts);
        }

        if (prompts)
            terminal.Print("\n");
    }

    /// <summary>Prints kind, size and name of each file.</summary>
    public void List()
    {
        foreach (ObjectStat file in image.Files.List())
        {
            char kind = Kinds[file.Kind < Kinds.Length ? file.Kind : 0];
            terminal.Print(string.Create(CultureInfo.InvariantCulture, $"{kind} {file.Bytes,6} "));
            terminal.Output.Write(file.Name.Bytes);
            terminal.Print("\n");
        }
    }

    void Do(ReadOnlySpan<byte> line)
    {
        if (line.SequenceEqual("ls"u8))
            List();
        else if (line.StartsWith("import "u8))
            Transfer(line, "import "u8.Length, Import);
        else if (line.StartsWith("export "u8))
            Transfer(line, "export "u8.Length, Export);
        else if (line.StartsWith("rm "u8))
            Remove(line);
        else if (line.StartsWith("cat "u8))
            Cat(Trim(line["cat "u8.Length..]));
        else if (line.StartsWith("info"u8))
            Info();
        else
            Fail(terminal.Output, "SYNTAX ERROR: "u8, line);
    }

    void Transfer(ReadOnlySpan<byte> line, int start, Action<byte[], byte[]> transfer)
    {
        ReadOnlySpan<byte> rest = Trim(line[start..]);
        int end = 0;
        while (end < rest.Length && !IsSpace(rest[end]))
            end++;
        ReadOnlySpan<byte> second = Trim(rest[end..]);
        int length = 0;
        while (length < second.Length && !IsSpace(second[length]))
            length++;
        if (length == 0)
            FailAside("SYNTAX ERROR: "u8, line);
        else
            transfer(rest[..end].ToArray(), second[..length].ToArray());
    }

    void Import(byte[] source, byte[] name)
    {
        byte[] content = terminal.Folder.Read(Encoding.UTF8.GetString(source));
        SpiffsError error = image.Import(name, content);
        if (error != SpiffsError.None)
            throw Failure("import", name, error);
    }

    void Export(byte[] name, byte[] target)
    {
        SpiffsError error = image.Export(name, out byte[] content);
        if (error != SpiffsError.None)
            throw Failure("export", name, error);
        string path = Encoding.UTF8.GetString(target);
        using OutputFile output = terminal.Folder.Create(path);
        Folder.Commit(output, path, content);
    }

    void Remove(ReadOnlySpan<byte> line)
    {
        if (image.Files.Remove(Trim(line["rm "u8.Length..])) != SpiffsError.None)
            FailAside("FAILED: "u8, line);
    }

    void Cat(ReadOnlySpan<byte> name)
    {
        // A file that is not there prints nothing, as in the reference.
        image.Export(name, out byte[] content);
        terminal.Output.Write(content);
    }

    void Info()
    {
        image.Files.Usage(out uint total, out uint used);
        terminal.Print(string.Create(CultureInfo.InvariantCulture, $"Total: {total}, Used: {used}\n"));
    }

    void FailAside(ReadOnlySpan<byte> what, ReadOnlySpan<byte> line)
    {
        terminal.Output.Flush();
        Fail(terminal.Error, what, line);
    }

    void Fail(Stream stream, ReadOnlySpan<byte> what, ReadOnlySpan<byte> line)
    {
        stream.Write([.. what, .. line, (byte)'\n']);
        ExitCode = 1;
    }

    void Prompt(bool prompts)
    {
        if (!prompts)
            return;
        terminal.Print("> ");
        terminal.Output.Flush();
    }

    static CommandFailure Failure(string what, byte[] name, SpiffsError error)
    {
        string why = error switch
        {
            SpiffsError.Full => "the file system is full",
            SpiffsError.NotFound => "there is no such file in the image",
            SpiffsError.NameTooLong => "the name is longer than 31 bytes",
            _ => "the image is damaged",
        };
        return new CommandFailure($"{what} {Encoding.UTF8.GetString(name)}: {why} ({(int)error})");
    }

    static byte[]? ReadLine(Stream lines)
    {
        List<byte> line = [];
        while (line.Count < LongestLine)
        {
            int b = lines.ReadByte();
            if (b < 0)
                return line.Count > 0 ? [.. line] : null;
            line.Add((byte)b);
            if (b == '\n')
                break;
        }

        // C sees no more than what precedes a zero.
        int end = line.IndexOf(0);
        return end < 0 ? [.. line] : [.. line.Take(end)];
    }

    static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && IsSpace(text[0]))
            text = text[1..];
        while (!text.IsEmpty && IsSpace(text[^1]))
            text = text[..^1];
        return text;
    }

    static bool IsSpace(byte b) => b is (byte)' ' or (>= 9 and <= 13);
}
