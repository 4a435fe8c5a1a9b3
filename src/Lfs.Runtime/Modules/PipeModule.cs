using System.Buffers.Binary;
using System.Globalization;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Modules;

/// <summary>
/// The module <c>pipe</c>: a queue of bytes. It is a table; its first item is the function that writes, the
/// others are userdata with up to 256 bytes each. A task can read what was written.
/// </summary>
/// <remarks>Source: app/modules/pipe.c.</remarks>
static class PipeModule
{
    // buffer_t: two words, then the bytes.
    const int StartAt = 0;
    const int EndAt = 4;
    const int TextAt = 8;
    const int BlockTextBytes = 256;
    const int BlockBytes = TextAt + BlockTextBytes;

    // Upvalues of the function that writes.
    const int UpPipe = 1;
    const int UpCallback = 2;
    const int UpPriority = 3;
    const int UpState = 4;

    // The values of the last upvalue: what the reading task does.
    const int NotUsed = 0;
    const int Active = 1;
    const int Written = 2;
    const int Quiescent = 4;

    static RomTable Methods { get; } = new("pipe methods",
        [
            new("__len", Length), new("__tostring", ToText), new("read", Read), new("reader", Reader),
            new("unread", Unread), new("nrec", Blocks),
        ]);

    static RomTable Meta { get; } = new("pipe metatable",
        [new("__index", Index), new("__len", Length), new("__tostring", ToText)]);

    static RomTable Table { get; } = new("pipe", [new("create", Create)]);

    /// <summary>The module.</summary>
    public static Module Module { get; } = new("pipe", _ => Table)
    {
        Functions = [WriteOrRead, ReadNext],
        Tables = [Methods, Meta],
    };

    /// <summary>Makes a pipe (pipe_create).</summary>
    public static int Create(ILuaState lua)
    {
        lua.SetCount(2);
        int priority = -1;
        if (!lua.IsNoneOrNil(1))
        {
            lua.CheckType(1, BasicType.Function);
            priority = lua.IsNoneOrNil(2) ? (int)TaskPriority.Medium : IntegerAt(lua, 2);
            lua.ArgumentCheck(
                priority is >= (int)TaskPriority.Low and <= (int)TaskPriority.High, 2, "invalid priority");
        }
        lua.PushTable(1);
        lua.PushRomTable(Meta);
        lua.SetMetatable(-2);
        lua.PushValue(-1);
        lua.PushValue(1);
        lua.PushInteger(priority);
        lua.PushInteger(priority < 0 ? NotUsed : Quiescent);
        lua.PushClosure(WriteOrRead, 4);
        lua.RawSetInt(-2, 1);
        return 1;
    }

    // pipe_write_and_read_poster: the pipe's write function, and the task that calls the reader. 5.1 cannot
    // share upvalues between two C functions, so one is both.
    static int WriteOrRead(ILuaState lua)
    {
        int state = IntegerAt(lua, ILuaState.UpvalueIndex(UpState));
        if (lua.RawEqual(1, ILuaState.UpvalueIndex(UpPipe)))
        {
            if (Write(lua) && state != NotUsed && (state & Written) == 0)
            {
                SetState(lua, state | Written);
                PostReader(lua, 1);
            }
        }
        else if (state != NotUsed)
        {
            RunReader(lua, state);
        }
        return 0;
    }

    // A result that is no boolean asks to run again if the pipe was written to before this run, even if it is
    // empty by now.
    static void RunReader(ILuaState lua, int state)
    {
        SetState(lua, Active);
        lua.PushValue(ILuaState.UpvalueIndex(UpCallback));
        lua.PushValue(ILuaState.UpvalueIndex(UpPipe));
        lua.Call(1, 1);
        bool again = lua.TypeOf(-1) == BasicType.Boolean
            ? lua.ToBoolean(-1) && lua.RawLength(ILuaState.UpvalueIndex(UpPipe)) > 1
            : (state & Written) != 0;
        SetState(lua, again ? Quiescent | Written : Quiescent);
        if (again)
            PostReader(lua, ILuaState.UpvalueIndex(UpPipe));
    }

    static void PostReader(ILuaState lua, int pipe)
    {
        lua.RawGetInt(pipe, 1);
        lua.PostTask(IntegerAt(lua, ILuaState.UpvalueIndex(UpPriority)));
    }

    static void SetState(ILuaState lua, int state)
    {
        lua.PushInteger(state);
        lua.Replace(ILuaState.UpvalueIndex(UpState));
    }

    static int IntegerAt(ILuaState lua, int index) => lua.TryNumber(index, out double value) ? (int)value : 0;

    // pipe_write_aux. False if there was nothing to write.
    static bool Write(ILuaState lua)
    {
        if (!lua.TryString(2, out ReadOnlySpan<byte> text) || text.IsEmpty)
            return false;
        CheckPipe(lua, 1);
        int count = (int)lua.RawLength(1);
        Span<byte> block = count == 1 ? NewBlock(lua, 2) : BlockAt(lua, 1, count);
        int written = 0;
        while (true)
        {
            lua.TryString(2, out text);
            ReadOnlySpan<byte> left = text[written..];
            (int start, int end) = Bounds(block);
            int used = end - start;
            if (used == BlockTextBytes)
            {
                block = NewBlock(lua, (int)lua.RawLength(1) + 1);
                continue;
            }
            if (BlockTextBytes - end < left.Length)
            {
                block.Slice(TextAt + start, used).CopyTo(block[TextAt..]);
                end = used;
                SetBounds(block, 0, end);
                start = 0;
            }
            int part = Math.Min(left.Length, BlockTextBytes - used);
            left[..part].CopyTo(block[(TextAt + end)..]);
            SetBounds(block, start, end + part);
            written += part;
            lua.Spend(1 + part / BytesOfInstruction);
            if (written == text.Length)
                return true;
        }
    }

    /// <summary>The bytes that cost as much as an instruction to copy.</summary>
    const int BytesOfInstruction = 16;

    static int Read(ILuaState lua)
    {
        CheckPipe(lua, 1);
        bool hasBlock = lua.RawLength(1) > 1;
        if (hasBlock)
            BlockAt(lua, 1, 2);
        lua.SetCount(2);
        Wanted wanted = CheckWanted(lua);
        lua.Pop(1);
        int pieces = 0;
        int left = wanted.Bytes;
        while (hasBlock && left != 0)
        {
            Span<byte> block = BlockAt(lua, 1, 2);
            (int start, int end) = Bounds(block);
            ReadOnlySpan<byte> text = block.Slice(TextAt + start, end - start);
            int take = text.Length;
            int use = take;
            if (!wanted.ByDelimiter)
            {
                use = take = Math.Min(left, text.Length);
                left -= take;
            }
            else if (text.IndexOf(wanted.Delimiter) is >= 0 and int at)
            {
                use = at + 1;
                take = wanted.KeepsDelimiter ? use : at;
                left = 0;
            }
            lua.EnsureStack(4, "too many blocks");
            lua.PushString(text[..take]);
            pieces++;
            lua.Spend(1 + take / BytesOfInstruction);
            block = BlockAt(lua, 1, 2);
            SetBounds(block, start + use, end);
            if (start + use == end)
                hasBlock = DropBlock(lua);
        }
        if (pieces == 0)
            lua.PushNil();
        else
            lua.Concat(pieces);
        return 1;
    }

    // Removes the first block, which is empty. True if there is another.
    static bool DropBlock(ILuaState lua)
    {
        int count = (int)lua.RawLength(1);
        for (int i = 2; i < count; i++)
        {
            lua.RawGetInt(1, i + 1);
            lua.RawSetInt(1, i);
        }
        lua.PushNil();
        lua.RawSetInt(1, count);
        lua.Spend(count);
        return count > 2;
    }

    static int Unread(ILuaState lua)
    {
        if (!lua.TryString(2, out ReadOnlySpan<byte> text) || text.IsEmpty)
            return 0;
        CheckPipe(lua, 1);
        Span<byte> block = lua.RawLength(1) == 1 ? NewBlock(lua, 2) : BlockAt(lua, 1, 2);
        int left = text.Length;
        while (true)
        {
            lua.TryString(2, out text);
            (int start, int end) = Bounds(block);
            int used = end - start;
            if (used == BlockTextBytes)
            {
                block = InsertBlock(lua);
                SetBounds(block, BlockTextBytes, BlockTextBytes);
                (start, end, used) = (BlockTextBytes, BlockTextBytes, 0);
            }
            else if (start < left)
            {
                block.Slice(TextAt + start, used).CopyTo(block[(TextAt + BlockTextBytes - used)..]);
                (start, end) = (BlockTextBytes - used, BlockTextBytes);
                SetBounds(block, start, end);
            }
            int part = Math.Min(left, start);
            text.Slice(left - part, part).CopyTo(block[(TextAt + start - part)..]);
            SetBounds(block, start - part, end);
            left -= part;
            lua.Spend(1 + part / BytesOfInstruction);
            if (left == 0)
                return 0;
        }
    }

    static Span<byte> InsertBlock(ILuaState lua)
    {
        int count = (int)lua.RawLength(1);
        for (int i = count; i > 1; i--)
        {
            lua.RawGetInt(1, i);
            lua.RawSetInt(1, i + 1);
        }
        lua.Spend(count);
        return NewBlock(lua, 2);
    }

    static int Reader(ILuaState lua)
    {
        lua.SetCount(2);
        CheckPipe(lua, 1);
        if (lua.RawLength(1) > 1)
            BlockAt(lua, 1, 2);
        CheckWanted(lua);
        lua.PushClosure(ReadNext, 2);
        return 1;
    }

    // pipe_read_aux.
    static int ReadNext(ILuaState lua)
    {
        lua.SetCount(0);
        lua.PushValue(ILuaState.UpvalueIndex(1));
        lua.PushValue(ILuaState.UpvalueIndex(2));
        return Read(lua);
    }

    static int Blocks(ILuaState lua)
    {
        lua.PushInteger(lua.RawLength(1) - 1);
        return 1;
    }

    static int Length(ILuaState lua)
    {
        if (lua.TypeOf(1) == BasicType.Table)
        {
            lua.PushInteger(lua.RawLength(1));
            return 1;
        }
        (int start, int end) = Bounds(CheckBlock(lua, 1));
        lua.PushInteger(end - start);
        return 1;
    }

    static int ToText(ILuaState lua)
    {
        if (lua.TypeOf(1) == BasicType.Table)
        {
            string address = lua.AddressAt(1).ToString("x8", CultureInfo.InvariantCulture);
            lua.PushFormat($"Pipe: {"0x" + address}");
            return 1;
        }
        Span<byte> block = CheckBlock(lua, 1);
        (int start, int end) = Bounds(block);
        lua.PushString(block.Slice(TextAt + start, end - start));
        return 1;
    }

    // pipe__index: write is the first item, the rest is in ROM.
    static int Index(ILuaState lua)
    {
        lua.SetCount(2);
        if (!lua.TryString(2, out ReadOnlySpan<byte> name))
        {
            lua.PushNil();
        }
        else if (name.SequenceEqual("write"u8))
        {
            if (lua.TypeOf(1) == BasicType.Table)
                lua.RawGetInt(1, 1);
            else
                lua.PushNil();
        }
        else
        {
            lua.PushRomTable(Methods);
            lua.Replace(1);
            lua.RawGet(1);
        }
        return 1;
    }

    /// <summary>What a read asks for.</summary>
    /// <param name="Bytes">The number of bytes; -1 for a record up to a delimiter.</param>
    /// <param name="Delimiter">The byte that ends a record.</param>
    /// <param name="KeepsDelimiter">It belongs to the record.</param>
    readonly record struct Wanted(int Bytes, byte Delimiter, bool KeepsDelimiter)
    {
        public bool ByDelimiter => Bytes < 0;
    }

    // getsize_delim.
    static Wanted CheckWanted(ILuaState lua)
    {
        if (lua.TypeOf(2) == BasicType.Number)
        {
            int bytes = lua.CheckInt(2);
            lua.ArgumentCheck(bytes > 0, 2, "invalid chunk size");
            return new Wanted(bytes, 0, false);
        }
        if (lua.IsNoneOrNil(2))
            return new Wanted(-1, (byte)'\n', false);
        lua.TryString(2, out ReadOnlySpan<byte> text);
        bool keeps = text.Length == 2 && text[1] == '+';
        lua.ArgumentCheck(keeps || text.Length == 1, 2, "invalid delimiter");
        return new Wanted(-1, text[0], keeps);
    }

    // checkPipeTable, without the block.
    static void CheckPipe(ILuaState lua, int argument)
    {
        bool isPipe = false;
        if (lua.TypeOf(argument) == BasicType.Table && lua.GetMetatable(argument))
        {
            lua.PushRomTable(Meta);
            isPipe = lua.RawEqual(-1, -2);
            lua.Pop(2);
        }
        if (!isPipe)
            throw lua.ArgumentError(argument, "pipe table");
    }

    static Span<byte> NewBlock(ILuaState lua, int item)
    {
        lua.PushUserdata(BlockBytes);
        lua.PushRomTable(Meta);
        lua.SetMetatable(-2);
        Span<byte> block = lua.UserdataBytes(-1);
        lua.RawSetInt(1, item);
        return block;
    }

    static Span<byte> BlockAt(ILuaState lua, int pipe, int item)
    {
        lua.RawGetInt(pipe, item);
        Span<byte> block = CheckBlock(lua, -1);
        lua.Pop(1);
        return block;
    }

    // checkPipeUD. A program can put any value into the table.
    static Span<byte> CheckBlock(ILuaState lua, int index)
    {
        lua.CheckType(index, BasicType.Userdata);
        bool isBlock = false;
        if (lua.GetMetatable(index))
        {
            lua.PushRomTable(Meta);
            isBlock = lua.RawEqual(-1, -2);
            lua.Pop(2);
        }
        if (!isBlock || lua.RawLength(index) != BlockBytes)
            throw lua.ArgumentError(1, "pipe table");
        return lua.UserdataBytes(index);
    }

    static (int Start, int End) Bounds(ReadOnlySpan<byte> block) =>
        (BinaryPrimitives.ReadInt32LittleEndian(block[StartAt..]),
            BinaryPrimitives.ReadInt32LittleEndian(block[EndAt..]));

    static void SetBounds(Span<byte> block, int start, int end)
    {
        BinaryPrimitives.WriteInt32LittleEndian(block[StartAt..], start);
        BinaryPrimitives.WriteInt32LittleEndian(block[EndAt..], end);
    }
}
