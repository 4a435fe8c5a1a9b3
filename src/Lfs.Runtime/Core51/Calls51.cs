using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lfs.Runtime.Host;

namespace Lfs.Runtime.Core;

// ldo.c of 5.1: calls, returns and errors. pcall and xpcall do not nest interpreters: their own frame becomes
// a marker, and an error unwinds to the nearest one. An error is a status where the path is hot and an
// exception elsewhere; Drive turns the second into the first.
unsafe partial class Calls<T>
{
    /// <summary>Moving more results than this is charged to the budget.</summary>
    const int FewResults = 16;

    /// <summary>Prepares a call of the value in a slot, with the arguments above it up to the top.</summary>
    /// <remarks>Source: ldo.c, <c>luaD_precall</c>.</remarks>
    internal Entered PreCall(T* func, int wanted, FrameStatus fresh)
    {
        Debug.Assert(func < Top, "A function lies below the top of the stack.");
        Debug.Assert(wanted >= MultRet, "A caller wants all results or a number of them.");
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

    /// <summary>Reserves the registers of a Lua function, then pushes its frame.</summary>
    void EnterLua(T* func, Proto<T>* p, int wanted, FrameStatus fresh)
    {
        Debug.Assert(
            p->Type == (InRom(Addr(p)) ? 0 : ObjectType.Proto),
            "The code of a Lua function is a Proto; an image of 5.1 does not say so.");
        int size = p->MaxStackSize;
        uint offset = SaveStack(func);      // A distance, since the stack may move below.
        ChargeLongCode(p);
        if (LacksRoom(L51->StackLast, L51->Top, size))
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
    /// The fast path of a call: a short Lua function with fixed parameters, when the stack and the array of
    /// frames have room. Changes nothing and returns false in any other case.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryEnterLua(T* func, int wanted)
    {
        Debug.Assert(
            func->Tag == Tag<T>.Function && func < Top, "The interpreter calls a closure below the top.");
        byte* mem = _mem;
        Thread51<T>* l = L51;
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
        SliceLeft -= CallInstructions;
        Thread51<T>* l = L51;
        T* slot = (T*)(_mem + l->Top);
        T* limit = frame + p->MaxStackSize;
        Debug.Assert(
            Addr(limit) <= l->StackLast, "A frame is made when there is room for all its registers.");
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

    /// <summary>Copies the fixed parameters above the variable arguments; returns the new base.</summary>
    /// <remarks>Source: ldo.c, <c>adjust_varargs</c>.</remarks>
    T* AdjustVarargs(Proto<T>* p, int actual)
    {
        Debug.Assert(actual >= 0, "The number of arguments is not negative.");
        // Flags of is_vararg (lobject.h): the function has, or needs, the table `arg` of Lua 5.0.
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
            // Off the stack for the loop only, which allocates nothing: the array part has the right size.
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
        Thread51<T>* l = L51;
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
        SliceLeft -= CallInstructions;
        int results = FunctionAt(code)(State);
        Debug.Assert(
            results < 0 || Top - results >= Base, "A host function returns values of its own frame.");
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
    /// Turns the frame of <c>pcall</c> or <c>xpcall</c> into a marker and calls the protected function.
    /// </summary>
    /// <remarks>
    /// A host frame uses neither TailCalls nor SavedPc, so the marker saves the C depth and the error handler
    /// of its caller there. <see cref="LeaveProtected"/> restores both.
    /// </remarks>
    Entered EnterProtected(bool handled)
    {
        Debug.Assert(
            (Ci->Status & FrameStatus.Lua) == 0, "Only the frame of a host function becomes a marker.");
        if (L51->NumCCalls + 1 >= MaxCCalls)
            return RaiseCOverflow();
        CallInfo51* ci = Ci;
        ci->Status |= handled ? FrameStatus.Protected | FrameStatus.Handler : FrameStatus.Protected;
        ci->TailCalls = L51->NumCCalls;
        ci->SavedPc = L51->ErrFunc;
        L51->NumCCalls++;
        T* function = Base;
        L51->ErrFunc = handled ? SaveStack(function) : 0;
        Entered entered = PreCall(handled ? function + 1 : function, MultRet, FrameStatus.None);
        if (entered == Entered.Lua)
            return Entered.Protected;
        if (entered == Entered.Done)
            FinishProtected();
        return entered;
    }

    /// <summary>Completes a protected call that returned: puts <c>true</c> before its results.</summary>
    void FinishProtected()
    {
        Debug.Assert((Ci->Status & FrameStatus.Protected) != 0, "A protected call ends at its marker.");
        CallInfo51* ci = Ci;
        T* first = Slot(ci->Base);
        if ((ci->Status & FrameStatus.Handler) == 0)
        {
            // Of xpcall, `true` replaces the handler; of pcall, the results start here and must move up.
            for (T* slot = Top; slot > first; slot--)
                *slot = slot[-1];
            Top++;
        }
        SetBoolean(first, true);
        LeaveProtected(ci, first);
    }

    void LeaveProtected(CallInfo51* ci, T* first)
    {
        Debug.Assert(Addr(ci) == L51->Ci, "The marker of a protected call that ends is the topmost frame.");
        L51->NumCCalls = (ushort)ci->TailCalls;
        L51->ErrFunc = ci->SavedPc;
        if (PosCall(first) != MultRet && (Ci->Status & FrameStatus.Lua) != 0)
            L51->Top = Ci->Top;
    }

    /// <summary>
    /// Pops the current frame and moves its results to the slot of the function. Returns the number of
    /// results that the caller wants.
    /// </summary>
    /// <remarks>Source: ldo.c, <c>luaD_poscall</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int PosCall(T* first)
    {
        byte* mem = _mem;
        Thread51<T>* l = L51;
        CallInfo51* ci = (CallInfo51*)(mem + l->Ci);
        T* result = (T*)(mem + ci->Func);
        T* end = (T*)(mem + l->Top);
        int wanted = ci->NumResults;
        Debug.Assert(l->Ci > l->BaseCi, "The first frame of a thread is never left.");
        Debug.Assert(first > result, "Results lie above the function that they replace.");
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

    LuaStatus CheckCDepth()
    {
        if (L51->NumCCalls == MaxCCalls)
        {
            Introspection.RunError("C stack overflow");
            return Raised;
        }
        return L51->NumCCalls >= MaxCCalls + (MaxCCalls >> 3) ? Raised = LuaStatus.ErrorError : LuaStatus.Ok;
    }

    /// <summary>
    /// Runs the frames above an entry frame until the first of them returns. Only here does an exception from
    /// a host frame become a Lua error again.
    /// </summary>
    /// <remarks>Source: ldo.c, <c>luaD_rawrunprotected</c>, <c>luaD_call</c>.</remarks>
    internal LuaStatus Drive(T* func, int wanted, uint entry)
    {
        Debug.Assert(entry <= L51->Ci - L51->BaseCi, "Frames are run above the frame that the host is in.");
        bool failed = false;
        while (true)
        {
            LuaStatus status;
            try
            {
                // Inside the try: unwinding may itself fail, for want of memory for the message.
                if (failed)
                {
                    if (!Unwind(entry, out bool left))
                        return Raised;
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

    LuaStatus StartCall(T* func, int wanted) => PreCall(func, wanted, FrameStatus.Fresh) switch
    {
        Entered.Done => LuaStatus.Ok,
        Entered.Raised => Raised,
        Entered.Yielded => LuaStatus.Yield,
        _ => Interpret(),
    };

    /// <summary>
    /// Unwinds to the nearest protected call above the entry frame; false if there is none.
    /// <paramref name="left"/> is true if that call is the one that the host made.
    /// </summary>
    bool Unwind(uint entry, out bool left)
    {
        Debug.Assert(Raised > LuaStatus.Yield, "Only an error unwinds frames.");
        left = false;
        Gc.GcBlocked = false;
        StackIsFixed = false;
        ResizingStrings = false;
        for (uint at = L51->Ci; at - L51->BaseCi > entry; at -= (uint)sizeof(CallInfo51))
        {
            CallInfo51* ci = (CallInfo51*)At(at);
            if ((ci->Status & FrameStatus.Protected) == 0)
                continue;
            T* first = Slot(ci->Base);
            T* keep = (ci->Status & FrameStatus.Handler) != 0 ? first + 1 : first;
            // Upvalues first: the error value overwrites slots that they may refer to.
            CloseUpvals(L51, Addr(keep));
            SetErrorValue(Raised, first + 1);
            SetBoolean(first, false);
            Top = first + 2;
            L51->Ci = at;
            L51->Base = ci->Base;
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
    /// Completes the protected calls whose callee has just returned. True if the host made the last of them.
    /// </summary>
    internal bool FinishMarkers()
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

    /// <summary>Restores the frame and the depth saved before a call that failed.</summary>
    /// <remarks>Source: ldo.c, <c>luaD_pcall</c>.</remarks>
    internal void RestoreFrame(uint func, uint ci, ushort depth, uint errFunc)
    {
        Debug.Assert(ci <= L51->Ci - L51->BaseCi, "The frame to return to is the topmost or below it.");
        Debug.Assert(depth <= L51->NumCCalls, "The depth to return to is not above the current one.");
        CloseUpvals(L51, Addr(RestoreStack(func)));
        Gc.GcBlocked = false;
        StackIsFixed = false;
        ResizingStrings = false;
        L51->NumCCalls = depth;
        L51->Ci = L51->BaseCi + ci;
        L51->Base = Ci->Base;
        L51->ErrFunc = errFunc;
        RestoreCallLimit();
    }
}
