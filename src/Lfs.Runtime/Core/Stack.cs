using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

unsafe partial class Calls<T>
{
    internal const int MinStack = 20;
    internal const int BasicStackSize = 2 * MinStack;
    internal const int ExtraStack = 5;
    internal const int BasicCallInfos = 8;
    const int MaxCCalls = 200;

    /// <summary>
    /// How far a slot is from the start of the running stack, in bytes; survives a move of the stack.
    /// </summary>
    internal uint SaveStack(T* slot) => Addr(slot) - L->Stack;

    internal T* RestoreStack(uint offset)
    {
        Debug.Assert(offset % (uint)sizeof(T) == 0, "A saved place is that of a slot.");
        return Slot(L->Stack + offset);
    }

    /// <summary>
    /// Whether a stack has no room for some more slots. Its top may lie behind its last slot: an error
    /// handler and its argument are put into the spare ones (ldebug.c, luaG_errormsg), and so are the
    /// arguments of a metamethod (ltm.c). The distance is negative then, so it is compared with a sign.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool LacksRoom(uint stackLast, uint top, int slots)
    {
        Debug.Assert(slots >= 0, "A stack grows by a positive number of slots.");
        return unchecked((int)(stackLast - top)) <= slots * sizeof(T);
    }

    /// <summary>Makes room for some more slots; the stack may move (ldo.h, luaD_checkstack).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CheckStack(int slots)
    {
        if (!LacksRoom(L->StackLast, L->Top, slots))
            return;
        if (T.LinksFrames)
            GrowStack53(slots);
        else
            GrowStack(slots);
    }

    internal static uint Moved(uint address, uint move) => unchecked(address + move);

    /// <summary>Gives a new thread its stack and its frames (lstate.c, stack_init).</summary>
    internal void InitStack(Thread51<T>* thread)
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

    /// <summary>Frees a thread with its stack (lstate.c, luaE_freethread).</summary>
    internal void FreeThread(Thread51<T>* thread)
    {
        Debug.Assert(thread->Type == 8, "The object to free is a thread.");
        Debug.Assert(thread != L51, "The running thread is never freed.");
        CloseUpvals(thread, thread->Stack);
        Free(thread->BaseCi, (uint)(thread->SizeCi * sizeof(CallInfo51)));
        Free(thread->Stack, (uint)(thread->StackSize * sizeof(T)));
        Free(Addr(thread), (uint)sizeof(Thread51<T>));
    }
}
