using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>Standard input and output for programs on a host. A device has none of it.</summary>
static class IoLib<T> where T : unmanaged, ITarget<T>
{
    static RoDefinition<T> StandardOutput { get; } = new("io.stdout",
        [new("write", WriteMethod), new("flush", Flush), new("setvbuf", Flush)]);

    /// <summary>The library.</summary>
    public static RoDefinition<T> Table { get; } = new("io",
        [
            new("write", Write), new("read", Read), new("lines", Lines), new("stdout", Table: StandardOutput),
            new("stderr", Table: StandardOutput),
        ]);

    static int Write(Vm<T> vm) => Write(vm, 1);

    static int WriteMethod(Vm<T> vm)
    {
        Write(vm, 2);
        vm.SetCount(1);
        return 1;
    }

    static int Write(Vm<T> vm, int first)
    {
        for (int i = first; i <= vm.Count; i++)
            vm.Board.Output.Write(vm.CheckString(i));
        vm.PushBoolean(true);
        return 1;
    }

    static int Flush(Vm<T> vm)
    {
        vm.Board.Output.Flush();
        vm.PushBoolean(true);
        return 1;
    }

    static int Read(Vm<T> vm)
    {
        string format = vm.TypeOf(1) == BasicType.Number ? ""
            : Vm<T>.Latin(vm.OptString(1, "l"u8)).TrimStart('*');
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
