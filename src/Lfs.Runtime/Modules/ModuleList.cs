using Lfs.Runtime.Core;

namespace Lfs.Runtime.Modules;

/// <summary>The modules of the firmware.</summary>
static class ModuleList
{
    /// <summary>Those that every device has, in the order of the master ROM table.</summary>
    public static IReadOnlyList<Module> All { get; } =
        [FileModule.Module, NodeModule.Module, PipeModule.Module, TmrModule.Module, UartModule.Module];
}
