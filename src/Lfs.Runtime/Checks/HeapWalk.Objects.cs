namespace Lfs.Runtime.Core;

// Objects that both versions have, and what they own and refer to.
unsafe partial class HeapChecks<T>
{
    sealed partial class HeapWalk
    {
        /// <summary>Notes the objects of a list, and what they own.</summary>
        void CollectList(uint first, ListKind kind)
        {
            uint at = first;
            while (at != 0)
            {
                CollectObject(at, kind);
                at = NextOf(at);
            }
        }

        // After a fault nothing is read any more: it may lie outside the memory.
        uint NextOf(uint at) => _fault == null ? _vm.Object(at)->Next : 0;

        /// <summary>The lists that objects hang in. 5.1 has the first only.</summary>
        enum ListKind
        {
            All,
            Finalizable,
            Fixed,
        }

        void CollectObject(uint at, ListKind kind)
        {
            _owner = at;
            if (!_vm._heap.Owns(at) || !_objects.Add(at))
            {
                Fail("a list leads out of the heap, or twice to an object", at);
                return;
            }
            GcHeader* o = _vm.Object(at);
            bool hasFinalizer = (o->Marked & Collector<T>.HasFinalizerBit) != 0;
            if (T.ListsFinalizable && kind == ListKind.Finalizable != hasFinalizer)
                Fail("an object with a finalizer hangs in the list of those without, or the reverse", at);
            if (kind == ListKind.Fixed && !Tag<T>.IsString(ObjectType.Tag53(o->Type)))
                Fail("a fixed object is no string", at);
            switch (o->Type)
            {
                case ObjectType.String or ObjectType.LongString when T.ListsStrings:
                    Own(at, StringTable<T>.StringBytes((TString*)o));
                    break;
                case ObjectType.Table:
                    CollectTable((Table<T>*)o);
                    break;
                case ObjectType.Closure:
                case ObjectType.HostClosure when T.TypeSaysHost:
                    CollectClosure((Closure<T>*)o);
                    break;
                case ObjectType.Userdata:
                    Own(at, (ulong)Udata<T>.Bytes + ((Udata<T>*)o)->Length);
                    break;
                case ObjectType.Thread:
                    CollectThread(at);
                    break;
                case ObjectType.Proto:
                    CollectProto((Proto<T>*)o);
                    break;
                case ObjectType.UpVal when T.UpvaluesAreObjects:
                    Own(at, Closures<T>.UpValBytes);
                    break;
                default:
                    Fail($"an object has type {o->Type}", at);
                    break;
            }
        }

        void CollectTable(Table<T>* t)
        {
            Own(Addr(t), 32);
            Own(t->Array, (ulong)t->SizeArray * (uint)sizeof(T));
            if (!_vm.Vm.IsDummy(t))
                Own(t->Node, (ulong)t->SizeNode * (uint)T.NodeBytes);
            else if (t->SizeNode != 1)
                Fail("the firmware's empty node is a single one", Addr(t));
        }

        void CollectClosure(Closure<T>* cl)
        {
            Own(Addr(cl), Closures<T>.ClosureBytes(cl));
            if (!T.UpvaluesAreObjects && !cl->IsHost)
                CountUpvals53(cl);
        }

        void CollectThread(uint at)
        {
            _threads.Add(at);
            if (T.Is53)
                CollectThread53((Thread53<T>*)_vm.At(at));
            else
                CollectThread51((Thread51<T>*)_vm.At(at));
        }

        void CollectProto(Proto<T>* f)
        {
            Own(Addr(f), (ulong)Proto<T>.Bytes);
            Own(f->Code, f->SizeCode * 4ul);
            Own(f->P, f->SizeP * 4ul);
            Own(f->K, f->SizeK * (ulong)sizeof(T));
            Own(f->LineInfo, _vm.Vm.LineInfoBytes(f));
            Own(f->LocVars, f->SizeLocVars * (ulong)sizeof(LocVarRecord));
            Own(f->Upvalues, f->SizeUpvalues * (ulong)T.UpvalueBytes);
        }

        void VisitTable(Table<T>* t)
        {
            GcHeader* o = (GcHeader*)t;
            VisitReference(o, t->Metatable);
            for (uint i = 0; i < t->SizeArray; i++)
                VisitValue(o, _vm.Slot(t->Array) + i);
            for (uint i = 0; i < t->SizeNode; i++)
            {
                byte* node = _vm.At(t->Node) + (nuint)i * (nuint)T.NodeBytes;
                if (Tables<T>.NodeValue(node)->Tag == Tag<T>.Nil)
                    continue;       // Its key may be gone.
                VisitValue(o, Tables<T>.NodeKey(node));
                VisitValue(o, Tables<T>.NodeValue(node));
            }
        }

        void VisitClosure(Closure<T>* cl)
        {
            GcHeader* o = (GcHeader*)cl;
            if (T.HasEnvironments)
                VisitReference(o, cl->Env);
            if (!cl->IsHost)
                VisitReference(o, cl->Code);
            else if (!IsFunction(cl->Code))
                Fail("a closure is of no function of the firmware", cl->Code);
            for (int i = 0; i < cl->NumUpvalues; i++)
            {
                if (cl->IsHost)
                    VisitValue(o, UpvalValues(cl) + i);
                else if (!T.UpvaluesAreObjects)
                    VisitUpval53(o, UpvalRefs(cl)[i]);
                else
                    VisitReference(o, UpvalRefs(cl)[i]);
            }
        }

        void VisitUdata(Udata<T>* u)
        {
            GcHeader* o = (GcHeader*)u;
            VisitReference(o, u->Metatable);
            if (T.HasEnvironments)
                VisitReference(o, u->Env);
            else if (Tag<T>.IsCollectable(u->UserTag))
                VisitReference(o, unchecked((uint)u->User));
        }

        void VisitThread(GcHeader* o)
        {
            if (T.HasEnvironments)
                VisitValue(o, &((Thread51<T>*)o)->Globals);
            uint stack = ((Thread<T>*)o)->Stack;
            uint top = ((Thread<T>*)o)->Top;
            if (stack == 0)
                return;     // Not completely built.
            for (T* slot = _vm.Slot(stack), end = _vm.Slot(top); slot < end; slot++)
                VisitValue(o, slot);
        }

        void VisitProto(Proto<T>* f)
        {
            GcHeader* o = (GcHeader*)f;
            VisitReference(o, f->Source);
            for (uint i = 0; i < f->SizeK; i++)
                VisitValue(o, _vm.Slot(f->K) + i);
            for (uint i = 0; i < f->SizeUpvalues; i++)
                VisitReference(o, *(uint*)_vm.At(f->Upvalues + i * (uint)T.UpvalueBytes));
            for (uint i = 0; i < f->SizeP; i++)
                VisitReference(o, ((uint*)_vm.At(f->P))[i]);
            for (uint i = 0; i < f->SizeLocVars; i++)
                VisitReference(o, ((LocVarRecord*)_vm.At(f->LocVars))[i].Name);
        }
    }
}
