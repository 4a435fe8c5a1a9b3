using System.Globalization;
using System.Text;
using Lfs.Runtime.Core;

namespace Lfs.Runtime;

/// <summary>What a line that has code has run.</summary>
/// <param name="Source">The chunk: the path of a file as the compiler was given it, or the name as messages
/// show it.</param>
/// <param name="Line">The line.</param>
/// <param name="Instructions">The instructions that it has run.</param>
/// <param name="Hits">How often the instruction of the line has run that ran most often; 0 for a line that
/// has not run.</param>
public sealed record LineProfileEntry(string Source, int Line, long Instructions, long Hits);

/// <summary>The instructions that each line has run.</summary>
public sealed class LineProfile
{
    const int LinesShown = 20;

    LineProfile(IReadOnlyList<LineProfileEntry> entries) => Entries = entries;

    internal static LineProfile Empty => new([]);

    /// <summary>All lines that have code, by source and line. The return that ends
    /// every function counts only where it has run: behind a return of the program's own it cannot.</summary>
    public IReadOnlyList<LineProfileEntry> Entries { get; }

    /// <summary>All instructions that lines have run.</summary>
    public long TotalInstructions => Entries.Sum(entry => entry.Instructions);

    /// <summary>A table of the lines that have run most.</summary>
    public override string ToString()
    {
        long total = TotalInstructions;
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{total,12} instructions\n");
        foreach (LineProfileEntry entry in Entries
            .Where(entry => entry.Instructions > 0)
            .OrderByDescending(entry => entry.Instructions)
            .Take(LinesShown))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{entry.Instructions,12} {100.0 * entry.Instructions / total,6:0.0} %  "
                    + $"{entry.Source}:{entry.Line}\n");
        }
        return text.ToString();
    }

    /// <summary>Sums up what a device has recorded.</summary>
    internal static LineProfile Of(Recorder recorder)
    {
        Dictionary<LuaPlace, (long Instructions, long Hits)> sums = [];
        foreach (RecordedFunction function in recorder.Functions)
        {
            for (int i = 0; i < function.Lines.Length; i++)
            {
                LuaPlace place = function.PlaceAt(i);
                bool isKnown = sums.TryGetValue(place, out (long Instructions, long Hits) sum);
                long count = function.Counts[i];
                // The last instruction is the return that every function ends with. After a return of the
                // program's own it cannot run, and its line is that of `end`.
                bool isImplied = i == function.Lines.Length - 1 && count == 0;
                if (place.Line > 0 && (isKnown || !isImplied))
                    sums[place] = (sum.Instructions + count, Math.Max(sum.Hits, count));
            }
        }
        return new LineProfile([.. sums
            .Select(row => new LineProfileEntry(
                row.Key.Source, row.Key.Line, row.Value.Instructions, row.Value.Hits))
            .OrderBy(entry => entry.Source, StringComparer.Ordinal)
            .ThenBy(entry => entry.Line)]);
    }
}
