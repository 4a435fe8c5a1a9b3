using System.Globalization;
using System.Text;
using Lfs.Runtime.Core;
using Lfs.Runtime.Hosting;
using Lfs.Runtime.Lib;

namespace Lfs.Runtime;

/// <summary>A function of the host that Lua can call.</summary>
/// <remarks>
/// The function may use the device that calls it. If it restarts or disposes the device or replaces an image,
/// that happens when the running program has unwound. An exception becomes a Lua error, which <c>pcall</c>
/// catches. The error value is <see cref="LuaException.Value"/> for a <see cref="LuaException"/>; for any
/// other exception it is a text with the place of the call, the function's name and the exception's message.
/// If the program does not catch it, the host gets a <see cref="LuaException"/> with the original as
/// <see cref="Exception.InnerException"/>.
/// </remarks>
/// <param name="arguments">The arguments of the call.</param>
/// <returns>The results; not null.</returns>
public delegate LuaValue[] LuaHostFunction(LuaValue[] arguments);

/// <summary>
/// The running Lua state of a device, seen by <see cref="LfsDevice"/> independently of the firmware build.
/// </summary>
abstract class LuaDeviceState(Guard guard)
{
    /// <summary>Creates a state for a build of the firmware.</summary>
    public static LuaDeviceState Create(Board board, string target, Guard guard) => target switch
    {
        "5.1" => new LuaDeviceState<Value51>(board, guard),
        "5.1-int" => new LuaDeviceState<Value51Int>(board, guard),
        "5.3" => new LuaDeviceState<Value53>(board, guard),
        "5.3-64" => new LuaDeviceState<Value53Long>(board, guard),
        _ => throw new ArgumentException($"There is no firmware for target '{target}'.", nameof(target)),
    };

    /// <summary>The read-only data of a firmware build, as it lies in flash.</summary>
    public static byte[] FirmwareRom(string target, LibrarySet set) => target switch
    {
        "5.1" => Rom<Value51>(set),
        "5.1-int" => Rom<Value51Int>(set),
        "5.3" => Rom<Value53>(set),
        "5.3-64" => Rom<Value53Long>(set),
        _ => throw new ArgumentException(
            $"There is no firmware for target '{target}'. Known are 5.1, 5.1-int, 5.3 and 5.3-64.",
                nameof(target)),
    };

    static byte[] Rom<T>(LibrarySet set) where T : unmanaged, ITarget<T> =>
        Libraries<T>.Of(set).Rom;

    /// <summary>The guard that every call from the host passes.</summary>
    public Guard Guard { get; } = guard;

    /// <summary>
    /// True if the device has restarted or was switched off. A handle would then reach
    /// the memory of another state.
    /// </summary>
    public bool IsOver { get; set; }

    public abstract uint BytesInUse { get; }
    public abstract long VisitedObjects { get; }
    public abstract long Cycles { get; }

    /// <summary>Checks the state's memory, for tests, and returns the first fault; null
    /// if there is none.</summary>
    public abstract string? FindFault();

    /// <summary>The sizes of the vectors that the state keeps between programs, for tests.</summary>
    public abstract VectorSizes Vectors { get; }

    /// <summary>True to check the memory after each cycle of the collector, in debug builds only.</summary>
    public abstract bool ChecksMemory { set; }
    public abstract void SetEmergencyCollection(bool on);
    public abstract void SetBudget(long instructions, CancellationToken cancellation);
    public abstract long BudgetLeft { get; }
    public abstract void Collect();
    public abstract void Close();

    /// <summary>Throws for values that this device cannot hold.</summary>
    public abstract void Require(ReadOnlySpan<LuaValue> values);

    /// <summary>Throws if the device has no address left for a host function of a new name.</summary>
    public abstract void RequireRoomFor(string name);
    public abstract LuaValue[] Run(byte[] chunk, string chunkName, ReadOnlySpan<LuaValue> arguments);
    public abstract LuaValue[] RunModule(string name, ReadOnlySpan<LuaValue> arguments);
    public abstract LuaValue GetGlobal(string name);
    public abstract void SetGlobal(string name, LuaValue value);
    public abstract void Register(string name, LuaHostFunction function);
    public abstract LuaValue[] CallReference(int reference, ReadOnlySpan<LuaValue> arguments);
    public abstract LuaValue IndexReference(int reference, LuaValue key);
    public abstract void SetReference(int reference, LuaValue key, LuaValue value);
    public abstract long LengthOfReference(int reference);
    public abstract void Release(int reference);

    /// <summary>Releases an object the next time the device runs. A .NET
    /// finalizer may call this on its own thread.</summary>
    public abstract void Drop(int reference);
}

sealed partial class LuaDeviceState<T> : LuaDeviceState where T : unmanaged, ITarget<T>
{
    readonly Vm<T> _vm;

    public LuaDeviceState(Board board, Guard guard) : base(guard)
    {
        _vm = new Vm<T>(board, Libraries<T>.Of(board.Libraries));
        Libraries<T>.Open(_vm);
    }

    public override uint BytesInUse => _vm.BytesInUse;
    public override long VisitedObjects => _vm.Gc.VisitedObjects;
    public override long Cycles => _vm.Gc.Cycles;
    public override long BudgetLeft => _vm.BudgetLeft;
    public override string? FindFault() => _vm.Checks.FindFault();
    public override VectorSizes Vectors => _vm.Checks.Vectors;
    public override bool ChecksMemory { set => _vm.Checks.ChecksMemory = value; }
    public override void Collect() => Protected(_vm.Gc.FullCollect);
    public override void Close() => _vm.Opening.Close();

    public override void SetEmergencyCollection(bool on) =>
        _vm.Gc.SetEmergencyMode(on ? EgcMode.Always : EgcMode.OnAllocFailure, on ? 4096 : 0);

    public override void SetBudget(long instructions, CancellationToken cancellation) =>
        _vm.SetBudget(instructions, cancellation);

    public override LuaValue[] Run(byte[] chunk, string chunkName, ReadOnlySpan<LuaValue> arguments)
    {
        int before = _vm.Count;
        LuaStatus status = LuaStatus.Ok;
        Protected(() => status = _vm.Chunks.Load(
            chunk, Encoding.UTF8.GetBytes(chunkName), isFile: chunkName.StartsWith('@')));
        if (status != LuaStatus.Ok)
            throw Failure(status);
        return CallPushed(before, arguments);
    }

    public override LuaValue[] RunModule(string name, ReadOnlySpan<LuaValue> arguments)
    {
        int before = _vm.Count;
        bool found = false;
        Access(() => found = _vm.PushModule(Encoding.UTF8.GetBytes(name)));
        if (found)
            return CallPushed(before, arguments);
        _vm.SetCount(before);
        throw new LuaException($"module '{name}' is not in the LFS image", LuaErrorKind.Runtime);
    }

    public override LuaValue GetGlobal(string name)
    {
        Access(() => _vm.GetField(LuaState<T>.GlobalsIndex, Encoding.UTF8.GetBytes(name)));
        return Take();
    }

    public override void SetGlobal(string name, LuaValue value) => Access(() =>
    {
        Push(value);
        _vm.SetField(LuaState<T>.GlobalsIndex, Encoding.UTF8.GetBytes(name));
    });

    public override void Register(string name, LuaHostFunction function)
    {
        int number = NumberOf(name, vm => CallHost(vm, name, function));
        Protected(() =>
        {
            _vm.PushHostFunction(number);
            _vm.SetField(LuaState<T>.GlobalsIndex, Encoding.UTF8.GetBytes(name));
        });
    }

    int CallHost(LuaState<T> vm, string name, LuaHostFunction function)
    {
        long hostBytes = vm.HostBytesInUse;
        LuaValue[] arguments = new LuaValue[vm.Count];
        try
        {
            CopyValues(1, arguments);
            LuaValue[] results = Ask(function, name, [.. arguments]);
            vm.EnsureStack(results.Length, "too many results");
            foreach (LuaValue result in results)
                Push(result);
            return results.Length;
        }
        finally
        {
            ReleaseArguments(arguments);
            vm.ReturnHost(hostBytes);
        }
    }

    /// <summary>Calls a function of the host, which may use the device, and returns its results.</summary>
    LuaValue[] Ask(LuaHostFunction function, string name, LuaValue[] arguments)
    {
        LuaValue[] results = [];
        Exception? failure = null;
        Guard.StepOut();
        try
        {
            results = function(arguments)
                ?? throw new InvalidOperationException("The function of the host returned null.");
            Require(results);
        }
        catch (Exception exception)
        {
            failure = exception;
        }
        Guard.StepIn();
        Guard.Unwind();
        return failure is null ? results : throw ErrorOf(failure, name);
    }

    /// <summary>The Lua error for an exception that a function of the host threw.</summary>
    Exception ErrorOf(Exception failure, string name)
    {
        if (failure is not LuaException error)
            return new LuaError(_vm.RaiseHostFailure(failure, name));
        if (error.Kind == LuaErrorKind.Budget)
            return new BudgetExceeded(error.Message, isCancelled: true, error);
        Push(Fits(error.Value) ? error.Value : error.Message);
        _vm.NoteCause(error);
        return _vm.ErrorOnTop();
    }

    public override LuaValue[] CallReference(int reference, ReadOnlySpan<LuaValue> arguments)
    {
        int before = _vm.Count;
        Protected(() => _vm.PushHeld(reference));
        return CallPushed(before, arguments);
    }

    public override LuaValue IndexReference(int reference, LuaValue key)
    {
        Access(() =>
        {
            _vm.PushHeld(reference);
            Push(key);
            _vm.GetTable(-2);
            _vm.Remove(-2);
        });
        return Take();
    }

    public override void SetReference(int reference, LuaValue key, LuaValue value) => Access(() =>
    {
        _vm.PushHeld(reference);
        Push(key);
        Push(value);
        _vm.SetTable(-3);
        _vm.Pop(1);
    });

    public override long LengthOfReference(int reference)
    {
        long length = 0;
        Protected(() =>
        {
            _vm.PushHeld(reference);
            length = _vm.RawLength(-1);
            _vm.Pop(1);
        });
        return length;
    }

    LuaValue[] CallPushed(int before, ReadOnlySpan<LuaValue> arguments)
    {
        LuaValue[] given = arguments.ToArray();
        LuaStatus status = LuaStatus.Ok;
        string? traceback = null;
        if (Guard.IsOutermost)
            _vm.ForgetCause();
        long hostBytes = _vm.HostBytesInUse;
        try
        {
            Protected(() =>
            {
                _vm.EnsureStack(given.Length + 1, "too many arguments");
                Array.ForEach(given, Push);
            });
            status = _vm.ProtectedCall(given.Length, -1, () => traceback = Traceback());
            if (status != LuaStatus.Ok)
                throw Failure(status, traceback);
            LuaValue[] results = new LuaValue[_vm.Count - before];
            Protected(() => CopyValues(before + 1, results));
            _vm.SetCount(before);
            return results;
        }
        catch (Exception exception) when (exception is LuaException or BudgetExceeded or RestartRequest)
        {
            if (exception is BudgetExceeded exceeded)
                exceeded.Traceback = traceback;
            _vm.SetCount(before);
            throw;
        }
        finally
        {
            _vm.ReturnHost(hostBytes);
        }
    }

    /// <summary>Runs an access by the host. It counts against the budget like a call, and may run
    /// metamethods.</summary>
    void Access(Action action)
    {
        _vm.Spend(Calls<T>.HostCallInstructions);
        Protected(action);
    }

    /// <summary>Runs work of our own, and throws its Lua error to the host.</summary>
    void Protected(Action action)
    {
        LuaStatus status = _vm.Protect(action);
        if (status != LuaStatus.Ok)
            throw Failure(status);
    }

    /// <summary>The traceback of the running calls; null if the names do not fit into
    /// the device's memory.</summary>
    string? Traceback()
    {
        HostText<T> text = new(_vm);
        int count = _vm.Count;
        // The traceback is for the host, so it is written even if the budget is used up
        // or the host has cancelled.
        LuaStatus status = _vm.Uncounted(() =>
            _vm.Protect(() => Traceback<T>.Append(text, _vm, thread: 0, level: 0)));
        // Text on a device is bytes; HostText holds each byte as one character.
        if (status == LuaStatus.Ok)
            return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text.ToString()));
        _vm.SetCount(count);
        return null;
    }

    /// <summary>Turns the error value on top into an exception, and pops it.</summary>
    LuaException Failure(LuaStatus status, string? traceback = null)
    {
        int count = _vm.Count;
        try
        {
            return FailureOnTop(status, traceback);
        }
        catch (BudgetExceeded exceeded)
        {
            _vm.SetCount(count - 1);
            return new LuaException(exceeded.Message, LuaErrorKind.Budget) { Traceback = traceback };
        }
    }

    LuaException FailureOnTop(LuaStatus status, string? traceback)
    {
        LuaErrorKind kind = status switch
        {
            LuaStatus.SyntaxError => LuaErrorKind.Syntax,
            LuaStatus.MemoryError => LuaErrorKind.Memory,
            LuaStatus.ErrorError => LuaErrorKind.Handler,
            _ => LuaErrorKind.Runtime,
        };
        int count = _vm.Count;
        Exception? cause = _vm.CauseOfTop();
        LuaValue value = default;
        string message =
            status == LuaStatus.MemoryError ? "not enough memory" : "(error object is not known)";
        long hostBytes = _vm.HostBytesInUse;
        _vm.Protect(() => value = ValueAt(-1));
        _vm.ReturnHost(hostBytes);
        _vm.SetCount(count);
        // This comes last, because asking for the text of a number turns the number
        // into a string (lua_tolstring).
        _vm.Protect(() => message = _vm.TryString(-1, out ReadOnlySpan<byte> text)
            ? MessageOf(text)
            : $"(error object is a {_vm.TypeNameOf(-1)} value)");
        _vm.SetCount(count - 1);
        return new LuaException(message, kind, cause) { Value = value, Traceback = traceback };
    }

    LuaValue Take()
    {
        LuaValue value = default;
        long hostBytes = _vm.HostBytesInUse;
        try
        {
            Protected(() => value = ValueAt(-1));
        }
        finally
        {
            _vm.ReturnHost(hostBytes);
        }
        _vm.Pop(1);
        return value;
    }

    LuaValue ValueAt(int index)
    {
        switch (_vm.TypeOf(index))
        {
            case BasicType.None or BasicType.Nil:
                return LuaValue.Nil;
            case BasicType.Boolean:
                return _vm.ToBoolean(index);
            case BasicType.Number:
                if (_vm.IsInteger(index))
                    return _vm.CheckInteger(index);
                return _vm.CheckNumber(index);
            case BasicType.String:
                return LuaValue.FromBytes(CopyOf(_vm.CheckString(index)));
            default:
                return Hold(index);
        }
    }

    public override void Require(ReadOnlySpan<LuaValue> values)
    {
        foreach (LuaValue value in values)
        {
            if (value.Kind == LuaKind.Object && !value.AsObject().BelongsTo(this))
                throw new InvalidOperationException(LuaObject.Stale);
            if (value.Kind == LuaKind.Object)
                _ = value.AsObject().Reference;
            if (!Fits(value))
            {
                throw new ArgumentOutOfRangeException(nameof(values), value.ToString(), string.Create(
                    CultureInfo.InvariantCulture,
                    $"The number {value} has no exact place in the numbers of {T.Target.Name}."));
            }
        }
    }

    /// <summary>
    /// True if the device can hold a value. Integers must be exact. Other numbers are rounded to the build's
    /// floats, and must not become infinite.
    /// </summary>
    bool Fits(LuaValue value)
    {
        const double Past64Bits = 9223372036854775808;
        switch (value.Kind)
        {
            case LuaKind.Integer:
                long integer = value.AsInteger();
                if (T.Is53 || !T.HasFloats)
                    return T.IntegerBits == 64 || integer == (int)integer;
                return (double)integer < Past64Bits && (long)(double)integer == integer;
            case LuaKind.Number:
                double number = value.AsNumber();
                if (!T.HasFloats)
                    return number == Math.Floor(number) && number is >= int.MinValue and <= int.MaxValue;
                T slot = default;
                slot.Float = number;
                return double.IsFinite(number) == double.IsFinite(slot.Float);
            case LuaKind.Object:
                return value.AsObject().CanBeUsedOn(this);
            default:
                return true;
        }
    }

    void Push(LuaValue value)
    {
        switch (value.Kind)
        {
            case LuaKind.Nil:
                _vm.PushNil();
                break;
            case LuaKind.Boolean:
                _vm.PushBoolean(value.AsBoolean());
                break;
            case LuaKind.Number:
                _vm.PushNumber(value.AsNumber());
                break;
            case LuaKind.Integer:
                _vm.PushInteger(value.AsInteger());
                break;
            case LuaKind.String:
                _vm.PushString(value.AsBytes());
                break;
            default:
                _vm.PushHeld(value.AsObject().Reference);
                break;
        }
    }
}
