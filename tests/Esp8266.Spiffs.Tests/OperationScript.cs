using System.Globalization;
using System.Text;

namespace Esp8266.Spiffs.Tests;

/// <summary>Does what a <c>.ops</c> file says, and answers as the program that made the goldens.</summary>
sealed class OperationScript
{
    readonly LoggedFlash _flash;
    readonly SpiffsOptions _options;
    readonly StringBuilder _answers = new();
    SpiffsFileSystem? _files;

    OperationScript(LoggedFlash flash, SpiffsOptions options)
    {
        _flash = flash;
        _options = options;
    }

    /// <summary>Runs a script on blank flash.</summary>
    /// <returns>The answers, a line each.</returns>
    public static string Run(LoggedFlash flash, string operations)
    {
        var script = new OperationScript(flash, SpiffsOptions.ForDevice((uint)flash.Cells.Length));
        if (SpiffsFileSystem.Mount(flash, script._options, out script._files) != SpiffsError.None)
            script.Format();
        foreach (string line in operations.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            script.Do(line.Split(' '));
        script._files?.Unmount();
        script.Answer($"programs {flash.Programs} erases {flash.Erases} violations {flash.OnesOverZeros}");
        return script._answers.ToString();
    }

    void Do(string[] words)
    {
        string name = words.Length > 1 ? words[1] : "";
        switch (words[0])
        {
            case "write":
                Write("write", OpenFlags.Create | OpenFlags.Truncate | OpenFlags.Write, words);
                break;
            case "append":
                Write("append", OpenFlags.Create | OpenFlags.Append | OpenFlags.Write, words);
                break;
            case "patch":
                Patch(name, Number(words[2]), Content(words[3], words[4]));
                break;
            case "read":
                Read(name);
                break;
            case "remove":
                Answer($"remove {name} {(int)_files!.Remove(Utf8(name))}");
                break;
            case "rename":
                Answer($"rename {name} {words[2]} {(int)_files!.Rename(Utf8(name), Utf8(words[2]))}");
                break;
            case "list":
                Answer("list" + string.Concat(_files!.List().Select(stat => $" {stat.Name}={stat.Bytes}")));
                break;
            case "info":
                _files!.Usage(out uint total, out uint used);
                Answer($"info total {total} used {used}");
                break;
            case "check":
                Answer($"check {(int)_files!.Check()}");
                break;
            case "remount":
                _files!.Unmount();
                Answer($"remount {(int)SpiffsFileSystem.Mount(_flash, _options, out _files)}");
                break;
            case "format":
                _files!.Unmount();
                Format();
                break;
            default:
                Assert.Fail("unknown operation " + words[0]);
                break;
        }
    }

    void Format()
    {
        SpiffsFileSystem.Format(_flash, _options);
        Answer($"format 0 mount {(int)SpiffsFileSystem.Mount(_flash, _options, out _files)}");
    }

    void Write(string verb, OpenFlags flags, string[] words)
    {
        SpiffsError error = _files!.Open(Utf8(words[1]), flags, out int file);
        if (error != SpiffsError.None)
        {
            Answer($"{verb} {words[1]} open {(int)error}");
            return;
        }

        byte[] content = Content(words[2], words[3]);
        int chunk = words.Length > 4 ? Number(words[4]) : 0;
        foreach (byte[] part in content.Chunk(chunk == 0 ? Math.Max(content.Length, 1) : chunk))
        {
            error = _files.Write(file, part);
            if (error != SpiffsError.None)
                break;
        }

        // Whether the end of the content could be written, which closing answers, was not asked.
        _files.Close(file);
        Answer($"{verb} {words[1]} {(int)error}");
    }

    void Patch(string name, int offset, byte[] content)
    {
        SpiffsError error = _files!.Open(Utf8(name), OpenFlags.ReadWrite, out int file);
        if (error != SpiffsError.None)
        {
            Answer($"patch {name} open {(int)error}");
            return;
        }

        error = _files.Seek(file, offset, SeekOrigin.Begin, out int position);
        int seek = error == SpiffsError.None ? position : (int)error;
        error = _files.Write(file, content);
        int write = error == SpiffsError.None ? content.Length : (int)error;
        _files.Close(file);
        Answer($"patch {name} seek {seek} write {write}");
    }

    void Read(string name)
    {
        SpiffsError error = _files!.Open(Utf8(name), OpenFlags.Read, out int file);
        if (error != SpiffsError.None)
        {
            Answer($"read {name} open {(int)error}");
            return;
        }

        uint hash = 2166136261;
        int bytes = 0;
        byte[] buffer = new byte[512];
        while ((error = _files.Read(file, buffer, out int count)) == SpiffsError.None && count > 0)
        {
            foreach (byte b in buffer.AsSpan(0, count))
                hash = (hash ^ b) * 16777619;
            bytes += count;
        }

        _files.Close(file);
        Answer(error == SpiffsError.None ? $"read {name} {bytes} fnv {hash:x8}" : $"read {name} {(int)error}");
    }

    void Answer(string line) => _answers.Append(line).Append('\n');

    static byte[] Content(string size, string seed) =>
        Generated(Number(size), uint.Parse(seed, CultureInfo.InvariantCulture));

    /// <summary>The bytes that a script means by size and seed.</summary>
    public static byte[] Generated(int size, uint seed)
    {
        byte[] content = new byte[size];
        uint x = seed;
        for (int i = 0; i < size; i++)
        {
            x = x * 1103515245 + 12345;
            content[i] = (byte)(x >> 16);
        }

        return content;
    }

    static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);

    static byte[] Utf8(string name) => Encoding.UTF8.GetBytes(name);
}
