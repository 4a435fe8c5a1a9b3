using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

// lgc.c of 5.1, mark phase: incremental, three colours, two whites. An address in ROM ends every walk:
// nothing there is marked, and nothing there refers to RAM.

sealed unsafe partial class Collector<T>(Vm<T> vm) : VmPart<T>(vm)
    where T : unmanaged, ITarget<T>
{
    /// <summary>The bytes in use after the last cycle: an estimate of what is not garbage.</summary>
    internal uint Estimate;

    /// <summary>The next cycle begins at this percentage of <see cref="Estimate"/> (LUAI_GCPAUSE).</summary>
    internal int GcPause = 110;

    /// <summary>The speed of the collector in percent of the speed of allocation (LUAI_GCMUL).</summary>
    internal int GcStepMul = 200;

    /// <summary>5.1: the phase of the cycle. <see cref="Phase"/> is that of 5.3.</summary>
    internal GcState GcState;

    /// <summary>The collector must not start: it runs already, or a stack is being moved.</summary>
    internal bool GcBlocked;

    // Lists of objects that the marking has reached but not visited: those to visit next, those to visit
    // again in the atomic phase because they changed after a visit, and weak tables, which are cleared there.
    // Each object is in one of them at most.
    internal uint Gray;
    internal uint GrayAgain;
    internal uint Weak;

    /// <summary>Address of the word that links to the next object to sweep.</summary>
    internal uint SweepGc;

    /// <summary>The next bucket of the string table to sweep.</summary>
    internal int SweepString;

    /// <summary>5.3: the phase of the cycle.</summary>
    internal GcPhase Phase;

    // 5.3: tables with weak keys, tables with weak keys and values, and threads with open upvalues.
    internal uint Ephemeron;
    internal uint AllWeak;
    internal uint TwUps;

    // 5.3: addresses of the words that head lists: objects with a finalizer, those whose finalizer is due,
    // and strings that are never collected.
    internal uint Finalizable;
    internal uint ToFinalize;
    internal uint FixedGc;

    /// <summary>5.3: how many finalizers the next step calls.</summary>
    internal int FinalizersAtOnce;

    /// <summary>5.3: bytes of the objects visited in this step.</summary>
    internal long MemTraversed;

    /// <summary>
    /// Turns a white object gray, or black if it refers to nothing more (lgc.c, reallymarkobject).
    /// </summary>
    internal void MarkObject(uint address)
    {
        if (T.Is53)
        {
            Mark53(address);
            return;
        }
        if (InRom(address))
            return;
        GcHeader* o = Object(address);
        if (!Objects<T>.IsWhite(o->Marked))
            return;
        o->Marked = (byte)(o->Marked & ~Objects<T>.WhiteBits);
        switch (o->Type)
        {
            case ObjectType.String:
                return;
            case ObjectType.Table:
                ((Table<T>*)o)->GcList = Gray;
                break;
            case ObjectType.Closure:
                ((Closure<T>*)o)->GcList = Gray;
                break;
            case ObjectType.Userdata:
                MarkUdata((Udata<T>*)o);
                return;
            case ObjectType.Thread:
                ((Thread51<T>*)o)->GcList = Gray;
                break;
            case ObjectType.Proto:
                ((Proto<T>*)o)->GcList = Gray;
                break;
            case ObjectType.UpVal:
                MarkUpval((UpVal51<T>*)o);
                return;
            default:
                throw new UnreachableException($"No object has type {o->Type}.");
        }
        Gray = address;
    }

    /// <summary>
    /// Enters a black table into the list of those to visit again (lgc.c, luaC_barrierback).
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void TurnGray(Table<T>* t)
    {
        Debug.Assert(Objects<T>.IsBlack(t->Marked), "Only a black table turns gray again.");
        Debug.Assert(!InRom(Addr(t)), "A table in ROM has no colour.");
        t->Marked = (byte)(t->Marked & ~Objects<T>.BlackBit);
        t->GcList = GrayAgain;
        GrayAgain = Addr(t);
    }

    /// <summary>No black object may refer to a white one (lgc.h, keepinvariant).</summary>
    internal bool KeepsInvariant => T.Is53 ? KeepsInvariant53 : GcState == GcState.Propagate;

    /// <summary>
    /// Marks what a black object refers to, or turns the object white in a sweep (lgc.c, luaC_barrierf).
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void BarrierForward(GcHeader* o, uint referred)
    {
        Debug.Assert(Objects<T>.IsBlack(o->Marked), "Only a black object needs a barrier.");
        Debug.Assert(
            Objects<T>.IsWhite(Object(referred)->Marked), "Only a white object needs a barrier against it.");
        if (KeepsInvariant)
            MarkObject(referred);
        else
            Vm.MakeWhite(o);
    }

    /// <summary>Frees one object of any kind (lgc.c, freeobj).</summary>
    void FreeObject(GcHeader* o)
    {
        Debug.Assert(!InRom(Addr(o)), "An object in ROM is never freed.");
        Debug.Assert(Addr(o) != Vm.MainThread, "The main thread is never freed.");
        switch (o->Type)
        {
            case ObjectType.String:
                Vm.StrtUse--;
                Vm.FreedStrings++;
                Vm.Free(Addr(o), StringTable<T>.StringBytes((TString*)o));
                break;
            case ObjectType.Table:
                Vm.FreeTable((Table<T>*)o);
                break;
            case ObjectType.Closure:
                if (((Closure<T>*)o)->IsHost)
                    Vm.ForgetClosure(Addr(o), ((Closure<T>*)o)->Code);
                Vm.Free(Addr(o), Closures<T>.ClosureBytes((Closure<T>*)o));
                break;
            case ObjectType.Userdata:
                Vm.Free(Addr(o), (uint)Udata<T>.Bytes + ((Udata<T>*)o)->Length);
                break;
            case ObjectType.Thread:
                Vm.FreeThread((Thread51<T>*)o);
                break;
            case ObjectType.Proto:
                Vm.FreeProto((Proto<T>*)o);
                break;
            case ObjectType.UpVal:
                Vm.FreeUpval((UpVal51<T>*)o);
                break;
            default:
                throw new UnreachableException($"No object has type {o->Type}.");
        }
    }

    /// <summary>
    /// Sets how the collector reacts to short memory (lauxlib.c, legc_set_mode). The firmware of 5.3 knows
    /// <see cref="EgcMode.OnAllocFailure"/> alone; a host may choose any mode here.
    /// </summary>
    internal void SetEmergencyMode(EgcMode mode, int limit)
    {
        Vm.EgcMode = mode;
        Vm.MemLimit = limit;
    }
}
