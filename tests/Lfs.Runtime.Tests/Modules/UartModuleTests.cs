using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>The serial line: what is received reaches the prompt or the function of <c>uart.on</c>.</summary>
public sealed class UartModuleTests
{
    static readonly string[] _targets = ["5.1", "5.1-int", "5.3", "5.3-64"];

    public static TheoryData<string> Targets { get; } = [.. _targets];

    [Theory]
    [InlineData("0, note, 0", "ab\ncdef", "a|b|\n|c|d|e|f")]
    [InlineData("3, note, 0", "ab\ncdef", "ab\n|cde")]
    [InlineData("'d', note, 0", "ab\ncdef", "ab\ncd")]
    [InlineData("note, 0", "ab\0cdef", "ab\0")]
    [InlineData("3, note", "abcd\n\nef\n", "abcd||ef")]
    [InlineData("3, note, 1", "abcd\n", "abcd")]
    public void A_function_gets_what_it_asked_for(string arguments, string input, string expected)
    {
        foreach (string target in _targets)
        {
            using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });
            device.Run("got = {} function note(text) got[#got + 1] = text end uart.on('data', " + arguments + ")");

            device.Send(input);
            device.RunUntilIdle();

            Assert.Equal(expected, device.Run("return table.concat(got, '|')")[0].ToString());
        }
    }

    [Fact]
    public void More_than_the_receiver_holds_arrives_if_the_program_reads()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        device.Run("n = 0 uart.on('data', 0, function(text) n = n + #text end, 0)");

        device.Send(new string('x', 10_000));
        device.RunUntilIdle();

        Assert.Equal(10_000, device["n"].AsNumber());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Settings_and_errors_are_those_of_the_reference(string target)
    {
        using DeviceConsole console = new(target);
        console.Device.Run("""
            local function e(...) print(select(2, pcall(...))) end
            print(uart.getconfig(0))
            print(uart.setup(0, 9601, 9, 7, 7, 0))
            print(uart.getconfig(0))
            print(uart.setup(1, 57600, 7, uart.PARITY_ODD, uart.STOPBITS_1_5))
            print(uart.getconfig(1))
            uart.write(0, 'a', 66, 'c\n')
            uart.write(1, 'nowhere')
            print(uart.fifodepth(0, uart.DIR_TX))
            e(function() uart.setup(2, 9600, 8, 0, 1) end)
            e(function() uart.write(0, 256) end)
            e(function() uart.write(0, -1) end)
            e(function() uart.write(0, {}) end)
            e(function() uart.on('sent', print) end)
            e(function() uart.on('data', 256, print) end)
            e(function() uart.on('data', 'ab', print) end)
            e(function() uart.fifodepth(2) end)
            e(function() uart.fifodepth(0, 2) end)
            """, "=test");

        Assert.Equal(
            [
                "115200\t8\t0\t1", "9601", "9600\t8\t0\t1", "57600", "57600\t7\t2\t3", "aBc", "0",
                "test:10: uart 2 does not exist",
                "test:11: invalid number",
                "test:12: invalid number",
                "test:13: bad argument #2 to 'write' (string expected, got table)",
                "test:14: bad argument #1 to 'on' (method not supported)",
                "test:15: bad argument #2 to 'on' (wrong arg range)",
                "test:16: wrong arg range",
                "test:17: bad argument #1 to 'fifodepth' (Bad UART id; must be 0 or 1)",
                "test:18: bad argument #2 to 'fifodepth' (Bad direction; must be DIR_RX or DIR_TX)",
            ],
            console.Take().TrimEnd().Split('\n'));
    }
}
