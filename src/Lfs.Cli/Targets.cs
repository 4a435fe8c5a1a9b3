using Lfs.Compiler.Bytecode;

namespace Lfs.Cli;

/// <summary>Targets as they are named on a command line.</summary>
static class Targets
{
    /// <summary>What is said of <c>--system</c> with another target.</summary>
    public const string NoSystemRegion =
        "'--system' needs target 5.3 or 5.3-64: a device with 5.1 has one LFS region";

    /// <summary>The target of a name.</summary>
    /// <exception cref="CommandFailure">There is none of that name.</exception>
    public static LuaTarget Named(string name) =>
        LuaTarget.All.FirstOrDefault(target => target.Name == name)
        ?? throw new CommandFailure(
            $"unknown target '{name}'; there are " + string.Join(", ", LuaTarget.All.Select(t => t.Name)));
}
