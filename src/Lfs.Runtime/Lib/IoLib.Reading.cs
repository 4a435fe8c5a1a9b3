using Lfs.Runtime.Core;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Lib;

// Reading: the formats of io.read, file:read, io.lines and file:lines.
static partial class IoLib<T>
{
    // 5.1 reads a line with fgets, in pieces of BUFSIZ bytes, and treats each piece as a C string.
    const int Piece = 8191;

    static int Read(LuaState<T> lua) => ReadFormats(lua, Default(lua, InputKey, "input"), 1);

    static int ReadFile(LuaState<T> lua) => ReadFormats(lua, RequireOpen(lua), 2);

    // liolib.c, io_lines.
    static int Lines(LuaState<T> lua)
    {
        if (lua.TypeOf(1) == BasicType.None)
            lua.PushNil();
        bool closes = !lua.IsNoneOrNil(1);
        if (closes)
        {
            if (!lua.IsString(1))
                lua.CheckString(1);
            PushRequired(lua, "r"u8);
        }
        else
        {
            lua.GetField(ILuaState.RegistryIndex, InputKey);
        }
        lua.Replace(1);
        if (!closes)
            RequireOpen(lua);
        return PushLines(lua, closes);
    }

    // liolib.c, f_lines.
    static int FileLines(LuaState<T> lua)
    {
        RequireOpen(lua);
        return PushLines(lua, closes: false);
    }

    // aux_lines. The closure holds the file, a flag to close it at the end, the number
    // of formats, and the formats.
    static int PushLines(LuaState<T> lua, bool closes)
    {
        int formats = T.HasFreeReadFormats ? lua.Count - 1 : 0;
        lua.ArgumentCheck(formats <= MostFormats, MostFormats + 2, "too many arguments");
        lua.SetCount(formats + 1);
        lua.EnsureStack(formats + LineUpvalues, "too many arguments");
        lua.PushValue(1);
        lua.PushBoolean(closes);
        lua.PushInteger(formats);
        for (int i = 1; i <= formats; i++)
            lua.PushValue(i + 1);
        lua.PushClosure(_nextLine, LineUpvalues + formats);
        return 1;
    }

    // liolib.c, io_readline.
    static int NextLine(LuaState<T> lua)
    {
        lua.PushValue(LuaState<T>.UpvalueIndex(1));
        LuaFile? file = FileAt(lua, -1);
        if (file is null || file.IsClosed)
            throw lua.Error("file is already closed");
        lua.SetCount(1);
        int formats = Math.Max(lua.CheckInt(LuaState<T>.UpvalueIndex(3)), 0);
        lua.EnsureStack(formats, "too many arguments");
        for (int i = 1; i <= formats; i++)
            lua.PushValue(LuaState<T>.UpvalueIndex(LineUpvalues + i));
        int results = ReadFormats(lua, file, 2);
        if (lua.ToBoolean(-results))
            return results;
        if (results > 1 && lua.TypeOf(-results + 1) == BasicType.String && lua.IsNoneOrNil(-results))
            throw lua.Error(lua.TextOf(lua.CheckString(-results + 1)));
        if (lua.ToBoolean(LuaState<T>.UpvalueIndex(2)))
            HostBorder<T>.Try(() => lua.Device.OpenFiles.Close(file));
        return 0;
    }

    /// <summary>Reads the formats in the arguments from
    /// <paramref name="first"/> on, or a line if there are none.</summary>
    /// <remarks>Source: liolib.c, <c>g_read</c>.</remarks>
    static int ReadFormats(LuaState<T> lua, LuaFile file, int first)
    {
        int last = lua.Count;
        lua.EnsureStack(last - first + 1 + 20, "too many arguments");
        try
        {
            file.PrepareReading();
            bool found = true;
            int results = 0;
            if (last < first)
            {
                found = ReadLine(lua, file, keepsEnd: false);
                results = 1;
            }
            for (int i = first; i <= last && found; i++, results++)
                found = ReadFormat(lua, file, i);
            if (!found)
            {
                lua.Pop(1);
                lua.PushNil();
            }
            return results;
        }
        catch (Exception e) when (HostError.Of(e) is not null)
        {
            return HostBorder<T>.PushFailure(lua, HostError.Of(e)!.Value);
        }
    }

    // Pushes one result. Returns false at the end of the file.
    static bool ReadFormat(LuaState<T> lua, LuaFile file, int argument)
    {
        if (lua.TypeOf(argument) == BasicType.Number)
        {
            long count = lua.CheckInteger(argument);
            return count == 0 ? TestEnd(lua, file) : ReadBytes(lua, file, count);
        }
        switch (FormatAt(lua, argument))
        {
            case 'n':
                return ReadNumber(lua, file);
            case 'l':
                return ReadLine(lua, file, keepsEnd: false);
            case 'L' when T.HasFreeReadFormats:
                return ReadLine(lua, file, keepsEnd: true);
            case 'a':
                ReadBytes(lua, file, long.MaxValue);
                return true;
            default:
                throw lua.ArgumentError(argument, "invalid format");
        }
    }

    // 5.3 makes the asterisk optional.
    static char FormatAt(LuaState<T> lua, int argument)
    {
        if (T.HasFreeReadFormats)
        {
            ReadOnlySpan<byte> format = lua.CheckString(argument);
            int at = format.StartsWith("*"u8) ? 1 : 0;
            return at < format.Length ? (char)format[at] : '\0';
        }
        bool isFormat = lua.TryString(argument, out ReadOnlySpan<byte> text) && text.StartsWith("*"u8);
        lua.ArgumentCheck(isFormat, argument, "invalid option");
        return text.Length > 1 ? (char)text[1] : '\0';
    }

    // liolib.c, test_eof.
    static bool TestEnd(LuaState<T> lua, LuaFile file)
    {
        bool any = file.Peek() >= 0;
        lua.PushString(default);
        return any;
    }

    // liolib.c, read_chars.
    static bool ReadBytes(LuaState<T> lua, LuaFile file, long count)
    {
        LuaBuffer<T> text = new(lua);
        // A negative count is converted to size_t in C, which makes it large.
        ulong left = unchecked((ulong)count);
        bool any = false;
        while (left > 0)
        {
            Span<byte> room = text.Reserve((int)Math.Min(left, 256));
            int read = file.Read(room);
            if (read == 0)
                break;
            text.Advance(read);
            left -= (ulong)read;
            any = true;
        }
        text.Push();
        return any;
    }

    // liolib.c, read_line.
    static bool ReadLine(LuaState<T> lua, LuaFile file, bool keepsEnd)
    {
        LuaBuffer<T> text = new(lua);
        bool any = false;
        // True while the rest of a 5.1 piece is hidden from C by a zero byte.
        bool hidden = false;
        for (int piece = 1; ; piece++)
        {
            int c = file.ReadByte();
            lua.Spend(1);
            if (c < 0)
                break;
            if (c == '\n')
            {
                if (keepsEnd)
                    text.Add((byte)c);
                any |= !hidden;
                if (!hidden)
                    break;
                hidden = false;
                piece = 0;
                continue;
            }
            hidden |= T.TextEndsAtZero && c == 0;
            if (!hidden)
            {
                text.Add((byte)c);
                any = true;
            }
            if (piece == Piece)
            {
                hidden = false;
                piece = 0;
            }
        }
        text.Push();
        return any;
    }

    // liolib.c, read_number.
    static bool ReadNumber(LuaState<T> lua, LuaFile file)
    {
        NumeralReader reader = new(file, lua.Spend);
        if (T.Is53)
        {
            // Read the longest text that could be a numeral, then convert it: liolib.c of 5.3, read_number.
            bool isNumeral = reader.ReadAny() && lua.PushNumberFrom(reader.Text);
            if (!isNumeral)
                lua.PushNil();
            return isNumeral;
        }
        double number = 0;
        // scanf treats an unreadable file as "no number", not as an error.
        bool found = file.CanRead
            && (T.HasFloats ? reader.ReadFloat(out number) : reader.ReadWhole(out number));
        if (found)
            lua.PushNumber(number);
        else
            lua.PushNil();
        return found;
    }
}
