using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;

namespace Lfs.Benchmarks;

/// <summary>The form that a module is loaded from.</summary>
enum Form
{
    /// <summary>A file with its text.</summary>
    Source,

    /// <summary>A precompiled file.</summary>
    Chunk,

    /// <summary>The image in flash.</summary>
    Lfs,
}

/// <summary>A module of a project that is measured, for the target 5.1.</summary>
sealed record LuaModule(string Name, byte[] Source)
{
    /// <summary>The name of a module of strings that no program loads.</summary>
    public const string Common = "dummy_strings";

    public string ChunkName => $"@{Name}.lua";

    /// <summary>The modules in a folder, in order of their names.</summary>
    public static LuaModule[] In(string folder) =>
    [
        .. Directory.GetFiles(folder, "*.lua").Order(StringComparer.Ordinal)
            .Select(path => new LuaModule(Path.GetFileNameWithoutExtension(path), File.ReadAllBytes(path))),
    ];

    /// <summary>The modules of the sample project, which lie beside this program.</summary>
    public static LuaModule[] Sample() => In(Path.Combine(AppContext.BaseDirectory, "lua"));

    /// <summary>Without those that are run at the start and are not modules to load.</summary>
    public static IEnumerable<LuaModule> ToLoad(IEnumerable<LuaModule> modules) =>
        modules.Where(module => module.Name is not (Common or "_init"));

    public static byte[] Image(IEnumerable<LuaModule> modules) =>
        Runners.Image(LuaTarget.Lua51, modules.Select(module => (module.ChunkName, module.Source)));

    /// <summary>A device with modules as files, <c>.lua</c> and <c>.lc</c>, and perhaps an image.</summary>
    public static LfsDevice Boot(
        IEnumerable<LuaModule> files, IEnumerable<LuaModule>? image, bool largeHeap = false)
    {
        Dictionary<string, byte[]> contents = [];
        foreach (LuaModule file in files)
        {
            contents[file.Name + ".lua"] = file.Source;
            contents[file.Name + ".lc"] = file.Chunk();
        }
        return LfsDevice.Boot(new LfsDeviceOptions
        {
            HeapBytes = largeHeap ? 64 * 1024 * 1024 : LfsDeviceOptions.DeviceHeapBytes,
            EmergencyCollection = !largeHeap,
            Files = contents,
            Image = image == null ? null : Image(image),
        });
    }

    /// <summary>A device that has what it takes to load modules in one way, and has loaded none.</summary>
    public static LfsDevice Boot(LuaModule[] modules, Form form) =>
        Boot(modules, form == Form.Lfs ? modules : null);

    /// <summary>A device that keeps the function of each module in the global table <c>keep</c>.</summary>
    public static LfsDevice BootWithAllLoaded(LuaModule[] modules, Form form)
    {
        LfsDevice device = Boot(modules, form);
        device.Run("keep = {} " + string.Concat(ToLoad(modules).Select(module =>
            $"keep[#keep + 1] = {module.Load(form)} ")));
        return device;
    }

    /// <summary>The Lua expression that loads the module.</summary>
    public string Load(Form form) => form switch
    {
        Form.Source => $"loadfile('{Name}.lua')",
        Form.Chunk => $"loadfile('{Name}.lc')",
        _ => $"node.LFS.get('{Name}')",
    };

    public Proto Compile() => Runners.Compile(LuaTarget.Lua51, ChunkName, Source);

    public byte[] Chunk() => LfsCompiler.Dump(Compile(), LuaTarget.Lua51, strip: false).Bytes!;
}
