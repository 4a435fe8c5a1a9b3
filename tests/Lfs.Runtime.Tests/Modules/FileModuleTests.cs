using System.Text;
using Esp8266.Flash;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>The module <c>file</c> on SPIFFS: functions, objects, limits and errors of the reference.</summary>
public sealed class FileModuleTests
{
    public static TheoryData<string> Targets { get; } = ["5.1", "5.1-int", "5.3", "5.3-64"];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Files_are_written_read_and_listed(string target)
    {
        using DeviceConsole console = new(target);
        console.Device.Run("""
            print(file.putcontents('a.txt', 'hello'), file.getcontents('a.txt'), file.exists('a.txt'))
            local f = file.open('b.txt', 'w+')
            print(f:write('line one\n'), f:writeline('line two'), f:seek('set', 0), f:readline(), f:read(4), f:seek())
            print(f:seek('end', -1), f:read(), f:read(), f:seek('cur', 5), f:seek('set', -1))
            f:close()
            print(file.open('b.txt', 'a'):write('three') )
            file.close()
            print(file.getcontents('b.txt'))
            print(file.open('b.txt'):read('o'))
            print(file.read('\n'), file.readline(), file.flush())
            file.close()
            file.close()
            local names = {}
            for name, size in pairs(file.list()) do names[#names + 1] = name .. '=' .. size end
            table.sort(names)
            print(table.concat(names, ' '), next(file.list('^b')), file.list('nothing%d') and 'table')
            print(file.rename('a.txt', 'b.txt'), file.rename('a.txt', 'c.txt'), file.rename('x', 'y'))
            print(file.remove('c.txt'), file.exists('c.txt'), file.getcontents('c.txt'))
            print(select('#', file.getcontents('c.txt')), file.putcontents('empty', ''), file.getcontents('empty'))
            local s = file.stat('b.txt')
            print(s.name, s.size, s.is_dir, s.time.year, s.time.day, file.stat('none'))
            print(file.open('/FLASH/b.txt'):read(4), file.open('/SD0/b.txt'))
            """, "=test");

        Assert.Equal(
            """
            true\thello\ttrue
            true\ttrue\t0\tline one
            \tline\t13
            17\t
            \tnil\tnil\tnil
            true
            line one
            line two
            three
            line o
            ne
            \tline two
            \ttrue
            a.txt=5 b.txt=23\tb.txt\ttable
            false\ttrue\tfalse
            nil\tfalse
            0\ttrue\tnil
            b.txt\t23\tfalse\t1970\t1\tnil
            line\tnil

            """.Replace("\\t", "\t", StringComparison.Ordinal),
            console.Take());
        Assert.Null(console.Device.State.FindFault());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Errors_are_those_of_the_reference(string target)
    {
        using DeviceConsole console = new(target);
        console.Device.Run("""
            local function e(f, ...) print((select(2, pcall(f, ...)))) end
            e(function() file.open(('x'):rep(32)) end)
            e(function() file.open('a\0b') end)
            e(function() file.exists('dir/' .. ('x'):rep(32)) end)
            print(file.exists(('x'):rep(31)), file.exists('very/long/folder/name/for/a/' .. ('x'):rep(8)))
            e(function() file.read() end)
            e(function() file.write('x') end)
            e(function() file.seek() end)
            e(function() file.flush() end)
            local f = file.open('f', 'w')
            e(function() f:read('ab') end)
            e(function() f:seek('back') end)
            e(function() f:write() end)
            print(f:read(), f:write('x'), file.open('f', 'r'):write('y'))
            f:close()
            e(function() f:write('x') end)
            e(function() file.on('rtc') end)
            e(function() file.on('rtc', 1) end)
            e(function() file.on('tick', print) end)
            print(file.on('rtc', function() end), file.on('rtc', nil))
            e(function() file.list('%') end)
            """, "=test");

        string[] lines = console.Take().TrimEnd().Split('\n');
        Assert.Equal(
            [
                "test:2: bad argument #1 to 'open' (filename invalid)",
                "test:3: bad argument #1 to 'open' (filename invalid)",
                "test:4: bad argument #1 to 'exists' (filename invalid)",
                "false\tfalse",
                "test:6: open a file first",
                "test:7: open a file first",
                "test:8: open a file first",
                "test:9: open a file first",
                "test:11: wrong arg range",
                "test:12: bad argument #1 to 'seek' (invalid option 'back')",
                "test:13: bad argument #1 to 'write' (string expected, got no value)",
                "nil\ttrue\tnil",
                "test:16: open a file first",
                "test:17: Callback should be function or nil",
                "test:18: Callback should be function or nil",
                "test:19: bad argument #1 to 'on' (invalid option 'tick')",
                "nil",
            ],
            lines[..17]);
        Assert.Contains("malformed pattern (ends with '%')", lines[17], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Four_files_can_be_open_and_the_collector_closes_lost_ones(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });
        device.Run("file.putcontents('x', 'x') a, b, c, d = 1, 1, 1, 1 local f = file.open('x') f:close()");
        device.Collect();
        device.Collect();
        uint free = device.HeapBytesFree;
        uint lua = device.LuaBytesInUse;
        device.Run("a, b, c, d = file.open('x'), file.open('x'), file.open('x'), file.open('x')");
        Assert.True(device.Run("return a and b and c and d and not file.open('x') and not loadfile('x')")[0].IsTrue);

        // A file takes a handle of 12 bytes, in a block of 32, and its object.
        device.Run("a = nil collectgarbage() collectgarbage()");
        Assert.True(device.Run("return file.open('x') ~= nil")[0].IsTrue);
        device.Run("b, c, d = nil file.close() collectgarbage() collectgarbage() collectgarbage()");

        Assert.True(device.Run("return pcall(loadfile, 'x')")[0].IsTrue);
        device.Collect();
        Assert.InRange((int)(device.LuaBytesInUse - lua), -100, 100);
        Assert.InRange((int)(free - device.HeapBytesFree), -200, 200);
        Assert.Null(device.State.FindFault());
    }

    [Fact]
    public void Files_survive_a_restart_and_a_dump_of_the_flash()
    {
        byte[] flash;
        using (LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            Files = new Dictionary<string, byte[]> { ["m.lua"] = Encoding.ASCII.GetBytes("return 'from SPIFFS'") },
        }))
        {
            device.Run("file.putcontents('note', 'kept')");
            device.Restart();
            Assert.Equal("kept", device.Run("return file.getcontents('note')")[0].ToString());
            Assert.Equal("from SPIFFS", device.Run("return require 'm'")[0].ToString());
            flash = device.Flash;
        }
        using LfsDevice other = LfsDevice.FromFlash(flash);
        Assert.Equal(["m.lua", "note"], other.Files.Names.Order());
        Assert.Equal("kept", Encoding.ASCII.GetString(other.Files.Read("note")!));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Compiled_files_run(string target)
    {
        using DeviceConsole console = new(target, new LfsDeviceOptions
        {
            Files = new Dictionary<string, byte[]>
            {
                ["m.lua"] = Encoding.ASCII.GetBytes("local a = ... return a * 6"),
                ["bad.lua"] = Encoding.ASCII.GetBytes("x x"),
            },
        });
        console.Device.Run("""
            local function e(f, ...) print((select(2, pcall(f, ...)))) end
            node.compile('m.lua')
            print(loadfile('m.lc')(7), file.stat('m.lc').size > 50)
            e(function() node.compile('m.txt') end)
            e(function() node.compile('none.lua') end)
            e(function() node.compile('bad.lua') end)
            e(function() node.compile(('x'):rep(40) .. '.lua') end)
            """, "=test");

        Assert.Equal(
            [
                "42\ttrue",
                "test:4: not a .lua file",
                "test:5: cannot open none.lua: ",
                "test:6: bad.lua:1: " + (target.StartsWith("5.1", StringComparison.Ordinal)
                    ? "'=' expected near 'x'" : "syntax error near 'x'"),
                "test:7: bad argument #1 to 'compile' (filename invalid)",
            ],
            console.Take().TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_full_file_system_refuses_the_rest()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { SpiffsBytes = 64 * 1024 });
        LuaValue[] results = device.Run("""
            local f, n = file.open('big', 'w'), 0
            while f:write(('x'):rep(1000)) do n = n + 1 end
            f:close()
            local left, used, total = file.fsinfo()
            return n, left < 20000, used + left == total, file.fscfg()
            """);

        Assert.InRange(results[0].AsNumber(), 20, 60);
        Assert.True(results[1].AsBoolean());
        Assert.True(results[2].AsBoolean());
        Assert.Equal(0x100000, results[3].AsNumber());
        Assert.Equal(64 * 1024, results[4].AsNumber());
        IOException refused = Assert.Throws<IOException>(() => device.Files.Write("more", new string('x', 10_000)));
        Assert.Equal("The file 'more' cannot be written: the file system is full.", refused.Message);

        device.Run("file.remove('big') file.remove('more')");
        Assert.True(device.Run("return file.putcontents('again', ('x'):rep(4000))")[0].AsBoolean());
        Assert.Equal(0, device.Machine.Flash.Violations);
    }

    [Fact]
    public void A_device_without_a_partition_has_no_files()
    {
        using DeviceConsole console = new("5.1", new LfsDeviceOptions { SpiffsBytes = 0 });
        console.Device.Run("""
            print(file.open('x', 'w'), file.exists('x'), file.list(), pcall(file.fsinfo))
            print(file.getcontents('x'), pcall(file.format))
            """, "=test");

        Assert.Equal("nil\tfalse\tnil\tfalse\tfile system failed\nnil\tfalse\tFailed to format file system\n", console.Take());
        Assert.Empty(console.Device.Files.Names);
        Assert.Throws<IOException>(() => console.Device.Files.Write("x", "y"));
        ArgumentException refused = Assert.Throws<ArgumentException>(() => LfsDevice.Boot(new LfsDeviceOptions
        {
            SpiffsBytes = 0,
            Files = new Dictionary<string, byte[]> { ["x"] = [] },
        }));
        Assert.Contains("no file system for Files", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_started_device_formats_a_blank_partition()
    {
        using DeviceConsole console = new("5.3", new LfsDeviceOptions { Startup = true, SpiffsBytes = 256 * 1024 });

        console.Device.RunUntilIdle();
        Assert.StartsWith("Formatting file system. Please wait...\n\nNodeMCU", console.Take(), StringComparison.Ordinal);
        console.Device.Files.Write("init.lua", "print('from init')");
        console.Device.Restart();
        console.Device.RunUntilIdle();

        Assert.EndsWith("SDK 3.0.0\nfrom init\n> ", console.Take(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_power_cut_in_a_write_leaves_the_other_files()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { SpiffsBytes = 64 * 1024 });
        device.Run("file.putcontents('kept', ('k'):rep(3000))");
        FlashContent start = device.Machine.Flash.Capture();
        long before = device.Machine.Flash.Operations;
        device.Run("file.putcontents('new', ('n'):rep(3000))");
        long operations = device.Machine.Flash.Operations - before;
        for (long cut = 1; cut <= operations; cut++)
        {
            device.Machine.Flash.Restore(start);
            device.Restart();
            device.Machine.Flash.Faults = new FlashFaults(
                device.Machine.Flash.Operations + cut, (TearModel)(cut % 8), (ulong)cut);
            try
            {
                device.Run("file.putcontents('new', ('n'):rep(3000))");
                device.Machine.Flash.Faults = null;
            }
            catch (PowerLoss)
            {
                // The device is on again.
            }
            Assert.True(device.Files.Read("kept")?.Length == 3000, $"cut {cut}, {(TearModel)(cut % 8)}");
            Assert.True(device.Run("return file.getcontents('kept') == ('k'):rep(3000)")[0].AsBoolean(), $"cut {cut}");
        }
    }
}
