using Lfs.Runtime.Core;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Lib;

/// <summary>Files for programs on a host. A device has none of it.</summary>
/// <remarks>Source: liolib.c of Lua 5.1 and 5.3.</remarks>
static partial class IoLib<T> where T : unmanaged, ITarget<T>
{
    // 5.3 allows so many formats for lines: they become upvalues.
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

    /// <summary>The functions, which lie in tables in RAM.</summary>
    public static IEnumerable<HostFunction<T>> Closures =>
        [.. _functions.Select(f => f.Function), .. _methods.Select(f => f.Function), _nextLine];

    /// <summary>Makes the table <c>io</c> and the standard files.</summary>
    public static void Open(Vm<T> vm)
    {
        vm.PushTable(0, _methods.Length + 2);
        HostBorder<T>.SetFunctions(vm, _methods);
        vm.PushValue(-1);
        vm.SetField(-2, "__index"u8);
        if (T.Is53)
        {
            vm.PushString(Metatable);
            vm.SetField(-2, "__name"u8);
        }
        vm.SetField(Vm<T>.RegistryIndex, Metatable);
        HostBorder<T>.PushLibrary(vm, "io"u8, _functions);
        Board board = vm.Board;
        Action flush = () => HostBorder<T>.Try(board.Output.Flush);
        SetStandard(vm, LuaFile.Standard(board.Input, flush),
            "stdin"u8, InputKey);
        SetStandard(vm, LuaFile.Standard(board.Output), "stdout"u8, OutputKey);
        SetStandard(vm, LuaFile.Standard(board.Error, flush, isUnbuffered: true), "stderr"u8, []);
        vm.Pop(1);
    }

    static void SetStandard(Vm<T> vm, LuaFile file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> key)
    {
        PushFile(vm, file);
        if (!key.IsEmpty)
        {
            vm.PushValue(-1);
            vm.SetField(Vm<T>.RegistryIndex, key);
        }
        vm.SetField(-2, name);
    }

    // The userdata comes first: when there is no memory for it, no file must be left open.
    static void PushFile(Vm<T> vm, LuaFile file)
    {
        PushClosed(vm);
        vm.Board.OpenFiles.Add(vm.AddressAt(-1), file);
    }

    // A file that was never open.
    static void PushClosed(Vm<T> vm)
    {
        vm.PushUserdata(sizeof(uint));
        vm.Board.OpenFiles.Remove(vm.AddressAt(-1));
        vm.GetField(Vm<T>.RegistryIndex, Metatable);
        if (!vm.IsTable(-1))
            throw vm.Error("the registry has lost the metatable of files");
        vm.SetMetatable(-2);
    }

    /// <summary>Pushes a file that is opened now, or the results of its failure.</summary>
    static int PushOpened(Vm<T> vm, byte[]? name, Func<LuaFile> open)
    {
        PushClosed(vm);
        if (TryOpen(vm, open) is { } error)
            return HostBorder<T>.PushFailure(vm, error, name);
        return 1;
    }

    // Opens the file of the userdata on top.
    static HostError? TryOpen(Vm<T> vm, Func<LuaFile> open)
    {
        OpenFiles files = vm.Board.OpenFiles;
        if (!files.HasRoom)
            vm.FullCollect();
        if (!files.HasRoom)
            return HostError.TooManyFiles;
        uint userdata = vm.AddressAt(-1);
        return HostBorder<T>.Try(() => files.Add(userdata, open()));
    }

    static LuaFile? FileAt(Vm<T> vm, int index)
    {
        if (vm.TypeOf(index) != BasicType.Userdata || !vm.GetMetatable(index))
            return null;
        vm.GetField(Vm<T>.RegistryIndex, Metatable);
        bool isFile = vm.RawEqual(-1, -2);
        vm.Pop(2);
        // A userdata with this metatable and without a file is as good as closed.
        return isFile ? vm.Board.OpenFiles.At(vm.AddressAt(index)) ?? _closed : null;
    }

    static readonly LuaFile _closed = LuaFile.Closed();

    static LuaFile RequireFile(Vm<T> vm, int index) =>
        FileAt(vm, index) ?? throw vm.TypeError(index, vm.TextOf(Metatable));

    static LuaFile RequireOpen(Vm<T> vm, int index = 1)
    {
        LuaFile file = RequireFile(vm, index);
        vm.Spend(HostBorder<T>.FileCallInstructions);
        return file.IsClosed ? throw vm.Error("attempt to use a closed file") : file;
    }

    // The file that io.read or io.write uses.
    static LuaFile Default(Vm<T> vm, ReadOnlySpan<byte> key, string name)
    {
        vm.Spend(HostBorder<T>.FileCallInstructions);
        vm.GetField(Vm<T>.RegistryIndex, key);
        LuaFile? file = FileAt(vm, -1);
        vm.Pop(1);
        if (file is null || file.IsClosed)
            throw vm.Error($"standard {name} file is closed");
        return file;
    }
}
