using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Esp8266;

/// <summary>Carries the state of a device out of its objects, or back into them. An object names its fields
/// once, in its <c>Transfer</c> method, for both directions.</summary>
/// <remarks>Bytes are little-endian, as those of the device. What is read may be damaged: a loader checks
/// what it uses as an index or a size, with <see cref="Require"/>.</remarks>
sealed class StateStream
{
    readonly BinaryWriter? _target;
    readonly BinaryReader? _source;

    /// <summary>Saves to a stream.</summary>
    public StateStream(BinaryWriter target) => _target = target;

    /// <summary>Loads from a stream.</summary>
    public StateStream(BinaryReader source) => _source = source;

    /// <summary>True if fields get their values from the stream.</summary>
    public bool IsLoading => _source is not null;

    /// <summary>Saves or loads a value.</summary>
    /// <param name="value">A value without unused bytes in it.</param>
    /// <returns>The value, or what was loaded in its place.</returns>
    public T Value<T>(T value) where T : unmanaged
    {
        Debug.Assert(BitConverter.IsLittleEndian, "A device's memory and its snapshot are little-endian.");
        Bytes(MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }

    /// <summary>Saves or loads a truth value.</summary>
    public bool Value(bool value) => Value((byte)(value ? 1 : 0)) != 0;

    /// <summary>Saves or loads a value that may be absent.</summary>
    public T? Optional<T>(T? value) where T : unmanaged =>
        Value(value.HasValue) ? Value(value.GetValueOrDefault()) : null;

    /// <summary>Saves or loads a field.</summary>
    public void Field<T>(ref T field) where T : unmanaged => field = Value(field);

    /// <summary>Saves or loads a field with a truth value.</summary>
    public void Field(ref bool field) => field = Value(field);

    /// <summary>Saves or loads a stretch of bytes whose length both sides know.</summary>
    public void Bytes(Span<byte> bytes)
    {
        if (_source is null)
            _target!.Write(bytes);
        else
            _source.BaseStream.ReadExactly(bytes);
    }

    /// <summary>Saves or loads bytes with their length; null stays null.</summary>
    public byte[]? Block(byte[]? content)
    {
        if (!Value(content is not null))
            return null;
        int length = Count(content?.Length ?? 0);
        byte[] block = content ?? new byte[length];
        Bytes(block);
        return block;
    }

    /// <summary>Saves or loads a text.</summary>
    public string Text(string text) =>
        Encoding.UTF8.GetString(Block(IsLoading ? null : Encoding.UTF8.GetBytes(text)) ?? []);

    /// <summary>Saves or loads a number of things that follow, each of which takes a byte or more.</summary>
    /// <exception cref="InvalidDataException">So many cannot follow.</exception>
    public int Count(int count, int most = int.MaxValue)
    {
        count = Value(count);
        Require(count >= 0 && count <= most
            && (_source is null || count <= _source.BaseStream.Length - _source.BaseStream.Position),
            "a count is possible");
        return count;
    }

    /// <summary>Saves or loads the entries of a map, in the order of their keys.</summary>
    public void Map(Dictionary<uint, int> map)
    {
        KeyValuePair<uint, int>[] entries = [.. map.OrderBy(entry => entry.Key)];
        int count = Count(entries.Length);
        map.Clear();
        for (int i = 0; i < count; i++)
        {
            KeyValuePair<uint, int> entry = IsLoading ? default : entries[i];
            map[Value(entry.Key)] = Value(entry.Value);
        }
    }

    /// <summary>Saves or loads the values of a queue, from its head on.</summary>
    /// <param name="queue">The queue; loading replaces what it holds.</param>
    /// <param name="most">The most values that it can hold.</param>
    public void Queue<T>(Queue<T> queue, int most) where T : unmanaged
    {
        T[] values = [.. queue];
        int count = Count(values.Length, most);
        queue.Clear();
        for (int i = 0; i < count; i++)
            queue.Enqueue(Value(IsLoading ? default : values[i]));
    }

    /// <summary>Checks what was loaded.</summary>
    /// <exception cref="InvalidDataException">It breaks the rule.</exception>
    public void Require(bool holds, string rule)
    {
        Debug.Assert(holds || IsLoading, $"A device that is saved keeps the rule: {rule}.");
        if (!holds)
            throw new InvalidDataException($"The rule does not hold that {rule}.");
    }
}
