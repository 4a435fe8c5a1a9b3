using Lfs.Compiler;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

static partial class StringLib<T>
{
    /// <summary>
    /// <c>string.dump(f [, strip])</c>: true is full strip, false none, else a level from 0 to 2.
    /// </summary>
    /// <remarks>Source: spec lfs-formats 2f. Omitted, it is the level of what is compiled now.</remarks>
    static int Dump(Vm<T> vm)
    {
        int strip = 0;
        if (vm.TypeOf(2) == BasicType.Boolean)
            strip = vm.ToBoolean(2) ? (int)DebugLevel.NoLines : (int)DebugLevel.Full;
        else if (vm.IsNoneOrNil(2))
            strip = vm.StripDefault(-1);
        else
            strip = LevelAt(vm, 2);
        vm.ArgumentCheck(strip is >= 0 and <= (int)DebugLevel.NoLines, 2, "strip out of range");
        vm.CheckType(1, BasicType.Function);
        byte[]? chunk = vm.Dump(1, (DebugLevel)strip, out string? error);
        if (chunk == null)
            throw vm.Error(error!);
        vm.RequireHeapFor(chunk.Length);
        vm.PushString(chunk);
        return 1;
    }

    // What lua_tointeger gives: 0 for what is no integer; 5.1 cuts a fraction.
    static int LevelAt(Vm<T> vm, int argument)
    {
        if (T.Is53)
            return vm.TryInteger(argument, out long integer) ? unchecked((int)integer) : 0;
        return vm.TryNumber(argument, out double level) ? (int)Vm<T>.ToInteger51(level) : 0;
    }
}
