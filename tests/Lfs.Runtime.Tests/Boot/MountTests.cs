using System.Text;
using Esp8266.Flash;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>A boot does not trust its flash: an image that was damaged there is refused by name.</summary>
public sealed class MountTests
{
    static readonly FlashOffset _region = new(LfsDeviceOptions.DefaultLfsOffset);

    static readonly string[] _targets = ["5.1", "5.1-int", "5.3", "5.3-64"];

    public static IEnumerable<object[]> Targets() => _targets.Select(target => new object[] { target });

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_damaged_image_is_refused_and_the_device_boots_without_it(string target)
    {
        using MemoryStream uart = new();
        byte[] image = ImageOf(target);
        using LfsDevice device = Boot(target, image, uart);
        Assert.Equal("from LFS", device.CallModule("m")[0].AsString());
        byte[] sound = ContentOf(device);
        int refused = 0;
        int words = 0;

        // One word after the other loses all its bits, as in a write that was cut off.
        for (int at = 0; at < sound.Length; at += 4)
        {
            if (BitConverter.ToUInt32(sound, at) == 0)
                continue;
            words++;
            device.Machine.Flash.Program(new FlashOffset(_region.Value + (uint)at), new byte[4]);
            uart.SetLength(0);
            device.Restart();
            if (device.LfsBytesUsed == 0)
                refused++;
            if (device.LfsBytesUsed == 0 && at > 0)
                Assert.Matches("LFS image is damaged: .+|corrupted|check failed", Encoding.ASCII.GetString(uart.ToArray()));
            Assert.Equal(42, device.Run("return 6 * 7")[0].AsNumber());
            Assert.Null(device.State.FindFault());
            Restore(device, sound);
        }
        device.Restart();

        Assert.True(refused > words / 2, $"{refused} of {words} words are refused when they are 0");
        Assert.Equal("from LFS", device.CallModule("m")[0].AsString());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_module_of_a_refused_image_is_not_found(string target)
    {
        using LfsDevice device = Boot(target, ImageOf(target), Stream.Null);
        device.Machine.Flash.Program(new FlashOffset(_region.Value + 8), new byte[24]);

        device.Restart();

        Assert.Equal(0u, device.LfsBytesUsed);
        Assert.Throws<LuaException>(() => device.CallModule("m"));
        Assert.Equal(1, device.Run("return 1")[0].AsNumber());
    }

    [Theory]
    [InlineData("5.1", "5.1-int")]
    [InlineData("5.1-int", "5.1")]
    [InlineData("5.3", "5.3-64")]
    [InlineData("5.3-64", "5.3")]
    [InlineData("5.1", "5.3")]
    [InlineData("5.3", "5.1")]
    public void An_image_that_another_firmware_left_in_flash_is_refused(string target, string other)
    {
        using LfsDevice before = Boot(other, ImageOf(other), Stream.Null);
        byte[] left = ContentOf(before);
        using LfsDevice device = Boot(target, null, Stream.Null);
        device.Machine.Flash.Program(_region, left);

        device.Restart();

        Assert.Equal(0u, device.LfsBytesUsed);
        Assert.Equal(1, device.Run("return 1")[0].AsNumber());
        Assert.Null(device.State.FindFault());
    }

    static byte[] ImageOf(string target) => Devices.Image(target,
        ("@m.lua", "local function name() return 'LFS' end return 'from ' .. name()"),
        ("@n.lua", "local t = {1, 2, x = 'y'} for k, v in pairs(t) do t[k] = v end return t"));

    static LfsDevice Boot(string target, byte[]? image, Stream uart) => LfsDevice.Boot(new LfsDeviceOptions
    {
        TargetName = target,
        Image = image,
        Output = uart,
        EmergencyCollection = false,
    });

    static byte[] ContentOf(LfsDevice device)
    {
        byte[] content = new byte[device.LfsBytesUsed];
        device.Machine.Flash.Read(_region, content);
        return content;
    }

    static void Restore(LfsDevice device, byte[] sound)
    {
        device.Machine.Flash.EraseSector(_region);
        device.Machine.Flash.Program(_region, sound);
    }
}
