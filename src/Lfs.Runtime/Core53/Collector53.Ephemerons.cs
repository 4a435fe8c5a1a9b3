using System.Diagnostics;

namespace Lfs.Runtime.Core;

// Ephemeron tables (weak keys, strong values): an entry keeps its value alive only while its key is reachable
// by another way. 5.1 has none: there, a value that refers to its own key keeps both alive.
unsafe partial class Collector<T>
{
    /// <summary>Rounds made as on a device before the index is built.</summary>
    const int PlainRounds = 3;

    /// <summary>
    /// The index of entries whose key is unmarked: by key, the chain of values that wait for it. Null except
    /// in <see cref="ConvergeByIndex53"/>.
    /// </summary>
    Dictionary<uint, WaitingValue>? _waiting;

    /// <summary>Values to mark: their keys have been marked.</summary>
    readonly Stack<uint> _due = [];

    sealed record WaitingValue(uint Value, WaitingValue? Next);

    /// <summary>Visits tables with white keys and white values until a round marks nothing.</summary>
    /// <remarks>
    /// A device visits every table again for each link of a chain of entries: n * n visits for n entries, in
    /// a step that cannot be interrupted. That is short in a device's heap, but not in one of many megabytes.
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

    /// <summary>Makes one round over the tables; returns true if it marked any value.</summary>
    /// <remarks>Source: lgc.c, <c>convergeephemerons</c>.</remarks>
    bool VisitEphemerons53()
    {
        uint next = Ephemeron;
        Ephemeron = 0;       // A visit may put its table back.
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
        // Marking is over: this last visit only sorts each table into the list for clearing.
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

    /// <summary>Moves the values that wait for a newly marked key to <see cref="_due"/>.</summary>
    void WakeEntries53(uint key)
    {
        if (!_waiting!.Remove(key, out WaitingValue? waiting))
            return;
        for (; waiting != null; waiting = waiting.Next)
            _due.Push(waiting.Value);
    }
}
