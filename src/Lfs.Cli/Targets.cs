using Lfs.Compiler.Bytecode;

namespace Lfs.Cli;

/// <summary>Targets as they are named on a command line.</summary>
static class Targets
{
    /// <summary>The target of a name.</summary>
    /// <exception cref="CommandFailure">There is none of that name.</exception>
    public static LuaTarget Named(string name) =>
        LuaTarget.All.FirstOrDefault(target => target.Name == name)
        ?? throw new CommandFailure(
            $"unknown target '{name}'; there are " + string.Join(", ", LuaTarget.All.Select(t => t.Name)));
}
