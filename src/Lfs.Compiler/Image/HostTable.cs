using System.Diagnostics;

namespace Lfs.Compiler.Image;

/// <summary>
/// A set of strings with the iteration order of the table in which the reference compiler collects them: an
/// image holds its strings in that order.
/// </summary>
/// <remarks>
/// Rehashes in place, unlike stock Lua, so that the order depends on the history of insertions.
/// Source: ltable.c, <c>newkey</c>, <c>move_node</c>, <c>resize_hash</c>; spec lfs-formats 2a.5.
/// </remarks>
sealed class HostTable
{
    const int None = -1;

    Node[] _nodes = [];
    int _free;

    struct Node
    {
        public byte[]? Key;
        public int Length;
        public uint Hash;
        public int Next;
    }

    /// <summary>How many strings.</summary>
    public int Count { get; private set; }

    /// <summary>How many nodes; iteration visits them from 0 up.</summary>
    public int Size => _nodes.Length;

    /// <summary>Whether a node holds a string.</summary>
    public bool IsUsed(int node) => _nodes[node].Key is not null;

    /// <summary>
    /// The bytes of a node's string; only the first <see cref="LengthOf"/> of them belong to it.
    /// </summary>
    public byte[] BytesOf(int node) => _nodes[node].Key!;

    /// <summary>How many bytes a node's string has.</summary>
    public int LengthOf(int node) => _nodes[node].Length;

    /// <summary>The hash of a node's string.</summary>
    public uint HashOf(int node) => _nodes[node].Hash;

    /// <summary>The node that holds a string, or -1.</summary>
    public int Find(byte[] bytes, int length) => Find(bytes, length, RoStrt.Hash(bytes, length));

    /// <summary>Adds a string; nothing happens if it is there already.</summary>
    public void Add(byte[] bytes, int length)
    {
        Debug.Assert(length <= bytes.Length, "A string is not longer than its bytes.");
        uint hash = RoStrt.Hash(bytes, length);
        if (Find(bytes, length, hash) != None)
            return;
        while (!TryInsert(new Node { Key = bytes, Length = length, Hash = hash, Next = None }))
            Grow();
        Count++;
    }

    int Find(byte[] bytes, int length, uint hash)
    {
        int at = Size == 0 ? None : Main(hash);
        while (at != None && !Holds(at, bytes, length, hash))
            at = _nodes[at].Next;
        return at;
    }

    bool Holds(int node, byte[] bytes, int length, uint hash)
    {
        ref Node held = ref _nodes[node];
        if (held.Key is null || held.Hash != hash || held.Length != length)
            return false;
        for (int i = 0; i < length; i++)
        {
            if (held.Key[i] != bytes[i])
                return false;
        }
        return true;
    }

    int Main(uint hash)
    {
        Debug.Assert(Size > 0 && (Size & (Size - 1)) == 0, "A table has a power of two of nodes.");
        return (int)(hash & (uint)(Size - 1));
    }

    bool TryInsert(Node added)
    {
        if (Size == 0)
            return false;
        int main = Main(added.Hash);
        if (!IsUsed(main))
        {
            // The reference leaves the link of an empty node as it is.
            added.Next = _nodes[main].Next;
            _nodes[main] = added;
            return true;
        }

        int free = TakeFree();
        if (free == None)
            return false;
        int occupantMain = Main(_nodes[main].Hash);
        if (occupantMain == main)
        {
            added.Next = _nodes[main].Next;
            _nodes[free] = added;
            _nodes[main].Next = free;
            return true;
        }

        int previous = FindPrevious(occupantMain, main);
        _nodes[previous].Next = free;
        _nodes[free] = _nodes[main];
        _nodes[main] = added;
        return true;
    }

    int TakeFree()
    {
        while (_free > 0)
        {
            if (!IsUsed(--_free))
                return _free;
        }
        return None;
    }

    void Grow()
    {
        int size = 1;
        while (size < Count + 1)
            size *= 2;
        Array.Resize(ref _nodes, size);
        for (int i = 0; i < size; i++)
            _nodes[i].Next = None;
        _free = size;
        for (int i = 0; i < size; i++)
        {
            bool isPlaced = !IsUsed(i);
            while (!isPlaced)
                isPlaced = TryMove(i);
        }
    }

    // False: the string that was swapped into this node has to be moved in its turn.
    bool TryMove(int node)
    {
        int main = Main(_nodes[node].Hash);
        if (main == node || FindPrevious(main, node) != None)
            return true;
        if (!IsUsed(main))
        {
            _nodes[main] = _nodes[node];
            _nodes[node] = new Node { Next = None };
            return true;
        }

        int occupantMain = Main(_nodes[main].Hash);
        if (occupantMain == main)
        {
            _nodes[node].Next = _nodes[main].Next;
            _nodes[main].Next = node;
            return true;
        }

        return TrySwap(node, main, FindPrevious(occupantMain, main));
    }

    bool TrySwap(int node, int main, int previous)
    {
        Node moved = _nodes[node];
        if (previous != None)
            _nodes[previous].Next = node;
        _nodes[node] = _nodes[main];
        _nodes[main] = moved;
        return previous != None;
    }

    // The node of the chain that begins at a main position whose link leads to a given node.
    int FindPrevious(int main, int node)
    {
        int at = main;
        while (at != None && _nodes[at].Next != node)
            at = _nodes[at].Next;
        return at;
    }
}
