using Lfs.Compiler;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

static partial class StringLib<T>
{
    /// <summary>
    /// <c>string.dump(f [, strip])</c>: true is full strip, false none, else a level from 0 to 2.
    /// </summary>
    /// <remarks>Source: spec lfs-formats 2f. Omitted, it is the build's default level.</remarks>
    static int Dump(Vm<T> vm)
    {
        int strip = vm.TypeOf(2) == BasicType.Boolean
            ? (vm.ToBoolean(2) ? (int)DebugLevel.NoLines : (int)DebugLevel.Full)
            : vm.OptInt(2, (int)DebugLevel.NoNames);
        vm.CheckType(1, BasicType.Function);
        vm.ArgumentCheck(strip is >= 0 and <= (int)DebugLevel.NoLines, 2, "strip out of range");
        byte[]? chunk = vm.Dump(1, (DebugLevel)strip, out string? error);
        if (chunk == null)
            throw vm.Error(error!);
        vm.RequireHeapFor(chunk.Length);
        vm.PushString(chunk);
        return 1;
    }
}
