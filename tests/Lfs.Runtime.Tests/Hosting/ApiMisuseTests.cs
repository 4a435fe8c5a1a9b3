using System.Reflection;
using Esp8266;
using Esp8266.Flash;
using Esp8266.Memory;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>
/// Each public member of the hosting API, used wrongly in each way there is. A member that is not in the list
/// fails a test.
/// </summary>
public partial class ApiMisuseTests
{
    public static TheoryData<string> Targets => ["5.1", "5.1-int", "5.3", "5.3-64"];

    /// <summary>The inputs for one use of a member.</summary>
    sealed record Given(LfsDevice Device, LuaObject Handle)
    {
        public LuaValue Value { get; init; } = 1;
        public string Text { get; init; } = "name";
        public byte[] Bytes { get; init; } = [];
        public LuaValue[] Arguments { get; init; } = [];
        public LuaHostFunction Function { get; init; } = _ => [];
    }

    /// <summary>The properties of a member: the object that it belongs to, and its inputs.</summary>
    [Flags]
    enum Is
    {
        /// <summary>A figure, which any thread may read.</summary>
        Figure = 1,

        /// <summary>Works on a device that is switched on.</summary>
        OfDevice = 2,

        /// <summary>Works on a handle.</summary>
        OfHandle = 4,
        TakesValue = 8,
        TakesText = 16,
        TakesBytes = 32,
        TakesArguments = 64,
        TakesFunction = 128,

        /// <summary>Needs neither a device that is on nor a handle that is valid.</summary>
        Anywhere = 256,

        /// <summary>Lets time pass, which a function that Lua calls cannot.</summary>
        Outermost = 512,
    }

    sealed record Member(string Name, Is Is, Action<Given> Use)
    {
        public bool Has(Is flag) => (Is & flag) != 0;
    }

    static readonly Type[] _types =
    [
        typeof(LfsDevice), typeof(LuaObject), typeof(LuaValue), typeof(LuaException), typeof(LfsImageException),
        typeof(LuaHostFunction), typeof(LfsFiles), typeof(BootLoop), typeof(LfsSnapshot),
        typeof(LfsSnapshotException), typeof(EmbeddedImage), typeof(Machine), typeof(Heap), typeof(FlashCache),
    ];

    [Fact]
    public void Each_public_member_has_a_use()
    {
        const BindingFlags Declared =
            BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        IEnumerable<string> members = _types
            .SelectMany(type => type.GetMembers(Declared))
            .Where(member => member is PropertyInfo or MethodInfo { IsSpecialName: false }
                || member.Name.StartsWith("op_", StringComparison.Ordinal))
            .Where(member => member.Name is not ("BeginInvoke" or "EndInvoke"))
            .Select(member => $"{member.DeclaringType!.Name}.{member.Name}")
            .Distinct();

        Assert.Equal(members.Order(StringComparer.Ordinal),
            _members.Select(member => member.Name).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_public_type_is_looked_at()
    {
        // ProfileTests looks at profiles, TypedCallTests at the calls of generated code, TypedFunctionTests at
        // LuaHostCall, OutputTests at LuaTextStream, HotReloadTests at what generated code reloads; HostFolderTests looks at folders, UpdateTests at power failures,
        // Options_that_no_device_can_have_are_refused at options; the rest holds plain values.
        string[] others =
        [
            "HeapProfile", "HeapProfileEntry", "LineProfile", "LineProfileEntry",
            "HostFolder", "LfsDeviceOptions", "LuaKind", "LuaErrorKind", "PowerCut", "PowerCutCase",
            "PowerCutOptions", "PowerCutReport", "LuaCall", "LuaArguments", "LuaReader", "LuaWriter", "LuaPush`1",
            "LuaRead`1", "LuaReadResults`1", "LuaHostCall", "LuaMember", "LuaTypeException", "LuaTextStream",
            "LuaHotReload", "LuaProjectFile",
        ];
        IEnumerable<string> types = typeof(LfsDevice).Assembly.GetExportedTypes().Select(type => type.Name);

        Assert.Equal(types.Order(StringComparer.Ordinal),
            _types.Where(type => type.Assembly == typeof(LfsDevice).Assembly).Select(type => type.Name)
                .Concat(others).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_public_reaches_into_the_memory_of_a_device()
    {
        IEnumerable<string> reaching = typeof(Machine).GetProperties()
            .Where(property => property.PropertyType == typeof(FlatMemory) || property.PropertyType == typeof(Bus))
            .Select(property => property.Name)
            .Concat(typeof(Heap).GetProperties()
                .Where(property => property.PropertyType == typeof(FlatMemory)).Select(property => property.Name))
            .Concat(((Type[])[typeof(Machine), typeof(Heap), typeof(Bus), typeof(FlashCache)])
                .SelectMany(type => type.GetConstructors()).Select(constructor => constructor.DeclaringType!.Name));

        Assert.Empty(reaching);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_right_use_is_right(string target) => Misuse(target, given => given, _ => null);

    [Theory]
    [MemberData(nameof(Targets))]
    public void After_disposal(string target) => Misuse(target,
        given =>
        {
            given.Device.Dispose();
            return given;
        },
        member => member.Has(Is.Anywhere) ? null : typeof(ObjectDisposedException));

    [Theory]
    [MemberData(nameof(Targets))]
    public void After_a_restart(string target) => Misuse(target,
        given =>
        {
            given.Device.Restart();
            return given;
        },
        member => member.Has(Is.OfHandle) ? typeof(InvalidOperationException) : null);

    [Theory]
    [MemberData(nameof(Targets))]
    public void With_a_disposed_handle(string target) => Misuse(target,
        given =>
        {
            given.Handle.Dispose();
            return given;
        },
        member => member.Has(Is.OfHandle) ? typeof(ObjectDisposedException) : null);

    [Theory]
    [MemberData(nameof(Targets))]
    public void With_a_handle_of_another_device(string target)
    {
        using LfsDevice other = SafetyDevices.Boot(target);
        LuaValue foreign = other.Run("return {}")[0];

        Misuse(target, given => given with { Value = foreign },
            member => member.Has(Is.TakesValue) ? typeof(InvalidOperationException) : null);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void With_a_value_that_was_disposed(string target) => Misuse(target,
        given =>
        {
            LuaObject used = given.Handle["own"].AsObject();
            used.Dispose();
            return given with { Value = used };
        },
        member => member.Has(Is.TakesValue) ? typeof(ObjectDisposedException) : null);

    [Theory]
    [MemberData(nameof(Targets))]
    public void With_null_for_a_text(string target) => Misuse(target, given => given with { Text = null! },
        member => member.Has(Is.TakesText) ? typeof(ArgumentNullException) : null);

    [Theory]
    [MemberData(nameof(Targets))]
    public void With_null_for_bytes(string target) => Misuse(target, given => given with { Bytes = null! },
        member => member.Has(Is.TakesBytes) ? typeof(ArgumentNullException) : null);

    [Theory]
    [MemberData(nameof(Targets))]
    public void With_null_for_a_function(string target) => Misuse(target, given => given with { Function = null! },
        member => member.Has(Is.TakesFunction) ? typeof(ArgumentNullException) : null);

    [Theory]
    [MemberData(nameof(Targets))]
    public void With_a_million_arguments(string target)
    {
        var million = new LuaValue[1_000_000];

        Misuse(target, given => given with { Arguments = million },
            member => member.Has(Is.TakesArguments) ? typeof(LuaException) : null);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void With_a_huge_text(string target)
    {
        string huge = new('x', 4_000_000);

        // A name of a module that is not there fails as any; a chunk's name is cut.
        Misuse(target, given => given with { Text = huge, Value = huge },
            member => member.Name is "LfsDevice.CallModule" or "LfsDevice.Require" ? null
                : member.Has(Is.TakesText | Is.TakesValue) ? typeof(LuaException) : null);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void With_bytes_that_are_no_chunk_and_no_image(string target) => Misuse(target,
        given => given with { Bytes = [27, (byte)'L', (byte)'u', (byte)'a', 0x51, 0xFF, 0xFF] },
        member => member.Name == "LfsDevice.Run" && member.Has(Is.TakesBytes) ? typeof(LuaException) : null);

    [Theory]
    [MemberData(nameof(Targets))]
    public void From_inside_a_host_function(string target)
    {
        foreach (Member member in _members)
        {
            using LfsDevice device = Boot(target, out LuaObject handle);
            Exception? inside = null;
            device.Register("use", _ =>
            {
                inside = Record.Exception(() => member.Use(new Given(device, handle)));
                return [];
            });

            device.Run("local ok = pcall(use) local t = {} for i = 1, 100 do t[i] = {} end");

            bool isRefused = member.Has(Is.Outermost) && inside is InvalidOperationException;
            Assert.True(inside is null || isRefused, $"{member.Name}: {inside}");
            AssertSound(device, member);
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void From_a_second_thread(string target)
    {
        using LfsDevice device = Boot(target, out LuaObject handle);
        var outcomes = new Dictionary<Member, Exception?>();
        device.Register("wait", _ =>
        {
            var thread = new Thread(() =>
            {
                foreach (Member member in _members)
                    outcomes[member] = Record.Exception(() => member.Use(new Given(device, handle)));
                outcomes[_members[0]] = Record.Exception(device.Dispose) is InvalidOperationException
                    && Record.Exception(handle.Dispose) is InvalidOperationException ? null : new NotSupportedException();
            });
            thread.Start();
            thread.Join();
            return [];
        });

        device.Run("wait()");

        Assert.Equal(_members.Length, outcomes.Count);
        foreach ((Member member, Exception? outcome) in outcomes)
            AssertOutcome(member, member.Has(Is.OfDevice | Is.OfHandle) ? typeof(InvalidOperationException) : null, outcome);
        AssertSound(device, _members[0]);
    }

    [Fact]
    public void Options_that_no_device_can_have_are_refused()
    {
        var right = new LfsDeviceOptions();
        LfsDeviceOptions[] wrong =
        [
            right with { TargetName = null! }, right with { TargetName = "5.2" }, right with { TargetName = "dword" },
            right with { HeapBytes = 0 }, right with { HeapBytes = 1001 }, right with { HeapBytes = uint.MaxValue },
            right with { FlashBytes = 0 }, right with { FlashBytes = 3_000_000 }, right with { FlashBytes = uint.MaxValue },
            right with { LfsOffset = 1 }, right with { LfsOffset = 0 }, right with { LfsOffset = uint.MaxValue & ~4095u },
            right with { LfsBytes = 1 }, right with { LfsBytes = uint.MaxValue & ~4095u },
            right with { SystemBytes = 4096 }, right with { SystemImage = [] },
            right with { TargetName = "5.3", SystemBytes = 4096, SystemOffset = right.LfsOffset },
            right with { TargetName = "5.3", SystemBytes = 1 },
            right with { TargetName = "5.3", SystemBytes = 4096, SystemOffset = uint.MaxValue },
        ];
        LfsDeviceOptions[] wrongImages =
        [
            right with { Image = [] }, right with { Image = new byte[1_000_000] },
            right with { TargetName = "5.3", SystemImage = [] },
            right with { Image = Devices.Image("5.3", ("@m.lua", "return 1")) },
            right with { LfsBytes = 0, Image = Devices.Image("5.1", ("@m.lua", "return 1")) },
        ];

        foreach (LfsDeviceOptions options in wrong)
            Assert.True(Record.Exception(() => LfsDevice.Boot(options)) is ArgumentException, $"{options}");
        foreach (LfsDeviceOptions options in wrongImages)
            Assert.Throws<LfsImageException>(() => LfsDevice.Boot(options));
        Assert.Throws<ArgumentNullException>(() => LfsDevice.Boot(null!));
        LfsDeviceOptions small = right with { TargetName = "5.3-64", HeapBytes = 8192 };
        Assert.True(Record.Exception(() => LfsDevice.Boot(small).Dispose()) is null or LuaException);
    }

    static void Misuse(string target, Func<Given, Given> arrange, Func<Member, Type?> expected)
    {
        foreach (Member member in _members)
        {
            LfsDevice device = Boot(target, out LuaObject handle);
            Given given = arrange(new Given(device, handle));

            Exception? outcome = Record.Exception(() => member.Use(given));

            AssertOutcome(member, expected(member), outcome);
            AssertSound(device, member);
            device.Dispose();
        }
    }

    static LfsDevice Boot(string target, out LuaObject handle)
    {
        LfsDevice device = SafetyDevices.Boot(target);
        handle = device.Run("return setmetatable({ own = {} }, { __call = function() end })")[0].AsObject();
        return device;
    }

    static void AssertOutcome(Member member, Type? expected, Exception? outcome) =>
        Assert.True(outcome?.GetType() == expected, $"{member.Name}: {expected?.Name ?? "nothing"} expected, not {outcome}");

    static void AssertSound(LfsDevice device, Member member)
    {
        if (Record.Exception(() => device.HeapBytesFree) is ObjectDisposedException)
            return;
        Assert.True(device.State.FindFault() is null, $"{member.Name}: {device.State.FindFault()}");
        Assert.Equal(42, device.Run("return 42")[0].AsInteger());
    }

    // Any other exception passes, unlike in Assert.Throws: the test may be about that.
    static void Refused<TException>(Action use) where TException : Exception
    {
        try
        {
            use();
        }
        catch (TException)
        {
            return;
        }
        Assert.Fail($"No {typeof(TException).Name}");
    }

    // A host may make an exception of its own, and throw it into Lua.
    static void Throw(string message, LuaErrorKind kind, LuaValue value = default)
    {
        var thrown = new LuaException(message, kind) { Value = value };
        using LfsDevice device = SafetyDevices.Boot("5.1");
        device.Register("fail", _ => throw thrown);

        LuaException caught = Assert.Throws<LuaException>(() => device.Run("fail()"));

        Assert.Equal(LuaErrorKind.Runtime, caught.Kind);
        Assert.Same(thrown, caught.InnerException);
        Assert.NotNull(caught.ToString());
        Assert.Null(device.State.FindFault());
    }
}
