using System.Text;

namespace Lfs.Cli;

/// <summary>
/// A command's one way out when it cannot do what was asked; <see cref="Tool.Run"/> catches it, prints
/// <c>lfs: message</c> and ends with exit code 1.
/// </summary>
/// <param name="text">One line, or Lua's own text, as bytes.</param>
sealed class CommandFailure(byte[] text) : Exception(Encoding.UTF8.GetString(text))
{
    /// <summary>Fails with a message.</summary>
    public CommandFailure(string message) : this(Encoding.UTF8.GetBytes(message))
    {
    }

    /// <summary>What standard error gets.</summary>
    public byte[] Text { get; } = text;
}
