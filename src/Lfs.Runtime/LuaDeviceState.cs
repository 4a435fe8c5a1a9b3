using System.Text;
using Lfs.Runtime.Core;
using Lfs.Runtime.Lib;

namespace Lfs.Runtime;

/// <summary>A function of the host that Lua can call.</summary>
/// <param name="arguments">What the caller passed.</param>
/// <returns>The results. An exception of type <see cref="LuaException"/> becomes a Lua error with its
/// message; any other passes through the device to whoever called it.</returns>
public delegate LuaValue[] LuaHostFunction(LuaValue[] arguments);

/// <summary>
/// The running Lua state of a device, whatever its build: what <see cref="LfsDevice"/> asks of it.
/// </summary>
abstract class LuaDeviceState
{
    /// <summary>Makes a state for a build of the firmware.</summary>
    public static LuaDeviceState Create(Board board, string target) => target switch
    {
        "5.1" => new LuaDeviceState<Value51>(board),
        "5.1-int" => new LuaDeviceState<Value51Int>(board),
        "5.3" => new LuaDeviceState<Value53>(board),
        "5.3-64" => new LuaDeviceState<Value53Long>(board),
        _ => throw new ArgumentException($"There is no firmware for target '{target}'.", nameof(target)),
    };

    /// <summary>The firmware's read-only data of a build, for flash.</summary>
    public static byte[] FirmwareRom(string target, bool host) => target switch
    {
        "5.1" => Rom<Value51>(host),
        "5.1-int" => Rom<Value51Int>(host),
        "5.3" => Rom<Value53>(host),
        "5.3-64" => Rom<Value53Long>(host),
        _ => throw new ArgumentException(
            $"There is no firmware for target '{target}'. Known are 5.1, 5.1-int, 5.3 and 5.3-64.",
                nameof(target)),
    };

    static byte[] Rom<T>(bool host) where T : unmanaged, ITarget<T> =>
        (host ? Libraries<T>.Host : Libraries<T>.Device).Rom;

    /// <summary>
    /// The device has restarted or was switched off: what a handle would reach is another state's memory.
    /// </summary>
    public bool IsOver { get; set; }

    public abstract uint BytesInUse { get; }
    public abstract long VisitedObjects { get; }
    public abstract long Cycles { get; }

    /// <summary>What is wrong with the state's memory, for tests; null if nothing is.</summary>
    public abstract string? FindFault();

    /// <summary>What the state keeps between programs, for tests.</summary>
    public abstract VectorSizes Vectors { get; }

    /// <summary>Debug builds check the memory after cycles of the collector.</summary>
    public abstract bool ChecksMemory { set; }
    public abstract void SetEmergencyCollection(bool on);
    public abstract void SetBudget(long instructions, CancellationToken cancellation);
    public abstract long BudgetLeft { get; }
    public abstract void Collect();
    public abstract void Close();
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
}

sealed class LuaDeviceState<T> : LuaDeviceState where T : unmanaged, ITarget<T>
{
    readonly Vm<T> _vm;
    int _nextReference = 1;

    /// <summary>Where handles keep their objects: a table in the registry.</summary>
    static ReadOnlySpan<byte> Handles => "lfs.handles"u8;

    public LuaDeviceState(Board board)
    {
        _vm = new Vm<T>(board, board.HostLibraries ? Libraries<T>.Host : Libraries<T>.Device);
        Libraries<T>.Open(_vm);
    }

    public override uint BytesInUse => _vm.BytesInUse;
    public override long VisitedObjects => _vm.VisitedObjects;
    public override long Cycles => _vm.Cycles;
    public override long BudgetLeft => _vm.BudgetLeft;
    public override string? FindFault() => _vm.FindFault();
    public override VectorSizes Vectors => _vm.Vectors;
    public override bool ChecksMemory { set => _vm.ChecksMemory = value; }
    public override void Collect() => Protected(_vm.FullCollect);
    public override void Close() => _vm.Close();

    public override void SetEmergencyCollection(bool on) =>
        _vm.SetEmergencyMode(on ? EgcMode.Always : EgcMode.OnAllocFailure, on ? 4096 : 0);

    public override void SetBudget(long instructions, CancellationToken cancellation) =>
        _vm.SetBudget(instructions, cancellation);

    public override LuaValue[] Run(byte[] chunk, string chunkName, ReadOnlySpan<LuaValue> arguments)
    {
        int before = _vm.Count;
        LuaStatus status = LuaStatus.Ok;
        Protected(() => status = _vm.Load(
            chunk, Encoding.UTF8.GetBytes(chunkName), isFile: chunkName.StartsWith('@')));
        if (status != LuaStatus.Ok)
            throw Failure(status);
        return CallPushed(before, arguments);
    }

    public override LuaValue[] RunModule(string name, ReadOnlySpan<LuaValue> arguments)
    {
        int before = _vm.Count;
        bool found = false;
        Guarded(() => found = _vm.PushModule(Encoding.UTF8.GetBytes(name)));
        if (!found)
            throw new LuaException($"module '{name}' is not in the LFS image", LuaErrorKind.Runtime);
        return CallPushed(before, arguments);
    }

    public override LuaValue GetGlobal(string name)
    {
        Guarded(() => _vm.GetField(Vm<T>.GlobalsIndex, Encoding.UTF8.GetBytes(name)));
        return Take();
    }

    public override void SetGlobal(string name, LuaValue value) => Guarded(() =>
    {
        Push(value);
        _vm.SetField(Vm<T>.GlobalsIndex, Encoding.UTF8.GetBytes(name));
    });

    public override void Register(string name, LuaHostFunction function)
    {
        int number = _vm.AddHostFunction(vm => CallHost(vm, function));
        Guarded(() =>
        {
            _vm.PushHostFunction(number);
            _vm.SetField(Vm<T>.GlobalsIndex, Encoding.UTF8.GetBytes(name));
        });
    }

    int CallHost(Vm<T> vm, LuaHostFunction function)
    {
        var arguments = new LuaValue[vm.Count];
        for (int i = 0; i < arguments.Length; i++)
            arguments[i] = ValueAt(i + 1);
        LuaValue[] results;
        try
        {
            results = function(arguments);
        }
        catch (LuaException error) when (error.Kind != LuaErrorKind.Budget)
        {
            throw vm.Error(error.Message);
        }
        vm.EnsureStack(results.Length, "too many results");
        foreach (LuaValue result in results)
            Push(result);
        return results.Length;
    }

    public override LuaValue[] CallReference(int reference, ReadOnlySpan<LuaValue> arguments)
    {
        int before = _vm.Count;
        Protected(() => PushReference(reference));
        return CallPushed(before, arguments);
    }

    public override LuaValue IndexReference(int reference, LuaValue key)
    {
        Guarded(() =>
        {
            PushReference(reference);
            Push(key);
            _vm.GetTable(-2);
            _vm.Remove(-2);
        });
        return Take();
    }

    public override void SetReference(int reference, LuaValue key, LuaValue value) => Guarded(() =>
    {
        PushReference(reference);
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
            PushReference(reference);
            length = _vm.RawLength(-1);
            _vm.Pop(1);
        });
        return length;
    }

    public override void Release(int reference) => Protected(() =>
    {
        _vm.RawGetField(Vm<T>.RegistryIndex, Handles);
        if (_vm.IsTable(-1))
        {
            _vm.PushNil();
            _vm.RawSetInt(-2, reference);
        }
        _vm.Pop(1);
    });

    void PushReference(int reference)
    {
        _vm.RawGetField(Vm<T>.RegistryIndex, Handles);
        if (_vm.IsTable(-1))
            _vm.RawGetInt(-1, reference);
        else
            _vm.PushNil();      // The program has put something else into the registry.
        _vm.Remove(-2);
    }

    LuaValue[] CallPushed(int before, ReadOnlySpan<LuaValue> arguments)
    {
        int count = arguments.Length;
        if (!_vm.TryEnsureStack(count + 1))
        {
            _vm.SetCount(before);
            throw new LuaException("stack overflow (too many arguments)", LuaErrorKind.Runtime);
        }
        LuaStatus status = LuaStatus.Ok;
        LuaValue[] given = arguments.ToArray();
        LuaValue[] results = [];
        string? traceback = null;
        try
        {
            Protected(() => Array.ForEach(given, Push));
            try
            {
                Protected(() => status = _vm.ProtectedCall(count, -1, () => traceback = Traceback()));
            }
            catch (LuaException budget)
            {
                throw new LuaException(budget.Message, budget.Kind) { Traceback = traceback };
            }
            if (status != LuaStatus.Ok)
                throw Failure(status, traceback);
            results = new LuaValue[_vm.Count - before];
            Protected(() =>
            {
                for (int i = 0; i < results.Length; i++)
                    results[i] = ValueAt(before + i + 1);
            });
            return results;
        }
        finally
        {
            _vm.SetCount(before);
        }
    }

    /// <summary>
    /// Runs something of ours that may raise a Lua error or use up the budget, which the host gets.
    /// </summary>
    void Protected(Action action)
    {
        try
        {
            LuaStatus status = _vm.Protect(action);
            if (status != LuaStatus.Ok)
                throw Failure(status);
        }
        catch (BudgetExceeded exceeded)
        {
            throw new LuaException(exceeded.Message, LuaErrorKind.Budget);
        }
    }

    /// <summary>The calls that are running; null if their names do not fit the device's memory.</summary>
    string? Traceback()
    {
        StringBuilder text = new();
        int count = _vm.Count;
        try
        {
            // A device's text is bytes, which a StringBuilder holds as characters.
            if (_vm.Protect(() => Traceback<T>.Append(text, _vm, thread: 0, level: 0)) == LuaStatus.Ok)
                return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text.ToString()));
        }
        catch (BudgetExceeded)
        {
            // The host has cancelled, which a collection for the names' memory heard.
        }
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
        LuaValue value = default;
        _vm.Protect(() => value = ValueAt(-1));
        _vm.SetCount(count);
        // Last: asked for its text, a number turns into one.
        string message = _vm.TryString(-1, out ReadOnlySpan<byte> text)
            ? Encoding.UTF8.GetString(text)
            : $"(error object is a {_vm.TypeNameOf(-1)} value)";
        _vm.Pop(1);
        return new LuaException(message, kind) { Value = value, Traceback = traceback };
    }

    /// <summary>Runs something of ours that may raise a Lua error, on a protected frame.</summary>
    void Guarded(Action action)
    {
        int results = 0;
        int number = _vm.AddHostFunction(vm =>
        {
            action();
            return results = vm.Count;
        });
        int before = _vm.Count;
        _vm.PushHostFunction(number);
        LuaStatus status = LuaStatus.Ok;
        try
        {
            Protected(() => status = _vm.ProtectedCall(0, -1));
        }
        catch
        {
            _vm.SetCount(before);
            throw;
        }
        finally
        {
            _vm.ForgetHostFunction(number);
        }
        if (status != LuaStatus.Ok)
            throw Failure(status);
    }

    LuaValue Take()
    {
        LuaValue value = default;
        Protected(() => value = ValueAt(-1));
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
                return LuaValue.FromBytes(_vm.CheckString(index).ToArray());
            default:
                return Hold(index);
        }
    }

    LuaObject Hold(int index)
    {
        string type = _vm.TypeNameOf(index);
        if (index < 0)
            index = _vm.Count + index + 1;
        _vm.RawGetField(Vm<T>.RegistryIndex, Handles);
        if (!_vm.IsTable(-1))
        {
            _vm.Pop(1);
            _vm.PushTable();
            _vm.PushValue(-1);
            _vm.RawSetField(Vm<T>.RegistryIndex, Handles);
        }
        int reference = _nextReference++;
        _vm.PushValue(index);
        _vm.RawSetInt(-2, reference);
        _vm.Pop(1);
        return new LuaObject(this, reference, type);
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
                LuaObject handle = value.AsObject();
                if (!handle.BelongsTo(this))
                    throw new InvalidOperationException(LuaObject.Stale);
                PushReference(handle.Reference);
                break;
        }
    }
}
