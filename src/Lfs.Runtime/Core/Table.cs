using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lfs.Runtime.Core;

// ltable.c: an array part for the keys 1..n and a node part with chained scatter and Brent's variation. A
// node's chain link is a distance in nodes here, for both versions (5.1 on the device stores an address).
abstract unsafe partial class Tables<T>(Device device, Firmware<T> firmware)
    : StringTable<T>(device, firmware)
    where T : unmanaged, ITarget<T>
{
    const int MaxArrayBits = 26;

    internal static T* NodeValue(byte* node) => (T*)node;
    internal static T* NodeKey(byte* node) => (T*)(node + T.NodeKey);
    static ref int NodeNext(byte* node) => ref *(int*)(node + T.NodeNext);

    /// <summary>
    /// A new, empty table (ltable.c, luaH_new). The caller anchors it before anything else is allocated.
    /// </summary>
    internal uint NewTable()
    {
        uint at = Alloc(32);
        Table<T>* t = TableAt(at);
        t->Metatable = 0;
        t->Flags = 0xFF;
        t->Array = 0;
        t->SizeArray = 0;
        t->LogSizeNode = 0;
        t->Node = _firmware.DummyNode;
        t->LastFree = 0;
        LinkObject(at, ObjectType.Of(Tag<T>.Table));
        return at;
    }

    /// <summary>A new table with room, left on top of the stack.</summary>
    internal uint PushNewTable(uint arraySize, uint hashSize)
    {
        uint at = NewTable();
        SetRef(Top, Tag<T>.Table, at);
        Top++;
        if (arraySize > 0 || hashSize > 0)
            ResizeTable(TableAt(at), arraySize, hashSize);
        return at;
    }

    internal bool IsDummy(Table<T>* t) => t->Node == _firmware.DummyNode;

    /// <summary>Frees a table with its vectors (ltable.c, luaH_free).</summary>
    internal void FreeTable(Table<T>* t)
    {
        Debug.Assert((t->Type & 0x0F) == 5, "The object to free is a table.");
        Debug.Assert(!InRom(Addr(t)), "A table in ROM is never freed.");
        if (!IsDummy(t))
            Free(t->Node, t->SizeNode * (uint)T.NodeBytes);
        Free(t->Array, t->SizeArray * (uint)sizeof(T));
        Free(Addr(t), 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    byte* HashMask(Table<T>* t, uint hash) =>
        At(t->Node) + (nuint)(hash & (t->SizeNode - 1)) * (nuint)T.NodeBytes;

    byte* HashMod(Table<T>* t, uint hash) =>
        At(t->Node) + (nuint)(hash % ((t->SizeNode - 1) | 1)) * (nuint)T.NodeBytes;

    /// <summary>The node where a key belongs (ltable.c, mainposition).</summary>
    byte* MainPosition(Table<T>* t, T* key)
    {
        int tag = key->Tag;
        if (tag == Tag<T>.String)
            return HashMask(t, StringAt(key->Ref)->Hash);
        if (T.Is53)
        {
            switch (tag)
            {
                case Tag<T>.Integer:
                    return HashMask(t, unchecked((uint)key->Int));
                case Tag<T>.Number:
                    return HashMod(t, HashFloat(key->Float));
                case Tag<T>.LongString:
                    return HashMask(t, HashLongString(key->Ref));
            }
        }
        else if (tag == Tag<T>.Number)
        {
            return HashNumber(t, key);
        }
        if (tag == Tag<T>.Boolean)
            return HashMask(t, key->Ref);
        return HashMod(t, key->Ref);
    }

    /// <summary>5.1: the sum of a number's words.</summary>
    byte* HashNumber(Table<T>* t, T* key)
    {
        if (!T.HasFloats)
            return key->Int == 0 ? At(t->Node) : HashMod(t, unchecked((uint)key->Int));
        if (key->Float == 0)
            return At(t->Node);     // 0 and -0 are one key.
        ulong bits = BitConverter.DoubleToUInt64Bits(key->Float);
        return HashMod(t, unchecked((uint)bits + (uint)(bits >> 32)));
    }

    /// <summary>5.3: a float's fraction and exponent, mixed as lobject.c does.</summary>
    static uint HashFloat(double value)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
            return 0;
        int exponent = value == 0 ? 0 : Math.ILogB(value) + 1;
        double fraction = Math.ScaleB(value, -exponent) * -(double)int.MinValue;
        uint u = unchecked((uint)exponent + (uint)(long)fraction);
        return u <= int.MaxValue ? u : ~u;
    }

    uint HashLongString(uint address)
    {
        Debug.Assert(
            (StringAt(address)->Type & 0x1F) == 0x14, "Only a long string is hashed when it is a key.");
        TString* s = StringAt(address);
        if (s->Extra == 0 && !InRom(address))
        {
            s->Hash = HashOf(BytesOf(address), s->Hash);
            s->Extra = 1;
        }
        return s->Hash;
    }

    /// <summary>
    /// The value under a string key (5.3: a short one), or the nil of the firmware (ltable.c, luaH_getstr).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T* GetString(Table<T>* t, uint key)
    {
        byte* node = HashMask(t, StringAt(key)->Hash);
        while (true)
        {
            if (NodeKey(node)->Tag == Tag<T>.String && NodeKey(node)->Ref == key)
                return NodeValue(node);
            int next = NodeNext(node);
            if (next == 0)
                return _nil;
            SliceLeft--;      // A program can make chains of any length.
            node += (nint)next * T.NodeBytes;
        }
    }

    /// <summary>So many places of a chain are looked at in passing; those after them count.</summary>
    const int NearHops = 8;

    /// <summary>The value under an integer key (ltable.c, luaH_getint).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T* GetInt(Table<T>* t, long key)
    {
        if (unchecked((ulong)key - 1) < t->SizeArray)
            return Slot(t->Array) + (nint)(key - 1);
        return GetIntHash(t, key);
    }

    T* GetIntHash(Table<T>* t, long key)
    {
        if (IsDummy(t))
            return _nil;
        T probe = default;
        SetInteger(&probe, key);
        byte* node = MainPosition(t, &probe);
        for (int hops = NearHops; ; hops--)
        {
            T* k = NodeKey(node);
            if (k->Tag == probe.Tag && (T.HasIntegers || !T.HasFloats
                    ? k->Int == key : k->Float == probe.Float))
                return NodeValue(node);
            int next = NodeNext(node);
            if (next == 0)
                return _nil;
            node += (nint)next * T.NodeBytes;
            if (hops <= 0)
                Charge(1);
        }
    }

    /// <summary>The value under any key (ltable.c, luaH_get).</summary>
    internal T* Get(Table<T>* t, T* key)
    {
        int tag = key->Tag;
        if (tag == Tag<T>.String)
            return GetString(t, key->Ref);
        if (tag == Tag<T>.Nil)
            return _nil;
        if (IntegerKey(key, out long integer))
            return GetInt(t, integer);
        byte* node = MainPosition(t, key);
        for (int hops = NearHops; ; hops--)
        {
            if (RawEqual(NodeKey(node), key))
                return NodeValue(node);
            int next = NodeNext(node);
            if (next == 0)
                return _nil;
            if (hops <= 0)
                Charge(1);
            node += (nint)next * T.NodeBytes;
        }
    }

    /// <summary>True if a key is a number with an integer's value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IntegerKey(T* key, out long integer)
    {
        int tag = key->Tag;
        if (T.HasIntegers)
        {
            if (tag == Tag<T>.Integer)
            {
                integer = key->Int;
                return true;
            }
            integer = 0;
            return tag == Tag<T>.Number && FloatToInteger(key->Float, out integer);
        }
        if (tag != Tag<T>.Number)
        {
            integer = 0;
            return false;
        }
        if (!T.HasFloats)
        {
            integer = key->Int;
            return true;
        }
        // A cast takes longer on .NET 10, where it saturates. What does not fit is not equal either way.
        int n = Sse2.IsSupported
            ? Sse2.ConvertToInt32WithTruncation(Vector128.CreateScalarUnsafe(key->Float))
            : (int)key->Float;
        integer = n;
        return n == key->Float;
    }

    /// <summary>
    /// The slot for a key, which is created if it is missing (ltable.c, luaH_set). May collect: table and key
    /// are anchored.
    /// </summary>
    internal T* Set(Table<T>* t, T* key)
    {
        T* slot = Get(t, key);
        t->Flags = 0;
        return slot != _nil ? slot : NewKey(t, key);
    }

    /// <summary>
    /// The slot for an integer key, which is created if it is missing (ltable.c, luaH_setint).
    /// </summary>
    internal T* SetInt(Table<T>* t, long key)
    {
        T* slot = GetInt(t, key);
        if (slot != _nil)
            return slot;
        T probe = default;
        SetInteger(&probe, key);
        return NewKey(t, &probe);
    }

    /// <summary>The slot for a string key; the string is anchored by the caller.</summary>
    internal T* SetStringKey(Table<T>* t, uint key)
    {
        T probe = default;
        SetString(&probe, key);
        return Set(t, &probe);
    }

    /// <summary>Inserts a key that is not in the table (ltable.c, luaH_newkey).</summary>
    internal T* NewKey(Table<T>* t, T* key)
    {
        Debug.Assert(key->Tag != Tag<T>.Nil, "Nil is not a key.");
        if (InRom(Addr(t)))
            throw Introspection.RunErrorException(T.ReadOnlyTableText);
        T normal;
        if (T.HasIntegers && key->Tag == Tag<T>.Number && FloatToInteger(key->Float, out long integer))
        {
            normal = default;
            SetInteger(&normal, integer);
            key = &normal;
        }
        byte* main = MainPosition(t, key);
        if (NodeValue(main)->Tag != Tag<T>.Nil || IsDummy(t))
        {
            byte* free = FreePosition(t);
            if (free == null)
            {
                Rehash(t, key);
                T* slot = Get(t, key);
                return slot != _nil ? slot : NewKey(t, key);
            }
            byte* other = MainPosition(t, NodeKey(main));
            if (other != main)
            {
                // The node's owner belongs elsewhere: it moves to the free place.
                while (other + (nint)NodeNext(other) * T.NodeBytes != main)
                {
                    Charge(1);
                    other += (nint)NodeNext(other) * T.NodeBytes;
                }
                NodeNext(other) = Distance(other, free);
                Unsafe.CopyBlockUnaligned(free, main, (uint)T.NodeBytes);
                if (NodeNext(main) != 0)
                {
                    NodeNext(free) += Distance(free, main);
                    NodeNext(main) = 0;
                }
                SetNil(NodeValue(main));
            }
            else
            {
                NodeNext(free) = NodeNext(main) != 0 ? Distance(free, main) + NodeNext(main) : 0;
                NodeNext(main) = Distance(main, free);
                main = free;
            }
        }
        *NodeKey(main) = *key;
        BarrierBack(t, key);
        return NodeValue(main);
    }

    static int Distance(byte* from, byte* to) => (int)((to - from) / T.NodeBytes);

    /// <summary>A node that is not in use, or null (ltable.c, getfreepos).</summary>
    byte* FreePosition(Table<T>* t)
    {
        if (IsDummy(t))
            return null;
        while (t->LastFree > t->Node)
        {
            t->LastFree -= (uint)T.NodeBytes;
            byte* node = At(t->LastFree);
            if (NodeKey(node)->Tag == Tag<T>.Nil)
                return node;
        }
        return null;
    }

    /// <summary>
    /// Chooses new sizes so that more than half of the array is in use, and resizes (ltable.c, rehash).
    /// </summary>
    void Rehash(Table<T>* t, T* extraKey)
    {
        Debug.Assert(!InRom(Addr(t)), "A table in ROM keeps its size.");
        uint* counts = stackalloc uint[MaxArrayBits + 2];
        new Span<uint>(counts, MaxArrayBits + 2).Clear();
        uint inArray = CountArray(t, counts);
        Charge((t->SizeArray >> 4) + (t->SizeNode >> 1));
        uint total = inArray;
        uint integers = inArray;
        for (int i = (int)t->SizeNode - 1; i >= 0; i--)
        {
            if (i % MarkPiece == MarkPiece - 1)
                HearCancellation();
            byte* node = At(t->Node) + (nint)i * T.NodeBytes;
            if (NodeValue(node)->Tag == Tag<T>.Nil)
                continue;
            integers += CountKey(NodeKey(node), counts);
            total++;
        }
        integers += CountKey(extraKey, counts);
        total++;
        uint arraySize = ArraySize(counts, integers, out uint used);
        bool wasFixed = StackIsFixed;
        StackIsFixed = true;        // lvm.c and lapi.c do so around each store into a table.
        ResizeTable(t, arraySize, total - used);
        StackIsFixed = wasFixed;
    }

    /// <summary>
    /// Counts a key in its bin (2^(n-1), 2^n] if it could go to an array (ltable.c, countint); 1 if so.
    /// </summary>
    static uint CountKey(T* key, uint* counts)
    {
        if (!IntegerKey(key, out long k) || k <= 0 || k > 1L << MaxArrayBits)
            return 0;
        counts[CeilLog2((uint)k)]++;
        return 1;
    }

    static int CeilLog2(uint x) => x <= 1 ? 0 : BitOperations.Log2(x - 1) + 1;

    /// <summary>Counts the values of the array part, by bins (ltable.c, numusearray).</summary>
    uint CountArray(Table<T>* t, uint* counts)
    {
        uint total = 0;
        uint i = 1;
        uint limit = 1;
        for (int bin = 0; bin <= MaxArrayBits; bin++, limit *= 2)
        {
            uint last = Math.Min(limit, t->SizeArray);
            uint inBin = 0;
            for (; i <= last; i++)
            {
                if (Slot(t->Array)[i - 1].Tag != Tag<T>.Nil)
                    inBin++;
            }
            counts[bin] += inBin;
            total += inBin;
            if (last < limit)
                break;
        }
        return total;
    }

    /// <summary>The largest size of which more than half would be in use (ltable.c, computesizes).</summary>
    static uint ArraySize(uint* counts, uint integers, out uint used)
    {
        uint seen = 0;
        uint size = 0;
        used = 0;
        uint power = 1;
        for (int bin = 0; bin <= MaxArrayBits && power / 2 < integers; bin++, power *= 2)
        {
            if (counts[bin] > 0)
            {
                seen += counts[bin];
                if (seen > power / 2)
                {
                    size = power;
                    used = seen;
                }
            }
            if (seen == integers)
                break;
        }
        return size;
    }

    /// <summary>
    /// Gives a table vectors of other sizes and moves every entry (ltable.c, luaH_resize). A failure leaves
    /// it as it was.
    /// </summary>
    internal void ResizeTable(Table<T>* t, uint arraySize, uint hashSize)
    {
        Debug.Assert((t->Type & 0x0F) == 5, "The object to resize is a table.");
        Debug.Assert(!InRom(Addr(t)), "A table in ROM keeps its size.");
        int logSize = CeilLog2(hashSize);
        if (logSize > MaxArrayBits || arraySize > 1u << MaxArrayBits)
            throw Introspection.RunErrorException("table overflow");
        Charge(t->SizeNode + ((t->SizeArray + arraySize) >> 4) + (hashSize >> 2));
        if (T.ResizesInPlace)
            ResizeInPlace51(t, arraySize, hashSize);
        else
            ResizeToNewNodes(t, arraySize, hashSize, logSize);
    }

    void ResizeToNewNodes(Table<T>* t, uint arraySize, uint hashSize, int logSize)
    {
        uint oldArraySize = t->SizeArray;
        uint oldNodes = t->Node;
        uint oldNodeCount = t->SizeNode;
        uint oldLastFree = t->LastFree;
        bool oldDummy = IsDummy(t);
        if (arraySize > oldArraySize)
            GrowArray(t, arraySize);
        uint nodes = hashSize == 0 ? _firmware.DummyNode : AllocNodes(1u << logSize);
        t->Node = nodes;
        t->LogSizeNode = (byte)(hashSize == 0 ? 0 : logSize);
        t->LastFree = hashSize == 0 ? 0 : nodes + (1u << logSize) * (uint)T.NodeBytes;
        if (arraySize < oldArraySize)
            ShrinkArray(t, arraySize);
        for (int i = (int)oldNodeCount - 1; i >= 0; i--)
        {
            if (i % MarkPiece == MarkPiece - 1 && arraySize >= oldArraySize
                && Cancellation.IsCancellationRequested)
            {
                UndoResize(t, oldArraySize, oldNodes, oldNodeCount, oldLastFree);
                HearCancellation();
            }
            byte* node = At(oldNodes) + (nint)i * T.NodeBytes;
            if (NodeValue(node)->Tag != Tag<T>.Nil)
                *SetMoved(t, NodeKey(node)) = *NodeValue(node);
        }
        if (!oldDummy)
            Free(oldNodes, oldNodeCount * (uint)T.NodeBytes);
    }

    /// <summary>Gives a table its old vectors back, whose entries are still where they were.</summary>
    void UndoResize(Table<T>* t, uint arraySize, uint nodes, uint nodeCount, uint lastFree)
    {
        Debug.Assert(BitOperations.IsPow2(nodeCount), "The number of nodes is a power of two.");
        Debug.Assert(arraySize <= t->SizeArray, "Only a larger array is undone.");
        if (!IsDummy(t))
            Free(t->Node, t->SizeNode * (uint)T.NodeBytes);
        t->Node = nodes;
        t->LogSizeNode = (byte)BitOperations.Log2(nodeCount);
        t->LastFree = lastFree;
        if (arraySize < t->SizeArray)
            CutArray(t, arraySize);
    }

    void CutArray(Table<T>* t, uint size)
    {
        Debug.Assert(size < t->SizeArray, "An array is cut to a smaller one.");
        t->Array = Realloc(t->Array, t->SizeArray * (uint)sizeof(T), size * (uint)sizeof(T));
        t->SizeArray = size;
    }

    T* SetMoved(Table<T>* t, T* key)
    {
        T* slot = Get(t, key);
        return slot != _nil ? slot : NewKey(t, key);
    }

    /// <summary>Makes the array part larger (ltable.c, setarrayvector).</summary>
    void GrowArray(Table<T>* t, uint size)
    {
        Debug.Assert(size > t->SizeArray, "A grown array is larger.");
        uint old = t->SizeArray;
        t->Array = Realloc(t->Array, old * (uint)sizeof(T), size * (uint)sizeof(T));
        try
        {
            FillWithNil(Slot(t->Array) + old, Slot(t->Array) + size);
        }
        catch (BudgetExceeded)
        {
            t->Array = Realloc(t->Array, size * (uint)sizeof(T), old * (uint)sizeof(T));
            throw;
        }
        t->SizeArray = size;
    }

    // A cancellation is heard between the pieces of a long stretch.
    void FillWithNil(T* slot, T* end)
    {
        while (slot < end)
        {
            T* pause = end - slot > LongPiece ? slot + LongPiece : end;
            for (; slot < pause; slot++)
                SetNil(slot);
            if (slot < end)
                HearCancellation();
        }
    }

    void ShrinkArray(Table<T>* t, uint size)
    {
        Debug.Assert(size < t->SizeArray, "A shrunk array is smaller.");
        uint old = t->SizeArray;
        t->SizeArray = size;
        for (uint i = size; i < old; i++)
        {
            T* value = Slot(t->Array) + i;
            if (value->Tag != Tag<T>.Nil)
                *SetInt(t, i + 1) = *value;
            SetNil(value);
        }
        if (size == 0)
        {
            Free(t->Array, old * (uint)sizeof(T));
            t->Array = 0;
            return;
        }
        // A collection finds the table whole.
        t->SizeArray = old;
        CollectFirst();
        t->SizeArray = size;
        t->Array = Shorten(t->Array, old * (uint)sizeof(T), size * (uint)sizeof(T));
    }

    /// <summary>A vector of empty nodes (ltable.c, setnodevector).</summary>
    uint AllocNodes(uint count)
    {
        Debug.Assert(BitOperations.IsPow2(count), "The number of nodes is a power of two.");
        uint at = Alloc(count * (uint)T.NodeBytes);
        byte* node = At(at);
        for (uint i = 0; i < count; i++, node += T.NodeBytes)
        {
            NodeNext(node) = 0;
            SetNil(NodeKey(node));
            SetNil(NodeValue(node));
        }
        return at;
    }

    /// <summary>5.1 and 5.3 <c>luaH_resizearray</c>: room for the items of a constructor.</summary>
    internal void ResizeArrayPart(Table<T>* t, uint size) =>
        ResizeTable(t, size, IsDummy(t) ? 0 : t->SizeNode);

    /// <summary>
    /// Replaces a key on the stack by the next one, with its value in the slot above (ltable.c, luaH_next).
    /// False at the end.
    /// </summary>
    internal bool NextEntry(Table<T>* t, T* key)
    {
        uint i = IndexOfKey(t, key);
        uint first = i;
        for (; i < t->SizeArray; i++)
        {
            T* value = Slot(t->Array) + i;
            if (value->Tag == Tag<T>.Nil)
                continue;
            Charge((i - first) >> 4);
            SetInteger(key, i + 1);
            key[1] = *value;
            return true;
        }
        for (i -= t->SizeArray; i < t->SizeNode; i++)
        {
            byte* node = At(t->Node) + (nint)i * T.NodeBytes;
            if (NodeValue(node)->Tag == Tag<T>.Nil)
                continue;
            Charge((i + t->SizeArray - first) >> 4);
            key[0] = *NodeKey(node);
            key[1] = *NodeValue(node);
            return true;
        }
        Charge((i + t->SizeArray - first) >> 4);
        return false;
    }

    /// <summary>
    /// The place after a key in the order of a traversal (ltable.c, findindex): array first, then nodes.
    /// </summary>
    uint IndexOfKey(Table<T>* t, T* key)
    {
        if (key->Tag == Tag<T>.Nil)
            return 0;
        if (IntegerKey(key, out long i) && i > 0 && i <= t->SizeArray)
            return (uint)i;
        byte* node = MainPosition(t, key);
        while (true)
        {
            // A key that was removed during the traversal is dead, but still leads on.
            T* k = NodeKey(node);
            if (RawEqual(k, key) || (k->Tag == Tag<T>.DeadKey && Tag<T>.IsCollectable(key->Tag)
                && k->Ref == key->Ref))
                return (uint)((node - At(t->Node)) / T.NodeBytes) + 1 + t->SizeArray;
            int next = NodeNext(node);
            if (next == 0)
                throw Introspection.RunErrorException("invalid key to 'next'");
            Charge(1);
            node += (nint)next * T.NodeBytes;
        }
    }

    /// <summary>
    /// A border of the table (ltable.c, luaH_getn): an n with t[n] not nil and t[n+1] nil, or 0.
    /// </summary>
    internal long BorderOf(Table<T>* t)
    {
        uint high = t->SizeArray;
        if (high > 0 && Slot(t->Array)[high - 1].Tag == Tag<T>.Nil)
        {
            uint low = 0;
            while (high - low > 1)
            {
                uint middle = (low + high) / 2;
                if (Slot(t->Array)[middle - 1].Tag == Tag<T>.Nil)
                    high = middle;
                else
                    low = middle;
            }
            return low;
        }
        return IsDummy(t) ? high : UnboundBorder(t, high);
    }

    /// <summary>A border beyond the array part (ltable.c, unbound_search).</summary>
    long UnboundBorder(Table<T>* t, long from)
    {
        const int ProbeInstructions = 16;
        Charge(ProbeInstructions);
        long low = from;
        long high = from + 1;
        while (GetInt(t, high)->Tag != Tag<T>.Nil)
        {
            low = high;
            if (high > int.MaxValue / 2)
            {
                // A table built with a purpose: look one by one.
                for (low = 1; GetInt(t, low)->Tag != Tag<T>.Nil;)
                    low++;
                Charge(low >> 1);
                return low - 1;
            }
            high *= 2;
        }
        while (high - low > 1)
        {
            long middle = (low + high) / 2;
            if (GetInt(t, middle)->Tag == Tag<T>.Nil)
                high = middle;
            else
                low = middle;
        }
        return low;
    }

    /// <summary>Equality without metamethods (lobject.c, luaO_rawequalObj).</summary>
    internal bool RawEqual(T* a, T* b)
    {
        int tag = a->Tag;
        if (tag != b->Tag)
            return T.HasIntegers && EqualNumbers53(a, b);
        if (tag == Tag<T>.Nil)
            return true;
        if (Tag<T>.IsNumber(tag))
            return T.HasFloats && (!T.HasIntegers || tag == Tag<T>.Number)
                ? a->Float == b->Float : a->Int == b->Int;
        if (T.HasLongStrings && tag == Tag<T>.LongString)
            return EqualLongStrings(a->Ref, b->Ref);
        return a->Ref == b->Ref;
    }

    /// <summary>True if two long strings have the same bytes (lstring.c, luaS_eqlngstr).</summary>
    internal bool EqualLongStrings(uint a, uint b)
    {
        Debug.Assert(
            (StringAt(a)->Type & 0x0F) == 4 && (StringAt(b)->Type & 0x0F) == 4, "Both objects are strings.");
        if (a == b)
            return true;
        if (LengthOf(StringAt(a)) != LengthOf(StringAt(b)))
            return false;
        Charge(LengthOf(StringAt(a)) >> 6);
        return BytesOf(a).SequenceEqual(BytesOf(b));
    }

    internal static bool EqualNumbers53(T* a, T* b)
    {
        if (!Tag<T>.IsNumber(a->Tag) || !Tag<T>.IsNumber(b->Tag))
            return false;
        T* real = a->Tag == Tag<T>.Number ? a : b;
        T* integer = real == a ? b : a;
        return FloatToInteger(real->Float, out long i) && i == integer->Int;
    }

    /// <summary>
    /// The registry's slot of the globals. A program may put another table there; what is none is replaced by
    /// the table that the state began with.
    /// </summary>
    internal T* Globals53
    {
        get
        {
            Table<T>* registry = TableAt(Slot(Registry)->Ref);
            T* slot = GetInt(registry, Opening<T>.GlobalsKey);
            if (slot->Tag == Tag<T>.Table)
                return slot;
            slot = SetInt(registry, Opening<T>.GlobalsKey);
            SetRef(slot, Tag<T>.Table, Globals);
            BarrierBack(registry, slot);
            return slot;
        }
    }
}
