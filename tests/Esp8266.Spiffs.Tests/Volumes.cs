using System.Text;

namespace Esp8266.Spiffs.Tests;

/// <summary>What tests do with file systems as a whole.</summary>
static class Volumes
{
    public const OpenFlags Anew = OpenFlags.Create | OpenFlags.Truncate | OpenFlags.Write;

    /// <summary>Formats flash as a device would, and mounts it.</summary>
    public static SpiffsFileSystem Format(LoggedFlash flash)
    {
        SpiffsFileSystem.Format(flash, OptionsOf(flash));
        return Mount(flash);
    }

    public static SpiffsFileSystem Mount(LoggedFlash flash)
    {
        SpiffsError error = SpiffsFileSystem.Mount(flash, OptionsOf(flash), out SpiffsFileSystem? files);

        Assert.Equal(SpiffsError.None, error);
        return files!;
    }

    public static SpiffsOptions OptionsOf(LoggedFlash flash) => SpiffsOptions.ForDevice((uint)flash.Cells.Length);

    /// <summary>Makes or replaces a file.</summary>
    public static SpiffsError Write(
        SpiffsFileSystem files, string name, byte[] content, OpenFlags flags = Anew, int chunk = 512)
    {
        SpiffsError error = files.Open(Name(name), flags, out int file);
        if (error != SpiffsError.None)
            return error;
        foreach (byte[] part in content.Chunk(chunk))
        {
            error = files.Write(file, part);
            if (error != SpiffsError.None)
                break;
        }

        SpiffsError closed = files.Close(file);
        return error == SpiffsError.None ? closed : error;
    }

    /// <summary>Reads a file; null if it cannot be read.</summary>
    public static byte[]? Read(SpiffsFileSystem files, string name) => Read(files, Name(name));

    /// <summary>Reads a file; null if it cannot be read.</summary>
    public static byte[]? Read(SpiffsFileSystem files, ReadOnlySpan<byte> name)
    {
        if (files.Open(name, OpenFlags.Read, out int file) != SpiffsError.None)
            return null;
        var content = new MemoryStream();
        byte[] buffer = new byte[1024];
        SpiffsError error;
        while ((error = files.Read(file, buffer, out int count)) == SpiffsError.None && count > 0)
            content.Write(buffer, 0, count);
        files.Close(file);
        return error == SpiffsError.None ? content.ToArray() : null;
    }

    public static byte[] Name(string name) => Encoding.UTF8.GetBytes(name);
}
