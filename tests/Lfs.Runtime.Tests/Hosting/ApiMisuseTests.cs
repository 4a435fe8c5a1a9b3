using System.Reflection;
using Esp8266;
using Esp8266.Boot;
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

    static readonly LuaValue _plain = "plain";

    static readonly BootLoop _loop = new(3, ResetReason.SoftRestart, TimeSpan.Zero);

    static readonly Member[] _members =
    [
        new("LfsDevice.Boot", Is.Anywhere, _ => LfsDevice.Boot(new LfsDeviceOptions()).Dispose()),
        new("LfsDevice.FromFlash", Is.Figure | Is.TakesBytes,
            given => LfsDevice.FromFlash(given.Bytes is null ? null! : given.Device.Flash).Dispose()),
        new("LfsDevice.Flash", Is.Figure, given => Assert.NotEmpty(given.Device.Flash)),
        new("LfsDevice.Machine", Is.Anywhere, given => Assert.NotNull(given.Device.Machine)),
        new("LfsDevice.LuaBytesInUse", Is.Figure, given => _ = given.Device.LuaBytesInUse),
        new("LfsDevice.LuaBytesPeak", Is.Figure, given => _ = given.Device.LuaBytesPeak),
        new("LfsDevice.HeapBytesFree", Is.Figure, given => _ = given.Device.HeapBytesFree),
        new("LfsDevice.LfsBytesUsed", Is.Figure, given => _ = given.Device.LfsBytesUsed),
        new("LfsDevice.SystemBytesUsed", Is.Figure, given => _ = given.Device.SystemBytesUsed),
        new("LfsDevice.ObjectsSwept", Is.Figure, given => _ = given.Device.ObjectsSwept),
        new("LfsDevice.BudgetLeft", Is.Figure, given => _ = given.Device.BudgetLeft),
        new("LfsDevice.ExitCode", Is.Figure, given => _ = given.Device.ExitCode),
        new("LfsDevice.CallModule", Is.OfDevice | Is.TakesText,
            given => Refused<LuaException>(() => given.Device.CallModule(given.Text))),
        new("LfsDevice.Run", Is.OfDevice | Is.TakesText,
            given => given.Device.Run(given.Text is null ? given.Text! : $"return '{given.Text}'")),
        new("LfsDevice.Run", Is.OfDevice | Is.TakesText, given => given.Device.Run("return 1", given.Text)),
        new("LfsDevice.Run", Is.OfDevice | Is.TakesValue | Is.TakesBytes | Is.TakesArguments,
            given => given.Device.Run(
                given.Bytes, "=x", given.Arguments is { Length: 0 } ? [given.Value] : given.Arguments)),
        new("LfsDevice.Item", Is.OfDevice | Is.TakesText, given => _ = given.Device[given.Text]),
        new("LfsDevice.Item", Is.OfDevice | Is.TakesText | Is.TakesValue,
            given => given.Device[given.Text] = given.Value),
        new("LfsDevice.Register", Is.OfDevice | Is.TakesText | Is.TakesFunction,
            given => given.Device.Register(given.Text, given.Function)),
        new("LfsDevice.SetBudget", Is.OfDevice, given => given.Device.SetBudget(1_000_000)),
        new("LfsDevice.Collect", Is.OfDevice, given => given.Device.Collect()),
        new("LfsDevice.Time", Is.Figure, given => _ = given.Device.Time),
        new("LfsDevice.IsAsleep", Is.Figure, given => Assert.False(given.Device.IsAsleep)),
        new("LfsDevice.BootLoop", Is.Anywhere, given => Assert.Null(given.Device.BootLoop)),
        new("LfsDevice.Send", Is.Figure, given => given.Device.Send("x")),
        new("LfsDevice.Send", Is.Anywhere,
            given => Refused<ArgumentNullException>(() => given.Device.Send((string)null!))),
        new("LfsDevice.Send", Is.Figure, given => given.Device.Send("x"u8)),
        new("LfsDevice.RunUntilIdle", Is.OfDevice | Is.Outermost, given => given.Device.RunUntilIdle()),
        new("LfsDevice.Advance", Is.OfDevice | Is.Outermost, given => given.Device.Advance(TimeSpan.FromMilliseconds(1))),
        new("LfsDevice.Advance", Is.Anywhere,
            given => Refused<ArgumentOutOfRangeException>(() => given.Device.Advance(TimeSpan.FromTicks(-1)))),
        new("LfsDevice.RunUntil", Is.OfDevice | Is.Outermost,
            given => given.Device.RunUntil(() => false, TimeSpan.FromMilliseconds(1))),
        new("LfsDevice.RunUntil", Is.Anywhere,
            given => Refused<ArgumentNullException>(() => given.Device.RunUntil(null!, TimeSpan.Zero))),
        new("LfsDevice.RunAsync", Is.Figure, given =>
        {
            using CancellationTokenSource ended = new();
            ended.Cancel();
            given.Device.RunAsync(ended.Token).Wait();
        }),
        new("LfsDevice.InvokeAsync", Is.Figure, given => _ = given.Device.InvokeAsync(it => it)),
        new("LfsDevice.Files", Is.Anywhere, given => Assert.NotNull(given.Device.Files)),
        new("LfsFiles.InImage", Is.Anywhere, _ => Refused<ArgumentNullException>(() => LfsFiles.InImage(null!))),
        new("LfsFiles.InImage", Is.Anywhere, _ => Refused<ArgumentException>(() => LfsFiles.InImage(new byte[32768]))),
        new("LfsFiles.Names", Is.OfDevice, given => _ = given.Device.Files.Names),
        new("LfsFiles.Read", Is.OfDevice, given => given.Device.Files.Read("f")),
        new("LfsFiles.Read", Is.Anywhere, given => Refused<ArgumentNullException>(() => given.Device.Files.Read(null!))),
        new("LfsFiles.Write", Is.OfDevice, given => given.Device.Files.Write("f", "x")),
        new("LfsFiles.Write", Is.OfDevice, given => Refused<IOException>(
            () => given.Device.Files.Write(new string('f', 32), "x"u8.ToArray()))),
        new("LfsFiles.Write", Is.Anywhere,
            given => Refused<ArgumentNullException>(() => given.Device.Files.Write(null!, "x"))),
        new("LfsFiles.Remove", Is.OfDevice, given => given.Device.Files.Remove("f")),
        new("LfsFiles.Remove", Is.Anywhere,
            given => Refused<ArgumentNullException>(() => given.Device.Files.Remove(null!))),
        new("BootLoop.Restarts", Is.Anywhere, _ => Assert.Equal(3, _loop.Restarts)),
        new("BootLoop.Reason", Is.Anywhere, _ => Assert.Equal(ResetReason.SoftRestart, _loop.Reason)),
        new("BootLoop.Longest", Is.Anywhere, _ => Assert.Equal(TimeSpan.Zero, _loop.Longest)),
        new("BootLoop.ShortLife", Is.Anywhere, _ => Assert.True(BootLoop.ShortLife > TimeSpan.Zero)),
        new("LfsDevice.Restart", Is.OfDevice, given => given.Device.Restart()),
        new("LfsDevice.Restart", Is.OfDevice,
            given => Refused<ArgumentOutOfRangeException>(() => given.Device.Restart((ResetReason)77))),
        new("LfsDevice.ReplaceImage", Is.OfDevice | Is.TakesBytes,
            given => Refused<LfsImageException>(() => given.Device.ReplaceImage(given.Bytes))),
        new("LfsDevice.ReplaceSystemImage", Is.OfDevice | Is.TakesBytes,
            given => Refused<LfsImageException>(() => given.Device.ReplaceSystemImage(given.Bytes))),
        new("LfsDevice.Dispose", Is.Anywhere, given =>
        {
            // What is disposed here is another device, so that the ones of the test can be looked at.
            LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
            device.Dispose();
            device.Dispose();
        }),
        new("LuaObject.TypeName", Is.Anywhere, given => Assert.Equal("table", given.Handle.TypeName)),
        new("LuaObject.ToString", Is.Anywhere, given => Assert.Equal("table", given.Handle.ToString())),
        new("LuaObject.Call", Is.OfHandle | Is.TakesValue | Is.TakesArguments,
            given => given.Handle.Call(given.Arguments is { Length: 0 } ? [given.Value] : given.Arguments)),
        new("LuaObject.Item", Is.OfHandle | Is.TakesValue, given => _ = given.Handle[given.Value]),
        new("LuaObject.Item", Is.OfHandle | Is.TakesValue, given => given.Handle[given.Value] = true),
        new("LuaObject.Item", Is.OfHandle | Is.TakesValue, given => given.Handle["key"] = given.Value),
        new("LuaObject.Keep", Is.OfHandle, given => Assert.Same(given.Handle, given.Handle.Keep())),
        new("LuaObject.Length", Is.OfHandle, given => _ = given.Handle.Length),
        new("LuaObject.Dispose", Is.Anywhere, given =>
        {
            // A handle that nothing else uses: the others of the test stay valid.
            LuaObject own = given.Handle;
            if (Record.Exception(() => own = given.Handle["own"].AsObject()) is not null)
                return;
            own.Dispose();
            own.Dispose();
            Assert.Throws<ObjectDisposedException>(() => own.Length);
        }),
        new("LuaValue.Kind", Is.Anywhere, given => Assert.True(Enum.IsDefined(given.Value.Kind))),
        new("LuaValue.Nil", Is.Anywhere, _ => Assert.True(LuaValue.Nil.IsNil)),
        new("LuaValue.IsNil", Is.Anywhere, given => Assert.False(given.Value.IsNil)),
        new("LuaValue.IsTrue", Is.Anywhere, given => Assert.True(given.Value.IsTrue)),
        new("LuaValue.AsNumber", Is.Anywhere, _ => Assert.Throws<InvalidCastException>(() => _plain.AsNumber())),
        new("LuaValue.AsInteger", Is.Anywhere, _ => Assert.Throws<InvalidCastException>(() => _plain.AsInteger())),
        new("LuaValue.AsBoolean", Is.Anywhere, _ => Assert.Throws<InvalidCastException>(() => _plain.AsBoolean())),
        new("LuaValue.AsBytes", Is.Anywhere,
            _ => Assert.Throws<InvalidCastException>(() => LuaValue.Nil.AsBytes().Length)),
        new("LuaValue.AsString", Is.Anywhere, _ => Assert.Throws<InvalidCastException>(() => LuaValue.Nil.AsString())),
        new("LuaValue.AsObject", Is.Anywhere, _ => Assert.Throws<InvalidCastException>(() => _plain.AsObject())),
        new("LuaValue.FromBytes", Is.Anywhere | Is.TakesBytes, given => LuaValue.FromBytes(given.Bytes)),
        new("LuaValue.op_Implicit", Is.Anywhere, _ => Assert.True(((LuaValue)(string?)null).IsNil)),
        new("LuaValue.Equals", Is.Anywhere, given => Assert.True(given.Value.Equals((object)given.Value))),
        new("LuaValue.GetHashCode", Is.Anywhere,
            given => Assert.Equal(given.Value.GetHashCode(), given.Value.GetHashCode())),
        new("LuaValue.op_Equality", Is.Anywhere, given => Assert.False(given.Value == LuaValue.Nil)),
        new("LuaValue.op_Inequality", Is.Anywhere, given => Assert.True(given.Value != LuaValue.Nil)),
        new("LuaValue.ToString", Is.Anywhere, given => Assert.NotNull(given.Value.ToString())),
        new("LuaException.Kind", Is.Anywhere, _ => Throw("a", (LuaErrorKind)77)),
        new("LuaException.Value", Is.Anywhere, given => Throw("a", LuaErrorKind.Runtime, given.Value.Kind == LuaKind.String ? "a" : given.Value)),
        new("LuaException.Traceback", Is.Anywhere, _ => Throw(null!, LuaErrorKind.Memory)),
        new("LuaException.ToString", Is.Anywhere, _ => Throw("a", LuaErrorKind.Fault)),
        new("LfsImageException.Id", Is.Anywhere, _ => Assert.NotNull(new LfsImageException("a").Id.ToString())),
        new("LuaHostFunction.Invoke", Is.OfDevice, given =>
        {
            given.Device.Register("wrong", _ => null!);
            Refused<LuaException>(() => given.Device.Run("wrong()"));
        }),
        new("Machine.Map", Is.Anywhere, given => Assert.NotNull(given.Device.Machine.Map)),
        new("Machine.Flash", Is.Anywhere, given => Assert.NotNull(given.Device.Machine.Flash.ContentHash())),
        new("Machine.Cache", Is.Anywhere,
            given => given.Device.Machine.Cache.IsStale(new Address(uint.MaxValue), uint.MaxValue)),
        new("Machine.Heap", Is.Anywhere, given => Assert.True(given.Device.Machine.Heap.HighWater > 0)),
        new("Machine.ChipId", Is.Anywhere, given => _ = given.Device.Machine.ChipId),
        new("Machine.Clock", Is.Anywhere, given => _ = given.Device.Machine.Clock.MicrosecondsOfLife),
        new("Machine.LastReset", Is.Anywhere, given => _ = given.Device.Machine.LastReset),
        new("Machine.Dispose", Is.Anywhere,
            given => Assert.Throws<InvalidOperationException>(() => given.Device.Machine.Dispose())),
        new("Heap.Start", Is.Anywhere, given => _ = given.Device.Machine.Heap.Start),
        new("Heap.End", Is.Anywhere, given => _ = given.Device.Machine.Heap.End),
        new("Heap.BytesFree", Is.Anywhere, given => _ = given.Device.Machine.Heap.BytesFree),
        new("Heap.BytesUsed", Is.Anywhere, given => _ = given.Device.Machine.Heap.BytesUsed),
        new("Heap.HighWater", Is.Anywhere, given => _ = given.Device.Machine.Heap.HighWater),
        new("Heap.FailuresInjected", Is.Anywhere, given => _ = given.Device.Machine.Heap.FailuresInjected),
        new("Heap.Owns", Is.Anywhere, given => Assert.False(given.Device.Machine.Heap.Owns(uint.MaxValue))),
        new("FlashCache.IsStale", Is.Anywhere,
            given => given.Device.Machine.Cache.IsStale(new Address(MemoryMap.Irom0Start), uint.MaxValue)),
        new("FlashCache.AddressOf", Is.Anywhere, _ =>
            Assert.Throws<ArgumentOutOfRangeException>(() => FlashCache.AddressOf(new FlashOffset(uint.MaxValue)))),
        new("FlashCache.OffsetOf", Is.Anywhere, _ =>
            Assert.Throws<ArgumentOutOfRangeException>(() => FlashCache.OffsetOf(new Address(0)))),
    ];

    static readonly Type[] _types =
    [
        typeof(LfsDevice), typeof(LuaObject), typeof(LuaValue), typeof(LuaException), typeof(LfsImageException),
        typeof(LuaHostFunction), typeof(LfsFiles), typeof(BootLoop), typeof(Machine), typeof(Heap), typeof(FlashCache),
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
        // HostFolderTests looks at folders, Options_that_no_device_can_have_are_refused at options; the rest
        // holds plain values.
        string[] others =
        [
            "HostFolder", "LfsDeviceOptions", "LuaKind", "LuaErrorKind",
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
            member => member.Name is "LfsDevice.CallModule" ? null
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
