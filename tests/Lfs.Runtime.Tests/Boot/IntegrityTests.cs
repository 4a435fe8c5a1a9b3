using System.Text;
using System.Text.RegularExpressions;
using Esp8266.Flash;
using Lfs.Runtime;
using Lfs.Runtime.Flash;
using Xunit.Abstractions;

namespace Lfs.Tests;

/// <summary>A flash cell that has changed is noticed at the next boot (R5 of the reliability
/// table).</summary>
public sealed partial class IntegrityTests(ITestOutputHelper output)
{
    static readonly FlashOffset _region = new(LfsDeviceOptions.DefaultLfsOffset);

    public static IEnumerable<object[]> Targets() => MountTests.Targets();

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_single_bit_flip_of_a_mounted_region_is_refused_by_name(string target)
    {
        using MemoryStream uart = new();
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            Image = Devices.Image(target, ("@m.lua", "local t = {...} return 'from LFS', #t, 'twice'")),
            Output = uart,
            FlashBytes = 1 << 20,
            EmergencyCollection = false,
        });
        FlashContent sound = device.Machine.Flash.Capture();
        byte[] image = new byte[device.LfsBytesUsed];
        device.Machine.Flash.Read(_region, image);
        SortedDictionary<string, int> names = [];

        for (int bit = 0; bit < image.Length * 8; bit++)
        {
            Flip(device.Machine.Flash, image, bit);
            uart.SetLength(0);
            device.Restart();
            Assert.True(device.LfsBytesUsed == 0, $"bit {bit} is accepted");
            string said = Encoding.ASCII.GetString(uart.ToArray());
            Assert.Matches("^(LFS image (is damaged: .+|refused: LFS0106: .+|corrupted\\.)|Flash (sig not correct|size check failed): .+)\n$", said);
            string name = Numbers().Replace(said, "N");
            names[name] = names.GetValueOrDefault(name) + 1;
            device.Machine.Flash.Restore(sound);
        }

        output.Print($"flips-{target}", $"{target}: {image.Length * 8} of {image.Length * 8} single-bit flips are refused");
        foreach ((string name, int count) in names)
            output.WriteLine($"  {count}: {name.Trim()}");
        device.Restart();
        Assert.Equal("from LFS", device.CallModule("m")[0].AsString());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void An_image_without_a_checksum_is_accepted_as_the_reference_does(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            Image = Devices.Image(target, ("@m.lua", "return 'from LFS'")),
        });

        new RebootConfig(device.Machine.Flash).Delete(RebootRecord.Checksum);
        device.Restart();

        Assert.Equal("from LFS", device.CallModule("m")[0].AsString());
    }

    [Fact]
    public void A_flip_that_the_verifier_cannot_see_is_named_with_both_checksums()
    {
        using MemoryStream uart = new();
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            Image = Devices.Image("5.1", ("@m.lua", "return 'a string'")),
            Output = uart,
        });
        byte[] image = new byte[device.LfsBytesUsed];
        device.Machine.Flash.Read(_region, image);
        // The build time: the last constant of the index function is a number, any of which is valid.
        int at = image.AsSpan().LastIndexOf(BitConverter.GetBytes((double)Devices.BuildTime));
        uart.SetLength(0);

        device.Machine.Flash.Program(new FlashOffset(_region.Value + (uint)at + 4), [0]);
        device.Restart();

        Assert.Matches(
            "^LFS image is damaged: its checksum is 0x[0-9a-f]{8}, not 0x[0-9a-f]{8} as when it was loaded\n$",
            Encoding.ASCII.GetString(uart.ToArray()));
    }

    /// <summary>A cell of one changes to zero, or back, as if the sector had been rewritten.</summary>
    static void Flip(FlashChip flash, byte[] image, int bit)
    {
        int sector = bit / 8 / 4096 * 4096;
        byte[] changed = image[sector..Math.Min(image.Length, sector + 4096)];
        changed[(bit / 8) - sector] ^= (byte)(1 << (bit % 8));
        if ((image[bit / 8] >> (bit % 8) & 1) == 0)
            flash.EraseSector(new FlashOffset(_region.Value + (uint)sector));
        flash.Program(new FlashOffset(_region.Value + (uint)sector), changed);
    }

    [GeneratedRegex("0x[0-9a-fA-F]+|[0-9]+")]
    private static partial Regex Numbers();
}
