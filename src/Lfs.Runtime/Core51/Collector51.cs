using System.Diagnostics;

namespace Lfs.Runtime.Core;

// lgc.c of 5.1, mark phase: incremental, with three colours and two whites. In Marked, a white object has one
// of the two white bits, a black one has BlackBit, a gray one has neither. Nothing in ROM is marked.
unsafe partial class Collector<T>
{
    internal uint GcDebt;

    /// <summary>The last userdata of the ring of pending finalizers (tmudata), or 0.</summary>
    internal uint TmUdata;

    const uint StepSize = 1024;
    const int SweepMax = 40;
    const int SweepCost = 10;
    const int FinalizeCost = 100;

    void MarkValue(T* value)
    {
        if (Tag<T>.IsCollectable(value->Tag))
            MarkObject(value->Ref);
    }

    /// <remarks>Source: lgc.c, <c>reallymarkobject</c>.</remarks>
    void MarkUdata(Udata<T>* u)
    {
        Debug.Assert(u->Type == ObjectType.Userdata, "Only a userdata is marked as one.");
        Debug.Assert(!Objects<T>.IsWhite(u->Marked), "A marked object is no longer white.");
        u->Marked |= Objects<T>.BlackBit;      // A userdata is never gray.
        if (u->Metatable != 0)
            MarkObject(u->Metatable);
        MarkObject(u->Env);
    }

    /// <remarks>Source: lgc.c, <c>reallymarkobject</c>.</remarks>
    void MarkUpval(UpVal51<T>* uv)
    {
        Debug.Assert(uv->Type == ObjectType.UpVal, "Only an upvalue is marked as one.");
        Debug.Assert(!Objects<T>.IsWhite(uv->Marked), "A marked object is no longer white.");
        MarkValue(Slot(uv->V));
        if (uv->V == Addr(&uv->Value))
            // Only a closed upvalue turns black: the slot of an open one changes without a barrier.
            uv->Marked |= Objects<T>.BlackBit;
    }

    /// <summary>Gives a new object its colour. In a marking it is gray at once, so that what it refers to is
    /// kept.</summary>
    /// <remarks>Source: lgc.c, <c>luaC_marknew</c>.</remarks>
    internal void MarkNew(GcHeader* o)
    {
        o->Marked = Vm.CurrentWhite;
        if (GcState == GcState.Propagate)
            MarkObject(Addr(o));
    }

    /// <remarks>Source: lgc.c, <c>markroot</c>.</remarks>
    void MarkRoots()
    {
        Debug.Assert(
            GcState is GcState.Pause or GcState.Finalize, "A marking begins when the last sweep has ended.");
        Gray = 0;
        GrayAgain = 0;
        Weak = 0;
        MarkObject(Vm.MainThread);
        MarkValue(&((Thread51<T>*)At(Vm.MainThread))->Globals);
        MarkValue(Slot(Vm.Registry));
        MarkReference(Vm.Handles);
        MarkUnfinished();
        MarkTypeMetatables();
        GcState = GcState.Propagate;
    }

    /// <summary>Marks the Protos that are being compiled. The collector rests meanwhile, unless a reader
    /// function loads a chunk itself.</summary>
    void MarkUnfinished()
    {
        foreach (uint proto in Chunks.Compiling.SelectMany(ram => ram.Protos))
            MarkReference(proto);
    }

    /// <remarks>Source: lgc.c, <c>markmt</c>.</remarks>
    void MarkTypeMetatables()
    {
        for (int i = 0; i < 9; i++)
        {
            if (Vm.Mt[i] != 0)
                MarkObject(Vm.Mt[i]);
        }
    }

    /// <summary>Visits one gray object and returns its size, the measure of the work done.</summary>
    /// <remarks>Source: lgc.c, <c>propagatemark</c>.</remarks>
    uint Propagate()
    {
        GcHeader* o = Object(Gray);
        Debug.Assert(
            !Objects<T>.IsWhite(o->Marked) && !Objects<T>.IsBlack(o->Marked),
            "An object on a gray list is gray.");
        o->Marked |= Objects<T>.BlackBit;
        switch (o->Type)
        {
            case ObjectType.Table:
                Table<T>* t = (Table<T>*)o;
                Gray = t->GcList;
                if (TraverseTable(t))
                    o->Marked = (byte)(o->Marked & ~Objects<T>.BlackBit);      // A weak table stays gray.
                return 32 + t->SizeArray * (uint)sizeof(T) + t->SizeNode * (uint)T.NodeBytes;
            case ObjectType.Closure:
                Closure<T>* cl = (Closure<T>*)o;
                Gray = cl->GcList;
                TraverseClosure(cl);
                return Closures<T>.ClosureBytes(cl);
            case ObjectType.Thread:
                Thread51<T>* thread = (Thread51<T>*)o;
                Gray = thread->GcList;
                thread->GcList = GrayAgain;
                GrayAgain = Addr(o);
                // Stays gray, for another visit in the atomic phase: a stack changes without barriers.
                o->Marked = (byte)(o->Marked & ~Objects<T>.BlackBit);
                TraverseStack(thread);
                return (uint)(sizeof(Thread51<T>) + sizeof(T) * thread->StackSize
                    + sizeof(CallInfo51) * thread->SizeCi);
            case ObjectType.Proto:
                Proto<T>* f = (Proto<T>*)o;
                Gray = f->GcList;
                TraverseProto(f);
                return (uint)Proto<T>.Bytes + f->SizeP * 4 + f->SizeK * (uint)sizeof(T) + f->SizeLocVars * 12
                    + f->SizeUpvalues * 4 + f->SizeCode * 4 + Vm.LineInfoBytes(f);
            default:
                throw new UnreachableException($"No object has type {o->Type}.");
        }
    }

    /// <remarks>Source: lgc.c, <c>propagateall</c>.</remarks>
    uint PropagateAll()
    {
        uint work = 0;
        for (uint i = 1; Gray != 0; i++)
        {
            Vm.HearInMark(i);
            work += Propagate();
        }
        Vm.Charge(work >> 7);
        return work;
    }

    /// <summary>Marks what a table refers to strongly; returns true if the table is weak.</summary>
    /// <remarks>Source: lgc.c, <c>traversetable</c>.</remarks>
    bool TraverseTable(Table<T>* t)
    {
        Debug.Assert(Objects<T>.IsBlack(t->Marked), "A table is black while it is visited.");
        bool weakKey = false;
        bool weakValue = false;
        if (t->Metatable != 0)
        {
            MarkObject(t->Metatable);
            T* mode = Vm.FastTagMethod(t->Metatable, Event.Mode);
            if (mode != null && mode->Tag == Tag<T>.String)
            {
                ReadOnlySpan<byte> text = Vm.BytesOf(mode->Ref);
                weakKey = text.Contains((byte)'k');
                weakValue = text.Contains((byte)'v');
            }
        }
        if (weakKey || weakValue)
        {
            t->Marked = (byte)((t->Marked & ~(Objects<T>.WeakKeyBit | Objects<T>.WeakValueBit))
                | (weakKey ? Objects<T>.WeakKeyBit : 0) | (weakValue ? Objects<T>.WeakValueBit : 0));
            t->GcList = Weak;
            Weak = Addr(t);
        }
        if (weakKey && weakValue)
            return true;
        if (!weakValue)
        {
            T* value = Slot(t->Array);
            for (uint i = t->SizeArray; i > 0; i--, value++)
            {
                Vm.HearInMark(i);
                MarkValue(value);
            }
        }
        if (Vm.IsDummy(t))
            return weakKey || weakValue;
        byte* node = At(t->Node);
        for (uint i = t->SizeNode; i > 0; i--, node += T.NodeBytes)
        {
            Vm.HearInMark(i);
            if (Tables<T>.NodeValue(node)->Tag == Tag<T>.Nil)
            {
                RemoveEntry(node);
                continue;
            }
            if (!weakKey)
                MarkValue(Tables<T>.NodeKey(node));
            if (!weakValue)
                MarkValue(Tables<T>.NodeValue(node));
        }
        return weakKey || weakValue;
    }

    /// <summary>Kills the key of an empty node. Its address stays, so that <c>next</c> can find it.</summary>
    /// <remarks>Source: lgc.c, <c>removeentry</c>.</remarks>
    static void RemoveEntry(byte* node)
    {
        Debug.Assert(
            Tables<T>.NodeValue(node)->Tag == Tag<T>.Nil, "Only an entry without a value gives up its key.");
        if (Tag<T>.IsCollectable(Tables<T>.NodeKey(node)->Tag))
            Tables<T>.NodeKey(node)->Tag = Tag<T>.DeadKey;
    }

    /// <remarks>Source: lgc.c, <c>traverseclosure</c>.</remarks>
    void TraverseClosure(Closure<T>* cl)
    {
        Debug.Assert(Objects<T>.IsBlack(cl->Marked), "A closure is black while it is visited.");
        MarkObject(cl->Env);
        if (cl->IsHost)
        {
            for (int i = 0; i < cl->NumUpvalues; i++)
                MarkValue(UpvalValues(cl) + i);
            return;
        }
        MarkObject(cl->Code);
        for (int i = 0; i < cl->NumUpvalues; i++)
        {
            uint uv = UpvalRefs(cl)[i];
            if (uv != 0)
                MarkObject(uv);
        }
    }

    /// <remarks>Source: lgc.c, <c>traverseproto</c>.</remarks>
    void TraverseProto(Proto<T>* f)
    {
        Debug.Assert(Objects<T>.IsBlack(f->Marked), "A Proto is black while it is visited.");
        // A collection may run while the Proto is being filled: any reference may still be 0.
        MarkReference(f->Source);
        for (uint i = 0; i < f->SizeK; i++)
            MarkValue(Slot(f->K) + i);
        for (uint i = 0; i < f->SizeUpvalues; i++)
            MarkReference(((uint*)At(f->Upvalues))[i]);
        for (uint i = 0; i < f->SizeP; i++)
            MarkReference(((uint*)At(f->P))[i]);
        for (uint i = 0; i < f->SizeLocVars; i++)
            MarkReference(((LocVarRecord*)At(f->LocVars))[i].Name);
    }

    void MarkReference(uint address)
    {
        if (address != 0)
            MarkObject(address);
    }

    /// <remarks>Source: lgc.c, <c>traversestack</c>.</remarks>
    void TraverseStack(Thread51<T>* thread)
    {
        Debug.Assert(
            !Objects<T>.IsBlack(thread->Marked), "A thread is never black: its stack has no barriers.");
        MarkValue(&thread->Globals);
        if (thread->Stack == 0 || thread->BaseCi == 0)
            return;
        Debug.Assert(IsSlotOf(thread, thread->Top), "The top of a stack lies in the stack.");
        uint limit = UsedLimit(thread);
        Debug.Assert(IsSlotOf(thread, limit), "A frame ends in the stack of its thread.");
        T* slot = Slot(thread->Stack);
        for (T* top = Slot(thread->Top); slot < top; slot++)
            MarkValue(slot);
        // A frame that grows into the dead part must not find references to swept objects there.
        for (T* end = Slot(limit); slot <= end; slot++)
            SetNil(slot);
        ShrinkStacks(thread, limit);
    }

    /// <summary>The end of the part of a stack that frames use.</summary>
    uint UsedLimit(Thread51<T>* thread)
    {
        uint limit = thread->Top;
        for (uint ci = thread->BaseCi; ci <= thread->Ci; ci += (uint)sizeof(CallInfo51))
            limit = Math.Max(limit, ((CallInfo51*)At(ci))->Top);
        return limit;
    }

    /// <summary>Halves the stacks of a thread that uses less than a quarter of them.</summary>
    /// <remarks>Source: lgc.c, <c>checkstacksizes</c>.</remarks>
    void ShrinkStacks(Thread51<T>* thread, uint limit)
    {
        Debug.Assert(limit >= thread->Top, "The stack in use includes its top.");
        if (thread->SizeCi > Calls<T>.MaxCalls || Vm.StackIsFixed)
            return;     // The handler of a call overflow needs the room.
        if (Vm.Emergency && thread == L51)
        {
            _shrinksDue++;
            return;
        }
        int callsUsed = (int)((thread->Ci - thread->BaseCi) / (uint)sizeof(CallInfo51));
        int slotsUsed = (int)((limit - thread->Stack) / (uint)sizeof(T));
        if (4 * callsUsed < thread->SizeCi && 2 * Calls<T>.BasicCallInfos < thread->SizeCi)
            Vm.ResizeCallInfos(thread, thread->SizeCi / 2);
        if (4 * slotsUsed < thread->StackSize
            && 2 * (Calls<T>.BasicStackSize + Calls<T>.ExtraStack) < thread->StackSize)
            Vm.ResizeStack(thread, thread->StackSize / 2);
    }

    /// <summary>Completes the mark phase in one uninterrupted step.</summary>
    /// <remarks>Source: lgc.c, <c>atomic</c>.</remarks>
    void Atomic()
    {
        Debug.Assert(
            GcState == GcState.Propagate && Gray == 0, "The marking ends when nothing is left to visit.");
        RemarkOpenUpvals();
        PropagateAll();
        // Weak tables again: as they stay gray, no barrier has seen what was stored in their strong halves.
        Gray = Weak;
        Weak = 0;
        MarkObject(Addr(L51));
        MarkReference(Vm.Handles);
        MarkUnfinished();
        MarkTypeMetatables();
        PropagateAll();
        Gray = GrayAgain;
        GrayAgain = 0;
        PropagateAll();
        // Before weak tables are cleared: a finalizer may reach other objects, so these must be marked.
        uint finalizable = SeparateUdata(false);
        MarkFinalizable();
        finalizable += PropagateAll();
        ClearWeakTables();
        // From here on the old white means dead; new objects get the other white, and the sweep spares them.
        Vm.RawWhite = Vm.OtherWhite;
        SweepString = 0;
        SweepGc = Vm.RootGc;
        GcState = GcState.SweepStrings;
        Estimate = Vm.TotalBytes - finalizable;
    }

    /// <summary>Marks the values of gray open upvalues, whose threads may be dead.</summary>
    /// <remarks>Source: lgc.c, <c>remarkupvals</c>.</remarks>
    void RemarkOpenUpvals()
    {
        uint count = 1;
        for (uint at = LinksOf(UpValAt(Vm.UvHead))->Next; at != Vm.UvHead; at = LinksOf(UpValAt(at))->Next)
        {
            Vm.HearInMark(count++);
            UpVal51<T>* uv = UpValAt(at);
            Debug.Assert(uv->V != Addr(&uv->Value), "The ring holds open upvalues only.");
            if (!Objects<T>.IsWhite(uv->Marked) && !Objects<T>.IsBlack(uv->Marked))
                MarkValue(Slot(uv->V));
        }
    }

    /// <summary>Moves dead userdata with a finalizer to the ring; returns their size in bytes.</summary>
    /// <remarks>Source: lgc.c, <c>luaC_separateudata</c>.</remarks>
    internal uint SeparateUdata(bool all)
    {
        uint bytes = 0;
        uint count = 1;
        uint* link = &((Thread51<T>*)At(Vm.MainThread))->NextObject;
        while (*link != 0)
        {
            if (!all)
                Vm.HearInMark(count++);
            uint at = *link;
            Udata<T>* u = (Udata<T>*)At(at);
            Debug.Assert(u->Type == ObjectType.Userdata, "Userdata have a list of their own.");
            if (!(Objects<T>.IsWhite(u->Marked) || all) || (u->Marked & Objects<T>.FinalizedBit) != 0)
            {
                link = &u->Next;
                continue;
            }
            u->Marked |= Objects<T>.FinalizedBit;
            if (u->Metatable == 0 || Vm.FastTagMethod(u->Metatable, Event.Gc) == null)
            {
                link = &u->Next;
                continue;
            }
            bytes += (uint)Udata<T>.Bytes + u->Length;
            *link = u->Next;
            // Append: TmUdata is the last member of the ring, and the last refers to the first.
            if (TmUdata == 0)
            {
                u->Next = at;
            }
            else
            {
                u->Next = Object(TmUdata)->Next;
                Object(TmUdata)->Next = at;
            }
            TmUdata = at;
        }
        return bytes;
    }

    /// <remarks>Source: lgc.c, <c>marktmu</c>.</remarks>
    void MarkFinalizable()
    {
        uint at = TmUdata;
        if (at == 0)
            return;
        uint count = 1;
        do
        {
            Vm.HearInMark(count++);
            at = Object(at)->Next;
            Vm.MakeWhite(Object(at));      // May be black since the last cycle.
            MarkObject(at);
        }
        while (at != TmUdata);
    }

    /// <remarks>Source: lgc.c, <c>cleartable</c>.</remarks>
    void ClearWeakTables()
    {
        Debug.Assert(Gray == 0, "Weak tables are cleared when every live object is marked.");
        for (uint at = Weak; at != 0; at = TableAt(at)->GcList)
        {
            Table<T>* t = TableAt(at);
            if ((t->Marked & Objects<T>.WeakValueBit) != 0)
            {
                for (uint i = 0; i < t->SizeArray; i++)
                {
                    Vm.HearInMark(i + 1);
                    if (IsCleared(Slot(t->Array) + i, false))
                        SetNil(Slot(t->Array) + i);
                }
            }
            if (Vm.IsDummy(t))
                continue;
            byte* node = At(t->Node);
            for (uint i = t->SizeNode; i > 0; i--, node += T.NodeBytes)
            {
                Vm.HearInMark(i);
                if (Tables<T>.NodeValue(node)->Tag == Tag<T>.Nil)
                    continue;
                if (IsCleared(Tables<T>.NodeKey(node), true) || IsCleared(Tables<T>.NodeValue(node), false))
                {
                    SetNil(Tables<T>.NodeValue(node));
                    RemoveEntry(node);
                }
            }
        }
    }

    /// <summary>
    /// True if a weak reference is to an object that is being collected. Strings count as values: they are
    /// marked here and never cleared.
    /// </summary>
    /// <remarks>Source: lgc.c, <c>iscleared</c>.</remarks>
    bool IsCleared(T* value, bool isKey)
    {
        if (!Tag<T>.IsCollectable(value->Tag) || InRom(value->Ref))
            return false;
        GcHeader* o = Object(value->Ref);
        if (value->Tag == Tag<T>.String)
        {
            o->Marked = (byte)(o->Marked & ~Objects<T>.WhiteBits);
            return false;
        }
        return Objects<T>.IsWhite(o->Marked)
            || (value->Tag == Tag<T>.Userdata && !isKey && (o->Marked & Objects<T>.FinalizedBit) != 0);
    }
}
