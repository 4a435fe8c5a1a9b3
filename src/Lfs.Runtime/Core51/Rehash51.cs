using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

// ltable.c of NodeMCU's 5.1: a table that is resized keeps its vectors, and its entries move within them. The
// order of a traversal and the least size of a node part (one node remains) follow from that.
unsafe partial class Tables<T>
{
    /// <summary>No node links to this one.</summary>
    const int NoLink = -1;

    /// <summary>Node vectors up to this length keep their links on the .NET stack.</summary>
    const int FewNodes = 128;

    /// <summary>Gives a table vectors of other sizes.</summary>
    /// <remarks>Source: ltable.c, <c>resize</c>. There, a failure after the array part has grown hides the
    /// entries that were to move into it; here the array part shrinks again.</remarks>
    void ResizeInPlace51(Table<T>* t, uint arraySize, uint hashSize)
    {
        Debug.Assert(!T.Is53, "5.3 moves the entries to new vectors.");
        uint oldArraySize = t->SizeArray;
        if (arraySize > oldArraySize)
            GrowArray(t, arraySize);
        if (!IsDummy(t) || hashSize > 0)
        {
            try
            {
                ResizeNodes51(t, hashSize);
            }
            catch (Exception failure) when (failure is LuaError or BudgetExceeded)
            {
                if (arraySize > oldArraySize)
                    CutArray(t, oldArraySize);
                throw;
            }
        }
        if (arraySize < oldArraySize)
            ShrinkArray(t, arraySize);
    }

    /// <remarks>Source: ltable.c, <c>resize_hashpart</c>. There, a part that becomes shorter may be collected
    /// while its chains are broken; here the collection comes before.</remarks>
    void ResizeNodes51(Table<T>* t, uint hashSize)
    {
        uint oldCount = IsDummy(t) ? 0 : t->SizeNode;
        int logSize = CeilLog2(hashSize);
        uint count = 1u << logSize;
        uint longer = Math.Max(count, oldCount);
        if (oldCount > count)
            CollectFirst();
        bool isLong = longer * (ulong)T.NodeBytes >= LongBlock;
        // A long vector is rearranged in a copy, so that a cancellation can be heard meanwhile.
        uint copy = isLong ? CopyNodes51(t, oldCount, longer) : 0;
        uint original = t->Node;
        byte originalLog = t->LogSizeNode;
        uint originalLast = t->LastFree;
        uint held = longer;
        if (copy != 0)
            t->Node = copy;
        else if (count > oldCount)
            t->Node = Realloc(oldCount == 0 ? 0 : t->Node, oldCount * (uint)T.NodeBytes,
                count * (uint)T.NodeBytes);
        try
        {
            ClearNodes51(t, oldCount, count, copy != 0);
            t->LogSizeNode = (byte)logSize;
            t->LastFree = t->Node + count * (uint)T.NodeBytes;
            CompactNodes51(t, oldCount, count, copy != 0);
            if (oldCount > count)
            {
                t->Node = Shorten(t->Node, longer * (uint)T.NodeBytes, count * (uint)T.NodeBytes);
                t->LastFree = t->Node + count * (uint)T.NodeBytes;
                held = count;
            }
            LinkNodes51(t, (int)count, copy != 0);
        }
        catch (BudgetExceeded) when (copy != 0)
        {
            Free(t->Node, held * (uint)T.NodeBytes);
            (t->Node, t->LogSizeNode, t->LastFree) = (original, originalLog, originalLast);
            throw;
        }
        if (copy != 0 && oldCount > 0)
            Free(original, oldCount * (uint)T.NodeBytes);
        if (TotalBytes > PeakBytes)
            PeakBytes = TotalBytes;
    }

    /// <summary>A copy of a table's nodes in a vector of a length; 0 if the heap has no room for
    /// both.</summary>
    uint CopyNodes51(Table<T>* t, uint count, uint length)
    {
        uint at = _heap.Allocate(length * (uint)T.NodeBytes);
        if (at == 0)
            return 0;
        TotalBytes += length * (uint)T.NodeBytes;
        try
        {
            uint bytes = count * (uint)T.NodeBytes;
            CopyBytes(new Span<byte>(At(t->Node), (int)bytes), new Span<byte>(At(at), (int)bytes));
            return at;
        }
        catch (BudgetExceeded)
        {
            Free(at, length * (uint)T.NodeBytes);
            throw;
        }
    }

    void HearInNodes51(uint i, bool canStop)
    {
        if (canStop && i % MarkPiece == MarkPiece - 1)
            HearCancellation();
    }

    void ClearNodes51(Table<T>* t, uint from, uint to, bool canStop)
    {
        for (uint i = from; i < to; i++)
        {
            HearInNodes51(i, canStop);
            byte* node = NodeAt(t, i);
            NodeNext(node) = 0;
            SetNil(NodeKey(node));
            SetNil(NodeValue(node));
        }
    }

    byte* NodeAt(Table<T>* t, uint index) => At(t->Node) + (nuint)index * (nuint)T.NodeBytes;

    /// <summary>Breaks the chains, moves entries into the array part and the rest to the first
    /// nodes.</summary>
    void CompactNodes51(Table<T>* t, uint oldCount, uint count, bool canStop)
    {
        for (uint i = 0; i < oldCount; i++)
        {
            HearInNodes51(i, canStop);
            byte* node = NodeAt(t, i);
            NodeNext(node) = 0;
            if (NodeValue(node)->Tag == Tag<T>.Nil)
            {
                SetNil(NodeKey(node));
                continue;
            }
            if (MoveToArray51(t, node))
                continue;
            if (i >= count)
            {
                byte* free = FreePosition(t);
                Debug.Assert(free != null, "The new size has room for every entry.");
                Unsafe.CopyBlockUnaligned(free, node, (uint)T.NodeBytes);
            }
        }
    }

    /// <remarks>Source: ltable.c, <c>move_number</c>.</remarks>
    bool MoveToArray51(Table<T>* t, byte* node)
    {
        if (NodeKey(node)->Tag != Tag<T>.Number || !IntegerKey(NodeKey(node), out long key)
            || unchecked((ulong)key - 1) >= t->SizeArray)
            return false;
        Slot(t->Array)[key - 1] = *NodeValue(node);
        SetNil(NodeKey(node));
        SetNil(NodeValue(node));
        return true;
    }

    /// <summary>Moves every entry to its main position, or into the chain that starts there.</summary>
    /// <remarks>Source: ltable.c, <c>resize_hashpart</c>: its last loop. There, a search of the chain tells
    /// whether a node is linked and from where; here the links are kept both ways meanwhile, so that a long
    /// chain costs no more than a short one.</remarks>
    void LinkNodes51(Table<T>* t, int count, bool canStop)
    {
        int[]? rented = count > FewNodes ? ArrayPool<int>.Shared.Rent(count) : null;
        Span<int> room = rented == null ? stackalloc int[FewNodes] : rented;
        Span<int> links = room[..count];
        try
        {
            links.Fill(NoLink);
            for (int i = 0; i < count; i++)
            {
                HearInNodes51((uint)i, canStop);
                while (NodeValue(NodeAt(t, (uint)i))->Tag != Tag<T>.Nil && !MoveNode51(t, i, links))
                {
                }
            }
        }
        finally
        {
            if (rented != null)
                ArrayPool<int>.Shared.Return(rented);
        }
    }

    /// <summary>Moves one entry; false if another took its place and has to move as well.</summary>
    /// <param name="t">The table.</param>
    /// <param name="at">The node.</param>
    /// <param name="links">For each node, the one that links to it.</param>
    /// <remarks>Source: ltable.c, <c>move_node</c>.</remarks>
    bool MoveNode51(Table<T>* t, int at, Span<int> links)
    {
        byte* node = NodeAt(t, (uint)at);
        byte* main = MainPosition(t, NodeKey(node));
        if (main == node || links[at] != NoLink)
            return true;
        int mainAt = Distance(At(t->Node), main);
        if (NodeValue(main)->Tag == Tag<T>.Nil)
        {
            // The node is in no chain and heads none, so nothing links to either place.
            Unsafe.CopyBlockUnaligned(main, node, (uint)T.NodeBytes);
            Relink51(t, node, main, links);
            NodeNext(node) = 0;
            SetNil(NodeKey(node));
            SetNil(NodeValue(node));
            return true;
        }
        byte* other = MainPosition(t, NodeKey(main));
        if (other == main)
        {
            NodeNext(node) = NodeNext(main) == 0 ? 0 : Distance(node, main) + NodeNext(main);
            if (NodeNext(node) != 0)
                links[at + NodeNext(node)] = at;
            NodeNext(main) = Distance(main, node);
            links[at] = mainAt;
            return true;
        }
        Swap51(t, node, main, links);
        if (links[mainAt] == NoLink)
            return false;
        int previous = links[mainAt];
        NodeNext(NodeAt(t, (uint)previous)) = at - previous;
        (links[at], links[mainAt]) = (previous, NoLink);
        return true;
    }

    /// <summary>Adjusts the links of a node's successor after the node was copied to another place.</summary>
    void Relink51(Table<T>* t, byte* from, byte* to, Span<int> links)
    {
        if (NodeNext(from) == 0)
            return;
        NodeNext(to) = Distance(to, from) + NodeNext(from);
        int toAt = Distance(At(t->Node), to);
        links[toAt + NodeNext(to)] = toAt;
    }

    /// <summary>Exchanges two nodes; neither links to the other.</summary>
    void Swap51(Table<T>* t, byte* first, byte* second, Span<int> links)
    {
        byte* copy = stackalloc byte[T.NodeBytes];
        Unsafe.CopyBlockUnaligned(copy, first, (uint)T.NodeBytes);
        int firstNext = NodeNext(first) == 0 ? 0 : Distance(second, first) + NodeNext(first);
        int secondNext = NodeNext(second) == 0 ? 0 : Distance(first, second) + NodeNext(second);
        Unsafe.CopyBlockUnaligned(first, second, (uint)T.NodeBytes);
        Unsafe.CopyBlockUnaligned(second, copy, (uint)T.NodeBytes);
        NodeNext(first) = secondNext;
        NodeNext(second) = firstNext;
        int firstAt = Distance(At(t->Node), first);
        int secondAt = Distance(At(t->Node), second);
        if (secondNext != 0)
            links[firstAt + secondNext] = firstAt;
        if (firstNext != 0)
            links[secondAt + firstNext] = secondAt;
    }
}
