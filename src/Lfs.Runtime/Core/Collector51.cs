namespace Lfs.Runtime.Core;

// lgc.c of 5.1, mark phase: incremental, three colours, two whites. An address in ROM ends every walk:
// nothing there is marked, and nothing there refers to RAM.
sealed unsafe partial class Vm<T>
{
    const uint StepSize = 1024;
    const int SweepMax = 40;
    const int SweepCost = 10;
    const int FinalizeCost = 100;

    void MarkValue(T* value)
    {
        if (Tag<T>.IsCollectable(value->Tag))
            MarkObject(value->Ref);
    }

    /// <summary>Turns a white object gray (or black, if it refers to nothing more).</summary>
    void MarkObject(uint address)
    {
        if (T.Is53)
        {
            Mark53(address);
            return;
        }
        if (InRom(address))
            return;
        GcHeader* o = Object(address);
        if (!IsWhite(o->Marked))
            return;
        o->Marked = (byte)(o->Marked & ~WhiteBits);
        switch (o->Type)
        {
            case 4:
                return;
            case 5:
                ((Table<T>*)o)->GcList = _g.Gray;
                break;
            case 6:
                ((Closure<T>*)o)->GcList = _g.Gray;
                break;
            case 7:
                MarkUdata((Udata<T>*)o);
                return;
            case 8:
                ((Thread51<T>*)o)->GcList = _g.Gray;
                break;
            case 9:
                ((Proto<T>*)o)->GcList = _g.Gray;
                break;
            default:
                MarkUpval((UpVal51<T>*)o);
                return;
        }
        _g.Gray = address;
    }

    void MarkUdata(Udata<T>* u)
    {
        u->Marked |= BlackBit;      // A userdata is never gray.
        if (u->Metatable != 0)
            MarkObject(u->Metatable);
        MarkObject(u->Env);
    }

    void MarkUpval(UpVal51<T>* uv)
    {
        MarkValue(Slot(uv->V));
        if (uv->V == Addr(&uv->Value))
            uv->Marked |= BlackBit;     // An open upvalue is never black: its slot changes without a barrier.
    }

    void MarkRoots()
    {
        _g.Gray = 0;
        _g.GrayAgain = 0;
        _g.Weak = 0;
        MarkObject(_g.MainThread);
        MarkValue(&((Thread51<T>*)At(_g.MainThread))->Globals);
        MarkValue(Slot(_g.Registry));
        MarkReference(_g.Handles);
        MarkTypeMetatables();
        _g.GcState = GcState.Propagate;
    }

    void MarkTypeMetatables()
    {
        for (int i = 0; i < 9; i++)
        {
            if (_g.Mt[i] != 0)
                MarkObject(_g.Mt[i]);
        }
    }

    /// <summary>Visits one gray object. The bytes it has, as the measure of work.</summary>
    uint Propagate()
    {
        GcHeader* o = Object(_g.Gray);
        o->Marked |= BlackBit;
        switch (o->Type)
        {
            case 5:
                Table<T>* t = (Table<T>*)o;
                _g.Gray = t->GcList;
                if (TraverseTable(t))
                    o->Marked = (byte)(o->Marked & ~BlackBit);      // A weak table stays gray.
                return 32 + t->SizeArray * (uint)sizeof(T) + t->SizeNode * (uint)T.NodeBytes;
            case 6:
                Closure<T>* cl = (Closure<T>*)o;
                _g.Gray = cl->GcList;
                TraverseClosure(cl);
                return ClosureBytes(cl);
            case 8:
                Thread51<T>* thread = (Thread51<T>*)o;
                _g.Gray = thread->GcList;
                thread->GcList = _g.GrayAgain;
                _g.GrayAgain = Addr(o);
                o->Marked = (byte)(o->Marked & ~BlackBit);      // A stack changes without barriers.
                TraverseStack(thread);
                return (uint)(sizeof(Thread51<T>) + sizeof(T) * thread->StackSize
                    + sizeof(CallInfo51) * thread->SizeCi);
            default:
                Proto<T>* f = (Proto<T>*)o;
                _g.Gray = f->GcList;
                TraverseProto(f);
                return (uint)Proto<T>.Bytes + f->SizeP * 4 + f->SizeK * (uint)sizeof(T) + f->SizeLocVars * 12
                    + f->SizeUpvalues * 4 + f->SizeCode * 4 + LineInfoBytes(f);
        }
    }

    uint PropagateAll()
    {
        uint work = 0;
        for (uint i = 1; _g.Gray != 0; i++)
        {
            HearInMark(i);
            work += Propagate();
        }
        Charge(work >> 7);
        return work;
    }

    /// <summary>True if the table is weak.</summary>
    bool TraverseTable(Table<T>* t)
    {
        bool weakKey = false;
        bool weakValue = false;
        if (t->Metatable != 0)
        {
            MarkObject(t->Metatable);
            T* mode = FastTagMethod(t->Metatable, Event.Mode);
            if (mode != null && mode->Tag == Tag<T>.String)
            {
                ReadOnlySpan<byte> text = BytesOf(mode->Ref);
                weakKey = text.Contains((byte)'k');
                weakValue = text.Contains((byte)'v');
            }
        }
        if (weakKey || weakValue)
        {
            t->Marked = (byte)((t->Marked & ~(WeakKeyBit | WeakValueBit))
                | (weakKey ? WeakKeyBit : 0) | (weakValue ? WeakValueBit : 0));
            t->GcList = _g.Weak;
            _g.Weak = Addr(t);
        }
        if (weakKey && weakValue)
            return true;
        if (!weakValue)
        {
            T* value = Slot(t->Array);
            for (uint i = t->SizeArray; i > 0; i--, value++)
            {
                HearInMark(i);
                MarkValue(value);
            }
        }
        if (IsDummy(t))
            return weakKey || weakValue;
        byte* node = At(t->Node);
        for (uint i = t->SizeNode; i > 0; i--, node += T.NodeBytes)
        {
            HearInMark(i);
            if (NodeValue(node)->Tag == Tag<T>.Nil)
            {
                RemoveEntry(node);
                continue;
            }
            if (!weakKey)
                MarkValue(NodeKey(node));
            if (!weakValue)
                MarkValue(NodeValue(node));
        }
        return weakKey || weakValue;
    }

    /// <summary>The key of an empty node no longer keeps its object alive.</summary>
    static void RemoveEntry(byte* node)
    {
        if (Tag<T>.IsCollectable(NodeKey(node)->Tag))
            NodeKey(node)->Tag = Tag<T>.DeadKey;
    }

    void TraverseClosure(Closure<T>* cl)
    {
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

    void TraverseProto(Proto<T>* f)
    {
        // A collection may come while a Proto is being filled: every reference may still be 0.
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

    void TraverseStack(Thread51<T>* thread)
    {
        MarkValue(&thread->Globals);
        if (thread->Stack == 0 || thread->BaseCi == 0)
            return;
        uint limit = thread->Top;
        for (uint ci = thread->BaseCi; ci <= thread->Ci; ci += (uint)sizeof(CallInfo51))
            limit = Math.Max(limit, ((CallInfo51*)At(ci))->Top);
        T* slot = Slot(thread->Stack);
        for (T* top = Slot(thread->Top); slot < top; slot++)
            MarkValue(slot);
        for (T* end = Slot(limit); slot <= end; slot++)
            SetNil(slot);
        ShrinkStacks(thread, limit);
    }

    /// <summary>Halves the stacks of a thread that uses less than a quarter of them.</summary>
    void ShrinkStacks(Thread51<T>* thread, uint limit)
    {
        if (_emergency || thread->SizeCi > MaxCalls)
            return;     // Also while an overflow of calls is being handled.
        int callsUsed = (int)((thread->Ci - thread->BaseCi) / (uint)sizeof(CallInfo51));
        int slotsUsed = (int)((limit - thread->Stack) / (uint)sizeof(T));
        if (4 * callsUsed < thread->SizeCi && 2 * BasicCallInfos < thread->SizeCi)
            ResizeCallInfos(thread, thread->SizeCi / 2);
        if (4 * slotsUsed < thread->StackSize && 2 * (BasicStackSize + ExtraStack) < thread->StackSize)
            ResizeStack(thread, thread->StackSize / 2);
    }

    /// <summary>The end of the mark phase, in one go.</summary>
    void Atomic()
    {
        RemarkOpenUpvals();
        PropagateAll();
        _g.Gray = _g.Weak;
        _g.Weak = 0;
        MarkObject(Addr(_l));
        MarkReference(_g.Handles);
        MarkTypeMetatables();
        PropagateAll();
        _g.Gray = _g.GrayAgain;
        _g.GrayAgain = 0;
        PropagateAll();
        uint finalizable = SeparateUdata(false);
        MarkFinalizable();
        finalizable += PropagateAll();
        ClearWeakTables();
        _g.CurrentWhite = OtherWhite;
        _g.SweepString = 0;
        _g.SweepGc = _g.RootGc;
        _g.GcState = GcState.SweepStrings;
        _g.Estimate = _g.TotalBytes - finalizable;
    }

    /// <summary>Upvalues of threads that may be dead keep what they refer to alive for this cycle.</summary>
    void RemarkOpenUpvals()
    {
        uint count = 1;
        for (uint at = LinksOf(UpValAt(_g.UvHead))->Next; at != _g.UvHead; at = LinksOf(UpValAt(at))->Next)
        {
            HearInMark(count++);
            UpVal51<T>* uv = UpValAt(at);
            if (!IsWhite(uv->Marked) && !IsBlack(uv->Marked))
                MarkValue(Slot(uv->V));
        }
    }

    /// <summary>Takes dead userdata with a finalizer out of the list of objects. Their bytes.</summary>
    uint SeparateUdata(bool all)
    {
        uint bytes = 0;
        uint count = 1;
        uint* link = &((Thread51<T>*)At(_g.MainThread))->NextObject;
        while (*link != 0)
        {
            if (!all)
                HearInMark(count++);
            uint at = *link;
            Udata<T>* u = (Udata<T>*)At(at);
            if (!(IsWhite(u->Marked) || all) || (u->Marked & FinalizedBit) != 0)
            {
                link = &u->Next;
                continue;
            }
            u->Marked |= FinalizedBit;
            if (u->Metatable == 0 || FastTagMethod(u->Metatable, Event.Gc) == null)
            {
                link = &u->Next;
                continue;
            }
            bytes += (uint)Udata<T>.Bytes + u->Length;
            *link = u->Next;
            // The list of those to finalize is a ring, entered at its last member.
            if (_g.TmUdata == 0)
            {
                u->Next = at;
            }
            else
            {
                u->Next = Object(_g.TmUdata)->Next;
                Object(_g.TmUdata)->Next = at;
            }
            _g.TmUdata = at;
        }
        return bytes;
    }

    void MarkFinalizable()
    {
        uint at = _g.TmUdata;
        if (at == 0)
            return;
        uint count = 1;
        do
        {
            HearInMark(count++);
            at = Object(at)->Next;
            MakeWhite(Object(at));      // May be marked already, left from the cycle before.
            MarkObject(at);
        }
        while (at != _g.TmUdata);
    }

    void ClearWeakTables()
    {
        for (uint at = _g.Weak; at != 0; at = TableAt(at)->GcList)
        {
            Table<T>* t = TableAt(at);
            if ((t->Marked & WeakValueBit) != 0)
            {
                for (uint i = 0; i < t->SizeArray; i++)
                {
                    HearInMark(i + 1);
                    if (IsCleared(Slot(t->Array) + i, false))
                        SetNil(Slot(t->Array) + i);
                }
            }
            if (IsDummy(t))
                continue;
            byte* node = At(t->Node);
            for (uint i = t->SizeNode; i > 0; i--, node += T.NodeBytes)
            {
                HearInMark(i);
                if (NodeValue(node)->Tag == Tag<T>.Nil)
                    continue;
                if (IsCleared(NodeKey(node), true) || IsCleared(NodeValue(node), false))
                {
                    SetNil(NodeValue(node));
                    RemoveEntry(node);
                }
            }
        }
    }

    /// <summary>
    /// Whether a weak reference is to something collected. Strings count as values: they are kept, and
    /// marked.
    /// </summary>
    bool IsCleared(T* value, bool isKey)
    {
        if (!Tag<T>.IsCollectable(value->Tag) || InRom(value->Ref))
            return false;
        GcHeader* o = Object(value->Ref);
        if (value->Tag == Tag<T>.String)
        {
            o->Marked = (byte)(o->Marked & ~WhiteBits);
            return false;
        }
        return IsWhite(o->Marked)
            || (value->Tag == Tag<T>.Userdata && !isKey && (o->Marked & FinalizedBit) != 0);
    }
}
