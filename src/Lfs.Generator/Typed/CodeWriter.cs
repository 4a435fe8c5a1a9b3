using System.Text;

namespace Lfs.Generator.Typed;

/// <summary>Writes lines of C# with their indentation, which end in LF on every machine.</summary>
sealed class CodeWriter
{
    const int Indent = 4;

    readonly StringBuilder _text = new();
    int _depth;

    /// <summary>The number of characters that were written.</summary>
    public int Length => _text.Length;

    /// <summary>Adds lines at the current depth.</summary>
    public void Lines(string lines)
    {
        for (int start = 0, end; start <= lines.Length; start = end + 1)
        {
            end = lines.IndexOf('\n', start);
            if (end < 0)
                end = lines.Length;
            int length = end > start && lines[end - 1] == '\r' ? end - start - 1 : end - start;
            if (length > 0)
                _text.Append(' ', Indent * _depth).Append(lines, start, length);
            _text.Append('\n');
        }
    }

    /// <summary>Adds a description.</summary>
    public void Summary(string text)
    {
        foreach (string line in XmlText.Element("<summary>", text, "</summary>"))
            Lines(line);
    }

    /// <summary>Adds an empty line, unless a block has just begun.</summary>
    public void Gap()
    {
        if (Length > 0 && !EndsWith("{\n") && !EndsWith("\n\n"))
            _text.Append('\n');
    }

    /// <summary>Begins a block.</summary>
    public void Open()
    {
        Lines("{");
        _depth++;
    }

    /// <summary>Goes into a block whose start was written with other lines.</summary>
    public void Enter() => _depth++;

    /// <summary>Goes out of a block without writing its end.</summary>
    public void Leave() => _depth--;

    /// <summary>Ends a block.</summary>
    /// <param name="end">Its end.</param>
    public void Close(string end = "}")
    {
        _depth--;
        Lines(end);
    }

    /// <summary>The lines from a position on.</summary>
    public string[] LinesFrom(int start) => _text.ToString(start, Length - start).Split('\n');

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    bool EndsWith(string end)
    {
        int start = Length - end.Length;
        for (int i = 0; i < end.Length; i++)
        {
            if (start < 0 || _text[start + i] != end[i])
                return false;
        }
        return true;
    }
}
