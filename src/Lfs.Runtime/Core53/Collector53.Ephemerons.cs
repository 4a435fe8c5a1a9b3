using System.Diagnostics;

namespace Lfs.Runtime.Core;

// Weak tables with strong values: an entry's value is reachable if its key is, from outside the value too.
unsafe partial class Collector<T>
{
    /// <summary>So many plain rounds are made, as on a device, before the index is.</summary>
    const int PlainRounds = 3;

    /// <summary>
    /// The entries whose key is not marked, while they converge by the index: by key, the last value that
    /// waits for it. Null at all other times.
    /// </summary>
    Dictionary<uint, WaitingValue>? _waiting;

    /// <summary>Values whose key has been marked.</summary>
    readonly Stack<uint> _due = [];

    sealed record WaitingValue(uint Value, WaitingValue? Next);

    /// <summary>Visits tables with white keys and white values until nothing more gets marked.</summary>
    /// <remarks>
    /// A device visits all of them again for each link of a chain of entries: n entries, n * n visits, in a
    /// step that cannot be interrupted. That is short in its heap but not in one of many megabytes.
    /// </remarks>
    void ConvergeEphemerons53()
    {
        Debug.Assert(Phase == GcPhase.InsideAtomic && Gray == 0, "Entries converge when all else is marked.");
        for (int round = 0; round < PlainRounds; round++)
        {
            if (!VisitEphemerons53())
                return;
        }
        ConvergeByIndex53();
    }

    /// <summary>True if something was marked.</summary>
    /// <remarks>Source: lgc.c, <c>convergeephemerons</c>.</remarks>
    bool VisitEphemerons53()
    {
        uint next = Ephemeron;
        Ephemeron = 0;       // Tables may come back to the list.
        bool marked = false;
        while (next != 0)
        {
            Table<T>* t = TableAt(next);
            next = t->GcList;
            Vm.SliceLeft -= NodeCount53(t) >> 2;
            if (!TraverseEphemeron53(t))
                continue;
            PropagateAll53();
            marked = true;
        }
        return marked;
    }

    void ConvergeByIndex53()
    {
        List<uint> tables = [];
        _waiting = [];
        while (Ephemeron != 0)
        {
            Table<T>* t = TableAt(Ephemeron);
            Ephemeron = t->GcList;
            tables.Add(Addr(t));
            IndexEntries53(t);
            while (_due.TryPop(out uint value))
            {
                Mark53(value);
                PropagateAll53();       // May put tables on the list.
            }
        }
        _waiting = null;
        // Nothing more gets marked: each goes to the list where it belongs.
        foreach (uint table in tables)
            TraverseEphemeron53(TableAt(table));
    }

    void IndexEntries53(Table<T>* t)
    {
        Debug.Assert(_waiting != null, "Entries are indexed while the index exists.");
        Debug.Assert(!Objects<T>.IsBlack(t->Marked), "A weak table stays gray.");
        Vm.SliceLeft -= NodeCount53(t) >> 2;
        byte* node = At(t->Node);
        for (uint i = NodeCount53(t); i > 0; i--, node += T.NodeBytes)
        {
            Vm.HearInMark(i);
            if (!IsWhiteValue53(Tables<T>.NodeValue(node)))
                continue;
            uint value = Tables<T>.NodeValue(node)->Ref;
            uint key = Tables<T>.NodeKey(node)->Ref;
            if (IsCleared53(Tables<T>.NodeKey(node)))
                _waiting![key] = new WaitingValue(value, _waiting.GetValueOrDefault(key));
            else
                _due.Push(value);
        }
    }

    /// <summary>An object that entries may wait for has been marked.</summary>
    void WakeEntries53(uint key)
    {
        if (!_waiting!.Remove(key, out WaitingValue? waiting))
            return;
        for (; waiting != null; waiting = waiting.Next)
            _due.Push(waiting.Value);
    }
}
