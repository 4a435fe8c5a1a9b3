namespace Lfs.Runtime.Core;

// lgc.c of 5.3, mark phase: incremental, three colours, two whites. Nothing in ROM is marked. Weak tables:
// those with weak values are cleared; an entry of one with weak keys (an ephemeron) counts only if its key is
// alive.
unsafe partial class Collector<T>
{
    /// <summary>The object is in the list of those that have a finalizer.</summary>
    internal const byte HasFinalizerBit = 8;

    /// <summary>No black object may refer to a white one: everywhere but in sweeps.</summary>
    internal bool KeepsInvariant53 => Phase <= GcPhase.InsideAtomic;

    internal bool IsSweeping53 => Phase is >= GcPhase.SweepAll and <= GcPhase.SweepEnd;

    internal void MarkValue53(T* value)
    {
        if (Tag<T>.IsCollectable(value->Tag))
            Mark53(value->Ref);
    }

    bool IsWhiteValue53(T* value) =>
        Tag<T>.IsCollectable(value->Tag) && !InRom(value->Ref)
            && Objects<T>.IsWhite(Object(value->Ref)->Marked);

    /// <summary>
    /// Turns a white object gray; black, if it refers to nothing that needs a visit of its own.
    /// </summary>
    void Mark53(uint address)
    {
        while (address != 0 && !InRom(address))
        {
            GcHeader* o = Object(address);
            if (!Objects<T>.IsWhite(o->Marked))
                return;
            o->Marked = (byte)(o->Marked & ~Objects<T>.WhiteBits);
            if (_waiting != null)
                WakeEntries53(address);
            switch (o->Type)
            {
                case 4 or 0x14:
                    o->Marked |= Objects<T>.BlackBit;
                    MemTraversed += StringTable<T>.StringBytes((TString*)o);
                    return;
                case 7:
                    address = MarkUdata53((Udata<T>*)o);
                    continue;
                case 5:
                    ((Table<T>*)o)->GcList = Gray;
                    break;
                case 8:
                    ((Thread53<T>*)o)->GcList = Gray;
                    break;
                case 9:
                    ((Proto<T>*)o)->GcList = Gray;
                    break;
                default:
                    ((Closure<T>*)o)->GcList = Gray;
                    break;
            }
            Gray = address;
            return;
        }
    }

    /// <summary>Marks a userdata. The object of its user value, which is next, or 0.</summary>
    uint MarkUdata53(Udata<T>* u)
    {
        Mark53(u->Metatable);
        u->Marked |= Objects<T>.BlackBit;
        MemTraversed += (uint)Udata<T>.Bytes + u->Length;
        return Tag<T>.IsCollectable(u->UserTag) ? (uint)(u->User & 0xFFFFFFFF) : 0;
    }

    void MarkRoots53()
    {
        Gray = 0;
        GrayAgain = 0;
        Weak = 0;
        AllWeak = 0;
        Ephemeron = 0;
        Mark53(Vm.MainThread);
        MarkValue53(Slot(Vm.Registry));
        MarkHostRoots53();
        MarkTypeMetatables53();
        MarkToFinalize53();
    }

    /// <summary>
    /// What a device finds in its registry, and a program can take out of there. The globals are marked by
    /// way of the registry as a rule: the order of the marks is the device's.
    /// </summary>
    void MarkHostRoots53()
    {
        T* globals = Vm.GetInt(TableAt(Slot(Vm.Registry)->Ref), Opening<T>.GlobalsKey);
        if (globals->Tag != Tag<T>.Table || globals->Ref != Vm.Globals)
            Mark53(Vm.Globals);
        Mark53(Vm.Handles);
    }

    void MarkTypeMetatables53()
    {
        for (int i = 0; i < 10; i++)
            Mark53(Vm.Mt[i]);
    }

    void MarkToFinalize53()
    {
        for (uint at = *(uint*)At(ToFinalize); at != 0; at = Object(at)->Next)
            Mark53(at);
    }

    /// <summary>
    /// Marks what marked closures can see through open upvalues of threads that are not marked.
    /// </summary>
    void RemarkUpvals53()
    {
        for (uint at = TwUps; at != 0; at = ((Thread53<T>*)At(at))->TwUps)
        {
            Thread53<T>* thread = (Thread53<T>*)At(at);
            if (!HoldsUpvals53(thread))
                MarkTouched53(thread);
        }
    }

    static bool HoldsUpvals53(Thread53<T>* thread) =>
        !Objects<T>.IsWhite(thread->Marked) && !Objects<T>.IsBlack(thread->Marked) && thread->OpenUpval != 0;

    /// <summary>
    /// Threads that are not marked, or have no open upvalues, leave the list. The reference does that as it
    /// marks; here a mark phase that is given up must find them there: lgc.c, remarkupvals.
    /// </summary>
    void DropThreads53()
    {
        uint previous = 0;
        uint at = TwUps;
        while (at != 0)
        {
            Thread53<T>* thread = (Thread53<T>*)At(at);
            uint next = thread->TwUps;
            if (HoldsUpvals53(thread))
            {
                previous = at;
                at = next;
                continue;
            }
            if (previous == 0)
                TwUps = next;
            else
                ((Thread53<T>*)At(previous))->TwUps = next;
            thread->TwUps = at;
            at = next;
        }
    }

    void MarkTouched53(Thread53<T>* thread)
    {
        for (uint at = thread->OpenUpval; at != 0; at = OpenPartOf(UpVal53At(at))->Next)
        {
            UpVal53<T>* uv = UpVal53At(at);
            if (OpenPartOf(uv)->Touched == 0)
                continue;
            MarkValue53(Slot(uv->V));
            OpenPartOf(uv)->Touched = 0;
        }
    }

    /// <summary>Visits one gray object.</summary>
    void Propagate53()
    {
        uint at = Gray;
        GcHeader* o = Object(at);
        o->Marked |= Objects<T>.BlackBit;
        switch (o->Type)
        {
            case 5:
                Gray = ((Table<T>*)o)->GcList;
                MemTraversed += TraverseTable53((Table<T>*)o);
                break;
            case 8:
                Thread53<T>* thread = (Thread53<T>*)o;
                Gray = thread->GcList;
                thread->GcList = GrayAgain;
                GrayAgain = at;
                // A stack changes without barriers.
                o->Marked = (byte)(o->Marked & ~Objects<T>.BlackBit);
                MemTraversed += TraverseThread53(thread);
                break;
            case 9:
                Gray = ((Proto<T>*)o)->GcList;
                MemTraversed += TraverseProto53((Proto<T>*)o);
                break;
            default:
                Gray = ((Closure<T>*)o)->GcList;
                MemTraversed += TraverseClosure53((Closure<T>*)o);
                break;
        }
    }

    void PropagateAll53()
    {
        for (uint i = 1; Gray != 0; i++)
        {
            Vm.HearInMark(i);
            Propagate53();
        }
    }

    uint TraverseTable53(Table<T>* t)
    {
        T* mode = t->Metatable == 0 ? null : Vm.FastTagMethod(t->Metatable, Event.Mode);
        Mark53(t->Metatable);
        ReadOnlySpan<byte> text = mode != null && Tag<T>.IsString(mode->Tag) ? Vm.BytesOf(mode->Ref)
            : default;
        bool weakKey = text.Contains((byte)'k');
        bool weakValue = text.Contains((byte)'v');
        if (!weakKey && !weakValue)
        {
            TraverseStrong53(t);
        }
        else
        {
            t->Marked = (byte)(t->Marked & ~Objects<T>.BlackBit);      // A weak table stays gray.
            if (!weakKey)
                TraverseWeakValues53(t);
            else if (!weakValue)
                TraverseEphemeron53(t);
            else
                LinkTable(t, ref AllWeak);
        }
        return 32 + t->SizeArray * (uint)sizeof(T) + NodeCount53(t) * (uint)T.NodeBytes;
    }

    uint NodeCount53(Table<T>* t) => Vm.IsDummy(t) ? 0 : t->SizeNode;

    static void LinkTable(Table<T>* t, ref uint list)
    {
        t->GcList = list;
        list = Addr(t);
    }

    /// <summary>
    /// The key of an empty node need not stay: it is marked as dead if it was not marked as alive.
    /// </summary>
    void RemoveEntry53(byte* node)
    {
        if (IsWhiteValue53(Tables<T>.NodeKey(node)))
            Tables<T>.NodeKey(node)->Tag = Tag<T>.DeadKey;
    }

    void TraverseStrong53(Table<T>* t)
    {
        T* value = Slot(t->Array);
        for (uint i = t->SizeArray; i > 0; i--, value++)
        {
            Vm.HearInMark(i);
            MarkValue53(value);
        }
        byte* node = At(t->Node);
        for (uint i = NodeCount53(t); i > 0; i--, node += T.NodeBytes)
        {
            Vm.HearInMark(i);
            if (Tables<T>.NodeValue(node)->Tag == Tag<T>.Nil)
            {
                RemoveEntry53(node);
                continue;
            }
            MarkValue53(Tables<T>.NodeKey(node));
            MarkValue53(Tables<T>.NodeValue(node));
        }
    }

    void TraverseWeakValues53(Table<T>* t)
    {
        bool hasClears = t->SizeArray > 0;      // Not worth a look now.
        byte* node = At(t->Node);
        for (uint i = NodeCount53(t); i > 0; i--, node += T.NodeBytes)
        {
            Vm.HearInMark(i);
            if (Tables<T>.NodeValue(node)->Tag == Tag<T>.Nil)
            {
                RemoveEntry53(node);
                continue;
            }
            MarkValue53(Tables<T>.NodeKey(node));
            if (!hasClears && IsCleared53(Tables<T>.NodeValue(node)))
                hasClears = true;
        }
        if (Phase == GcPhase.Propagate)
            LinkTable(t, ref GrayAgain);
        else if (hasClears)
            LinkTable(t, ref Weak);
    }

    /// <summary>True if something was marked.</summary>
    bool TraverseEphemeron53(Table<T>* t)
    {
        bool marked = false;
        bool hasClears = false;
        bool hasWhitePairs = false;
        T* value = Slot(t->Array);
        for (uint i = t->SizeArray; i > 0; i--, value++)
        {
            Vm.HearInMark(i);
            if (!IsWhiteValue53(value))
                continue;
            marked = true;
            Mark53(value->Ref);
        }
        byte* node = At(t->Node);
        for (uint i = NodeCount53(t); i > 0; i--, node += T.NodeBytes)
        {
            Vm.HearInMark(i);
            if (Tables<T>.NodeValue(node)->Tag == Tag<T>.Nil)
            {
                RemoveEntry53(node);
            }
            else if (IsCleared53(Tables<T>.NodeKey(node)))
            {
                hasClears = true;
                hasWhitePairs |= IsWhiteValue53(Tables<T>.NodeValue(node));
            }
            else if (IsWhiteValue53(Tables<T>.NodeValue(node)))
            {
                marked = true;
                Mark53(Tables<T>.NodeValue(node)->Ref);
            }
        }
        if (Phase == GcPhase.Propagate)
            LinkTable(t, ref GrayAgain);
        else if (hasWhitePairs)
            LinkTable(t, ref Ephemeron);
        else if (hasClears)
            LinkTable(t, ref AllWeak);
        return marked;
    }

    uint TraverseProto53(Proto<T>* f)
    {
        // A collection may come while a Proto is being filled: every reference may still be 0.
        Mark53(f->Source);
        for (uint i = 0; i < f->SizeK; i++)
            MarkValue53(Slot(f->K) + i);
        for (uint i = 0; i < f->SizeUpvalues; i++)
            Mark53(((UpvalDesc*)At(f->Upvalues))[i].Name);
        for (uint i = 0; i < f->SizeP; i++)
            Mark53(((uint*)At(f->P))[i]);
        for (uint i = 0; i < f->SizeLocVars; i++)
            Mark53(((LocVarRecord*)At(f->LocVars))[i].Name);
        return (uint)Proto<T>.Bytes + 4 * f->SizeCode + 4 * f->SizeP + (uint)sizeof(T) * f->SizeK
            + f->SizeLineInfo
            + 12 * f->SizeLocVars + 8 * f->SizeUpvalues;
    }

    uint TraverseClosure53(Closure<T>* cl)
    {
        if (cl->IsHost)
        {
            for (int i = 0; i < cl->NumUpvalues; i++)
                MarkValue53(UpvalValues(cl) + i);
            return Closures<T>.ClosureBytes(cl);
        }
        Mark53(cl->Code);
        for (int i = 0; i < cl->NumUpvalues; i++)
        {
            uint at = UpvalRefs(cl)[i];
            if (at == 0)
                continue;
            UpVal53<T>* uv = UpVal53At(at);
            // An open one is marked with its thread; in the atomic phase that may not be visited any more.
            if (Closures<T>.IsOpen(uv) && Phase != GcPhase.InsideAtomic)
                OpenPartOf(uv)->Touched = 1;
            else
                MarkValue53(Slot(uv->V));
        }
        return Closures<T>.ClosureBytes(cl);
    }

    uint TraverseThread53(Thread53<T>* thread)
    {
        if (thread->Stack == 0)
            return 1;       // Not completely built.
        T* slot = Slot(thread->Stack);
        for (T* top = Slot(thread->Top); slot < top; slot++)
            MarkValue53(slot);
        if (Phase == GcPhase.InsideAtomic)
        {
            for (T* end = Slot(thread->Stack) + thread->StackSize; slot < end; slot++)
                SetNil(slot);
            if (thread->TwUps == Addr(thread) && thread->OpenUpval != 0)
            {
                thread->TwUps = TwUps;
                TwUps = Addr(thread);
            }
        }
        else if (!Vm.Emergency)
        {
            Vm.ShrinkStack53(thread);
        }
        return (uint)(sizeof(Thread53<T>) + sizeof(T) * thread->StackSize
            + sizeof(CallInfo53) * thread->NumCallInfos);
    }

    /// <summary>
    /// Whether a weak reference is to something collected. Strings count as values: they are kept, and
    /// marked.
    /// </summary>
    bool IsCleared53(T* value)
    {
        if (!Tag<T>.IsCollectable(value->Tag))
            return false;
        if (!Tag<T>.IsString(value->Tag))
            return IsWhiteValue53(value);
        Mark53(value->Ref);
        return false;
    }

    void ClearKeys53(uint list)
    {
        for (uint at = list; at != 0; at = TableAt(at)->GcList)
        {
            Table<T>* t = TableAt(at);
            byte* node = At(t->Node);
            for (uint i = NodeCount53(t); i > 0; i--, node += T.NodeBytes)
            {
                Vm.HearInMark(i);
                if (Tables<T>.NodeValue(node)->Tag != Tag<T>.Nil && IsCleared53(Tables<T>.NodeKey(node)))
                    SetNil(Tables<T>.NodeValue(node));
                if (Tables<T>.NodeValue(node)->Tag == Tag<T>.Nil)
                    RemoveEntry53(node);
            }
        }
    }

    void ClearValues53(uint list, uint end)
    {
        for (uint at = list; at != end; at = TableAt(at)->GcList)
        {
            Table<T>* t = TableAt(at);
            for (uint i = 0; i < t->SizeArray; i++)
            {
                Vm.HearInMark(i + 1);
                if (IsCleared53(Slot(t->Array) + i))
                    SetNil(Slot(t->Array) + i);
            }
            byte* node = At(t->Node);
            for (uint i = NodeCount53(t); i > 0; i--, node += T.NodeBytes)
            {
                Vm.HearInMark(i);
                if (Tables<T>.NodeValue(node)->Tag == Tag<T>.Nil || !IsCleared53(Tables<T>.NodeValue(node)))
                    continue;
                SetNil(Tables<T>.NodeValue(node));
                RemoveEntry53(node);
            }
        }
    }

    /// <summary>The end of the mark phase, in one go. The work it was.</summary>
    long Atomic53()
    {
        uint grayAgain = GrayAgain;
        Phase = GcPhase.InsideAtomic;
        MemTraversed = 0;
        Mark53(Addr(L51));
        MarkValue53(Slot(Vm.Registry));
        MarkHostRoots53();
        MarkTypeMetatables53();
        RemarkUpvals53();
        PropagateAll53();
        long work = MemTraversed;        // What was on the list of grayAgain has been counted before.
        Gray = grayAgain;
        PropagateAll53();
        MemTraversed = 0;
        ConvergeEphemerons53();
        // All that is strongly reachable is marked: weak values go before finalizers can see them.
        ClearValues53(Weak, 0);
        ClearValues53(AllWeak, 0);
        uint weak = Weak;
        uint allWeak = AllWeak;
        work += MemTraversed;
        // Before any object is moved: a cancellation on the way leaves some moved, and a cycle that calls
        // none of them at once would never end.
        FinalizersAtOnce = 1;
        SeparateFinalizable53(all: false);
        MarkToFinalize53();
        PropagateAll53();
        MemTraversed = 0;
        ConvergeEphemerons53();
        // What finalizers resurrect is marked, too: the rest is dead.
        ClearKeys53(Ephemeron);
        ClearKeys53(AllWeak);
        ClearValues53(Weak, weak);
        ClearValues53(AllWeak, allWeak);
        DropThreads53();
        Vm.RawWhite = (byte)(Vm.OtherWhite & Objects<T>.WhiteBits);
        return work + MemTraversed;
    }
}
