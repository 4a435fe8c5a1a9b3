using System.Diagnostics;

namespace Lfs.Runtime.Core;

// lauxlib.c of 5.3: a buffer that outgrows its first 256 bytes moves to a block of the heap that a userdata
// on the stack holds, the box. The block is not Lua's memory: it is not counted, and no collection makes room
// for it.
unsafe partial class LuaState<T>
{
    /// <summary>Bytes of a box: the address of its block and its size.</summary>
    const int BoxBytes = 8;

    /// <summary>The boxes, by address: a program can call their finalizer with any userdata.</summary>
    readonly HashSet<uint> _boxes = [];

    /// <summary>The blocks that boxes hold: address and size in bytes.</summary>
    internal IEnumerable<(uint At, uint Bytes)> BoxBlocks =>
        _boxes.Select(BlockOf).Where(block => block.At != 0);

    (uint At, uint Bytes) BlockOf(uint box)
    {
        uint* fields = BoxFields(box);
        return (fields[0], fields[1]);
    }

    uint* BoxFields(uint box) => (uint*)((byte*)At(box) + Udata<T>.Bytes);

    /// <summary>Pushes a box with a block of some bytes; the address of the box.</summary>
    /// <remarks>Source: lauxlib.c, <c>newbox</c>.</remarks>
    internal uint PushBox(int bytes)
    {
        PushUserdata(BoxBytes);
        uint box = Top[-1].Ref;
        _boxes.Add(box);
        PushBoxMetatable();
        SetMetatable(-2);
        ResizeBox(-1, box, bytes);
        return box;
    }

    void PushBoxMetatable()
    {
        RawGetField(ILuaState.RegistryIndex, "LUABOX"u8);
        // A program can reach the registry and put anything there.
        if (IsTable(-1))
            return;
        Pop(1);
        PushTable(0, 2);
        PushString("LUABOX"u8);
        RawSetField(-2, "__name"u8);
        PushValue(-1);
        RawSetField(ILuaState.RegistryIndex, "LUABOX"u8);
        PushLightFunction(BoxFinalizer);
        RawSetField(-2, "__gc"u8);
    }

    /// <summary>Gives a box on the stack a block of another size; 0 frees it.</summary>
    /// <remarks>Source: lauxlib.c, <c>resizebox</c>.</remarks>
    internal void ResizeBox(int index, uint box, int bytes)
    {
        RequireBox(index, box);
        if (!TryResizeBox(box, (uint)bytes))
        {
            TryResizeBox(box, 0);
            throw Error("not enough memory for buffer allocation");
        }
    }

    bool TryResizeBox(uint box, uint bytes)
    {
        uint* fields = BoxFields(box);
        (uint at, uint old) = (fields[0], fields[1]);
        uint moved = 0;
        if (bytes == 0)
            _heap.Free(at);
        else
            moved = at == 0 ? _heap.Allocate(bytes) : Resize(at, old, bytes);
        if (bytes > 0 && moved == 0)
            return false;
        (fields[0], fields[1]) = (moved, bytes);
        return true;
    }

    /// <summary>The block of a box on the stack.</summary>
    internal Span<byte> BoxRoom(int index, uint box)
    {
        RequireBox(index, box);
        uint* fields = BoxFields(box);
        return fields[0] != 0 ? new Span<byte>(At(fields[0]), (int)fields[1]) : throw NoLongerThere("buffer");
    }

    // A program can reach the values of a library function that calls it back: by debug.setlocal.
    void RequireBox(int index, uint box)
    {
        T* value = ValueAt(index);
        if (value->Tag != Tag<T>.Userdata || value->Ref != box)
            throw NoLongerThere("buffer");
    }

    /// <summary>The finalizer of boxes: one delegate, by which the firmware knows its address.</summary>
    internal static HostFunction<T> BoxFinalizer { get; } = CollectBox;

    /// <remarks>Source: lauxlib.c, <c>boxgc</c>.</remarks>
    static int CollectBox(LuaState<T> lua)
    {
        T* value = lua.ValueAt(1);
        if (value->Tag == Tag<T>.Userdata && lua._boxes.Contains(value->Ref))
            lua.TryResizeBox(value->Ref, 0);
        return 0;
    }

    /// <summary>A userdata of the size of a box is being freed. Its finalizer may have failed.</summary>
    internal void ForgetBox(uint userdata)
    {
        Debug.Assert(
            ((Udata<T>*)At(userdata))->Length == BoxBytes, "Only a userdata of this size can be a box.");
        if (_boxes.Contains(userdata))
            TryResizeBox(userdata, 0);
        _boxes.Remove(userdata);
    }

    /// <summary>True if a userdata has the size of a box.</summary>
    internal static bool MayBeBox(Udata<T>* u) => T.BoxesBuffers && u->Length == BoxBytes;
}
