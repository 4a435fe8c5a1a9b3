using Esp8266.Boot;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Modules;

// Restarts, sleep, and the speed of the CPU.
static partial class NodeModule
{
    const int Slow = 80;
    const int Fast = 160;

    /// <summary>The period of the clock that runs in deep sleep, in 1/4096 microseconds: 5.86
    /// microseconds.</summary>
    /// <remarks>The SDK measures it (system_rtc_clock_cali_proc); chips differ by some percent.</remarks>
    const long SleepClockPeriod = 24_000;

    /// <summary>The budget that a restart uses: it takes 30 microseconds with an image.</summary>
    const int RestartInstructions = 1000;

    static int Restart(ILuaState lua)
    {
        lua.Spend(RestartInstructions);
        throw new RestartRequest();
    }

    // node_deepsleep. The checks of its arguments have condition and number swapped, so they never fail.
    static int DeepSleep(ILuaState lua)
    {
        if (lua.TryNumber(3, out _))
            lua.CheckInteger(3);
        if (!lua.TryNumber(1, out double microseconds))
            return 0;
        lua.Spend(RestartInstructions);
        long sleep = microseconds is > 0 and < long.MaxValue ? (long)microseconds : RestartRequest.Forever;
        throw new RestartRequest(ResetReason.DeepSleepWake) { Sleep = sleep };
    }

    static int DeepSleepMost(ILuaState lua)
    {
        lua.PushNumber(SleepClockPeriod * (0x8000_0000L - 1) / 0x1000);
        return 1;
    }

    static int LightSleep(ILuaState lua) => throw lua.Error("node.sleep() is unavailable");

    static int SetFrequency(ILuaState lua)
    {
        lua.Device.Time.SetFrequency(lua.CheckInteger(1) == Fast ? Fast : Slow);
        return GetFrequency(lua);
    }

    static int GetFrequency(ILuaState lua)
    {
        lua.PushInteger(lua.Device.Time.Megahertz);
        return 1;
    }

    // system_restore forgets the settings of the radio, which the device does not have.
    static int Restore(ILuaState lua) => 0;

    static int BootReason(ILuaState lua)
    {
        ResetInfo last = lua.Device.Machine.LastReset;
        // The raw code tells a power-on (1) from a reset pin (2) and a wake-up (2); both watchdogs are 4 and
        // 3.
        ReadOnlySpan<int> raw = [1, 4, 2, 3, 2, 2, 2];
        lua.PushInteger(raw[(int)last.Reason]);
        lua.PushInteger((int)last.Reason);
        if (last.Reason != ResetReason.Exception)
            return 2;
        ReadOnlySpan<uint> registers =
            [last.Exccause, last.Epc1, last.Epc2, last.Epc3, last.Excvaddr, last.Depc];
        foreach (uint register in registers)
            lua.PushInteger(register);
        return 8;
    }
}
