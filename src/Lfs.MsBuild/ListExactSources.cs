using System.Text;
using Microsoft.Build.Framework;

namespace Lfs.MsBuild;

/// <summary>Lists the facts about the sources that the generator cannot see, because it gets
/// characters, not bytes.</summary>
/// <remarks>
/// A line <c>bytes</c> for each source that is not UTF-8 holds the file as Base64; the generator finds the
/// right one by its checksum. A line <c>mark</c> for each source with a UTF-8 byte order mark holds its chunk
/// path as Base64, because a text in an editor does not show if its file had one.
/// </remarks>
[MSBuildMultiThreadableTask]
public sealed class ListExactSources : Microsoft.Build.Utilities.Task
{
    static readonly UTF8Encoding Strict = new(true, throwOnInvalidBytes: true);

    /// <summary>The <c>LuaModule</c> items, with the metadata ChunkPathBase64.</summary>
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

    // A file that cannot be read is skipped here. It is reported when the image is built.
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
