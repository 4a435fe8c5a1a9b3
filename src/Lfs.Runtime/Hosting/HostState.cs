using System.Globalization;
using System.Text;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Hosting;

/// <summary>What <see cref="LfsDevice"/> asks of the Lua state of its device, whatever the build.</summary>
sealed partial class HostState
{
    /// <summary>The number of the function that calls those without a name: the first of all.</summary>
    const int Anonymous = 0;

    readonly Action _noteTraceback;

    /// <summary>Begins with a state that no other host uses.</summary>
    /// <param name="lua">The state, from a boot to the next.</param>
    /// <param name="guard">The border that every call from the host crosses.</param>
    /// <param name="calls">The calls that run as coroutines.</param>
    /// <param name="boundBy">Lets a cancellation end the work until it is disposed.</param>
    public HostState(
        ILuaState lua, Guard guard, AsyncCalls calls, Func<CancellationToken, IDisposable> boundBy)
    {
        (Lua, Guard, AsyncCalls, BoundBy) = (lua, guard, calls, boundBy);
        _noteTraceback = () => _traceback = Traceback();
        lua.AddHostFunction(CallAnonymous);
        lua.HostClosureFreed = closure => _anonymous.Remove(closure);
    }

    /// <summary>The border that every call from the host crosses.</summary>
    public Guard Guard { get; }

    /// <summary>The state itself.</summary>
    public ILuaState Lua { get; }

    /// <summary>The calls that run as coroutines.</summary>
    public AsyncCalls AsyncCalls { get; }

    /// <summary>Lets a cancellation end the work until it is disposed.</summary>
    public Func<CancellationToken, IDisposable> BoundBy { get; }

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
        PushMain(name, before);
        return CallPushed(before, arguments);
    }

    /// <summary>Pushes the main function of a module.</summary>
    void PushMain(string name, int before)
    {
        bool found = false;
        Access(() => found = Lua.PushModule(Encoding.UTF8.GetBytes(name)));
        if (found)
            return;
        Lua.SetCount(before);
        throw NoModule(name);
    }

    /// <summary>Loads a module as <c>require</c> does, but from the image only.</summary>
    public LuaValue Require(string name)
    {
        if (!_loading.Add(name))
            throw new LuaException($"module '{name}' requires itself while it loads", LuaErrorKind.Runtime);
        try
        {
            byte[] key = Encoding.UTF8.GetBytes(name);
            LuaValue loaded = Loaded(key);
            return loaded.IsNil ? Load(name, key) : loaded;
        }
        finally
        {
            _loading.Remove(name);
        }
    }

    readonly HashSet<string> _loading = [];

    /// <summary>What <c>package.loaded</c> has under a name; nil for what 5.1 puts there while <c>require</c>
    /// loads a module, and leaves there if that fails.</summary>
    LuaValue Loaded(byte[] key)
    {
        Access(() =>
        {
            Lua.GetField(ILuaState.RegistryIndex, "_LOADED"u8);
            Lua.GetField(-1, key);
            Lua.Remove(-2);
            if (Lua.TypeOf(-1) != BasicType.LightUserdata && Lua.ToBoolean(-1))
                return;
            Lua.Pop(1);
            Lua.PushNil();
        });
        return Take();
    }

    LuaValue Load(string name, byte[] key)
    {
        int before = Lua.Count;
        PushMain(name, before);
        bool isLoaded = false;
        try
        {
            Protected(() => Lua.PushString(key));
            CallBelow(before, 1, 1);
            Access(() =>
            {
                Lua.GetField(ILuaState.RegistryIndex, "_LOADED"u8);
                Lua.Insert(-2);
                if (!Lua.IsNoneOrNil(-1))
                    Lua.SetField(-2, key);
                else
                    Lua.Pop(1);
                Lua.GetField(-1, key);
                if (Lua.IsNoneOrNil(-1))
                {
                    Lua.Pop(1);
                    Lua.PushBoolean(true);
                    Lua.PushValue(-1);
                    Lua.SetField(-3, key);
                }
                Lua.Remove(-2);
            });
            isLoaded = true;
        }
        finally
        {
            if (!isLoaded && !Guard.IsBroken)
                Forget(before, key);
        }
        return Take();
    }

    /// <summary>A module that fails is not kept, even if it has put itself among those that are loaded.
    /// </summary>
    void Forget(int before, byte[] key)
    {
        Lua.SetCount(before);
        Lua.Uncounted(() => Lua.Protect(() =>
        {
            Lua.GetField(ILuaState.RegistryIndex, "_LOADED"u8);
            Lua.PushNil();
            Lua.SetField(-2, key);
        }));
        Lua.SetCount(before);
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

    public void Register(string name, HostBinding function)
    {
        Connect(name, function);
        int number = _numbers[name];
        Protected(() =>
        {
            Lua.PushHostFunction(number);
            Lua.SetField(ILuaState.GlobalsIndex, Encoding.UTF8.GetBytes(name));
        });
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
        long hostBytes = Lua.HostBytesInUse;
        try
        {
            Protected(() =>
            {
                Lua.EnsureStack(given.Length + 1, "too many arguments");
                Array.ForEach(given, Push);
            });
            CallBelow(before, given.Length, ILuaState.MultRet);
            LuaValue[] results = new LuaValue[Lua.Count - before];
            Protected(() => CopyValues(before + 1, results));
            Lua.SetCount(before);
            return results;
        }
        catch (Exception exception) when (exception is LuaException or BudgetExceeded or RestartRequest)
        {
            Lua.SetCount(before);
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
    void Protected(Action action) =>
        Protected(static (_, given, _) => ((Action)given!)(), default, action, 0);

    /// <inheritdoc cref="Protected(Action)"/>
    public void Protected(HostWork work, ReadOnlySpan<byte> text, object? given, long number)
    {
        LuaStatus status = Lua.Protect(work, text, given, number);
        if (status != LuaStatus.Ok)
            throw Failure(status);
    }

    /// <summary>The calls that are running; null if their names do not fit the device's memory.</summary>
    /// <param name="coroutine">The place of a coroutine whose calls they are; 0 for the running
    /// thread.</param>
    public string? Traceback(int coroutine = 0)
    {
        int count = Lua.Count;
        string text = "";
        // It is the host's to know, also where the budget is used up or the host has cancelled.
        LuaStatus status = Lua.Uncounted(() => Lua.Protect(() => text = Lua.Traceback(coroutine)));
        // A device's text is bytes, one in each character.
        if (status == LuaStatus.Ok)
            return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text));
        Lua.SetCount(count);
        return null;
    }

    /// <summary>Turns the error value on top into an exception, and pops it.</summary>
    public LuaException Failure(LuaStatus status, string? traceback = null)
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

    /// <summary>A copy of the value at an index, or a handle of it.</summary>
    public LuaValue ValueAt(int index)
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
                throw DoesNotFit(value);
        }
    }

    /// <summary>What the host gets for a number that the device cannot hold.</summary>
    public ArgumentOutOfRangeException DoesNotFit(LuaValue value) => new(
        nameof(value), value.ToString(), string.Create(
            CultureInfo.InvariantCulture,
            $"The number {value} has no exact place in the numbers of {Lua.Target.Name}."));

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

    /// <summary>Pushes a value that the device can hold.</summary>
    public void Push(LuaValue value)
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
