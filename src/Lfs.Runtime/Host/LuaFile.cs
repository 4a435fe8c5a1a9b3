namespace Lfs.Runtime.Host;

/// <summary>An open file of a Lua program: what <c>FILE*</c> is to C.</summary>
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

    /// <summary>The file is one of the process and stays open.</summary>
    public bool IsStandard { get; private init; }

    /// <summary>The file has been closed.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>
    /// Called before a use of the file: on a terminal, what was written elsewhere should be seen first.
    /// </summary>
    public Action? BeforeUse { get; init; }

    /// <summary>A stream that the host keeps.</summary>
    public static LuaFile Standard(Stream stream, Action? beforeUse = null, bool isUnbuffered = false) =>
        new(stream, false)
        {
            IsStandard = true,
            BeforeUse = beforeUse,
            _flushesAlways = isUnbuffered,
        };

    /// <summary>A stream of its own.</summary>
    public static LuaFile Over(Stream stream) => new(stream, false);

    /// <summary>The file can be read.</summary>
    public bool CanRead => _stream is null || _stream.CanRead;

    /// <summary>What a userdata is that has no file.</summary>
    public static LuaFile Closed() => new(null, false) { IsClosed = true };

    /// <summary>Opens a file in a mode of C's <c>fopen</c>.</summary>
    /// <param name="folder">Where it is; null if programs see none.</param>
    /// <param name="name">Its name.</param>
    /// <param name="mode">The mode, which begins with r, w or a.</param>
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
            // As fopen does: reading fails, not opening.
            return new LuaFile(null, false);
        }
    }

    /// <summary>The next byte, which stays the next; -1 at the end.</summary>
    public int Peek()
    {
        if (_ahead == NoByte)
            _ahead = Next();
        return _ahead;
    }

    /// <summary>Takes the next byte; -1 at the end.</summary>
    public int ReadByte()
    {
        if (_ahead == NoByte)
            return Next();
        int next = _ahead;
        _ahead = NoByte;
        return next;
    }

    /// <summary>Takes some bytes, as many as there are at once. 0 at the end.</summary>
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

    /// <summary>Has to be called before a program reads.</summary>
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

    /// <summary>Hands over to the system what was written.</summary>
    public void Flush()
    {
        if (_stream is { CanWrite: true } stream)
            stream.Flush();
    }

    /// <summary>Chooses when that happens by itself.</summary>
    public void Buffer(bool none, bool lines)
    {
        if (none || lines)
            Flush();
        (_flushesAlways, _flushesLines) = (none, lines);
    }

    /// <summary>Moves to a place. The place.</summary>
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

    /// <summary>Closes the file; writing the rest may fail, and it is closed then as well.</summary>
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

    /// <summary>Flushes the file when no one is there to hear of a failure.</summary>
    public void TryFlush() => Attempt(Flush);

    /// <summary>Closes the file when no one is there to hear of a failure.</summary>
    public void Dispose() => Attempt(Close);

    static void Attempt(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (HostError.Of(e) is not null)
        {
            // Collected or left behind, as in C.
        }
    }

    int Next() => Readable().ReadByte();

    Stream Readable()
    {
        if (_stream is null)
            throw HostError.IsDirectory.Exception();
        return _stream.CanRead ? _stream : throw HostError.BadDescriptor.Exception();
    }

    // Where the program is, is before the byte that was looked at.
    void DropAhead()
    {
        if (_ahead >= 0 && _stream!.CanSeek && !IsStandard)
            _stream.Seek(-1, SeekOrigin.Current);
        _ahead = NoByte;
    }
}
