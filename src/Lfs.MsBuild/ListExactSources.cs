using System.Text;
using Microsoft.Build.Framework;

namespace Lfs.MsBuild;

/// <summary>Lists what the generator cannot know of the sources: it sees characters, and not bytes.</summary>
/// <remarks>
/// One line <c>bytes</c> for each source that is not UTF-8, with the file as Base64: the generator knows by
/// the checksum which is which. One line <c>mark</c> for each that begins with the byte order mark of UTF-8,
/// with its chunk path as Base64: a text in an editor does not say whether it had one.
/// </remarks>
[MSBuildMultiThreadableTask]
public sealed class ListExactSources : Microsoft.Build.Utilities.Task
{
    static readonly UTF8Encoding Strict = new(true, throwOnInvalidBytes: true);

    /// <summary>The <c>LuaModule</c> items, with metadata ChunkPathBase64.</summary>
    [Required]
    public ITaskItem[] Modules { get; set; } = [];

    /// <summary>The absolute path of the list.</summary>
    [Required]
    public string ListFile { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (ITaskItem item in Modules)
        {
            if (Read(item.GetMetadata("FullPath")) is { } bytes)
                Add(bytes, item.GetMetadata("ChunkPathBase64"), lines);
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(ListFile)!);
            File.WriteAllText(ListFile, string.Concat(lines.Select(line => line + "\n")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogErrorFromException(e);
        }
        return !Log.HasLoggedErrors;
    }

    static void Add(byte[] bytes, string chunkPathBase64, SortedSet<string> lines)
    {
        try
        {
            Strict.GetCharCount(bytes);
            byte[] mark = Strict.GetPreamble();
            if (bytes.Take(mark.Length).SequenceEqual(mark))
                lines.Add("mark " + chunkPathBase64);
        }
        catch (DecoderFallbackException)
        {
            lines.Add("bytes " + Convert.ToBase64String(bytes));
        }
    }

    // A file that cannot be read is an error of the image, which is reported there.
    static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
