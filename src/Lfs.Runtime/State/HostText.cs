using System.Globalization;
using System.Text;

namespace Lfs.Runtime.Core;

/// <summary>
/// A text in the making that ends in the device's heap. Whatever makes it longer is asked of the heap and of
/// the host's bound before the memory is taken.
/// </summary>
/// <param name="vm">The state.</param>
sealed class HostText<T>(LuaState<T> vm) where T : unmanaged, ITarget<T>
{
    readonly StringBuilder _text = new();

    /// <summary>Adds a text with one character a byte.</summary>
    public HostText<T> Append(string text)
    {
        Require(text.Length);
        _text.Append(text);
        return this;
    }

    /// <summary>Adds a number.</summary>
    public HostText<T> Append(int number) => Append(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Refuses what would make the text too long.</summary>
    public void Require(long more) => vm.RequireText(_text.Length + more);

    /// <summary>The text, with one character a byte.</summary>
    public override string ToString() => _text.ToString();
}
