using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

// The slow paths of the 5.3 interpreter (lvm.c). Operands are pointers, read before anything can move the
// stack. A path that may move it before the result is known saves the distance of the result's slot instead.
// False means an error or a yield (see Raised); after a yield, FinishInstruction53 completes the instruction.
unsafe partial class Interpreter<T>
{
    /// <summary>Lets the collector step; registers from <paramref name="limit"/> up are dead.</summary>
    /// <remarks>Source: lvm.c, <c>checkGC</c>.</remarks>
    void CollectAt53(T* limit)
    {
        Debug.Assert(limit >= Base && limit <= Slot(Ci53->Top), "The live slots end within the frame.");
        if (TotalBytes < GcThreshold)
            return;
        Top = limit;
        Gc.Step();
        L53->Top = Ci53->Top;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void MakeTable53(T* ra, uint arrayCode, uint hashCode)
    {
        uint at = NewTable();
        SetRef(ra, Tag<T>.Table, at);
        if (arrayCode != 0 || hashCode != 0)
            ResizeTable(TableAt(at), FromFloatingByte(arrayCode), FromFloatingByte(hashCode));
        CollectAt53(ra + 1);
    }

    /// <remarks>Source: lvm.c, <c>luaV_objlen</c>.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool Length53(T* result, T* b)
    {
        T value = default;
        if (Tag<T>.IsString(b->Tag))
        {
            SetInteger(&value, LengthOf(StringAt(b->Ref)));
            *result = value;
            return true;
        }
        T* method;
        if (b->Tag == Tag<T>.Table)
        {
            uint metatable = TableAt(b->Ref)->Metatable;
            method = metatable == 0 ? null : FastTagMethod(metatable, Event.Len);
            if (method == null)
            {
                SetInteger(&value, BorderOf(TableAt(b->Ref)));
                *result = value;
                return true;
            }
        }
        else
        {
            method = TagMethodOf(b, Event.Len);
            if (method->Tag == Tag<T>.Nil)
                return Introspection.TypeError(b, "get length of");
        }
        return CallMethod(result, method, b, b);
    }

    /// <summary>Concatenates the values on top of the stack and replaces them with the result.</summary>
    /// <remarks>Source: lvm.c, <c>luaV_concat</c>.</remarks>
    internal bool Concat53(int total)
    {
        Debug.Assert(total <= Top - Base, "The operands lie on the frame.");
        while (total > 1)
        {
            T* top = Top;
            int taken = 2;
            bool isText = Tag<T>.IsString(top[-2].Tag) || Tag<T>.IsNumber(top[-2].Tag);
            if (!isText || !ToStringInPlace(top - 1))
            {
                if (!ConcatByMethod(top - 2, top - 1))
                    return false;
            }
            else if (LengthOf(StringAt(top[-1].Ref)) == 0)
            {
                ToStringInPlace(top - 2);
            }
            else if (Tag<T>.IsString(top[-2].Tag) && LengthOf(StringAt(top[-2].Ref)) == 0)
            {
                top[-2] = top[-1];
            }
            else
            {
                taken = JoinStrings53(top, total);
            }
            total -= taken - 1;
            Top -= taken - 1;
        }
        return true;
    }

    /// <summary>Joins the run of strings and numbers that ends at the top; returns its length.</summary>
    int JoinStrings53(T* top, int total)
    {
        Debug.Assert(total >= 2, "A string is joined with another.");
        int n = MeasurePieces(top, total, out int length);
        SpendBytes(length);
        uint joined;
        if (length <= MaxShortLength)
        {
            Span<byte> text = stackalloc byte[MaxShortLength];
            CopyPieces(top, n, text);
            joined = NewString(text[..length]);
        }
        else
        {
            // The pieces are still on the stack, so a collection here leaves them alone.
            joined = NewLongString(length);
            CopyPieces(top, n, new Span<byte>(StringAt(joined) + 1, length));
        }
        SetString(top - n, joined);
        return n;
    }

    /// <summary>Moves the result of CONCAT to its register.</summary>
    void FinishConcat53(uint word)
    {
        var i = new Instruction(word);
        T* frame = Base;
        T* ra = frame + i.A;
        T* rb = frame + i.B;
        *ra = *rb;
        CollectAt53(ra >= rb ? ra + 1 : rb);
        L53->Top = Ci53->Top;
    }

    /// <summary>
    /// Compares two values that are not identical: long strings by content, objects by <c>__eq</c>.
    /// </summary>
    /// <remarks>Source: lvm.c, <c>luaV_equalobj</c>.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool EqualObjects53(T* b, T* c, bool expected)
    {
        bool equal = false;
        if (b->Tag != c->Tag)
            equal = EqualNumbers53(b, c);
        else if (b->Tag == Tag<T>.LongString)
            equal = EqualLongStrings(b->Ref, c->Ref);
        else if (!AskEqual53(b, c, out equal))
            return false;
        Branch53(equal == expected);
        return true;
    }

    /// <summary>Compares two objects by the <c>__eq</c> of either; unequal if neither has one.</summary>
    /// <remarks>5.1 calls it only if both have the same: see <see cref="SharedMethod"/>.</remarks>
    internal bool AskEqual53(T* a, T* b, out bool equal)
    {
        T* method = EqualMethod53(a, b);
        equal = false;
        return method == null || Ask(method, a, b, out equal);
    }

    T* EqualMethod53(T* a, T* b)
    {
        uint first = MetatableOf(a);
        T* method = first == 0 ? null : FastTagMethod(first, Event.Eq);
        if (method != null)
            return method;
        uint second = MetatableOf(b);
        return second == 0 ? null : FastTagMethod(second, Event.Eq);
    }

    /// <summary>Takes the jump after a test, as the next instruction, or skips it.</summary>
    void Branch53(bool taken)
    {
        Debug.Assert(
            new Instruction(*(uint*)At(Ci53->SavedPc)).Op == (int)Opcode53.Jmp, "A jump follows every test.");
        if (!taken)
            Ci53->SavedPc += 4;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    bool CompareObjects53(T* b, T* c, bool expected, Event e)
    {
        if (!Compare53(b, c, e, out bool answer))
            return false;
        Branch53(answer == expected);
        return true;
    }

    /// <summary>Tests a &lt; b (<see cref="Event.Lt"/>) or a &lt;= b (<see cref="Event.Le"/>).</summary>
    bool Compare53(T* a, T* b, Event e, out bool answer)
    {
        answer = false;
        if (Tag<T>.IsNumber(a->Tag) && Tag<T>.IsNumber(b->Tag))
        {
            answer = e == Event.Lt ? LessThan53(a, b) : LessOrEqual53(a, b);
            return true;
        }
        if (Tag<T>.IsString(a->Tag) && Tag<T>.IsString(b->Tag))
        {
            int order = CompareStrings(a->Ref, b->Ref);
            answer = e == Event.Lt ? order < 0 : order <= 0;
            return true;
        }
        T* method = EitherMethod53(a, b, e);
        if (method->Tag != Tag<T>.Nil)
            return Ask(method, a, b, out answer);
        if (e == Event.Lt || (method = EitherMethod53(b, a, Event.Lt))->Tag == Tag<T>.Nil)
            return Introspection.OrderError(a, b);
        // a <= b as not (b < a). The flag tells a resume to negate the answer (lstate.h, CIST_LEQ).
        CallInfo53* ci = Ci53;
        ci->Status |= FrameStatus.LessOrEqual;
        bool done = Ask(method, b, a, out answer);
        if (done || Raised != LuaStatus.Yield)
            ci->Status &= ~FrameStatus.LessOrEqual;
        answer = !answer;
        return done;
    }

    T* EitherMethod53(T* a, T* b, Event e)
    {
        T* method = TagMethodOf(a, e);
        return method->Tag != Tag<T>.Nil ? method : TagMethodOf(b, e);
    }

    /// <summary>Returns from a Lua function. False if the interpreter was entered for its frame.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool LeaveLua53(T* first)
    {
        Debug.Assert((Ci53->Status & FrameStatus.Lua) != 0, "RETURN leaves a Lua function.");
        Thread53<T>* l = L53;
        CallInfo53* ci = Ci53;
        CloseUpvals53(l, ci->Base);
        if (Hooked)
            first = Introspection.HookReturn53(first);
        int wanted = PosCall53(first);
        if ((ci->Status & FrameStatus.Fresh) != 0)
            return false;
        CallInfo53* caller = Ci53;
        if ((caller->Status & FrameStatus.Lua) == 0)
            return !FinishMarkers53();
        if (wanted != MultRet)
            l->Top = caller->Top;
        return true;
    }

    /// <summary>Completes a tail call: moves the frame of the callee down over its caller's.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    void ReplaceFrame53()
    {
        Thread53<T>* l = L53;
        CallInfo53* callee = Ci53;
        CallInfo53* ci = Ci53At(callee->Previous);
        Debug.Assert(
            (callee->Status & ci->Status & FrameStatus.Lua) != 0,
            "A tail call replaces one Lua function by another.");
        // Before the copy, which overwrites the variables that open upvalues refer to.
        if (l->OpenUpval != 0)
            CloseUpvals53(l, ci->Base);
        T* to = Slot(ci->Func);
        T* from = Slot(callee->Func);
        T* limit = Slot(callee->Base) + ProtoAt(ClosureAt(from->Ref)->Code)->NumParams;
        uint move = unchecked(ci->Func - callee->Func);
        while (from < limit)
            *to++ = *from++;
        ci->Base = Moved(callee->Base, move);
        ci->Top = l->Top = Moved(l->Top, move);
        ci->SavedPc = callee->SavedPc;
        ci->Status |= FrameStatus.Tail;
        l->Ci = Addr(ci);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void StoreList53(T* ra, uint count, uint batch)
    {
        Debug.Assert(batch >= 1, "The batches of a table constructor count from 1.");
        Debug.Assert(count > 0 || Top > ra, "An open list begins above its table.");
        const uint FieldsPerFlush = 50;
        if (count == 0)
            count = (uint)(Top - ra) - 1;
        if (ra->Tag != Tag<T>.Table)
            count = 0;      // Only handmade bytecode has no table here; nothing is stored.
        Table<T>* t = TableAt(ra->Ref);
        uint last = (batch - 1) * FieldsPerFlush + count;
        if (count > 0 && last > t->SizeArray)
            ResizeArrayPart(t, last);       // Room for all of them at once.
        for (uint n = count; n > 0; n--)
        {
            *SetInt(t, last--) = ra[n];
            BarrierBack(t, ra + n);
        }
        L53->Top = Ci53->Top;
    }

    /// <summary>Makes a closure; its Proto locates its upvalues.</summary>
    /// <remarks>Source: lvm.c, <c>pushclosure</c>.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    void MakeClosure53(T* ra, uint index)
    {
        CallInfo53* ci = Ci53;
        Closure<T>* enclosing = ClosureAt(Slot(ci->Func)->Ref);
        Debug.Assert(index < ProtoAt(enclosing->Code)->SizeP, "A function makes closures of its own Protos.");
        uint proto = ((uint*)At(ProtoAt(enclosing->Code)->P))[index];
        uint at = NewLuaClosure(proto, 0);
        // Anchored at once: FindUpval53 allocates, which may collect but moves no stack.
        SetRef(ra, Tag<T>.Function, at);
        UpvalDesc* descriptors = (UpvalDesc*)At(ProtoAt(proto)->Upvalues);
        for (int n = 0; n < ClosureAt(at)->NumUpvalues; n++)
        {
            byte place = descriptors[n].Index;
            uint uv = descriptors[n].InStack != 0 ? FindUpval53(Slot(ci->Base) + place)
                : UpvalRefs(enclosing)[place];
            UpVal53At(uv)->References++;
            UpvalRefs(ClosureAt(at))[n] = uv;
        }
        CollectAt53(ra + 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void CopyVarargs53(T* result, int wanted)
    {
        CallInfo53* ci = Ci53;
        Proto<T>* p = ProtoAt(ClosureAt(Slot(ci->Func)->Ref)->Code);
        int count = Math.Max((int)(Slot(ci->Base) - Slot(ci->Func)) - p->NumParams - 1, 0);
        uint place = SaveStack(result);
        if (wanted == MultRet)
        {
            CheckStack(count);
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

    /// <summary>
    /// Completes the instruction of the topmost frame that a yield interrupted. The metamethod or function
    /// that it called has left its results on top.
    /// </summary>
    /// <remarks>Source: lvm.c, <c>luaV_finishOp</c>.</remarks>
    private protected override bool FinishInstruction53()
    {
        CallInfo53* ci = Ci53;
        Debug.Assert((ci->Status & FrameStatus.Lua) != 0, "Only Lua code has instructions to finish.");
        // The saved program counter is already past the interrupted instruction.
        var i = new Instruction(*(uint*)At(ci->SavedPc - 4));
        OpRow row = InstructionSet.Lua53.Row(i);
        if (row.Calls == Calls.AtB)
            return ResumeConcat53(ci, i);
        if (row.Calls == Calls.AtIterator || (row.Calls == Calls.AtA && i.C != 0))
        {
            L53->Top = ci->Top;
        }
        else if (row.Metamethod != null && row.Flow == Flow.Test)
        {
            bool answer = !Tag<T>.IsFalse(Top - 1);
            Top--;
            if ((ci->Status & FrameStatus.LessOrEqual) != 0)
            {
                ci->Status &= ~FrameStatus.LessOrEqual;
                answer = !answer;
            }
            Branch53(answer == (i.A != 0));
        }
        else if (row.Metamethod != null && row.Sets == Sets.A)
        {
            Top--;
            Slot(ci->Base)[i.A] = *Top;
        }
        return true;
    }

    bool ResumeConcat53(CallInfo53* ci, Instruction i)
    {
        T* top = Top - 1;
        int left = (int)(top - 1 - (Slot(ci->Base) + i.B));
        top[-2] = *top;
        Top = top - 1;
        if (left > 1 && !Concat53(left))
            return false;
        FinishConcat53(i.Word);
        return true;
    }
}
