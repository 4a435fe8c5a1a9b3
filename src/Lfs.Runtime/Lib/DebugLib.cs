using System.Globalization;
using System.Text;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>
/// The part of <c>debug</c> that NodeMCU's default build of 5.1 has; that of 5.3 has more.
/// </summary>
/// <remarks>Source: ldblib.c; LUA_USE_BUILTIN_DEBUG_MINIMAL.</remarks>
static class DebugLib<T> where T : unmanaged, ITarget<T>
{
    /// <summary>The library.</summary>
    public static RoDefinition<T> Table { get; } = new("debug",
        [
            new("getregistry", GetRegistry), new("getstrings", GetStrings), new("traceback", Traceback),
            .. T.Is53 ? DebugLib53<T>.Entries : [],
        ]);

    static int GetRegistry(Vm<T> vm)
    {
        vm.PushValue(Vm<T>.RegistryIndex);
        return 1;
    }

    static int GetStrings(Vm<T> vm)
    {
        bool inRom = vm.CheckOption(1, "RAM", ["RAM", "ROM"]) == 1;
        if (!vm.PushStrings(inRom))
            vm.PushNil();
        return 1;
    }

    static int Traceback(Vm<T> vm)
    {
        const int FirstLevels = 12;
        const int LastLevels = 10;
        bool other = vm.TypeOf(1) == BasicType.Thread;
        int shift = other ? 1 : 0;
        uint thread = other ? vm.AddressAt(1) : 0;
        if (T.Is53)
            return DebugLib53<T>.Traceback(vm, thread, shift);
        int level = other && !vm.IsRunning(thread) ? 0 : 1;
        if (vm.TryNumber(shift + 2, out double given))
        {
            level = (int)Vm<T>.ToInteger51(given);
            vm.Pop(1);
        }
        StringBuilder text = new();
        if (vm.Count > shift)
        {
            if (!vm.IsString(shift + 1))
            {
                vm.SetCount(shift + 1);
                return 1;
            }
            text.Append(Vm<T>.Latin(vm.CheckString(shift + 1))).Append('\n');
        }
        text.Append("stack traceback:");
        bool firstPart = true;
        while (vm.FindActivation(thread, level++, out Activation at))
        {
            // A level below 0 is a line as well: two billion of them would fit no heap.
            vm.Spend(1);
            if (text.Length > vm.Board.Machine.Heap.BytesFree)
                throw new LuaError(LuaStatus.MemoryError);
            if (level > FirstLevels && firstPart)
            {
                if (!vm.FindActivation(thread, level + LastLevels, out _))
                {
                    level--;        // Few levels are left: show them all.
                }
                else
                {
                    text.Append("\n\t...");
                    while (vm.FindActivation(thread, level + LastLevels, out _))
                        vm.Spend(++level >> 4);     // Each is looked for from the top.
                }
                firstPart = false;
                continue;
            }
            AppendLevel(text, at);
        }
        vm.PushText(text.ToString());
        return 1;
    }

    static void AppendLevel(StringBuilder text, in Activation at)
    {
        text.Append("\n\t").Append(at.ShortSource).Append(':');
        if (at.CurrentLine > 0)
            text.Append(CultureInfo.InvariantCulture, $"{at.CurrentLine}:");
        if (at.NameKind.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $" in function '{at.Name}'");
        else if (at.What == "main")
            text.Append(" in main chunk");
        else if (at.What is "C" or "tail")
            text.Append(" ?");
        else
            text.Append(CultureInfo.InvariantCulture, $" in function <{at.ShortSource}:{at.LineDefined}>");
    }
}
