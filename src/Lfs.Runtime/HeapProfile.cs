using System.Globalization;
using System.Text;
using Lfs.Runtime.Core;

namespace Lfs.Runtime;

/// <summary>The Lua data in use that one line has allocated, of one type.</summary>
/// <param name="Source">The chunk: the path of a file, or the name as messages show it.
/// <see cref="HeapProfile.Device"/> is what no Lua function has allocated, such as the state itself.</param>
/// <param name="Line">The line; 0 if it is not known.</param>
/// <param name="Type">What it is: <c>string</c>, <c>table</c>, <c>function</c>, <c>userdata</c>,
/// <c>thread</c>, <c>prototype</c> (the code of functions in RAM), <c>upvalue</c>, or <c>state</c> (what the
/// Lua state keeps for itself: globals of the VM, the table of all strings, buffers).</param>
/// <param name="Objects">The number of objects.</param>
/// <param name="Bytes">Their size, with all that they own, such as the array of a table.</param>
public sealed record HeapProfileEntry(string Source, int Line, string Type, int Objects, long Bytes);

/// <summary>Where the Lua data in use comes from: each live object by the line that has allocated it, and by
/// type.</summary>
public sealed class HeapProfile
{
    /// <summary>The source of what no Lua function has allocated, or of what was not recorded.</summary>
    public const string Device = "(device)";

    static readonly string[] _typeNames =
        ["state", "string", "table", "function", "userdata", "thread", "prototype", "upvalue"];

    HeapProfile(IReadOnlyList<HeapProfileEntry> entries) => Entries = entries;

    internal static HeapProfile Empty => new([]);

    /// <summary>The entries, the largest first.</summary>
    public IReadOnlyList<HeapProfileEntry> Entries { get; }

    /// <summary>All bytes: <see cref="LfsDevice.LuaBytesInUse"/> at that time.</summary>
    public long TotalBytes => Entries.Sum(entry => entry.Bytes);

    /// <summary>The bytes by source, the largest first.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> BySource => By(entry => entry.Source);

    /// <summary>The bytes by line, as <c>source:line</c>, the largest first.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> ByLine => By(PlaceOf);

    /// <summary>The bytes by type, the largest first.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> ByType => By(entry => entry.Type);

    /// <summary>The bytes of a type; 0 if there are none.</summary>
    public long BytesOf(string type) => Entries.Where(entry => entry.Type == type).Sum(entry => entry.Bytes);

    /// <summary>A table of the entries.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{TotalBytes,8} bytes of Lua data in use\n");
        foreach (HeapProfileEntry entry in Entries)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{entry.Bytes,8}  {entry.Objects,5} {entry.Type,-9}  {PlaceOf(entry)}\n");
        }
        return text.ToString();
    }

    static string PlaceOf(HeapProfileEntry entry) => entry.Line == 0 ? entry.Source
        : string.Create(CultureInfo.InvariantCulture, $"{entry.Source}:{entry.Line}");

    IReadOnlyList<KeyValuePair<string, long>> By(Func<HeapProfileEntry, string> key) => [.. Entries
        .GroupBy(key)
        .Select(same => KeyValuePair.Create(same.Key, same.Sum(entry => entry.Bytes)))
        .OrderByDescending(row => row.Value)
        .ThenBy(row => row.Key, StringComparer.Ordinal)];

    /// <summary>Sums up what a walk of the heap has found.</summary>
    internal static HeapProfile Of(IReadOnlyList<HeapPart> parts, Recorder? recorder)
    {
        Dictionary<uint, LuaPlace> places = [];
        Dictionary<(LuaPlace, HeapPartKind), (int Objects, long Bytes)> sums = [];
        foreach (HeapPart part in parts)
        {
            // The blocks of an object count where the object itself was allocated.
            bool isNew = !places.TryGetValue(part.Object, out LuaPlace place);
            if (isNew)
                places.Add(part.Object, place = PlaceOf(part, recorder));
            sums.TryGetValue((place, part.Kind), out (int Objects, long Bytes) sum);
            sums[(place, part.Kind)] = (sum.Objects + (isNew ? 1 : 0), sum.Bytes + (long)part.Bytes);
        }
        return new HeapProfile([.. sums
            .Select(row => new HeapProfileEntry(
                row.Key.Item1.Source ?? Device, row.Key.Item1.Line, _typeNames[(int)row.Key.Item2],
                row.Value.Objects, row.Value.Bytes))
            .OrderByDescending(entry => entry.Bytes)
            .ThenBy(entry => entry.Source, StringComparer.Ordinal)
            .ThenBy(entry => entry.Line)
            .ThenBy(entry => entry.Type, StringComparer.Ordinal)]);
    }

    static LuaPlace PlaceOf(HeapPart part, Recorder? recorder) =>
        part.Object != 0 && recorder is not null && recorder.TryPlaceOf(part.Block, out LuaPlace place)
            ? place : default;
}
