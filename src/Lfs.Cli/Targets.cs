using Lfs.Compiler.Bytecode;

namespace Lfs.Cli;

/// <summary>Finds targets by the names used on the command line.</summary>
static class Targets
{
    /// <summary>The error for <c>--system</c> with a target that has no System region.</summary>
    public const string NoSystemRegion =
        "'--system' needs target 5.3 or 5.3-64: a device with 5.1 has one LFS region";

    /// <summary>The target with this name.</summary>
    /// <exception cref="CommandFailure">No target has this name.</exception>
    public static LuaTarget Named(string name) =>
        LuaTarget.All.FirstOrDefault(target => target.Name == name)
        ?? throw new CommandFailure(
            $"unknown target '{name}'; there are " + string.Join(", ", LuaTarget.All.Select(t => t.Name)));
}
