namespace Lfs.Runtime.Core;

// 5.1: strings hang in their buckets only, userdata behind the main thread, those whose finalizer is due in a
// ring, and upvalues are objects.
unsafe partial class HeapChecks<T>
{
    sealed partial class HeapWalk
    {
        void Collect51()
        {
            Own(_vm.Vm.MainThread, (uint)sizeof(Thread51<T>) + Opening<T>.GlobalBytes51);
            Own(_vm.Vm.StrtHash, 4 * _vm.Vm.StrtSize);
            Own(_vm.Vm.Buff, _vm.Vm.BuffSize);
            CollectList(*(uint*)_vm.At(_vm.Vm.RootGc), ListKind.All);
            CollectRing51();
            for (uint bucket = 0; bucket < _vm.Vm.StrtSize; bucket++)
                CollectBucket51(bucket);
            for (int i = 0; i < _threads.Count && _fault == null; i++)
                CollectUpvals51((Thread51<T>*)_vm.At(_threads[i]));
        }

        void CollectRing51()
        {
            uint last = _vm.Gc.TmUdata;
            if (last == 0)
                return;
            uint at = last;
            do
            {
                at = NextOf(at);
                CollectObject(at, ListKind.All);
            }
            while (at != last && _fault == null);
        }

        void CollectBucket51(uint bucket)
        {
            for (uint at = ((uint*)_vm.At(_vm.Vm.StrtHash))[bucket]; at != 0; at = NextOf(at))
            {
                _owner = at;
                if (!_vm._heap.Owns(at) || !_objects.Add(at) || _vm.Object(at)->Type != ObjectType.String)
                {
                    Fail("a string is no string, or in the table twice", at);
                    return;
                }
                TString* s = _vm.StringAt(at);
                if ((s->Hash & (_vm.Vm.StrtSize - 1)) != bucket)
                    Fail("a string is in the wrong bucket", at);
                Own(at, StringTable<T>.StringBytes(s));
                _strings++;
            }
        }

        void CollectThread51(Thread51<T>* thread)
        {
            if (Addr(thread) != _vm.Vm.MainThread)
                Own(Addr(thread), (ulong)sizeof(Thread51<T>));
            Own(thread->Stack, (ulong)thread->StackSize * (uint)sizeof(T));
            Own(thread->BaseCi, (ulong)thread->SizeCi * (uint)sizeof(CallInfo51));
            uint end = thread->Stack + (uint)(thread->StackSize * sizeof(T));
            if (thread->Top < thread->Stack || thread->Top > end)
                Fail("the top of a stack lies outside it", thread->Top);
        }

        void CollectUpvals51(Thread51<T>* thread)
        {
            uint above = thread->Stack + (uint)(thread->StackSize * sizeof(T));
            for (uint at = thread->OpenUpval; at != 0; at = NextOf(at))
            {
                _owner = at;
                if (!_vm._heap.Owns(at) || !_objects.Add(at) || _vm.Object(at)->Type != Tag<T>.UpVal)
                {
                    Fail("an open upvalue is none, or hangs in two lists", at);
                    return;
                }
                Own(at, Closures<T>.UpValBytes);
                UpVal51<T>* uv = _vm.UpValAt(at);
                if (uv->V >= above || uv->V < thread->Stack)
                    Fail("an open upvalue is out of order, or refers to no slot", at);
                above = uv->V;
                CheckPlace51(thread, at);
            }
        }

        // An open upvalue is a register of a Lua function, below what that function calls.
        void CheckPlace51(Thread51<T>* thread, uint upvalue)
        {
            uint slot = _vm.UpValAt(upvalue)->V;
            var ci = (CallInfo51*)_vm.At(thread->Ci);
            while (ci->Func > slot && Addr(ci) > thread->BaseCi)
                ci--;
            if ((ci->Status & FrameStatus.Lua) == 0 || slot < ci->Base)
                Fail("an open upvalue lies in what a function called", upvalue);
        }
    }
}
