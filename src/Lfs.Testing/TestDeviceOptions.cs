using Lfs.Runtime;

namespace Lfs.Testing;

/// <summary>What a <see cref="TestDevice"/> is, and what it holds at first power-on.</summary>
public sealed class TestDeviceOptions
{
    /// <summary>The build of the firmware: <c>5.1</c>, <c>5.1-int</c>, <c>5.3</c> or <c>5.3-64</c>.</summary>
    public string Target { get; init; } = "5.1";

    /// <summary>Modules of the LFS image: name and Lua text. Messages call such a module
    /// <c>name.lua</c>.</summary>
    public IDictionary<string, string> Modules { get; } = new Dictionary<string, string>();

    /// <summary>
    /// Modules of the LFS image that are files: paths relative to <see cref="Root"/>, with <c>*</c>, <c>?</c>
    /// and <c>**</c> for any folders. A module has the name that <c>luac.cross</c> gives it, and messages
    /// call it by its path.
    /// </summary>
    public IList<string> ModuleFiles { get; } = [];

    /// <summary>The folder of <see cref="ModuleFiles"/>; the folder of the test's assembly by
    /// default.</summary>
    public string Root { get; init; } = AppContext.BaseDirectory;

    /// <summary>Files of the device's file system: name and content.</summary>
    public IDictionary<string, string> Files { get; } = new Dictionary<string, string>();

    /// <summary>
    /// True to make the modules of the image known to <c>require</c>, as a device's start-up code does: the
    /// module <c>_init</c> runs if there is one; otherwise <c>require</c> gets a loader that looks into the
    /// image. False leaves the Lua state as it is after a boot.
    /// </summary>
    public bool FindsModules { get; init; } = true;

    /// <summary>Everything else. Target, image, files and output are those of the test.</summary>
    public LfsDeviceOptions Device { get; init; } = new();

    /// <summary>More modules, under names and chunk names of their own.</summary>
    internal List<LuaModule> OtherModules { get; } = [];
}
