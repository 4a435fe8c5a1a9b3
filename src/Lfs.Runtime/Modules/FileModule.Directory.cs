using Esp8266.Spiffs;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Modules;

// What files there are, and the file system as a whole.
static partial class FileModule
{
    // What a file without a time stamp shows (file.c, FILE_TIMEDEF_*).
    const int FirstYear = 1970;

    static int List(ILuaState lua)
    {
        lua.SetCount(1);
        lua.OptString(1, default);
        if (Mounted(lua) is not { } files)
            return 0;
        lua.Spend(FileInstructions);
        lua.PushTable();
        bool hasPattern = !lua.IsNoneOrNil(1);
        if (hasPattern)
            PushMatch(lua);
        ListingPlace place = default;
        while (files.NextFile(ref place, out ObjectStat file))
        {
            lua.Spend(FileInstructions / 10);
            if (hasPattern && !Matches(lua, file.Name.Bytes))
                continue;
            lua.PushInteger(file.Bytes);
            lua.SetField(2, file.Name.Bytes);
        }
        lua.SetCount(2);
        return 1;
    }

    // The method "match" of the pattern's metatable, which is that of strings.
    static void PushMatch(ILuaState lua)
    {
        lua.GetMetatable(1);
        lua.PushString("match"u8);
        lua.RawGet(-2);
        lua.Remove(-2);
    }

    // An error of the pattern is the error of file.list.
    static bool Matches(ILuaState lua, ReadOnlySpan<byte> name)
    {
        lua.SetCount(3);
        lua.PushValue(3);
        lua.PushString(name);
        lua.PushValue(1);
        lua.Call(2, 1);
        return !lua.IsNoneOrNil(-1);
    }

    static int Exists(ILuaState lua)
    {
        lua.PushBoolean(Find(lua, CheckPath(lua, 1), out _));
        return 1;
    }

    static bool Find(ILuaState lua, byte[] path, out ObjectStat file)
    {
        file = default;
        lua.Spend(FileInstructions);
        return Mounted(lua) is { } files && FileSystem.NameOf(path) is { } name
            && files.Stat(name, out file) == SpiffsError.None;
    }

    static int Remove(ILuaState lua)
    {
        byte[] path = CheckPath(lua, 1);
        lua.Spend(FileInstructions);
        if (FileSystem.NameOf(path) is { } name)
            Mounted(lua)?.Remove(name);
        return 0;
    }

    static int Rename(ILuaState lua)
    {
        byte[] from = CheckPath(lua, 1);
        byte[] to = CheckPath(lua, 2);
        lua.Spend(FileInstructions);
        lua.PushBoolean(
            Mounted(lua) is { } files
            && FileSystem.NameOf(from) is { } old && FileSystem.NameOf(to) is { } name
            && files.Rename(old, name) == SpiffsError.None);
        return 1;
    }

    static int Stat(ILuaState lua)
    {
        ReadOnlySpan<byte> path = lua.CheckString(1);
        lua.ArgumentCheck(
            path.Length <= FileSystem.LongestName && !path.Contains((byte)0), 1, "filename invalid");
        if (!Find(lua, path.ToArray(), out ObjectStat file))
        {
            lua.PushNil();
            return 1;
        }
        lua.PushTable(0, 7);
        lua.SetInteger("size"u8, file.Bytes);
        lua.PushString(file.Name.Bytes);
        lua.SetField(-2, "name"u8);
        lua.SetFalse("is_dir"u8);
        lua.SetFalse("is_rdonly"u8);
        lua.SetFalse("is_hidden"u8);
        lua.SetFalse("is_sys"u8);
        lua.SetFalse("is_arch"u8);
        lua.PushTable(0, 6);
        lua.SetInteger("year"u8, FirstYear);
        lua.SetInteger("mon"u8, 1);
        lua.SetInteger("day"u8, 1);
        lua.SetInteger("hour"u8, 0);
        lua.SetInteger("min"u8, 0);
        lua.SetInteger("sec"u8, 0);
        lua.SetField(-2, "time"u8);
        return 1;
    }

    extension(ILuaState lua)
    {
        void SetInteger(ReadOnlySpan<byte> name, long value)
        {
            lua.PushInteger(value);
            lua.SetField(-2, name);
        }

        void SetFalse(ReadOnlySpan<byte> name)
        {
            lua.PushBoolean(false);
            lua.SetField(-2, name);
        }
    }

    static int Usage(ILuaState lua)
    {
        lua.Spend(FileInstructions);
        if (Mounted(lua) is not { } files || files.Usage(out uint total, out uint used) != SpiffsError.None)
            throw lua.Error("file system failed");
        if (used > total)
            throw lua.Error("file system error");
        lua.PushInteger(total - used);
        lua.PushInteger(used);
        lua.PushInteger(total);
        return 3;
    }

    static int Configuration(ILuaState lua)
    {
        Mounted(lua);
        lua.PushInteger(lua.Device.FileSystem.Start);
        lua.PushInteger(lua.Device.FileSystem.MountedBytes);
        return 2;
    }

    // The open files of the program are closed with the file system; their objects know nothing of it.
    static int Format(ILuaState lua)
    {
        Close(lua);
        lua.Spend(FormatInstructions);
        Variables variables = Of(lua);
        foreach (uint handle in variables.Files.Keys)
            lua.ReturnBlock(handle);
        variables.Files.Clear();
        variables.Default = 0;
        if (!lua.Device.FileSystem.Format())
            throw lua.Error("Failed to format file system");
        lua.Device.Console.Write("format done.\n"u8);
        return 0;
    }

    /// <summary>The budget of a format, which erases up to 4,000 sectors.</summary>
    const int FormatInstructions = 1_000_000;

    // SPIFFS stores no time, so the function is kept and never called.
    static int On(ILuaState lua)
    {
        lua.CheckOption(1, "rtc", ["rtc"]);
        Variables variables = Of(lua);
        lua.Unref(variables.Clock);
        variables.Clock = References.None;
        switch (lua.TypeOf(2))
        {
            case BasicType.Function:
                lua.PushValue(2);
                variables.Clock = lua.Ref();
                break;
            case BasicType.Nil:
                break;
            default:
                throw lua.Error("Callback should be function or nil");
        }
        return 0;
    }
}
