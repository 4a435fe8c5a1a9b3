using System.Text;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Where the output of a device goes.</summary>
public class OutputTests
{
    [Fact]
    public void Boot_messages_and_banner_go_apart_from_the_programs_output()
    {
        using MemoryStream output = new();
        using MemoryStream boot = new();
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            Output = output,
            BootOutput = boot,
            Startup = true,
            Files = new Dictionary<string, byte[]> { ["init.lua"] = "print('started')"u8.ToArray() },
        });

        device.RunUntilIdle();

        string apart = Encoding.Latin1.GetString(boot.ToArray());
        string program = Encoding.Latin1.GetString(output.ToArray());
        Assert.Contains("powered by Lua", apart);
        Assert.DoesNotContain("powered by Lua", program);
        Assert.Contains("started", program);
        Assert.DoesNotContain("started", apart);
    }

    [Fact]
    public void Without_a_stream_of_their_own_they_are_part_of_the_output()
    {
        using MemoryStream output = new();
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { Output = output, Startup = true });

        device.RunUntilIdle();

        Assert.Contains("powered by Lua", Encoding.Latin1.GetString(output.ToArray()));
    }

    [Fact]
    public void Text_goes_to_the_writer_of_the_moment()
    {
        using StringWriter first = new();
        using StringWriter second = new();
        TextWriter current = first;
        using LuaTextStream stream = new(() => current);
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { Output = stream, BootOutput = Stream.Null });

        device.Run("print('grün ' .. ('€'):rep(300))");
        current = second;
        device.Run("print('later')");

        Assert.Equal($"grün {new string('€', 300)}\n", first.ToString());
        Assert.Equal("later\n", second.ToString());
    }

    [Fact]
    public void A_character_may_come_in_pieces_and_other_bytes_are_replaced()
    {
        using StringWriter writer = new();
        LuaTextStream stream = new(() => writer);

        foreach (byte piece in "€"u8.ToArray())
            stream.Write([piece]);
        stream.Write([(byte)'a', 0xFF, (byte)'b', 0xE2]);
        stream.Flush();
        Assert.Equal("€a\uFFFDb", writer.ToString());
        stream.Dispose();

        Assert.Equal("€a\uFFFDb\uFFFD", writer.ToString());
        Assert.Throws<ArgumentNullException>(() => new LuaTextStream(null!));
    }
}
