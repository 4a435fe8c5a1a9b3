using System.Text;
using Lfs.Runtime.Core;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Lib;

/// <summary><c>os</c> for programs on a host. A device has none of it.</summary>
/// <remarks>Source: loslib.c of Lua 5.1 and 5.3.</remarks>
static partial class OsLib<T> where T : unmanaged, ITarget<T>
{
    static readonly (string Name, HostFunction<T> Function)[] _functions =
        [
            ("clock", Clock), ("date", Date), ("difftime", DiffTime), ("execute", Execute), ("exit", Exit),
            ("getenv", GetEnv), ("remove", Remove), ("rename", Rename), ("setlocale", SetLocale),
            ("time", Time), ("tmpname", TmpName),
        ];

    /// <summary>The functions, which lie in a table in RAM.</summary>
    public static IEnumerable<HostFunction<T>> Closures => _functions.Select(f => f.Function);

    /// <summary>Makes the table <c>os</c>.</summary>
    public static void Open(Vm<T> vm)
    {
        HostBorder<T>.PushLibrary(vm, "os"u8, _functions);
        vm.Pop(1);
    }

    static int Clock(Vm<T> vm)
    {
        vm.Spend(HostBorder<T>.SystemCallInstructions);
        vm.PushNumber(Environment.CpuUsage.TotalTime.TotalSeconds);
        return 1;
    }

    static int GetEnv(Vm<T> vm)
    {
        string name = Encoding.UTF8.GetString(HostBorder<T>.CString(HostBorder<T>.Name(vm, 1)));
        string? value = name.Length == 0 || name.Contains('=', StringComparison.Ordinal)
            ? null : vm.Board.Environment(name);
        if (value is null)
            vm.PushNil();
        else
            vm.PushString(Encoding.UTF8.GetBytes(value));
        return 1;
    }

    static int Exit(Vm<T> vm)
    {
        bool isBoolean = T.Is53 && vm.TypeOf(1) == BasicType.Boolean;
        int code = isBoolean ? (vm.ToBoolean(1) ? 0 : 1) : vm.OptInt(1, 0);
        vm.Board.ExitCode = code;
        vm.Board.OpenFiles.Flush();
        throw new RestartRequest(isExit: true);
    }

    // No program of the host is started: the host decides what a script may do, and that is too much.
    static int Execute(Vm<T> vm)
    {
        if (!vm.IsNoneOrNil(1))
        {
            vm.CheckString(1);
            throw vm.Error("'execute' not supported");
        }
        // There is no shell.
        if (T.Is53)
            vm.PushBoolean(false);
        else
            vm.PushInteger(0);
        return 1;
    }

    static int SetLocale(Vm<T> vm)
    {
        bool isKnown = vm.IsNoneOrNil(1);
        if (!isKnown)
        {
            ReadOnlySpan<byte> name = HostBorder<T>.CString(HostBorder<T>.Name(vm, 1));
            isKnown = name.IsEmpty || name.SequenceEqual("C"u8) || name.SequenceEqual("POSIX"u8);
        }
        vm.CheckOption(2, "all", ["all", "collate", "ctype", "monetary", "numeric", "time"]);
        if (isKnown)
            vm.PushString("C"u8);
        else
            vm.PushNil();
        return 1;
    }

    static int Remove(Vm<T> vm)
    {
        byte[] name = HostBorder<T>.Name(vm, 1);
        return Done(vm, HostBorder<T>.Try(() => FolderOf(vm).Remove(name)), name);
    }

    static int Rename(Vm<T> vm)
    {
        byte[] from = HostBorder<T>.Name(vm, 1);
        byte[] to = HostBorder<T>.Name(vm, 2);
        return Done(vm, HostBorder<T>.Try(() => FolderOf(vm).Rename(from, to)), T.Is53 ? null : from);
    }

    static int TmpName(Vm<T> vm)
    {
        vm.Spend(HostBorder<T>.SystemCallInstructions);
        string name = "";
        if (HostBorder<T>.Try(() => name = FolderOf(vm).Temporary()) is not null)
            throw vm.Error("unable to generate a unique filename");
        vm.PushText(name);
        return 1;
    }

    static HostFolder FolderOf(Vm<T> vm) => vm.Board.Folder ?? throw HostError.Denied.Exception();

    static int Done(Vm<T> vm, HostError? error, byte[]? name)
    {
        if (error is { } failure)
            return HostBorder<T>.PushFailure(vm, failure, name);
        vm.PushBoolean(true);
        return 1;
    }
}
