using System.Diagnostics;

namespace Lfs.Runtime.Core;

/// <summary>
/// The receiver of UART 0 and the reader above it, which edits lines for Lua or hands bytes to the function
/// of <c>uart.on</c>.
/// </summary>
/// <remarks>Source: driver/uart.c (the ring), driver/input.c (the reader).</remarks>
sealed partial class SerialInput
{
    /// <summary>The bytes that the receiver holds; when more come, the oldest are lost.</summary>
    /// <remarks>Source: uart.h, <c>RX_BUFF_SIZE</c>.</remarks>
    public const int RingBytes = 256;

    /// <summary>The bytes of a line (luaconf.h, <c>LUA_MAXINPUT</c>).</summary>
    public const int LineBytes = 256;

    /// <summary>The <see cref="Length"/> that stands for an end by <see cref="EndByte"/>.</summary>
    public const int ByEndByte = -1;

    const byte Backspace = 8;
    const byte LineFeed = (byte)'\n';
    const byte Return = (byte)'\r';
    const byte Delete = 0x7F;

    readonly Queue<byte> _ring = new(RingBytes);
    readonly byte[] _line = new byte[LineBytes];
    int _position;
    byte _last;

    /// <summary>True while the task that reads waits in the queue.</summary>
    public bool IsPosted { get; set; }

    /// <summary>Received bytes are written back to the console.</summary>
    public bool Echoes { get; set; } = true;

    /// <summary>Lines go to Lua's prompt. If false, bytes go to the function of <c>uart.on</c>
    /// only.</summary>
    public bool RunsLines { get; private set; } = true;

    /// <summary>A function of <c>uart.on</c> is set.</summary>
    public bool HasCallback { get; private set; }

    /// <summary>The bytes after which the function is called; 0 for each, <see cref="ByEndByte"/>.</summary>
    public int Length { get; private set; }

    /// <summary>The byte after which the function is called.</summary>
    public byte EndByte { get; private set; }

    /// <summary>The prompt that follows an empty line.</summary>
    public byte[] Prompt { get; set; } = "> "u8.ToArray();

    /// <summary>Bytes that the receiver has room for before it loses some.</summary>
    public int Room => RingBytes - _ring.Count;

    /// <summary>A byte comes in on the line.</summary>
    public void Receive(byte value)
    {
        if (_ring.Count == RingBytes)
            _ring.Dequeue();
        _ring.Enqueue(value);
    }

    /// <summary>Says where received bytes go (input.c, <c>input_setup_receive</c>).</summary>
    public void Direct(bool hasCallback, int length, byte endByte, bool runsLines)
    {
        Debug.Assert(length is >= ByEndByte and < LineBytes, "A length fits the line.");
        (HasCallback, Length, EndByte, RunsLines) = (hasCallback, length, endByte, runsLines);
    }

    /// <summary>Reads what has been received, up to the end of a line that Lua takes.</summary>
    /// <param name="echo">Writes to the console.</param>
    /// <param name="callback">Calls the function of <c>uart.on</c>.</param>
    /// <param name="run">Gives Lua a line with its end.</param>
    /// <returns>False if nothing is left to read.</returns>
    /// <remarks>Source: input.c, <c>input_readline</c>.</remarks>
    public bool Read(Action<byte[]> echo, Action<byte[]> callback, Action<byte[]> run)
    {
        while (_ring.TryDequeue(out byte value))
        {
            if (!RunsLines)
                ReadByte(value, callback);
            else if (ReadOfLine(value, echo, callback, run))
                return true;
        }
        return false;
    }

    void ReadByte(byte value, Action<byte[]> callback)
    {
        if (!HasCallback)
            return;
        _line[_position++] = value;
        if (_position < LineBytes && !(Length >= 0 ? _position >= Length : value == EndByte))
            return;
        byte[] bytes = _line[.._position];
        _position = 0;
        callback(bytes);
    }

    bool ReadOfLine(byte value, Action<byte[]> echo, Action<byte[]> callback, Action<byte[]> run)
    {
        // The second byte of CR LF, or of LF CR.
        if ((value == Return && _last == LineFeed) || (value == LineFeed && _last == Return))
        {
            _last = 0;
            return false;
        }
        if (value is Delete or Backspace)
        {
            if (_position > 0)
            {
                Echo(echo, "\b \b"u8.ToArray());
                _position--;
            }
            _last = 0;
            return false;
        }
        _last = value;
        if (value is Return or LineFeed)
            return EndLine(echo, callback, run);
        Echo(echo, [value]);
        // A line that is too long is lost, and what follows begins anew.
        if (_position + 1 >= LineBytes)
            _position = 0;
        _line[_position++] = value;
        return false;
    }

    bool EndLine(Action<byte[]> echo, Action<byte[]> callback, Action<byte[]> run)
    {
        Echo(echo, [LineFeed]);
        int length = _position;
        if (HasCallback)
            callback(_line[..length]);
        if (length == 0)
        {
            echo(Prompt);
            return false;
        }
        byte[] line = [.. _line[..length], LineFeed];
        _position = 0;
        run(line);
        return true;
    }

    void Echo(Action<byte[]> echo, byte[] bytes)
    {
        if (Echoes)
            echo(bytes);
    }
}
