using System.Buffers.Binary;
using Esp8266.Boot;
using Esp8266.Timing;
using Esp8266;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Modules;

/// <summary>The module <c>tmr</c>: the clocks, the watchdogs, and timers that call Lua functions.</summary>
/// <remarks>Source: app/modules/tmr.c.</remarks>
static class TmrModule
{
    const string TypeName = "tmr.timer";

    // tmr_t: the SDK's timer has 20 bytes, then come references, interval and mode, to the next word.
    const int CallbackAt = 20;
    const int SelfAt = 24;
    const int IntervalAt = 28;
    const int ModeAt = 32;
    const int TimerBytes = 36;

    const byte Single = 0;
    const byte Auto = 1;
    const byte Semi = 2;
    const byte Off = 3;
    const byte Idle = 0x80;

    const int LongestInterval = 0x68D7A3;
    const string IntervalText = "Range: 1-0x68D7A3";
    const int MicrosecondsOfMillisecond = 1000;
    const int MicrosecondsOfSecond = 1_000_000;

    static RomTable Methods { get; } = new(TypeName,
        [
            new("__gc", Unregister), new("__index", IsSelf: true), new("register", Register),
            new("alarm", Alarm),
            new("start", Start), new("stop", Stop), new("unregister", Unregister), new("state", State),
            new("interval", Interval),
        ]);

    static RomTable Table { get; } = new("tmr",
        [
            new("delay", Delay), new("now", Now), new("wdclr", ClearWatchdog), new("softwd", SoftWatchdog),
            new("time", Time), new("ccount", CycleCount), new("create", Create),
            new("ALARM_SINGLE", Number: Single), new("ALARM_SEMI", Number: Semi),
            new("ALARM_AUTO", Number: Auto),
        ]);

    /// <summary>The module.</summary>
    public static Module Module { get; } = new("tmr", _ => Table, Open) { Tables = [Methods] };

    /// <summary>The static variables of tmr.c.</summary>
    sealed class Variables : IModuleVariables
    {
        /// <summary>Seconds until the program must have called <c>tmr.softwd</c> again; negative for
        /// never.</summary>
        public int SoftWatchdog { get; set; } = -1;

        public void Transfer(StateStream state) => SoftWatchdog = state.Value(SoftWatchdog);
    }

    /// <summary>Makes the metatable known and starts the tick of seconds (luaopen_tmr).</summary>
    static int Open(ILuaState lua)
    {
        lua.RegisterMetatable(TypeName, Methods);
        StartSeconds(lua.Device);
        return 0;
    }

    static void StartSeconds(Device device) => device.Life.Timers.Arm(
        new SoftTimer(TimerHandler.Second), device.Time.Microseconds, MicrosecondsOfSecond, repeats: true);

    static Clock ClockOf(ILuaState lua) => lua.Device.Time;

    static int Delay(ILuaState lua)
    {
        int microseconds = lua.CheckInt(1);
        lua.ArgumentCheck(microseconds > 0, 1, "wrong arg range");
        ClockOf(lua).MoveTo(ClockOf(lua).Microseconds + microseconds);
        return 0;
    }

    static int Now(ILuaState lua)
    {
        lua.PushInteger(ClockOf(lua).MicrosecondsOfLife & int.MaxValue);
        return 1;
    }

    static int CycleCount(ILuaState lua)
    {
        lua.PushInteger(unchecked((int)ClockOf(lua).Cycles));
        return 1;
    }

    static int Time(ILuaState lua)
    {
        lua.PushInteger(ClockOf(lua).MicrosecondsOfLife / MicrosecondsOfSecond);
        return 1;
    }

    // Virtual time stands still while Lua runs, so the SDK's watchdog never bites.
    static int ClearWatchdog(ILuaState lua) => 0;

    static int SoftWatchdog(ILuaState lua)
    {
        lua.Device.Life.Of<Variables>().SoftWatchdog = lua.CheckInt(1);
        // A device that the host drives has not opened the module.
        if (!lua.Device.Life.Timers.IsArmed(new SoftTimer(TimerHandler.Second)))
            StartSeconds(lua.Device);
        return 0;
    }

    /// <summary>A second has passed (rtc_callback).</summary>
    /// <exception cref="RestartRequest">The program did not call <c>tmr.softwd</c> in time.</exception>
    public static void Tick(ILuaState lua)
    {
        Variables variables = lua.Device.Life.Of<Variables>();
        if (variables.SoftWatchdog < 0)
            return;
        variables.SoftWatchdog--;
        if (variables.SoftWatchdog < 0)
            throw new RestartRequest(ResetReason.SoftRestart);
    }

    static int Create(ILuaState lua)
    {
        Span<byte> timer = lua.PushUserdata(TimerBytes);
        Write(timer, CallbackAt, References.None);
        Write(timer, SelfAt, References.None);
        timer[ModeAt] = Off;
        lua.PushMetatable(TypeName, Methods);
        lua.SetMetatable(-2);
        return 1;
    }

    static int Register(ILuaState lua)
    {
        Check(lua);
        uint interval = unchecked((uint)lua.CheckInteger(2));
        byte mode = unchecked((byte)lua.CheckInteger(3));
        lua.ArgumentCheck(interval is > 0 and <= LongestInterval, 2, IntervalText);
        lua.ArgumentCheck(mode is Single or Auto or Semi, 3, "Invalid mode");
        lua.ArgumentCheck(lua.TypeOf(4) == BasicType.Function, 4, "Must be function");
        Disarm(lua);
        lua.PushValue(4);
        int callback = lua.Reref(Read(Check(lua), CallbackAt));
        Span<byte> timer = Check(lua);
        Write(timer, CallbackAt, callback);
        Write(timer, IntervalAt, (int)interval);
        timer[ModeAt] = (byte)(mode | Idle);
        return 0;
    }

    static int Alarm(ILuaState lua)
    {
        Register(lua);
        lua.SetCount(1);
        return Start(lua);
    }

    static int Start(ILuaState lua)
    {
        Check(lua);
        lua.SetCount(2);
        lua.ArgumentCheck(lua.TypeOf(2) is BasicType.Boolean or BasicType.Nil, 2, "boolean expected");
        bool restarts = lua.ToBoolean(2);
        lua.SetCount(1);
        if (Read(Check(lua), SelfAt) == References.None)
        {
            lua.PushValue(1);
            Write(Check(lua), SelfAt, lua.Ref());
        }
        Span<byte> timer = Check(lua);
        bool isIdle = (timer[ModeAt] & Idle) != 0;
        if (isIdle || restarts)
        {
            timer[ModeAt] &= unchecked((byte)~Idle);
            Arm(lua, timer);
        }
        lua.PushBoolean(isIdle || restarts);
        return 1;
    }

    static int Stop(ILuaState lua)
    {
        bool isIdle = Disarm(lua);
        ReleaseSelf(lua);
        Check(lua)[ModeAt] |= Idle;
        lua.PushBoolean(!isIdle);
        return 1;
    }

    static int Unregister(ILuaState lua)
    {
        Disarm(lua);
        ReleaseSelf(lua);
        int callback = Read(Check(lua), CallbackAt);
        Write(Check(lua), CallbackAt, References.None);
        lua.Unref(callback);
        Check(lua)[ModeAt] = Off;
        return 0;
    }

    static int Interval(ILuaState lua)
    {
        Check(lua);
        uint interval = unchecked((uint)lua.CheckInteger(2));
        lua.ArgumentCheck(interval is > 0 and <= LongestInterval, 2, IntervalText);
        Span<byte> timer = Check(lua);
        if (timer[ModeAt] == Off)
            return 0;
        Write(timer, IntervalAt, (int)interval);
        if ((timer[ModeAt] & Idle) == 0)
            Arm(lua, timer);
        return 0;
    }

    static int State(ILuaState lua)
    {
        byte mode = Check(lua)[ModeAt];
        if (mode == Off)
        {
            lua.PushNil();
            return 1;
        }
        lua.PushBoolean((mode & Idle) == 0);
        lua.PushInteger(mode & ~Idle);
        return 2;
    }

    /// <summary>A timer has expired (alarm_timer_common).</summary>
    /// <param name="lua">The state.</param>
    /// <param name="address">The address of the timer's object.</param>
    public static void Expire(ILuaState lua, uint address)
    {
        // The object keeps itself in the registry while it runs. A program can take it out there, and then
        // its memory may be another object's.
        int self = lua.Device.Life.Of<SelfReferences>().Take(address);
        lua.PushRef(self);
        bool isTimer = lua.TypeOf(1) == BasicType.Userdata && lua.AddressAt(1) == address
            && lua.IsUserdata(1, TypeName, TimerBytes);
        if (!isTimer)
            return;
        Span<byte> timer = lua.UserdataBytes(1);
        byte mode = timer[ModeAt];
        if (mode == Auto)
            lua.Device.Life.Of<SelfReferences>().Note(address, self);
        int callback = Read(timer, CallbackAt);
        // A timer that was started without a function, which C does not forbid, calls nothing.
        if (callback <= 0)
            return;
        lua.PushRef(callback);
        lua.PushValue(1);
        if (mode == Single)
        {
            timer[ModeAt] = Off;
            Write(timer, CallbackAt, References.None);
            lua.Unref(callback);
        }
        else if (mode == Semi)
        {
            timer[ModeAt] |= Idle;
        }
        if (mode != Auto)
            ReleaseSelf(lua);
        lua.CallReported(1, 0);
    }

    /// <summary>The references that running timers keep to themselves, by the addresses of their
    /// objects.</summary>
    sealed class SelfReferences : IModuleVariables
    {
        readonly Dictionary<uint, int> _byAddress = [];

        public void Note(uint address, int reference) => _byAddress[address] = reference;

        public int Take(uint address) => _byAddress.Remove(address, out int known) ? known : References.None;

        public void Transfer(StateStream state) => state.Map(_byAddress);
    }

    static void Arm(ILuaState lua, Span<byte> timer)
    {
        uint address = lua.AddressAt(1);
        lua.Device.Life.Of<SelfReferences>().Note(address, Read(timer, SelfAt));
        lua.Device.Life.Timers.Arm(
            new SoftTimer(TimerHandler.Alarm, address), ClockOf(lua).Microseconds,
            (long)Read(timer, IntervalAt) * MicrosecondsOfMillisecond, repeats: timer[ModeAt] == Auto);
    }

    // True if the timer was idle, or off.
    static bool Disarm(ILuaState lua)
    {
        byte mode = Check(lua)[ModeAt];
        lua.Device.Life.Timers.Disarm(new SoftTimer(TimerHandler.Alarm, lua.AddressAt(1)));
        lua.Device.Life.Of<SelfReferences>().Take(lua.AddressAt(1));
        return mode == Off || (mode & Idle) != 0;
    }

    static void ReleaseSelf(ILuaState lua)
    {
        Span<byte> timer = Check(lua);
        int self = Read(timer, SelfAt);
        Write(timer, SelfAt, References.None);
        lua.Unref(self);
    }

    static Span<byte> Check(ILuaState lua) => lua.CheckUserdata(1, TypeName, TimerBytes);

    static int Read(ReadOnlySpan<byte> timer, int at) => BinaryPrimitives.ReadInt32LittleEndian(timer[at..]);

    static void Write(Span<byte> timer, int at, int value) =>
        BinaryPrimitives.WriteInt32LittleEndian(timer[at..], value);
}
