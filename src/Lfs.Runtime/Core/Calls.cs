using System.Diagnostics;

namespace Lfs.Runtime.Core;

/// <summary>The outcome of an attempt to call a value.</summary>
enum Entered
{
    /// <summary>A frame for Lua code was made; the interpreter goes on there.</summary>
    Lua,

    /// <summary>A host function ran; its results are in place.</summary>
    Done,

    /// <summary>An error is on its way; <c>_raised</c> says which.</summary>
    Raised,

    /// <summary>The thread yielded.</summary>
    Yielded,

    /// <summary>A protected call was entered: a marker frame and above it a frame for Lua code.</summary>
    Protected,

    /// <summary>5.3: as <see cref="Done"/>, and the call has set or removed the hook of the thread.</summary>
    Switched,
}

/// <summary>
/// A function of the firmware or the host. The number of results on top of the stack, or a <see
/// cref="HostResult"/>.
/// </summary>
delegate int HostFunction<T>(LuaState<T> vm) where T : unmanaged, ITarget<T>;

/// <summary>Values that a host function may return instead of a number of results.</summary>
static class HostResult
{
    /// <summary>The thread yields the values on its stack.</summary>
    public const int Yield = -1;

    /// <summary>An error was raised without an exception.</summary>
    public const int Raised = -2;

    /// <summary>Call slot 0 with the rest, and come back here with its results or its error.</summary>
    public const int ProtectedCall = -3;

    /// <summary>Slot 0 is an error handler; call slot 1 without arguments, protected.</summary>
    public const int HandledCall = -4;
}

// ldo.c: what both versions share. Errors and yields among Lua frames unwind call frames; a .NET exception
// (LuaError) is used only where a host frame lies between (docs/design.md, Errors).

abstract unsafe partial class Calls<T>(Device device, Firmware<T> firmware)
    : Closures<T>(device, firmware)
    where T : unmanaged, ITarget<T>
{
    /// <summary>
    /// What a call counts: making a frame and leaving it takes as long as a few instructions.
    /// </summary>
    const int CallInstructions = 4;

    /// <summary>
    /// A Lua function with more instructions counts a quarter of its code too, for what it runs between its
    /// jumps back: before it runs, because an error or a yield may leave it anywhere, and no more than a
    /// quarter, because it may also return after a few instructions.
    /// </summary>
    const int ShortCode = 64;

    void ChargeLongCode(Proto<T>* p)
    {
        if (p->SizeCode > ShortCode)
            Charge(p->SizeCode >> 2);
    }

    // What a .NET exception, and a call from host code to Lua, cost of the host's budget: they take about the
    // time of so many instructions. A library may call in a loop of its own, and an error handler that fails
    // is called at each of 200 levels.
    internal const int ExceptionInstructions = 2500;

    Entered RaiseCOverflow()
    {
        Introspection.RunError("C stack overflow");
        return Entered.Raised;
    }

    /// <summary>
    /// Calls a value from host code (ldo.c, luaD_call). Results replace it and its arguments; an error is
    /// thrown.
    /// </summary>
    public void Call(T* func, int wanted)
    {
        LuaStatus status = TryCall(func, wanted);
        if (status != LuaStatus.Ok)
            throw new LuaError(status);
    }

    /// <summary>
    /// Calls a value from host code; an error leaves its value on top and its status as the result.
    /// </summary>
    internal LuaStatus TryCall(T* func, int wanted)
    {
        Debug.Assert(wanted >= MultRet, "A call wants a number of results, or all.");
        Debug.Assert(func < Top, "The function to call lies on the stack.");
        if (T.Is53)
            return TryCall53(func, wanted, mayYield: Introspection<T>.IsLua(Ci53));
        Spend(ILuaState.HostCallInstructions);
        if (++L51->NumCCalls >= MaxCCalls)
        {
            LuaStatus overflow = CheckCDepth();
            if (overflow != LuaStatus.Ok)
                return overflow;
        }
        else if (IsHostStackFull)
        {
            return RaiseHostOverflow();
        }
        LuaStatus status = Drive(func, wanted, L51->Ci - L51->BaseCi);
        if (status == LuaStatus.Ok)
            L51->NumCCalls--;
        return status;
    }

    /// <summary>Puts the value of an error into a slot (ldo.c, luaD_seterrorobj).</summary>
    void SetErrorValue(LuaStatus status, T* slot)
    {
        Debug.Assert(status > LuaStatus.Yield, "Only an error has a value.");
        switch (status)
        {
            case LuaStatus.MemoryError:
                SetString(slot, MemErrMsg);
                break;
            case LuaStatus.ErrorError:
                SetString(slot, NewString("error in error handling"u8));
                break;
            default:
                *slot = Top[-1];
                break;
        }
    }

    /// <summary>
    /// Calls the value below <paramref name="arguments"/> values on top, protected by the host itself (ldo.c,
    /// luaD_pcall). An error leaves the stack as it was before the function was pushed, with the error's
    /// value on top. <paramref name="failing"/> sees the frames that it came from; with <paramref
    /// name="keepsHandler"/> the handler of a surrounding <c>xpcall</c> hears the error first, or the
    /// function at the stack index <paramref name="handler"/>.
    /// </summary>
    public LuaStatus ProtectedCall(
        int arguments, int wanted, Action? failing = null, bool keepsHandler = false, int handler = 0)
    {
        Debug.Assert(arguments >= 0, "The number of arguments is not negative.");
        NoteThread();
        uint errFunc = keepsHandler ? ErrFunc : handler == 0 ? 0 : SaveStack(HandlerAt(handler));
        return T.Is53 ? ProtectedCall53(arguments, wanted, failing, errFunc)
            : ProtectedCall51(arguments, wanted, failing, errFunc);
    }

    uint ErrFunc => T.Is53 ? L53->ErrFunc : L51->ErrFunc;

    T* HandlerAt(int index)
    {
        T* slot = index > 0 ? Base + (index - 1) : Top + index;
        Debug.Assert(slot >= Base && slot < Top, "A handler lies on the running frame.");
        return slot;
    }

    LuaStatus ProtectedCall51(int arguments, int wanted, Action? failing, uint handler)
    {
        uint func = SaveStack(Top - arguments - 1);
        uint ci = L51->Ci - L51->BaseCi;
        ushort depth = L51->NumCCalls;
        uint errFunc = L51->ErrFunc;
        L51->ErrFunc = handler;
        LuaStatus status;
        try
        {
            status = TryCall(RestoreStack(func), wanted);
        }
        catch (Exception exception) when (exception is BudgetExceeded or RestartRequest)
        {
            // It passes, and leaves its frames. After any other exception the memory is not to be touched.
            if (exception is BudgetExceeded)
                failing?.Invoke();
            RestoreFrame(func, ci, depth, errFunc);
            Top = RestoreStack(func);
            throw;
        }
        if (status > LuaStatus.Yield)
        {
            failing?.Invoke();
            T* slot = RestoreStack(func);
            CloseUpvals(L51, Addr(slot));
            SetErrorValue(status, slot);
            RestoreFrame(func, ci, depth, errFunc);
            Top = RestoreStack(func) + 1;
        }
        L51->ErrFunc = errFunc;
        return status;
    }

    /// <summary>
    /// Runs something of the host's own on the running frame (ldo.c, luaD_rawrunprotected). An error leaves
    /// the stack as it was, with the error's value on top.
    /// </summary>
    public LuaStatus Protect(Action work) =>
        Protect(static (_, given, _) => ((Action)given!)(), default, work, 0);

    /// <inheritdoc cref="Protect(Action)"/>
    public LuaStatus Protect(HostWork work, ReadOnlySpan<byte> text, object? given, long number)
    {
        NoteThread();
        if (T.Is53)
            return Protect53(work, text, given, number);
        uint top = SaveStack(Top);
        uint ci = L51->Ci - L51->BaseCi;
        ushort depth = L51->NumCCalls;
        uint errFunc = L51->ErrFunc;
        L51->ErrFunc = 0;
        try
        {
            work(text, given, number);
            L51->ErrFunc = errFunc;
            return LuaStatus.Ok;
        }
        catch (LuaError error)
        {
            SetErrorValue(error.Status, RestoreStack(top));
            RestoreFrame(top, ci, depth, errFunc);
            Top = RestoreStack(top) + 1;
            return error.Status;
        }
        catch (Exception exception) when (exception is BudgetExceeded or RestartRequest)
        {
            RestoreFrame(top, ci, depth, errFunc);
            Top = RestoreStack(top);
            throw;
        }
    }

    /// <summary>
    /// Puts a value's <c>__call</c> metamethod below it (ldo.c, tryfuncTM). Null (an error is raised) if it
    /// has none.
    /// </summary>
    T* InsertCallMethod(T* func)
    {
        T* method = TagMethodOf(func, Event.Call);
        if (Tag<T>.Basic(method->Tag) != (int)BasicType.Function)
        {
            Introspection.TypeError(func, "call");
            return null;
        }
        uint offset = SaveStack(func);
        T copy = *method;
        for (T* slot = Top; slot > func; slot--)
            *slot = slot[-1];
        CheckStack(1);
        Top++;
        func = RestoreStack(offset);
        *func = copy;
        return func;
    }
}
