using System.Collections;
using System.Collections.Immutable;

namespace Lfs.Generator;

/// <summary>
/// An immutable array that compares by its elements, as models in an incremental pipeline must.
/// </summary>
readonly struct EquatableArray<T>(ImmutableArray<T> items) : IEquatable<EquatableArray<T>>, IEnumerable<T>
    where T : IEquatable<T>
{
    readonly ImmutableArray<T> _items = items;

    /// <summary>The number of elements; 0 for the default value.</summary>
    public int Count => _items.IsDefault ? 0 : _items.Length;

    public static EquatableArray<T> From(IEnumerable<T> items) => new(items.ToImmutableArray());

    public bool Equals(EquatableArray<T> other) => this.SequenceEqual(other);

    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    public override int GetHashCode()
    {
        unchecked
        {
            int hash = 17;
            foreach (T item in this)
                hash = (hash * 31) + item.GetHashCode();
            return hash;
        }
    }

    public IEnumerator<T> GetEnumerator() =>
        ((IEnumerable<T>)(_items.IsDefault ? ImmutableArray<T>.Empty : _items)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
