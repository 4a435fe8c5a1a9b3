using System.Text;

namespace Lfs.Compiler.Bytecode;

/// <summary>A Lua string on the host: any bytes, zero bytes included. Immutable.</summary>
public sealed class LuaString : IEquatable<LuaString>
{
    readonly byte[] _bytes;

    /// <summary>Wraps bytes that nobody changes afterwards.</summary>
    /// <param name="bytes">The characters, without a final NUL. Owned by the string from now on.</param>
    public LuaString(byte[] bytes)
    {
        _bytes = bytes;
    }

    /// <summary>The string of the UTF-8 bytes of a .NET text.</summary>
    public static LuaString FromText(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>How many bytes.</summary>
    public int Length => _bytes.Length;

    /// <summary>The byte at a 0-based place.</summary>
    public byte this[int index] => _bytes[index];

    /// <summary>The bytes themselves; not to be changed.</summary>
    public byte[] Bytes => _bytes;

    /// <inheritdoc/>
    public bool Equals(LuaString? other)
    {
        if (other is null || other._bytes.Length != _bytes.Length)
            return false;
        for (int i = 0; i < _bytes.Length; i++)
        {
            if (_bytes[i] != other._bytes[i])
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LuaString);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        // FNV-1a; only for host dictionaries, never stored.
        unchecked
        {
            uint hash = 2166136261;
            foreach (byte b in _bytes)
                hash = (hash ^ b) * 16777619;
            return (int)hash;
        }
    }

    /// <summary>The text, read as UTF-8; bytes that are not UTF-8 become U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_bytes);
}
