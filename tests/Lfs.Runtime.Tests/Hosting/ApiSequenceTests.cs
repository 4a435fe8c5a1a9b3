using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CsCheck;
using Esp8266.Flash;
using Lfs.Runtime;
using Xunit.Abstractions;

namespace Lfs.Tests;

/// <summary>
/// Random sequences of calls of the hosting API, on several devices of all targets, from inside host functions as
/// well: nothing but documented exceptions comes out, and every heap is sound at the end.
/// LFS_API_SEQUENCES sets how many (10,000), LFS_API_SEED which (0), LFS_API_FIRST where to begin (0).
/// </summary>
public sealed class ApiSequenceTests(ITestOutputHelper output)
{
    /// <summary>One call: which, and what its arguments are chosen by.</summary>
    readonly record struct Step(int Call, int A, int B);

    static readonly Gen<Step[]> _sequences =
        Gen.Select(Gen.Int[0, 999], Gen.Int[0, 9999], Gen.Int[0, 9999], (call, a, b) => new Step(call, a, b))
            .Array[4, 24];

    [Fact]
    public void Random_sequences_of_calls_do_no_harm()
    {
        int count = Setting("LFS_API_SEQUENCES", 10_000);
        uint seed = (uint)Setting("LFS_API_SEED", 0);
        int first = Setting("LFS_API_FIRST", 0);
        var clock = Stopwatch.StartNew();
        var outcomes = new ConcurrentDictionary<string, int>();

        Parallel.For(first, first + count, i =>
        {
            Step[] steps = _sequences.Generate(new PCG((uint)i, seed), null, out _);
            using var world = new World(steps, outcomes);
            try
            {
                world.Run();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(
                    $"Sequence {i} of seed {seed}: {string.Join(" ", steps)}", exception);
            }
        });

        output.WriteLine($"{count} sequences in {clock.ElapsedMilliseconds} ms");
        foreach ((string outcome, int times) in outcomes.OrderByDescending(pair => pair.Value))
            output.WriteLine($"{times,8} {outcome}");
        // The sequences reach what they are for.
        if (count >= 1000)
        {
            string[] reached =
            [
                "LuaException Runtime", "LuaException Syntax", "LuaException Memory", "LuaException Budget",
                "ObjectDisposedException", "InvalidOperationException", "LfsImageException", "PowerLoss",
                "ArgumentOutOfRangeException", "ArgumentNullException", "inside",
            ];
            Assert.All(reached, outcome => Assert.True(outcomes.ContainsKey(outcome), outcome));
        }
    }

    static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } text
            ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>Some devices, and what a host holds of them.</summary>
    sealed class World(Step[] steps, ConcurrentDictionary<string, int> outcomes) : IDisposable
    {
        static readonly string[] _targets = ["5.1", "5.1-int", "5.3", "5.3-64"];

        static readonly byte[][] _images =
        [
            .. _targets.Select(target => Devices.Image(target,
                ("@mod.lua", "local a, b = ... return a, b, 'in the image', {...}"),
                ("@call.lua", "return host(...)"))),
            [], [1, 2, 3], new byte[5000],
        ];

        static readonly string[] _programs =
        [
            "return 1, 'two', true, nil, {3}, print, coroutine.create(print)",
            "return host(1, {}, host)",
            "return pcall(host, 'x')",
            "local t = {} for i = 1, 200 do t[i] = host(i, t) or {} end return t",
            "return coroutine.wrap(function(...) host(...) return coroutine.yield(host) end)(1, {})",
            "local ok, e = pcall(error, {}) host(e) error(e)",
            "return select('#', ...), ...",
            "x = = 1",
            "error('plain')",
            "error({})",
            "error(nil)",
            "local s = 'x' while true do s = s .. s end",
            "local t = {} while true do t[#t + 1] = {} end",
            "node.restart()",
            "pcall(node.restart) return 1",
            "local h, m = host, getmetatable(_G) local old = m.__index "
                + "setmetatable(_G, { __index = function(t, k) return old[k] or h(k) end })",
            "local h, old = host, getmetatable(_G).__index "
                + "setmetatable(_G, { __index = old, __newindex = function(t, k, v) h(k) rawset(t, k, v) end })",
            "setmetatable(_G, { __index = function() error('index') end })",
            "local u = setmetatable({}, { __gc = function() host('gc') end }) u = nil collectgarbage()",
            "return setmetatable({}, { __call = host, __index = host, __newindex = host, __gc = host })",
            "local ok, e = xpcall(function() host() error('a') end, function(m) host(m) return m end) return ok, e",
            "return ('abc'):gsub('.', host)",
            "return table.sort({ 3, 1, 2 }, function(a, b) host() return a < b end)",
            "local f = debug.sethook if f then f(function() host('hook') f() end, 'l') end local a = 1 return a",
            "collectgarbage('step') collectgarbage('collect') return collectgarbage('count')",
            "return (loadstring or load)('return host(...)')(1, 2)",
            "for i = 1, 3 do pcall(host, i, {}, 'x') end return host",
            "kept = kept or {} kept[#kept + 1] = host return kept",
        ];

        readonly List<LfsDevice> _devices = [];
        readonly List<LuaValue> _values =
        [
            LuaValue.Nil, true, 0, -1, 1.5, double.NaN, 1e300, long.MaxValue, "", "text", LuaValue.FromBytes([0, 255]),
            new string('x', 20_000),
        ];
        int _next;
        int _depth;

        public void Run()
        {
            Boot(steps[0]);
            while (_next < steps.Length)
                Do(steps[_next++]);
            foreach (LfsDevice device in _devices)
                AssertSound(device);
        }

        public void Dispose()
        {
            foreach (LfsDevice device in _devices)
                device.Dispose();
        }

        /// <summary>Makes a call. Its exception must be a documented one.</summary>
        void Do(Step step)
        {
            try
            {
                Call(step);
                Count(_depth > 0 ? "inside" : "outside");
            }
            catch (LuaException error)
            {
                Count($"LuaException {error.Kind}");
                Keep(error.Value);
                bool isFlash = error.Message.StartsWith("The firmware", StringComparison.Ordinal)
                    || error.Message.Contains("partition", StringComparison.Ordinal);
                if (error.Kind == LuaErrorKind.Fault && !isFlash)
                    throw new NotSupportedException("A fault of ours.", error);
            }
            catch (Exception exception) when (exception is LfsImageException or ObjectDisposedException
                or ArgumentNullException or ArgumentOutOfRangeException or PowerLoss)
            {
                Count(exception.GetType().Name);
            }
            catch (InvalidOperationException exception) when (exception.GetType() == typeof(InvalidOperationException))
            {
                Count(nameof(InvalidOperationException));
            }
        }

        void Call(Step step)
        {
            LfsDevice device = _devices[step.A % _devices.Count];
            int b = step.B;
            switch (step.Call % 30)
            {
                case 0:
                    if (_devices.Count < 3)
                        Boot(step);
                    break;
                case 1 or 2 or 3 or 4:
                    Keep(device.Run(_programs[b % _programs.Length]));
                    break;
                case 5 or 6:
                    Keep(device.Run(Chunk(b), b % 3 == 0 ? "@file.lua" : "=x", Values(b)));
                    break;
                case 7 or 8:
                    Keep(device.CallModule(b % 3 == 0 ? "call" : b % 3 == 1 ? "mod" : "missing", Values(b)));
                    break;
                case 9:
                    Keep(device[Name(b)]);
                    break;
                case 10:
                    device[Name(b)] = Value(b / 7);
                    break;
                case 11:
                    device.Register(Name(b), Host(device));
                    break;
                case 12:
                    // Inside an endless loop a host must not take the bound away.
                    device.SetBudget(b % 4 == 0 && _depth == 0 ? long.MaxValue : b % 4 == 1 ? -b : b * 10L);
                    break;
                case 13:
                    device.SetBudget(20_000);
                    Keep(device.Run(b % 2 == 0 ? "while true do end" : "while true do pcall(host) end"));
                    break;
                case 14:
                    device.Collect();
                    break;
                case 15:
                    device.Restart((Esp8266.Boot.ResetReason)(b % 8));
                    break;
                case 16:
                    device.ReplaceImage(b % 9 == 0 ? null! : _images[b % _images.Length]);
                    break;
                case 17:
                    device.ReplaceSystemImage(_images[b % _images.Length]);
                    break;
                case 18:
                    if (b % 3 == 0)
                        device.Dispose();
                    break;
                case 19 or 20 or 21:
                    Keep(Handle(b).Call(Values(b / 3)));
                    break;
                case 22:
                    Keep(Handle(b)[Value(b / 7)]);
                    break;
                case 23:
                    Handle(b)[Value(b / 7)] = Value(b / 11);
                    break;
                case 24:
                    Count(Handle(b).Length >= 0 ? "length" : "");
                    break;
                case 25:
                    Handle(b).Dispose();
                    break;
                case 26:
                    Count(device.LuaBytesInUse + device.HeapBytesFree + device.LfsBytesUsed + device.SystemBytesUsed
                        + device.ObjectsSwept + (device.BudgetLeft & 1) + (device.ExitCode ?? 0) > 0 ? "figures" : "");
                    break;
                case 27:
                    Program(device.Machine.Flash, b);
                    break;
                case 28:
                    OnAnotherThread(device, b);
                    break;
                default:
                    device.Run((string)null!);
                    break;
            }
        }

        void Boot(Step step)
        {
            string target = _targets[step.A % _targets.Length];
            var options = new LfsDeviceOptions
            {
                TargetName = target,
                HeapBytes = step.B % 3 == 0 ? 64 * 1024 : LfsDeviceOptions.DeviceHeapBytes,
                EmergencyCollection = step.B % 5 == 0,
                Image = step.B % 2 == 0 ? _images[step.A % _targets.Length] : null,
                SystemBytes = target.StartsWith("5.3", StringComparison.Ordinal) && step.B % 4 == 0 ? 16384u : 0,
                HostLibraries = step.B % 7 == 0,
            };
            LfsDevice device = LfsDevice.Boot(options);
            device.SetBudget(200_000);
            device.Register("host", Host(device));
            _devices.Add(device);
        }

        /// <summary>A function of the host that goes on with the sequence, and gives or throws something.</summary>
        LuaHostFunction Host(LfsDevice device) => arguments =>
        {
            Keep(arguments);
            if (_depth >= 4 || _next >= steps.Length)
                return [];
            _depth++;
            try
            {
                Step step = steps[_next++];
                Do(step);
                return (step.B % 12) switch
                {
                    0 => throw new LuaException("the host's", (LuaErrorKind)(step.A % 7)) { Value = Value(step.A) },
                    1 => throw new KeyNotFoundException("the host's"),
                    2 => null!,
                    3 => device.Run("return 1, {}"),
                    4 => Values(step.A),
                    5 => new LuaValue[10_000],
                    _ => arguments,
                };
            }
            finally
            {
                _depth--;
            }
        };

        static void OnAnotherThread(LfsDevice device, int b)
        {
            Exception? thrown = null;
            var thread = new Thread(() => thrown = Record.Exception(() =>
            {
                if (b % 2 == 0)
                    device.Run("return 1");
                else
                    device.Restart();
            }));
            thread.Start();
            thread.Join();
            if (thrown is not (null or LuaException or InvalidOperationException))
                throw new NotSupportedException("On another thread.", thrown);
        }

        static void Program(FlashChip flash, int b)
        {
            var at = new FlashOffset((uint)(b * 4096) % flash.Bytes);
            if (b % 3 == 0)
                flash.EraseSector(at);
            else if (b % 3 == 1)
                flash.Program(at + (uint)(b % 4000), new byte[b % 90]);
            else
                flash.Faults = new FlashFaults(flash.Operations + 1 + b % 40, (TearModel)(b % 4), (ulong)b);
        }

        static void AssertSound(LfsDevice device)
        {
            if (Record.Exception(() => device.LuaBytesInUse) is ObjectDisposedException || device.HostState.IsOver)
                return;
            string? fault = device.State.FindFault();
            Assert.True(fault is null, fault);
        }

        static byte[] Chunk(int b) => b % 5 == 0 ? [27, .. "Lua"u8, (byte)b, (byte)(b >> 4)]
            : System.Text.Encoding.UTF8.GetBytes(_programs[b % _programs.Length]);

        static string Name(int b) => (b % 6) switch
        {
            0 => "host",
            1 => "kept",
            2 => "x",
            3 => "missing",
            4 => "grün",
            _ => b % 18 == 5 ? null! : "",
        };

        LuaValue Value(int b) => _values[b % _values.Count];

        LuaValue[] Values(int b) => b % 50 == 7 ? new LuaValue[9000]
            : [.. Enumerable.Range(0, b % 4).Select(i => Value(b + 5 * i))];

        LuaObject Handle(int b)
        {
            LuaObject[] handles = [.. _values.Where(value => value.Kind == LuaKind.Object).Select(value => value.AsObject())];
            if (handles.Length > 0)
                return handles[b % handles.Length];
            // No results: a finalizer has called a function of the host that restarts the device.
            return _devices[0].Run("return {}") is [LuaValue made] ? made.AsObject()
                : throw new InvalidOperationException("No handle.");
        }

        void Keep(params LuaValue[] values)
        {
            // Not all: handles fill a device's memory.
            foreach (LuaValue value in values.Take(4))
            {
                if (_values.Count < 60)
                    _values.Add(value);
            }
        }

        void Count(string outcome) => outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);
    }
}
