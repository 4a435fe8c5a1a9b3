using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

// The slow paths of the 5.1 interpreter (lvm.c). Operands are pointers, read before anything can move the
// stack. A path that may move it before the result is known saves the distance of the result's slot instead.
unsafe partial class Interpreter<T>
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool SetGlobal(uint env, T* key, T* value)
    {
        T table = default;
        SetRef(&table, Tag<T>.Table, env);
        return SetIndex(&table, key, value);
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

    /// <summary>
    /// Arithmetic on operands that the fast path does not handle. False on an error.
    /// </summary>
    /// <remarks>Source: lvm.c, <c>Arith</c>.</remarks>
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
            return Introspection.ArithmeticError(b, c);
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
    /// Arithmetic of the integer build: results wrap, quotients are floored, and a zero divisor is an error.
    /// </summary>
    /// <remarks>
    /// Source: lvm.c, <c>Arith</c>, and luaconf.h, <c>luai_lnumdiv</c>, of the integer build. The
    /// interpreter does not save the program counter for two numbers, so the error names the line where it
    /// was saved last.
    /// </remarks>
    bool ComputeInteger(T* result, long a, long b, Event e)
    {
        if (b == 0 && e == Event.Div)
            return Introspection.RunError("divide by zero");
        if (b == 0 && e == Event.Mod)
            return Introspection.RunError("modulo by zero");
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

    /// <summary>A table or string, whose length needs no metamethod.</summary>
    static bool HasOwnLength(T* b) => Tag<T>.Basic(b->Tag) is (int)BasicType.Table or (int)BasicType.String;

    bool LengthOfOther(T* result, T* b)
    {
        T* method = TagMethodOf(b, Event.Len);
        if (method->Tag == Tag<T>.Nil)
            return Introspection.TypeError(b, "get length of");
        return CallMethod(result, method, b, _nil);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    bool ConcatRegisters(T* result, uint first, uint last)
    {
        Debug.Assert(first < last, "A concatenation has at least two operands.");
        uint place = SaveStack(result);
        if (!Concat((int)(last - first + 1), (int)last))
            return false;
        CheckGc();
        *RestoreStack(place) = Base[first];
        return true;
    }

    /// <summary>Concatenates registers up to the last; the result replaces the first of them.</summary>
    /// <remarks>Source: lvm.c, <c>luaV_concat</c>.</remarks>
    internal bool Concat(int total, int last)
    {
        Debug.Assert(
            total >= 2 && last >= total - 1, "A concatenation has at least two operands, all registers.");
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

    /// <summary>Joins the run of strings and numbers that ends below a slot; returns its length.</summary>
    int JoinStrings(T* top, int total)
    {
        Debug.Assert(total >= 2, "A string is joined with another.");
        bool wasFixed = StackIsFixed;
        StackIsFixed = true;
        int n = MeasurePieces(top, total, out int length);
        Span<byte> buffer = new(At(State.OpenBuff((uint)length)), length);
        CopyPieces(top, n, buffer);
        SpendBytes(length);
        // An emergency collection must not shrink the buffer while the string is copied from it. A memory
        // error leaves the flag set until the next concatenation, as on the device.
        BuffInUse = true;
        SetString(top - n, NewString(buffer));
        BuffInUse = false;
        StackIsFixed = wasFixed;
        return n;
    }

    /// <summary>Compares two objects of one type by the <c>__eq</c> that they share, if any.</summary>
    /// <remarks>Source: lvm.c, <c>luaV_equalval</c>.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool EqualObjects(T* b, T* c, bool expected)
    {
        Debug.Assert(b->Tag == c->Tag, "Values of different types are unequal without a method.");
        bool equal = false;
        T* method = SharedMethod(b, c, Event.Eq);
        if (method != null && !Ask(method, b, c, out equal))
            return false;
        Branch(equal == expected);
        return true;
    }

    /// <summary>The metamethod common to the metatables of both operands, or null.</summary>
    internal T* SharedMethod(T* a, T* b, Event e)
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
        T* method = GetStringAny(metatable, TmName[(int)e]);
        return method->Tag == Tag<T>.Nil ? null : method;
    }

    /// <summary>Takes or skips the jump after a test, by moving the saved program counter.</summary>
    void Branch(bool taken)
    {
        CallInfo51* ci = Ci;
        Debug.Assert(
            new Instruction(*(uint*)At(ci->SavedPc)).Op == (int)Opcode51.Jmp, "A jump follows every test.");
        int distance = taken ? new Instruction(*(uint*)At(ci->SavedPc)).SBx : 0;
        ci->SavedPc = unchecked(ci->SavedPc + (uint)(4 * (distance + 1)));
        if (distance < 0)
            Spend(-distance);
    }

    /// <summary>Orders operands that are not both numbers. False if an error was raised.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool CompareObjects(T* b, T* c, bool expected, Event e)
    {
        if (!Compare(b, c, e, out bool answer))
            return false;
        Branch(answer == expected);
        return true;
    }

    static bool CompareNumbers(T* a, T* b, Event e)
    {
        if (T.HasFloats)
            return e == Event.Lt ? a->Float < b->Float : a->Float <= b->Float;
        return e == Event.Lt ? a->Int < b->Int : a->Int <= b->Int;
    }

    /// <summary>Completes a tail call: moves the frame of the callee down over its caller's.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    void ReplaceFrame()
    {
        CallInfo51* callee = Ci;
        CallInfo51* ci = callee - 1;
        Debug.Assert(
            (callee->Status & ci->Status & FrameStatus.Lua) != 0,
            "A tail call replaces one Lua function by another.");
        T* func = Slot(ci->Func);
        T* from = Slot(callee->Func);
        // Before the copy, which overwrites the variables that open upvalues refer to.
        if (L51->OpenUpval != 0)
            CloseUpvals(L51, ci->Base);
        nint shift = (nint)(func - from);
        uint frame = Addr(Slot(callee->Base) + shift);
        T* top = Top;
        T* to = func;
        while (from < top)
            *to++ = *from++;
        L51->Base = ci->Base = frame;
        Top = to;
        ci->Top = Addr(to);
        ci->SavedPc = callee->SavedPc;
        ci->TailCalls++;
        L51->Ci -= (uint)sizeof(CallInfo51);
    }

    /// <summary>Returns from a Lua function. False if the interpreter was entered for its frame.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool LeaveLua(T* first)
    {
        Debug.Assert((Ci->Status & FrameStatus.Lua) != 0, "RETURN leaves a Lua function.");
        CloseUpvals(L51, L51->Base);
        FrameStatus status = Ci->Status;
        int wanted = PosCall(first);
        if ((status & FrameStatus.Fresh) != 0)
            return false;
        CallInfo51* caller = Ci;
        if ((caller->Status & FrameStatus.Lua) == 0)
            return !FinishMarkers();
        if (wanted != MultRet)
            L51->Top = caller->Top;
        return true;
    }

    /// <summary>Starts a numeric <c>for</c> and jumps to its end. False if an error was raised.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool PrepareFor(T* ra, int distance)
    {
        if (!ToNumberSlot(ra))
            return Introspection.RunError("'for' initial value must be a number");
        if (!ToNumberSlot(ra + 1))
            return Introspection.RunError("'for' limit must be a number");
        if (!ToNumberSlot(ra + 2))
            return Introspection.RunError("'for' step must be a number");
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
        Debug.Assert(wanted >= 1, "A loop has a variable.");
        // Copies: the call consumes its function and arguments, and the loop needs them again.
        T* call = ra + 3;
        call[2] = ra[2];
        call[1] = ra[1];
        call[0] = ra[0];
        Top = call + 3;
        uint offset = SaveStack(call);
        uint entry = L51->Ci - L51->BaseCi;
        Entered entered = call->Tag == Tag<T>.LightFunction
            ? PreCall(call, wanted, FrameStatus.Fresh)
            : CallIterator(call, wanted);
        // The iterator may be pcall: what it protects runs here, since the loop needs the results now.
        if (entered == Entered.Protected)
            entered = FromStatus(Drive(null, 0, entry));
        if (entered == Entered.Yielded)
            throw Introspection.RunErrorException("attempt to yield across metamethod/C-call boundary");
        if (entered == Entered.Raised)
            return false;
        L51->Top = Ci->Top;
        call = RestoreStack(offset);
        bool more = call->Tag != Tag<T>.Nil;
        if (more)
            call[-1] = call[0];
        Branch(more);
        if (--SliceLeft <= 0)
            RefillBudget();
        return true;
    }

    Entered CallIterator(T* call, int wanted) => FromStatus(TryCall(call, wanted));

    Entered FromStatus(LuaStatus status)
    {
        if (status == LuaStatus.Ok)
            return Entered.Done;
        Raised = status;
        return Entered.Raised;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void StoreList(T* ra, uint count, uint batch)
    {
        Debug.Assert(batch >= 1, "The batches of a table constructor count from 1.");
        Debug.Assert(count > 0 || Top > ra, "An open list begins above its table.");
        const uint FieldsPerFlush = 50;
        bool open = count == 0;
        if (open)
            count = (uint)(Top - ra) - 1;
        if (ra->Tag != Tag<T>.Table)
            count = 0;      // Only handmade bytecode has no table here; nothing is stored.
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
            L51->Top = Ci->Top;
    }

    /// <summary>Makes a closure; the pseudo-instructions that follow locate its upvalues.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    void MakeClosure(T* ra, uint index)
    {
        CallInfo51* ci = Ci;
        Closure<T>* enclosing = ClosureAt(Slot(ci->Func)->Ref);
        Debug.Assert(index < ProtoAt(enclosing->Code)->SizeP, "A function makes closures of its own Protos.");
        uint proto = ((uint*)At(ProtoAt(enclosing->Code)->P))[index];
        bool wasFixed = StackIsFixed;
        StackIsFixed = true;
        uint at = NewLuaClosure(proto, enclosing->Env);
        // Anchored at once: FindUpval allocates.
        SetRef(ra, Tag<T>.Function, at);
        Closure<T>* cl = ClosureAt(at);
        uint* pc = (uint*)At(ci->SavedPc);
        for (int n = 0; n < cl->NumUpvalues; n++, pc++)
        {
            var i = new Instruction(*pc);
            Debug.Assert(
                (Opcode51)i.Op is Opcode51.GetUpval or Opcode51.Move,
                "GETUPVAL or MOVE says where an upvalue is.");
            UpvalRefs(cl)[n] = i.Op == (int)Opcode51.GetUpval
                ? UpvalRefs(enclosing)[i.B]
                : FindUpval(Base + i.B);
        }
        ci->SavedPc = Addr(pc);
        StackIsFixed = wasFixed;
        CheckGc();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void CopyVarargs(T* result, int wanted)
    {
        CallInfo51* ci = Ci;
        Proto<T>* p = ProtoAt(ClosureAt(Slot(ci->Func)->Ref)->Code);
        int count = (int)(Slot(ci->Base) - Slot(ci->Func)) - p->NumParams - 1;
        Debug.Assert(count >= 0, "The parameters were copied above the variable arguments.");
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
