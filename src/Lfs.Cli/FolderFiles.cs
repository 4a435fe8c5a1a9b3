using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Lfs.Runtime;

namespace Lfs.Cli;

/// <summary>Presents a folder as the files of a device. A file is read when Lua opens it,
/// and never written.</summary>
/// <param name="folder">The folder that relative names start from.</param>
/// <param name="extra">Additional files: the program that the user named, or standard input.
/// </param>
sealed class FolderFiles(HostFolder folder, IReadOnlyDictionary<string, byte[]> extra)
    : IDictionary<string, byte[]>
{
    /// <inheritdoc/>
    public ICollection<string> Keys => [.. extra.Keys];

    /// <inheritdoc/>
    public ICollection<byte[]> Values => [.. extra.Values];

    /// <inheritdoc/>
    public int Count => extra.Count;

    /// <inheritdoc/>
    public bool IsReadOnly => true;

    /// <inheritdoc/>
    public byte[] this[string key]
    {
        get => TryGetValue(key, out byte[]? content) ? content : throw new KeyNotFoundException(key);
        set => throw ReadOnly();
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => extra.ContainsKey(key) || folder.Has(NameOf(key));

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out byte[] value)
    {
        if (extra.TryGetValue(key, out value))
            return true;
        try
        {
            value = folder.Read(NameOf(key));
            return true;
        }
        catch (IOException)
        {
            // Lua reports that the file cannot be opened.
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Contains(KeyValuePair<string, byte[]> item) =>
        TryGetValue(item.Key, out byte[]? content) && content == item.Value;

    /// <inheritdoc/>
    public void Add(string key, byte[] value) => throw ReadOnly();

    /// <inheritdoc/>
    public void Add(KeyValuePair<string, byte[]> item) => throw ReadOnly();

    /// <inheritdoc/>
    public bool Remove(string key) => throw ReadOnly();

    /// <inheritdoc/>
    public bool Remove(KeyValuePair<string, byte[]> item) => throw ReadOnly();

    /// <inheritdoc/>
    public void Clear() => throw ReadOnly();

    /// <inheritdoc/>
    public void CopyTo(KeyValuePair<string, byte[]>[] array, int arrayIndex) =>
        extra.ToArray().CopyTo(array, arrayIndex);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, byte[]>> GetEnumerator() => extra.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // Names on a device are bytes; each character here holds one byte.
    static byte[] NameOf(string key) => Encoding.Latin1.GetBytes(key);

    static NotSupportedException ReadOnly() => new("The files of the host are not written.");
}
