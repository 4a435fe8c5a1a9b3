using System.Buffers.Binary;
using Esp8266.Spiffs;
using Lfs.Compiler.Image;
using Lfs.Runtime;

namespace Lfs.Cli.Tests;

/// <summary>What <c>lfs flash</c> writes is booted as the content of a device's flash.</summary>
public class FlashCommandTests
{
    const int FlashBytes = 0x400000;
    const int TableAt = 0x10000;

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void One_file_boots_with_its_image_and_its_files(string target)
    {
        using Session session = With(target);

        Ending ending = session.Run(
            "flash", "--firmware", "fw.bin", "--image", "lfs.img", "--spiffs-dir", "files", "-o", "all.bin",
            "--lfs-addr", "0xA0000", "--lfs-size", "64K", "--spiffs-size", "256K");

        Assert.Equal(target.StartsWith("5.3", StringComparison.Ordinal), ending.Error.Contains("has no checksum"));
        Assert.Equal(
            $"""
            0x0 firmware.bin ({0x96000} bytes)
            0xa0000 lfs.bin ({ImageBytes(session)} bytes)
            0x100000 spiffs.bin (262144 bytes)
            esptool.py write_flash --flash_size 4MB 0x0 all.bin

            """.ReplaceLineEndings("\n"), ending.Text);
        using LfsDevice device = Boot(session.Read("all.bin"));
        Assert.Equal("from flash", device.CallModule("greet")[0].AsString());
        Assert.Equal("1\n2\n", Text(device, "sub/data.txt"));
        Assert.Equal([0xA0000, 0x10000, 0x100000, 0x40000], Partitions(device));
    }

    [Theory]
    [InlineData("5.3", "")]
    [InlineData("5.3-64", "")]
    [InlineData("5.3", "--system-addr 0x96000 --system-size 16K --lfs-addr 0xA0000")]
    [InlineData("5.3", "--firmware two.bin")]
    public void A_System_image_goes_to_a_region_of_its_own_and_the_application_beside_it(string target, string options)
    {
        using Session session = With(target).With("main.lua", "return node.LFS.greet() .. ' twice'");
        session.Run("compile", "--target", target, "-f", "--checksum", "-o", "system.img", "greet.lua");
        session.Run(
            "compile", "--target", target, "--system", "system.img", "--checksum", "-o", "app.img", "main.lua");
        using (LfsDevice two = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            LfsBytes = 0x10000,
            SystemOffset = 0xB0000,
            SystemBytes = 0x8000,
        }))
        {
            File.WriteAllBytes(session.PathOf("two.bin"), two.Flash[..0x96000]);
        }
        string[] firmware = options.Contains("--firmware") ? [] : ["--firmware", "fw.bin"];

        Ending ending = session.Run(
        [
            "flash", .. firmware, "--image", "app.img", "--system", "system.img", "--spiffs-dir", "files", "-o", "all.bin",
            .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--spiffs-size", "256K",
        ]);

        Assert.Equal((0, ""), (ending.Code, ending.Error));
        Assert.Contains(
            "NodeMCU's own firmware has one LFS region: use the System region with a firmware that has two.\n",
            ending.Text, StringComparison.Ordinal);
        using LfsDevice device = Boot(session.Read("all.bin"));
        Assert.Equal("from flash twice", device.CallModule("main")[0].AsString());
        Assert.True(device.SystemBytesUsed > 0);
        LuaValue[] places = device.Run("local t = node.getpartitiontable() return t.lfs_addr, t.system_addr, t.system_size");
        double[] expected = options switch
        {
            "" => [0x96000, 0xD6000, 0x1000],
            "--firmware two.bin" => [0x96000, 0xB0000, 0x8000],
            _ => [0xA0000, 0x96000, 0x4000],
        };
        Assert.Equal(expected, places.Select(place => place.AsNumber()));
    }

    [Fact]
    public void A_placed_application_is_flashed_with_its_own_System_only()
    {
        using Session session = With("5.3").With("main.lua", "return node.LFS.greet() .. ' twice'");
        session.Run("compile", "--target", "5.3", "-a", "0x402A6000", "--checksum", "-o", "s.abs", "greet.lua");
        session.Run(
            "compile", "--target", "5.3", "--system", "s.abs", "-a", "0x40296000", "--checksum", "-o", "a.abs", "main.lua");
        string[] rest = ["--image", "a.abs", "--lfs-size", "64K", "--firmware", "fw.bin", "-o", "all.bin"];

        Ending alone = session.Run(["flash", .. rest]);
        Ending both = session.Run(["flash", "--system", "s.abs", .. rest]);

        Assert.Contains("a.abs: word 11: the image was placed beside System image", alone.Error, StringComparison.Ordinal);
        Assert.Equal((0, ""), (both.Code, both.Error));
        using LfsDevice device = Boot(session.Read("all.bin"));
        Assert.Equal("from flash twice", device.CallModule("main")[0].AsString());
    }

    [Theory]
    [InlineData("--system s.img --system-addr 0x97000", "the System region, 0x97000 to 0x98000, overlaps the LFS region",
        "change --system-addr or --lfs-addr")]
    [InlineData("--system s.img --system-addr 0xFF000 --system-size 8K", "the System region, 0xff000 to 0x101000,", "lower --system-addr")]
    [InlineData("--system s.img --system-addr 0x96100", "multiple of 0x1000", "change --system-addr or --system-size")]
    [InlineData("--system s.img --system-size 0", "the System region 0x0", "raise --system-size")]
    [InlineData("--system s.img --spiffs-addr 0xD6000", "must lie behind the System region", "raise --spiffs-addr")]
    [InlineData("--system lfs.img", "needs target 5.3 or 5.3-64", "")]
    public void A_bad_place_of_the_System_region_is_told(string options, string what, string cure)
    {
        using Session session = With(options.Contains("lfs.img") ? "5.1" : "5.3");
        session.Run("compile", "--target", "5.3", "-f", "--checksum", "-o", "s.img", "greet.lua");

        Ending ending = session.Run(["flash", "--lfs-size", "256K", .. options.Split(' '), "-o", "x"]);

        Assert.Equal((1, ""), (ending.Code, ending.Text));
        Assert.Contains(what, ending.Error, StringComparison.Ordinal);
        Assert.Contains(cure, ending.Error, StringComparison.Ordinal);
        Assert.False(session.Has("x"));
    }

    [Fact]
    public void Parts_are_those_of_the_one_file()
    {
        using Session session = With("5.1");
        byte[] firmware = session.Read("fw.bin");
        File.WriteAllBytes(session.PathOf("0.bin"), firmware[..0xB000]);
        File.WriteAllBytes(session.PathOf("1.bin"), firmware[TableAt..]);
        string[] rest = ["--image", "lfs.img", "--spiffs-dir", "files", "--spiffs-size", "256K"];

        session.Run(["flash", "--firmware", "fw.bin", .. rest, "-o", "all.bin"]);
        Ending parts = session.Run(
            ["flash", "--firmware-0x00000", "0.bin", "--firmware-0x10000", "1.bin", .. rest, "--out-dir", "out"]);

        Assert.Equal("", parts.Error);
        byte[] all = session.Read("all.bin");
        Assert.Equal(all[..0xB000], session.Read("out/0x00000.bin"));
        Assert.Equal(all[TableAt..0x96000], session.Read("out/0x10000.bin"));
        byte[] image = session.Read("out/lfs.bin");
        Assert.Equal(all[0x96000..(0x96000 + image.Length)], image);
        Assert.Equal(all[0x100000..], session.Read("out/spiffs.bin"));
        Assert.EndsWith(
            "write_flash --flash_size 4MB 0x0 out/0x00000.bin 0x10000 out/0x10000.bin 0x96000 out/lfs.bin "
            + "0x100000 out/spiffs.bin\n", parts.Text.Replace('\\', '/'), StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_system_of_a_folder_is_that_of_spiffsimg()
    {
        using Session session = With("5.1").With("s.txt", "import files/a.lua a.lua\nimport files/sub/data.txt sub/data.txt\n");

        session.Run("spiffs", "-f", "tool.img", "-c", "0x40000", "-r", "s.txt");
        session.Run("flash", "--spiffs-dir", "files", "--spiffs-size", "256K", "--out-dir", ".");
        Ending given = session.Run("flash", "--spiffs", "tool.img", "--out-dir", "out");

        Assert.Equal(session.Read("tool.img"), session.Read("spiffs.bin"));
        Assert.Equal((0, ""), (given.Code, given.Error));
        Assert.Equal(session.Read("tool.img"), session.Read("out/spiffs.bin"));
    }

    [Fact]
    public void The_call_that_is_printed_without_a_firmware_makes_a_device_agree()
    {
        using Session session = With("5.1");

        Ending ending = session.Run(
            "flash", "--image", "lfs.img", "--lfs-size", "0x20000", "--spiffs-addr", "0x120000", "--spiffs-size", "128K");

        const string Before = "Before flashing, run on the device: ";
        string call = ending.Text[(ending.Text.IndexOf(Before, StringComparison.Ordinal) + Before.Length)..].Trim();
        Assert.Contains("Nothing is written: give -o FILE or --out-dir DIR.\n", ending.Text, StringComparison.Ordinal);
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        try
        {
            device.Run(call);
        }
        catch (LuaException)
        {
            // The call never returns.
        }

        device.Restart();
        Assert.Equal([0x96000, 0x20000, 0x120000, 0x20000], Partitions(device));
    }

    [Fact]
    public void A_new_firmware_gets_the_table_that_it_would_have_made_at_its_first_start()
    {
        using Session session = new();
        byte[] firmware = new byte[TableAt + 0x6000];
        // As the firmware's source declares it: zeros are computed, the last entry is where the code ends.
        uint[] entries =
        [
            101, 0, 0xB000, 4, 0xD000, 0x1000, 5, 0xF000, 0x1000, 102, 0x10000, 0, 103, 0, 0x10000,
            106, 0, 0xFFFFFFFF, 6, 0, 0x3000, 0, 0x40210000 + 0x5004, 0,
        ];
        firmware.AsSpan(TableAt, 0x1000).Fill(0xFF);
        WriteRecord(firmware, TableAt, entries);
        File.WriteAllBytes(session.PathOf("fw.bin"), firmware);

        Ending ending = session.Run("flash", "--firmware", "fw.bin", "--flash-size", "1M", "-o", "all.bin");

        Assert.Equal("", ending.Error);
        byte[] patched = session.Read("all.bin");
        byte[] expected = [.. firmware];
        expected.AsSpan(TableAt, 0x1000).Fill(0xFF);
        WriteRecord(expected, TableAt,
        [
            101, 0, 0xB000, 4, 0xD000, 0x1000, 5, 0xF000, 0x1000, 102, 0x10000, 0x6000, 103, 0x16000, 0x10000,
            106, 0x26000, 0xD6000, 6, 0xFD000, 0x3000,
        ]);
        Assert.Equal(expected, patched);
    }

    [Fact]
    public void The_files_of_a_device_that_has_run_stay_where_they_are()
    {
        using Session session = With("5.1");
        byte[] before;
        using (LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            Files = new Dictionary<string, byte[]> { ["kept"] = [1, 2, 3] },
            LfsBytes = 0x10000,
            SpiffsBytes = 0x100000,
        }))
        {
            before = device.Flash;
        }

        File.WriteAllBytes(session.PathOf("fw.bin"), before[..0x96000]);

        Ending ending = session.Run("flash", "--firmware", "fw.bin", "--image", "lfs.img", "--lfs-size", "128K", "-o", "new.bin");

        Assert.Equal((0, ""), (ending.Code, ending.Error));
        byte[] after = [.. before];
        session.Read("new.bin").CopyTo(after, 0);
        using LfsDevice again = LfsDevice.FromFlash(after);
        Assert.Equal([0x96000, 0x20000, 0x100000, 0x100000], Partitions(again));
        Assert.Equal([1, 2, 3], again.Files.Read("kept"));
        Assert.Equal("from flash", again.CallModule("greet")[0].AsString());
    }

    [Theory]
    [InlineData("--image lfs.img --lfs-size 0", "lfs.img: the image has 0x", "raise --lfs-size")]
    [InlineData("--lfs-addr 0x96100 --lfs-size 64K", "multiple of 0x1000", "change --lfs-addr")]
    [InlineData("--lfs-addr 0xF0000 --lfs-size 128K", "first megabyte", "lower --lfs-addr or --lfs-size")]
    [InlineData("--lfs-addr 0x2000 --lfs-size 128K", "behind the firmware, which ends at 0x11000", "raise --lfs-addr")]
    [InlineData("--lfs-size 256K --spiffs-addr 0xA0000", "must lie behind the LFS region", "raise --spiffs-addr")]
    [InlineData("--spiffs-size 4M", "last 12 KB", "lower --spiffs-size")]
    [InlineData("--spiffs-size 0x2000", "0x4000 to 0xfe0000 bytes, not 0x2000", "change --spiffs-size")]
    [InlineData("--spiffs-addr 0x101000", "multiple of 0x2000", "change --spiffs-addr")]
    [InlineData("--flash-size 3M", "1, 2, 4, 8 or 16 MB", "set --flash-size")]
    [InlineData("--spiffs small.img", "a device finds no file system", "make it with --spiffs-dir")]
    [InlineData("--spiffs odd.img --spiffs-size 256K", "the image has 0x10000 bytes", "drop --spiffs-size")]
    [InlineData("--spiffs-dir files --spiffs-size 16K -o x", "files/big.bin: the file system is full", "raise --spiffs-size")]
    [InlineData("--spiffs-dir long --spiffs-size 64K -o x", "longer than 31 bytes", "rename it")]
    [InlineData("--firmware files/a.lua", "no partition table at 0x10000", "use a NodeMCU firmware")]
    [InlineData("--firmware dump.bin --image lfs.img", "firmware.bin, 0x0 to 0x400000, overlaps lfs.bin",
        "cut firmware.bin to its first 614400 bytes")]
    [InlineData("--firmware fw.bin -o fw.bin", "fw.bin is an input", "choose another place")]
    [InlineData("--firmware fw.bin --firmware-0x00000 a", "give both", "or --firmware")]
    [InlineData("--image placed.img --lfs-addr 0xA0000", "placed at 0x40296000", "change --lfs-addr")]
    [InlineData("lfs.img", "unexpected 'lfs.img'", "with --image")]
    [InlineData("--out-dir out", "nothing to write", "give --firmware")]
    [InlineData("--lfs-size many", "needs a size like 44K", "not 'many'")]
    public void A_bad_plan_is_told_in_a_line_with_what_to_do(string options, string what, string cure)
    {
        using Session session = With("5.1");
        File.WriteAllBytes(session.PathOf("files/big.bin"), new byte[20000]);
        session.With("long/a_name_that_is_much_too_long_for_it.txt", "");
        File.WriteAllBytes(session.PathOf("small.img"), SpiffsImage.Create(0x10000).ToBytes());
        File.WriteAllBytes(session.PathOf("odd.img"), SpiffsImage.CreateForDevice(0x10000).ToBytes());
        File.WriteAllBytes(session.PathOf("dump.bin"), [.. session.Read("fw.bin"), .. new byte[FlashBytes - 0x96000]]);
        session.Run("compile", "-a", "0x40296000", "-o", "placed.img", "greet.lua");

        Ending ending = session.Run(["flash", .. options.Split(' ')]);

        Assert.Equal(1, ending.Code);
        Assert.Equal("", ending.Text);
        Assert.Single(ending.Error.Trim().Split('\n'));
        Assert.Contains(what, ending.Error, StringComparison.Ordinal);
        Assert.Contains(cure, ending.Error, StringComparison.Ordinal);
        Assert.False(session.Has("x"));
    }

    [Fact]
    public void A_folder_that_leads_to_itself_or_is_missing_is_told()
    {
        using Session session = With("5.1");
        Directory.CreateSymbolicLink(session.PathOf("files/sub/again"), session.PathOf("files"));

        Ending loop = session.Run("flash", "--spiffs-dir", "files", "--spiffs-size", "64K", "-o", "x");
        Ending none = session.Run("flash", "--spiffs-dir", "none", "--spiffs-size", "64K", "-o", "x");

        Assert.Contains("longer than 31 bytes", loop.Error, StringComparison.Ordinal);
        Assert.Equal("lfs: cannot open none: No such file or directory\n", none.Error);
        Assert.False(session.Has("x"));
    }

    /// <summary>A folder with an image, files, and a firmware: the start of the flash of a modelled device.</summary>
    static Session With(string target)
    {
        Session session = new Session()
            .With("greet.lua", "return 'from flash'")
            .With("files/a.lua", "print 'a'")
            .With("files/sub/data.txt", "1\n2\n");
        session.Run("compile", "--target", target, "-f", "-o", "lfs.img", "greet.lua");
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            Image = session.Read("lfs.img"),
        });
        File.WriteAllBytes(session.PathOf("fw.bin"), device.Flash[..0x96000]);
        return session;
    }

    static LfsDevice Boot(byte[] start)
    {
        byte[] flash = new byte[FlashBytes];
        flash.AsSpan().Fill(0xFF);
        start.CopyTo(flash, 0);
        return LfsDevice.FromFlash(flash);
    }

    static int ImageBytes(Session session) => LfsImage.Read(session.Read("lfs.img")).Image!.Size;

    static string Text(LfsDevice device, string name) => System.Text.Encoding.UTF8.GetString(device.Files.Read(name)!);

    static int[] Partitions(LfsDevice device)
    {
        LuaValue[] values = device.Run("""
            local t = node.getpartitiontable()
            return t.lfs_addr, t.lfs_size, t.spiffs_addr, t.spiffs_size
            """);
        return [.. values.Select(value => (int)value.AsNumber())];
    }

    static void WriteRecord(byte[] flash, int at, uint[] words)
    {
        flash.AsSpan(at, 4).Clear();
        flash[at] = (byte)words.Length;
        flash[at + 1] = 1;
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(flash.AsSpan(at + 4 + 4 * i), words[i]);
    }
}
