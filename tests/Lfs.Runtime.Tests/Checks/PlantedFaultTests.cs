using System.Globalization;
using System.Runtime.InteropServices;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>The heap walker finds every kind of fault that a test can plant.</summary>
/// <remarks>Offsets in objects: LayoutTests.</remarks>
public sealed class PlantedFaultTests
{
    const int Type = 4;
    const int Marked = 5;
    const byte Whites = 3;
    const byte Black = 4;
    const byte HasFinalizer = 8;

    // Globals that hold what faults are planted in: tables, closures that share a counter, a suspended
    // coroutine with an open upvalue, a string in a slot.
    const string Program = """
        a, b = {1, 2, 3, 4}, {{}, 2, 3, 4}
        local n = 0
        f = function() n = n + 1 return n end
        g = function() n = n - 1 return n end
        co = coroutine.create(function() local x = {} h = function() return x end coroutine.yield(x) end)
        coroutine.resume(co)
        s = {"a string in RAM", print, string, {}}
        collectgarbage() collectgarbage() collectgarbage("stop")
        """;

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_between_collections_is_found(string target, string name)
    {
        using var victim = new Victim(target);
        Assert.Null(victim.Device.State.FindFault());

        _faults[name].Plant(victim);

        Assert.Contains(_faults[name].Rule, victim.Device.State.FindFault() ?? "no fault");
    }

    [Theory]
    [MemberData(nameof(FaultsWhileMarking))]
    public void A_fault_while_the_collector_marks_is_found(string target, string name)
    {
        using var victim = new Victim(target);
        // Among many globals that take steps to visit, some lie between those that are known.
        victim.Device.Run("""
            for i = 1, 40 do
              local t = {}
              for j = 1, 40 do t[j] = j end
              _G['other' .. i] = t
            end
            for i = 1, 200 do a[i] = {} end collectgarbage('restart') collectgarbage('setstepmul', 40)
            """);
        bool found = false;

        // The collector does not say where it is: the fault is planted, and taken back, after each step.
        for (int step = 0; step < 200 && !found; step++)
        {
            victim.Device.Run("collectgarbage('step', 0)");
            Assert.Null(victim.Device.State.FindFault());
            (uint at, byte was) = _faultsWhileMarking[name].Plant(victim);
            found = (victim.Device.State.FindFault() ?? "").Contains(
                _faultsWhileMarking[name].Rule, StringComparison.Ordinal);
            victim.Byte(at) = was;
        }

        Assert.True(found);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void A_block_that_nothing_owns_is_found(string target)
    {
        using var victim = new Victim(target);

        victim.Device.Machine.Heap.Allocate(16);

        Assert.Contains("belong to something", victim.Device.State.FindFault() ?? "no fault");
    }

    [Theory]
    [InlineData("5.1", 7)]
    [InlineData("5.3", 9)]
    public void A_ROM_string_that_leads_to_RAM_is_found(string target, int headerWords)
    {
        byte[] image = Devices.Image(target, ("@m.lua", "local t = {} t.name = 'a name in ROM' return t"));
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target, Image = image });
        Assert.Null(device.State.FindFault());
        const uint Start = Esp8266.MemoryMap.Irom0Start + LfsDeviceOptions.DefaultLfsOffset;
        uint ram = Esp8266.MemoryMap.DramStart + 0x8000;
        Span<uint> words = MemoryMarshal.Cast<byte, uint>(device.Machine.Memory.Bytes(Start, device.LfsBytesUsed));

        // Links of strings in 5.3, names of functions in 5.1: the last address that lies in the image.
        int planted = 0;
        string? fault = null;
        for (int i = headerWords; i < words.Length && fault == null; i++)
        {
            uint was = words[i];
            if (was < Start || was >= Start + device.LfsBytesUsed)
                continue;
            words[i] = ram;
            planted++;
            fault = device.State.FindFault();
            words[i] = was;
        }

        Assert.True(planted > 0);
        Assert.Contains("a ROM object refers to RAM", fault ?? "no fault");
    }

    public static IEnumerable<object[]> Faults() =>
        from target in _targets
        from fault in _faults
        where !fault.Value.Only53 || SafetyDevices.Is53(target)
        select new object[] { target, fault.Key };

    public static IEnumerable<object[]> FaultsWhileMarking() =>
        from target in _targets
        from name in _faultsWhileMarking.Keys
        select new object[] { target, name };

    static readonly string[] _targets = ["5.1", "5.1-int", "5.3", "5.3-64"];

    sealed record Fault(string Rule, Action<Victim> Plant, bool Only53 = false);

    sealed record FaultWhileMarking(string Rule, Func<Victim, (uint At, byte Was)> Plant);

    static readonly Dictionary<string, Fault> _faults = new()
    {
        ["vector of two tables"] = new("no or two owners", v => v.Word(v.A + v.Array) = v.Word(v.B + v.Array)),
        ["vector outside the heap"] = new("no or two owners", v => v.Word(v.A + v.Array) = 0x3FFF_FFF8),
        ["vector inside a block"] = new("0x", v => v.Word(v.A + v.Array) += 8),
        ["size of a vector"] = new("", v => v.Word(v.A + v.SizeArray) += 1),
        ["large size of a vector"] = new("bytes holds", v => v.Word(v.A + v.SizeArray) += 100),
        ["reference into an object"] = new("refers to no object", v => v.Word(v.Slot(v.B, 0)) += 8),
        ["reference to nothing"] = new("refers to no object", v => v.Word(v.Slot(v.B, 0)) = 0),
        ["value of another type"] = new("refers to an object of type", v => v.Word(v.Tag(v.B, 0)) ^= 3),
        ["value of no type"] = new("a value has tag", v => v.Word(v.Tag(v.A, 0)) = 0x2C),
        ["metatable that is none"] = new("a reference leads to no object", v => v.Word(v.A + 8) = v.A + 4),
        ["type of an object"] = new("an object has type", v => v.Byte(v.A + Type) = 0x0D),
        ["object in a list twice"] = new("twice", v => v.Word(v.A) = v.A),
        ["object in no list"] = new("0x", v => v.Word(v.A) = v.Word(v.Word(v.A))),
        ["list that leaves the heap"] = new("leads out of the heap", v => v.Word(v.A) = 0x4000_0000),
        ["dead object"] = new("a sweep left a dead object", v => v.Byte(v.A + Marked) ^= Whites),
        ["black object"] = new("black before the marking", v => v.Byte(v.A + Marked) |= Black),
        ["hash of a string"] = new("wrong bucket", v => v.Word(v.Word(v.Slot(v.S, 0)) + 8) ^= 1),
        ["function that is none"] = new("no function of the firmware", v => v.Word(v.Slot(v.S, 1)) += 0x8000),
        ["table in ROM that is none"] = new("no table in ROM", v => v.Word(v.Slot(v.S, 2)) += 4),
        ["size of a block"] = new("No block in use", v => v.Word(v.Word(v.A + v.Array) - 12) ^= 8),
        ["boundary of a block"] = new("No block in use", v => v.Word(v.Word(v.A + v.Array) - 16) ^= 8),
        ["closure of no function"] = new("leads to no object", v => v.Word(v.F + (v.Is53 ? 12u : 16)) += 8),
        ["top of a stack"] = new("top of a stack", v => v.Word(v.Co + (v.Is53 ? 12u : 8)) = v.A),
        ["open upvalue"] = new("refers to no slot", v => v.Word(v.OpenUpval) += 0x4000),
        ["open upvalue in what is called"] = new(
            "lies in what a function called", v => v.Word(v.OpenUpval) -= v.ValueBytes),
        ["count of an upvalue"] = new("closures share an upvalue", v => v.Word(v.Word(v.F + 16) + 4) += 1, true),
        ["count of an open upvalue"] = new("an upvalue counts", v => v.Word(v.OpenUpval + 4) += 1, true),
        ["count of call frames"] = new("call frames", v => v.Byte(v.Co + 6) += 1, true),
        ["call frame"] = new("does not lead back", v => v.Word(v.Word(v.Co + 20) + 8) = 0, true),
        ["finalizer"] = new("an object with a finalizer", v => v.Byte(v.A + Marked) |= HasFinalizer, true),
        ["threads with open upvalues"] = new("0x", v => v.Word(v.Co + 44) = v.Co, true),
    };

    static readonly Dictionary<string, FaultWhileMarking> _faultsWhileMarking = new()
    {
        ["black to white"] = new("a black object refers to a white one", v => v.Mark(v.Word(v.Slot(v.B, 0)), v.White)),
        ["black on a gray list"] = new("is not gray", v => v.Mark(v.B, Black)),
        ["gray without a list"] = new("a gray object is on no list", v => v.Mark(v.B, 0)),
    };

    /// <summary>A device with known objects, whose bytes can be overwritten.</summary>
    sealed class Victim : IDisposable
    {
        public Victim(string target)
        {
            Is53 = SafetyDevices.Is53(target);
            ValueBytes = target is "5.1" or "5.3-64" ? 12u : 8;
            Device = SafetyDevices.Boot(target, 1024 * 1024);
            Device.State.ChecksMemory = false;      // What is planted here must not end the test run.
            Device.Run(Program);
        }

        public LfsDevice Device { get; }
        public bool Is53 { get; }
        public uint ValueBytes { get; }
        public uint Array => Is53 ? 16u : 12;
        public uint SizeArray => Is53 ? 12u : 28;
        public uint A => AddressOf("a");
        public uint B => AddressOf("b");
        public uint S => AddressOf("s");
        public uint F => AddressOf("f");
        public uint Co => AddressOf("co");

        /// <summary>The place that holds the address of the coroutine's open upvalue, whose first
        /// word is its slot.</summary>
        public uint OpenUpval => Is53 ? Word(Co + 36) : Word(Co + 72 + 2 * ValueBytes) + 8;

        /// <summary>The colour of what is new.</summary>
        public byte White => (byte)(Byte(AddressOf("{}") + Marked) & Whites);

        uint AddressOf(string name)
        {
            string text = Device.Run($"return tostring({name})")[0].AsString();
            return uint.Parse(text[(text.IndexOf("0x", StringComparison.Ordinal) + 2)..], NumberStyles.HexNumber,
                CultureInfo.InvariantCulture);
        }

        public uint Slot(uint table, uint index) => Word(table + Array) + index * ValueBytes;

        public uint Tag(uint table, uint index) => Slot(table, index) + ValueBytes - 4;

        public ref byte Byte(uint at) => ref Device.Machine.Memory.Bytes(at, 1)[0];

        public ref uint Word(uint at) =>
            ref MemoryMarshal.AsRef<uint>(Device.Machine.Memory.Bytes(at, 4));

        /// <summary>Colours an object. What there was.</summary>
        public (uint At, byte Was) Mark(uint at, byte colour)
        {
            byte was = Byte(at + Marked);
            Byte(at + Marked) = (byte)((was & ~(Whites | Black)) | colour);
            return (at + Marked, was);
        }

        public void Dispose() => Device.Dispose();
    }
}
