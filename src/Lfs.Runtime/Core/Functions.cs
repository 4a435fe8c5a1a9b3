using System.Diagnostics;

namespace Lfs.Runtime.Core;

// lfunc.c of 5.1: upvalues are objects; the open ones of a thread hang in a list sorted by stack place, and
// those of all threads in one ring, so that the collector can visit upvalues of threads that are not marked.

abstract unsafe partial class Closures<T>(Device device, Firmware<T> firmware)
    : Tables<T>(device, firmware)
    where T : unmanaged, ITarget<T>
{
    internal static uint UpValBytes => 12 + (uint)sizeof(T);

    internal static uint ClosureBytes(Closure<T>* cl) =>
        (uint)Closure<T>.Bytes + cl->NumUpvalues * (cl->IsHost ? (uint)sizeof(T) : 4);

    /// <summary>A closure of a prototype, its upvalues still missing (lfunc.c, luaF_newLclosure).</summary>
    internal uint NewLuaClosure(uint proto, uint env)
    {
        byte upvalues = ProtoAt(proto)->NumUpvalues;
        uint at = Alloc((uint)Closure<T>.Bytes + 4u * upvalues);
        Closure<T>* cl = ClosureAt(at);
        LinkObject(at, ObjectType.Of(Tag<T>.Function));
        cl->IsHost = false;
        cl->NumUpvalues = upvalues;
        cl->Code = proto;
        if (T.HasEnvironments)
            cl->Env = env;
        new Span<uint>(UpvalRefs(cl), upvalues).Clear();
        return at;
    }

    /// <summary>A prototype without any vector (lfunc.c, luaF_newproto).</summary>
    internal uint NewProto()
    {
        uint at = Alloc((uint)Proto<T>.Bytes);
        new Span<byte>(At(at), Proto<T>.Bytes).Clear();
        LinkObject(at, ObjectType.Of(Tag<T>.Proto));
        return at;
    }

    /// <summary>A closure of a host function, its upvalues nil (lfunc.c, luaF_newCclosure).</summary>
    internal uint NewHostClosure(uint code, int upvalues, uint env)
    {
        Debug.Assert(
            upvalues is >= 0 and <= byte.MaxValue, "The upvalues of a closure are counted in a byte.");
        uint at = Alloc((uint)Closure<T>.Bytes + (uint)upvalues * (uint)sizeof(T));
        Closure<T>* cl = ClosureAt(at);
        LinkObject(at, ObjectType.Of(Tag<T>.HostClosure));
        cl->IsHost = true;
        cl->NumUpvalues = (byte)upvalues;
        cl->Code = code;
        if (T.HasEnvironments)
            cl->Env = env;
        for (int i = 0; i < upvalues; i++)
            SetNil(UpvalValues(cl) + i);
        return at;
    }

    /// <summary>A closed upvalue holding nil (lfunc.c, luaF_newupval).</summary>
    internal uint NewUpval()
    {
        uint at = Alloc(UpValBytes);
        LinkObject(at, Tag<T>.UpVal);
        UpVal51<T>* uv = UpValAt(at);
        uv->V = Addr(&uv->Value);
        SetNil(&uv->Value);
        return at;
    }

    /// <summary>Takes an open upvalue out of the ring (lfunc.c, unlinkupval).</summary>
    void UnlinkUpval(UpVal51<T>* uv)
    {
        Debug.Assert(uv->V != Addr(&uv->Value), "Only an open upvalue is in the ring.");
        Debug.Assert(
            LinksOf(UpValAt(LinksOf(uv)->Next))->Prev == Addr(uv),
            "The next upvalue in the ring leads back to this one.");
        Debug.Assert(
            LinksOf(UpValAt(LinksOf(uv)->Prev))->Next == Addr(uv),
            "The previous upvalue in the ring leads to this one.");
        OpenLinks* links = LinksOf(uv);
        LinksOf(UpValAt(links->Next))->Prev = links->Prev;
        LinksOf(UpValAt(links->Prev))->Next = links->Next;
    }

    /// <summary>Frees an upvalue, open or closed (lfunc.c, luaF_freeupval).</summary>
    internal void FreeUpval(UpVal51<T>* uv)
    {
        Debug.Assert(uv->Type == Tag<T>.UpVal, "The object to free is an upvalue.");
        if (uv->V != Addr(&uv->Value))
            UnlinkUpval(uv);
        Free(Addr(uv), UpValBytes);
    }

    /// <summary>
    /// Closes the open upvalues of a thread at and above a stack slot (lfunc.c, luaF_close).
    /// </summary>
    internal void CloseUpvals(Thread51<T>* thread, uint level)
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
            Gc.LinkClosedUpval(at, uv);
        }
    }

    /// <summary>Frees a prototype with its vectors (lfunc.c, luaF_freeproto).</summary>
    internal void FreeProto(Proto<T>* f)
    {
        Debug.Assert((f->Type & 0x0F) == 9, "The object to free is a prototype.");
        Debug.Assert(!InRom(Addr(f)), "A prototype in ROM is never freed.");
        Tracing?.Forget(Addr(f));
        Free(f->Code, f->SizeCode * 4);
        Free(f->P, f->SizeP * 4);
        Free(f->K, f->SizeK * (uint)sizeof(T));
        Free(f->LineInfo, LineInfoBytes(f));
        Free(f->LocVars, f->SizeLocVars * (uint)sizeof(LocVarRecord));
        Free(f->Upvalues, f->SizeUpvalues * (uint)T.UpvalueBytes);
        Free(Addr(f), (uint)Proto<T>.Bytes);
    }

    /// <summary>Bytes of packed line info; 5.1 finds its end by the 0 byte.</summary>
    internal uint LineInfoBytes(Proto<T>* f)
    {
        if (T.LineInfoHasSize)
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
