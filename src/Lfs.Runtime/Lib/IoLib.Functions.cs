using Lfs.Runtime.Core;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Lib;

// The functions of io and the methods of files, except reading.
static partial class IoLib<T>
{
    // liolib.c, io_type.
    static int Type(LuaState<T> lua)
    {
        lua.CheckAny(1);
        LuaFile? file = FileAt(lua, 1);
        if (file is null)
            lua.PushNil();
        else
            lua.PushString(file.IsClosed ? "closed file"u8 : "file"u8);
        return 1;
    }

    // liolib.c, io_tostring (5.1) and f_tostring (5.3).
    static int ToText(LuaState<T> lua)
    {
        LuaFile file = RequireFile(lua, 1);
        lua.PushText(file.IsClosed ? "file (closed)" : $"file (0x{lua.AddressAt(1):x8})");
        return 1;
    }

    // io_open. 5.1 leaves the mode to C, which looks at the first letter; 5.3 checks it (l_checkmode).
    static int OpenFile(LuaState<T> lua)
    {
        byte[] name = HostBorder<T>.Name(lua, 1);
        lua.SpendBytes(lua.OptString(2, "r"u8).Length);
        byte[] mode = HostBorder<T>.CString(lua.OptString(2, "r"u8)).ToArray();
        if (T.Is53)
            lua.ArgumentCheck(IsMode(lua.OptString(2, "r"u8)), 2, "invalid mode");
        else if (mode.Length == 0 || !"rwa"u8.Contains(mode[0]))
            return HostBorder<T>.PushFailure(lua, HostError.Invalid, name);
        HostFolder? folder = lua.Device.Folder;
        return PushOpened(lua, name, () => LuaFile.Open(folder, name, mode));
    }

    // liolib.c of 5.3, l_checkmode: [rwa]%+?b*
    static bool IsMode(ReadOnlySpan<byte> mode)
    {
        if (mode.IsEmpty || !"rwa"u8.Contains(mode[0]))
            return false;
        ReadOnlySpan<byte> rest = mode[1..];
        if (rest.StartsWith("+"u8))
            rest = rest[1..];
        return !rest.ContainsAnyExcept((byte)'b');
    }

    // io_popen starts no program, because that would escape the limits that the host has set.
    static int POpen(LuaState<T> lua)
    {
        lua.CheckString(1);
        throw lua.Error("'popen' not supported");
    }

    // liolib.c, io_tmpfile.
    static int TmpFile(LuaState<T> lua)
    {
        lua.Spend(HostBorder<T>.SystemCallInstructions);
        HostFolder? folder = lua.Device.Folder;
        return PushOpened(
            lua, null, () => LuaFile.Over((folder ?? throw HostError.Denied.Exception()).Unnamed()));
    }

    static int Input(LuaState<T> lua) => ChooseDefault(lua, InputKey, "r"u8);

    static int Output(LuaState<T> lua) => ChooseDefault(lua, OutputKey, "w"u8);

    // liolib.c, g_iofile.
    static int ChooseDefault(LuaState<T> lua, ReadOnlySpan<byte> key, ReadOnlySpan<byte> mode)
    {
        if (!lua.IsNoneOrNil(1))
        {
            if (lua.IsString(1))
            {
                PushRequired(lua, mode);
            }
            else
            {
                RequireOpen(lua);
                lua.PushValue(1);
            }
            lua.SetField(ILuaState.RegistryIndex, key);
        }
        lua.GetField(ILuaState.RegistryIndex, key);
        return 1;
    }

    // Pushes the file that argument 1 names; raises an error if it cannot be opened (opencheckfile).
    static void PushRequired(LuaState<T> lua, ReadOnlySpan<byte> mode)
    {
        byte[] name = HostBorder<T>.Name(lua, 1);
        byte[] how = mode.ToArray();
        HostFolder? folder = lua.Device.Folder;
        PushClosed(lua);
        if (TryOpen(lua, () => LuaFile.Open(folder, name, how)) is not { } error)
            return;
        string shown = lua.TextOf(HostBorder<T>.CString(name));
        throw T.Is53
            ? lua.Error($"cannot open file '{shown}' ({error.Text})")
            : lua.ArgumentError(1, $"{shown}: {error.Text}");
    }

    static int Close(LuaState<T> lua)
    {
        if (lua.TypeOf(1) == BasicType.None)
            lua.GetField(ILuaState.RegistryIndex, OutputKey);
        return CloseFile(lua);
    }

    // liolib.c, aux_close.
    static int CloseFile(LuaState<T> lua)
    {
        // In 5.1, the method does not fall back to the default file.
        if (!T.Is53 && lua.TypeOf(1) == BasicType.None)
            lua.PushNil();
        LuaFile file = RequireOpen(lua);
        if (file.IsStandard)
        {
            lua.PushNil();
            lua.PushString("cannot close standard file"u8);
            return 2;
        }
        return Done(lua, HostBorder<T>.Try(() => lua.Device.OpenFiles.Close(file)));
    }

    static int Done(LuaState<T> lua, HostError? error)
    {
        if (error is { } failure)
            return HostBorder<T>.PushFailure(lua, failure);
        lua.PushBoolean(true);
        return 1;
    }

    // liolib.c, io_gc (5.1) and f_gc (5.3).
    static int Collect(LuaState<T> lua)
    {
        if (!RequireFile(lua, 1).IsStandard)
            lua.Device.OpenFiles.Remove(lua.AddressAt(1));
        return 0;
    }

    static int Flush(LuaState<T> lua) =>
        Done(lua, HostBorder<T>.Try(Default(lua, OutputKey, "output").Flush));

    static int FlushFile(LuaState<T> lua) => Done(lua, HostBorder<T>.Try(RequireOpen(lua).Flush));

    static int Write(LuaState<T> lua) => WriteAll(lua, Default(lua, OutputKey, "output"), 1, OutputKey);

    static int WriteFile(LuaState<T> lua) => WriteAll(lua, RequireOpen(lua), 2, []);

    // 5.1 returns true, 5.3 the file. Source: liolib.c, g_write.
    static int WriteAll(LuaState<T> lua, LuaFile file, int first, ReadOnlySpan<byte> key)
    {
        HostError? failed = null;
        int last = lua.Count;
        for (int i = first; i <= last; i++)
        {
            bool isFloat = T.HasIntegers && lua.TypeOf(i) == BasicType.Number && !lua.IsInteger(i);
            ReadOnlySpan<byte> text = lua.CheckString(i);
            // As %.14g does, drop ".0".
            text = isFloat && text.EndsWith(".0"u8) ? text[..^2] : text;
            lua.SpendBytes(text.Length);
            failed ??= TryWrite(file, text);
        }
        if (failed is not null || !T.Is53)
            return Done(lua, failed);
        if (key.IsEmpty)
            lua.PushValue(1);
        else
            lua.GetField(ILuaState.RegistryIndex, key);
        return 1;
    }

    static HostError? TryWrite(LuaFile file, ReadOnlySpan<byte> text)
    {
        try
        {
            file.Write(text);
            return null;
        }
        catch (Exception e) when (HostError.Of(e) is { })
        {
            return HostError.Of(e);
        }
    }

    // liolib.c, f_seek.
    static int Seek(LuaState<T> lua)
    {
        LuaFile file = RequireOpen(lua);
        int origin = lua.CheckOption(2, "cur", ["set", "cur", "end"]);
        long offset = lua.OptInteger(3, 0);
        SeekOrigin from = (SeekOrigin)origin;
        long place = 0;
        if (HostBorder<T>.Try(() => place = file.Seek(offset, from)) is { } error)
            return HostBorder<T>.PushFailure(lua, error);
        lua.PushInteger(place);
        return 1;
    }

    // liolib.c, f_setvbuf.
    static int SetVBuf(LuaState<T> lua)
    {
        LuaFile file = RequireOpen(lua);
        int kind = lua.CheckOption(2, null, ["no", "full", "line"]);
        lua.OptInteger(3, 0);
        return Done(lua, HostBorder<T>.Try(() => file.Buffer(none: kind == 0, lines: kind == 2)));
    }
}
