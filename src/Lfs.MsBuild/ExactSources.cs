using System.Text;

namespace Lfs.MsBuild;

/// <summary>Sources that are not UTF-8, for the generator.</summary>
/// <remarks>
/// The compiler decodes files before a generator sees them, and what was no UTF-8 is lost. The file that is
/// written has one such source a line, as Base64; the generator knows which is which by the checksums.
/// </remarks>
sealed class ExactSources
{
    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    readonly SortedSet<string> _lines = new(StringComparer.Ordinal);

    /// <summary>Adds a source if the generator cannot have it otherwise.</summary>
    public void Add(byte[] bytes)
    {
        try
        {
            Strict.GetCharCount(bytes);
        }
        catch (DecoderFallbackException)
        {
            _lines.Add(Convert.ToBase64String(bytes));
        }
    }

    /// <summary>Writes the file if it would change; removes it if there is nothing to write.</summary>
    public void Write(string path)
    {
        if (_lines.Count == 0)
        {
            File.Delete(path);
            return;
        }

        string text = string.Concat(_lines.Select(line => line + "\n"));
        if (File.Exists(path) && File.ReadAllText(path) == text)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
