using Esp8266;

namespace Lfs.Runtime.Core;

/// <summary>Where <c>print</c> writes while <c>node.output</c> has a pipe (node.c, serial_debug).</summary>
sealed class OutputSettings : IModuleVariables
{
    /// <summary>To the console as well.</summary>
    public bool IsSerial { get; set; } = true;

    public void Transfer(StateStream state) => IsSerial = state.Value(IsSerial);
}
