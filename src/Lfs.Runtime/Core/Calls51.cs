using System.Runtime.CompilerServices;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Core;

/// <summary>How an attempt to call something went.</summary>
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

    /// <summary>5.3: as <see cref="Done"/>, and the thread now has hooks or has them no more.</summary>
    Switched,
}

/// <summary>
/// A function of the firmware or the host. The number of results on top of the stack, or a <see
/// cref="HostResult"/>.
/// </summary>
delegate int HostFunction<T>(Vm<T> vm) where T : unmanaged, ITarget<T>;

/// <summary>What a host function may return instead of a number of results.</summary>
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

// ldo.c of 5.1. Errors and yields among Lua frames unwind call frames; a .NET exception (LuaError) is used
// only where a host frame lies between (docs/design.md, Errors).
sealed unsafe partial class Vm<T>
{
    const int MultRet = -1;

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

    // What a .NET exception, and a call from host code to Lua, cost of the host's budget: they take about the
    // time of so many instructions. A library may call in a loop of its own, and an error handler that fails
    // is called at each of 200 levels.
    const int ExceptionInstructions = 2500;
    internal const int HostCallInstructions = 16;

    /// <summary>More results than these count, because each is moved.</summary>
    const int FewResults = 16;

    /// <summary>What is on its way, after a member that reports failure by its result.</summary>
    LuaStatus _raised;

    /// <summary>Functions of the firmware, by code address.</summary>
    readonly HostFunction<T>[] _firmwareFunctions;

    /// <summary>Functions that the host registered on this device.</summary>
    readonly List<HostFunction<T>> _hostFunctions = [];

    HostFunction<T> FunctionAt(uint code)
    {
        uint index = (code - Firmware<T>.CodeStart) / Firmware<T>.CodeStep;
        if (index < (uint)_firmwareFunctions.Length)
            return _firmwareFunctions[index];
        index = (code - Firmware<T>.HostCodeStart) / Firmware<T>.CodeStep;
        if (index < (uint)_hostFunctions.Count)
            return _hostFunctions[(int)index];
        throw new Esp8266.MachineFault(
            Esp8266.ExceptionCause.InstructionFetchProhibited, new Esp8266.Address(code),
                new Esp8266.Address(code));
    }

    /// <summary>Prepares a call of the value in a slot, with the arguments above it up to the top.</summary>
    Entered PreCall(T* func, int wanted, FrameStatus fresh)
    {
        while (true)
        {
            if (func->Tag == Tag<T>.Function)
            {
                Closure<T>* cl = ClosureAt(func->Ref);
                if (cl->IsHost)
                    return CallHost(func, cl->Code, wanted, fresh);
                EnterLua(func, ProtoAt(cl->Code), wanted, fresh);
                return Entered.Lua;
            }
            if (func->Tag == Tag<T>.LightFunction)
                return CallHost(func, func->Ref, wanted, fresh);
            func = InsertCallMethod(func);
            if (func == null)
                return Entered.Raised;
        }
    }

    /// <summary>Makes room for a Lua function and then its frame.</summary>
    void EnterLua(T* func, Proto<T>* p, int wanted, FrameStatus fresh)
    {
        int size = p->MaxStackSize;
        uint offset = SaveStack(func);
        _budget -= p->SizeCode > ShortCode ? p->SizeCode >> 2 : 0;
        if (LacksRoom(_l->StackLast, _l->Top, size))
            GrowStack(size);
        func = RestoreStack(offset);
        T* frame = func + 1;
        if (p->IsVararg == 0)
        {
            if (Top > frame + p->NumParams)
                Top = frame + p->NumParams;
        }
        else
        {
            frame = AdjustVarargs(p, (int)(Top - func) - 1);
            func = RestoreStack(offset);
        }
        PushLuaFrame(NextCallInfo(), func, frame, p, wanted, fresh);
    }

    /// <summary>
    /// Calls a closure, if that takes no more than a new frame: a Lua function without variable arguments,
    /// and room for it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool TryEnterLua(T* func, int wanted)
    {
        byte* mem = _mem;
        Thread51<T>* l = _l;
        Closure<T>* cl = (Closure<T>*)(mem + func->Ref);
        Proto<T>* p = (Proto<T>*)(mem + cl->Code);
        if (cl->IsHost || p->IsVararg != 0 || p->SizeCode > ShortCode || l->Ci == l->EndCi
            || LacksRoom(l->StackLast, l->Top, p->MaxStackSize))
        {
            return false;
        }
        T* frame = func + 1;
        uint most = Addr(frame + p->NumParams);
        if (l->Top > most)
            l->Top = most;
        l->Ci += (uint)sizeof(CallInfo51);
        PushLuaFrame((CallInfo51*)(mem + l->Ci), func, frame, p, wanted, FrameStatus.None);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void PushLuaFrame(CallInfo51* ci, T* func, T* frame, Proto<T>* p, int wanted, FrameStatus fresh)
    {
        _budget -= CallInstructions;
        Thread51<T>* l = _l;
        T* slot = (T*)(_mem + l->Top);
        T* limit = frame + p->MaxStackSize;
        l->Base = Addr(frame);
        l->Top = Addr(limit);
        ci->Base = Addr(frame);
        ci->Func = Addr(func);
        ci->Top = Addr(limit);
        ci->SavedPc = p->Code;
        ci->NumResults = (short)wanted;
        ci->Status = FrameStatus.Lua | fresh;
        ci->TailCalls = 0;
        for (; slot < limit; slot++)
            SetNil(slot);
    }

    /// <summary>Moves the fixed parameters above the variable ones. The new base.</summary>
    T* AdjustVarargs(Proto<T>* p, int actual)
    {
        const byte HasArg = 1;
        const byte NeedsArg = 4;
        Charge(actual >> 3);
        int fixedCount = p->NumParams;
        uint argTable = 0;
        for (; actual < fixedCount; actual++)
        {
            SetNil(Top);
            Top++;
        }
        if ((p->IsVararg & NeedsArg) != 0)
        {
            int extra = actual - fixedCount;
            CheckStack(p->MaxStackSize);
            argTable = PushNewTable((uint)extra, 1);
            Top--;
            Table<T>* t = TableAt(argTable);
            T* first = Top - extra;
            for (int i = 0; i < extra; i++)
                *SetInt(t, i + 1) = first[i];
            SetRef(Top, Tag<T>.Table, argTable);
            Top++;
            SetInteger(SetStringKey(t, NewString("n"u8)), extra);
            Top--;
        }
        CheckStack(p->MaxStackSize);
        T* fixedArgs = Top - actual;
        T* frame = Top;
        for (int i = 0; i < fixedCount; i++)
        {
            *Top = fixedArgs[i];
            Top++;
            SetNil(fixedArgs + i);
        }
        if ((p->IsVararg & HasArg) != 0)
        {
            if (argTable != 0)
                SetRef(Top, Tag<T>.Table, argTable);
            else
                SetNil(Top);
            Top++;
        }
        return frame;
    }

    Entered CallHost(T* func, uint code, int wanted, FrameStatus fresh)
    {
        Thread51<T>* l = _l;
        if (LacksRoom(l->StackLast, l->Top, MinStack))
        {
            uint offset = SaveStack(func);
            GrowStack(MinStack);
            func = RestoreStack(offset);
        }
        CallInfo51* ci = NextCallInfo();
        ci->Func = Addr(func);
        ci->Base = l->Base = Addr(func + 1);
        ci->Top = l->Top + (uint)(MinStack * sizeof(T));
        ci->NumResults = (short)wanted;
        ci->Status = fresh;
        ci->TailCalls = 0;
        _budget -= CallInstructions;
        int results = FunctionAt(code)(this);
        if (results < 0)
            return FinishHostSpecially(results);
        if (results > FewResults)
            Charge(results >> 3);
        PosCall(Top - results);
        return Entered.Done;
    }

    Entered FinishHostSpecially(int result)
    {
        if (result == HostResult.Yield)
            return Entered.Yielded;
        if (result == HostResult.Raised)
            return Entered.Raised;
        return EnterProtected(result == HostResult.HandledCall);
    }

    /// <summary>
    /// Turns the frame of <c>pcall</c> or <c>xpcall</c> into a marker, and calls what it protects.
    /// </summary>
    Entered EnterProtected(bool handled)
    {
        if (_l->NumCCalls + 1 >= MaxCCalls)
            return RaiseCOverflow();
        CallInfo51* ci = Ci;
        ci->Status |= handled ? FrameStatus.Protected | FrameStatus.Handler : FrameStatus.Protected;
        ci->TailCalls = _l->NumCCalls;
        ci->SavedPc = _l->ErrFunc;
        _l->NumCCalls++;
        T* function = Base;
        _l->ErrFunc = handled ? SaveStack(function) : 0;
        Entered entered = PreCall(handled ? function + 1 : function, MultRet, FrameStatus.None);
        if (entered == Entered.Lua)
            return Entered.Protected;
        if (entered == Entered.Done)
            FinishProtected();
        return entered;
    }

    Entered RaiseCOverflow()
    {
        RunError("C stack overflow");
        return Entered.Raised;
    }

    /// <summary>What a marker frame protected has returned: its results follow <c>true</c>.</summary>
    void FinishProtected()
    {
        CallInfo51* ci = Ci;
        T* first = Slot(ci->Base);
        if ((ci->Status & FrameStatus.Handler) == 0)
        {
            for (T* slot = Top; slot > first; slot--)
                *slot = slot[-1];
            Top++;
        }
        SetBoolean(first, true);
        LeaveProtected(ci, first);
    }

    void LeaveProtected(CallInfo51* ci, T* first)
    {
        _l->NumCCalls = (ushort)ci->TailCalls;
        _l->ErrFunc = ci->SavedPc;
        if (PosCall(first) != MultRet && (Ci->Status & FrameStatus.Lua) != 0)
            _l->Top = Ci->Top;
    }

    /// <summary>
    /// Leaves the current frame; its results go where the function was. How many were wanted.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int PosCall(T* first)
    {
        byte* mem = _mem;
        Thread51<T>* l = _l;
        CallInfo51* ci = (CallInfo51*)(mem + l->Ci);
        T* result = (T*)(mem + ci->Func);
        T* end = (T*)(mem + l->Top);
        int wanted = ci->NumResults;
        l->Ci -= (uint)sizeof(CallInfo51);
        l->Base = (ci - 1)->Base;
        int i = wanted;
        for (; i != 0 && first < end; i--)
            *result++ = *first++;
        for (; i > 0; i--)
            SetNil(result++);
        l->Top = Addr(result);
        return wanted;
    }

    /// <summary>
    /// Calls a value from host code. Results replace it and its arguments; an error is thrown.
    /// </summary>
    internal void Call(T* func, int wanted)
    {
        LuaStatus status = TryCall(func, wanted);
        if (status != LuaStatus.Ok)
            throw new LuaError(status);
    }

    /// <summary>
    /// Calls a value from host code; an error leaves its value on top and its status as the result.
    /// </summary>
    LuaStatus TryCall(T* func, int wanted)
    {
        if (T.Is53)
            return TryCall53(func, wanted, mayYield: IsLua(Ci53));
        Spend(HostCallInstructions);
        if (++_l->NumCCalls >= MaxCCalls)
        {
            LuaStatus overflow = CheckCDepth();
            if (overflow != LuaStatus.Ok)
                return overflow;
        }
        else if (IsHostStackFull)
        {
            return RaiseHostOverflow();
        }
        LuaStatus status = Drive(func, wanted, _l->Ci - _l->BaseCi);
        if (status == LuaStatus.Ok)
            _l->NumCCalls--;
        return status;
    }

    LuaStatus CheckCDepth()
    {
        if (_l->NumCCalls == MaxCCalls)
        {
            RunError("C stack overflow");
            return _raised;
        }
        return _l->NumCCalls >= MaxCCalls + (MaxCCalls >> 3) ? _raised = LuaStatus.ErrorError : LuaStatus.Ok;
    }

    /// <summary>
    /// Runs frames above an entry frame until the first of them returns. The one place where an exception
    /// from a host frame turns into an error again.
    /// </summary>
    LuaStatus Drive(T* func, int wanted, uint entry)
    {
        bool failed = false;
        while (true)
        {
            LuaStatus status;
            try
            {
                // On the way to a protected call there may be another error: no memory for its message.
                if (failed)
                {
                    if (!Unwind(entry, out bool left))
                        return _raised;
                    if (left)
                        return LuaStatus.Ok;
                }
                status = func != null ? StartCall(func, wanted) : Interpret();
            }
            catch (LuaError error)
            {
                status = error.Status;
                Charge(ExceptionInstructions);
            }
            catch (Exception exception) when (HostFailure.Is(exception))
            {
                status = RaiseHostFailure(exception);
                _budget -= ExceptionInstructions;
            }
            func = null;
            if (status <= LuaStatus.Yield)
                return status;
            _raised = status;
            failed = true;
        }
    }

    LuaStatus StartCall(T* func, int wanted) => PreCall(func, wanted, FrameStatus.Fresh) switch
    {
        Entered.Done => LuaStatus.Ok,
        Entered.Raised => _raised,
        Entered.Yielded => LuaStatus.Yield,
        _ => Interpret(),
    };

    /// <summary>
    /// Brings an error to the nearest protected call above the entry frame. False if there is none.
    /// <paramref name="left"/>: that call was itself the one the host made.
    /// </summary>
    bool Unwind(uint entry, out bool left)
    {
        left = false;
        _g.GcBlocked = false;
        _g.ResizingStrings = false;
        for (uint at = _l->Ci; at - _l->BaseCi > entry; at -= (uint)sizeof(CallInfo51))
        {
            CallInfo51* ci = (CallInfo51*)At(at);
            if ((ci->Status & FrameStatus.Protected) == 0)
                continue;
            T* first = Slot(ci->Base);
            T* keep = (ci->Status & FrameStatus.Handler) != 0 ? first + 1 : first;
            CloseUpvals(_l, Addr(keep));
            SetErrorValue(_raised, first + 1);
            SetBoolean(first, false);
            Top = first + 2;
            _l->Ci = at;
            _l->Base = ci->Base;
            left = (ci->Status & FrameStatus.Fresh) != 0;
            LeaveProtected(ci, first);
            RestoreCallLimit();
            if (!left)
                left = FinishMarkers();
            return true;
        }
        return false;
    }

    /// <summary>
    /// Finishes protected calls whose callee has just returned. True if the host made the last of them.
    /// </summary>
    bool FinishMarkers()
    {
        while ((Ci->Status & FrameStatus.Protected) != 0)
        {
            bool fresh = (Ci->Status & FrameStatus.Fresh) != 0;
            FinishProtected();
            if (fresh)
                return true;
        }
        return false;
    }

    void SetErrorValue(LuaStatus status, T* slot)
    {
        switch (status)
        {
            case LuaStatus.MemoryError:
                SetString(slot, _g.MemErrMsg);
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
    /// Calls the value below <paramref name="arguments"/> values on top, protected by the host itself. An
    /// error leaves the stack as it was before the function was pushed, with the error's value on top.
    /// <paramref name="failing"/> sees the frames that it came from; with <paramref name="keepsHandler"/> the
    /// handler of a surrounding <c>xpcall</c> hears the error first.
    /// </summary>
    internal LuaStatus ProtectedCall(
        int arguments, int wanted, Action? failing = null, bool keepsHandler = false)
    {
        NoteThread();
        if (T.Is53)
            return ProtectedCall53(arguments, wanted, failing, keepsHandler);
        uint func = SaveStack(Top - arguments - 1);
        uint ci = _l->Ci - _l->BaseCi;
        ushort depth = _l->NumCCalls;
        uint errFunc = _l->ErrFunc;
        _l->ErrFunc = keepsHandler ? errFunc : 0;
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
            CloseUpvals(_l, Addr(slot));
            SetErrorValue(status, slot);
            RestoreFrame(func, ci, depth, errFunc);
            Top = RestoreStack(func) + 1;
        }
        _l->ErrFunc = errFunc;
        return status;
    }

    /// <summary>
    /// Runs something of the host's own on the running frame. An error leaves the stack as it was, with the
    /// error's value on top.
    /// </summary>
    internal LuaStatus Protect(Action work)
    {
        NoteThread();
        if (T.Is53)
            return Protect53(work);
        uint top = SaveStack(Top);
        uint ci = _l->Ci - _l->BaseCi;
        ushort depth = _l->NumCCalls;
        uint errFunc = _l->ErrFunc;
        _l->ErrFunc = 0;
        try
        {
            work();
            _l->ErrFunc = errFunc;
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

    void RestoreFrame(uint func, uint ci, ushort depth, uint errFunc)
    {
        CloseUpvals(_l, Addr(RestoreStack(func)));
        _g.GcBlocked = false;
        _g.ResizingStrings = false;
        _l->NumCCalls = depth;
        _l->Ci = _l->BaseCi + ci;
        _l->Base = Ci->Base;
        _l->ErrFunc = errFunc;
        RestoreCallLimit();
    }

    /// <summary>
    /// Puts a value's <c>__call</c> metamethod below it. Null (an error is raised) if it has none.
    /// </summary>
    T* InsertCallMethod(T* func)
    {
        T* method = TagMethodOf(func, Event.Call);
        if (Tag<T>.Basic(method->Tag) != 6)
        {
            TypeError(func, "call");
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
