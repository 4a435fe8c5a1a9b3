using Esp8266;
using Esp8266.Boot;
using Esp8266.Flash;
using Lfs.Runtime;

namespace Lfs.Tests;

// One use, or more, of each public member.
public partial class ApiMisuseTests
{
    static readonly LuaValue _plain = "plain";

    static readonly LuaMember _member = new("m", path: "m.f");

    static readonly LuaMember _field = new("m", "field");

    static readonly BootLoop _loop = new(3, ResetReason.SoftRestart, TimeSpan.Zero);

    static readonly Member[] _members =
    [
        new("LfsDevice.Boot", Is.Anywhere, _ => LfsDevice.Boot(new LfsDeviceOptions()).Dispose()),
        new("LfsDevice.FromFlash", Is.Figure | Is.TakesBytes,
            given => LfsDevice.FromFlash(given.Bytes is null ? null! : given.Device.Flash).Dispose()),
        new("LfsDevice.Save", Is.OfDevice | Is.Outermost, given => Assert.NotNull(given.Device.Save())),
        new("LfsDevice.Restore", Is.OfDevice | Is.Outermost,
            given => LfsDevice.Restore(given.Device.Save()).Dispose()),
        new("LfsDevice.Restore", Is.Anywhere, _ => Refused<ArgumentNullException>(() => LfsDevice.Restore(null!))),
        new("EmbeddedImage.Read", Is.Anywhere, _ => Refused<InvalidOperationException>(
            () => EmbeddedImage.Read(typeof(ApiMisuseTests).Assembly, "none"))),
        new("EmbeddedImage.Read", Is.Anywhere, _ => Refused<ArgumentNullException>(
            () => EmbeddedImage.Read(typeof(ApiMisuseTests).Assembly, null!))),
        new("EmbeddedImage.Read", Is.Anywhere,
            _ => Refused<ArgumentNullException>(() => EmbeddedImage.Read(null!, "x"))),
        new("LfsSnapshot.ToBytes", Is.OfDevice | Is.Outermost,
            given => Assert.NotEmpty(given.Device.Save().ToBytes())),
        new("LfsSnapshot.FromBytes", Is.Anywhere | Is.TakesBytes,
            given => Refused<LfsSnapshotException>(() => LfsSnapshot.FromBytes(given.Bytes))),
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
        new("LfsDevice.Require", Is.OfDevice | Is.TakesText,
            given => Refused<LuaException>(() => given.Device.Require(given.Text))),
        new("LfsDevice.BeginCall", Is.OfDevice,
            given => Refused<LuaException>(() => given.Device.BeginCall(new LuaMember("none")).Dispose())),
        new("LfsDevice.CreateFunction", Is.OfDevice | Is.TakesFunction,
            given => given.Device.CreateFunction(given.Function).Dispose()),
        new("LfsDevice.CreateTable", Is.OfDevice | Is.TakesValue,
            given => given.Device.CreateTable([given.Value]).Dispose()),
        new("LfsDevice.Budget", Is.OfDevice, given => given.Device.Budget(1_000_000).Dispose()),
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
        new("LfsDevice.HeapProfile", Is.OfDevice, given => Assert.NotNull(given.Device.HeapProfile())),
        new("LfsDevice.LineProfile", Is.Figure, given =>
        {
            try
            {
                given.Device.LineProfile();
                Assert.Fail("The device does not record lines.");
            }
            catch (InvalidOperationException exception) when (exception is not ObjectDisposedException)
            {
                // As it should be. That a disposed device says so is for the caller to see.
            }
        }),
        new("LfsDevice.Time", Is.Figure, given => _ = given.Device.Time),
        new("LfsDevice.IsAsleep", Is.Figure, given => Assert.False(given.Device.IsAsleep)),
        new("LfsDevice.HasPending", Is.Figure, given => Assert.False(given.Device.HasPending)),
        new("LfsDevice.CallbackErrors", Is.Figure, given => Assert.Equal(0, given.Device.CallbackErrors)),
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
        new("LuaObject.BeginCall", Is.OfHandle, given =>
        {
            using LuaCall call = given.Handle.BeginCall(_member);
            call.Invoke(0);
        }),
        new("LuaObject.Get", Is.OfHandle, given => given.Handle.Get(_field, static r => r.IsNil)),
        new("LuaObject.Set", Is.OfHandle | Is.TakesValue,
            given => given.Handle.Set(_field, given.Value, static (w, value) => w.Push(value))),
        new("LuaObject.IsValid", Is.Anywhere, given => _ = given.Handle.IsValid),
        new("LuaObject.Equals", Is.Anywhere, given => Assert.True(given.Handle.Equals((object)given.Handle))),
        new("LuaObject.GetHashCode", Is.Anywhere,
            given => Assert.Equal(given.Handle.GetHashCode(), given.Handle.GetHashCode())),
        new("LuaObject.Count", Is.OfHandle, given => Assert.InRange(given.Handle.Count, 1, 3)),
        new("LuaObject.ContainsKey", Is.OfHandle | Is.TakesValue, given => given.Handle.ContainsKey(given.Value)),
        new("LuaObject.GetEnumerator", Is.OfHandle, given =>
        {
            foreach ((LuaValue key, _) in given.Handle)
                Assert.False(key.IsNil);
        }),
        new("LuaObject.CallAsync", Is.Figure, given => _ = given.Handle.CallAsync([], new CancellationToken(true))),
        new("LuaObject.EnumerateAsync", Is.Figure, given => _ = given.Handle.EnumerateAsync(
            _member, 0, static (w, n) => { }, static call => 0)),
        new("LuaObject.Enumerate", Is.OfHandle,
            given => Assert.Empty(given.Handle.Enumerate(_member, static call => 0))),
        new("LuaObject.Keep", Is.OfHandle, given => Assert.Same(given.Handle, given.Handle.Keep())),
        new("LuaObject.ParameterCount", Is.OfHandle, given => Assert.Null(given.Handle.ParameterCount)),
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
        new("Heap.FailAllocation", Is.Anywhere, given => Refused<ArgumentOutOfRangeException>(
            () => given.Device.Machine.Heap.FailAllocation(0))),
        new("Heap.FailNone", Is.Anywhere, given => given.Device.Machine.Heap.FailNone()),
        new("Heap.Owns", Is.Anywhere, given => Assert.False(given.Device.Machine.Heap.Owns(uint.MaxValue))),
        new("FlashCache.IsStale", Is.Anywhere,
            given => given.Device.Machine.Cache.IsStale(new Address(MemoryMap.Irom0Start), uint.MaxValue)),
        new("FlashCache.AddressOf", Is.Anywhere, _ =>
            Assert.Throws<ArgumentOutOfRangeException>(() => FlashCache.AddressOf(new FlashOffset(uint.MaxValue)))),
        new("FlashCache.OffsetOf", Is.Anywhere, _ =>
            Assert.Throws<ArgumentOutOfRangeException>(() => FlashCache.OffsetOf(new Address(0)))),
    ];
}
