using System.Globalization;
using System.Text;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>The traceback of 5.3.</summary>
/// <remarks>Source: lauxlib.c of 5.3, <c>luaL_traceback</c>.</remarks>
static partial class DebugLib53<T> where T : unmanaged, ITarget<T>
{
    const int FirstLevels = 10;
    const int LastLevels = 11;

    /// <param name="vm">The state.</param>
    /// <param name="thread">The thread to look at; 0 for the running one.</param>
    /// <param name="shift">Arguments before the message.</param>
    public static int Traceback(Vm<T> vm, uint thread, int shift)
    {
        int message = shift + 1;
        if (!vm.IsNoneOrNil(message) && !vm.IsString(message))
        {
            vm.PushValue(message);
            return 1;
        }
        int level = vm.OptInt(shift + 2, thread == 0 || vm.IsRunning(thread) ? 1 : 0);
        StringBuilder text = new();
        if (!vm.IsNoneOrNil(message))
            text.Append(Vm<T>.Latin(vm.CheckString(message))).Append('\n');
        text.Append("stack traceback:");
        int last = LastLevel(vm, thread);
        int left = last - level > FirstLevels + LastLevels ? FirstLevels : -1;
        while (vm.FindActivation(thread, level++, out Activation at))
        {
            if (left-- != 0)
            {
                AppendLevel(vm, text, at);
                continue;
            }
            text.Append("\n\t...");
            level = last - LastLevels + 1;
        }
        vm.PushText(text.ToString());
        return 1;
    }

    static int LastLevel(Vm<T> vm, uint thread)
    {
        int below = 1;
        int above = 1;
        while (vm.FindActivation(thread, above, out _))
        {
            below = above;
            above *= 2;
        }
        while (below < above)
        {
            int middle = (below + above) / 2;
            if (vm.FindActivation(thread, middle, out _))
                below = middle + 1;
            else
                above = middle;
        }
        return above - 1;
    }

    static void AppendLevel(Vm<T> vm, StringBuilder text, in Activation at)
    {
        text.Append("\n\t").Append(at.ShortSource).Append(':');
        if (at.CurrentLine > 0)
            text.Append(CultureInfo.InvariantCulture, $"{at.CurrentLine}:");
        text.Append(" in ");
        if (vm.NameInLibraries53(at) is { } name)
            text.Append(CultureInfo.InvariantCulture, $"function '{name}'");
        else if (at.NameKind.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"{at.NameKind} '{at.Name}'");
        else if (at.What == "main")
            text.Append("main chunk");
        else if (at.What == "C")
            text.Append('?');
        else
            text.Append(CultureInfo.InvariantCulture, $"function <{at.ShortSource}:{at.LineDefined}>");
        if (at.IsTailCall)
            text.Append("\n\t(...tail calls...)");
    }
}
