using System.Globalization;
using System.Text;

namespace Lfs.Testing;

/// <summary>Shows how two texts differ, line by line.</summary>
static class TextDiff
{
    const int MostLines = 1000;
    const int LinesAround = 2;

    /// <summary>Lines that are only expected are marked <c>-</c>, those that are only there <c>+</c>. What is
    /// equal is left out but for a few lines around.</summary>
    public static string Of(string expected, string actual)
    {
        string[] left = Lines(expected);
        string[] right = Lines(actual);
        List<(char Mark, string Text)> rows = Compare(left, right);
        StringBuilder text = new();
        text.Append(FirstDifference(expected, actual));
        bool isGap = false;
        for (int i = 0; i < rows.Count; i++)
        {
            int from = Math.Max(0, i - LinesAround);
            int to = Math.Min(rows.Count - 1, i + LinesAround);
            bool isNear = rows[from..(to + 1)].Any(row => row.Mark != ' ');
            if (isNear)
                text.Append(CultureInfo.InvariantCulture, $"\n{rows[i].Mark} {rows[i].Text}");
            else if (!isGap)
                text.Append("\n  ...");
            isGap = !isNear;
        }
        return text.ToString();
    }

    static string FirstDifference(string expected, string actual)
    {
        int at = expected.AsSpan().CommonPrefixLength(actual);
        int line = 1 + actual.AsSpan(0, at).Count('\n');
        int column = at - actual.AsSpan(0, at).LastIndexOf('\n');
        return string.Create(CultureInfo.InvariantCulture, $"They differ from line {line}, column {column}.");
    }

    // Ends of lines and other characters that do not show are written as escapes.
    static string[] Lines(string text) => [.. text.Split('\n').Select(Visible)];

    static string Visible(string line)
    {
        StringBuilder text = new();
        foreach (char c in line)
        {
            if (c == '\t')
                text.Append("\\t");
            else if (c == '\r')
                text.Append("\\r");
            else if (char.IsControl(c))
                text.Append(CultureInfo.InvariantCulture, $"\\{(int)c}");
            else
                text.Append(c);
        }
        return text.ToString();
    }

    /// <summary>A longest common subsequence of the lines that differ; long texts are compared line by
    /// line.</summary>
    static List<(char Mark, string Text)> Compare(string[] left, string[] right)
    {
        int same = left.AsSpan().CommonPrefixLength(right);
        int tail = 0;
        while (tail < Math.Min(left.Length, right.Length) - same && left[^(tail + 1)] == right[^(tail + 1)])
            tail++;
        string[] a = left[same..^tail];
        string[] b = right[same..^tail];
        List<(char, string)> rows = [.. left[..same].Select(line => (' ', line))];
        if (a.Length > MostLines || b.Length > MostLines)
            rows.AddRange([.. a.Select(line => ('-', line)), .. b.Select(line => ('+', line))]);
        else
            Align(a, b, rows);
        rows.AddRange(left[^tail..].Select(line => (' ', line)));
        return rows;
    }

    static void Align(string[] a, string[] b, List<(char Mark, string Text)> rows)
    {
        int[,] common = new int[a.Length + 1, b.Length + 1];
        for (int i = a.Length - 1; i >= 0; i--)
        {
            for (int j = b.Length - 1; j >= 0; j--)
            {
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1
                    : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }
        int left = 0;
        int right = 0;
        while (left < a.Length || right < b.Length)
        {
            bool isSame = left < a.Length && right < b.Length && a[left] == b[right];
            bool isOnlyLeft = right == b.Length
                || (left < a.Length && common[left + 1, right] >= common[left, right + 1]);
            if (isSame)
                rows.Add((' ', a[left]));
            else
                rows.Add(isOnlyLeft ? ('-', a[left]) : ('+', b[right]));
            left += isSame || isOnlyLeft ? 1 : 0;
            right += isSame || !isOnlyLeft ? 1 : 0;
        }
    }
}
