using System.Text;
using Esp8266.Spiffs;
using Lfs.Runtime.Core;

namespace Lfs.Runtime;

/// <summary>The files of a device, as its host sees them: <see cref="LfsDevice.Files"/>.</summary>
/// <remarks>A name has at most 31 bytes of UTF-8; there are no folders, and <c>/</c> is a character like any
/// other. A change takes the flash operations that it takes on a device. The members throw what those of
/// <see cref="LfsDevice"/> throw.</remarks>
public sealed class LfsFiles
{
    readonly LfsDevice _device;

    internal LfsFiles(LfsDevice device) => _device = device;

    /// <summary>Reads all files in an image of a file system.</summary>
    /// <param name="image">As for <see cref="LfsDeviceOptions.SpiffsImage"/>. It is not changed.</param>
    /// <returns>The bytes of each file by its name.</returns>
    /// <exception cref="ArgumentException">It is no image of a file system, or it is damaged.</exception>
    public static IReadOnlyDictionary<string, byte[]> InImage(byte[] image)
    {
        ArgumentNullException.ThrowIfNull(image);
        SpiffsImage? files = null;
        if (SpiffsImage.IsSize(image.Length))
            SpiffsImage.Open(image, out files);
        if (files is null)
            throw new ArgumentException("The bytes hold no file system.", nameof(image));
        Dictionary<string, byte[]> found = new(StringComparer.Ordinal);
        foreach (ObjectStat file in files.Files.List())
        {
            if (files.Export(file.Name.Bytes, out byte[] content) != SpiffsError.None)
                throw new ArgumentException($"The file '{file.Name}' is damaged.", nameof(image));
            found[file.Name.ToString()] = content;
        }
        return found;
    }

    /// <summary>The names of all files, in the order of the file system.</summary>
    public IReadOnlyList<string> Names => _device.Use(files => files.Mounted() is { } mounted
        ? [.. mounted.List().Select(file => file.Name.ToString())] : Array.Empty<string>());

    /// <summary>Reads a file.</summary>
    /// <returns>Its bytes; null if there is no such file.</returns>
    public byte[]? Read(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _device.Use(files => files.TryRead(Encoding.UTF8.GetBytes(name), out byte[]? content)
            ? content : null);
    }

    /// <summary>Makes a file, or replaces its content.</summary>
    /// <exception cref="IOException">The name is too long, or the file system is full or missing. What had
    /// been written stays.</exception>
    public void Write(string name, ReadOnlyMemory<byte> content)
    {
        ArgumentNullException.ThrowIfNull(name);
        SpiffsError error = _device.Use(files => files.Write(Encoding.UTF8.GetBytes(name), content.Span));
        if (error != SpiffsError.None)
            throw new IOException($"The file '{name}' cannot be written: {FileSystem.MessageOf(error)}");
    }

    /// <summary>Makes a file of UTF-8 text, or replaces its content.</summary>
    /// <exception cref="IOException">As for <see cref="Write(string, ReadOnlyMemory{byte})"/>.</exception>
    public void Write(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Write(name, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Removes a file.</summary>
    /// <returns>False if there is no such file.</returns>
    public bool Remove(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _device.Use(files =>
            files.Mounted()?.Remove(Encoding.UTF8.GetBytes(name)) == SpiffsError.None);
    }
}
