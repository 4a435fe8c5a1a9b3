using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Core;

// ldo.c of 5.3, built like that of 5.1 (Calls51): protected calls are marker frames, so errors and yields
// unwind frames. New in 5.3: a metamethod called by the interpreter may yield. The nested interpreters then
// return, and the resume continues the frames that they left behind (Coroutines53).
unsafe partial class Calls<T>
{
    /// <summary>Prepares a call of the value in a slot, with the arguments above it up to the top.</summary>
    /// <remarks>Source: ldo.c, <c>luaD_precall</c>.</remarks>
    internal Entered PreCall53(T* func, int wanted, FrameStatus fresh)
    {
        Debug.Assert(func < Top, "A function lies below the top of the stack.");
        Debug.Assert(wanted >= MultRet, "A caller wants all results or a number of them.");
        while (true)
        {
            int tag = func->Tag;
            if (tag == Tag<T>.Function)
            {
                EnterLua53(func, ProtoAt(ClosureAt(func->Ref)->Code), wanted, fresh);
                return Entered.Lua;
            }
            if (tag == Tag<T>.LightFunction)
                return CallHost53(func, func->Ref, wanted, fresh);
            if (tag == Tag<T>.HostClosure)
                return CallHost53(func, ClosureAt(func->Ref)->Code, wanted, fresh);
            func = InsertCallMethod(func);
            if (func == null)
                return Entered.Raised;
        }
    }

    /// <summary>Reserves the registers of a Lua function, then pushes its frame.</summary>
    void EnterLua53(T* func, Proto<T>* p, int wanted, FrameStatus fresh)
    {
        Debug.Assert(p->Type == ObjectType.Proto, "The code of a Lua function is a Proto.");
        Thread53<T>* l = L53;
        int size = p->MaxStackSize;
        ChargeLongCode(p);
        if (LacksRoom(l->StackLast, l->Top, size))
        {
            uint offset = SaveStack(func);
            CheckGcForStack53();
            GrowStack53(size);
            func = RestoreStack(offset);
        }
        T* top = Slot(l->Top);
        T* frame = func + 1;
        int given = (int)(top - frame);
        if (p->IsVararg != 0)
        {
            frame = AdjustVarargs53(p, given, top);
            // Allocating the frame record may force a collection, which clears the slots above the top.
            l->Top = Addr(frame + p->NumParams);
        }
        else
        {
            for (; given < p->NumParams; given++)
                SetNil(top++);
        }
        PushLuaFrame53(NextCallInfo53(), func, frame, p, wanted, fresh);
        if (Hooked)
            Introspection.HookLuaCall53();
    }

    /// <summary>
    /// The fast path of a call: a short Lua function with fixed parameters, when the stack has room and a
    /// frame record is free. Changes nothing and returns false in any other case.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryEnterLua53(T* func, int wanted)
    {
        Debug.Assert(
            func->Tag == Tag<T>.Function && func < Top, "The interpreter calls a closure below the top.");
        byte* mem = _mem;
        Thread53<T>* l = L53;
        Proto<T>* p = (Proto<T>*)(mem + ((Closure<T>*)(mem + func->Ref))->Code);
        uint next = ((CallInfo53*)(mem + l->Ci))->Next;
        if (p->IsVararg != 0 || p->SizeCode > ShortCode || next == 0
            || LacksRoom(l->StackLast, l->Top, p->MaxStackSize))
        {
            return false;
        }
        T* limit = func + 1 + p->NumParams;
        for (T* top = (T*)(mem + l->Top); top < limit; top++)
            SetNil(top);
        l->Ci = next;
        PushLuaFrame53((CallInfo53*)(mem + next), func, func + 1, p, wanted, FrameStatus.None);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void PushLuaFrame53(CallInfo53* ci, T* func, T* frame, Proto<T>* p, int wanted, FrameStatus fresh)
    {
        Debug.Assert(
            Addr(frame + p->MaxStackSize) <= L53->StackLast,
            "A frame is made when there is room for all its registers.");
        SliceLeft -= CallInstructions;
        ci->Func = Addr(func);
        ci->Base = Addr(frame);
        ci->Top = L53->Top = Addr(frame + p->MaxStackSize);
        ci->SavedPc = p->Code;
        ci->NumResults = (short)wanted;
        ci->Status = FrameStatus.Lua | fresh;
    }

    /// <summary>Lets the collector step before the stack grows; the new frame does not exist yet.</summary>
    /// <remarks>Source: ldo.c, <c>checkstackGC</c>.</remarks>
    void CheckGcForStack53() => CheckGc();

    /// <summary>Copies the fixed parameters above the variable arguments; returns the new base.</summary>
    /// <remarks>Source: ldo.c, <c>adjust_varargs</c>.</remarks>
    static T* AdjustVarargs53(Proto<T>* p, int actual, T* top)
    {
        Debug.Assert(actual >= 0, "The number of arguments is not negative.");
        T* given = top - actual;
        T* frame = top;
        int i = 0;
        for (; i < p->NumParams && i < actual; i++)
        {
            *top++ = given[i];
            SetNil(given + i);
        }
        for (; i < p->NumParams; i++)
            SetNil(top++);
        return frame;
    }

    Entered CallHost53(T* func, uint code, int wanted, FrameStatus fresh)
    {
        Thread53<T>* l = L53;
        if (LacksRoom(l->StackLast, l->Top, MinStack))
        {
            uint offset = SaveStack(func);
            CheckGcForStack53();
            GrowStack53(MinStack);
            func = RestoreStack(offset);
        }
        CallInfo53* ci = NextCallInfo53();
        ci->Func = Addr(func);
        ci->Base = Addr(func + 1);
        ci->Top = l->Top + (uint)(MinStack * sizeof(T));
        ci->NumResults = (short)wanted;
        ci->Status = fresh;
        SliceLeft -= CallInstructions;
        bool hooked = Hooked;
        if (hooked)
            Introspection.HookHostCall53();
        int results = FunctionAt(code)(State);
        Debug.Assert(
            results < 0 || Top - results >= Base, "A host function returns values of its own frame.");
        if (results < 0)
            return FinishHostSpecially53(results);
        PosCall53(Hooked ? Introspection.HookReturn53(Top - results) : Top - results);
        return Hooked == hooked ? Entered.Done : Entered.Switched;
    }

    Entered FinishHostSpecially53(int result)
    {
        if (result == HostResult.Yield)
            return Entered.Yielded;
        if (result == HostResult.Raised)
            return Entered.Raised;
        return EnterProtected53(result == HostResult.HandledCall);
    }

    /// <summary>
    /// Turns the frame of <c>pcall</c> or <c>xpcall</c> into a marker and calls the protected function.
    /// </summary>
    /// <remarks>
    /// As in 5.1, SavedPc saves the caller's error handler. The C depth is not saved but counted back: a
    /// coroutine may be resumed at another depth than the one at which the marker was made.
    /// </remarks>
    Entered EnterProtected53(bool handled)
    {
        Debug.Assert(
            (Ci53->Status & FrameStatus.Lua) == 0, "Only the frame of a host function becomes a marker.");
        Thread53<T>* l = L53;
        if (l->NumCCalls + 1 >= MaxCCalls)
            return RaiseCOverflow();
        CallInfo53* ci = Ci53;
        ci->Status |= handled ? FrameStatus.Protected | FrameStatus.Handler : FrameStatus.Protected;
        if (l->AllowHook == 0)
            ci->Status |= FrameStatus.HooksOff;
        ci->SavedPc = l->ErrFunc;
        l->NumCCalls++;
        l->Protections++;
        T* function = Base;
        l->ErrFunc = handled ? SaveStack(function) : 0;
        Entered entered = PreCall53(handled ? function + 1 : function, MultRet, FrameStatus.None);
        if (entered == Entered.Lua)
            return Entered.Protected;
        if (entered is Entered.Done or Entered.Switched)
            FinishProtected53();
        return entered;
    }

    /// <summary>Completes a protected call that returned: puts <c>true</c> before its results.</summary>
    void FinishProtected53()
    {
        Debug.Assert((Ci53->Status & FrameStatus.Protected) != 0, "A protected call ends at its marker.");
        CallInfo53* ci = Ci53;
        T* first = Slot(ci->Base);
        if ((ci->Status & FrameStatus.Handler) == 0)
        {
            for (T* slot = Top; slot > first; slot--)
                *slot = slot[-1];
            Top++;
        }
        SetBoolean(first, true);
        L53->NumCCalls--;
        LeaveProtected53(ci, first);
    }

    void LeaveProtected53(CallInfo53* ci, T* first)
    {
        Thread53<T>* l = L53;
        Debug.Assert(l->Protections > 0, "A protected call that ends has been counted.");
        l->Protections--;
        l->ErrFunc = ci->SavedPc;
        bool fresh = (ci->Status & FrameStatus.Fresh) != 0;
        // The frame stops protecting before its return hook runs: an error in the hook is the caller's.
        ci->Status &= ~FrameStatus.Protected;
        if (Hooked)
            first = Introspection.HookReturn53(first);
        // The results of a fresh call belong to the host or the instruction that made it: keep the top.
        if (PosCall53(first) != MultRet && !fresh && (Ci53->Status & FrameStatus.Lua) != 0)
            l->Top = Ci53->Top;
    }

    /// <summary>
    /// Pops the current frame and moves its results to the slot of the function. Returns the number of
    /// results that the caller wants.
    /// </summary>
    /// <remarks>Source: ldo.c, <c>luaD_poscall</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int PosCall53(T* first)
    {
        byte* mem = _mem;
        Thread53<T>* l = L53;
        CallInfo53* ci = (CallInfo53*)(mem + l->Ci);
        T* result = (T*)(mem + ci->Func);
        T* end = (T*)(mem + l->Top);
        int wanted = ci->NumResults;
        Debug.Assert(ci != &l->BaseCi, "The first frame of a thread is never left.");
        Debug.Assert(first > result, "Results lie above the function that they replace.");
        l->Ci = ci->Previous;
        int i = wanted;
        for (; i != 0 && first < end; i--)
            *result++ = *first++;
        for (; i > 0; i--)
            SetNil(result++);
        l->Top = Addr(result);
        return wanted;
    }

    /// <summary>
    /// Calls a value for host code or for an instruction. An error leaves its value on top, and its status is
    /// the result. Only an instruction may let the callee yield; host code cannot be resumed.
    /// </summary>
    /// <remarks>Source: ldo.c, <c>luaD_call</c>.</remarks>
    internal LuaStatus TryCall53(T* func, int wanted, bool mayYield)
    {
        Debug.Assert(func < Top, "A function lies below the top of the stack.");
        Spend(ILuaState.HostCallInstructions);
        Thread53<T>* l = L53;
        if (++l->NumCCalls >= MaxCCalls)
        {
            LuaStatus overflow = CheckCDepth53();
            if (overflow != LuaStatus.Ok)
                return overflow;
        }
        else if (IsHostStackFull)
        {
            return RaiseHostOverflow();
        }
        if (!mayYield)
            l->NonYieldable++;
        bool hooked = Hooked;
        LuaStatus status = Drive53(func, wanted);
        if (Hooked != hooked)
            InterruptSoon();
        // After an error or a yield, the counts are restored by whoever catches the one or resumes the other.
        if (status == LuaStatus.Ok)
        {
            l->NumCCalls--;
            if (!mayYield)
                l->NonYieldable--;
        }
        return status;
    }

    LuaStatus CheckCDepth53()
    {
        if (L53->NumCCalls == MaxCCalls)
        {
            Introspection.RunError("C stack overflow");
            return Raised;
        }
        return L53->NumCCalls >= MaxCCalls + (MaxCCalls >> 3) ? Raised = LuaStatus.ErrorError : LuaStatus.Ok;
    }

    /// <summary>
    /// Runs the frames above the current one until the first of them returns. An exception from a host frame
    /// becomes a Lua error again here, or where a coroutine is resumed.
    /// </summary>
    LuaStatus Drive53(T* func, int wanted)
    {
        Thread53<T>* l = L53;
        uint entry = l->Ci;
        Depth53 depth = DepthOf53(l);
        bool failed = false;
        while (true)
        {
            LuaStatus status;
            try
            {
                // Inside the try: unwinding may itself fail, for instance in a return hook.
                if (failed)
                {
                    if (!Unwind53(entry, depth, out bool left))
                        return Raised;
                    if (left)
                        return LuaStatus.Ok;
                }
                status = func != null ? StartCall53(func, wanted) : Run53();
            }
            catch (LuaError error)
            {
                status = error.Status;
                Charge(ExceptionInstructions);
            }
            catch (Exception exception) when (HostFailure.Is(exception))
            {
                status = State.RaiseHostFailure(exception);
                SliceLeft -= ExceptionInstructions;
            }
            func = null;
            if (status <= LuaStatus.Yield)
                return status;
            Raised = status;
            failed = true;
        }
    }

    LuaStatus StartCall53(T* func, int wanted) => PreCall53(func, wanted, FrameStatus.Fresh) switch
    {
        Entered.Done or Entered.Switched => LuaStatus.Ok,
        Entered.Raised => Raised,
        Entered.Yielded => LuaStatus.Yield,
        _ => Run53(),
    };
}
