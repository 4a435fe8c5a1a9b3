using System.Globalization;

namespace Lfs.Runtime.Core;

// What single library functions need of the state: environments, the collector, chunks, names.
unsafe partial class LuaState<T>
{
    internal static string Decimal(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The master ROTable.</summary>
    internal void PushFirmwareRoot() => PushRoTable(_firmware.Root);

    /// <summary>A table of the firmware.</summary>
    internal void PushFirmwareTable(RoDefinition<T> table) => PushRoTable(_firmware.TableOf(table));

    /// <summary>Raises the value on top without an exception: the function returns this.</summary>
    internal int RaiseOnTop()
    {
        Introspection.Raise();
        return HostResult.Raised;
    }

    /// <summary>Pushes what <c>tostring</c> gives for a value.</summary>
    internal void PushAsText(int index)
    {
        if (CallMeta(index, "__tostring"))
        {
            if (T.Is53 && !IsString(-1))
                throw Error("'__tostring' must return a string");
            return;
        }
        T* value = ValueAt(index);
        switch ((BasicType)Tag<T>.Basic(value->Tag))
        {
            case BasicType.Number:
                PushNumberAsText(index);
                break;
            case BasicType.String:
                PushValue(index);
                break;
            case BasicType.Boolean:
                PushString(value->Ref != 0 ? "true"u8 : "false"u8);
                break;
            case BasicType.Nil:
                PushString("nil"u8);
                break;
            default:
                string kind = T.TypesHaveNames && GetMetaField(index, "__name") ? NameOnTop(index)
                    : TypeNameOf(index);
                string address = ValueAt(index)->Ref.ToString("x8", CultureInfo.InvariantCulture);
                CheckGcBefore();
                PushFormat($"{kind}: {"0x" + address}");
                break;
        }
    }

    string NameOnTop(int index)
    {
        string name = TypeOf(-1) == BasicType.String ? TextOf(BytesOf(Top[-1].Ref)) : TypeNameOf(index);
        Pop(1);
        return name;
    }

    internal void PushTypeName(int index) => PushText(TypeNameOf(index));

    /// <summary>Pushes the function that a level of the stack runs.</summary>
    internal void PushFunctionOf(in Activation at)
    {
        *Top = *Slot(at.Function);
        Top++;
    }

    /// <summary>5.1: pushes the environment of a value.</summary>
    internal void PushEnvironment(int index)
    {
        T* value = ValueAt(index);
        if (value->Tag == Tag<T>.Function)
            SetRef(Top, Tag<T>.Table, ClosureAt(value->Ref)->Env);
        else if (value->Tag == Tag<T>.LightFunction)
            *Top = L51->Globals;
        else
            SetNil(Top);
        Top++;
    }

    /// <summary>5.1: pops a table and makes it the running thread's globals.</summary>
    internal void SetThreadEnvironment()
    {
        RequireRam(Top - 1);
        Top--;
        L51->Globals = *Top;
    }

    /// <summary>
    /// 5.1: pops a table and makes it the environment of a closure; false if the value is none.
    /// </summary>
    internal bool SetEnvironment(int index)
    {
        RequireRam(Top - 1);
        T* value = ValueAt(index);
        bool isClosure = value->Tag == Tag<T>.Function;
        if (isClosure)
        {
            Closure<T>* cl = ClosureAt(value->Ref);
            cl->Env = Top[-1].Ref;
            Barrier((GcHeader*)cl, Top - 1);
        }
        Top--;
        return isClosure;
    }

    /// <summary>Lua memory in KiB.</summary>
    internal double CountKilobytes() => T.HasFloats ? BytesInUse / 1024.0 : BytesInUse >> 10;

    /// <summary>The collector's own estimate of what is in use.</summary>
    public uint BytesEstimated => Gc.Estimate;

    /// <summary>A whole number: 5.3 gets an integer if it fits.</summary>
    internal void PushNumberOrInteger(double value)
    {
        if (T.HasIntegers && FloatToInteger(value, out long integer))
            PushInteger(integer);
        else
            PushNumber(value);
    }

    /// <summary>5.1: <c>collectgarbage("step", size)</c>; true when a cycle has ended.</summary>
    internal bool CollectStep(int size)
    {
        if (T.CountsDebt)
            return Gc.CollectStep53(size);
        if (Gc.GcBlocked)
            return true;        // Stopped, or at work already: a finalizer or the reader of a chunk asks.
        uint amount = (uint)Math.Max(size, 0) << 10;
        GcThreshold = amount <= TotalBytes ? TotalBytes - amount : 0;
        while (GcThreshold <= TotalBytes)
        {
            Gc.Step();
            if (Gc.GcState == GcState.Pause || Gc.GcBlocked)
                return true;
            Spend(1);
        }
        return false;
    }

    /// <summary>5.3: the program has stopped the collector.</summary>
    internal bool CollectionStopped;

    /// <summary>The other options of 5.1's <c>collectgarbage</c>.</summary>
    /// <remarks>Source: lapi.c, <c>lua_gc</c>: stop and restart only set the block flag.</remarks>
    internal double Collect51(string option, int argument)
    {
        int before;
        switch (option)
        {
            case "stop":
                Gc.GcBlocked = true;
                return 0;
            case "restart":
                Gc.GcBlocked = false;
                return 0;
            case "collect":
                Gc.FullCollect();
                return 0;
            case "setpause":
                before = Gc.GcPause;
                Gc.GcPause = argument;
                return before;
            case "setstepmul":
                before = Gc.GcStepMul;
                Gc.GcStepMul = argument;
                return before;
            case "setmemlimit":
                return SetMemoryLimit51(argument);
            default:
                return MemLimit >> 10;
        }
    }

    /// <summary>Sets the limit of <c>node.egc</c>, in KiB; at least what is in use after a
    /// collection.</summary>
    /// <remarks>Source: lapi.c, <c>lua_gc</c>.</remarks>
    int SetMemoryLimit51(int kilobytes)
    {
        uint limit = unchecked((uint)kilobytes << 10);
        if (limit > 0 && limit < TotalBytes)
        {
            Gc.FullCollect();
            if (limit < TotalBytes)
                limit = (TotalBytes + 1024) & ~1023u;
        }
        MemLimit = unchecked((int)limit);
        return (int)(limit >> 10);
    }

    /// <summary>Pushes a chunk from a file of the device, or a message.</summary>
    public LuaStatus LoadFile(ReadOnlySpan<byte> name)
    {
        name = Introspection<T>.UpToNul(name);
        string path = TextOf(name);
        CheckGcBefore();
        PushFormat($"@{path}");
        if (!Device.Files.TryRead(path, out byte[]? content))
        {
            CheckGcBefore();
            PushFormat($"cannot open {path}: ");
            Remove(-2);
            return LuaStatus.ErrorError;
        }
        byte[] chunkName = [(byte)'@', .. name];
        LuaStatus status = Chunks.Load(content, chunkName, isFile: true);
        Remove(-2);
        return status;
    }

    /// <summary>
    /// Pushes an array of the strings of RAM or of the images, in the order of their table; false if there is
    /// no image.
    /// </summary>
    /// <remarks>Source: lnodemcu.c, <c>lua_pushstringsarray</c>.</remarks>
    internal bool PushStrings(bool inRom)
    {
        if (inRom && RoStrtHash == 0 && SystemStrtHash == 0)
            return false;
        PushNewTable(inRom ? RoStrtUse + SystemStrtUse : StrtUse, 0);
        CheckGc();
        long count = 0;
        if (inRom)
        {
            AddStrings(RoStrtHash, RoStrtSize, ref count);
            AddStrings(SystemStrtHash, SystemStrtSize, ref count);
        }
        else
        {
            AddStrings(StrtHash, StrtSize, ref count);
        }
        return true;
    }

    // The array has room for all strings, so nothing is allocated, and the table stays as it is.
    void AddStrings(uint table, uint buckets, ref long count)
    {
        Table<T>* t = TableAt(Top[-1].Ref);
        for (uint i = 0; table != 0 && i < buckets; i++)
        {
            for (uint at = ((uint*)At(table))[i]; at != 0; at = ChainOf(StringAt(at)))
            {
                TString* s = StringAt(at);
                if (!InRom(at) && IsDead(s->Marked))
                    s->Marked ^= WhiteBits;
                T* slot = SetInt(t, ++count);
                SetString(slot, at);
                BarrierBack(t, slot);
                Charge(1);
            }
        }
    }

    /// <summary>
    /// Pushes the module of a name from the image; false, and nothing pushed, if there is none.
    /// </summary>
    public bool PushModule(ReadOnlySpan<byte> name)
    {
        if (T.HasModuleTables)
            return PushModule53(name);
        if (RoMain == 0)
            return false;
        Chunks.PushRomClosure(RoMain);
        PushString(name);
        Call(1, 1);
        if (TypeOf(-1) == BasicType.Function)
            return true;
        Pop(1);
        return false;
    }

    /// <summary>
    /// Pushes the image's build time and the array of its module names; false without an image.
    /// </summary>
    public bool PushImageIndex()
    {
        if (T.HasModuleTables)
            return PushImageIndex53();
        if (RoMain == 0)
            return false;
        Chunks.PushRomClosure(RoMain);
        Call(0, 2);
        return true;
    }

    /// <summary>Pushes <c>value[key]</c> with metamethods.</summary>
    internal void GetInt(int index, long key)
    {
        T* table = ValueAt(index);
        if (table->Tag == Tag<T>.Table)
        {
            T* found = GetInt(TableAt(table->Ref), key);
            if (found->Tag != Tag<T>.Nil || TableAt(table->Ref)->Metatable == 0)
            {
                *Top = *found;
                Top++;
                return;
            }
        }
        T copy = *table;
        PushInteger(key);
        Check(Index(&copy, Top - 1, Top - 1));
    }
}
