namespace Lfs.Runtime.Core;

/// <summary>A Lua function as the recorder knows it.</summary>
/// <param name="source">The name of its chunk.</param>
/// <param name="lines">The line of each instruction; 0 where it is not known.</param>
sealed class RecordedFunction(string source, int[] lines)
{
    public int[] Lines => lines;

    /// <summary>How often each instruction has run.</summary>
    public long[] Counts { get; } = new long[lines.Length];

    /// <summary>The line of an instruction. Before the first one it is that of the first.</summary>
    public LuaPlace PlaceAt(int instruction) =>
        lines.Length == 0 ? new LuaPlace(source, 0)
            : new LuaPlace(source, lines[Math.Clamp(instruction, 0, lines.Length - 1)]);
}

/// <summary>A line of a program.</summary>
readonly record struct LuaPlace(string Source, int Line);

/// <summary>
/// What a device notes while it runs, for profiles and coverage. All of it is the host's: it takes nothing of
/// the device's memory, changes nothing that a program can see, and outlives restarts.
/// </summary>
/// <param name="recordsAllocations">True to note where each block is allocated.</param>
sealed class Recorder(bool recordsAllocations)
{
    // A module that is loaded again makes new prototypes of the same functions: these count on.
    readonly Dictionary<(string Source, int LineDefined, int Length), List<RecordedFunction>> _known = [];
    readonly Dictionary<uint, RecordedFunction> _living = [];
    readonly Dictionary<uint, LuaPlace> _places = [];

    public bool RecordsAllocations => recordsAllocations;

    /// <summary>All functions that have been seen, run or not.</summary>
    public IEnumerable<RecordedFunction> Functions => _known.Values.SelectMany(same => same);

    /// <summary>A new Lua state: no address means what it meant.</summary>
    public void BeginLife()
    {
        _living.Clear();
        _places.Clear();
    }

    /// <summary>The function whose prototype lies at an address; null if it is not known.</summary>
    public RecordedFunction? Find(uint prototype) => _living.GetValueOrDefault(prototype);

    /// <summary>Notes the function whose prototype lies at an address.</summary>
    public RecordedFunction Add(uint prototype, string source, int lineDefined, int[] lines)
    {
        (string, int, int) key = (source, lineDefined, lines.Length);
        if (!_known.TryGetValue(key, out List<RecordedFunction>? same))
            _known.Add(key, same = []);
        RecordedFunction? function = same.Find(known => known.Lines.AsSpan().SequenceEqual(lines));
        if (function is null)
            same.Add(function = new RecordedFunction(source, lines));
        return _living[prototype] = function;
    }

    /// <summary>The prototype at an address is gone.</summary>
    public void Forget(uint prototype) => _living.Remove(prototype);

    /// <summary>Notes the line that allocates a block.</summary>
    public void NoteBlock(uint address, LuaPlace place) => _places[address] = place;

    /// <summary>The line that has allocated a block.</summary>
    public bool TryPlaceOf(uint address, out LuaPlace place) => _places.TryGetValue(address, out place);
}
