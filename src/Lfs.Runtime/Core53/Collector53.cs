using System.Diagnostics;

namespace Lfs.Runtime.Core;

// lgc.c of 5.3, mark phase: incremental, with three colours and two whites. Nothing in ROM is marked. Weak
// tables go to one of three lists: Weak (weak values), Ephemeron (weak keys: an entry counts only while its
// key is alive) or AllWeak (both weak, or only keys to clear).
unsafe partial class Collector<T>
{
    /// <summary>Set while an object is in a list of objects with finalizers (FINALIZEDBIT).</summary>
    internal const byte HasFinalizerBit = 8;

    /// <summary>True while no black object may refer to a white one: until the sweep.</summary>
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
    /// Turns a white object gray, or black if it has no references to visit later. Unlike in 5.1, upvalues
    /// are not objects: their values are marked through closures and threads.
    /// </summary>
    /// <remarks>Source: lgc.c, <c>reallymarkobject</c>.</remarks>
    void Mark53(uint address)
    {
        Debug.Assert(KeepsInvariant53 || Phase == GcPhase.Pause, "Nothing is marked in a sweep.");
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
                case ObjectType.String or ObjectType.LongString:
                    o->Marked |= Objects<T>.BlackBit;
                    MemTraversed += StringTable<T>.StringBytes((TString*)o);
                    return;
                case ObjectType.Userdata:
                    address = MarkUdata53((Udata<T>*)o);
                    continue;
                case ObjectType.Table:
                    ((Table<T>*)o)->GcList = Gray;
                    break;
                case ObjectType.Thread:
                    ((Thread53<T>*)o)->GcList = Gray;
                    break;
                case ObjectType.Proto:
                    ((Proto<T>*)o)->GcList = Gray;
                    break;
                case ObjectType.Closure or ObjectType.HostClosure:
                    ((Closure<T>*)o)->GcList = Gray;
                    break;
                default:
                    throw new UnreachableException($"No object has type {o->Type}.");
            }
            Gray = address;
            return;
        }
    }

    /// <summary>Marks a userdata; returns its user value if that is an object to mark next, else 0.</summary>
    uint MarkUdata53(Udata<T>* u)
    {
        Debug.Assert(u->Type == ObjectType.Userdata, "Only a userdata is marked as one.");
        Debug.Assert(!Objects<T>.IsWhite(u->Marked), "A marked object is no longer white.");
        Mark53(u->Metatable);
        u->Marked |= Objects<T>.BlackBit;
        MemTraversed += (uint)Udata<T>.Bytes + u->Length;
        return Tag<T>.IsCollectable(u->UserTag) ? (uint)(u->User & 0xFFFFFFFF) : 0;
    }

    /// <remarks>Source: lgc.c, <c>restartcollection</c>.</remarks>
    void MarkRoots53()
    {
        Debug.Assert(Phase == GcPhase.Pause, "A marking begins in a pause.");
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
    /// Marks roots that a device keeps in its registry, where a program can delete them. Globals still in the
    /// registry are left to it, so that the order of marking is the device's.
    /// </summary>
    void MarkHostRoots53()
    {
        T* globals = Vm.GetInt(TableAt(Slot(Vm.Registry)->Ref), Opening<T>.GlobalsKey);
        if (globals->Tag != Tag<T>.Table || globals->Ref != Vm.Globals)
            Mark53(Vm.Globals);
        Mark53(Vm.Handles);
    }

    /// <remarks>Source: lgc.c, <c>markmt</c>.</remarks>
    void MarkTypeMetatables53()
    {
        for (int i = 0; i < 10; i++)
            Mark53(Vm.Mt[i]);
    }

    /// <remarks>Source: lgc.c, <c>markbeingfnz</c>.</remarks>
    void MarkToFinalize53()
    {
        for (uint at = *(uint*)At(ToFinalize); at != 0; at = Object(at)->Next)
            Mark53(at);
    }

    /// <summary>Visits one gray object.</summary>
    /// <remarks>Source: lgc.c, <c>propagatemark</c>.</remarks>
    void Propagate53()
    {
        uint at = Gray;
        GcHeader* o = Object(at);
        Debug.Assert(
            !Objects<T>.IsWhite(o->Marked) && !Objects<T>.IsBlack(o->Marked),
            "An object on a gray list is gray.");
        o->Marked |= Objects<T>.BlackBit;
        // Added last: what a traversal marks at once, strings and userdata, adds its own size meanwhile.
        uint work;
        switch (o->Type)
        {
            case ObjectType.Table:
                Gray = ((Table<T>*)o)->GcList;
                work = TraverseTable53((Table<T>*)o);
                break;
            case ObjectType.Thread:
                Thread53<T>* thread = (Thread53<T>*)o;
                Gray = thread->GcList;
                thread->GcList = GrayAgain;
                GrayAgain = at;
                // Stays gray, for another visit in the atomic phase: a stack changes without barriers.
                o->Marked = (byte)(o->Marked & ~Objects<T>.BlackBit);
                work = TraverseThread53(thread);
                break;
            case ObjectType.Proto:
                Gray = ((Proto<T>*)o)->GcList;
                work = TraverseProto53((Proto<T>*)o);
                break;
            case ObjectType.Closure or ObjectType.HostClosure:
                Gray = ((Closure<T>*)o)->GcList;
                work = TraverseClosure53((Closure<T>*)o);
                break;
            default:
                throw new UnreachableException($"No object has type {o->Type}.");
        }
        MemTraversed += work;
    }

    /// <remarks>Source: lgc.c, <c>propagateall</c>.</remarks>
    void PropagateAll53()
    {
        for (uint i = 1; Gray != 0; i++)
        {
            Vm.HearInMark(i);
            Propagate53();
        }
    }

    /// <remarks>Source: lgc.c, <c>traversetable</c>.</remarks>
    uint TraverseTable53(Table<T>* t)
    {
        Debug.Assert(Objects<T>.IsBlack(t->Marked), "A table is black while it is visited.");
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
    /// Kills the key of an empty node if it is white. Its address stays, so that <c>next</c> can find it.
    /// </summary>
    /// <remarks>Source: lgc.c, <c>removeentry</c>.</remarks>
    void RemoveEntry53(byte* node)
    {
        Debug.Assert(
            Tables<T>.NodeValue(node)->Tag == Tag<T>.Nil, "Only an entry without a value gives up its key.");
        if (IsWhiteValue53(Tables<T>.NodeKey(node)))
            Tables<T>.NodeKey(node)->Tag = Tag<T>.DeadKey;
    }

    /// <remarks>Source: lgc.c, <c>traversestrongtable</c>.</remarks>
    void TraverseStrong53(Table<T>* t)
    {
        Debug.Assert(Objects<T>.IsBlack(t->Marked), "A table whose references all count is black.");
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

    /// <remarks>Source: lgc.c, <c>traverseweakvalue</c>.</remarks>
    void TraverseWeakValues53(Table<T>* t)
    {
        Debug.Assert(!Objects<T>.IsBlack(t->Marked), "A weak table stays gray.");
        bool hasClears = t->SizeArray > 0;      // Assumed: the array part is not searched here.
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

    /// <summary>Marks values whose keys are alive; returns true if it marked any.</summary>
    /// <remarks>Source: lgc.c, <c>traverseephemeron</c>.</remarks>
    bool TraverseEphemeron53(Table<T>* t)
    {
        Debug.Assert(!Objects<T>.IsBlack(t->Marked), "A weak table stays gray.");
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
        // Before the atomic phase nothing is final: look again then. White pairs may still come alive.
        if (Phase == GcPhase.Propagate)
            LinkTable(t, ref GrayAgain);
        else if (hasWhitePairs)
            LinkTable(t, ref Ephemeron);
        else if (hasClears)
            LinkTable(t, ref AllWeak);
        return marked;
    }

    /// <remarks>Source: lgc.c, <c>traverseproto</c>.</remarks>
    uint TraverseProto53(Proto<T>* f)
    {
        Debug.Assert(Objects<T>.IsBlack(f->Marked), "A Proto is black while it is visited.");
        // A collection may run while the Proto is being filled: any reference may still be 0.
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

    /// <remarks>Source: lgc.c, <c>traverseLclosure</c>, <c>traverseCclosure</c>.</remarks>
    uint TraverseClosure53(Closure<T>* cl)
    {
        Debug.Assert(Objects<T>.IsBlack(cl->Marked), "A closure is black while it is visited.");
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
            // The thread marks the value of an open upvalue, except late: the atomic phase may not visit it.
            if (Closures<T>.IsOpen(uv) && Phase != GcPhase.InsideAtomic)
                OpenPartOf(uv)->Touched = 1;
            else
                MarkValue53(Slot(uv->V));
        }
        return Closures<T>.ClosureBytes(cl);
    }

    /// <summary>Marks the closure of a chunk that is being compiled, where a device has it on the
    /// stack.</summary>
    void MarkUnfinished53(uint thread, uint place)
    {
        foreach (Chunks<T>.CompilerRam ram in Chunks.Compiling)
        {
            if (ram.Anchor == (thread, place))
                Mark53(ram.Closure);
        }
    }

    /// <remarks>Source: lgc.c, <c>traversethread</c>.</remarks>
    uint TraverseThread53(Thread53<T>* thread)
    {
        Debug.Assert(
            !Objects<T>.IsBlack(thread->Marked), "A thread is never black: its stack has no barriers.");
        if (thread->Stack == 0)
            return 1;       // Still under construction.
        Debug.Assert(IsSlotOf53(thread, thread->Top), "The top of a stack lies in the stack.");
        T* slot = Slot(thread->Stack);
        for (T* top = Slot(thread->Top); slot < top; slot++)
        {
            if (Chunks.Compiling.Count > 0)
                MarkUnfinished53(Addr(thread), (uint)(Addr(slot) - thread->Stack));
            MarkValue53(slot);
        }
        if (Phase == GcPhase.InsideAtomic)
        {
            // Dead slots may refer to objects that this cycle frees.
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
}
