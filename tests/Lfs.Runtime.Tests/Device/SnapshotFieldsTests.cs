using System.Collections;
using System.Reflection;
using System.Reflection.Emit;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>No field of a device is forgotten: each is named by a <c>Transfer</c> method of its class, or stands
/// here with the reason why it is not in a snapshot.</summary>
public sealed class SnapshotFieldsTests
{
    const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.DeclaredOnly;

    const string Host = "it is the host's";
    const string Made = "the constructor makes it anew";
    const string Cache = "a cache: without it, the answer is looked for again";
    const string Scratch = "it has a meaning only while Lua runs";
    const string Found = "it follows from what is loaded";
    const string Elsewhere = "another object transfers it";
    const string Options = "SnapshotOptions transfers what belongs to the device";

    /// <summary>Fields that no snapshot has. The name of a property stands for its field.</summary>
    static readonly Dictionary<string, string> NotSaved = new()
    {
        ["LfsDevice._output"] = Host,
        ["Guard.*"] = "LfsDevice.Transfer names why a device is off; the rest is about calls that run",
        ["LfsDevice._boot"] = Elsewhere,
        ["LfsDevice._guard"] = Elsewhere,
        ["LfsDevice._cancellation"] = Host,
        ["LfsDevice._loop"] = Made,
        ["LfsDevice._invocations"] = Host,
        ["LfsDevice._calls"] = Host,
        ["LfsDevice._isInEvent"] = Scratch,
        ["LfsDevice._isTurnOfCalls"] = Scratch,
        ["LfsDevice._awaited"] = "functions that a restored device still waits for: it keeps waiting for all",
        ["LfsDevice.Files"] = Made,
        ["HostState._freeReferences"] = Found,
        ["HostState._dropped"] = "handles of this device",
        ["HostState._anonymous"] = Host,
        ["HostState._freeFrames"] = Scratch,
        ["HostState._loading"] = Scratch,
        ["HostState._noteTraceback"] = Made,
        ["HostState._traceback"] = Scratch,
        ["HostState.AsyncCalls"] = Elsewhere,
        ["HostState.BoundBy"] = Made,
        ["HostState.Current"] = Scratch,
        ["HostFrame.*"] = Scratch,
        ["AsyncCalls.*"] = Host,
        ["HostState.Guard"] = Made,
        ["HostState.Lua"] = Elsewhere,
        ["HostState.IsOver"] = Found,
        ["DeviceBoot._options"] = Options,
        ["DeviceBoot._verified"] = Cache,
        ["LfsRegions.*"] = Found,
        ["Device.Partitions"] = Elsewhere,
        ["Device.RebootConfig"] = Made,
        ["Device.ImageLoader"] = Made,
        ["Device.Machine"] = Elsewhere,
        ["Device.options"] = Options,
        ["Device.BootConsole"] = Host,
        ["Device.Console"] = Host,
        ["Device.Error"] = Host,
        ["Device.Input"] = Host,
        ["Device.Clock"] = Host,
        ["Device.Recorder"] = "profiles are the host's: those of a restored device begin anew",
        ["Device.OpenFiles"] = "of the host libraries: a device that has them is not saved",
        ["FirmwareBuild.*"] = "it follows from the options",
        ["FirmwareBuild`1.*"] = "it follows from the options",
        ["LfsDeviceOptions.*"] = Options,
        ["MachineOptions.*"] = Options,
        ["MemoryMap.*"] = Options,
        ["PartitionTable.*"] = "a value: its bytes are transferred",
        ["FlashSector.*"] = "a value: FlashChip transfers its cells",
        ["FileSystem._flash"] = Made,
        ["FileSystem._console"] = Host,
        ["FileSystem.Start"] = Made,
        ["FileSystem.Bytes"] = Made,
        ["Machine._options"] = Options,
        ["Machine.IsInUse"] = Made,
        ["FlatMemory._committed"] = Made,
        ["FlatMemory._reservation"] = Made,
        ["FlatMemory._released"] = Made,
        ["FlatMemory.Origin"] = Made,
        ["FlatMemory.BacksEveryAddress"] = Made,
        ["Heap._origin"] = Made,
        ["Heap._start"] = Made,
        ["Heap._end"] = Made,
        ["Heap.Memory"] = Made,
        ["Heap._isWatched"] = Found,
        ["Heap._watch"] = Host,
        ["FlashChip._changes"] = "only whether they are those of the window counts: FlashCache transfers it",
        ["FlashChip._change"] = "the same",
        ["FlashChip._owned"] = Made,
        ["FlashChip.Bytes"] = Made,
        ["FlashChip.Calls"] = Host,
        ["FlashCache._memory"] = Made,
        ["FlashCache._chip"] = Made,
        ["Bus._memory"] = Made,
        ["Bus._map"] = Made,
        ["Bus._cache"] = Made,
        ["FlatView`1.*"] = Made,
        ["VmState`1.Gc"] = Elsewhere,
        ["VmState`1.Introspection"] = Elsewhere,
        ["VmState`1.Chunks"] = Made,
        ["VmState`1.Checks"] = Made,
        ["VmState`1.Opening"] = Made,
        ["VmState`1.State"] = Made,
        ["VmState`1.Tracing"] = Made,
        ["VmState`1.Device"] = Made,
        ["VmState`1.FirmwareFunctions"] = Made,
        ["VmState`1.HostClosureFreed"] = Made,
        ["VmState`1.HostFunctions"] = "HostState.Transfer makes them of their names",
        ["VmState`1.BuffInUse"] = Scratch,
        ["VmState`1.Raised"] = Scratch,
        ["VmState`1.Cancellation"] = Host,
        ["VmState`1.IsOnFinalizerAccount"] = Scratch,
        ["VmState`1._slice"] = "a slice ends where a device is saved",
        ["VmState`1.SliceLeft"] = "a slice ends where a device is saved",
        ["Allocator`1.Emergency"] = Scratch,
        ["Allocator`1.HostBytes"] = Scratch,
        ["StringTable`1.ResizingStrings"] = Scratch,
        ["StringTable`1._knownTexts"] = Cache,
        ["StringTable`1.FreedStrings"] = "it tells how old an entry of a cache is",
        ["Tables`1._roCache"] = Cache,
        ["Tables`1._roMisses"] = Cache,
        ["Calls`1._thread"] = Host,
        ["Calls`1._stackFloor"] = Host,
        ["Calls`1._handlesOverflow"] = Scratch,
        ["LuaState`1.Cause"] = Host,
        ["LuaState`1.ModuleOpener"] = Made,
        ["VmPart`1.Vm"] = Made,
        ["Collector`1._waiting"] = Scratch,
        ["Collector`1._due"] = Scratch,
        ["Collector`1._finalizing"] = Scratch,
        ["Introspection`1._lookedAt"] = Scratch,
        ["Introspection`1._shown"] = Cache,
        ["SpiffsFileSystem._collector"] = Made,
        ["SpiffsFileSystem._indexes"] = Made,
        ["SpiffsFileSystem._ids"] = Made,
        ["SpiffsFileSystem._reader"] = Made,
        ["SpiffsFileSystem._writer"] = Made,
        ["SpiffsFileSystem._truncator"] = Made,
        ["Volume.Layout"] = Made,
        ["Volume.SectorBytes"] = Made,
        ["PageCache._medium"] = Made,
        ["PageCache._end"] = Made,
        ["DescriptorTable._volume"] = Made,
        ["WritePage.Bytes"] = "the bytes of its slot, which transfers them",
        ["SoftTimers._byTimer"] = Found,
    };

    [Theory]
    [MemberData(nameof(SnapshotTests.Targets), MemberType = typeof(SnapshotTests))]
    public void Each_field_of_a_device_is_in_a_snapshot_or_has_its_reason(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            KeepsOldImage = true,
            LfsBytes = 64 * 1024,
            Image = Devices.Image(target, ("@m.lua", "return 1")),
            Startup = true,
        });
        device.RunUntilIdle();
        device.Run("""
            f = file.open('x', 'w') f:write('x')
            tmr.create():alarm(5, 1, function() end)
            node.output(function() return false end, 1)
            uart.on('data', 3, function() end, 0)
            """);

        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        SortedSet<string> forgotten = [];
        Visit(device, seen, forgotten);

        Assert.True(forgotten.Count == 0, "Not in a snapshot, and without a reason: " + string.Join(", ", forgotten));
        Type[] visited = [.. seen.Select(one => one.GetType())];
        foreach (string name in (string[])["Vm`1", "Collector`1", "Descriptor", "WritePage", "FlashChip", "SoftTimers"])
            Assert.Contains(visited, type => type.Name == name);
    }

    static void Visit(object one, HashSet<object> seen, SortedSet<string> forgotten)
    {
        if (!seen.Add(one))
            return;
        if (one is IEnumerable values and not string)
        {
            foreach (object? value in values)
                VisitIfOurs(value, seen, forgotten);
            if (!IsOurs(one.GetType()))
                return;
        }
        for (Type? type = one.GetType(); type is not null && IsOurs(type); type = type.BaseType)
        {
            HashSet<string> named = NamedByTransfer(type);
            foreach (FieldInfo field in type.GetFields(Own))
            {
                string name = NameOf(field);
                bool isSaved = named.Contains(name);
                string? reason = NotSaved.GetValueOrDefault($"{type.Name}.{name}")
                    ?? NotSaved.GetValueOrDefault($"{type.Name}.*");
                if (!isSaved && reason is null)
                    forgotten.Add($"{type.Name}.{name}");
                bool leadsOn = isSaved || reason == Elsewhere;
                if (leadsOn && !field.FieldType.IsPointer)
                    VisitIfOurs(field.GetValue(one), seen, forgotten);
            }
        }
    }

    static void VisitIfOurs(object? value, HashSet<object> seen, SortedSet<string> forgotten)
    {
        if (value is DictionaryEntry or null)
            return;
        Type type = value.GetType();
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
            VisitIfOurs(type.GetProperty("Value")!.GetValue(value), seen, forgotten);
        // Values are transferred as they are, or named by what holds them.
        else if (!type.IsValueType && value is not Delegate
            && (IsOurs(type) || value is IEnumerable and not string))
            Visit(value, seen, forgotten);
    }

    static bool IsOurs(Type type) =>
        type.Assembly.GetName().Name is "Lfs.Runtime" or "Esp8266.Machine" or "Esp8266.Spiffs"
        && !type.Name.StartsWith('<');

    /// <summary>A field, a property or a parameter of the constructor.</summary>
    static string NameOf(FieldInfo field)
    {
        string name = field.Name;
        return name.StartsWith('<') ? name[1..name.IndexOf('>', StringComparison.Ordinal)] : name;
    }

    /// <summary>The fields and properties that the methods of a type use which carry it into a snapshot.</summary>
    static HashSet<string> NamedByTransfer(Type type)
    {
        HashSet<string> named = [];
        IEnumerable<MethodBase> methods = type.GetMethods(Own | BindingFlags.Static)
            .Where(method => method.Name is "Save" or "Load"
                || method.Name.Contains("Transfer", StringComparison.Ordinal));
        foreach (MethodBase method in methods.Where(method => method.GetMethodBody() is not null))
        {
            foreach (MemberInfo member in MembersIn(method))
            {
                if (member is FieldInfo field)
                    named.Add(NameOf(field));
                else if (member.Name.StartsWith("get_", StringComparison.Ordinal)
                    && member.DeclaringType!.Name == type.Name)
                    named.Add(member.Name[4..]);
            }
        }
        return named;
    }

    static IEnumerable<MemberInfo> MembersIn(MethodBase method)
    {
        byte[] code = method.GetMethodBody()!.GetILAsByteArray()!;
        Type[] types = method.DeclaringType!.GetGenericArguments();
        Type[] own = method.IsGenericMethod ? method.GetGenericArguments() : [];
        for (int at = 0; at < code.Length;)
        {
            OpCode op = code[at] == 0xFE ? _long[code[at + 1]] : _short[code[at]];
            at += op.Size;
            if (op.OperandType is OperandType.InlineField or OperandType.InlineMethod)
                yield return method.Module.ResolveMember(BitConverter.ToInt32(code, at), types, own)!;
            at += op.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }

    static readonly OpCode[] _all =
    [
        .. typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (OpCode)field.GetValue(null)!),
    ];

    static readonly Dictionary<byte, OpCode> _short =
        _all.Where(op => op.Size == 1).ToDictionary(op => (byte)op.Value);

    static readonly Dictionary<byte, OpCode> _long =
        _all.Where(op => op.Size == 2).ToDictionary(op => (byte)op.Value);

    /// <summary>Options that a restored device has from its new host, or that describe what is in flash.</summary>
    static readonly string[] OptionsOfHost =
    [
        "Output", "BootOutput", "DrivesCalls", "Error", "Input", "HostFiles", "HostFolder", "Clock",
        "EnvironmentVariable", "Modules",
        "Image", "LfsOffset", "LfsBytes", "SystemImage", "SystemOffset", "SystemBytes", "KeepsOldImage", "SpiffsOffset",
        "SpiffsBytes", "SpiffsImage", "Files", "EntropySeed", "LibrarySet", "RecordsLines", "RecordsAllocations",
    ];

    [Fact]
    public void Each_option_is_the_snapshots_or_the_hosts()
    {
        MethodInfo transfer = typeof(LfsDevice).Assembly.GetType("Lfs.Runtime.Boot.SnapshotOptions")!
            .GetMethod("Transfer")!;
        HashSet<string> named = [.. MembersIn(transfer).Select(member => member.Name)];

        IEnumerable<PropertyInfo> options = typeof(LfsDeviceOptions).GetProperties(Own)
            .Where(option => option.Name != "EqualityContract");
        foreach (PropertyInfo option in options)
            Assert.True(named.Contains("set_" + option.Name) != OptionsOfHost.Contains(option.Name), option.Name);
    }
}
