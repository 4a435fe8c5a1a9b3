using System.Diagnostics;
using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

/// <summary>The events that call a hook (lua.h of 5.3, LUA_MASKCALL and the rest).</summary>
[Flags]
enum HookEvents
{
    None = 0,
    Call = 1,
    Return = 2,
    Line = 4,
    Count = 8,
}

/// <summary>Selects a build of the interpreter: one that tells <see cref="Tracing{T}"/> each instruction, or
/// one without any code for that.</summary>
interface ITraced
{
    static abstract bool Traces { get; }
}

/// <summary>The same of 5.3: with hooks, or without any code for them.</summary>
interface IHooks : ITraced
{
    static abstract bool On { get; }
}

readonly struct Hooks : IHooks
{
    public static bool On => true;
    public static bool Traces => false;
}

readonly struct NoHooks : IHooks
{
    public static bool On => false;
    public static bool Traces => false;
}

readonly struct TracedHooks : IHooks
{
    public static bool On => true;
    public static bool Traces => true;
}

readonly struct TracedNoHooks : IHooks
{
    public static bool On => false;
    public static bool Traces => true;
}

// Hooks (ldebug.c and ldo.c of 5.3): a function of the program, called at each call, return or line, or at
// intervals of instructions. 5.1 on a device has none (ldblib.c, LUA_USE_BUILTIN_DEBUG_MINIMAL).
unsafe partial class Introspection<T>
{
    /// <summary>The light userdata under which the registry keeps the table of hooks by thread.</summary>
    const uint HookKey = RomStart;

    /// <summary>Sets the hook of a thread (0: the running one); removes it if there are no events.</summary>
    internal void SetHook(uint thread, HookEvents events, int count)
    {
        Thread53<T>* l = ThreadOf53(thread);
        l->BaseHookCount = l->HookCount = count;
        l->HookMask = (int)events;
        Vm.Hooked = L53->HookMask != 0;
    }

    internal HookEvents EventsOf(uint thread) => (HookEvents)ThreadOf53(thread)->HookMask;

    internal int HookCountOf(uint thread) => ThreadOf53(thread)->BaseHookCount;

    /// <summary>Pushes the registry's table of hooks; pushes nothing and returns false if none.</summary>
    internal bool PushHookTable()
    {
        Vm.PushLightUserdata(HookKey);
        Vm.RawGet(ILuaState.RegistryIndex);
        if (Vm.IsTable(-1) && !Vm.IsRoTable(-1))
            return true;
        Vm.Pop(1);
        return false;
    }

    /// <summary>Creates the table of hooks and pushes it. Its keys, the threads, are weak.</summary>
    internal void PushNewHookTable()
    {
        Vm.PushTable(0, 2);
        Vm.PushLightUserdata(HookKey);
        Vm.PushValue(-2);
        Vm.RawSet(ILuaState.RegistryIndex);
        Vm.PushString("k"u8);
        Vm.SetField(-2, "__mode"u8);
        Vm.PushValue(-1);
        Vm.SetMetatable(-2);
    }

    internal void PushThreadOf(uint thread)
    {
        SetRef(Top, Tag<T>.Thread, Addr(ThreadOf53(thread)));
        Top++;
    }

    internal static void InheritHook53(Thread53<T>* thread, Thread53<T>* from)
    {
        thread->HookMask = from->HookMask;
        thread->BaseHookCount = thread->HookCount = from->BaseHookCount;
    }

    /// <summary>Calls the line and count hooks due before an instruction. The stack may move.</summary>
    /// <remarks>Source: ldebug.c, <c>luaG_traceexec</c>.</remarks>
    internal void TraceInstruction53()
    {
        Debug.Assert(IsLua(Ci53), "Only Lua code is traced.");
        Thread53<T>* l = L53;
        CallInfo53* ci = Ci53;
        var events = (HookEvents)l->HookMask;
        bool counted = --l->HookCount == 0 && (events & HookEvents.Count) != 0;
        if (counted)
        {
            l->HookCount = l->BaseHookCount;
            CallHook53("count", -1);
        }
        if ((events & HookEvents.Line) == 0)
            return;
        Proto<T>* f = ProtoOf(ci);
        int pc = CurrentPc(ci);
        int line = LineOf(f, pc);
        int before = (int)((l->OldPc - f->Code) / 4) - 1;
        bool isNewLine = pc == 0 || ci->SavedPc <= l->OldPc             // A new function, or a jump back.
            || (uint)before >= f->SizeCode || line != LineOf(f, before);
        if (isNewLine)
            CallHook53("line", line);
        // The pointer to the frame is still good: a hook may move the stack, but no frame.
        l->OldPc = ci->SavedPc;
    }

    /// <summary>Calls the call hook for a Lua function whose frame is complete.</summary>
    /// <remarks>Source: ldo.c, <c>callhook</c>.</remarks>
    internal void HookLuaCall53()
    {
        Debug.Assert(IsLua(Ci53), "The new frame is that of a Lua function.");
        CallInfo53* ci = Ci53;
        CallInfo53* caller = Ci53At(ci->Previous);
        bool isTail = IsLua(caller)
            && new Instruction(*(uint*)At(caller->SavedPc - 4)).Op == (int)Opcode53.TailCall;
        if (isTail)
            ci->Status |= FrameStatus.Tail;
        if ((L53->HookMask & (int)HookEvents.Call) == 0)
            return;
        ci->SavedPc += 4;       // CurrentPc subtracts 1: the hook sees the first instruction.
        CallHook53(isTail ? "tail call" : "call", -1);
        ci->SavedPc -= 4;
    }

    internal void HookHostCall53()
    {
        if ((L53->HookMask & (int)HookEvents.Call) != 0)
            CallHook53("call", -1);
    }

    /// <summary>Calls the return hook of a frame; returns its first result, which may have moved.</summary>
    internal T* HookReturn53(T* first)
    {
        Debug.Assert(first <= Top, "Results end at the top of the stack.");
        Thread53<T>* l = L53;
        if ((l->HookMask & (int)HookEvents.Return) != 0)
        {
            uint offset = Vm.SaveStack(first);
            uint top = Vm.SaveStack(Top);
            // The hook may read any register, but RETURN has already cut the stack to the results.
            if (IsLua(Ci53) && l->Top < Ci53->Top)
                l->Top = Ci53->Top;
            CallHook53("return", -1);
            first = Vm.RestoreStack(offset);
            Top = Vm.RestoreStack(top);
        }
        l->OldPc = Ci53At(Ci53->Previous)->SavedPc;
        return first;
    }

    /// <summary>Calls the thread's hook with an event and a line, unless a hook is running.</summary>
    /// <remarks>Source: ldo.c, <c>luaD_hook</c>.</remarks>
    void CallHook53(string what, int line)
    {
        Thread53<T>* l = L53;
        if (l->AllowHook == 0 || !Vm.Hooked)
            return;
        CallInfo53* ci = Ci53;
        uint top = Vm.SaveStack(Top);
        uint limit = Vm.SaveStack(Slot(ci->Top));
        Vm.CheckStack(Calls<T>.MinStack);
        // Only raised, never lowered: the top may lie within the frame, after an open list of values, and a
        // collection in the hook must not shrink the stack below the frame's registers.
        ci->Top = Math.Max(ci->Top, l->Top + (uint)(Calls<T>.MinStack * sizeof(T)));
        l->AllowHook = 0;
        ci->Status |= FrameStatus.Hooked;
        uint failed = FailedHook;
        FailedHook = Addr(l);
        CallHookFunction53(what, line);
        FailedHook = failed;
        l->AllowHook = 1;
        ci->Status &= ~FrameStatus.Hooked;
        ci->Top = Addr(Vm.RestoreStack(limit));
        Top = Vm.RestoreStack(top);
    }

    /// <summary>The thread whose hook failed with an error not yet caught by the program, or 0.</summary>
    internal uint FailedHook;

    /// <summary>
    /// Removes a hook whose error reached the host; otherwise it would end every later program as well.
    /// </summary>
    internal void RemoveFailedHook53()
    {
        if (!Vm.IsOutermost)
            return;
        if (FailedHook == Vm.MainThread)
            SetHook(thread: 0, HookEvents.None, count: 0);
        FailedHook = 0;
    }

    void CallHookFunction53(string what, int line)
    {
        if (!PushHookTable())
            return;
        PushThreadOf(0);
        Vm.RawGet(-2);
        if (Vm.TypeOf(-1) != BasicType.Function)
            return;
        Vm.PushText(what);
        if (line >= 0)
            Vm.PushInteger(line);
        else
            Vm.PushNil();
        LuaStatus status = Vm.TryCall53(Top - 3, 0, mayYield: false);
        if (status != LuaStatus.Ok)
            throw new LuaError(status);
    }
}
