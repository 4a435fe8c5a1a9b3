using System.Text;

namespace Lfs.Compiler.Bytecode;

/// <summary>A Lua string on the host: any bytes, including zero bytes. It is immutable.</summary>
public sealed class LuaString : IEquatable<LuaString>
{
    readonly byte[] _bytes;

    /// <summary>Wraps bytes, without a copy. They must not change afterwards.</summary>
    /// <param name="bytes">The characters, without a final NUL. The string owns
    /// the array from now on.</param>
    public LuaString(byte[] bytes)
    {
        _bytes = bytes;
    }

    /// <summary>Creates a string from a .NET text, encoded as UTF-8.</summary>
    public static LuaString FromText(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>The length in bytes.</summary>
    public int Length => _bytes.Length;

    /// <summary>The byte at an index from 0.</summary>
    public byte this[int index] => _bytes[index];

    /// <summary>The bytes, without a copy. They must not be changed.</summary>
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
        // FNV-1a. This hash is for host dictionaries only and is never stored.
        unchecked
        {
            uint hash = 2166136261;
            foreach (byte b in _bytes)
                hash = (hash ^ b) * 16777619;
            return (int)hash;
        }
    }

    /// <summary>The text, decoded as UTF-8. Invalid bytes become U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_bytes);
}
