using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

// lapi.c: the stack as library functions see it. Nothing here takes or gives a pointer, so that libraries are
// safe code. Slots count from 1 at the function's first argument, from -1 at the top.
abstract unsafe partial class LuaState<T>(Device device, Firmware<T> firmware)
    : Interpreter<T>(device, firmware)
    where T : unmanaged, ITarget<T>
{
    internal uint Buff;
    internal uint BuffSize;

    /// <summary>
    /// Pseudo-indices: the registry, the running function's environment (5.1), the globals.
    /// </summary>

    /// <summary>The pseudo-index of a host closure's upvalue, counted from 1.</summary>
    internal static int UpvalueIndex(int number) => ILuaState.UpvalueIndex(number);

    /// <summary>The value at an index; the firmware's nil where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T* ValueAt(int index)
    {
        if (index > 0)
        {
            T* slot = Base + (index - 1);
            return slot < Top ? slot : _nil;
        }
        return index > ILuaState.RegistryIndex ? Top + index : PseudoValue(index);
    }

    T* PseudoValue(int index)
    {
        switch (index)
        {
            case ILuaState.RegistryIndex:
                return Slot(Registry);
            case ILuaState.GlobalsIndex:
                return GlobalsSlot;
            case ILuaState.EnvironmentIndex:
                SetRef(&L51->Env, Tag<T>.Table, CurrentEnv());
                return &L51->Env;
            default:
                Closure<T>* cl = RunningClosure;
                int upvalue = ILuaState.GlobalsIndex - index;
                return cl != null && upvalue <= cl->NumUpvalues ? UpvalValues(cl) + (upvalue - 1) : _nil;
        }
    }

    T* GlobalsSlot => T.Is53 ? Globals53 : &L51->Globals;

    /// <summary>The host closure that runs; null for a light function.</summary>
    Closure<T>* RunningClosure
    {
        get
        {
            T* func = RunningFunction;
            return func->Tag == Tag<T>.HostClosure ? ClosureAt(func->Ref) : null;
        }
    }

    T* RunningFunction => T.LinksFrames ? RunningFunction53 : Slot(Ci->Func);

    /// <summary>5.1: the environment of the running function; light functions have the globals.</summary>
    uint CurrentEnv()
    {
        T* func = Slot(Ci->Func);
        return Ci == At(L51->BaseCi) || func->Tag != Tag<T>.Function ? L51->Globals.Ref
            : ClosureAt(func->Ref)->Env;
    }

    /// <summary>
    /// How many values are on the running function's stack: of a library function, its arguments.
    /// </summary>
    public int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)(Top - Base);
    }

    /// <summary>Cuts the stack to a number of values, or fills it up with nil.</summary>
    public void SetCount(int count)
    {
        T* end = Base + count;
        while (Top < end)
        {
            SetNil(Top);
            Top++;
        }
        Top = end;
    }

    public void Pop(int count) => Top -= count;

    /// <summary>
    /// Room for some more values; an error "stack overflow (...)" if that is out of the question.
    /// </summary>
    public void EnsureStack(int slots, string what)
    {
        if (!TryEnsureStack(slots))
            throw Error($"stack overflow ({what})");
    }

    /// <summary>
    /// Room for some more values, if they stay under the limit of the version (lapi.c, lua_checkstack).
    /// </summary>
    internal bool TryEnsureStack(int slots)
    {
        if (T.LinksFrames)
            return TryEnsureStack53(slots);
        const int MaxCStack = 8000;
        if (slots > MaxCStack || Count + slots > MaxCStack)
            return false;
        CheckStack(slots);
        if (Ci->Top < L51->Top + (uint)(slots * sizeof(T)))
            Ci->Top = L51->Top + (uint)(slots * sizeof(T));
        return true;
    }

    /// <summary>
    /// The type of the value at an index; <see cref="BasicType.None"/> past the last argument (lua_type).
    /// </summary>
    public BasicType TypeOf(int index)
    {
        T* value = ValueAt(index);
        return value == _nil ? BasicType.None : (BasicType)Tag<T>.Basic(value->Tag);
    }

    /// <summary>The name of the type at an index, "no value" included.</summary>
    public string TypeNameOf(int index)
    {
        T* value = ValueAt(index);
        return Introspection<T>.TypeName(value == _nil ? Tag<T>.None : value->Tag);
    }

    public bool IsNoneOrNil(int index) => ValueAt(index)->Tag == Tag<T>.Nil;

    /// <summary>A string, or a number that would turn into one.</summary>
    public bool IsString(int index)
    {
        int tag = ValueAt(index)->Tag;
        return Tag<T>.IsString(tag) || Tag<T>.IsNumber(tag);
    }

    /// <summary>A table, in RAM or in ROM.</summary>
    internal bool IsTable(int index) => (BasicType)Tag<T>.Basic(ValueAt(index)->Tag) == BasicType.Table;

    internal bool IsRoTable(int index) => ValueAt(index)->Tag == Tag<T>.RoTable;

    /// <summary>A function of the host or the firmware.</summary>
    internal bool IsHostFunction(int index)
    {
        T* value = ValueAt(index);
        return value->Tag == Tag<T>.LightFunction
            || (value->Tag == Tag<T>.HostClosure && ClosureAt(value->Ref)->IsHost);
    }

    public bool ToBoolean(int index) => !Tag<T>.IsFalse(ValueAt(index));

    /// <summary>The number at an index, or spelled by the string there.</summary>
    public bool TryNumber(int index, out double number)
    {
        T* value = ValueAt(index);
        T parsed;
        if (!ToNumber(value, &parsed))
        {
            number = 0;
            return false;
        }
        number = NumberAsDouble(&parsed);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static double NumberAsDouble(T* value) =>
        !T.HasFloats || (T.HasIntegers && value->Tag == Tag<T>.Integer) ? value->Int : value->Float;

    /// <summary>
    /// The bytes of a string, or of a number turned into one in its slot. False for other values.
    /// </summary>
    public bool TryString(int index, out ReadOnlySpan<byte> text)
    {
        T* value = ValueAt(index);
        if (!Tag<T>.IsString(value->Tag))
        {
            if (!Tag<T>.IsNumber(value->Tag))
            {
                text = default;
                return false;
            }
            SetString(value, NumberToString(value));
            CheckGc();
            value = ValueAt(index);
        }
        text = BytesOf(value->Ref);
        return true;
    }

    /// <summary>
    /// Length of a string, border of a table, bytes of a userdata; 0 for the rest. No metamethods.
    /// </summary>
    public long RawLength(int index)
    {
        T* value = ValueAt(index);
        if (value->Tag == Tag<T>.Table)
            return BorderOf(TableAt(value->Ref));
        if (Tag<T>.IsString(value->Tag))
            return LengthOf(StringAt(value->Ref));
        if (value->Tag == Tag<T>.Userdata)
            return ((Udata<T>*)At(value->Ref))->Length;
        return !T.Is53 && Tag<T>.IsNumber(value->Tag) && TryString(index, out ReadOnlySpan<byte> text)
            ? text.Length : 0;
    }

    /// <summary>
    /// The device address of an object, or the value of a light one: for <c>%p</c> and <c>tostring</c>.
    /// </summary>
    public uint AddressAt(int index) => ValueAt(index)->Ref;

    /// <summary>The address of a thread; 0 if the value is no thread (lapi.c, lua_tothread).</summary>
    internal uint ToThread(int index)
    {
        T* value = ValueAt(index);
        return value->Tag == Tag<T>.Thread ? value->Ref : 0;
    }

    /// <summary>The payload of a userdata.</summary>
    public Span<byte> UserdataBytes(int index)
    {
        T* value = ValueAt(index);
        if (value->Tag != Tag<T>.Userdata)
            throw NoLongerThere("userdata");
        Udata<T>* u = (Udata<T>*)At(value->Ref);
        return new Span<byte>((byte*)u + Udata<T>.Bytes, (int)u->Length);
    }

    public void PushNil()
    {
        SetNil(Top);
        Top++;
    }

    public void PushBoolean(bool value)
    {
        SetBoolean(Top, value);
        Top++;
    }

    /// <summary>A number of 5.1 (cut to an integer in the integer build), a float of 5.3.</summary>
    public void PushNumber(double value)
    {
        SetNumber(Top, value);
        Top++;
    }

    /// <summary>A number of 5.1, an integer of 5.3.</summary>
    public void PushInteger(long value)
    {
        SetInteger(Top, value);
        Top++;
    }

    public void PushString(ReadOnlySpan<byte> text)
    {
        CheckGcBefore();
        SetString(Top, NewString(text));
        Top++;
        CheckGcAfter();
    }

    /// <summary>A text whose characters are bytes (Latin-1), as messages are put together.</summary>
    public void PushText(string text)
    {
        CheckGcBefore();
        SetString(Top, NewString(text));
        Top++;
        CheckGcAfter();
    }

    public void PushValue(int index)
    {
        *Top = *ValueAt(index);
        Top++;
    }

    internal void PushLightUserdata(uint value)
    {
        SetRef(Top, Tag<T>.LightUserdata, value);
        Top++;
    }

    internal void PushRoTable(uint address)
    {
        SetRef(Top, Tag<T>.RoTable, address);
        Top++;
    }

    /// <summary>The code address of a function of the firmware.</summary>
    internal uint CodeOf(HostFunction<T> function) => _firmware.CodeOf(function);

    /// <inheritdoc cref="CodeOf(HostFunction{T})"/>
    internal uint CodeOf(LuaFunction function) => _firmware.CodeOf(function);

    /// <summary>A function of the firmware without upvalues: no RAM.</summary>
    internal void PushLightFunction(HostFunction<T> function) => PushLightFunction(CodeOf(function));

    /// <inheritdoc cref="PushLightFunction(HostFunction{T})"/>
    internal void PushLightFunction(uint code)
    {
        SetRef(Top, Tag<T>.LightFunction, code);
        Top++;
    }

    /// <summary>A closure of a firmware function over the values on top, which it replaces.</summary>
    internal void PushClosure(HostFunction<T> function, int upvalues) =>
        PushClosure(_firmware.CodeOf(function), upvalues);

    void PushClosure(uint code, int upvalues)
    {
        CheckGcBefore();
        uint at = NewHostClosure(code, upvalues, T.HasEnvironments ? CurrentEnv() : 0);
        Top -= upvalues;
        for (int i = 0; i < upvalues; i++)
            UpvalValues(ClosureAt(at))[i] = Top[i];
        SetRef(Top, Tag<T>.HostClosure, at);
        Top++;
        CheckGcAfter();
    }

    /// <summary>A new table with room for array items and others.</summary>
    public void PushTable(int arraySize = 0, int hashSize = 0)
    {
        CheckGcBefore();
        PushNewTable((uint)arraySize, (uint)hashSize);
        if (T.MakesTablesTwice)
        {
            // The second table overwrites the first on the stack.
            Top--;
            PushNewTable((uint)arraySize, (uint)hashSize);
        }
        CheckGcAfter();
    }

    /// <summary>A new userdata, its payload zeroed (lapi.c, lua_newuserdata).</summary>
    public Span<byte> PushUserdata(int bytes)
    {
        Debug.Assert(bytes >= 0, "The size of a userdata is not negative.");
        CheckGcBefore();
        uint at = NewUdata((uint)bytes, T.HasEnvironments ? CurrentEnv() : 0);
        SetRef(Top, Tag<T>.Userdata, at);
        Top++;
        CheckGcAfter();
        return UserdataBytes(-1);
    }

    /// <summary>Moves the top value to an index, the ones from there on up by one.</summary>
    public void Insert(int index)
    {
        T* slot = ValueAt(index);
        Charge((Top - slot) >> 4);
        for (T* at = Top; at > slot; at--)
            *at = at[-1];
        *slot = *Top;
    }

    public void Remove(int index)
    {
        for (T* slot = ValueAt(index); slot + 1 < Top; slot++)
            *slot = slot[1];
        Top--;
    }

    /// <summary>Pops the top value into an index.</summary>
    public void Replace(int index)
    {
        T* value = Top - 1;
        if (index == ILuaState.EnvironmentIndex)
        {
            Closure<T>* running = ClosureAt(RunningFunction->Ref);
            running->Env = value->Ref;
            Barrier((GcHeader*)running, value);
        }
        else
        {
            T* slot = ValueAt(index);
            *slot = *value;
            if (index < ILuaState.GlobalsIndex)
                Barrier((GcHeader*)RunningClosure, value);
        }
        Top--;
    }

    /// <summary>Moves values to the stack of another thread (lapi.c, lua_xmove).</summary>
    internal void MoveTo(uint thread, int count)
    {
        Debug.Assert(count >= 0, "The number of values is not negative.");
        Debug.Assert((Object(thread)->Type & 0x0F) == 8, "The values move to a thread.");
        Thread<T>* to = (Thread<T>*)At(thread);
        Top -= count;
        for (int i = 0; i < count; i++)
        {
            *Slot(to->Top) = Top[i];
            to->Top += (uint)sizeof(T);
        }
    }

    /// <summary>Replaces the key on top by the value under it, with metamethods.</summary>
    public void GetTable(int index)
    {
        T* table = ValueAt(index);
        Check(Index(table, Top - 1, Top - 1));
    }

    /// <summary>Pushes <c>value[name]</c>, with metamethods.</summary>
    public void GetField(int index, ReadOnlySpan<byte> name)
    {
        T table = *ValueAt(index);
        PushKey(name);
        Check(Index(&table, Top - 1, Top - 1));
    }

    /// <summary>Pushes a string that a function of the C API makes for itself: there is no step of the
    /// collector.</summary>
    void PushKey(ReadOnlySpan<byte> name)
    {
        bool wasFixed = StackIsFixed;
        StackIsFixed = true;
        SetString(Top, NewString(name));
        StackIsFixed = wasFixed;
        Top++;
    }

    /// <summary>Pops a key and above it a value: <c>value[key] = v</c>, with metamethods.</summary>
    public void SetTable(int index)
    {
        T* table = ValueAt(index);
        Check(SetIndex(table, Top - 2, Top - 1));
        Top -= 2;
    }

    /// <summary>Pops a value: <c>value[name] = v</c>, with metamethods.</summary>
    public void SetField(int index, ReadOnlySpan<byte> name)
    {
        T table = *ValueAt(index);
        PushKey(name);
        Check(SetIndex(&table, Top - 1, Top - 2));
        Top -= 2;
    }

    /// <summary>Replaces the key on top by the value under it.</summary>
    public void RawGet(int index) => Top[-1] = *GetAny(AnyTable(index), Top - 1);

    internal void RawGetField(int index, ReadOnlySpan<byte> name)
    {
        uint table = AnyTable(index);
        PushKey(name);
        Top[-1] = *GetStringAny(table, Top[-1].Ref);
    }

    /// <summary>The table at an index, in RAM or in ROM.</summary>
    uint AnyTable(int index)
    {
        T* table = ValueAt(index);
        if (table->Tag != Tag<T>.Table && table->Tag != Tag<T>.RoTable)
            throw NoLongerThere("table");
        return table->Ref;
    }

    /// <summary>
    /// A library has checked what it works on, and Lua has run since. Nothing that Lua can do replaces it; if
    /// something does, that is an error, and no access to what is not there.
    /// </summary>
    LuaError NoLongerThere(string type) => Error(type + " expected");

    public void RawGetInt(int index, long key)
    {
        T* table = ValueAt(index);
        *Top = table->Tag == Tag<T>.Table ? *GetInt(TableAt(table->Ref), key) : *_nil;
        Top++;
    }

    /// <summary>Pops a key and above it a value into a table (lapi.c, lua_rawset).</summary>
    public void RawSet(int index)
    {
        T* table = ValueAt(index);
        RequireRam(table);
        Table<T>* t = TableAt(table->Ref);
        Check(StoreRaw(t, Get(t, Top - 2), Top - 2, Top - 1));
        Top -= 2;
    }

    internal void RawSetField(int index, ReadOnlySpan<byte> name)
    {
        T table = *ValueAt(index);
        RequireRam(&table);
        PushKey(name);
        Table<T>* t = TableAt(table.Ref);
        Check(StoreRaw(t, GetString(t, Top[-1].Ref), Top - 1, Top - 2));
        Top -= 2;
    }

    /// <summary>Pops a value into <c>table[key]</c>.</summary>
    public void RawSetInt(int index, long key)
    {
        T* table = ValueAt(index);
        RequireRam(table);
        Table<T>* t = TableAt(table->Ref);
        T* value = Top - 1;
        *SetInt(t, key) = *value;
        BarrierBack(t, value);
        Top--;
    }

    void RequireRam(T* table)
    {
        if (table->Tag != Tag<T>.Table)
            ThrowNotInRam(table);
    }

    // ltable.c, luaH_set: unlike luaH_newkey of 5.3, both versions have the same text.
    void ThrowNotInRam(T* table) => throw (table->Tag == Tag<T>.RoTable
        ? Introspection.RunErrorException("table is readonly")
        : NoLongerThere("table"));

    void Check(bool done)
    {
        if (!done)
            throw new LuaError(Raised);
    }

    /// <summary>
    /// Replaces the key on top by the next key and its value; pops it and returns false at the end.
    /// </summary>
    public bool Next(int index)
    {
        T* table = ValueAt(index);
        T* key = Top - 1;
        bool more = table->Tag == Tag<T>.Table ? NextEntry(TableAt(table->Ref), key)
            : NextRoEntry(AnyTable(index), key);
        if (more)
            Top++;
        else
            Top--;
        return more;
    }

    /// <summary>
    /// Pushes the metatable of a value (lapi.c, lua_getmetatable); false, and nothing pushed, if it has none.
    /// </summary>
    public bool GetMetatable(int index)
    {
        uint metatable = MetatableOf(ValueAt(index));
        if (metatable == 0)
            return false;
        SetRef(Top, InRom(metatable) ? Tag<T>.RoTable : Tag<T>.Table, metatable);
        Top++;
        return true;
    }

    /// <summary>
    /// Pops a table or nil and makes it the metatable of a value, or of the value's type (lapi.c,
    /// lua_setmetatable).
    /// </summary>
    public void SetMetatable(int index)
    {
        T* value = ValueAt(index);
        T* popped = Top - 1;
        uint metatable = popped->Tag == Tag<T>.Nil ? 0 : popped->Ref;
        if (value->Tag == Tag<T>.Table)
        {
            TableAt(value->Ref)->Metatable = metatable;
            if (metatable != 0)
                BarrierBack(TableAt(value->Ref), popped);
        }
        else if (value->Tag == Tag<T>.Userdata)
        {
            ((Udata<T>*)At(value->Ref))->Metatable = metatable;
            if (metatable != 0)
                BarrierObject(Object(value->Ref), metatable);
        }
        else if (value->Tag == Tag<T>.RoTable)
        {
            // 5.1 ignores it. 5.3 writes to flash, as it does for a field.
            if (T.Is53)
                throw Introspection.RunErrorException(T.ReadOnlyTableText);
        }
        else
        {
            Mt[Tag<T>.Basic(value->Tag)] = metatable;
        }
        if (T.ListsFinalizable && (value->Tag == Tag<T>.Table || value->Tag == Tag<T>.Userdata))
            Gc.NoteFinalizer(value->Ref, metatable);
        Top--;
    }

    /// <summary>Calls a function below its arguments; results replace them. An error is thrown.</summary>
    public void Call(int arguments, int results) => Call(Top - arguments - 1, results);

    public bool RawEqual(int first, int second) => RawEqual(ValueAt(first), ValueAt(second));

    /// <summary>Equality with metamethods.</summary>
    internal bool AreEqual(int first, int second)
    {
        T* a = ValueAt(first);
        T* b = ValueAt(second);
        if (RawEqual(a, b))
            return true;
        if (a->Tag != b->Tag || (a->Tag != Tag<T>.Table && a->Tag != Tag<T>.Userdata))
            return false;
        bool equal = false;
        if (T.Is53)
        {
            Check(AskEqual53(a, b, out equal));
            return equal;
        }
        T* method = SharedMethod(a, b, Event.Eq);
        if (method != null)
            Check(Ask(method, a, b, out equal));
        return equal;
    }

    /// <summary>The operator &lt;, with metamethods.</summary>
    internal bool LessThan(int first, int second)
    {
        Check(Compare(ValueAt(first), ValueAt(second), Event.Lt, out bool less));
        return less;
    }

    /// <summary>Joins values on top into one, with metamethods.</summary>
    public void Concat(int count)
    {
        if (count >= 2)
        {
            CheckGcBefore();
            if (T.Is53)
            {
                Check(Concat53(count));
                CheckGcAfter();
                return;
            }
            Check(Concat(count, Count - 1));
            Top -= count - 1;
        }
        else if (count == 0)
        {
            PushString(default);
        }
    }

    /// <summary>
    /// Pops a value into the first upvalue of the Lua closure below it; false if it has none.
    /// </summary>
    internal bool SetEnvironment53(int index)
    {
        T* value = ValueAt(index);
        bool has = value->Tag == Tag<T>.Function && ClosureAt(value->Ref)->NumUpvalues > 0;
        if (has)
        {
            UpVal53<T>* env = UpVal53At(UpvalRefs(ClosureAt(value->Ref))[0]);
            *Slot(env->V) = Top[-1];
            BarrierUpval53(env);
        }
        Top--;
        return has;
    }

    /// <summary>
    /// Pushes the module of a name from the Application, else from the System image: their tables of modules
    /// give its Proto.
    /// </summary>
    bool PushModule53(ReadOnlySpan<byte> name)
    {
        if (name.Length > T.MaxRoName)
            return false;
        PushString(name);
        uint proto = FindModule53(RoMain, Top[-1].Ref);
        if (proto == 0)
            proto = FindModule53(SystemMain, Top[-1].Ref);
        Pop(1);
        if (proto == 0)
            return false;
        CheckGc();
        PushMainClosure53(proto);
        return true;
    }

    /// <summary>The Proto of a module in a table of modules; 0 if there is none.</summary>
    uint FindModule53(uint table, uint name)
    {
        if (table == 0)
            return 0;
        T* found = GetRo(table, name);
        return found->Tag == Tag<T>.LightUserdata ? found->Ref : 0;
    }

    /// <summary>
    /// Pushes build time and names of modules: the Application's, and what the System image has more.
    /// </summary>
    bool PushImageIndex53()
    {
        if (RoMain == 0 && SystemMain == 0)
            return false;
        PushInteger((Device.Lfs.Used > 0 ? Device.Lfs : Device.System).Time);
        PushTable(RoMain == 0 ? 0 : ((RoTable*)At(RoMain))->Count);
        int count = AddModuleNames53(RoMain, hiddenBy: 0, 0);
        AddModuleNames53(SystemMain, hiddenBy: RoMain, count);
        return true;
    }

    int AddModuleNames53(uint table, uint hiddenBy, int count)
    {
        if (table == 0)
            return count;
        for (uint entry = ((RoTable*)At(table))->Entries; *(uint*)At(entry) != 0; entry += (uint)RoEntryBytes)
        {
            PushString(CString(*(uint*)At(entry)));
            if (FindModule53(hiddenBy, Top[-1].Ref) == 0)
                RawSetInt(-2, ++count);
            else
                Pop(1);
        }
        return count;
    }
}
