using Esp8266;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Modules;

/// <summary>The module <c>uart</c>. Port 0 is the console of the device; what is sent on port 1 goes
/// nowhere.</summary>
/// <remarks>Source: app/modules/uart.c; platform.c for the settings.</remarks>
static class UartModule
{
    const int Ports = 2;
    const int DefaultRate = 115200;
    const int RateOfOthers = 9600;

    const int StopBits1 = 1;
    const int StopBits2 = 2;
    const int StopBits1Half = 3;
    const int NoParity = 0;
    const int Even = 1;
    const int Odd = 2;

    const int Receiver = 0;
    const int Sender = 1;

    static RomTable Table { get; } = new("uart",
        [
            new("setup", Setup), new("getconfig", GetConfig), new("write", Write), new("on", On),
            new("alt", SwapPins), new("fifodepth", FifoDepth),
            new("STOPBITS_1", Number: StopBits1), new("STOPBITS_1_5", Number: StopBits1Half),
            new("STOPBITS_2", Number: StopBits2), new("PARITY_NONE", Number: NoParity),
            new("PARITY_EVEN", Number: Even), new("PARITY_ODD", Number: Odd),
            new("DIR_RX", Number: Receiver), new("DIR_TX", Number: Sender),
        ]);

    /// <summary>The module.</summary>
    public static Module Module { get; } = new("uart", _ => Table);

    static ReadOnlySpan<int> Rates =>
        [
            300, 600, 1200, 2400, 4800, 9600, 19200, 31250, 38400, 57600, 74880, 115200, 230400, 256000,
            460800, 921600, 1843200, 3686400,
        ];

    /// <summary>The settings of a port.</summary>
    readonly record struct Line(int Rate, int DataBits, int Parity, int StopBits);

    /// <summary>The static variables of uart.c, and the registers of the ports.</summary>
    sealed class Variables : IModuleVariables
    {
        /// <summary>The reference of the function that gets what is received.</summary>
        public int Callback { get; set; } = References.None;

        /// <summary>The settings of the ports.</summary>
        public Line[] Lines { get; } =
            [new(DefaultRate, 8, NoParity, StopBits1), new(DefaultRate, 8, NoParity, StopBits1)];

        public void Transfer(StateStream state)
        {
            Callback = state.Value(Callback);
            foreach (ref Line line in Lines.AsSpan())
                state.Field(ref line);
        }
    }

    static Variables Of(ILuaState lua) => lua.Device.Life.Of<Variables>();

    /// <summary>Calls the function of <c>uart.on</c> (uart_on_data_cb).</summary>
    public static void Receive(ILuaState lua, ReadOnlySpan<byte> bytes)
    {
        lua.PushRef(Of(lua).Callback);
        lua.PushString(bytes);
        lua.CallReported(1, 0);
    }

    static int CheckPort(ILuaState lua)
    {
        int port = lua.CheckInt(1);
        return (uint)port < Ports ? port : throw lua.Error($"uart {port} does not exist");
    }

    static int Setup(ILuaState lua)
    {
        int port = CheckPort(lua);
        int rate = lua.CheckInt(2);
        int dataBits = lua.CheckInt(3);
        int parity = lua.CheckInt(4);
        int stopBits = lua.CheckInt(5);
        if (lua.TryNumber(6, out double echoes))
            lua.Device.Life.Input.Echoes = (long)echoes != 0;
        Of(lua).Lines[port] = new(
            Rates.Contains(rate) ? rate : RateOfOthers,
            dataBits is >= 5 and <= 8 ? dataBits : 8,
            parity is Even or Odd ? parity : NoParity,
            stopBits is StopBits2 or StopBits1Half ? stopBits : StopBits1);
        lua.PushInteger((uint)rate);
        return 1;
    }

    static int GetConfig(ILuaState lua)
    {
        Line line = Of(lua).Lines[CheckPort(lua)];
        lua.PushInteger(line.Rate);
        lua.PushInteger(line.DataBits);
        lua.PushInteger(line.Parity);
        lua.PushInteger(line.StopBits);
        return 4;
    }

    static int Write(ILuaState lua)
    {
        int port = CheckPort(lua);
        int count = lua.Count;
        for (int i = 2; i <= count; i++)
        {
            if (lua.TypeOf(i) == BasicType.Number)
            {
                lua.TryNumber(i, out double value);
                if (value is not (> -1 and < 256))
                    throw lua.Error("invalid number");
                Send(lua, port, [(byte)value]);
                continue;
            }
            lua.CheckType(i, BasicType.String);
            Send(lua, port, lua.CheckString(i));
        }
        return 0;
    }

    static void Send(ILuaState lua, int port, ReadOnlySpan<byte> bytes)
    {
        lua.Spend(1 + bytes.Length / BytesOfInstruction);
        if (port == 0)
            lua.Device.Console.Write(bytes);
    }

    /// <summary>The bytes that cost as much as an instruction to send.</summary>
    const int BytesOfInstruction = 16;

    static int On(ILuaState lua)
    {
        lua.ArgumentCheck(
            lua.TryString(1, out ReadOnlySpan<byte> method) && method.SequenceEqual("data"u8), 1,
            "method not supported");
        int next = 2;
        int length = SerialInput.ByEndByte;
        byte end = 0;
        if (lua.TypeOf(next) == BasicType.Number)
        {
            length = lua.CheckInt(next);
            lua.ArgumentCheck(length is >= 0 and < SerialInput.LineBytes, next, "wrong arg range");
            next++;
        }
        else if (lua.IsString(next))
        {
            ReadOnlySpan<byte> text = lua.CheckString(next);
            if (text.Length != 1)
                throw lua.Error("wrong arg range");
            end = text[0];
            next++;
        }

        Variables variables = Of(lua);
        bool hasFunction = lua.TypeOf(next) == BasicType.Function;
        bool runsLines = !hasFunction || !lua.TryNumber(next + 1, out double runs) || (long)runs != 0;
        lua.Unref(variables.Callback);
        variables.Callback = References.None;
        if (hasFunction)
        {
            lua.PushValue(next);
            variables.Callback = lua.Ref();
        }
        if (hasFunction)
            lua.Device.Life.Input.Direct(true, length, end, runsLines);
        else
            lua.Device.Life.Input.Direct(false, 0, 0, true);
        return 0;
    }

    // The pins of the console do not exist here.
    static int SwapPins(ILuaState lua)
    {
        lua.CheckInt(1);
        return 0;
    }

    static int FifoDepth(ILuaState lua)
    {
        int port = lua.OptInt(1, 0);
        lua.ArgumentCheck(port is 0 or 1, 1, "Bad UART id; must be 0 or 1");
        int direction = lua.OptInt(2, 0);
        lua.ArgumentCheck(direction is Receiver or Sender, 2, "Bad direction; must be DIR_RX or DIR_TX");
        // The driver empties the receiver's queue into its ring at once, and what is sent is gone.
        lua.PushInteger(0);
        return 1;
    }
}
