using System.Globalization;
using System.Text.RegularExpressions;
using Lfs.Compiler.Bytecode;

namespace Lfs.Testing;

/// <summary>Turns places in messages of Lua into those of .NET, which name the file.</summary>
/// <param name="root">The folder of the files.</param>
/// <param name="files">Their paths, as the compiler was given them.</param>
/// <param name="version">The version, which decides how messages cut a long path.</param>
sealed partial class LuaPlaces(string root, IEnumerable<string> files, LuaVersion version)
{
    readonly Dictionary<string, string> _files = files
        .GroupBy(file => ChunkName.Shorten(
            LuaString.FromText("@" + file), version, ChunkName.Size).ToString())
        .ToDictionary(same => same.Key, same => Path.GetFullPath(Path.Combine(root, same.First())));

    /// <summary>The calls of a failure, as .NET writes them; null if none is in a file.</summary>
    /// <param name="name">The name of the test, which stands for the function that failed.</param>
    /// <param name="message">The message; it begins with the place.</param>
    /// <param name="traceback">The calls, as <c>debug.traceback</c> writes them; null if they are not
    /// known.</param>
    public string? StackTrace(string name, string message, string? traceback)
    {
        List<string> frames = [];
        Match place = Place().Match(message);
        if (place.Success && LineOf(name, place) is { } failed)
            frames.Add(failed);
        foreach (Match call in Call().Matches(traceback ?? ""))
        {
            // The place of the message is one of the calls.
            bool isKnown = place.Success && frames.Count == 1
                && call.Groups["source"].Value == place.Groups["source"].Value
                && call.Groups["line"].Value == place.Groups["line"].Value;
            if (!isKnown && LineOf(call.Groups["what"].Value, call) is { } frame)
                frames.Add(frame);
        }
        return frames.Count == 0 ? null : string.Join(Environment.NewLine, frames);
    }

    /// <summary>The line of a place in a message; 0 if it names none.</summary>
    public static int LineIn(string message) =>
        Place().Match(message) is { Success: true } place
            ? int.Parse(place.Groups["line"].Value, CultureInfo.InvariantCulture) : 0;

    string? LineOf(string what, Match place) =>
        _files.TryGetValue(place.Groups["source"].Value, out string? file)
            ? $"   at {what} in {file}:line {place.Groups["line"].Value}" : null;

    [GeneratedRegex(@"^(?<source>[^\n]+?):(?<line>\d+)(:|$)")]
    private static partial Regex Place();

    [GeneratedRegex(@"^\s+(?<source>[^\n]+?):(?<line>\d+): in (?<what>[^\n]+)$", RegexOptions.Multiline)]
    private static partial Regex Call();
}
