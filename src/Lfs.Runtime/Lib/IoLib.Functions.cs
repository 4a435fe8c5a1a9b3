using Lfs.Runtime.Core;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Lib;

// The functions of io, and the methods of files but for reading.
static partial class IoLib<T>
{
    static int Type(Vm<T> vm)
    {
        vm.CheckAny(1);
        LuaFile? file = FileAt(vm, 1);
        if (file is null)
            vm.PushNil();
        else
            vm.PushString(file.IsClosed ? "closed file"u8 : "file"u8);
        return 1;
    }

    static int ToText(Vm<T> vm)
    {
        LuaFile file = RequireFile(vm, 1);
        vm.PushText(file.IsClosed ? "file (closed)" : $"file (0x{vm.AddressAt(1):x8})");
        return 1;
    }

    // 5.1 leaves the mode to C, which looks at the first letter; 5.3 knows what is allowed.
    static int OpenFile(Vm<T> vm)
    {
        byte[] name = HostBorder<T>.Name(vm, 1);
        vm.SpendBytes(vm.OptString(2, "r"u8).Length);
        byte[] mode = HostBorder<T>.CString(vm.OptString(2, "r"u8)).ToArray();
        if (T.Is53)
            vm.ArgumentCheck(IsMode(vm.OptString(2, "r"u8)), 2, "invalid mode");
        else if (mode.Length == 0 || !"rwa"u8.Contains(mode[0]))
            return HostBorder<T>.PushFailure(vm, HostError.Invalid, name);
        HostFolder? folder = vm.Board.Folder;
        return PushOpened(vm, name, () => LuaFile.Open(folder, name, mode));
    }

    static bool IsMode(ReadOnlySpan<byte> mode)
    {
        if (mode.IsEmpty || !"rwa"u8.Contains(mode[0]))
            return false;
        ReadOnlySpan<byte> rest = mode[1..];
        if (rest.StartsWith("+"u8))
            rest = rest[1..];
        return !rest.ContainsAnyExcept((byte)'b');
    }

    static int POpen(Vm<T> vm)
    {
        vm.CheckString(1);
        throw vm.Error("'popen' not supported");
    }

    static int TmpFile(Vm<T> vm)
    {
        vm.Spend(HostBorder<T>.SystemCallInstructions);
        HostFolder? folder = vm.Board.Folder;
        return PushOpened(
            vm, null, () => LuaFile.Over((folder ?? throw HostError.Denied.Exception()).Unnamed()));
    }

    static int Input(Vm<T> vm) => ChooseDefault(vm, InputKey, "r"u8);

    static int Output(Vm<T> vm) => ChooseDefault(vm, OutputKey, "w"u8);

    static int ChooseDefault(Vm<T> vm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> mode)
    {
        if (!vm.IsNoneOrNil(1))
        {
            if (vm.IsString(1))
            {
                PushRequired(vm, mode);
            }
            else
            {
                RequireOpen(vm);
                vm.PushValue(1);
            }
            vm.SetField(Vm<T>.RegistryIndex, key);
        }
        vm.GetField(Vm<T>.RegistryIndex, key);
        return 1;
    }

    // Pushes the file that the first argument names; that it cannot be opened is an error here.
    static void PushRequired(Vm<T> vm, ReadOnlySpan<byte> mode)
    {
        byte[] name = HostBorder<T>.Name(vm, 1);
        byte[] how = mode.ToArray();
        HostFolder? folder = vm.Board.Folder;
        PushClosed(vm);
        if (TryOpen(vm, () => LuaFile.Open(folder, name, how)) is not { } error)
            return;
        string shown = vm.TextOf(HostBorder<T>.CString(name));
        throw T.Is53
            ? vm.Error($"cannot open file '{shown}' ({error.Text})")
            : vm.ArgumentError(1, $"{shown}: {error.Text}");
    }

    static int Close(Vm<T> vm)
    {
        if (vm.TypeOf(1) == BasicType.None)
            vm.GetField(Vm<T>.RegistryIndex, OutputKey);
        return CloseFile(vm);
    }

    static int CloseFile(Vm<T> vm)
    {
        // A method of 5.1 finds no default file.
        if (!T.Is53 && vm.TypeOf(1) == BasicType.None)
            vm.PushNil();
        LuaFile file = RequireOpen(vm);
        if (file.IsStandard)
        {
            vm.PushNil();
            vm.PushString("cannot close standard file"u8);
            return 2;
        }
        return Done(vm, HostBorder<T>.Try(() => vm.Board.OpenFiles.Close(file)));
    }

    static int Done(Vm<T> vm, HostError? error)
    {
        if (error is { } failure)
            return HostBorder<T>.PushFailure(vm, failure);
        vm.PushBoolean(true);
        return 1;
    }

    static int Collect(Vm<T> vm)
    {
        if (!RequireFile(vm, 1).IsStandard)
            vm.Board.OpenFiles.Remove(vm.AddressAt(1));
        return 0;
    }

    static int Flush(Vm<T> vm) => Done(vm, HostBorder<T>.Try(Default(vm, OutputKey, "output").Flush));

    static int FlushFile(Vm<T> vm) => Done(vm, HostBorder<T>.Try(RequireOpen(vm).Flush));

    static int Write(Vm<T> vm) => WriteAll(vm, Default(vm, OutputKey, "output"), 1, OutputKey);

    static int WriteFile(Vm<T> vm) => WriteAll(vm, RequireOpen(vm), 2, []);

    // 5.1 returns true, 5.3 the file. Source: liolib.c, g_write.
    static int WriteAll(Vm<T> vm, LuaFile file, int first, ReadOnlySpan<byte> key)
    {
        HostError? failed = null;
        int last = vm.Count;
        for (int i = first; i <= last; i++)
        {
            bool isFloat = T.Is53 && vm.TypeOf(i) == BasicType.Number && !vm.IsInteger(i);
            ReadOnlySpan<byte> text = vm.CheckString(i);
            // As %.14g has it: no fraction, no ".0".
            text = isFloat && text.EndsWith(".0"u8) ? text[..^2] : text;
            vm.SpendBytes(text.Length);
            failed ??= TryWrite(file, text);
        }
        if (failed is not null || !T.Is53)
            return Done(vm, failed);
        if (key.IsEmpty)
            vm.PushValue(1);
        else
            vm.GetField(Vm<T>.RegistryIndex, key);
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

    static int Seek(Vm<T> vm)
    {
        LuaFile file = RequireOpen(vm);
        int origin = vm.CheckOption(2, "cur", ["set", "cur", "end"]);
        long offset = vm.OptInteger(3, 0);
        SeekOrigin from = (SeekOrigin)origin;
        long place = 0;
        if (HostBorder<T>.Try(() => place = file.Seek(offset, from)) is { } error)
            return HostBorder<T>.PushFailure(vm, error);
        vm.PushInteger(place);
        return 1;
    }

    static int SetVBuf(Vm<T> vm)
    {
        LuaFile file = RequireOpen(vm);
        int kind = vm.CheckOption(2, null, ["no", "full", "line"]);
        vm.OptInteger(3, 0);
        return Done(vm, HostBorder<T>.Try(() => file.Buffer(none: kind == 0, lines: kind == 2)));
    }
}
