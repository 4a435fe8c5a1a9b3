using Lfs.Analysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Lfs.Generator.Typed;

/// <summary>Small pieces of C#.</summary>
static class Code
{
    /// <summary>A string literal.</summary>
    public static string Literal(string value) => SymbolDisplay.FormatLiteral(value, quote: true);

    /// <summary>The type of results: <c>void</c>, one type, or a tuple.</summary>
    public static string TypeOf(ValueList<DelegatePart> results)
    {
        if (results.Count == 0)
            return "void";
        if (results.Count == 1)
            return results[0].Type.Name;
        HashSet<string> used = new(StringComparer.Ordinal);
        return "(" + string.Join(", ", results.Select(part =>
            $"{part.Type.Name} {Identifiers.OfTuple(part.Name, used)}".TrimEnd())) + ")";
    }

    /// <summary>The expression that reads results.</summary>
    /// <param name="call">The variable of the call.</param>
    /// <param name="results">The results.</param>
    /// <param name="code">Takes what the expression needs beside itself.</param>
    public static string Read(string call, ValueList<DelegatePart> results, Snippets code)
    {
        string[] reads = [.. results.Select((part, i) =>
        {
            string name = part.Name.Length == 0 ? "" : ", " + Literal(part.Name);
            return part.Type.Read(FormattableString.Invariant($"{call}.Result({i}{name})"), code);
        })];
        return reads.Length == 1 ? reads[0] : $"({string.Join(", ", reads)})";
    }
}
