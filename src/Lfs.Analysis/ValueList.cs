using System.Collections;

namespace Lfs.Analysis;

/// <summary>A list that cannot change and compares by its items, as the models of an incremental build
/// must.</summary>
/// <typeparam name="T">The items, which compare by value.</typeparam>
public readonly struct ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    readonly T[]? _items;

    /// <summary>Makes a list of a copy of the items.</summary>
    public ValueList(IEnumerable<T> items)
    {
        _items = [.. items];
    }

    /// <summary>The number of items; 0 for the default value.</summary>
    public int Count => _items?.Length ?? 0;

    /// <summary>The item at an index, from 0.</summary>
    public T this[int index] =>
        _items is null ? throw new ArgumentOutOfRangeException(nameof(index)) : _items[index];

    /// <summary>True if both have equal items in the same order.</summary>
    public bool Equals(ValueList<T> other) => this.SequenceEqual(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ValueList<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        unchecked
        {
            int hash = 17;
            foreach (T item in this)
                hash = (hash * 31) + (item?.GetHashCode() ?? 0);
            return hash;
        }
    }

    /// <summary>True if both are equal.</summary>
    public static bool operator ==(ValueList<T> left, ValueList<T> right) => left.Equals(right);

    /// <summary>True if they differ.</summary>
    public static bool operator !=(ValueList<T> left, ValueList<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)(_items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
