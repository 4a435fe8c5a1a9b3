using System.Diagnostics;

namespace Lfs.Runtime.Core;

unsafe partial class Closures<T>
{
    /// <summary>The open upvalue for a stack slot, shared by all closures that capture it.</summary>
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
                if (IsDead(uv->Marked))
                    uv->Marked ^= WhiteBits;
                return *link;
            }
            link = &uv->Next;
        }
        uint at = Alloc(UpValBytes);
        // The allocation may have collected, and with that closed nothing but freed some: find the place
        // again.
        link = &L51->OpenUpval;
        while (*link != 0 && UpValAt(*link)->V > slot)
            link = &UpValAt(*link)->Next;
        Debug.Assert(*link == 0 || UpValAt(*link)->V < slot, "A slot has at most one open upvalue.");
        UpVal51<T>* made = UpValAt(at);
        made->Type = Tag<T>.UpVal;
        made->Marked = CurrentWhite;
        made->V = slot;
        made->Next = *link;
        *link = at;
        OpenLinks* head = LinksOf(UpValAt(UvHead));
        OpenLinks* mine = LinksOf(made);
        mine->Prev = UvHead;
        mine->Next = head->Next;
        LinksOf(UpValAt(head->Next))->Prev = at;
        head->Next = at;
        return at;
    }
}
