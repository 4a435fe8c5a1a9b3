using System.Diagnostics;

namespace Lfs.Compiler.Image;

/// <summary>
/// A set of strings that iterates in the order of the reference compiler's table. The strings of an image are
/// written in that order.
/// </summary>
/// <remarks>
/// Unlike stock Lua it rehashes in place, so the order depends on the history of insertions. Source:
/// app/lua/ltable.c, <c>newkey</c>, <c>move_node</c>, <c>resize_hash</c>.
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

    /// <summary>The number of strings.</summary>
    public int Count { get; private set; }

    /// <summary>The number of nodes. Iteration visits them from 0 up.</summary>
    public int Size => _nodes.Length;

    /// <summary>True if a node holds a string.</summary>
    public bool IsUsed(int node) => _nodes[node].Key is not null;

    /// <summary>
    /// The array with a node's string, which is the first <see cref="LengthOf"/> bytes of it.
    /// </summary>
    public byte[] BytesOf(int node) => _nodes[node].Key!;

    /// <summary>The length of a node's string, in bytes.</summary>
    public int LengthOf(int node) => _nodes[node].Length;

    /// <summary>The hash of a node's string.</summary>
    public uint HashOf(int node) => _nodes[node].Hash;

    /// <summary>The node that holds a string; -1 if there is none.</summary>
    public int Find(byte[] bytes, int length) => Find(bytes, length, RoStrt.Hash(bytes, length));

    /// <summary>Adds a string unless the set has it already.</summary>
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
            // The reference keeps the link of an empty node.
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

    // Returns false if another string was swapped into this node, which must be moved next.
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

    // The predecessor of a node in the chain that starts at a main position.
    int FindPrevious(int main, int node)
    {
        int at = main;
        while (at != None && _nodes[at].Next != node)
            at = _nodes[at].Next;
        return at;
    }
}
