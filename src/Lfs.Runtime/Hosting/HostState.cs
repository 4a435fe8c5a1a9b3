using System.Globalization;
using System.Text;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Hosting;

/// <summary>What <see cref="LfsDevice"/> asks of the Lua state of its device, whatever the build.</summary>
/// <param name="lua">The state, from a boot to the next.</param>
/// <param name="guard">The border that every call from the host crosses.</param>
sealed partial class HostState(ILuaState lua, Guard guard)
{
    readonly ILuaState _lua = lua;

    /// <summary>The border that every call from the host crosses.</summary>
    public Guard Guard { get; } = guard;

    /// <summary>The state itself.</summary>
    public ILuaState Lua => _lua;

    /// <summary>
    /// The device has restarted or was switched off: what a handle would reach is another state's memory.
    /// </summary>
    public bool IsOver { get; set; }

    /// <summary>Collects all garbage.</summary>
    public void Collect() => Protected(_lua.FullCollect);

    public LuaValue[] Run(byte[] chunk, string chunkName, ReadOnlySpan<LuaValue> arguments)
    {
        int before = _lua.Count;
        LuaStatus status = LuaStatus.Ok;
        Protected(() => status = _lua.LoadChunk(
            chunk, Encoding.UTF8.GetBytes(chunkName), isFile: chunkName.StartsWith('@')));
        if (status != LuaStatus.Ok)
            throw Failure(status);
        return CallPushed(before, arguments);
    }

    public LuaValue[] RunModule(string name, ReadOnlySpan<LuaValue> arguments)
    {
        int before = _lua.Count;
        bool found = false;
        Access(() => found = _lua.PushModule(Encoding.UTF8.GetBytes(name)));
        if (found)
            return CallPushed(before, arguments);
        _lua.SetCount(before);
        throw new LuaException($"module '{name}' is not in the LFS image", LuaErrorKind.Runtime);
    }

    public LuaValue GetGlobal(string name)
    {
        Access(() => _lua.GetField(ILuaState.GlobalsIndex, Encoding.UTF8.GetBytes(name)));
        return Take();
    }

    public void SetGlobal(string name, LuaValue value) => Access(() =>
    {
        Push(value);
        _lua.SetField(ILuaState.GlobalsIndex, Encoding.UTF8.GetBytes(name));
    });

    public void Register(string name, LuaHostFunction function)
    {
        int number = NumberOf(name, caller => CallHost(name, function));
        Protected(() =>
        {
            _lua.PushHostFunction(number);
            _lua.SetField(ILuaState.GlobalsIndex, Encoding.UTF8.GetBytes(name));
        });
    }

    int CallHost(string name, LuaHostFunction function)
    {
        long hostBytes = _lua.HostBytesInUse;
        LuaValue[] arguments = new LuaValue[_lua.Count];
        try
        {
            CopyValues(1, arguments);
            LuaValue[] results = Ask(function, name, [.. arguments]);
            _lua.EnsureStack(results.Length, "too many results");
            foreach (LuaValue result in results)
                Push(result);
            return results.Length;
        }
        finally
        {
            ReleaseArguments(arguments);
            _lua.ReturnHost(hostBytes);
        }
    }

    /// <summary>Calls a function of the host, which may use the device. Its results, or its error.</summary>
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

    /// <summary>What Lua gets of an exception that a function of the host threw.</summary>
    Exception ErrorOf(Exception failure, string name)
    {
        if (failure is not LuaException error)
            return new LuaError(_lua.RaiseHostFailure(failure, name));
        if (error.Kind == LuaErrorKind.Budget)
            return new BudgetExceeded(error.Message, isCancelled: true, error);
        Push(Fits(error.Value) ? error.Value : error.Message);
        _lua.NoteCause(error);
        return _lua.ErrorOnTop();
    }

    public LuaValue[] CallReference(int reference, ReadOnlySpan<LuaValue> arguments)
    {
        int before = _lua.Count;
        Protected(() => _lua.PushHeld(reference));
        return CallPushed(before, arguments);
    }

    public LuaValue IndexReference(int reference, LuaValue key)
    {
        Access(() =>
        {
            _lua.PushHeld(reference);
            Push(key);
            _lua.GetTable(-2);
            _lua.Remove(-2);
        });
        return Take();
    }

    public void SetReference(int reference, LuaValue key, LuaValue value) => Access(() =>
    {
        _lua.PushHeld(reference);
        Push(key);
        Push(value);
        _lua.SetTable(-3);
        _lua.Pop(1);
    });

    public long LengthOfReference(int reference)
    {
        long length = 0;
        Protected(() =>
        {
            _lua.PushHeld(reference);
            length = _lua.RawLength(-1);
            _lua.Pop(1);
        });
        return length;
    }

    LuaValue[] CallPushed(int before, ReadOnlySpan<LuaValue> arguments)
    {
        LuaValue[] given = arguments.ToArray();
        LuaStatus status = LuaStatus.Ok;
        string? traceback = null;
        if (Guard.IsOutermost)
            _lua.ForgetCause();
        long hostBytes = _lua.HostBytesInUse;
        try
        {
            Protected(() =>
            {
                _lua.EnsureStack(given.Length + 1, "too many arguments");
                Array.ForEach(given, Push);
            });
            status = _lua.ProtectedCall(given.Length, -1, () => traceback = Traceback());
            if (status != LuaStatus.Ok)
                throw Failure(status, traceback);
            LuaValue[] results = new LuaValue[_lua.Count - before];
            Protected(() => CopyValues(before + 1, results));
            _lua.SetCount(before);
            return results;
        }
        catch (Exception exception) when (exception is LuaException or BudgetExceeded or RestartRequest)
        {
            if (exception is BudgetExceeded exceeded)
                exceeded.Traceback = traceback;
            _lua.SetCount(before);
            throw;
        }
        finally
        {
            _lua.ReturnHost(hostBytes);
        }
    }

    /// <summary>Does what the host asks of the state. It counts as a call does, and may run
    /// metamethods.</summary>
    void Access(Action action)
    {
        _lua.Spend(ILuaState.HostCallInstructions);
        Protected(action);
    }

    /// <summary>Runs work of ours that may raise a Lua error, which the host gets.</summary>
    void Protected(Action action)
    {
        LuaStatus status = _lua.Protect(action);
        if (status != LuaStatus.Ok)
            throw Failure(status);
    }

    /// <summary>The calls that are running; null if their names do not fit the device's memory.</summary>
    string? Traceback()
    {
        int count = _lua.Count;
        string text = "";
        // It is the host's to know, also where the budget is used up or the host has cancelled.
        LuaStatus status = _lua.Uncounted(() => _lua.Protect(() => text = _lua.Traceback()));
        // A device's text is bytes, one in each character.
        if (status == LuaStatus.Ok)
            return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text));
        _lua.SetCount(count);
        return null;
    }

    /// <summary>Turns the error value on top into an exception, and pops it.</summary>
    LuaException Failure(LuaStatus status, string? traceback = null)
    {
        int count = _lua.Count;
        try
        {
            return FailureOnTop(status, traceback);
        }
        catch (BudgetExceeded exceeded)
        {
            _lua.SetCount(count - 1);
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
        int count = _lua.Count;
        Exception? cause = _lua.CauseOfTop();
        LuaValue value = default;
        string message =
            status == LuaStatus.MemoryError ? "not enough memory" : "(error object is not known)";
        long hostBytes = _lua.HostBytesInUse;
        _lua.Protect(() => value = ValueAt(-1));
        _lua.ReturnHost(hostBytes);
        _lua.SetCount(count);
        // Last: asked for its text, a number turns into one.
        _lua.Protect(() => message = _lua.TryString(-1, out ReadOnlySpan<byte> text)
            ? MessageOf(text)
            : $"(error object is a {_lua.TypeNameOf(-1)} value)");
        _lua.SetCount(count - 1);
        return new LuaException(message, kind, cause) { Value = value, Traceback = traceback };
    }

    LuaValue Take()
    {
        LuaValue value = default;
        long hostBytes = _lua.HostBytesInUse;
        try
        {
            Protected(() => value = ValueAt(-1));
        }
        finally
        {
            _lua.ReturnHost(hostBytes);
        }
        _lua.Pop(1);
        return value;
    }

    LuaValue ValueAt(int index)
    {
        switch (_lua.TypeOf(index))
        {
            case BasicType.None or BasicType.Nil:
                return LuaValue.Nil;
            case BasicType.Boolean:
                return _lua.ToBoolean(index);
            case BasicType.Number:
                if (_lua.IsInteger(index))
                    return _lua.CheckInteger(index);
                return _lua.CheckNumber(index);
            case BasicType.String:
                return LuaValue.FromBytes(CopyOf(_lua.CheckString(index)));
            default:
                return Hold(index);
        }
    }

    public void Require(ReadOnlySpan<LuaValue> values)
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
                    $"The number {value} has no exact place in the numbers of {_lua.Target.Name}."));
            }
        }
    }

    /// <summary>
    /// True if the device can hold a value. Whole numbers must be exact; others are rounded to the build's
    /// floats, and may not become infinite by it.
    /// </summary>
    bool Fits(LuaValue value) => value.Kind switch
    {
        LuaKind.Integer => _lua.CanHold(value.AsInteger()),
        LuaKind.Number => _lua.CanHold(value.AsNumber()),
        LuaKind.Object => value.AsObject().CanBeUsedOn(this),
        _ => true,
    };

    void Push(LuaValue value)
    {
        switch (value.Kind)
        {
            case LuaKind.Nil:
                _lua.PushNil();
                break;
            case LuaKind.Boolean:
                _lua.PushBoolean(value.AsBoolean());
                break;
            case LuaKind.Number:
                _lua.PushNumber(value.AsNumber());
                break;
            case LuaKind.Integer:
                _lua.PushInteger(value.AsInteger());
                break;
            case LuaKind.String:
                _lua.PushString(value.AsBytes());
                break;
            default:
                _lua.PushHeld(value.AsObject().Reference);
                break;
        }
    }
}
