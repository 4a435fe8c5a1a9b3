using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

// The slow paths of the 5.1 interpreter. Operands come by pointer and are read before anything can move the
// stack; what may move it before the result is known keeps the result's distance from its start.
sealed unsafe partial class Vm<T>
{
    static int MaxTagLoop => T.Is53 ? 2000 : 100;

    /// <summary>
    /// Instructions left in this slice of the host's budget; counted at backward jumps and calls.
    /// </summary>
    long _budget = long.MaxValue;

    [MethodImpl(MethodImplOptions.NoInlining)]
    bool IndexGlobal(uint env, T* key, T* result)
    {
        // Libraries: the globals have no such field, their metatable's __index is the firmware's master
        // table.
        uint metatable = TableAt(env)->Metatable;
        if (metatable != 0 && !InRom(metatable))
        {
            T* index = GetString(TableAt(metatable), _g.TmName[(int)Event.Index]);
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    bool SetGlobal(uint env, T* key, T* value)
    {
        T table = default;
        SetRef(&table, Tag<T>.Table, env);
        return SetIndex(&table, key, value);
    }

    /// <summary>Stores <c>table[key]</c> with metamethods. False if an error was raised.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool Index(T* table, T* key, T* result)
    {
        T current = *table;
        T* origin = table;
        for (int loop = 0; loop < MaxTagLoop; loop++)
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
                    return TypeError(loop == 0 ? origin : &current, "index");
            }
            if (Tag<T>.Basic(method->Tag) == 6)
                return CallMethod(result, method, &current, key);
            current = *method;
        }
        return RunError(T.Is53 ? "'__index' chain too long; possible loop" : "loop in gettable");
    }

    /// <summary>Does <c>table[key] = value</c> with metamethods. False if an error was raised.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool SetIndex(T* table, T* key, T* value)
    {
        T current = *table;
        T* origin = table;
        T keptKey;
        T keptValue;
        for (int loop = 0; loop < MaxTagLoop; loop++)
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
                return RunError(T.Is53 ? "table is Readonly" : "table is readonly");
            }
            else
            {
                method = TagMethodOf(&current, Event.NewIndex);
                if (method->Tag == Tag<T>.Nil)
                    return TypeError(loop == 0 ? origin : &current, "index");
            }
            if (Tag<T>.Basic(method->Tag) == 6)
                return CallMethod3(method, &current, key, value);
            current = *method;
        }
        return RunError(T.Is53 ? "'__newindex' chain too long; possible loop" : "loop in settable");
    }

    /// <summary>Stores into a slot of a table that was found for the key, or into a new one.</summary>
    bool StoreRaw(Table<T>* t, T* slot, T* key, T* value)
    {
        T kept = *value;
        if (slot == _nil)
        {
            if (key->Tag == Tag<T>.Nil)
                return RunError("table index is nil");
            if (key->Tag == Tag<T>.Number && T.HasFloats && double.IsNaN(key->Float))
                return RunError("table index is NaN");
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
            _raised = status;
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
        _raised = status;
        return status == LuaStatus.Ok;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void MakeTable(T* result, uint arrayCode, uint hashCode)
    {
        uint place = SaveStack(result);
        uint at = PushNewTable(FromFloatingByte(arrayCode), FromFloatingByte(hashCode));
        Top--;
        SetRef(RestoreStack(place), Tag<T>.Table, at);
        CheckGc();
    }

    /// <summary>The size that a "floating byte" (eeeeexxx) stands for.</summary>
    static uint FromFloatingByte(uint x) => x >> 3 == 0 ? x : ((x & 7) + 8) << (int)((x >> 3) - 1);

    /// <summary>
    /// Arithmetic that is not on two plain numbers, or that a method does better. False on error.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool Arithmetic(T* result, T* b, T* c, Event e)
    {
        T x;
        T y;
        if (ToNumber(b, &x) && ToNumber(c, &y))
        {
            T value = default;
            if (!Compute(&value, &x, &y, e))
                return false;
            *result = value;
            return true;
        }
        T* method = TagMethodOf(b, e);
        if (method->Tag == Tag<T>.Nil)
            method = TagMethodOf(c, e);
        if (method->Tag == Tag<T>.Nil)
            return ArithmeticError(b, c);
        return CallMethod(result, method, b, c);
    }

    /// <summary>Arithmetic on two numbers of 5.1.</summary>
    bool Compute(T* result, T* x, T* y, Event e)
    {
        if (!T.HasFloats)
            return ComputeInteger(result, x->Int, y->Int, e);
        double a = x->Float;
        double b = y->Float;
        SetNumber(result, e switch
        {
            Event.Add => a + b,
            Event.Sub => a - b,
            Event.Mul => a * b,
            Event.Div => a / b,
            Event.Mod => a - Math.Floor(a / b) * b,
            Event.Pow => Math.Pow(a, b),
            _ => -a,
        });
        return true;
    }

    /// <summary>
    /// Arithmetic of the integer build: it wraps, divides to the floor, and zero divisors are errors.
    /// </summary>
    /// <remarks>
    /// Source: spec lfs-formats 2f (Int build). The line is -1: the device does not save the pc there.
    /// </remarks>
    bool ComputeInteger(T* result, long a, long b, Event e)
    {
        if (b == 0 && e == Event.Div)
            return RunErrorWithoutLine("divide by zero");
        if (b == 0 && e == Event.Mod)
            return RunErrorWithoutLine("modulo by zero");
        SetInteger(result, e switch
        {
            Event.Add => a + b,
            Event.Sub => a - b,
            Event.Mul => a * b,
            Event.Div => FloorDivide(a, b),
            Event.Mod => a - FloorDivide(a, b) * b,
            Event.Pow => IntegerPower((int)a, (int)b),
            _ => -a,
        });
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static long FloorDivide(long a, long b)
    {
        long quotient = a / b;
        return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
    }

    static long IntegerPower(int value, int exponent)
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
    bool ToNumber(T* value, T* number)
    {
        if (Tag<T>.IsNumber(value->Tag))
        {
            *number = *value;
            return true;
        }
        return Tag<T>.IsString(value->Tag) && NumberFrom(BytesOf(value->Ref), number);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    bool Length(T* result, T* b)
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

    bool LengthOfOther(T* result, T* b)
    {
        T* method = TagMethodOf(b, Event.Len);
        if (method->Tag == Tag<T>.Nil)
            return TypeError(b, "get length of");
        return CallMethod(result, method, b, _nil);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    bool ConcatRegisters(T* result, uint first, uint last)
    {
        uint place = SaveStack(result);
        if (!Concat((int)(last - first + 1), (int)last))
            return false;
        *RestoreStack(place) = Base[first];
        CheckGc();
        return true;
    }

    /// <summary>Concatenates values that end at a register; the result replaces the first of them.</summary>
    bool Concat(int total, int last)
    {
        do
        {
            T* top = Base + last + 1;
            int taken = 2;
            if (!(Tag<T>.IsString(top[-2].Tag) || Tag<T>.IsNumber(top[-2].Tag)) || !ToStringInPlace(top - 1))
            {
                if (!ConcatByMethod(top - 2, top - 1))
                    return false;
            }
            else if (LengthOf(StringAt(top[-1].Ref)) == 0)
            {
                ToStringInPlace(top - 2);
            }
            else
            {
                taken = JoinStrings(top, total);
            }
            total -= taken - 1;
            last -= taken - 1;
        }
        while (total > 1);
        return true;
    }

    /// <summary>Joins as many strings and numbers below a place as there are. How many.</summary>
    int JoinStrings(T* top, int total)
    {
        int n = MeasurePieces(top, total, out int length);
        Span<byte> buffer = new(At(OpenBuff((uint)length)), length);
        CopyPieces(top, n, buffer);
        SpendBytes(length);
        // An emergency collection must not shrink the buffer under the new string. A memory error leaves the
        // mark until the next concatenation, as on the device.
        _buffInUse = true;
        SetString(top - n, NewString(buffer));
        _buffInUse = false;
        return n;
    }

    /// <summary>
    /// How many strings and numbers there are at the top, and how long they are together; numbers become
    /// strings.
    /// </summary>
    int MeasurePieces(T* top, int most, out int bytes)
    {
        ulong length = LengthOf(StringAt(top[-1].Ref));
        int n = 1;
        for (; n < most && ToStringInPlace(top - n - 1); n++)
        {
            length += LengthOf(StringAt(top[-n - 1].Ref));
            if (length >= int.MaxValue - 64)
                throw RunErrorException("string length overflow");
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
            return ConcatError(a, b);
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

    /// <summary>Equality of two different objects of one type: by <c>__eq</c>, if both agree on it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool EqualObjects(T* b, T* c, bool expected)
    {
        bool equal = false;
        T* method = SharedMethod(b, c, Event.Eq);
        if (method != null && !Ask(method, b, c, out equal))
            return false;
        Branch(equal == expected);
        return true;
    }

    /// <summary>A metamethod that the metatables of both operands have in common, or null.</summary>
    T* SharedMethod(T* a, T* b, Event e)
    {
        uint first = MetatableOf(a);
        uint second = MetatableOf(b);
        if (first == 0 || second == 0)
            return null;
        T* method = FastTagMethodAny(first, e);
        if (method == null || first == second)
            return method;
        T* other = FastTagMethodAny(second, e);
        return other != null && RawEqual(method, other) ? method : null;
    }

    T* FastTagMethodAny(uint metatable, Event e)
    {
        if (e <= LastFastEvent)
            return FastTagMethod(metatable, e);
        T* method = GetStringAny(metatable, _g.TmName[(int)e]);
        return method->Tag == Tag<T>.Nil ? null : method;
    }

    /// <summary>Calls a metamethod for its truth. False if an error was raised.</summary>
    bool Ask(T* method, T* a, T* b, out bool answer)
    {
        answer = false;
        if (!CallMethod(Top, method, a, b))
            return false;
        answer = !Tag<T>.IsFalse(Top);
        return true;
    }

    /// <summary>Takes or skips the jump that follows a test, in the saved program counter.</summary>
    void Branch(bool taken)
    {
        CallInfo51* ci = Ci;
        int distance = taken ? (int)(*(uint*)At(ci->SavedPc) >> 14) - 131071 : 0;
        ci->SavedPc = unchecked(ci->SavedPc + (uint)(4 * (distance + 1)));
        if (distance < 0)
            Spend(-distance);
    }

    /// <summary>Order of operands that are not both numbers. False if an error was raised.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool CompareObjects(T* b, T* c, bool expected, Event e)
    {
        if (!Compare(b, c, e, out bool answer))
            return false;
        Branch(answer == expected);
        return true;
    }

    /// <summary>Whether a &lt; b (<see cref="Event.Lt"/>) or a &lt;= b (<see cref="Event.Le"/>).</summary>
    internal bool Compare(T* a, T* b, Event e, out bool answer)
    {
        if (T.Is53)
            return Compare53(a, b, e, out answer);
        answer = false;
        if (Tag<T>.Basic(a->Tag) != Tag<T>.Basic(b->Tag))
            return OrderError(a, b);
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
        return OrderError(a, b);
    }

    int CompareStrings(uint a, uint b)
    {
        ReadOnlySpan<byte> first = BytesOf(a);
        ReadOnlySpan<byte> second = BytesOf(b);
        Charge(Math.Min(first.Length, second.Length) >> 6);
        return first.SequenceCompareTo(second);
    }

    static bool CompareNumbers(T* a, T* b, Event e)
    {
        if (T.HasFloats)
            return e == Event.Lt ? a->Float < b->Float : a->Float <= b->Float;
        return e == Event.Lt ? a->Int < b->Int : a->Int <= b->Int;
    }

    /// <summary>A tail call moves the frame it made down over its caller's.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    void ReplaceFrame()
    {
        CallInfo51* callee = Ci;
        CallInfo51* ci = callee - 1;
        T* func = Slot(ci->Func);
        T* from = Slot(callee->Func);
        if (_l->OpenUpval != 0)
            CloseUpvals(_l, ci->Base);
        nint shift = (nint)(func - from);
        uint frame = Addr(Slot(callee->Base) + shift);
        T* top = Top;
        T* to = func;
        while (from < top)
            *to++ = *from++;
        _l->Base = ci->Base = frame;
        Top = to;
        ci->Top = Addr(to);
        ci->SavedPc = callee->SavedPc;
        ci->TailCalls++;
        _l->Ci -= (uint)sizeof(CallInfo51);
    }

    /// <summary>Leaves a Lua function. False if it was the frame the interpreter was entered for.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool LeaveLua(T* first)
    {
        CloseUpvals(_l, _l->Base);
        FrameStatus status = Ci->Status;
        int wanted = PosCall(first);
        if ((status & FrameStatus.Fresh) != 0)
            return false;
        CallInfo51* caller = Ci;
        if ((caller->Status & FrameStatus.Lua) == 0)
            return !FinishMarkers();
        if (wanted != MultRet)
            _l->Top = caller->Top;
        return true;
    }

    /// <summary>Starts a numeric <c>for</c> and jumps to its end. False if an error was raised.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool PrepareFor(T* ra, int distance)
    {
        if (!ToNumberSlot(ra))
            return RunError("'for' initial value must be a number");
        if (!ToNumberSlot(ra + 1))
            return RunError("'for' limit must be a number");
        if (!ToNumberSlot(ra + 2))
            return RunError("'for' step must be a number");
        if (T.HasFloats)
            ra->Float -= ra[2].Float;
        else
            ra->Int -= ra[2].Int;
        Ci->SavedPc = unchecked(Ci->SavedPc + (uint)(4 * distance));
        return true;
    }

    bool ToNumberSlot(T* slot)
    {
        if (slot->Tag == Tag<T>.Number)
            return true;
        T number;
        if (!ToNumber(slot, &number))
            return false;
        *slot = number;
        return true;
    }

    /// <summary>Calls the iterator of a generic <c>for</c> and takes the branch that follows.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool IterateFor(T* ra, int wanted)
    {
        T* call = ra + 3;
        call[2] = ra[2];
        call[1] = ra[1];
        call[0] = ra[0];
        Top = call + 3;
        uint offset = SaveStack(call);
        uint entry = _l->Ci - _l->BaseCi;
        Entered entered = call->Tag == Tag<T>.LightFunction
            ? PreCall(call, wanted, FrameStatus.Fresh)
            : CallIterator(call, wanted);
        if (entered == Entered.Protected)
            entered = FromStatus(Drive(null, 0, entry));
        if (entered == Entered.Yielded)
            throw RunErrorException("attempt to yield across metamethod/C-call boundary");
        if (entered == Entered.Raised)
            return false;
        _l->Top = Ci->Top;
        call = RestoreStack(offset);
        bool more = call->Tag != Tag<T>.Nil;
        if (more)
            call[-1] = call[0];
        Branch(more);
        if (--_budget <= 0)
            RefillBudget();
        return true;
    }

    Entered CallIterator(T* call, int wanted) => FromStatus(TryCall(call, wanted));

    Entered FromStatus(LuaStatus status)
    {
        if (status == LuaStatus.Ok)
            return Entered.Done;
        _raised = status;
        return Entered.Raised;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void StoreList(T* ra, uint count, uint batch)
    {
        const uint FieldsPerFlush = 50;
        bool open = count == 0;
        if (open)
            count = (uint)(Top - ra) - 1;
        if (ra->Tag != Tag<T>.Table)
            count = 0;      // Only hand-made code gets here without a table: it stores nothing.
        Charge(count >> 3);
        Table<T>* t = TableAt(ra->Ref);
        uint last = (batch - 1) * FieldsPerFlush + count;
        if (count > 0 && last > t->SizeArray)
            ResizeArrayPart(t, last);       // Room for all of them at once.
        for (uint n = count; n > 0; n--)
        {
            *SetInt(t, last--) = ra[n];
            BarrierBack(t, ra + n);
        }
        if (open)
            _l->Top = Ci->Top;
    }

    /// <summary>Makes a closure; the pseudo-instructions that follow say where its upvalues are.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    void MakeClosure(T* ra, uint index)
    {
        CallInfo51* ci = Ci;
        Closure<T>* enclosing = ClosureAt(Slot(ci->Func)->Ref);
        uint proto = ((uint*)At(ProtoAt(enclosing->Code)->P))[index];
        uint result = SaveStack(ra);
        uint at = NewLuaClosure(proto, enclosing->Env);
        // Anchored at once: finding upvalues allocates. The result's slot may be one that is captured.
        SetRef(Top, Tag<T>.Function, at);
        Top++;
        Closure<T>* cl = ClosureAt(at);
        uint* pc = (uint*)At(ci->SavedPc);
        for (int n = 0; n < cl->NumUpvalues; n++, pc++)
        {
            const uint GetUpval = 4;
            uint b = *pc >> 23;
            UpvalRefs(cl)[n] = (*pc & 0x3F) == GetUpval ? UpvalRefs(enclosing)[b] : FindUpval(Base + b);
        }
        ci->SavedPc = Addr(pc);
        Top--;
        SetRef(RestoreStack(result), Tag<T>.Function, at);
        CheckGc();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void CopyVarargs(T* result, int wanted)
    {
        CallInfo51* ci = Ci;
        Proto<T>* p = ProtoAt(ClosureAt(Slot(ci->Func)->Ref)->Code);
        int count = (int)(Slot(ci->Base) - Slot(ci->Func)) - p->NumParams - 1;
        uint place = SaveStack(result);
        if (wanted == MultRet)
        {
            CheckStack(count);
            ci = Ci;
            wanted = count;
            Top = RestoreStack(place) + count;
        }
        Charge(wanted >> 3);
        T* to = RestoreStack(place);
        T* from = Slot(ci->Base) - count;
        for (int n = 0; n < wanted; n++)
        {
            if (n < count)
                to[n] = from[n];
            else
                SetNil(to + n);
        }
    }
}
