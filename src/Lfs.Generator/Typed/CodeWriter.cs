using System.Text;

namespace Lfs.Generator.Typed;

/// <summary>Writes lines of C# with their indentation, which end in LF on every machine.</summary>
sealed class CodeWriter
{
    readonly StringBuilder _text = new();
    int _depth;

    /// <summary>True if nothing was written.</summary>
    public bool IsEmpty => _text.Length == 0;

    /// <summary>Adds lines at the current depth.</summary>
    public void Lines(string lines)
    {
        foreach (string line in lines.Replace("\r", "").Split('\n'))
            _text.Append(line.Length == 0 ? "" : new string(' ', 4 * _depth) + line).Append('\n');
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
        if (!IsEmpty && !EndsWith("{\n") && !EndsWith("\n\n"))
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

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    bool EndsWith(string end) =>
        _text.Length >= end.Length && _text.ToString(_text.Length - end.Length, end.Length) == end;
}
