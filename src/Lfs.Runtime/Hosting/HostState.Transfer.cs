using Esp8266;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Hosting;

// The host's side of a Lua state, in a snapshot. Handles stay with the device that gave them.
/// <summary>Connects a function of the host with a state.</summary>
/// <param name="host">The host's side of the state.</param>
/// <param name="name">The name under which it is registered; null for none.</param>
delegate LuaFunction HostBinding(HostState host, string? name);

sealed partial class HostState
{
    /// <summary>Saves or loads the names of registered functions and the numbers of handles. A device that is
    /// loaded lets go of the objects that handles keep.</summary>
    /// <param name="state">The stream.</param>
    /// <param name="missing">What a loaded device has in place of a function, by name, until the host
    /// registers it again.</param>
    public void Transfer(StateStream state, HostBinding missing)
    {
        string[] names = [.. _numbers.OrderBy(entry => entry.Value).Select(entry => entry.Key)];
        int count = state.Count(names.Length, MostRegistered);
        for (int i = 0; i < count; i++)
        {
            string name = state.Text(state.IsLoading ? "" : names[i]);
            if (state.IsLoading)
                Connect(name, missing);
        }
        state.Field(ref _references);
        state.Require(_references is >= 0 and <= MostHandles, "the number of handles is possible");
        if (!state.IsLoading)
            return;
        for (int reference = _references; reference > 0; reference--)
            Release(reference);
    }

    /// <summary>Makes a function known whose name programs know already.</summary>
    public void Connect(string name, HostBinding function) => NumberOf(name, function(this, name));
}
