using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

// Stacks, call frames and threads (ldo.c and lstate.c of 5.1). The frames of a thread are an array that moves
// when it grows, as does the stack: any pointer to either is stale after a call that may allocate.
unsafe partial class Calls<T>
{
    internal const int MaxCalls = 20000;

    /// <summary>An arbitrary bound; a device runs out of RAM long before.</summary>
    const int MaxStackSlots = 1_000_000;

    /// <remarks>Source: ldo.c, <c>luaD_growstack</c>.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    void GrowStack(int slots)
    {
        Debug.Assert(slots >= 0, "A stack does not grow by a negative number of slots.");
        ResizeStack(L51, slots <= L51->StackSize ? 2 * L51->StackSize : L51->StackSize + slots);
    }

    /// <remarks>Source: ldo.c, <c>luaD_reallocstack</c>.</remarks>
    internal void ResizeStack(Thread51<T>* thread, int size)
    {
        if (size > MaxStackSlots)
            throw Introspection.RunErrorException("stack overflow");
        Debug.Assert(
            Slot(thread->Top) - Slot(thread->Stack) <= size, "A stack keeps the slots that are in use.");
        uint old = thread->Stack;
        int realSize = size + 1 + ExtraStack;
        bool blocked = Gc.GcBlocked;
        Gc.GcBlocked = true;        // A collection must not see the stack half moved.
        uint at;
        try
        {
            at = Realloc(old, (uint)(thread->StackSize * sizeof(T)), (uint)(realSize * sizeof(T)));
        }
        finally
        {
            Gc.GcBlocked = blocked;
        }
        thread->Stack = at;
        thread->StackSize = realSize;
        thread->StackLast = at + (uint)(size * sizeof(T));
        uint move = unchecked(at - old);
        if (move != 0)
            MoveStack(thread, move);
    }

    /// <remarks>Source: ldo.c, <c>correctstack</c>.</remarks>
    void MoveStack(Thread51<T>* thread, uint move)
    {
        Debug.Assert(move % 4 == 0, "A stack moves by whole words.");
        thread->Top = Moved(thread->Top, move);
        thread->Base = Moved(thread->Base, move);
        for (uint at = thread->OpenUpval; at != 0; at = UpValAt(at)->Next)
            UpValAt(at)->V = Moved(UpValAt(at)->V, move);
        for (uint at = thread->BaseCi; at <= thread->Ci; at += (uint)sizeof(CallInfo51))
        {
            CallInfo51* ci = (CallInfo51*)At(at);
            ci->Top = Moved(ci->Top, move);
            ci->Base = Moved(ci->Base, move);
            ci->Func = Moved(ci->Func, move);
        }
    }

    /// <remarks>Source: ldo.c, <c>luaD_reallocCI</c>.</remarks>
    internal void ResizeCallInfos(Thread51<T>* thread, int count)
    {
        Debug.Assert(
            thread->Ci - thread->BaseCi < count * sizeof(CallInfo51), "The frames that are in use are kept.");
        uint old = thread->BaseCi;
        uint at = Realloc(old, (uint)(thread->SizeCi * sizeof(CallInfo51)),
            (uint)(count * sizeof(CallInfo51)));
        // Frames hold no addresses of frames, so only the thread's own fields change.
        thread->BaseCi = at;
        thread->SizeCi = count;
        thread->Ci = Moved(thread->Ci, unchecked(at - old));
        thread->EndCi = at + (uint)((count - 1) * sizeof(CallInfo51));
    }

    /// <summary>The next call frame; raises "stack overflow" (by exception) after 20,000.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    CallInfo51* NextCallInfo()
    {
        Thread51<T>* l = L51;
        Debug.Assert(
            l->Ci >= l->BaseCi && l->Ci <= l->EndCi, "The topmost frame is one of the thread's own.");
        if (l->Ci == l->EndCi)
            GrowCallInfos();
        uint next = l->Ci + (uint)sizeof(CallInfo51);
        l->Ci = next;
        return (CallInfo51*)At(next);
    }

    /// <remarks>Source: ldo.c, <c>growCI</c>.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    void GrowCallInfos()
    {
        Debug.Assert(L51->Ci == L51->EndCi, "Frames are added when all are in use.");
        if (L51->SizeCi > MaxCalls)
            throw new LuaError(LuaStatus.ErrorError);       // Overflow in the handler of an overflow.
        ResizeCallInfos(L51, 2 * L51->SizeCi);
        // Raised after the array has grown: the error handler needs the frames beyond the limit.
        if (L51->SizeCi > MaxCalls)
            throw Introspection.RunErrorException("stack overflow");
    }

    /// <summary>Drops the frames beyond the limit once a stack overflow has been handled.</summary>
    /// <remarks>Source: ldo.c, <c>restore_stack_limit</c>.</remarks>
    void RestoreCallLimit()
    {
        if (L51->SizeCi <= MaxCalls)
            return;
        int used = (int)((L51->Ci - L51->BaseCi) / (uint)sizeof(CallInfo51));
        if (used + 1 < MaxCalls)
            ResizeCallInfos(L51, MaxCalls);
    }

    /// <summary>Creates a thread and leaves it on top of the running stack.</summary>
    /// <remarks>Source: lstate.c, <c>luaE_newthread</c>.</remarks>
    uint PushNewThread()
    {
        uint at = Alloc((uint)sizeof(Thread51<T>));
        Thread51<T>* thread = (Thread51<T>*)At(at);
        *thread = default;
        LinkObject(at, ObjectType.Of(Tag<T>.Thread));
        thread->GlobalState = L51->GlobalState;
        thread->AllowHook = 1;
        SetNil(&thread->Globals);
        // On the stack first: the next allocations may collect, and the marking skips a missing stack.
        SetRef(Top, Tag<T>.Thread, at);
        Top++;
        InitStack(thread);
        thread->Globals = L51->Globals;
        return at;
    }
}
