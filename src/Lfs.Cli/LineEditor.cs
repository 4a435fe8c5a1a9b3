using System.Globalization;
using System.Text;

namespace Lfs.Cli;

/// <summary>A line that a person types, with a cursor and the lines before it.</summary>
/// <remarks>It stands behind what the device has printed last, its prompt. It draws itself with the control
/// sequences that all terminals know, and counts one column for each character.</remarks>
/// <param name="draw">Writes to the terminal.</param>
sealed class LineEditor(Action<string> draw)
{
    readonly StringBuilder _line = new();
    readonly List<string> _history = [];
    int _cursor;
    int _at;
    string _unfinished = "";

    /// <summary>Handles a key.</summary>
    /// <returns>The line, if the key ends it; otherwise null.</returns>
    public string? Press(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.Enter:
                return End();
            case ConsoleKey.Backspace when _cursor > 0:
                Change(() => _line.Remove(--_cursor, 1));
                break;
            case ConsoleKey.Delete when _cursor < _line.Length:
                Change(() => _line.Remove(_cursor, 1));
                break;
            case ConsoleKey.LeftArrow:
                MoveTo(_cursor - 1);
                break;
            case ConsoleKey.RightArrow:
                MoveTo(_cursor + 1);
                break;
            case ConsoleKey.Home:
            case ConsoleKey.A when key.Modifiers == ConsoleModifiers.Control:
                MoveTo(0);
                break;
            case ConsoleKey.End:
            case ConsoleKey.E when key.Modifiers == ConsoleModifiers.Control:
                MoveTo(_line.Length);
                break;
            case ConsoleKey.UpArrow:
                Recall(_at - 1);
                break;
            case ConsoleKey.DownArrow:
                Recall(_at + 1);
                break;
            case ConsoleKey.U when key.Modifiers == ConsoleModifiers.Control:
                Change(() => _line.Remove(0, _cursor), cursor: 0);
                break;
            default:
                if (!char.IsControl(key.KeyChar))
                    Change(() => _line.Insert(_cursor++, key.KeyChar));
                break;
        }
        return null;
    }

    /// <summary>True if nothing is typed yet.</summary>
    public bool IsEmpty => _line.Length == 0;

    /// <summary>Takes the line off the terminal, because something else is printed.</summary>
    public void Hide() => draw(Back(_cursor) + "\e[K");

    /// <summary>Puts the line back, behind what was printed.</summary>
    public void Show() => draw(_line + Back(_line.Length - _cursor));

    string End()
    {
        string line = _line.ToString();
        MoveTo(_line.Length);
        draw("\n");
        if (line.Length > 0 && (_history.Count == 0 || _history[^1] != line))
            _history.Add(line);
        _at = _history.Count;
        _line.Clear();
        _cursor = 0;
        return line;
    }

    void Recall(int index)
    {
        if (index < 0 || index > _history.Count)
            return;
        if (_at == _history.Count)
            _unfinished = _line.ToString();
        _at = index;
        string text = index == _history.Count ? _unfinished : _history[index];
        Change(() => _line.Clear().Append(text), cursor: text.Length);
    }

    void MoveTo(int cursor)
    {
        cursor = Math.Clamp(cursor, 0, _line.Length);
        draw(cursor < _cursor ? Back(_cursor - cursor) : _line.ToString(_cursor, cursor - _cursor));
        _cursor = cursor;
    }

    void Change(Action change, int? cursor = null)
    {
        Hide();
        change();
        _cursor = cursor ?? _cursor;
        Show();
    }

    static string Back(int columns) =>
        columns == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"\e[{columns}D");
}
