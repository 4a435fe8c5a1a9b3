using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

// ldo.c and lstate.c of 5.1: stacks, call frames, threads.
sealed unsafe partial class Vm<T>
{
    const int MinStack = 20;
    const int BasicStackSize = 2 * MinStack;
    const int ExtraStack = 5;
    const int BasicCallInfos = 8;
    const int MaxCalls = 20000;
    const int MaxCCalls = 200;

    /// <summary>A bound of ours: the device runs out of RAM long before.</summary>
    const int MaxStackSlots = 1_000_000;

    CallInfo51* Ci => (CallInfo51*)At(_l->Ci);

    /// <summary>
    /// How far a slot is from the start of the running stack, in bytes; survives a move of the stack.
    /// </summary>
    uint SaveStack(T* slot) => Addr(slot) - (T.Is53 ? L53->Stack : _l->Stack);

    T* RestoreStack(uint offset) => Slot((T.Is53 ? L53->Stack : _l->Stack) + offset);

    /// <summary>
    /// Whether a stack has no room for some more slots. Its top may lie behind its last slot: an error
    /// handler and its argument are put into the spare ones (ldebug.c, luaG_errormsg), and so are the
    /// arguments of a metamethod (ltm.c). The distance is negative then, so it is compared with a sign.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool LacksRoom(uint stackLast, uint top, int slots)
    {
        Debug.Assert(slots >= 0, "nobody asks for room for less than nothing");
        return unchecked((int)(stackLast - top)) <= slots * sizeof(T);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void CheckStack(int slots)
    {
        if (T.Is53)
        {
            if (LacksRoom(L53->StackLast, L53->Top, slots))
                GrowStack53(slots);
            return;
        }
        if (LacksRoom(_l->StackLast, _l->Top, slots))
            GrowStack(slots);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void GrowStack(int slots) =>
        ResizeStack(_l, slots <= _l->StackSize ? 2 * _l->StackSize : _l->StackSize + slots);

    void ResizeStack(Thread51<T>* thread, int size)
    {
        if (size > MaxStackSlots)
            throw RunErrorException("stack overflow");
        uint old = thread->Stack;
        int realSize = size + 1 + ExtraStack;
        bool blocked = _g.GcBlocked;
        _g.GcBlocked = true;        // The collector must not see a stack that is being moved.
        uint at;
        try
        {
            at = Realloc(old, (uint)(thread->StackSize * sizeof(T)), (uint)(realSize * sizeof(T)));
        }
        finally
        {
            _g.GcBlocked = blocked;
        }
        thread->Stack = at;
        thread->StackSize = realSize;
        thread->StackLast = at + (uint)(size * sizeof(T));
        uint move = unchecked(at - old);
        if (move != 0)
            MoveStack(thread, move);
    }

    static uint Moved(uint address, uint move) => unchecked(address + move);

    void MoveStack(Thread51<T>* thread, uint move)
    {
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

    void ResizeCallInfos(Thread51<T>* thread, int count)
    {
        uint old = thread->BaseCi;
        uint at = Realloc(old, (uint)(thread->SizeCi * sizeof(CallInfo51)),
            (uint)(count * sizeof(CallInfo51)));
        thread->BaseCi = at;
        thread->SizeCi = count;
        thread->Ci = Moved(thread->Ci, unchecked(at - old));
        thread->EndCi = at + (uint)((count - 1) * sizeof(CallInfo51));
    }

    /// <summary>The next call frame; raises "stack overflow" (by exception) after 20,000.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    CallInfo51* NextCallInfo()
    {
        Thread51<T>* l = _l;
        if (l->Ci == l->EndCi)
            GrowCallInfos();
        uint next = l->Ci + (uint)sizeof(CallInfo51);
        l->Ci = next;
        return (CallInfo51*)At(next);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void GrowCallInfos()
    {
        if (_l->SizeCi > MaxCalls)
            throw new LuaError(LuaStatus.ErrorError);       // Overflow while handling an overflow.
        ResizeCallInfos(_l, 2 * _l->SizeCi);
        if (_l->SizeCi > MaxCalls)
            throw RunErrorException("stack overflow");
    }

    /// <summary>After a stack overflow was handled, the frames beyond the limit go.</summary>
    void RestoreCallLimit()
    {
        if (_l->SizeCi <= MaxCalls)
            return;
        int used = (int)((_l->Ci - _l->BaseCi) / (uint)sizeof(CallInfo51));
        if (used + 1 < MaxCalls)
            ResizeCallInfos(_l, MaxCalls);
    }

    void InitStack(Thread51<T>* thread)
    {
        thread->BaseCi = Alloc((uint)(BasicCallInfos * sizeof(CallInfo51)));
        thread->Ci = thread->BaseCi;
        thread->SizeCi = BasicCallInfos;
        thread->EndCi = thread->BaseCi + (uint)((BasicCallInfos - 1) * sizeof(CallInfo51));
        thread->Stack = Alloc((uint)((BasicStackSize + ExtraStack) * sizeof(T)));
        thread->StackSize = BasicStackSize + ExtraStack;
        thread->Top = thread->Stack;
        thread->StackLast = thread->Stack + (uint)((BasicStackSize - 1) * sizeof(T));
        CallInfo51* ci = (CallInfo51*)At(thread->BaseCi);
        *ci = default;
        ci->Func = thread->Top;
        SetNil(Slot(thread->Top));
        thread->Top += (uint)sizeof(T);
        ci->Base = thread->Base = thread->Top;
        ci->Top = thread->Top + (uint)(MinStack * sizeof(T));
    }

    /// <summary>A new thread, left on top of the running stack.</summary>
    uint PushNewThread()
    {
        uint at = Alloc((uint)sizeof(Thread51<T>));
        Thread51<T>* thread = (Thread51<T>*)At(at);
        *thread = default;
        LinkObject(at, (byte)(Tag<T>.Thread & 0x3F));
        thread->GlobalState = _l->GlobalState;
        thread->AllowHook = 1;
        SetNil(&thread->Globals);
        SetRef(Top, Tag<T>.Thread, at);
        Top++;
        InitStack(thread);
        thread->Globals = _l->Globals;
        return at;
    }

    void FreeThread(Thread51<T>* thread)
    {
        CloseUpvals(thread, thread->Stack);
        Free(thread->BaseCi, (uint)(thread->SizeCi * sizeof(CallInfo51)));
        Free(thread->Stack, (uint)(thread->StackSize * sizeof(T)));
        Free(Addr(thread), (uint)sizeof(Thread51<T>));
    }
}
