using Lfs.Runtime.Core;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Lib;

// Reading: the formats of io.read, file:read, io.lines and file:lines.
static partial class IoLib<T>
{
    // 5.1 reads a line by fgets, in pieces of BUFSIZ, and takes each as a C string.
    const int Piece = 8191;

    static int Read(Vm<T> vm) => ReadFormats(vm, Default(vm, InputKey, "input"), 1);

    static int ReadFile(Vm<T> vm) => ReadFormats(vm, RequireOpen(vm), 2);

    static int Lines(Vm<T> vm)
    {
        if (vm.TypeOf(1) == BasicType.None)
            vm.PushNil();
        bool closes = !vm.IsNoneOrNil(1);
        if (closes)
        {
            if (!vm.IsString(1))
                vm.CheckString(1);
            PushRequired(vm, "r"u8);
        }
        else
        {
            vm.GetField(Vm<T>.RegistryIndex, InputKey);
        }
        vm.Replace(1);
        if (!closes)
            RequireOpen(vm);
        return PushLines(vm, closes);
    }

    static int FileLines(Vm<T> vm)
    {
        RequireOpen(vm);
        return PushLines(vm, closes: false);
    }

    // The closure has the file, whether to close it, how many formats there are, and the formats.
    static int PushLines(Vm<T> vm, bool closes)
    {
        int formats = T.Is53 ? vm.Count - 1 : 0;
        vm.ArgumentCheck(formats <= MostFormats, MostFormats + 2, "too many arguments");
        vm.SetCount(formats + 1);
        vm.EnsureStack(formats + LineUpvalues, "too many arguments");
        vm.PushValue(1);
        vm.PushBoolean(closes);
        vm.PushInteger(formats);
        for (int i = 1; i <= formats; i++)
            vm.PushValue(i + 1);
        vm.PushClosure(_nextLine, LineUpvalues + formats);
        return 1;
    }

    static int NextLine(Vm<T> vm)
    {
        vm.PushValue(Vm<T>.UpvalueIndex(1));
        LuaFile? file = FileAt(vm, -1);
        if (file is null || file.IsClosed)
            throw vm.Error("file is already closed");
        vm.SetCount(1);
        int formats = Math.Max(vm.CheckInt(Vm<T>.UpvalueIndex(3)), 0);
        vm.EnsureStack(formats, "too many arguments");
        for (int i = 1; i <= formats; i++)
            vm.PushValue(Vm<T>.UpvalueIndex(LineUpvalues + i));
        int results = ReadFormats(vm, file, 2);
        if (vm.ToBoolean(-results))
            return results;
        if (results > 1 && vm.TypeOf(-results + 1) == BasicType.String && vm.IsNoneOrNil(-results))
            throw vm.Error(vm.TextOf(vm.CheckString(-results + 1)));
        if (vm.ToBoolean(Vm<T>.UpvalueIndex(2)))
            HostBorder<T>.Try(() => vm.Board.OpenFiles.Close(file));
        return 0;
    }

    /// <summary>Reads what the arguments from <paramref name="first"/> on ask for: a line without
    /// any.</summary>
    /// <remarks>Source: liolib.c, <c>g_read</c>.</remarks>
    static int ReadFormats(Vm<T> vm, LuaFile file, int first)
    {
        int last = vm.Count;
        vm.EnsureStack(last - first + 1 + 20, "too many arguments");
        try
        {
            file.PrepareReading();
            bool found = true;
            int results = 0;
            if (last < first)
            {
                found = ReadLine(vm, file, keepsEnd: false);
                results = 1;
            }
            for (int i = first; i <= last && found; i++, results++)
                found = ReadFormat(vm, file, i);
            if (!found)
            {
                vm.Pop(1);
                vm.PushNil();
            }
            return results;
        }
        catch (Exception e) when (HostError.Of(e) is not null)
        {
            return HostBorder<T>.PushFailure(vm, HostError.Of(e)!.Value);
        }
    }

    // Pushes one result. False if there was nothing to read.
    static bool ReadFormat(Vm<T> vm, LuaFile file, int argument)
    {
        if (vm.TypeOf(argument) == BasicType.Number)
        {
            long count = vm.CheckInteger(argument);
            return count == 0 ? TestEnd(vm, file) : ReadBytes(vm, file, count);
        }
        switch (FormatAt(vm, argument))
        {
            case 'n':
                return ReadNumber(vm, file);
            case 'l':
                return ReadLine(vm, file, keepsEnd: false);
            case 'L' when T.Is53:
                return ReadLine(vm, file, keepsEnd: true);
            case 'a':
                ReadBytes(vm, file, long.MaxValue);
                return true;
            default:
                throw vm.ArgumentError(argument, "invalid format");
        }
    }

    // 5.3 does without the asterisk.
    static char FormatAt(Vm<T> vm, int argument)
    {
        if (T.Is53)
        {
            ReadOnlySpan<byte> format = vm.CheckString(argument);
            int at = format.StartsWith("*"u8) ? 1 : 0;
            return at < format.Length ? (char)format[at] : '\0';
        }
        bool isFormat = vm.TryString(argument, out ReadOnlySpan<byte> text) && text.StartsWith("*"u8);
        vm.ArgumentCheck(isFormat, argument, "invalid option");
        return text.Length > 1 ? (char)text[1] : '\0';
    }

    static bool TestEnd(Vm<T> vm, LuaFile file)
    {
        bool any = file.Peek() >= 0;
        vm.PushString(default);
        return any;
    }

    static bool ReadBytes(Vm<T> vm, LuaFile file, long count)
    {
        LuaBuffer<T> text = new(vm);
        // A negative number is a large one in C.
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

    static bool ReadLine(Vm<T> vm, LuaFile file, bool keepsEnd)
    {
        LuaBuffer<T> text = new(vm);
        bool any = false;
        // 5.1: the rest of the piece is behind a zero byte, where C does not look.
        bool hidden = false;
        for (int piece = 1; ; piece++)
        {
            int c = file.ReadByte();
            vm.Spend(1);
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
            hidden |= !T.Is53 && c == 0;
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

    static bool ReadNumber(Vm<T> vm, LuaFile file)
    {
        NumeralReader reader = new(file, vm.Spend);
        if (T.Is53)
        {
            // As much as may be a numeral is taken, and then it is one or not: liolib.c, l_getn.
            bool isNumeral = reader.ReadAny() && vm.PushNumberFrom(reader.Text);
            if (!isNumeral)
                vm.PushNil();
            return isNumeral;
        }
        double number = 0;
        // What cannot be read is no number to scanf, and no error.
        bool found = file.CanRead
            && (T.HasFloats ? reader.ReadFloat(out number) : reader.ReadWhole(out number));
        if (found)
            vm.PushNumber(number);
        else
            vm.PushNil();
        return found;
    }
}
