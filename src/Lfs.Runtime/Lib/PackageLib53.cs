using System.Text;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary><c>require</c> and <c>package</c> of 5.3.</summary>
/// <remarks>
/// Source: loadlib.c of 5.3; NodeMCU looks into ROM after the loaded modules, and has no C loaders.
/// </remarks>
static class PackageLib53<T> where T : unmanaged, ITarget<T>
{
    /// <summary>Functions that lie in tables or closures in RAM.</summary>
    public static IEnumerable<HostFunction<T>> Closures => [SearchPreload, SearchLua, Require, SearchPath];

    public static void Open(Vm<T> vm)
    {
        vm.PushTable(0, 5);
        vm.PushLightFunction(SearchPath);
        vm.SetField(-2, "searchpath"u8);
        vm.PushTable(2, 0);
        ReadOnlySpan<HostFunction<T>> searchers = [SearchPreload, SearchLua];
        for (int i = 0; i < searchers.Length; i++)
        {
            vm.PushValue(-2);
            vm.PushClosure(searchers[i], 1);
            vm.RawSetInt(-2, i + 1);
        }
        vm.PushValue(-1);
        vm.SetField(-3, "loaders"u8);
        vm.SetField(-2, "searchers"u8);
        vm.PushString("?.lc;?.lua"u8);
        vm.SetField(-2, "path"u8);
        vm.PushString("/\n;\n?\n!\n-\n"u8);
        vm.SetField(-2, "config"u8);
        BaseLib53<T>.PushLoaded(vm);
        vm.PushValue(-2);
        vm.SetField(-2, "package"u8);
        vm.SetField(-2, "loaded"u8);
        BaseLib53<T>.PushRegistryTable(vm, "_PRELOAD"u8);
        vm.SetField(-2, "preload"u8);
        vm.PushValue(-1);
        vm.PushClosure(Require, 1);
        vm.SetField(Vm<T>.GlobalsIndex, "require"u8);
        vm.SetField(Vm<T>.GlobalsIndex, "package"u8);
    }

    public static int Require(Vm<T> vm)
    {
        ReadOnlySpan<byte> name = vm.CheckString(1);
        vm.SetCount(1);
        BaseLib53<T>.PushLoaded(vm);
        vm.GetField(2, name);
        if (vm.ToBoolean(-1))
            return 1;
        vm.GetField(Vm<T>.GlobalsIndex, "ROM"u8);
        vm.GetField(-1, name);
        if (vm.ToBoolean(-1))
            return 1;
        vm.SetCount(2);
        FindLoader(vm, name);
        vm.PushString(name);
        vm.Insert(-2);
        vm.Call(2, 1);
        if (!vm.IsNoneOrNil(-1))
            vm.SetField(2, name);
        vm.GetField(2, name);
        if (!vm.IsNoneOrNil(-1))
            return 1;
        vm.PushBoolean(true);
        vm.PushValue(-1);
        vm.SetField(2, name);
        return 1;
    }

    /// <summary>
    /// Asks the searchers in turn; leaves the loader that one of them found, and what goes with it.
    /// </summary>
    static void FindLoader(Vm<T> vm, ReadOnlySpan<byte> name)
    {
        vm.GetField(Vm<T>.UpvalueIndex(1), "searchers"u8);
        if (!vm.IsTable(3))
            throw vm.Error("'package.searchers' must be a table");
        StringBuilder tried = new();
        for (int i = 1; ; i++)
        {
            vm.RawGetInt(3, i);
            if (vm.IsNoneOrNil(-1))
                throw vm.Error($"module '{Vm<T>.Latin(name)}' not found:{tried}");
            vm.PushString(name);
            vm.Call(1, 2);
            if (vm.TypeOf(-2) == BasicType.Function)
                return;
            vm.Pop(1);
            if (vm.IsString(-1))
                tried.Append(Vm<T>.Latin(vm.CheckString(-1)));
            vm.Pop(1);
        }
    }

    static int SearchPreload(Vm<T> vm)
    {
        ReadOnlySpan<byte> name = vm.CheckString(1);
        BaseLib53<T>.PushRegistryTable(vm, "_PRELOAD"u8);
        vm.GetField(-1, name);
        if (vm.IsNoneOrNil(-1))
            vm.PushText($"\n\tno field package.preload['{Vm<T>.Latin(name)}']");
        return 1;
    }

    static int SearchLua(Vm<T> vm)
    {
        string name = Vm<T>.Latin(vm.CheckString(1));
        vm.GetField(Vm<T>.UpvalueIndex(1), "path"u8);
        if (!vm.TryString(-1, out ReadOnlySpan<byte> path))
            throw vm.Error("'package.path' must be a string");
        if (FindFile(vm, name, Vm<T>.Latin(path), ".", "/", out string tried) is not { } file)
        {
            vm.PushText(tried);
            return 1;
        }
        if (vm.LoadFile(Encoding.Latin1.GetBytes(file)) == LuaStatus.Ok)
        {
            vm.PushText(file);
            return 2;
        }
        string why = Vm<T>.Latin(vm.CheckString(-1));
        throw vm.Error($"error loading module '{name}' from file '{file}':\n\t{why}");
    }

    public static int SearchPath(Vm<T> vm)
    {
        string name = Vm<T>.Latin(vm.CheckString(1));
        string path = Vm<T>.Latin(vm.CheckString(2));
        string separator = Vm<T>.Latin(vm.OptString(3, "."u8));
        string replacement = Vm<T>.Latin(vm.OptString(4, "/"u8));
        if (FindFile(vm, name, path, separator, replacement, out string tried) is { } file)
        {
            vm.PushText(file);
            return 1;
        }
        vm.PushNil();
        vm.PushText(tried);
        return 2;
    }

    /// <summary>The first file of a path that exists, or null.</summary>
    static string? FindFile(
        Vm<T> vm, string name, string path, string separator, string replacement, out string tried)
    {
        tried = "";
        if (separator.Length > 0)
            name = name.Replace(separator, replacement, StringComparison.Ordinal);
        foreach (string template in path.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            vm.Spend(16 + ((template.Length + name.Length + tried.Length) >> 2));
            string file = template.Replace("?", name, StringComparison.Ordinal);
            if (vm.Board.Files.ContainsKey(file))
                return file;
            tried += $"\n\tno file '{file}'";
        }
        return null;
    }
}
