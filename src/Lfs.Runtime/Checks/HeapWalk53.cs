namespace Lfs.Runtime.Core;

// 5.3: every object hangs in one of four lists, short strings in a bucket as well. Call frames are blocks of
// their own, and so are upvalues, which count the closures that share them.
unsafe partial class HeapChecks<T>
{
    sealed partial class HeapWalk
    {
        readonly Dictionary<uint, uint> _upvals = [];
        readonly HashSet<uint> _openUpvals = [];
        readonly HashSet<uint> _listedThreads = [];

        void Collect53()
        {
            uint main = _vm.Vm.MainThread;
            Own(main - Calls<T>.ThreadExtraBytes, Calls<T>.ThreadExtraBytes + (uint)sizeof(Thread53<T>)
                + Opening<T>.GlobalBytes53);
            OwnBlock(_vm.Vm.KeyCache, Opening<T>.KeyCacheBytes);
            foreach ((uint at, uint bytes) in _vm.Vm.BoxBlocks)
                OwnBlock(at, bytes);
            Own(_vm.Vm.StrtHash, 4 * _vm.Vm.StrtSize);
            _objects.Add(main);
            CollectThread(main);
            CollectList(*(uint*)_vm.At(_vm.Vm.RootGc), ListKind.All);
            CollectList(*(uint*)_vm.At(_vm.Gc.Finalizable), ListKind.Finalizable);
            CollectList(*(uint*)_vm.At(_vm.Gc.ToFinalize), ListKind.Finalizable);
            CollectList(*(uint*)_vm.At(_vm.Gc.FixedGc), ListKind.Fixed);
            CollectBuckets53();
            CollectListedThreads53();
            foreach (uint thread in _threads)
                CollectOpenUpvals53((Thread53<T>*)_vm.At(thread));
            CollectClosedUpvals53();
        }

        void CollectBuckets53()
        {
            for (uint bucket = 0; bucket < _vm.Vm.StrtSize; bucket++)
            {
                uint at = ((uint*)_vm.At(_vm.Vm.StrtHash))[bucket];
                while (at != 0)
                    at = CheckShortString53(at, bucket);
            }
            uint hanging = 0;
            foreach (uint at in _objects)
                hanging += _vm.Object(at)->Type == ObjectType.String ? 1u : 0;
            if (hanging != _strings)
                Fail($"{hanging} short strings hang in lists, {_strings} in buckets", _vm.Vm.StrtHash);
        }

        // The next one in the bucket.
        uint CheckShortString53(uint at, uint bucket)
        {
            _owner = at;
            if (!_objects.Contains(at) || _vm.Object(at)->Type != ObjectType.String
                || _strings++ > _vm.Vm.StrtUse)
                Fail("a string is no string, or in the table twice", at);
            else if ((_vm.StringAt(at)->Hash & (_vm.Vm.StrtSize - 1)) != bucket)
                Fail("a string is in the wrong bucket", at);
            return _fault == null ? _vm.StringAt(at)->LengthOrChain : 0;
        }

        void CollectThread53(Thread53<T>* thread)
        {
            if (Addr(thread) != _vm.Vm.MainThread)
                Own(Addr(thread) - Calls<T>.ThreadExtraBytes, Calls<T>.ThreadExtraBytes
                    + (ulong)sizeof(Thread53<T>));
            if (thread->Stack == 0)
                return;     // Not completely built.
            Own(thread->Stack, (ulong)thread->StackSize * (uint)sizeof(T));
            uint end = thread->Stack + (uint)(thread->StackSize * sizeof(T));
            if (thread->Top < thread->Stack || thread->Top > end)
                Fail("the top of a stack lies outside it", thread->Top);
            CollectFrames53(thread);
        }

        void CollectFrames53(Thread53<T>* thread)
        {
            uint count = 0;
            uint previous = 0;
            bool hasCurrent = false;
            for (uint at = Addr(&thread->BaseCi); at != 0; at = _vm.Ci53At(at)->Next)
            {
                if (at != Addr(&thread->BaseCi))
                {
                    Own(at, (ulong)sizeof(CallInfo53));
                    count++;
                }
                if (_fault != null)
                    return;
                if (_vm.Ci53At(at)->Previous != previous)
                    Fail("a call frame does not lead back", at);
                hasCurrent |= at == thread->Ci;
                previous = at;
            }
            if (!hasCurrent || count != thread->NumCallInfos)
                Fail($"{count} call frames are in the list, {thread->NumCallInfos} are counted", thread->Ci);
        }

        void CountUpvals53(Closure<T>* cl)
        {
            for (int i = 0; i < cl->NumUpvalues; i++)
            {
                uint at = UpvalRefs(cl)[i];
                if (at != 0)
                    _upvals[at] = _upvals.GetValueOrDefault(at) + 1;
            }
        }

        void CollectListedThreads53()
        {
            uint at = _vm.Gc.TwUps;
            while (at != 0)
            {
                if (!_objects.Contains(at) || _vm.Object(at)->Type != ObjectType.Thread
                    || !_listedThreads.Add(at))
                {
                    Fail("the threads with open upvalues lead to no thread, or twice to one", at);
                    return;
                }
                at = ((Thread53<T>*)_vm.At(at))->TwUps;
            }
        }

        void CollectOpenUpvals53(Thread53<T>* thread)
        {
            _owner = Addr(thread);
            if (thread->OpenUpval != 0 && !IsDead(thread->Marked) && !_listedThreads.Contains(_owner))
                Fail("a thread with open upvalues is not in the list of those", _owner);
            uint above = thread->Stack + (uint)(thread->StackSize * sizeof(T));
            for (uint at = thread->OpenUpval; at != 0; at = OpenPartOf(_vm.UpVal53At(at))->Next)
            {
                _owner = at;
                Own(at, Closures<T>.UpVal53Bytes, HeapPartKind.Upvalue);
                if (_fault != null)
                    return;
                _openUpvals.Add(at);
                UpVal53<T>* uv = _vm.UpVal53At(at);
                if (uv->V >= above || uv->V < thread->Stack)
                    Fail("an open upvalue is out of order, or refers to no slot", at);
                if (uv->References != _upvals.GetValueOrDefault(at))
                    Fail($"an upvalue counts {uv->References} closures", at);
                above = uv->V;
                CheckPlace53(thread, at);
            }
        }

        // An open upvalue is a register of a Lua function, below what that function calls.
        void CheckPlace53(Thread53<T>* thread, uint upvalue)
        {
            uint slot = _vm.UpVal53At(upvalue)->V;
            CallInfo53* ci = _vm.Ci53At(thread->Ci);
            while (ci->Func > slot && ci->Previous != 0)
                ci = _vm.Ci53At(ci->Previous);
            if (!Introspection<T>.IsLua(ci) || slot < ci->Base)
                Fail("an open upvalue lies in what a function called", upvalue);
        }

        void CollectClosedUpvals53()
        {
            foreach ((uint at, uint count) in _upvals)
            {
                if (_fault != null || _openUpvals.Contains(at))
                    continue;
                _owner = at;
                Own(at, Closures<T>.UpVal53Bytes, HeapPartKind.Upvalue);
                if (_fault != null)
                    return;
                if (Closures<T>.IsOpen(_vm.UpVal53At(at)))
                    Fail("an open upvalue hangs in no list", at);
                if (_vm.UpVal53At(at)->References != count)
                {
                    Fail(
                        $"{count} closures share an upvalue that counts {_vm.UpVal53At(at)->References}", at);
                }
            }
        }

        // The value of an open upvalue is its thread's.
        void VisitUpval53(GcHeader* closure, uint at)
        {
            if (at != 0 && !Closures<T>.IsOpen(_vm.UpVal53At(at)))
                VisitValue(closure, &_vm.UpVal53At(at)->Value);
        }
    }
}
