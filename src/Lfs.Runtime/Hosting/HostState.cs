using System.Globalization;
using System.Text;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Hosting;

/// <summary>What <see cref="LfsDevice"/> asks of the Lua state of its device, whatever the build.</summary>
/// <param name="lua">The state, from a boot to the next.</param>
/// <param name="guard">The border that every call from the host crosses.</param>
sealed partial class HostState(ILuaState lua, Guard guard)
{
    /// <summary>The border that every call from the host crosses.</summary>
    public Guard Guard { get; } = guard;

    /// <summary>The state itself.</summary>
    public ILuaState Lua { get; } = lua;

    /// <summary>
    /// The device has restarted or was switched off: what a handle would reach is another state's memory.
    /// </summary>
    public bool IsOver { get; set; }

    /// <summary>Collects all garbage.</summary>
    public void Collect() => Protected(Lua.FullCollect);

    public LuaValue[] Run(byte[] chunk, string chunkName, ReadOnlySpan<LuaValue> arguments)
    {
        int before = Lua.Count;
        LuaStatus status = Load(chunk, chunkName);
        if (status == LuaStatus.MemoryError && Guard.IsOutermost)
        {
            // While it compiles, 5.1 does not even collect when memory is short. What a program left behind
            // must not keep the next one from being loaded.
            CollectAfterFailure(before);
            status = Load(chunk, chunkName);
        }
        if (status != LuaStatus.Ok)
            throw Failure(status);
        return CallPushed(before, arguments);
    }

    LuaStatus Load(byte[] chunk, string chunkName)
    {
        LuaStatus status = LuaStatus.Ok;
        Protected(() => status = Lua.LoadChunk(
            chunk, Encoding.UTF8.GetBytes(chunkName), isFile: chunkName.StartsWith('@')));
        return status;
    }

    public LuaValue[] RunModule(string name, ReadOnlySpan<LuaValue> arguments)
    {
        int before = Lua.Count;
        bool found = false;
        Access(() => found = Lua.PushModule(Encoding.UTF8.GetBytes(name)));
        if (found)
            return CallPushed(before, arguments);
        Lua.SetCount(before);
        throw new LuaException($"module '{name}' is not in the LFS image", LuaErrorKind.Runtime);
    }

    public LuaValue GetGlobal(string name)
    {
        Access(() => Lua.GetField(ILuaState.GlobalsIndex, Encoding.UTF8.GetBytes(name)));
        return Take();
    }

    public void SetGlobal(string name, LuaValue value) => Access(() =>
    {
        Push(value);
        Lua.SetField(ILuaState.GlobalsIndex, Encoding.UTF8.GetBytes(name));
    });

    public void Register(string name, LuaHostFunction function)
    {
        Connect(name, function);
        int number = _numbers[name];
        Protected(() =>
        {
            Lua.PushHostFunction(number);
            Lua.SetField(ILuaState.GlobalsIndex, Encoding.UTF8.GetBytes(name));
        });
    }

    int CallHost(string name, LuaHostFunction function)
    {
        long hostBytes = Lua.HostBytesInUse;
        LuaValue[] arguments = new LuaValue[Lua.Count];
        try
        {
            CopyValues(1, arguments);
            LuaValue[] results = Ask(function, name, [.. arguments]);
            Lua.EnsureStack(results.Length, "too many results");
            foreach (LuaValue result in results)
                Push(result);
            return results.Length;
        }
        finally
        {
            ReleaseArguments(arguments);
            Lua.ReturnHost(hostBytes);
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
            return new LuaError(Lua.RaiseHostFailure(failure, name));
        if (error.Kind == LuaErrorKind.Budget)
            return new BudgetExceeded(error.Message, isCancelled: true, error);
        Push(Fits(error.Value) ? error.Value : error.Message);
        Lua.NoteCause(error);
        return Lua.ErrorOnTop();
    }

    public LuaValue[] CallReference(int reference, ReadOnlySpan<LuaValue> arguments)
    {
        int before = Lua.Count;
        Protected(() => Lua.PushHeld(reference));
        return CallPushed(before, arguments);
    }

    public LuaValue IndexReference(int reference, LuaValue key)
    {
        Access(() =>
        {
            Lua.PushHeld(reference);
            Push(key);
            Lua.GetTable(-2);
            Lua.Remove(-2);
        });
        return Take();
    }

    public void SetReference(int reference, LuaValue key, LuaValue value) => Access(() =>
    {
        Lua.PushHeld(reference);
        Push(key);
        Push(value);
        Lua.SetTable(-3);
        Lua.Pop(1);
    });

    public long LengthOfReference(int reference)
    {
        long length = 0;
        Protected(() =>
        {
            Lua.PushHeld(reference);
            length = Lua.RawLength(-1);
            Lua.Pop(1);
        });
        return length;
    }

    public int? ParametersOfReference(int reference)
    {
        int? count = null;
        Protected(() =>
        {
            Lua.PushHeld(reference);
            count = Lua.ParameterCount(-1);
            Lua.Pop(1);
        });
        return count;
    }

    LuaValue[] CallPushed(int before, ReadOnlySpan<LuaValue> arguments)
    {
        LuaValue[] given = arguments.ToArray();
        LuaStatus status = LuaStatus.Ok;
        string? traceback = null;
        if (Guard.IsOutermost)
            Lua.ForgetCause();
        long hostBytes = Lua.HostBytesInUse;
        try
        {
            Protected(() =>
            {
                Lua.EnsureStack(given.Length + 1, "too many arguments");
                Array.ForEach(given, Push);
            });
            status = Lua.ProtectedCall(given.Length, -1, () => traceback = Traceback());
            if (status != LuaStatus.Ok)
                throw Failure(status, traceback);
            LuaValue[] results = new LuaValue[Lua.Count - before];
            Protected(() => CopyValues(before + 1, results));
            Lua.SetCount(before);
            return results;
        }
        catch (Exception exception) when (exception is LuaException or BudgetExceeded or RestartRequest)
        {
            if (exception is BudgetExceeded exceeded)
                exceeded.Traceback = traceback;
            Lua.SetCount(before);
            // A buffer of 5.3 that was in use is freed by a finalizer, and an emergency runs none.
            if (status == LuaStatus.MemoryError && Guard.IsOutermost)
                CollectAfterFailure(before);
            throw;
        }
        finally
        {
            Lua.ReturnHost(hostBytes);
        }
    }

    /// <summary>Collects what a failed program left behind. An error of a finalizer does not take the place
    /// of the program's.</summary>
    void CollectAfterFailure(int before)
    {
        Lua.SetCount(before);
        Lua.Protect(Lua.FullCollect);
        Lua.SetCount(before);
    }

    /// <summary>Does what the host asks of the state. It counts as a call does, and may run
    /// metamethods.</summary>
    void Access(Action action)
    {
        Lua.Spend(ILuaState.HostCallInstructions);
        Protected(action);
    }

    /// <summary>Runs work of ours that may raise a Lua error, which the host gets.</summary>
    void Protected(Action action)
    {
        LuaStatus status = Lua.Protect(action);
        if (status != LuaStatus.Ok)
            throw Failure(status);
    }

    /// <summary>The calls that are running; null if their names do not fit the device's memory.</summary>
    string? Traceback()
    {
        int count = Lua.Count;
        string text = "";
        // It is the host's to know, also where the budget is used up or the host has cancelled.
        LuaStatus status = Lua.Uncounted(() => Lua.Protect(() => text = Lua.Traceback()));
        // A device's text is bytes, one in each character.
        if (status == LuaStatus.Ok)
            return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text));
        Lua.SetCount(count);
        return null;
    }

    /// <summary>Turns the error value on top into an exception, and pops it.</summary>
    LuaException Failure(LuaStatus status, string? traceback = null)
    {
        int count = Lua.Count;
        try
        {
            return FailureOnTop(status, traceback);
        }
        catch (BudgetExceeded exceeded)
        {
            Lua.SetCount(count - 1);
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
        int count = Lua.Count;
        Exception? cause = Lua.CauseOfTop();
        LuaValue value = default;
        string message =
            status == LuaStatus.MemoryError ? "not enough memory" : "(error object is not known)";
        long hostBytes = Lua.HostBytesInUse;
        Lua.Protect(() => value = ValueAt(-1));
        Lua.ReturnHost(hostBytes);
        Lua.SetCount(count);
        // Last: asked for its text, a number turns into one.
        Lua.Protect(() => message = Lua.TryString(-1, out ReadOnlySpan<byte> text)
            ? MessageOf(text)
            : $"(error object is a {Lua.TypeNameOf(-1)} value)");
        Lua.SetCount(count - 1);
        return new LuaException(message, kind, cause) { Value = value, Traceback = traceback };
    }

    LuaValue Take()
    {
        LuaValue value = default;
        long hostBytes = Lua.HostBytesInUse;
        try
        {
            Protected(() => value = ValueAt(-1));
        }
        finally
        {
            Lua.ReturnHost(hostBytes);
        }
        Lua.Pop(1);
        return value;
    }

    LuaValue ValueAt(int index)
    {
        switch (Lua.TypeOf(index))
        {
            case BasicType.None or BasicType.Nil:
                return LuaValue.Nil;
            case BasicType.Boolean:
                return Lua.ToBoolean(index);
            case BasicType.Number:
                if (Lua.IsInteger(index))
                    return Lua.CheckInteger(index);
                return Lua.CheckNumber(index);
            case BasicType.String:
                return LuaValue.FromBytes(CopyOf(Lua.CheckString(index)));
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
                    $"The number {value} has no exact place in the numbers of {Lua.Target.Name}."));
            }
        }
    }

    /// <summary>
    /// True if the device can hold a value. Whole numbers must be exact; others are rounded to the build's
    /// floats, and may not become infinite by it.
    /// </summary>
    bool Fits(LuaValue value) => value.Kind switch
    {
        LuaKind.Integer => Lua.CanHold(value.AsInteger()),
        LuaKind.Number => Lua.CanHold(value.AsNumber()),
        LuaKind.Object => value.AsObject().CanBeUsedOn(this),
        _ => true,
    };

    void Push(LuaValue value)
    {
        switch (value.Kind)
        {
            case LuaKind.Nil:
                Lua.PushNil();
                break;
            case LuaKind.Boolean:
                Lua.PushBoolean(value.AsBoolean());
                break;
            case LuaKind.Number:
                Lua.PushNumber(value.AsNumber());
                break;
            case LuaKind.Integer:
                Lua.PushInteger(value.AsInteger());
                break;
            case LuaKind.String:
                Lua.PushString(value.AsBytes());
                break;
            default:
                Lua.PushHeld(value.AsObject().Reference);
                break;
        }
    }
}
