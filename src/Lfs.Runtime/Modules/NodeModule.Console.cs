using Lfs.Runtime.Core;

namespace Lfs.Runtime.Modules;

// The prompt, and where print writes.
static partial class NodeModule
{
    // node_input. Without a prompt, C indexes a nil value.
    static int Input(ILuaState lua)
    {
        lua.CheckString(1);
        lua.GetField(ILuaState.RegistryIndex, "stdin"u8);
        if (lua.TypeOf(-1) != BasicType.Table)
            throw lua.Error("no prompt reads the input: the device was started without its start-up");
        lua.RawGetInt(-1, 1);
        lua.Insert(-2);
        lua.PushValue(1);
        lua.Call(2, 0);
        return 0;
    }

    static int Output(ILuaState lua)
    {
        OutputSettings settings = lua.Device.Life.Of<OutputSettings>();
        settings.IsSerial = !(lua.TryNumber(2, out double serial) && (long)serial == 0);
        lua.SetCount(1);
        if (lua.TypeOf(1) == BasicType.Function)
        {
            lua.PushFunction(PipeModule.Create);
            lua.Insert(1);
            lua.PushInteger((int)TaskPriority.Medium);
            lua.Call(2, 1);
        }
        else
        {
            lua.Pop(1);
            lua.PushNil();
            settings.IsSerial = true;
        }
        lua.PushString("stdout"u8);
        lua.Insert(1);
        lua.RawSet(ILuaState.RegistryIndex);
        return 0;
    }

    // The SDK prints nothing here that could be switched on.
    static int OsPrint(ILuaState lua) => 0;
}
