using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

unsafe partial class Interpreter<T>
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool IndexGlobal(uint env, T* key, T* result)
    {
        // Libraries: the globals have no such field, their metatable's __index is the firmware's master
        // table.
        uint metatable = TableAt(env)->Metatable;
        if (metatable != 0 && !InRom(metatable))
        {
            T* index = GetString(TableAt(metatable), TmName[(int)Event.Index]);
            T* value = index->Tag == Tag<T>.RoTable ? GetRo(index->Ref, key->Ref) : _nil;
            if (value->Tag != Tag<T>.Nil)
            {
                *result = *value;
                return true;
            }
        }
        T table = default;
        SetRef(&table, Tag<T>.Table, env);
        return Index(&table, key, result);
    }

    /// <summary>Stores <c>table[key]</c> with metamethods. False if an error was raised.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal bool Index(T* table, T* key, T* result)
    {
        T current = *table;
        T* origin = table;
        for (int loop = 0; loop < T.MaxTagLoop; loop++)
        {
            T* method;
            if (current.Tag == Tag<T>.Table || current.Tag == Tag<T>.RoTable)
            {
                T* value = GetAny(current.Ref, key);
                uint metatable = TableAt(current.Ref)->Metatable;
                if (value->Tag != Tag<T>.Nil || metatable == 0
                    || (method = FastTagMethod(metatable, Event.Index)) == null)
                {
                    *result = *value;
                    return true;
                }
            }
            else
            {
                method = TagMethodOf(&current, Event.Index);
                if (method->Tag == Tag<T>.Nil)
                    return Introspection.TypeError(loop == 0 ? origin : &current, "index");
            }
            if (Tag<T>.Basic(method->Tag) == (int)BasicType.Function)
                return CallMethod(result, method, &current, key);
            current = *method;
        }
        return Introspection.RunError(
            T.Pick("loop in gettable", "'__index' chain too long; possible loop"));
    }

    /// <summary>Does <c>table[key] = value</c> with metamethods. False if an error was raised.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal bool SetIndex(T* table, T* key, T* value)
    {
        T current = *table;
        T* origin = table;
        T keptKey;
        T keptValue;
        for (int loop = 0; loop < T.MaxTagLoop; loop++)
        {
            T* method;
            if (current.Tag == Tag<T>.Table)
            {
                Table<T>* t = TableAt(current.Ref);
                T* slot = Get(t, key);
                if (slot->Tag != Tag<T>.Nil || t->Metatable == 0
                    || (method = FastTagMethod(t->Metatable, Event.NewIndex)) == null)
                {
                    return StoreRaw(t, slot, key, value);
                }
                if (!T.Is53 && slot == _nil)
                {
                    // 5.1 makes room for the key before it asks for a method. Source: lvm.c, luaV_settable.
                    keptKey = *key;
                    keptValue = *value;
                    if (!StoreRaw(t, slot, key, _nil))
                        return false;
                    // What is on the stack or in this table may have moved.
                    key = &keptKey;
                    value = &keptValue;
                    method = FastTagMethod(t->Metatable, Event.NewIndex);
                }
            }
            else if (current.Tag == Tag<T>.RoTable)
            {
                return Introspection.RunError(T.ReadOnlyTableText);
            }
            else
            {
                method = TagMethodOf(&current, Event.NewIndex);
                if (method->Tag == Tag<T>.Nil)
                    return Introspection.TypeError(loop == 0 ? origin : &current, "index");
            }
            if (Tag<T>.Basic(method->Tag) == (int)BasicType.Function)
                return CallMethod3(method, &current, key, value);
            current = *method;
        }
        return Introspection.RunError(
            T.Pick("loop in settable", "'__newindex' chain too long; possible loop"));
    }

    /// <summary>Stores into a slot of a table that was found for the key, or into a new one.</summary>
    internal bool StoreRaw(Table<T>* t, T* slot, T* key, T* value)
    {
        T kept = *value;
        if (slot == _nil)
        {
            if (key->Tag == Tag<T>.Nil)
                return Introspection.RunError("table index is nil");
            if (key->Tag == Tag<T>.Number && T.HasFloats && double.IsNaN(key->Float))
                return Introspection.RunError("table index is NaN");
            // Table, key and value may be C# locals: what a collection must see lies on the stack.
            T anchor = *key;
            SetRef(Top, Tag<T>.Table, Addr(t));
            Top[1] = anchor;
            Top[2] = kept;
            Top += 3;
            slot = NewKey(t, &anchor);
            Top -= 3;
        }
        t->Flags = 0;
        *slot = kept;
        BarrierBack(t, &kept);
        return true;
    }

    /// <summary>Calls a metamethod with two operands; its one result goes to a stack place.</summary>
    bool CallMethod(T* result, T* method, T* a, T* b)
    {
        uint place = SaveStack(result);
        T* top = Top;
        T first = *a;
        T second = *b;
        top[0] = *method;
        top[1] = first;
        top[2] = second;
        CheckStack(3);
        Top += 3;
        if (TryCall(Top - 3, 1) is var status && status != LuaStatus.Ok)
        {
            Raised = status;
            return false;
        }
        Top--;
        *RestoreStack(place) = *Top;
        return true;
    }

    bool CallMethod3(T* method, T* a, T* b, T* c)
    {
        T* top = Top;
        T first = *a;
        T second = *b;
        T third = *c;
        top[0] = *method;
        top[1] = first;
        top[2] = second;
        top[3] = third;
        CheckStack(4);
        Top += 4;
        LuaStatus status = TryCall(Top - 4, 0);
        Raised = status;
        return status == LuaStatus.Ok;
    }

    /// <summary>The size that a "floating byte" (eeeeexxx) stands for.</summary>
    static uint FromFloatingByte(uint x) => x >> 3 == 0 ? x : ((x & 7) + 8) << (int)((x >> 3) - 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static long FloorDivide(long a, long b)
    {
        long quotient = a / b;
        return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
    }

    internal static long IntegerPower(int value, int exponent)
    {
        if (exponent < 0)
            return 0;
        int result = 1;
        unchecked
        {
            for (; exponent > 0; exponent >>= 1)
            {
                if ((exponent & 1) != 0)
                    result *= value;
                value *= value;
            }
        }
        return result;
    }

    /// <summary>The number that a value is or, as a string, spells. False if none.</summary>
    internal bool ToNumber(T* value, T* number)
    {
        if (Tag<T>.IsNumber(value->Tag))
        {
            *number = *value;
            return true;
        }
        return Tag<T>.IsString(value->Tag) && NumberFrom(BytesOf(value->Ref), number);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal bool Length(T* result, T* b)
    {
        if (T.Is53)
            return Length53(result, b);
        T value = default;
        if (b->Tag == Tag<T>.Table)
            SetInteger(&value, BorderOf(TableAt(b->Ref)));
        else if (b->Tag == Tag<T>.String)
            SetInteger(&value, LengthOf(StringAt(b->Ref)));
        else if (b->Tag == Tag<T>.RoTable)
            SetInteger(&value, 0);
        else
            return LengthOfOther(result, b);
        *result = value;
        return true;
    }

    /// <summary>
    /// How many strings and numbers there are at the top, and how long they are together; numbers become
    /// strings.
    /// </summary>
    /// <remarks>Source: lvm.c, <c>luaV_concat</c>. In 5.1 the limit of <c>node.egc</c>, 4,096 unless a
    /// program changes it, bounds a string that a join makes longer, also where the mode does not use the
    /// limit.</remarks>
    int MeasurePieces(T* top, int most, out int bytes)
    {
        ulong length = LengthOf(StringAt(top[-1].Ref));
        int n = 1;
        for (; n < most && ToStringInPlace(top - n - 1); n++)
        {
            uint more = LengthOf(StringAt(top[-n - 1].Ref));
            // Unsigned, as in C: a string that is longer already, and a limit of 0, are no limits.
            bool exceeds = !T.Is53 && (uint)MemLimit < uint.MaxValue - 2
                && more >= unchecked((uint)MemLimit - (uint)length);
            length += more;
            if (exceeds || length >= int.MaxValue - 64)
                throw Introspection.RunErrorException("string length overflow");
        }
        bytes = (int)length;
        return n;
    }

    void CopyPieces(T* top, int count, Span<byte> to)
    {
        for (int i = count; i > 0; i--)
        {
            ReadOnlySpan<byte> piece = BytesOf(top[-i].Ref);
            CopyBytes(piece, to);
            to = to[piece.Length..];
        }
    }

    bool ConcatByMethod(T* a, T* b)
    {
        T* method = TagMethodOf(a, Event.Concat);
        if (method->Tag == Tag<T>.Nil)
            method = TagMethodOf(b, Event.Concat);
        if (method->Tag == Tag<T>.Nil)
            return Introspection.ConcatError(a, b);
        return CallMethod(a, method, a, b);
    }

    /// <summary>Turns a number in a stack slot into its string. False if the value is neither.</summary>
    bool ToStringInPlace(T* slot)
    {
        if (Tag<T>.IsString(slot->Tag))
            return true;
        if (!Tag<T>.IsNumber(slot->Tag))
            return false;
        SetString(slot, NumberToString(slot));
        return true;
    }

    /// <summary>Calls a metamethod for its truth. False if an error was raised.</summary>
    internal bool Ask(T* method, T* a, T* b, out bool answer)
    {
        answer = false;
        if (!CallMethod(Top, method, a, b))
            return false;
        answer = !Tag<T>.IsFalse(Top);
        return true;
    }

    /// <summary>True if a &lt; b (<see cref="Event.Lt"/>) or a &lt;= b (<see cref="Event.Le"/>).</summary>
    internal bool Compare(T* a, T* b, Event e, out bool answer)
    {
        if (T.Is53)
            return Compare53(a, b, e, out answer);
        answer = false;
        if (Tag<T>.Basic(a->Tag) != Tag<T>.Basic(b->Tag))
            return Introspection.OrderError(a, b);
        if (Tag<T>.IsNumber(a->Tag) && Tag<T>.IsNumber(b->Tag))
        {
            answer = CompareNumbers(a, b, e);
            return true;
        }
        if (Tag<T>.IsString(a->Tag) && Tag<T>.IsString(b->Tag))
        {
            int order = CompareStrings(a->Ref, b->Ref);
            answer = e == Event.Lt ? order < 0 : order <= 0;
            return true;
        }
        T* method = SharedMethod(a, b, e);
        if (method != null)
            return Ask(method, a, b, out answer);
        if (e == Event.Le && (method = SharedMethod(b, a, Event.Lt)) != null)
        {
            if (!Ask(method, b, a, out answer))
                return false;
            answer = !answer;
            return true;
        }
        return Introspection.OrderError(a, b);
    }

    internal int CompareStrings(uint a, uint b)
    {
        ReadOnlySpan<byte> first = BytesOf(a);
        ReadOnlySpan<byte> second = BytesOf(b);
        Charge(Math.Min(first.Length, second.Length) >> 6);
        return first.SequenceCompareTo(second);
    }
}
