using Lfs.Runtime.Core;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Lib;

/// <summary>The library <c>io</c>, for programs on a host. A device does not have it.</summary>
/// <remarks>Source: liolib.c of Lua 5.1 and 5.3.</remarks>
static partial class IoLib<T> where T : unmanaged, ITarget<T>
{
    // The most formats that 5.3 allows for lines (MAXARGLINE), since they become upvalues.
    const int MostFormats = 250;
    const int LineUpvalues = 3;

    static readonly (string Name, HostFunction<T> Function)[] _functions =
        [
            ("close", Close), ("flush", Flush), ("input", Input), ("lines", Lines), ("open", OpenFile),
            ("output", Output), ("popen", POpen), ("read", Read), ("tmpfile", TmpFile), ("type", Type),
            ("write", Write),
        ];

    static readonly (string Name, HostFunction<T> Function)[] _methods =
        [
            ("close", CloseFile), ("flush", FlushFile), ("lines", FileLines), ("read", ReadFile),
            ("seek", Seek), ("setvbuf", SetVBuf), ("write", WriteFile), ("__gc", Collect),
            ("__tostring", ToText),
        ];

    static readonly HostFunction<T> _nextLine = NextLine;

    static ReadOnlySpan<byte> Metatable => "FILE*"u8;
    static ReadOnlySpan<byte> InputKey => "_IO_input"u8;
    static ReadOnlySpan<byte> OutputKey => "_IO_output"u8;

    /// <summary>The functions that tables in RAM refer to.</summary>
    public static IEnumerable<HostFunction<T>> Closures =>
        [.. _functions.Select(f => f.Function), .. _methods.Select(f => f.Function), _nextLine];

    /// <summary>Creates the table <c>io</c> and the standard files: <c>luaopen_io</c>.</summary>
    public static void Open(LuaState<T> lua)
    {
        lua.PushTable(0, _methods.Length + 2);
        HostBorder<T>.SetFunctions(lua, _methods);
        lua.PushValue(-1);
        lua.SetField(-2, "__index"u8);
        if (T.TypesHaveNames)
        {
            lua.PushString(Metatable);
            lua.SetField(-2, "__name"u8);
        }
        lua.SetField(ILuaState.RegistryIndex, Metatable);
        HostBorder<T>.PushLibrary(lua, "io"u8, _functions);
        Device device = lua.Device;
        Action flush = () => HostBorder<T>.Try(device.Console.Flush);
        SetStandard(lua, LuaFile.Standard(device.Input, flush),
            "stdin"u8, InputKey);
        SetStandard(lua, LuaFile.Standard(device.Console), "stdout"u8, OutputKey);
        SetStandard(lua, LuaFile.Standard(device.Error, flush, isUnbuffered: true), "stderr"u8, []);
        lua.Pop(1);
    }

    static void SetStandard(LuaState<T> lua, LuaFile file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> key)
    {
        PushFile(lua, file);
        if (!key.IsEmpty)
        {
            lua.PushValue(-1);
            lua.SetField(ILuaState.RegistryIndex, key);
        }
        lua.SetField(-2, name);
    }

    // newprefile, newfile. The userdata is created first, so that no file stays open if memory is short.
    static void PushFile(LuaState<T> lua, LuaFile file)
    {
        PushClosed(lua);
        lua.Device.OpenFiles.Add(lua.AddressAt(-1), file);
    }

    // Pushes a file that was never open.
    static void PushClosed(LuaState<T> lua)
    {
        lua.PushUserdata(sizeof(uint));
        lua.Device.OpenFiles.Remove(lua.AddressAt(-1));
        lua.GetField(ILuaState.RegistryIndex, Metatable);
        if (!lua.IsTable(-1))
            throw lua.Error("the registry has lost the metatable of files");
        lua.SetMetatable(-2);
    }

    /// <summary>Opens a file and pushes it, or pushes the three results of a failure.</summary>
    static int PushOpened(LuaState<T> lua, byte[]? name, Func<LuaFile> open)
    {
        PushClosed(lua);
        if (TryOpen(lua, open) is { } error)
            return HostBorder<T>.PushFailure(lua, error, name);
        return 1;
    }

    // Opens a file for the userdata on top.
    static HostError? TryOpen(LuaState<T> lua, Func<LuaFile> open)
    {
        OpenFiles files = lua.Device.OpenFiles;
        if (!files.HasRoom)
            lua.Gc.FullCollect();
        if (!files.HasRoom)
            return HostError.TooManyFiles;
        uint userdata = lua.AddressAt(-1);
        return HostBorder<T>.Try(() => files.Add(userdata, open()));
    }

    // luaL_testudata, with the file looked up by the userdata's address.
    static LuaFile? FileAt(LuaState<T> lua, int index)
    {
        if (lua.TypeOf(index) != BasicType.Userdata || !lua.GetMetatable(index))
            return null;
        lua.GetField(ILuaState.RegistryIndex, Metatable);
        bool isFile = lua.RawEqual(-1, -2);
        lua.Pop(2);
        // A userdata with this metatable but no file counts as closed.
        return isFile ? lua.Device.OpenFiles.At(lua.AddressAt(index)) ?? _closed : null;
    }

    static readonly LuaFile _closed = LuaFile.Closed();

    static LuaFile RequireFile(LuaState<T> lua, int index) =>
        FileAt(lua, index) ?? throw lua.TypeError(index, lua.TextOf(Metatable));

    // liolib.c, tofile.
    static LuaFile RequireOpen(LuaState<T> lua, int index = 1)
    {
        LuaFile file = RequireFile(lua, index);
        lua.Spend(HostBorder<T>.FileCallInstructions);
        return file.IsClosed ? throw lua.Error("attempt to use a closed file") : file;
    }

    // The default file of io.read or io.write: liolib.c, getiofile.
    static LuaFile Default(LuaState<T> lua, ReadOnlySpan<byte> key, string name)
    {
        lua.Spend(HostBorder<T>.FileCallInstructions);
        lua.GetField(ILuaState.RegistryIndex, key);
        LuaFile? file = FileAt(lua, -1);
        lua.Pop(1);
        if (file is null || file.IsClosed)
            throw lua.Error($"standard {name} file is closed");
        return file;
    }
}
