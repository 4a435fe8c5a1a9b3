using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>Standard input and output for programs on a host. A device has none of it.</summary>
static class IoLib<T> where T : unmanaged, ITarget<T>
{
    static RoDefinition<T> StandardOutput { get; } = new("io.stdout",
        [new("write", WriteOutput), new("flush", Flush), new("setvbuf", Flush)]);

    // What goes there is written at once: nothing to flush.
    static RoDefinition<T> StandardError { get; } = new("io.stderr",
        [new("write", WriteError), new("flush", Nothing), new("setvbuf", Nothing)]);

    /// <summary>The library.</summary>
    public static RoDefinition<T> Table { get; } = new("io",
        [
            new("write", Write), new("read", Read), new("lines", Lines), new("stdout", Table: StandardOutput),
            new("stderr", Table: StandardError),
        ]);

    static int Write(Vm<T> vm)
    {
        Write(vm, 1, vm.Board.Output);
        vm.PushBoolean(true);
        return 1;
    }

    static int WriteOutput(Vm<T> vm)
    {
        Write(vm, 2, vm.Board.Output);
        vm.SetCount(1);
        return 1;
    }

    static int WriteError(Vm<T> vm)
    {
        vm.Board.Output.Flush();        // On a terminal both end in one place: in their order.
        Write(vm, 2, vm.Board.Error);
        vm.Board.Error.Flush();
        vm.SetCount(1);
        return 1;
    }

    static void Write(Vm<T> vm, int first, Stream output)
    {
        for (int i = first; i <= vm.Count; i++)
            output.Write(vm.CheckString(i));
    }

    static int Flush(Vm<T> vm)
    {
        vm.Board.Output.Flush();
        vm.PushBoolean(true);
        return 1;
    }

    static int Nothing(Vm<T> vm)
    {
        vm.PushBoolean(true);
        return 1;
    }

    static int Read(Vm<T> vm)
    {
        string format = vm.TypeOf(1) == BasicType.Number ? ""
            : vm.TextOf(vm.OptString(1, "l"u8)).TrimStart('*');
        switch (format)
        {
            case "":
                ReadBytes(vm, vm.CheckInt(1));
                return 1;
            case "a":
                ReadBytes(vm, int.MaxValue);
                return 1;
            case "n":
                ReadLine(vm, keepEnd: false);
                if (vm.TryNumber(-1, out double number))
                    vm.PushNumber(number);
                else
                    vm.PushNil();
                return 1;
            case "l" or "L":
                ReadLine(vm, format == "L");
                return 1;
            default:
                throw vm.ArgumentError(1, "invalid format");
        }
    }

    static int Lines(Vm<T> vm)
    {
        vm.PushLightFunction(Read);
        return 1;
    }

    static void ReadBytes(Vm<T> vm, int count)
    {
        LuaBuffer<T> text = new(vm);
        int read = 0;
        for (int c; read < count && (c = vm.Board.Input.ReadByte()) >= 0; read++)
            text.Add((byte)c);
        text.Push();
        if (read == 0 && count is > 0 and < int.MaxValue)
            vm.PushNil();
    }

    static void ReadLine(Vm<T> vm, bool keepEnd)
    {
        LuaBuffer<T> text = new(vm);
        int c;
        bool any = false;
        while ((c = vm.Board.Input.ReadByte()) >= 0)
        {
            any = true;
            if (c != '\n' || keepEnd)
                text.Add((byte)c);
            if (c == '\n')
                break;
        }
        text.Push();
        if (!any)
            vm.PushNil();
    }
}
