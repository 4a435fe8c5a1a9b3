using System.Text;
using Lfs.Runtime.Core;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Lib;

/// <summary>The library <c>os</c>, for programs on a host. A device does not have it.</summary>
/// <remarks>Source: loslib.c of Lua 5.1 and 5.3.</remarks>
static partial class OsLib<T> where T : unmanaged, ITarget<T>
{
    static readonly (string Name, HostFunction<T> Function)[] _functions =
        [
            ("clock", Clock), ("date", Date), ("difftime", DiffTime), ("execute", Execute), ("exit", Exit),
            ("getenv", GetEnv), ("remove", Remove), ("rename", Rename), ("setlocale", SetLocale),
            ("time", Time), ("tmpname", TmpName),
        ];

    /// <summary>The functions that a table in RAM refers to.</summary>
    public static IEnumerable<HostFunction<T>> Closures => _functions.Select(f => f.Function);

    /// <summary>Creates the table <c>os</c>: <c>luaopen_os</c>.</summary>
    public static void Open(LuaState<T> lua)
    {
        HostBorder<T>.PushLibrary(lua, "os"u8, _functions);
        lua.Pop(1);
    }

    // os_clock.
    static int Clock(LuaState<T> lua)
    {
        lua.Spend(HostBorder<T>.SystemCallInstructions);
        lua.PushNumber(ProcessorTime().TotalSeconds);
        return 1;
    }

    static TimeSpan ProcessorTime()
    {
#if NET9_0_OR_GREATER
        return Environment.CpuUsage.TotalTime;
#else
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.TotalProcessorTime;
#endif
    }

    // os_getenv. The host decides which variables exist.
    static int GetEnv(LuaState<T> lua)
    {
        string name = Encoding.UTF8.GetString(HostBorder<T>.CString(HostBorder<T>.Name(lua, 1)));
        string? value = name.Length == 0 || name.Contains('=', StringComparison.Ordinal)
            ? null : lua.Device.Environment(name);
        if (value is null)
            lua.PushNil();
        else
            lua.PushString(Encoding.UTF8.GetBytes(value));
        return 1;
    }

    // os_exit. It ends the program, not the process of the host.
    static int Exit(LuaState<T> lua)
    {
        bool isBoolean = T.Is53 && lua.TypeOf(1) == BasicType.Boolean;
        int code = isBoolean ? (lua.ToBoolean(1) ? 0 : 1) : lua.OptInt(1, 0);
        lua.Device.ExitCode = code;
        lua.Device.OpenFiles.Flush();
        throw new RestartRequest { IsExit = true };
    }

    // os.execute starts no program, because that would escape the limits that the host has set.
    static int Execute(LuaState<T> lua)
    {
        if (!lua.IsNoneOrNil(1))
        {
            lua.CheckString(1);
            throw lua.Error("'execute' not supported");
        }
        // Without a command, report that there is no shell.
        if (T.Is53)
            lua.PushBoolean(false);
        else
            lua.PushInteger(0);
        return 1;
    }

    // os_setlocale. Only the locale "C" exists here.
    static int SetLocale(LuaState<T> lua)
    {
        bool isKnown = lua.IsNoneOrNil(1);
        if (!isKnown)
        {
            ReadOnlySpan<byte> name = HostBorder<T>.CString(HostBorder<T>.Name(lua, 1));
            isKnown = name.IsEmpty || name.SequenceEqual("C"u8) || name.SequenceEqual("POSIX"u8);
        }
        lua.CheckOption(2, "all", ["all", "collate", "ctype", "monetary", "numeric", "time"]);
        if (isKnown)
            lua.PushString("C"u8);
        else
            lua.PushNil();
        return 1;
    }

    // os_remove.
    static int Remove(LuaState<T> lua)
    {
        byte[] name = HostBorder<T>.Name(lua, 1);
        return Done(lua, HostBorder<T>.Try(() => FolderOf(lua).Remove(name)), name);
    }

    // os_rename.
    static int Rename(LuaState<T> lua)
    {
        byte[] from = HostBorder<T>.Name(lua, 1);
        byte[] to = HostBorder<T>.Name(lua, 2);
        return Done(lua, HostBorder<T>.Try(() => FolderOf(lua).Rename(from, to)), T.Pick(from, null));
    }

    // os_tmpname. The file is created in the program's folder.
    static int TmpName(LuaState<T> lua)
    {
        lua.Spend(HostBorder<T>.SystemCallInstructions);
        string name = "";
        if (HostBorder<T>.Try(() => name = FolderOf(lua).Temporary()) is not null)
            throw lua.Error("unable to generate a unique filename");
        lua.PushText(name);
        return 1;
    }

    static HostFolder FolderOf(LuaState<T> lua) => lua.Device.Folder ?? throw HostError.Denied.Exception();

    static int Done(LuaState<T> lua, HostError? error, byte[]? name)
    {
        if (error is { } failure)
            return HostBorder<T>.PushFailure(lua, failure, name);
        lua.PushBoolean(true);
        return 1;
    }
}
