using System.Diagnostics;

namespace Lfs.Runtime.Core;

// lfunc.c of 5.3. Upvalues are not objects of the collector: closures share them and count references. The
// open upvalues of a thread form a list, highest slot first.
unsafe partial class Closures<T>
{
    internal static bool IsOpen(UpVal53<T>* uv) => uv->V != Addr(&uv->Value);

    internal static uint UpVal53Bytes => 8 + (uint)sizeof(T);

    /// <summary>Gives a new closure fresh, closed upvalues that hold nil.</summary>
    /// <remarks>Source: lfunc.c, <c>luaF_initupvals</c>.</remarks>
    void InitUpvals53(uint closure)
    {
        Debug.Assert(
            Object(closure)->Type == ObjectType.Closure, "Only a Lua closure has upvalues that it shares.");
        for (int i = 0; i < ClosureAt(closure)->NumUpvalues; i++)
        {
            uint at = Alloc(UpVal53Bytes);
            UpVal53<T>* uv = UpVal53At(at);
            uv->References = 1;
            uv->V = Addr(&uv->Value);
            SetNil(&uv->Value);
            UpvalRefs(ClosureAt(closure))[i] = at;
        }
    }

    /// <summary>Finds or makes the open upvalue of a stack slot; the caller adds the reference.</summary>
    /// <remarks>Source: lfunc.c, <c>luaF_findupval</c>.</remarks>
    internal uint FindUpval53(T* level)
    {
        uint slot = Addr(level);
        Debug.Assert(IsSlotOf53(L53, slot), "An upvalue is captured from the stack that runs.");
        Thread53<T>* l = L53;
        uint* link = &l->OpenUpval;
        while (*link != 0 && UpVal53At(*link)->V >= slot)
        {
            if (UpVal53At(*link)->V == slot)
                return *link;
            link = &OpenPartOf(UpVal53At(*link))->Next;
        }
        // Unlike in 5.1 the link survives the allocation: only closing takes upvalues off the list.
        uint at = Alloc(UpVal53Bytes);
        UpVal53<T>* uv = UpVal53At(at);
        uv->References = 0;
        uv->V = slot;
        OpenPartOf(uv)->Next = *link;
        OpenPartOf(uv)->Touched = 1;
        *link = at;
        if (l->TwUps == Addr(l))
        {
            l->TwUps = Gc.TwUps;
            Gc.TwUps = Addr(l);
        }
        return at;
    }

    internal void ReleaseUpval53(uint address)
    {
        UpVal53<T>* uv = UpVal53At(address);
        Debug.Assert(uv->References > 0, "An upvalue is released no more often than it is shared.");
        if (--uv->References == 0 && !IsOpen(uv))
            Free(address, UpVal53Bytes);
    }

    /// <summary>Closes the open upvalues of a thread at and above a stack slot.</summary>
    /// <remarks>Source: lfunc.c, <c>luaF_close</c>.</remarks>
    internal void CloseUpvals53(Thread53<T>* thread, uint level)
    {
        Debug.Assert(IsSlotOf53(thread, level), "Upvalues are closed from a slot of their stack on.");
        while (thread->OpenUpval != 0)
        {
            uint at = thread->OpenUpval;
            UpVal53<T>* uv = UpVal53At(at);
            if (uv->V < level)
                return;
            // The link first: Value overlays it.
            thread->OpenUpval = OpenPartOf(uv)->Next;
            if (uv->References == 0)
            {
                Free(at, UpVal53Bytes);
                continue;
            }
            uv->Value = *Slot(uv->V);
            uv->V = Addr(&uv->Value);
            BarrierUpval53(uv);
        }
    }

    /// <summary>
    /// The barrier after a store into a closed upvalue. Its closures are unknown, and any may be black, so
    /// the value is marked.
    /// </summary>
    /// <remarks>Source: lgc.c, <c>luaC_upvalbarrier_</c>.</remarks>
    internal void BarrierUpval53(UpVal53<T>* uv)
    {
        if (Gc.KeepsInvariant53 && !IsOpen(uv))
            Gc.MarkValue53(Slot(uv->V));
    }

    /// <summary>Pushes the closure of a main chunk, with the globals as its first upvalue, _ENV.</summary>
    internal void PushMainClosure53(uint proto)
    {
        uint closure = NewLuaClosure(proto, 0);
        SetRef(Top, Tag<T>.Function, closure);
        Top++;
        CompleteChunk53(closure);
    }

    /// <summary>The closure of a chunk that is being compiled: it has no Proto yet, and one
    /// upvalue.</summary>
    /// <remarks>Source: lparser.c, <c>luaY_parser</c>.</remarks>
    internal uint NewClosureOfChunk53()
    {
        uint at = Alloc((uint)Closure<T>.Bytes + 4);
        Closure<T>* cl = ClosureAt(at);
        LinkObject(at, ObjectType.Of(Tag<T>.Function));
        cl->IsHost = false;
        cl->NumUpvalues = 1;
        cl->Code = 0;
        UpvalRefs(cl)[0] = 0;
        return at;
    }

    /// <summary>Gives the closure of a chunk its upvalues; the first are the globals, _ENV.</summary>
    /// <remarks>Source: ldo.c, <c>f_parser</c>; lapi.c, <c>lua_load</c>.</remarks>
    internal void CompleteChunk53(uint closure)
    {
        InitUpvals53(closure);
        if (ClosureAt(closure)->NumUpvalues == 0)
            return;
        UpVal53<T>* env = UpVal53At(UpvalRefs(ClosureAt(closure))[0]);
        env->Value = *Globals53;
        BarrierUpval53(env);
    }
}
