using System.Text;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Makes the calls of a case on a device.</summary>
static class ChargeCalls
{
    /// <summary>Runs a case's setup. What makes a number of its calls.</summary>
    public static Action<int> Prepare(this ChargeCase each, LfsDevice device, int size)
    {
        if (each.Restarts)
        {
            byte[] restart = Encoding.UTF8.GetBytes(each.Call);
            return times =>
            {
                for (int i = 0; i < times; i++)
                    device.Run(restart, "=case");
            };
        }
        LuaObject call = device.Run(Encoding.UTF8.GetBytes(each.Program), "=case", size)[0].AsObject();
        return times => call.Call(times);
    }
}
