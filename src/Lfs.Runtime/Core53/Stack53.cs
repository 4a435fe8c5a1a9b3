using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

// Stacks, call frames and threads (ldo.c and lstate.c of 5.3). Stacks move when they are resized, frames do
// not: a CallInfo53* stays valid across a call, a T* into the stack does not.
unsafe partial class Calls<T>
{
    const int MaxStack53 = 12000;

    /// <summary>The size of the stack while an overflow is handled.</summary>
    const int ErrorStack53 = MaxStack53 + 200;
    internal const uint ThreadExtraBytes = 4;

    internal T* RunningFunction53 => Slot(Ci53->Func);

    /// <remarks>Source: ldo.c, <c>luaD_growstack</c>.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    void GrowStack53(int slots)
    {
        Debug.Assert(slots >= 0, "A stack does not grow by a negative number of slots.");
        Thread53<T>* l = L53;
        int size = l->StackSize;
        if (size > MaxStack53)
            throw new LuaError(LuaStatus.ErrorError);       // Overflow in the handler of an overflow.
        int needed = (int)(Slot(l->Top) - Slot(l->Stack)) + slots + ExtraStack;
        int more = Math.Max(Math.Min(2 * size, MaxStack53), needed);
        if (more <= MaxStack53)
        {
            ResizeStack53(l, more);
            return;
        }
        // The error handler gets the extra room; ShrinkStack53 takes it back.
        ResizeStack53(l, ErrorStack53);
        throw Introspection.RunErrorException("stack overflow");
    }

    /// <remarks>Source: ldo.c, <c>luaD_reallocstack</c>.</remarks>
    void ResizeStack53(Thread53<T>* thread, int size)
    {
        Debug.Assert(size <= ErrorStack53, "No stack is longer than the handling of an overflow needs.");
        Debug.Assert(
            Slot(thread->Top) - Slot(thread->Stack) <= size, "A stack keeps the slots that are in use.");
        uint old = thread->Stack;
        int oldSize = thread->StackSize;
        bool blocked = Gc.GcBlocked;
        Gc.GcBlocked = true;        // A collection must not see the stack half moved.
        uint at;
        try
        {
            at = Realloc(old, (uint)(oldSize * sizeof(T)), (uint)(size * sizeof(T)));
        }
        finally
        {
            Gc.GcBlocked = blocked;
        }
        for (int i = oldSize; i < size; i++)
            SetNil(Slot(at) + i);
        thread->Stack = at;
        thread->StackSize = size;
        thread->StackLast = at + (uint)((size - ExtraStack) * sizeof(T));
        uint move = unchecked(at - old);
        if (move != 0)
            MoveStack53(thread, move);
    }

    /// <remarks>Source: ldo.c, <c>correctstack</c>.</remarks>
    void MoveStack53(Thread53<T>* thread, uint move)
    {
        Debug.Assert(move % 4 == 0, "A stack moves by whole words.");
        thread->Top = Moved(thread->Top, move);
        for (uint at = thread->OpenUpval; at != 0; at = OpenPartOf(UpVal53At(at))->Next)
            UpVal53At(at)->V = Moved(UpVal53At(at)->V, move);
        for (uint at = thread->Ci; at != 0; at = Ci53At(at)->Previous)
        {
            CallInfo53* ci = Ci53At(at);
            ci->Top = Moved(ci->Top, move);
            ci->Base = Moved(ci->Base, move);
            ci->Func = Moved(ci->Func, move);
        }
    }

    /// <summary>Advances to the next call frame: a free one, or else a new one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    CallInfo53* NextCallInfo53()
    {
        Thread53<T>* l = L53;
        uint next = Ci53At(l->Ci)->Next;
        if (next == 0)
            next = AddCallInfo53();
        l->Ci = next;
        return Ci53At(next);
    }

    /// <remarks>Source: lstate.c, <c>luaE_extendCI</c>.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    uint AddCallInfo53()
    {
        Debug.Assert(Ci53->Next == 0, "A frame is allocated when none is left over.");
        uint at = Alloc((uint)sizeof(CallInfo53));
        Thread53<T>* l = L53;
        *Ci53At(at) = default;
        Ci53At(at)->Previous = l->Ci;
        Ci53->Next = at;
        l->NumCallInfos++;
        return at;
    }

    /// <summary>Frees all unused frames.</summary>
    /// <remarks>Source: lstate.c, <c>luaE_freeCI</c>.</remarks>
    void FreeCallInfos53(Thread53<T>* thread)
    {
        uint next = Ci53At(thread->Ci)->Next;
        Ci53At(thread->Ci)->Next = 0;
        while (next != 0)
        {
            uint at = next;
            next = Ci53At(at)->Next;
            Free(at, (uint)sizeof(CallInfo53));
            thread->NumCallInfos--;
        }
    }

    /// <summary>Frees every other unused frame.</summary>
    /// <remarks>Source: lstate.c, <c>luaE_shrinkCI</c>.</remarks>
    void ShrinkCallInfos53(Thread53<T>* thread)
    {
        CallInfo53* ci = Ci53At(thread->Ci);
        while (ci->Next != 0 && Ci53At(ci->Next)->Next is var second && second != 0)
        {
            Free(ci->Next, (uint)sizeof(CallInfo53));
            thread->NumCallInfos--;
            ci->Next = second;
            Ci53At(second)->Previous = Addr(ci);
            ci = Ci53At(second);
        }
    }

    /// <summary>Frees unused frames and the unused part of a thread's stack.</summary>
    /// <remarks>Source: ldo.c, <c>luaD_shrinkstack</c>.</remarks>
    internal void ShrinkStack53(Thread53<T>* thread)
    {
        uint limit = thread->Top;
        for (uint at = thread->Ci; at != 0; at = Ci53At(at)->Previous)
            limit = Math.Max(limit, Ci53At(at)->Top);
        Debug.Assert(IsSlotOf53(thread, limit), "A frame ends in the stack of its thread.");
        int used = (int)(Slot(limit) - Slot(thread->Stack)) + 1;
        int good = Math.Min(used + (used / 8) + 2 * ExtraStack, MaxStack53);
        if (thread->StackSize > MaxStack53)
            FreeCallInfos53(thread);        // A stack overflow made the list this long.
        else
            ShrinkCallInfos53(thread);
        if (used <= MaxStack53 - ExtraStack && good < thread->StackSize)
            ResizeStack53(thread, good);
    }

    /// <remarks>Source: lapi.c, <c>lua_checkstack</c>.</remarks>
    internal bool TryEnsureStack53(int slots)
    {
        Thread53<T>* l = L53;
        Debug.Assert(slots >= 0, "The number of slots is not negative.");
        if (slots > MaxStack53)
            return false;
        if (LacksRoom(l->StackLast, l->Top, slots))
        {
            int used = (int)(Slot(l->Top) - Slot(l->Stack)) + ExtraStack;
            if (used > MaxStack53 - slots)
                return false;
            GrowStack53(slots);
        }
        Ci53->Top = Math.Max(Ci53->Top, l->Top + (uint)(slots * sizeof(T)));
        return true;
    }

    internal void InitThread53(Thread53<T>* thread, uint globalState)
    {
        thread->GlobalState = globalState;
        thread->TwUps = Addr(thread);
        thread->AllowHook = 1;
        thread->NonYieldable = 1;
    }

    /// <remarks>Source: lstate.c, <c>stack_init</c>.</remarks>
    internal void InitStack53(Thread53<T>* thread)
    {
        thread->Stack = Alloc((uint)(BasicStackSize * sizeof(T)));
        thread->StackSize = BasicStackSize;
        for (int i = 0; i < BasicStackSize; i++)
            SetNil(Slot(thread->Stack) + i);
        thread->StackLast = thread->Stack + (uint)((BasicStackSize - ExtraStack) * sizeof(T));
        thread->Top = thread->Stack + (uint)sizeof(T);
        CallInfo53* ci = &thread->BaseCi;
        *ci = default;
        ci->Func = thread->Stack;
        ci->Base = thread->Top;
        ci->Top = thread->Top + (uint)(MinStack * sizeof(T));
        thread->Ci = Addr(ci);
    }

    /// <summary>Creates a thread and leaves it on top of the running stack.</summary>
    /// <remarks>Source: lstate.c, <c>lua_newthread</c>.</remarks>
    uint PushNewThread53()
    {
        uint at = Alloc(ThreadExtraBytes + (uint)sizeof(Thread53<T>)) + ThreadExtraBytes;
        Thread53<T>* thread = (Thread53<T>*)At(at);
        *thread = default;
        LinkObject(at, ObjectType.Of(Tag<T>.Thread));
        InitThread53(thread, L53->GlobalState);
        Introspection<T>.InheritHook53(thread, L53);
        // On the stack first: the next allocation may collect, and the marking skips a missing stack.
        SetRef(Top, Tag<T>.Thread, at);
        Top++;
        InitStack53(thread);
        return at;
    }

    /// <remarks>Source: lstate.c, <c>luaE_freethread</c>.</remarks>
    internal void FreeThread53(Thread53<T>* thread)
    {
        Debug.Assert(thread != L53, "A thread that runs is alive.");
        if (thread->Stack != 0)
        {
            CloseUpvals53(thread, thread->Stack);
            thread->Ci = Addr(&thread->BaseCi);
            FreeCallInfos53(thread);
            Free(thread->Stack, (uint)(thread->StackSize * sizeof(T)));
        }
        Free(Addr(thread) - ThreadExtraBytes, ThreadExtraBytes + (uint)sizeof(Thread53<T>));
    }
}
