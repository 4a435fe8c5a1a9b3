using Esp8266.Spiffs;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Modules;

// What is in a file: reading, writing and the position.
static partial class FileModule
{
    const int Chunk = 1024;

    // luaL_Buffer's size, halved (file_g_read).
    const int PieceBytes = 128;
    const int NoEnd = -1;

    static int Read(ILuaState lua)
    {
        int file = CheckFile(lua, out int next);
        long wanted = Chunk;
        int end = NoEnd;
        if (lua.TypeOf(next) == BasicType.Number)
        {
            wanted = lua.CheckInt(next);
        }
        else if (lua.IsString(next))
        {
            ReadOnlySpan<byte> text = lua.CheckString(next);
            if (text.Length != 1)
                throw lua.Error("wrong arg range");
            end = text[0];
        }
        return ReadUpTo(lua, file, wanted, end);
    }

    static int ReadLine(ILuaState lua) => ReadUpTo(lua, CheckFile(lua, out _), Chunk, '\n');

    // file_g_read, in pieces of 128 bytes.
    static int ReadUpTo(ILuaState lua, int file, long wanted, int end)
    {
        if (file == 0)
            throw lua.Error(NotOpen);
        FileReader reader = new(lua, Mounted(lua)!, file, wanted, end);
        if (wanted > 0 && !reader.HasBytes)
            lua.PushNil();
        else
            lua.PushJoined(reader.Next);
        return 1;
    }

    /// <summary>Reads a file in pieces, up to a number of bytes or past a byte that ends the text.</summary>
    sealed class FileReader
    {
        readonly ILuaState _lua;
        readonly SpiffsFileSystem _files;
        readonly int _file;
        readonly int _end;
        readonly byte[] _piece = new byte[PieceBytes];
        long _left;
        int _count;

        public FileReader(ILuaState lua, SpiffsFileSystem files, int file, long wanted, int end)
        {
            (_lua, _files, _file, _left, _end) = (lua, files, file, wanted, end);
            ReadPiece();
        }

        /// <summary>There was something to read.</summary>
        public bool HasBytes => _count > 0;

        /// <summary>The next piece; none at the end.</summary>
        public ReadOnlySpan<byte> Next()
        {
            ReadOnlySpan<byte> piece = _piece.AsSpan(0, _count).ToArray();
            if (_count > 0)
                ReadPiece();
            return piece;
        }

        // A piece that is not full is the last, and so is one in which the text ends.
        void ReadPiece()
        {
            Span<byte> part = _piece.AsSpan(0, (int)Math.Clamp(_left, 0, PieceBytes));
            _left -= part.Length;
            _lua.Spend(1 + part.Length / BytesOfInstruction);
            _count = 0;
            if (part.IsEmpty || _files.Read(_file, part, out int count) != SpiffsError.None)
                return;
            _count = count;
            int at = _end == NoEnd ? -1 : part[..count].IndexOf((byte)_end);
            if (at >= 0)
            {
                _count = at + 1;
                _files.Seek(_file, _count - count, SeekOrigin.Current, out _);
            }
            if (at >= 0 || count < part.Length)
                _left = 0;
        }
    }

    static int Write(ILuaState lua)
    {
        int file = RequireFile(lua, out int next);
        lua.PushTrueOrNil(TryWrite(lua, file, lua.CheckString(next)));
        return 1;
    }

    static int WriteLine(ILuaState lua)
    {
        int file = RequireFile(lua, out int next);
        lua.PushTrueOrNil(TryWrite(lua, file, lua.CheckString(next)) && TryWrite(lua, file, "\n"u8));
        return 1;
    }

    static bool TryWrite(ILuaState lua, int file, ReadOnlySpan<byte> text)
    {
        lua.Spend(1 + text.Length / BytesOfInstruction);
        return Mounted(lua)!.Write(file, text) == SpiffsError.None;
    }

    static int Seek(ILuaState lua)
    {
        int file = RequireFile(lua, out int next);
        SeekOrigin origin = lua.CheckOption(next, "cur", ["set", "cur", "end"]) switch
        {
            0 => SeekOrigin.Begin,
            1 => SeekOrigin.Current,
            _ => SeekOrigin.End,
        };
        int offset = lua.OptInt(next + 1, 0);
        SpiffsFileSystem files = Mounted(lua)!;
        if (files.Seek(file, offset, origin, out _) == SpiffsError.None
            && files.Tell(file, out uint position) == SpiffsError.None)
        {
            lua.PushInteger(position);
        }
        else
        {
            lua.PushNil();
        }
        return 1;
    }

    static int Flush(ILuaState lua)
    {
        int file = RequireFile(lua, out _);
        lua.PushTrueOrNil(Mounted(lua)!.Flush(file) == SpiffsError.None);
        return 1;
    }

    // file_getfile. It becomes the file that was opened last, and is closed then. An empty file gives nil,
    // one that cannot be opened no value.
    static int GetContents(ILuaState lua)
    {
        lua.SetCount(1);
        Open(lua);
        if (lua.IsNoneOrNil(-1))
            return 0;
        lua.Remove(1);
        ReadUpTo(lua, CheckFile(lua, out _), int.MaxValue, NoEnd);
        Close(lua);
        lua.Remove(1);
        return 1;
    }

    // file_putfile.
    static int PutContents(ILuaState lua)
    {
        lua.SetCount(2);
        lua.PushValue(2);
        lua.PushString("w+"u8);
        lua.Replace(2);
        Open(lua);
        if (lua.IsNoneOrNil(-1))
            return 1;
        lua.Remove(2);
        lua.Replace(1);
        Write(lua);
        lua.Remove(2);
        Close(lua);
        lua.Remove(1);
        return 1;
    }

    extension(ILuaState lua)
    {
        void PushTrueOrNil(bool value)
        {
            if (value)
                lua.PushBoolean(true);
            else
                lua.PushNil();
        }
    }
}
