using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lfs.Runtime.Core;

/// <summary>
/// A string in the making. Up to 256 bytes it costs no RAM, as on the device; then 5.1 keeps pieces as
/// strings on the Lua stack, and 5.3 moves into a userdata there. Nothing else may stay on the stack above it
/// in between.
/// </summary>
/// <remarks>Source: lauxlib.c, <c>luaL_Buffer</c>; LUAL_BUFFERSIZE is 256.</remarks>
ref struct LuaBuffer<T>(LuaState<T> vm) where T : unmanaged, ITarget<T>
{
    const int Size = 256;
    const int MostPieces = 10;

    readonly LuaState<T> _vm = vm;
    Initial _initial;
    int _used;
    int _pieces;
    uint _box;

    [InlineArray(Size)]
    struct Initial
    {
        byte _0;
    }

    [UnscopedRef]
    Span<byte> Room => _box != 0 ? _vm.BoxRoom(-1, _box)
        : MemoryMarshal.CreateSpan(ref Unsafe.As<Initial, byte>(ref _initial), Size);

    public void Add(byte value)
    {
        if (_used == Room.Length)
            MakeRoom(1);
        Room[_used++] = value;
    }

    /// <summary>
    /// Room to write into: some of the bytes asked for, in 5.3 all. <see cref="Advance"/> adds them.
    /// </summary>
    [UnscopedRef]
    public Span<byte> Reserve(int bytes)
    {
        if (_used == Room.Length || (T.BoxesBuffers && bytes > Room.Length - _used))
            MakeRoom(bytes);
        Span<byte> free = Room[_used..];
        return bytes < free.Length ? free[..bytes] : free;
    }

    /// <summary>Counts bytes that were written into the room last reserved.</summary>
    public void Advance(int bytes)
    {
        Debug.Assert(bytes >= 0 && bytes <= Room.Length - _used, "The bytes fit the room that was reserved.");
        _vm.SpendBytes(bytes);
        _used += bytes;
    }

    /// <summary>Adds bytes; they may lie in Lua strings that the stack anchors.</summary>
    public void Add(scoped ReadOnlySpan<byte> text)
    {
        _vm.SpendBytes(text.Length);
        while (text.Length > Room.Length - _used)
        {
            if (T.BoxesBuffers)
            {
                MakeRoom(text.Length);
                continue;
            }
            int part = Room.Length - _used;
            _vm.CopyBytes(text[..part], Room[_used..]);
            _used += part;
            text = text[part..];
            MakeRoom(1);
        }
        _vm.CopyBytes(text, Room[_used..]);
        _used += text.Length;
    }

    /// <summary>Adds bytes as C does one at a time (luaL_addchar): 5.3 then only doubles its room.</summary>
    public void AddEach(scoped ReadOnlySpan<byte> text)
    {
        while (T.BoxesBuffers && text.Length > Room.Length - _used)
        {
            int part = Room.Length - _used;
            Add(text[..part]);
            text = text[part..];
            MakeRoom(1);
        }
        Add(text);
    }

    /// <summary>Adds bytes if there is room for them; false, and nothing added, if not.</summary>
    public bool TryAdd(scoped ReadOnlySpan<byte> text)
    {
        if (text.Length > Room.Length - _used)
            return false;
        _vm.SpendBytes(text.Length);
        _vm.CopyBytes(text, Room[_used..]);
        _used += text.Length;
        return true;
    }

    /// <summary>Adds the string (or number) on top of the stack, and pops it.</summary>
    public void AddTop()
    {
        _vm.TryString(-1, out ReadOnlySpan<byte> text);
        if (T.BoxesBuffers)
        {
            AddTop53(text);
            return;
        }
        if (text.Length <= Room.Length - _used)
        {
            _vm.CopyBytes(text, Room[_used..]);
            _used += text.Length;
            _vm.Pop(1);
            return;
        }
        if (_used > 0)
        {
            _vm.PushString(Room[.._used]);
            _vm.Insert(-2);
            _used = 0;
            _pieces++;
        }
        _pieces++;
        JoinPieces();
    }

    /// <summary>Pushes the result; the buffer's own stack slots are gone.</summary>
    public void Push()
    {
        if (T.BoxesBuffers)
        {
            _vm.PushString(Room[.._used]);
            if (_box == 0)
                return;
            _vm.ResizeBox(-2, _box, 0);
            _vm.Remove(-2);
            return;
        }
        Flush();
        _vm.Concat(_pieces);
        _pieces = 1;
    }

    void MakeRoom(int bytes)
    {
        if (T.BoxesBuffers)
        {
            GrowBox(bytes);
            return;
        }
        if (Flush())
            JoinPieces();
    }

    // lauxlib.c of 5.3, luaL_prepbuffsize.
    void GrowBox(int bytes)
    {
        int size = Math.Max(Room.Length * 2, checked(_used + bytes));
        if (_box != 0)
        {
            _vm.ResizeBox(-1, _box, size);
            return;
        }
        uint box = _vm.PushBox(size);
        Room[.._used].CopyTo(_vm.BoxRoom(-1, box));
        _box = box;
    }

    // lauxlib.c of 5.3, luaL_addvalue.
    void AddTop53(scoped ReadOnlySpan<byte> text)
    {
        if (_box != 0)
            _vm.Insert(-2);     // The value goes below the box.
        Add(text);
        _vm.Remove(_box != 0 ? -2 : -1);
    }

    /// <summary>Turns the bytes at hand into a piece on the stack. False if there were none.</summary>
    bool Flush()
    {
        if (_used == 0)
            return false;
        _vm.PushString(Room[.._used]);
        _used = 0;
        _pieces++;
        return true;
    }

    /// <summary>Joins the topmost pieces so that few and growing ones remain.</summary>
    void JoinPieces()
    {
        if (_pieces <= 1)
            return;
        int join = 1;
        long top = _vm.RawLength(-1);
        while (join < _pieces)
        {
            long below = _vm.RawLength(-(join + 1));
            if (_pieces - join + 1 < MostPieces && top <= below)
                break;
            top += below;
            join++;
        }
        _vm.Concat(join);
        _pieces = _pieces - join + 1;
    }
}
