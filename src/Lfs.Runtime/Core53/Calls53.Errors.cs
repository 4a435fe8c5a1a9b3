using System.Diagnostics;

namespace Lfs.Runtime.Core;

// Errors (ldo.c of 5.3): unwinding to a protected call, and the protected calls that host code makes.
unsafe partial class Calls<T>
{
    /// <summary>The depths at the start of a driver or protected call, which an error restores.</summary>
    readonly record struct Depth53(ushort CCalls, ushort NonYieldable, uint Protections, byte AllowHook);

    static Depth53 DepthOf53(Thread53<T>* l) =>
        new(l->NumCCalls, l->NonYieldable, l->Protections, l->AllowHook);

    /// <summary>
    /// Unwinds to the nearest protected call above the entry frame; false if there is none.
    /// <paramref name="left"/> is true if that call is the one that the host made.
    /// </summary>
    /// <remarks>Source: ldo.c, <c>recover</c>.</remarks>
    bool Unwind53(uint entry, Depth53 depth, out bool left)
    {
        Debug.Assert(Raised > LuaStatus.Yield, "Only an error unwinds frames.");
        left = false;
        Thread53<T>* l = L53;
        Gc.GcBlocked = false;
        ResizingStrings = false;
        uint at = l->Ci;
        while (at != entry && (Ci53At(at)->Status & FrameStatus.Protected) == 0)
            at = Ci53At(at)->Previous;
        if (at == entry)
            return false;
        CallInfo53* ci = Ci53At(at);
        T* first = Slot(ci->Base);
        // Upvalues first: the error value overwrites slots that they may refer to.
        CloseUpvals53(l, ci->Base);
        Introspection.FailedHook = 0;        // The program catches the error itself.
        SetErrorValue(Raised, first + 1);
        SetBoolean(first, false);
        Top = first + 2;
        l->Ci = at;
        l->Protections = CountProtections53(at);
        l->NonYieldable = depth.NonYieldable;
        l->AllowHook = (byte)((ci->Status & FrameStatus.HooksOff) == 0 ? 1 : 0);
        // Every marker below is one C call, this one excluded: LeaveProtected53 does not count it down.
        l->NumCCalls = (ushort)(depth.CCalls + (l->Protections - depth.Protections) - 1);
        left = (ci->Status & FrameStatus.Fresh) != 0;
        // While the frame of pcall still counts: luaD_pcall shrinks before it returns.
        ShrinkStack53(l);
        LeaveProtected53(ci, Slot(ci->Base));
        if (!left)
            left = FinishMarkers53();
        return true;
    }

    uint CountProtections53(uint at)
    {
        uint count = 0;
        for (; at != 0; at = Ci53At(at)->Previous)
        {
            if ((Ci53At(at)->Status & FrameStatus.Protected) != 0)
                count++;
        }
        return count;
    }

    /// <summary>
    /// Completes the protected calls whose callee has just returned. True if the host made the last of them.
    /// </summary>
    internal bool FinishMarkers53()
    {
        while ((Ci53->Status & FrameStatus.Protected) != 0)
        {
            bool fresh = (Ci53->Status & FrameStatus.Fresh) != 0;
            FinishProtected53();
            if (fresh)
                return true;
        }
        return false;
    }

    /// <remarks>Source: ldo.c, <c>luaD_pcall</c>.</remarks>
    LuaStatus ProtectedCall53(int arguments, int wanted, Action? failing, uint handler)
    {
        Debug.Assert(
            arguments >= 0 && Top - arguments > Base, "The function and its arguments lie on the frame.");
        Thread53<T>* l = L53;
        uint func = SaveStack(Top - arguments - 1);
        uint ci = l->Ci;
        Depth53 depth = DepthOf53(l);
        uint errFunc = l->ErrFunc;
        l->ErrFunc = handler;
        LuaStatus status;
        try
        {
            status = TryCall53(RestoreStack(func), wanted, mayYield: false);
        }
        catch (Exception exception) when (exception is BudgetExceeded or RestartRequest)
        {
            // Restore the frame and rethrow. After any other exception the heap may be inconsistent, so
            // nothing is touched.
            if (exception is BudgetExceeded)
            {
                failing?.Invoke();
                if (!IsOnFinalizerAccount)
                    // The hook itself may have exhausted the budget, and would do so again.
                    Introspection.SetHook(thread: 0, HookEvents.None, count: 0);
            }
            RestoreFrame53(func, ci, depth);
            Introspection.RemoveFailedHook53();
            Top = RestoreStack(func);
            l->ErrFunc = errFunc;
            throw;
        }
        if (status > LuaStatus.Yield)
        {
            failing?.Invoke();
            T* slot = RestoreStack(func);
            CloseUpvals53(l, Addr(slot));
            SetErrorValue(status, slot);
            RestoreFrame53(func, ci, depth);
            Introspection.RemoveFailedHook53();
            Top = RestoreStack(func) + 1;
            ShrinkStack53(l);
        }
        l->ErrFunc = errFunc;
        return status;
    }

    LuaStatus Protect53(HostWork work, ReadOnlySpan<byte> text, object? given, long number)
    {
        Thread53<T>* l = L53;
        uint top = SaveStack(Top);
        uint ci = l->Ci;
        Depth53 depth = DepthOf53(l);
        uint errFunc = l->ErrFunc;
        l->ErrFunc = 0;
        try
        {
            work(text, given, number);
            l->ErrFunc = errFunc;
            return LuaStatus.Ok;
        }
        catch (LuaError error)
        {
            SetErrorValue(error.Status, RestoreStack(top));
            RestoreFrame53(top, ci, depth);
            l->ErrFunc = errFunc;
            Top = RestoreStack(top) + 1;
            return error.Status;
        }
        catch (Exception exception) when (exception is BudgetExceeded or RestartRequest)
        {
            RestoreFrame53(top, ci, depth);
            l->ErrFunc = errFunc;
            Top = RestoreStack(top);
            throw;
        }
    }

    void RestoreFrame53(uint func, uint ci, Depth53 depth)
    {
        Thread53<T>* l = L53;
        Debug.Assert(
            depth.CCalls <= l->NumCCalls, "The depth to return to is not above the current one.");
        CloseUpvals53(l, Addr(RestoreStack(func)));
        Gc.GcBlocked = false;
        ResizingStrings = false;
        l->NumCCalls = depth.CCalls;
        l->NonYieldable = depth.NonYieldable;
        l->Protections = depth.Protections;
        l->AllowHook = depth.AllowHook;
        l->Ci = ci;
    }
}
