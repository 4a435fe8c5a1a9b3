using System.Diagnostics;

namespace Lfs.Runtime.Core;

unsafe partial class Closures<T>
{
    /// <summary>Finds or makes the open upvalue of a stack slot; all closures over it share one.</summary>
    /// <remarks>Source: lfunc.c, <c>luaF_findupval</c>.</remarks>
    internal uint FindUpval(T* level)
    {
        uint slot = Addr(level);
        Debug.Assert(IsSlotOf(L51, slot), "An upvalue is captured from the stack that runs.");
        uint* link = &L51->OpenUpval;
        while (*link != 0)
        {
            UpVal51<T>* uv = UpValAt(*link);
            if (uv->V < slot)
                break;
            if (uv->V == slot)
            {
                if (IsDead(uv->Marked))     // Not swept yet: it lives on in the current white.
                    uv->Marked ^= WhiteBits;
                return *link;
            }
            link = &uv->Next;
        }
        uint at = Alloc(UpValBytes);
        // The allocation may have run a collection. That closes no upvalue, but it may free dead ones of this
        // list: find the place again.
        link = &L51->OpenUpval;
        while (*link != 0 && UpValAt(*link)->V > slot)
            link = &UpValAt(*link)->Next;
        Debug.Assert(*link == 0 || UpValAt(*link)->V < slot, "A slot has at most one open upvalue.");
        UpVal51<T>* made = UpValAt(at);
        made->Type = Tag<T>.UpVal;
        made->V = slot;
        made->Next = *link;
        *link = at;
        // Also on the ring of all open upvalues, for the atomic phase (lgc.c, remarkupvals).
        OpenLinks* head = LinksOf(UpValAt(UvHead));
        OpenLinks* mine = LinksOf(made);
        mine->Prev = UvHead;
        mine->Next = head->Next;
        LinksOf(UpValAt(head->Next))->Prev = at;
        head->Next = at;
        Gc.MarkNew((GcHeader*)made);
        return at;
    }
}
