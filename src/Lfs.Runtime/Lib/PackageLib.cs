using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary><c>require</c>, <c>module</c> and the loaders.</summary>
/// <remarks>Source: loadlib.c of NodeMCU: a table that is a global of the name is the module.</remarks>
static class PackageLib<T> where T : unmanaged, ITarget<T>
{
    /// <summary>
    /// What <c>_LOADED[name]</c> holds while a module is being loaded. The address of nothing else.
    /// </summary>
    const uint Sentinel = Firmware<T>.CodeStart - 4;

    /// <summary>Functions that lie in tables in RAM.</summary>
    public static IEnumerable<HostFunction<T>> Closures =>
        T.Is53 ? PackageLib53<T>.Closures
            : [LoaderPreload, LoaderLua, LoaderC, LoaderCRoot, LoadLib, SeeAll, Module, Require];

    /// <summary>Makes the table <c>package</c>.</summary>
    public static void Open(Vm<T> vm)
    {
        if (T.Is53)
        {
            PackageLib53<T>.Open(vm);
            return;
        }
        vm.PushTable();
        SetFunction(vm, LoadLib, "loadlib"u8);
        SetFunction(vm, SeeAll, "seeall"u8);
        vm.PushTable(4, 0);
        ReadOnlySpan<HostFunction<T>> loaders = [LoaderPreload, LoaderLua, LoaderC, LoaderCRoot];
        for (int i = 0; i < loaders.Length; i++)
        {
            vm.PushLightFunction(loaders[i]);
            vm.RawSetInt(-2, i + 1);
        }
        vm.SetField(-2, "loaders"u8);
        vm.PushString("?.lc;?.lua"u8);
        vm.SetField(-2, "path"u8);
        vm.PushString(""u8);
        vm.SetField(-2, "cpath"u8);
        vm.PushString("/\n;\n?\n!\n-"u8);
        vm.SetField(-2, "config"u8);
        vm.PushTable(0, 2);
        vm.PushValue(-1);
        vm.SetField(Vm<T>.RegistryIndex, "_LOADED"u8);
        vm.PushValue(-2);
        vm.SetField(-2, "package"u8);
        vm.PushValue(Vm<T>.GlobalsIndex);
        vm.SetField(-2, "_G"u8);
        vm.SetField(-2, "loaded"u8);
        vm.PushTable();
        vm.SetField(-2, "preload"u8);
        vm.SetField(Vm<T>.GlobalsIndex, "package"u8);
        vm.PushLightFunction(Module);
        vm.SetField(Vm<T>.GlobalsIndex, "module"u8);
        vm.PushLightFunction(Require);
        vm.SetField(Vm<T>.GlobalsIndex, "require"u8);
    }

    static void SetFunction(Vm<T> vm, HostFunction<T> function, ReadOnlySpan<byte> name)
    {
        vm.PushLightFunction(function);
        vm.SetField(-2, name);
    }

    internal static int Require(Vm<T> vm)
    {
        ReadOnlySpan<byte> name = vm.CheckCString(1);
        vm.SetCount(1);
        BaseLib53<T>.PushLoaded(vm);
        vm.GetField(2, name);
        if (vm.ToBoolean(-1))
        {
            if (IsSentinel(vm))
                throw vm.Error($"loop or previous error loading module '{vm.TextOf(name)}'");
            return 1;
        }
        vm.GetField(Vm<T>.GlobalsIndex, name);
        if (vm.IsTable(-1))
            return 1;       // Any table that is a global of this name, a library in ROM as a rule.
        vm.Pop(1);
        FindLoader(vm, name);
        vm.PushLightUserdata(Sentinel);
        vm.SetField(2, name);
        vm.PushString(name);
        vm.Call(1, 1);
        if (!vm.IsNoneOrNil(-1))
            vm.SetField(2, name);
        vm.GetField(2, name);
        if (IsSentinel(vm))
        {
            vm.PushBoolean(true);
            vm.PushValue(-1);
            vm.SetField(2, name);
        }
        return 1;
    }

    static bool IsSentinel(Vm<T> vm) =>
        vm.TypeOf(-1) == BasicType.LightUserdata && vm.AddressAt(-1) == Sentinel;

    /// <summary>Asks the loaders in turn; leaves the function that one of them found.</summary>
    static void FindLoader(Vm<T> vm, ReadOnlySpan<byte> name)
    {
        PushPackageField(vm, "loaders"u8);
        if (!vm.IsTable(-1))
            throw vm.Error("'package.loaders' must be a table");
        vm.PushString(""u8);
        for (int i = 1; ; i++)
        {
            vm.RawGetInt(-2, i);
            if (vm.IsNoneOrNil(-1))
            {
                vm.TryString(-2, out ReadOnlySpan<byte> tried);
                vm.RequireText((long)name.Length + tried.Length);
                throw vm.Error($"module '{vm.TextOf(name)}' not found:{vm.TextOf(tried)}");
            }
            vm.PushString(name);
            vm.Call(1, 1);
            if (vm.TypeOf(-1) == BasicType.Function)
                return;
            if (vm.IsString(-1))
                vm.Concat(2);
            else
                vm.Pop(1);
        }
    }

    static void PushPackageField(Vm<T> vm, ReadOnlySpan<byte> field)
    {
        vm.GetField(Vm<T>.GlobalsIndex, "package"u8);
        vm.GetField(-1, field);
        vm.Remove(-2);
    }

    static int LoaderPreload(Vm<T> vm)
    {
        ReadOnlySpan<byte> name = vm.CheckCString(1);
        PushPackageField(vm, "preload"u8);
        if (!vm.IsTable(-1))
            throw vm.Error("'package.preload' must be a table");
        vm.GetField(-1, name);
        if (vm.IsNoneOrNil(-1))
            vm.PushText($"\n\tno field package.preload['{vm.TextOf(name)}']");
        return 1;
    }

    static int LoaderLua(Vm<T> vm)
    {
        ReadOnlySpan<byte> name = vm.CheckCString(1);
        string? file = FindFile(vm, vm.TextOf(name), "path");
        if (file == null)
            return 1;
        if (vm.LoadFile(System.Text.Encoding.Latin1.GetBytes(file)) == LuaStatus.Ok)
            return 1;
        vm.TryString(-1, out ReadOnlySpan<byte> why);
        string module = vm.TextOf(name);
        throw vm.Error($"error loading module '{module}' from file '{file}':\n\t{vm.TextOf(why)}");
    }

    /// <summary>
    /// There are no libraries in C to be loaded: the search fails as on a device without them.
    /// </summary>
    static int LoaderC(Vm<T> vm)
    {
        FindFile(vm, vm.TextOf(vm.CheckString(1)), "cpath");
        return 1;
    }

    static int LoaderCRoot(Vm<T> vm)
    {
        string name = vm.TextOf(vm.CheckString(1));
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
            return 0;
        FindFile(vm, name[..dot], "cpath");
        return 1;
    }

    /// <summary>
    /// The first file of a path that exists. If none does, pushes what was tried and returns null.
    /// </summary>
    static string? FindFile(Vm<T> vm, string name, string field)
    {
        PushPackageField(vm, System.Text.Encoding.ASCII.GetBytes(field));
        if (!vm.TryString(-1, out ReadOnlySpan<byte> path))
            throw vm.Error($"'package.{field}' must be a string");
        HostText<T> tried = new(vm);
        string module = SearchPath<T>.Replace(vm, name, ".", "/");
        if (SearchPath<T>.Find(vm, module, vm.TextOf(path), tried) is { } file)
            return file;
        vm.PushText(tried.ToString());
        return null;
    }

    static int LoadLib(Vm<T> vm)
    {
        vm.CheckString(1);
        vm.CheckString(2);
        vm.PushNil();
        vm.PushString("dynamic libraries not enabled; check your Lua installation"u8);
        vm.PushString("absent"u8);
        return 3;
    }

    static int Module(Vm<T> vm)
    {
        ReadOnlySpan<byte> name = vm.CheckCString(1);
        vm.GetField(Vm<T>.GlobalsIndex, name);
        if (vm.IsTable(-1))
            return 0;
        vm.Pop(1);
        int loaded = vm.Count + 1;
        BaseLib53<T>.PushLoaded(vm);
        vm.GetField(loaded, name);
        if (!vm.IsTable(-1))
        {
            vm.Pop(1);
            if (!FindTable(vm, name))
                throw vm.Error($"name conflict for module '{vm.TextOf(name)}'");
            vm.PushValue(-1);
            vm.SetField(loaded, name);
        }
        vm.GetField(-1, "_NAME"u8);
        bool isNew = vm.IsNoneOrNil(-1);
        vm.Pop(1);
        if (isNew)
            Initialize(vm, name);
        vm.PushValue(-1);
        SetCallerEnvironment(vm);
        for (int i = 2; i < loaded; i++)
        {
            vm.PushValue(i);
            vm.PushValue(-2);
            vm.Call(1, 0);
        }
        return 0;
    }

    /// <summary>
    /// Pushes the table at a dotted path below the globals, made if missing. False if a value is in the way.
    /// </summary>
    static bool FindTable(Vm<T> vm, ReadOnlySpan<byte> path)
    {
        vm.PushValue(Vm<T>.GlobalsIndex);
        for (int at = 0; at <= path.Length;)
        {
            vm.Spend(4);
            int dot = path[at..].IndexOf((byte)'.');
            ReadOnlySpan<byte> part = dot < 0 ? path[at..] : path.Slice(at, dot);
            at += part.Length + 1;
            vm.PushString(part);
            vm.PushValue(-1);
            vm.RawGet(-3);
            if (vm.IsNoneOrNil(-1))
            {
                vm.Pop(1);
                vm.PushTable(0, 1);
                vm.PushValue(-2);
                vm.PushValue(-2);
                vm.SetTable(-5);
            }
            else if (!vm.IsTable(-1))
            {
                return false;
            }
            vm.Remove(-2);
            vm.Remove(-2);
        }
        return true;
    }

    static void Initialize(Vm<T> vm, ReadOnlySpan<byte> name)
    {
        vm.PushValue(-1);
        vm.SetField(-2, "_M"u8);
        vm.PushString(name);
        vm.SetField(-2, "_NAME"u8);
        vm.PushString(name[..(name.LastIndexOf((byte)'.') + 1)]);
        vm.SetField(-2, "_PACKAGE"u8);
    }

    static void SetCallerEnvironment(Vm<T> vm)
    {
        if (!vm.FindActivation(0, 1, out Activation caller) || caller.Function == 0)
            throw vm.Error("'module' not called from a Lua function");
        vm.PushFunctionOf(caller);
        if (vm.IsHostFunction(-1))
            throw vm.Error("'module' not called from a Lua function");
        vm.PushValue(-2);
        vm.SetEnvironment(-2);
        vm.Pop(2);
    }

    static int SeeAll(Vm<T> vm)
    {
        vm.CheckTable(1);
        if (!vm.GetMetatable(1))
        {
            vm.PushTable(0, 1);
            vm.PushValue(-1);
            vm.SetMetatable(1);
        }
        vm.PushValue(Vm<T>.GlobalsIndex);
        vm.SetField(-2, "__index"u8);
        return 0;
    }
}
