using System.Globalization;
using System.Text;
using Lfs.Compiler.Image;

namespace Lfs.Cli;

/// <summary>Prints what differs between two images.</summary>
static class ImageDifference
{
    const int NumberWidth = 9;

    /// <summary>Prints a comparison.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="before">The name of the earlier image.</param>
    /// <param name="after">The name of the later image.</param>
    public static string Print(ImageComparison comparison, string before, string after)
    {
        var text = new StringBuilder();
        Head(text, before, comparison.Before.Image);
        Head(text, after, comparison.After.Image);
        if (comparison.IsSame)
            return text.Append("\nthe modules are the same\n").ToString();

        List<Row> rows = [.. comparison.Modules.SelectMany(RowsOf)];
        rows.Add(new Row("(shared)", "", comparison.Before.Common.Total, comparison.After.Common.Total));
        rows.Add(new Row("image", "", comparison.Before.Image.Size, comparison.After.Image.Size));
        int width = rows.Max(row => row.Name.Length);
        Line(text.Append('\n'), width, "module", "", "before", "after", "change");
        foreach (Row row in rows)
        {
            int change = row.After - row.Before;
            string sign = change > 0 ? "+" : "";
            Line(text, width, row.Name, row.How, Text(row.Before), Text(row.After), sign + Text(change));
        }
        return text.ToString();
    }

    sealed record Row(string Name, string How, int Before, int After);

    static void Head(StringBuilder text, string name, LfsImage image) => text.Append(
        FormattableString.Invariant($"{name}: Lua {image.Target.Name}, {image.Size} bytes\n"));

    static IEnumerable<Row> RowsOf(ModuleChange module)
    {
        if (module.Change == Change.Same)
            return [];
        List<Row> rows =
        [
            new Row(module.Name.ToString(), NameOf(module.Change), module.Bytes.Before, module.Bytes.After),
            .. RowsOf(module.Main, "  "),
        ];
        if (module.Common.Before != module.Common.After)
            rows.Add(new Row("  (shared)", "", module.Common.Before, module.Common.After));
        return rows;
    }

    static IEnumerable<Row> RowsOf(FunctionChange function, string indent)
    {
        if (function.IsSame)
            return [];
        var row = new Row(
            indent + function.Title, NameOf(function.Change), function.Own.Before, function.Own.After);
        return function.Inner.SelectMany(inner => RowsOf(inner, indent + "  ")).Prepend(row);
    }

    static string NameOf(Change change) => change switch
    {
        Change.Same => "",
        Change.Shared => "strings",
        Change.Debug => "debug",
        Change.Changed => "changed",
        Change.Added => "added",
        _ => "removed",
    };

    static void Line(StringBuilder text, int width, string name, string how, params string[] numbers)
    {
        var line = new StringBuilder(name.PadRight(width)).Append("  ").Append(how.PadRight(NumberWidth - 2));
        foreach (string number in numbers)
            line.Append("  ").Append(number.PadLeft(NumberWidth));
        text.Append(line.ToString().TrimEnd()).Append('\n');
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
