using System.Text;

namespace Lfs.Cli;

/// <summary>
/// The failure of a command. <see cref="Tool"/> catches it, prints
/// <c>lfs: message</c> and ends with exit code 1.
/// </summary>
/// <param name="text">The message as bytes: one line, or a text from Lua.</param>
sealed class CommandFailure(byte[] text) : Exception(Encoding.UTF8.GetString(text))
{
    /// <summary>A failure with a message, which is encoded as UTF-8.</summary>
    public CommandFailure(string message) : this(Encoding.UTF8.GetBytes(message))
    {
    }

    /// <summary>The bytes to write to standard error.</summary>
    public byte[] Text { get; } = text;
}
