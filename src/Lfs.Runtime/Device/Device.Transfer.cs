using Esp8266;

namespace Lfs.Runtime.Core;

// The device around a Lua state, in a snapshot. What is the host's is not in it: streams, files, clock.
sealed partial class Device
{
    /// <summary>Saves or loads what the device has beside machine, partitions and Lua state.</summary>
    /// <exception cref="InvalidDataException">What is loaded is impossible.</exception>
    public void Transfer(StateStream state)
    {
        Lfs = Lfs.Transfer(state);
        System = System.Transfer(state);
        FileSystem.Transfer(state);
        Life.Transfer(state);
        Entropy.Transfer(state);
        ExitCode = state.Optional(ExitCode);
    }
}

sealed partial class Entropy
{
    public void Transfer(StateStream state) => state.Field(ref _chance);
}
