namespace Lfs.Runtime.Host;

/// <summary>An open file of a Lua program: the counterpart of C's <c>FILE*</c>.</summary>
sealed class LuaFile : IDisposable
{
    const int NoByte = -2;

    readonly Stream? _stream;
    readonly bool _appends;
    int _ahead = NoByte;
    bool _flushesAlways;
    bool _flushesLines;

    LuaFile(Stream? stream, bool appends)
    {
        _stream = stream;
        _appends = appends;
    }

    /// <summary>True for a standard stream, which programs cannot close.</summary>
    public bool IsStandard { get; private init; }

    /// <summary>True if the file was closed.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>
    /// An action before each use of the file, such as flushing standard output before a read from a terminal.
    /// </summary>
    public Action? BeforeUse { get; init; }

    /// <summary>Wraps a stream of the host, which stays open.</summary>
    public static LuaFile Standard(Stream stream, Action? beforeUse = null, bool isUnbuffered = false) =>
        new(stream, false)
        {
            IsStandard = true,
            BeforeUse = beforeUse,
            _flushesAlways = isUnbuffered,
        };

    /// <summary>Wraps a stream and owns it.</summary>
    public static LuaFile Over(Stream stream) => new(stream, false);

    /// <summary>True if the file can be read.</summary>
    public bool CanRead => _stream is null || _stream.CanRead;

    /// <summary>The file of a userdata that has none.</summary>
    public static LuaFile Closed() => new(null, false) { IsClosed = true };

    /// <summary>Opens a file in a mode of C's <c>fopen</c>.</summary>
    /// <param name="folder">The folder that programs see; null for none.</param>
    /// <param name="name">Its name.</param>
    /// <param name="mode">The mode, which starts with r, w or a.</param>
    public static LuaFile Open(HostFolder? folder, ReadOnlySpan<byte> name, ReadOnlySpan<byte> mode)
    {
        if (folder is null)
            throw HostError.Denied.Exception();
        bool updates = mode.IndexOf((byte)'+') > 0;
        FileAccess access = updates ? FileAccess.ReadWrite
            : mode[0] == 'r' ? FileAccess.Read : FileAccess.Write;
        FileMode how = mode[0] switch
        {
            (byte)'r' => FileMode.Open,
            (byte)'w' => FileMode.Create,
            _ => FileMode.OpenOrCreate,
        };
        try
        {
            FileStream stream = folder.Open(name, how, access);
            if (mode[0] == 'a' && !updates)
                stream.Seek(0, SeekOrigin.End);
            return new LuaFile(stream, mode[0] == 'a');
        }
        catch (HostFileException e) when (e.Error == HostError.IsDirectory && access == FileAccess.Read)
        {
            // As with fopen on a folder, opening succeeds and reading fails.
            return new LuaFile(null, false);
        }
    }

    /// <summary>The next byte, without consuming it; -1 at the end.</summary>
    public int Peek()
    {
        if (_ahead == NoByte)
            _ahead = Next();
        return _ahead;
    }

    /// <summary>Consumes and returns the next byte; -1 at the end.</summary>
    public int ReadByte()
    {
        if (_ahead == NoByte)
            return Next();
        int next = _ahead;
        _ahead = NoByte;
        return next;
    }

    /// <summary>Reads the bytes that are available at once, and returns their number; 0 at the end.</summary>
    public int Read(Span<byte> room)
    {
        if (room.IsEmpty)
            return 0;
        if (_ahead == NoByte)
            return Readable().Read(room);
        int first = ReadByte();
        if (first < 0)
            return 0;
        room[0] = (byte)first;
        return 1;
    }

    /// <summary>Prepares the file for reading. Must be called before a program reads.</summary>
    public void PrepareReading() => BeforeUse?.Invoke();

    /// <summary>Writes bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_stream is not { CanWrite: true } stream)
            throw HostError.BadDescriptor.Exception();
        BeforeUse?.Invoke();
        DropAhead();
        if (_appends)
            stream.Seek(0, SeekOrigin.End);
        stream.Write(bytes);
        if (_flushesAlways || (_flushesLines && bytes.Contains((byte)'\n')))
            stream.Flush();
    }

    /// <summary>Passes buffered output to the system.</summary>
    public void Flush()
    {
        if (_stream is { CanWrite: true } stream)
            stream.Flush();
    }

    /// <summary>Selects the buffering, like C's <c>setvbuf</c>.</summary>
    public void Buffer(bool none, bool lines)
    {
        if (none || lines)
            Flush();
        (_flushesAlways, _flushesLines) = (none, lines);
    }

    /// <summary>Moves to a position, and returns it.</summary>
    public long Seek(long offset, SeekOrigin origin)
    {
        if (_stream is not { CanSeek: true } stream || IsStandard)
            throw HostError.NoSeek.Exception();
        DropAhead();
        long from = origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => stream.Position,
            _ => stream.Length,
        };
        if (offset < -from || offset > long.MaxValue - from)
            throw HostError.Invalid.Exception();
        return stream.Seek(from + offset, SeekOrigin.Begin);
    }

    /// <summary>Closes the file. If writing the buffered output fails, the file is
    /// closed all the same.</summary>
    public void Close()
    {
        if (IsClosed)
            return;
        IsClosed = true;
        if (IsStandard)
            Flush();
        else
            _stream?.Dispose();
    }

    /// <summary>Flushes the file and ignores failures, since there is no caller to report them to.</summary>
    public void TryFlush() => Attempt(Flush);

    /// <summary>Closes the file and ignores failures, since there is no caller to report them to.</summary>
    public void Dispose() => Attempt(Close);

    static void Attempt(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (HostError.Of(e) is not null)
        {
            // A failure at collection or at exit is not reported, as in C.
        }
    }

    int Next() => Readable().ReadByte();

    Stream Readable()
    {
        if (_stream is null)
            throw HostError.IsDirectory.Exception();
        return _stream.CanRead ? _stream : throw HostError.BadDescriptor.Exception();
    }

    // The program's position is before the byte that was peeked at, so step back over it.
    void DropAhead()
    {
        if (_ahead >= 0 && _stream!.CanSeek && !IsStandard)
            _stream.Seek(-1, SeekOrigin.Current);
        _ahead = NoByte;
    }
}
