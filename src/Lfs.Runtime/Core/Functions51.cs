namespace Lfs.Runtime.Core;

// lfunc.c of 5.1: upvalues are objects; the open ones of a thread hang in a list sorted by stack place, and
// those of all threads in one ring, so that the collector can visit upvalues of threads that are not marked.
sealed unsafe partial class Vm<T>
{
    UpVal51<T>* UpValAt(uint address) => (UpVal51<T>*)At(address);

    static OpenLinks* LinksOf(UpVal51<T>* uv) => (OpenLinks*)&uv->Value;

    static uint UpValBytes => 12 + (uint)sizeof(T);

    /// <summary>
    /// The slots of a Lua closure that refer to its upvalues, or of a host closure that hold values.
    /// </summary>
    static uint* UpvalRefs(Closure<T>* cl) => (uint*)((byte*)cl + Closure<T>.Bytes);

    static T* UpvalValues(Closure<T>* cl) => (T*)((byte*)cl + Closure<T>.Bytes);

    static uint ClosureBytes(Closure<T>* cl) =>
        (uint)Closure<T>.Bytes + cl->NumUpvalues * (cl->IsHost ? (uint)sizeof(T) : 4);

    uint NewLuaClosure(uint proto, uint env)
    {
        byte upvalues = ProtoAt(proto)->NumUpvalues;
        uint at = Alloc((uint)Closure<T>.Bytes + 4u * upvalues);
        Closure<T>* cl = ClosureAt(at);
        LinkObject(at, (byte)(Tag<T>.Function & 0x3F));
        cl->IsHost = false;
        cl->NumUpvalues = upvalues;
        cl->Code = proto;
        if (!T.Is53)
            cl->Env = env;
        new Span<uint>(UpvalRefs(cl), upvalues).Clear();
        return at;
    }

    uint NewHostClosure(uint code, int upvalues, uint env)
    {
        uint at = Alloc((uint)Closure<T>.Bytes + (uint)upvalues * (uint)sizeof(T));
        Closure<T>* cl = ClosureAt(at);
        LinkObject(at, (byte)(Tag<T>.HostClosure & 0x3F));
        cl->IsHost = true;
        cl->NumUpvalues = (byte)upvalues;
        cl->Code = code;
        if (!T.Is53)
            cl->Env = env;
        for (int i = 0; i < upvalues; i++)
            SetNil(UpvalValues(cl) + i);
        return at;
    }

    /// <summary>A closed upvalue holding nil.</summary>
    uint NewUpval()
    {
        uint at = Alloc(UpValBytes);
        LinkObject(at, Tag<T>.UpVal);
        UpVal51<T>* uv = UpValAt(at);
        uv->V = Addr(&uv->Value);
        SetNil(&uv->Value);
        return at;
    }

    /// <summary>The open upvalue for a stack slot, shared by all closures that capture it.</summary>
    uint FindUpval(T* level)
    {
        uint slot = Addr(level);
        uint* link = &_l->OpenUpval;
        while (*link != 0)
        {
            UpVal51<T>* uv = UpValAt(*link);
            if (uv->V < slot)
                break;
            if (uv->V == slot)
            {
                if (IsDead(uv->Marked))
                    uv->Marked ^= WhiteBits;
                return *link;
            }
            link = &uv->Next;
        }
        uint at = Alloc(UpValBytes);
        // The allocation may have collected, and with that closed nothing but freed some: find the place
        // again.
        link = &_l->OpenUpval;
        while (*link != 0 && UpValAt(*link)->V > slot)
            link = &UpValAt(*link)->Next;
        UpVal51<T>* made = UpValAt(at);
        made->Type = Tag<T>.UpVal;
        made->Marked = CurrentWhite;
        made->V = slot;
        made->Next = *link;
        *link = at;
        OpenLinks* head = LinksOf(UpValAt(_g.UvHead));
        OpenLinks* mine = LinksOf(made);
        mine->Prev = _g.UvHead;
        mine->Next = head->Next;
        LinksOf(UpValAt(head->Next))->Prev = at;
        head->Next = at;
        return at;
    }

    void UnlinkUpval(UpVal51<T>* uv)
    {
        OpenLinks* links = LinksOf(uv);
        LinksOf(UpValAt(links->Next))->Prev = links->Prev;
        LinksOf(UpValAt(links->Prev))->Next = links->Next;
    }

    void FreeUpval(UpVal51<T>* uv)
    {
        if (uv->V != Addr(&uv->Value))
            UnlinkUpval(uv);
        Free(Addr(uv), UpValBytes);
    }

    /// <summary>Closes the open upvalues of a thread at and above a stack slot.</summary>
    void CloseUpvals(Thread51<T>* thread, uint level)
    {
        while (thread->OpenUpval != 0)
        {
            uint at = thread->OpenUpval;
            UpVal51<T>* uv = UpValAt(at);
            if (uv->V < level)
                return;
            thread->OpenUpval = uv->Next;
            if (IsDead(uv->Marked))
            {
                FreeUpval(uv);
                continue;
            }
            UnlinkUpval(uv);
            uv->Value = *Slot(uv->V);
            uv->V = Addr(&uv->Value);
            LinkClosedUpval(at, uv);
        }
    }

    void FreeProto(Proto<T>* f)
    {
        Free(f->Code, f->SizeCode * 4);
        Free(f->P, f->SizeP * 4);
        Free(f->K, f->SizeK * (uint)sizeof(T));
        Free(f->LineInfo, LineInfoBytes(f));
        Free(f->LocVars, f->SizeLocVars * (uint)sizeof(LocVarRecord));
        Free(f->Upvalues, f->SizeUpvalues * (T.Is53 ? 8u : 4u));
        Free(Addr(f), (uint)Proto<T>.Bytes);
    }

    /// <summary>Bytes of packed line info; 5.1 finds its end by the 0 byte.</summary>
    uint LineInfoBytes(Proto<T>* f)
    {
        if (T.Is53)
            return f->SizeLineInfo;
        if (f->LineInfo == 0)
            return 0;
        byte* at = At(f->LineInfo);
        uint length = 0;
        while (at[length] != 0)
            length++;
        return length + 1;
    }
}
