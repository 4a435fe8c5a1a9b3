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
    public static IEnumerable<HostFunction<T>> Closures => [SearchPreload, SearchLua, Require, FindPath];

    public static void Open(Vm<T> vm)
    {
        vm.PushTable(0, 5);
        vm.PushLightFunction(FindPath);
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
        ReadOnlySpan<byte> name = vm.CheckCString(1);
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
        LuaBuffer<T> tried = new(vm);
        for (int i = 1; ; i++)
        {
            vm.RawGetInt(3, i);
            if (vm.IsNoneOrNil(-1))
            {
                vm.Pop(1);
                tried.Push();
                throw NotFound(vm, name);
            }
            vm.PushString(name);
            vm.Call(1, 2);
            if (vm.TypeOf(-2) == BasicType.Function)
                return;
            vm.Pop(1);
            if (vm.IsString(-1))
                tried.AddTop();
            else
                vm.Pop(1);
        }
    }

    /// <summary>The error that lists what the searchers tried, which is on top.</summary>
    static LuaError NotFound(Vm<T> vm, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> tried = vm.CheckString(-1);
        vm.RequireText((long)name.Length + tried.Length);
        return vm.Error($"module '{vm.TextOf(name)}' not found:{vm.TextOf(tried)}");
    }

    static int SearchPreload(Vm<T> vm)
    {
        ReadOnlySpan<byte> name = vm.CheckCString(1);
        BaseLib53<T>.PushRegistryTable(vm, "_PRELOAD"u8);
        vm.GetField(-1, name);
        if (vm.IsNoneOrNil(-1))
            vm.PushText($"\n\tno field package.preload['{vm.TextOf(name)}']");
        return 1;
    }

    static int SearchLua(Vm<T> vm)
    {
        string name = vm.TextOf(vm.CheckString(1));
        vm.GetField(Vm<T>.UpvalueIndex(1), "path"u8);
        if (!vm.TryString(-1, out ReadOnlySpan<byte> path))
            throw vm.Error("'package.path' must be a string");
        HostText<T> tried = new(vm);
        string module = SearchPath<T>.Replace(vm, name, ".", "/");
        if (SearchPath<T>.Find(vm, module, vm.TextOf(path), tried) is not { } file)
        {
            vm.PushText(tried.ToString());
            return 1;
        }
        if (vm.LoadFile(Encoding.Latin1.GetBytes(file)) == LuaStatus.Ok)
        {
            vm.PushText(file);
            return 2;
        }
        string why = vm.TextOf(vm.CheckString(-1));
        throw vm.Error($"error loading module '{name}' from file '{file}':\n\t{why}");
    }

    public static int FindPath(Vm<T> vm)
    {
        // From the last to the first, as compilers of C do with the arguments of searchpath.
        string replacement = vm.TextOf(vm.OptString(4, "/"u8));
        string separator = vm.TextOf(vm.OptString(3, "."u8));
        string path = vm.TextOf(vm.CheckString(2));
        string name = vm.TextOf(vm.CheckString(1));
        HostText<T> tried = new(vm);
        name = SearchPath<T>.Replace(vm, name, separator, replacement);
        if (SearchPath<T>.Find(vm, name, path, tried) is { } file)
        {
            vm.PushText(file);
            return 1;
        }
        vm.PushNil();
        vm.PushText(tried.ToString());
        return 2;
    }
}
