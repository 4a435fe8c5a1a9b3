using System.Globalization;
using Esp8266.Memory;

namespace Lfs.Runtime.Core;

// What the memory of a state can prove about itself. Slow, and allocates on the .NET heap.
sealed unsafe partial class HeapChecks<T>(Vm<T> vm) : VmPart<T>(vm)
    where T : unmanaged, ITarget<T>
{
    /// <summary>
    /// Walks everything the state owns. Null if every block belongs to exactly one object or vector of its
    /// size, the sizes add up to the bytes in use, no ROM object refers to RAM, and no reference breaks the
    /// collector's rules; else the rule that does not hold, and where.
    /// </summary>
    internal string? FindFault() => new HeapWalk(this).Run();

    /// <summary>Everything that counts as Lua data in use: the sizes add up to
    /// <see cref="Allocator{T}.TotalBytes"/>.</summary>
    /// <exception cref="HeapCorruption">The memory has a fault.</exception>
    internal IReadOnlyList<HeapPart> FindParts()
    {
        List<HeapPart> parts = [];
        return new HeapWalk(this, parts).Run() is { } fault ? throw new HeapCorruption(fault) : parts;
    }

    /// <summary>The vectors that grow on demand and shrink by steps at a collection.</summary>
    internal VectorSizes Vectors
    {
        get
        {
            uint strings = 4 * Vm.StrtSize;
            if (T.Is53)
            {
                Thread53<T>* main = (Thread53<T>*)At(Vm.MainThread);
                return new(
                    main->StackSize * sizeof(T), main->NumCallInfos * sizeof(CallInfo53), strings,
                    Vm.BuffSize);
            }
            Thread51<T>* main51 = (Thread51<T>*)At(Vm.MainThread);
            return new(
                main51->StackSize * sizeof(T), main51->SizeCi * sizeof(CallInfo51), strings, Vm.BuffSize);
        }
    }

    /// <summary>
    /// One walk, in two passes: the first finds who owns which block, and with that all objects there are;
    /// the second looks at every reference. What only one version has is in HeapWalk51 and HeapWalk53.
    /// </summary>
    sealed partial class HeapWalk(HeapChecks<T> vm, List<HeapPart>? parts = null)
    {
        readonly HeapChecks<T> _vm = vm;
        readonly HashSet<uint> _blocks = [];
        readonly HashSet<uint> _objects = [];
        readonly HashSet<uint> _grays = [];
        readonly List<uint> _threads = [];
        string? _fault;
        ulong _bytes;
        uint _strings;

        // The object that is being looked at, for the message.
        uint _owner;

        /// <summary>Objects that were found.</summary>
        public int Objects => _objects.Count;

        public string? Run()
        {
            try
            {
                if (T.Is53)
                    Collect53();
                else
                    Collect51();
                _owner = 0;
                foreach ((uint at, uint bytes) in _vm.Chunks.Compiling.SelectMany(one => one.Blocks))
                    Own(at, bytes);
                foreach ((uint at, (uint bytes, bool isCounted)) in _vm.Vm.TakenBlocks)
                {
                    OwnBlock(at, bytes);
                    if (isCounted)
                        Count(at, bytes, HeapPartKind.State);
                }
                if (_fault == null)
                    Visit();
            }
            catch (HeapCorruption corruption)
            {
                Fail(corruption.Message, 0);
            }
            return _fault;
        }

        void Visit()
        {
            CollectGrays();
            VisitRom();
            VisitObjects();
            VisitRoots();
            CompareSums();
        }

        void Fail(string rule, uint at) =>
            _fault ??= string.Create(CultureInfo.InvariantCulture,
                $"{rule} at 0x{at:x8} (object 0x{_owner:x8})");

        /// <summary>Notes that a block of some bytes, which count as Lua's, is in use.</summary>
        void Own(uint at, ulong bytes) => Own(at, bytes, KindOf(_owner));

        void Own(uint at, ulong bytes, HeapPartKind kind)
        {
            if (at == 0 && bytes == 0)
                return;
            OwnBlock(at, bytes);
            Count(at, bytes, kind);
        }

        void Count(uint at, ulong bytes, HeapPartKind kind)
        {
            _bytes += bytes;
            parts?.Add(new HeapPart(_owner, at, kind, bytes));
        }

        HeapPartKind KindOf(uint owner) => owner == 0 ? HeapPartKind.State
            : ObjectType.Basic(_vm.Object(owner)->Type) switch
            {
                ObjectType.String => HeapPartKind.String,
                ObjectType.Table => HeapPartKind.Table,
                ObjectType.Closure => HeapPartKind.Function,
                ObjectType.Userdata => HeapPartKind.Userdata,
                ObjectType.Thread => HeapPartKind.Thread,
                ObjectType.Proto => HeapPartKind.Prototype,
                _ => HeapPartKind.Upvalue,
            };

        void OwnBlock(uint at, ulong bytes)
        {
            const uint MostSlack = 8 + 32;      // Rounding, and a rest too small for a block of its own.
            if (!_vm._heap.Owns(at) || !_blocks.Add(at))
            {
                Fail("a block has no or two owners", at);
                return;
            }
            uint size = _vm._heap.SizeOf(at);
            if (size < bytes || size > bytes + MostSlack)
                Fail($"a block of {size} bytes holds {bytes}", at);
        }

        /// <summary>Every byte of the heap is free, in use by what was found, or overhead.</summary>
        void CompareSums()
        {
            if (_fault != null)
                return;
            _owner = 0;
            if (_bytes != _vm.Vm.TotalBytes)
                Fail($"the sizes add up to {_bytes}, in use are {_vm.Vm.TotalBytes}", 0);
            uint used = _vm._heap.Check().UsedBlocks;
            if (used != _blocks.Count)
                Fail($"{used} blocks are in use, {_blocks.Count} belong to something", 0);
            if (_strings != _vm.Vm.StrtUse)
                Fail($"the table has {_strings} strings and counts {_vm.Vm.StrtUse}", 0);
        }

        // Where in its cycle the collector is, in the words of both versions.
        bool IsMarking => _vm.Gc.KeepsInvariant;

        bool IsSweeping => T.Is53 ? _vm.Gc.IsSweeping53 : _vm.Gc.GcState >= GcState.SweepStrings;

        bool IsPause => T.Is53 ? _vm.Gc.Phase == GcPhase.Pause : _vm.Gc.GcState == GcState.Pause;

        bool IsDead(byte marked) => _vm.Vm.IsDead(marked) && (T.Is53 || (marked & Objects<T>.FixedBit) == 0);

        static bool IsGray(byte marked) => !Objects<T>.IsWhite(marked) && !Objects<T>.IsBlack(marked);

        /// <summary>While marking, what is gray waits on exactly one list to be visited (again).</summary>
        void CollectGrays()
        {
            if (!IsMarking)
                return;
            CollectGrayList(_vm.Gc.Gray);
            CollectGrayList(_vm.Gc.GrayAgain);
            CollectGrayList(_vm.Gc.Weak);
            CollectGrayList(_vm.Gc.AllWeak);
            CollectGrayList(_vm.Gc.Ephemeron);
        }

        void CollectGrayList(uint first)
        {
            for (uint at = first; at != 0; at = _fault == null ? GrayLinkOf(at) : 0)
            {
                _owner = at;
                if (!_objects.Contains(at) || !_grays.Add(at))
                    Fail("a gray list leads to no object, or twice to one", at);
                else if (!IsGray(_vm.Object(at)->Marked))
                    Fail("an object on a gray list is not gray", at);
            }
        }

        uint GrayLinkOf(uint at)
        {
            GcHeader* o = _vm.Object(at);
            switch (ObjectType.Basic(o->Type))
            {
                case ObjectType.Table:
                    return ((Table<T>*)o)->GcList;
                case ObjectType.Closure:
                    return ((Closure<T>*)o)->GcList;
                case ObjectType.Thread:
                    return T.Is53 ? ((Thread53<T>*)o)->GcList : ((Thread51<T>*)o)->GcList;
                case ObjectType.Proto:
                    return ((Proto<T>*)o)->GcList;
                default:
                    Fail($"an object of type {o->Type} is on a gray list", at);
                    return 0;
            }
        }

        void VisitRoots()
        {
            _owner = 0;
            GcHeader none = default;
            VisitValue(&none, _vm.Slot(_vm.Vm.Registry));
            VisitReference(&none, _vm.Vm.Globals);
            VisitReference(&none, _vm.Vm.Handles);
            for (int i = 0; i < T.MetatableTypes; i++)
                VisitReference(&none, _vm.Vm.Mt[i]);
            VisitReference(&none, _vm.Vm.MemErrMsg);
            for (int i = 0; i < Tables<T>.EventNames.Length; i++)
                VisitReference(&none, _vm.Vm.TmName[i]);
        }

        void VisitObjects()
        {
            foreach (uint at in _objects)
            {
                if (_fault != null)
                    return;
                VisitObject(at);
            }
        }

        void VisitObject(uint at)
        {
            GcHeader* o = _vm.Object(at);
            _owner = at;
            if (IsDead(o->Marked))
            {
                // What is dead and not yet swept may refer to what is gone.
                if (!IsSweeping)
                    Fail("a sweep left a dead object", at);
                return;
            }
            if (IsPause && Objects<T>.IsBlack(o->Marked))
                Fail("an object is black before the marking begins", at);
            if (IsMarking && IsGray(o->Marked) && WaitsWhenGray(o->Type) && !_grays.Contains(at))
                Fail("a gray object is on no list", at);
            VisitParts(o);
        }

        // Strings and userdata have no list; upvalues of 5.1 stay gray while they are open.
        static bool WaitsWhenGray(byte type) => ObjectType.Basic(type)
            is ObjectType.Table or ObjectType.Closure or ObjectType.Thread or ObjectType.Proto;

        void VisitParts(GcHeader* o)
        {
            switch (ObjectType.Basic(o->Type))
            {
                case ObjectType.Table:
                    VisitTable((Table<T>*)o);
                    break;
                case ObjectType.Closure:
                    VisitClosure((Closure<T>*)o);
                    break;
                case ObjectType.Userdata:
                    VisitUdata((Udata<T>*)o);
                    break;
                case ObjectType.Thread:
                    VisitThread(o);
                    break;
                case ObjectType.Proto:
                    VisitProto((Proto<T>*)o);
                    break;
                case ObjectType.UpVal when ((UpVal51<T>*)o)->V == Addr(&((UpVal51<T>*)o)->Value):
                    VisitValue(o, &((UpVal51<T>*)o)->Value);
                    break;
            }
        }

        void VisitValue(GcHeader* owner, T* value)
        {
            int tag = value->Tag;
            if (tag == Tag<T>.DeadKey || _fault != null)
                return;
            if (Tag<T>.IsCollectable(tag))
            {
                VisitTyped(owner, value);
                return;
            }
            if (tag == Tag<T>.RoTable && !_romTables.Contains(value->Ref) && value->Ref != _vm.Vm.RoMain
                && value->Ref != _vm.Vm.SystemMain)
                Fail("a value is no table in ROM", value->Ref);
            else if (tag == Tag<T>.LightFunction && !IsFunction(value->Ref))
                Fail("a value is no function of the firmware", value->Ref);
            else if (!IsPlain(tag))
                Fail($"a value has tag {tag}", Addr(value));
        }

        bool IsFunction(uint code) => unchecked(
            (code - Firmware<T>.CodeStart) / Firmware<T>.CodeStep < (uint)_vm.Vm.FirmwareFunctions.Length
            || (code - Firmware<T>.HostCodeStart) / Firmware<T>.CodeStep < (uint)_vm.Vm.HostFunctions.Count);

        static bool IsPlain(int tag) =>
            tag is >= 0 and <= 3 || tag == Tag<T>.RoTable || tag == Tag<T>.LightFunction
            || (T.HasIntegers && tag == Tag<T>.Integer);

        void VisitTyped(GcHeader* owner, T* value)
        {
            uint to = value->Ref;
            if (!_objects.Contains(to) && !IsRomPlace(to))
                Fail("a value refers to no object", Addr(value));
            else if (_vm.Object(to)->Type != ObjectType.Of(value->Tag))
                Fail($"a value with tag {value->Tag} refers to an object of type {_vm.Object(to)->Type}", to);
            else
                VisitReference(owner, to);
        }

        void VisitReference(GcHeader* owner, uint to)
        {
            if (to == 0 || IsRomPlace(to) || _fault != null)
                return;
            if (!_objects.Contains(to))
            {
                Fail("a reference leads to no object", to);
                return;
            }
            byte marked = _vm.Object(to)->Marked;
            if (IsMarking && Objects<T>.IsBlack(owner->Marked) && Objects<T>.IsWhite(marked))
                Fail("a black object refers to a white one", to);
            if (IsSweeping && IsDead(marked))
                Fail("a live object refers to a dead one", to);
        }
    }
}

/// <summary>Bytes of what a state keeps between programs; how much depends on what ran before.</summary>
/// <param name="Stack">The main thread's slots.</param>
/// <param name="Frames">The main thread's call frames. 5.3: a block for each one but the first.</param>
/// <param name="Strings">Buckets of the string table.</param>
/// <param name="Buffer">5.1's buffer for concatenation.</param>
readonly record struct VectorSizes(long Stack, long Frames, long Strings, long Buffer)
{
    public long Bytes => Stack + Frames + Strings + Buffer;
}
