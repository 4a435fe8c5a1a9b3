using System.Globalization;

namespace Lfs.Runtime.Core;

// What the memory of a 5.1 state can prove about itself, for tests. Slow, and allocates on the .NET heap.
sealed unsafe partial class Vm<T>
{
    /// <summary>
    /// Walks everything the state owns. Null if every block belongs to exactly one object or vector of its
    /// size, the sizes add up to the bytes in use, no ROM object refers to RAM, and no reference breaks the
    /// collector's rules; else the rule that does not hold, and where.
    /// </summary>
    internal string? FindFault() => T.Is53 ? null : new HeapWalk(this).Run();

    /// <summary>
    /// Bytes of the vectors that grow on demand and shrink by halves at a collection: the main thread's
    /// stacks, the buckets of the string table, the buffer. What they have depends on what ran before.
    /// </summary>
    internal uint VectorBytes
    {
        get
        {
            if (T.Is53)
                return 0;
            Thread51<T>* main = (Thread51<T>*)At(_g.MainThread);
            return (uint)(main->StackSize * sizeof(T) + main->SizeCi * sizeof(CallInfo51)) + 4 * _g.StrtSize
                + _g.BuffSize;
        }
    }

    sealed class HeapWalk(Vm<T> vm)
    {
        readonly Vm<T> _vm = vm;
        readonly HashSet<uint> _blocks = [];
        readonly HashSet<uint> _objects = [];
        readonly List<uint> _threads = [];
        string? _fault;
        ulong _bytes;
        uint _owner;

        public string? Run()
        {
            CollectObjects();
            if (_fault == null)
            {
                foreach (uint at in _objects)
                    VisitObject(at);
                VisitRoots();
                VisitRom();
            }
            CompareSums();
            return _fault;
        }

        void Fail(string rule, uint at) =>
            _fault ??= string.Create(CultureInfo.InvariantCulture,
                $"{rule} at 0x{at:x8} (object 0x{_owner:x8})");

        /// <summary>Notes that a block of some bytes is in use.</summary>
        void Own(uint at, ulong bytes)
        {
            const uint MostSlack = 8 + 32;      // Rounding, and a rest too small for a block of its own.
            if (at == 0 && bytes == 0)
                return;
            if (!_vm._heap.Owns(at) || !_blocks.Add(at))
            {
                Fail("a block has no or two owners", at);
                return;
            }
            uint size = _vm._heap.SizeOf(at);
            if (size < bytes || size > bytes + MostSlack)
                Fail($"a block of {size} bytes holds {bytes}", at);
            _bytes += bytes;
        }

        void CollectObjects()
        {
            CollectState();
            for (uint at = *(uint*)_vm.At(_vm._g.RootGc); at != 0
                && _fault == null; at = _vm.Object(at)->Next)
                CollectObject(at);
            if (_vm._g.TmUdata != 0)
            {
                uint at = _vm._g.TmUdata;
                do
                {
                    at = _vm.Object(at)->Next;
                    CollectObject(at);
                }
                while (at != _vm._g.TmUdata && _fault == null);
            }
            for (uint bucket = 0; bucket < _vm._g.StrtSize; bucket++)
                CollectBucket(bucket);
            for (int i = 0; i < _threads.Count; i++)
                CollectUpvals((Thread51<T>*)_vm.At(_threads[i]));
        }

        void CollectState()
        {
            uint globalBytes = 252u + (uint)(sizeof(T) == 12 ? 24 : 16);
            Own(_vm._g.MainThread, (uint)sizeof(Thread51<T>) + globalBytes);
            Own(_vm._g.StrtHash, 4 * _vm._g.StrtSize);
            Own(_vm._g.Buff, _vm._g.BuffSize);
        }

        void CollectObject(uint at)
        {
            _owner = at;
            GcHeader* o = _vm.Object(at);
            if (!_objects.Add(at))
            {
                Fail("an object is on the list twice", at);
                return;
            }
            switch (o->Type)
            {
                case 5:
                    CollectTable((Table<T>*)o);
                    break;
                case 6:
                    Own(at, ClosureBytes((Closure<T>*)o));
                    break;
                case 7:
                    Own(at, (ulong)Udata<T>.Bytes + ((Udata<T>*)o)->Length);
                    break;
                case 8:
                    CollectThread((Thread51<T>*)o);
                    break;
                case 9:
                    CollectProto((Proto<T>*)o);
                    break;
                case 10:
                    Own(at, UpValBytes);
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
            if (!_vm.IsDummy(t))
                Own(t->Node, (ulong)t->SizeNode * (uint)T.NodeBytes);
        }

        void CollectThread(Thread51<T>* thread)
        {
            if (Addr(thread) != _vm._g.MainThread)
                Own(Addr(thread), (ulong)sizeof(Thread51<T>));
            Own(thread->Stack, (ulong)thread->StackSize * (uint)sizeof(T));
            Own(thread->BaseCi, (ulong)thread->SizeCi * (uint)sizeof(CallInfo51));
            _threads.Add(Addr(thread));
        }

        void CollectProto(Proto<T>* f)
        {
            Own(Addr(f), (ulong)Proto<T>.Bytes);
            Own(f->Code, f->SizeCode * 4ul);
            Own(f->P, f->SizeP * 4ul);
            Own(f->K, f->SizeK * (ulong)sizeof(T));
            Own(f->LineInfo, _vm.LineInfoBytes(f));
            Own(f->LocVars, f->SizeLocVars * (ulong)sizeof(LocVarRecord));
            Own(f->Upvalues, f->SizeUpvalues * 4ul);
        }

        void CollectBucket(uint bucket)
        {
            for (uint at = ((uint*)_vm.At(_vm._g.StrtHash))[bucket]; at != 0
                && _fault == null; at = _vm.Object(at)->Next)
            {
                _owner = at;
                TString* s = _vm.StringAt(at);
                if (s->Type != 4 || !_objects.Add(at))
                    Fail("a string is no string, or in the table twice", at);
                if ((s->Hash & (_vm._g.StrtSize - 1)) != bucket)
                    Fail("a string is in the wrong bucket", at);
                Own(at, StringBytes(s));
            }
        }

        void CollectUpvals(Thread51<T>* thread)
        {
            uint above = uint.MaxValue;
            for (uint at = thread->OpenUpval; at != 0 && _fault == null; at = _vm.UpValAt(at)->Next)
            {
                _owner = at;
                UpVal51<T>* uv = _vm.UpValAt(at);
                if (uv->Type != Tag<T>.UpVal || !_objects.Add(at))
                    Fail("an open upvalue is none, or hangs in two lists", at);
                Own(at, UpValBytes);
                if (uv->V >= above || uv->V < thread->Stack || uv->V >= thread->Top)
                    Fail("an open upvalue is out of order, or refers to no live slot", at);
                above = uv->V;
            }
        }

        void CompareSums()
        {
            if (_fault != null)
                return;
            _owner = 0;
            if (_bytes != _vm._g.TotalBytes)
                Fail($"the sizes add up to {_bytes}, in use are {_vm._g.TotalBytes}", 0);
            uint used = _vm._heap.Check().UsedBlocks;
            if (used != _blocks.Count)
                Fail($"{used} blocks are in use, {_blocks.Count} belong to something", 0);
            int strings = _objects.Count(at => _vm.Object(at)->Type == 4);
            if (strings != _vm._g.StrtUse)
                Fail($"the table has {strings} strings and counts {_vm._g.StrtUse}", 0);
        }

        void VisitRoots()
        {
            _owner = 0;
            GcHeader none = default;
            VisitValue(&none, _vm.Slot(_vm._g.Registry));
            for (int i = 0; i < 9; i++)
                VisitReference(&none, _vm._g.Mt[i]);
            VisitReference(&none, _vm._g.MemErrMsg);
            for (int i = 0; i < EventNames.Length; i++)
                VisitReference(&none, _vm._g.TmName[i]);
        }

        void VisitObject(uint at)
        {
            GcHeader* o = _vm.Object(at);
            // What is dead and not yet swept may refer to what is gone.
            if (_vm._g.GcState >= GcState.SweepStrings && _vm.IsDead(o->Marked)
                && (o->Marked & FixedBit) == 0)
                return;
            _owner = at;
            switch (o->Type)
            {
                case 5:
                    VisitTable((Table<T>*)o);
                    break;
                case 6:
                    VisitClosure((Closure<T>*)o);
                    break;
                case 7:
                    VisitReference(o, ((Udata<T>*)o)->Metatable);
                    VisitReference(o, ((Udata<T>*)o)->Env);
                    break;
                case 8:
                    VisitThread((Thread51<T>*)o);
                    break;
                case 9:
                    VisitProto((Proto<T>*)o);
                    break;
                case 10:
                    VisitValue(o, _vm.Slot(((UpVal51<T>*)o)->V));
                    break;
            }
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
                if (NodeValue(node)->Tag == Tag<T>.Nil)
                    continue;       // Its key may be gone.
                VisitValue(o, NodeKey(node));
                VisitValue(o, NodeValue(node));
            }
        }

        void VisitClosure(Closure<T>* cl)
        {
            GcHeader* o = (GcHeader*)cl;
            VisitReference(o, cl->Env);
            if (!cl->IsHost)
                VisitReference(o, cl->Code);
            for (int i = 0; i < cl->NumUpvalues; i++)
            {
                if (cl->IsHost)
                    VisitValue(o, UpvalValues(cl) + i);
                else
                    VisitReference(o, UpvalRefs(cl)[i]);
            }
        }

        void VisitThread(Thread51<T>* thread)
        {
            VisitValue((GcHeader*)thread, &thread->Globals);
            for (T* slot = _vm.Slot(thread->Stack), top = _vm.Slot(thread->Top); slot < top; slot++)
                VisitValue((GcHeader*)thread, slot);
        }

        void VisitProto(Proto<T>* f)
        {
            GcHeader* o = (GcHeader*)f;
            VisitReference(o, f->Source);
            for (uint i = 0; i < f->SizeK; i++)
                VisitValue(o, _vm.Slot(f->K) + i);
            for (uint i = 0; i < f->SizeUpvalues; i++)
                VisitReference(o, ((uint*)_vm.At(f->Upvalues))[i]);
            for (uint i = 0; i < f->SizeP; i++)
                VisitReference(o, ((uint*)_vm.At(f->P))[i]);
            for (uint i = 0; i < f->SizeLocVars; i++)
                VisitReference(o, ((LocVarRecord*)_vm.At(f->LocVars))[i].Name);
        }

        void VisitValue(GcHeader* owner, T* value)
        {
            if (value->Tag == Tag<T>.DeadKey || !Tag<T>.IsCollectable(value->Tag))
                return;
            if (value->Ref == 0)
                Fail("a value refers to nothing", Addr(value));
            VisitReference(owner, value->Ref);
        }

        void VisitReference(GcHeader* owner, uint to)
        {
            if (to == 0 || InRom(to) || _fault != null)
                return;
            if (!_objects.Contains(to))
            {
                Fail("a reference leads to no object", to);
                return;
            }
            byte marked = _vm.Object(to)->Marked;
            if (_vm._g.GcState == GcState.Propagate && IsBlack(owner->Marked) && IsWhite(marked))
                Fail("a black object refers to a white one", to);
            if (_vm._g.GcState >= GcState.SweepStrings && _vm.IsDead(marked) && (marked & FixedBit) == 0)
                Fail("a live object refers to a dead one", to);
        }

        void VisitRom()
        {
            for (uint bucket = 0; bucket < _vm._g.RoStrtSize; bucket++)
            {
                uint* link = (uint*)_vm.At(_vm._g.RoStrtHash) + bucket;
                for (; *link != 0 && _fault == null; link = &_vm.Object(*link)->Next)
                    RequireRom(*link);
            }
            if (_vm._g.RoMain != 0)
                VisitRomProto(_vm._g.RoMain);
        }

        void VisitRomProto(uint at)
        {
            _owner = at;
            RequireRom(at);
            Proto<T>* f = _vm.ProtoAt(at);
            for (uint i = 0; i < f->SizeK && _fault == null; i++)
            {
                T* k = _vm.Slot(f->K) + i;
                if (Tag<T>.IsCollectable(k->Tag))
                    RequireRom(k->Ref);
            }
            for (uint i = 0; i < f->SizeP && _fault == null; i++)
                VisitRomProto(((uint*)_vm.At(f->P))[i]);
            _owner = at;
            uint[] places = [f->K, f->Code, f->P, f->LineInfo, f->LocVars, f->Upvalues, f->Source];
            foreach (uint place in places)
            {
                if (place != 0)
                    RequireRom(place);
            }
        }

        void RequireRom(uint at)
        {
            if (!InRom(at))
                Fail("a ROM object refers to RAM", at);
        }
    }
}
