using System.Runtime.CompilerServices;
using Lfs.Compiler.Bytecode;
using static Lfs.Compiler.Bytecode.Instruction;

namespace Lfs.Runtime.Core;

// lvm.c of 5.3. Code is executed in place, in RAM or in the flash window. The structure is that of the 5.1
// interpreter, with one difference: call frames do not move, so after an instruction that stays in its frame,
// the frame and the program counter need no reload (`rebase`).
unsafe partial class Interpreter<T>
{
    /// <summary>True for a forward jump that closes no upvalues; a test takes it at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsPlainJump(uint i) => (i & MaskA) == 0 && i >> PosBx >= MaxSBx;

    /// <summary>
    /// Runs the topmost frame until the frame this was entered for returns, yields or fails, or the running
    /// thread gets hooks or loses them.
    /// </summary>
    /// <remarks>Fully optimized from the start, as <see cref="Interpret"/> is.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    LuaStatus Interpret53<THooks>() where THooks : struct, IHooks
    {
        byte* mem = _mem;
        CallInfo53* ci;
        Closure<T>* cl;
        T* k;
        T* frame;
        uint* pc;

    reload:
        ci = (CallInfo53*)(mem + L53->Ci);
    resume:
        pc = (uint*)(mem + ci->SavedPc);
    rebase:
        cl = (Closure<T>*)(mem + ((T*)(mem + ci->Func))->Ref);
        k = (T*)(mem + ((Proto<T>*)(mem + cl->Code))->K);
        frame = (T*)(mem + ci->Base);
        while (true)
        {
            if (THooks.Traces)
                Tracing!.Step(Addr(ci), cl->Code, Addr(pc));
            if (THooks.On)
            {
                ci->SavedPc = Addr(pc + 1);
                Introspection.TraceInstruction53();
                frame = (T*)(mem + ci->Base);
            }
            uint i = *pc;
            pc++;
            T* ra = frame + (i >> PosA & MaxA);
            switch (i & MaskOp)
            {
                case (uint)Opcode53.Move: // R(A) := R(B)
                    *ra = frame[i >> PosB];
                    continue;

                case (uint)Opcode53.LoadK: // R(A) := K(Bx)
                    *ra = k[i >> PosBx];
                    continue;

                case (uint)Opcode53.LoadKX: // R(A) := K(extra arg)
                    *ra = k[*pc++ >> PosAx];
                    continue;

                case (uint)Opcode53.LoadBool: // R(A) := (Bool)B; if (C) pc++
                    SetBoolean(ra, i >> PosB != 0);
                    if ((i & MaskC) != 0)
                        pc++;
                    continue;

                case (uint)Opcode53.LoadNil: // R(A), R(A+1), ..., R(A+B) := nil
                {
                    uint count = i >> PosB;
                    do
                        SetNil(ra++);
                    while (count-- > 0);
                    continue;
                }

                case (uint)Opcode53.GetUpval: // R(A) := UpValue[B]
                    *ra = *(T*)(mem + ((UpVal53<T>*)(mem + UpvalRefs(cl)[i >> PosB]))->V);
                    continue;

                case (uint)Opcode53.GetTabUp: // R(A) := UpValue[B][RK(C)]
                {
                    T* table = (T*)(mem + ((UpVal53<T>*)(mem + UpvalRefs(cl)[i >> PosB]))->V);
                    T* key = Rk(frame, k, i >> PosC & MaxC);
                    if (table->Tag == Tag<T>.Table && key->Tag == Tag<T>.String)
                    {
                        T* value = GetString((Table<T>*)(mem + table->Ref), key->Ref);
                        if (value->Tag != Tag<T>.Nil)
                        {
                            *ra = *value;
                            continue;
                        }
                        ci->SavedPc = Addr(pc);
                        if (!IndexGlobal(table->Ref, key, ra))
                            return Raised;
                        goto rebase;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Index(table, key, ra))
                        return Raised;
                    goto rebase;
                }

                case (uint)Opcode53.GetTable: // R(A) := R(B)[RK(C)]
                {
                    T* table = frame + (i >> PosB);
                    T* key = Rk(frame, k, i >> PosC & MaxC);
                    if (table->Tag == Tag<T>.Table)
                    {
                        Table<T>* t = (Table<T>*)(mem + table->Ref);
                        T* value;
                        if (key->Tag == Tag<T>.String)
                            value = GetString(t, key->Ref);
                        else if (key->Tag == Tag<T>.Integer && unchecked((ulong)key->Int - 1) < t->SizeArray)
                            value = (T*)(mem + t->Array) + (nint)(key->Int - 1);
                        else
                            goto getSlow;
                        if (value->Tag != Tag<T>.Nil || t->Metatable == 0)
                        {
                            *ra = *value;
                            continue;
                        }
                    }
                getSlow:
                    ci->SavedPc = Addr(pc);
                    if (!Index(table, key, ra))
                        return Raised;
                    goto rebase;
                }

                case (uint)Opcode53.SetTabUp: // UpValue[A][RK(B)] := RK(C)
                {
                    T* table = (T*)(mem + ((UpVal53<T>*)(mem + UpvalRefs(cl)[i >> PosA & MaxA]))->V);
                    T* key = Rk(frame, k, i >> PosB);
                    T* value = Rk(frame, k, i >> PosC & MaxC);
                    if (table->Tag == Tag<T>.Table && key->Tag == Tag<T>.String)
                    {
                        T* slot = GetString((Table<T>*)(mem + table->Ref), key->Ref);
                        if (slot->Tag != Tag<T>.Nil)
                        {
                            *slot = *value;
                            Table<T>* t = (Table<T>*)(mem + table->Ref);
                            if (!NeedsBarrier((GcHeader*)t, value))
                                continue;
                            ci->SavedPc = Addr(pc);
                            Gc.TurnGray(t);
                            goto rebase;
                        }
                    }
                    ci->SavedPc = Addr(pc);
                    if (!SetIndex(table, key, value))
                        return Raised;
                    goto rebase;
                }

                case (uint)Opcode53.SetUpval: // UpValue[B] := R(A)
                {
                    UpVal53<T>* uv = (UpVal53<T>*)(mem + UpvalRefs(cl)[i >> PosB]);
                    *(T*)(mem + uv->V) = *ra;
                    if (!Tag<T>.IsCollectable(ra->Tag))
                        continue;
                    ci->SavedPc = Addr(pc);
                    BarrierUpval53(uv);
                    goto rebase;
                }

                case (uint)Opcode53.SetTable: // R(A)[RK(B)] := RK(C)
                {
                    T* key = Rk(frame, k, i >> PosB);
                    T* value = Rk(frame, k, i >> PosC & MaxC);
                    if (ra->Tag == Tag<T>.Table)
                    {
                        Table<T>* t = (Table<T>*)(mem + ra->Ref);
                        T* slot;
                        if (key->Tag == Tag<T>.String)
                        {
                            slot = GetString(t, key->Ref);
                        }
                        else if (key->Tag == Tag<T>.Integer && unchecked((ulong)key->Int - 1) < t->SizeArray)
                        {
                            slot = (T*)(mem + t->Array) + (nint)(key->Int - 1);
                            if (t->Metatable == 0)
                                goto store;
                        }
                        else
                        {
                            goto setSlow;
                        }
                        if (slot->Tag == Tag<T>.Nil)
                            goto setSlow;
                    store:
                        *slot = *value;
                        if (!NeedsBarrier((GcHeader*)t, value))
                            continue;
                        ci->SavedPc = Addr(pc);
                        Gc.TurnGray(t);
                        goto rebase;
                    }
                setSlow:
                    ci->SavedPc = Addr(pc);
                    if (!SetIndex(ra, key, value))
                        return Raised;
                    goto rebase;
                }

                case (uint)Opcode53.NewTable: // R(A) := {} (size = B, C)
                    ci->SavedPc = Addr(pc);
                    MakeTable53(ra, i >> PosB, i >> PosC & MaxC);
                    goto rebase;

                case (uint)Opcode53.Self: // R(A+1) := R(B); R(A) := R(B)[RK(C)]
                {
                    T* key = Rk(frame, k, i >> PosC & MaxC);
                    T receiver = frame[i >> PosB];
                    ra[1] = receiver;
                    if (receiver.Tag == Tag<T>.Table && key->Tag == Tag<T>.String)
                    {
                        T* value = GetString((Table<T>*)(mem + receiver.Ref), key->Ref);
                        if (value->Tag != Tag<T>.Nil)
                        {
                            *ra = *value;
                            continue;
                        }
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Index(frame + (i >> PosB), key, ra))
                        return Raised;
                    goto rebase;
                }

                case (uint)Opcode53.Add: // R(A) := RK(B) + RK(C)
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    if (b->Tag == Tag<T>.Integer && c->Tag == Tag<T>.Integer)
                    {
                        SetInteger(ra, unchecked(b->Int + c->Int));
                        continue;
                    }
                    if (AreFloats(b, c, out double x, out double y))
                    {
                        SetNumber(ra, x + y);
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic53(ra, b, c, Event.Add))
                        return Raised;
                    goto rebase;
                }

                case (uint)Opcode53.Sub: // R(A) := RK(B) - RK(C)
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    if (b->Tag == Tag<T>.Integer && c->Tag == Tag<T>.Integer)
                    {
                        SetInteger(ra, unchecked(b->Int - c->Int));
                        continue;
                    }
                    if (AreFloats(b, c, out double x, out double y))
                    {
                        SetNumber(ra, x - y);
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic53(ra, b, c, Event.Sub))
                        return Raised;
                    goto rebase;
                }

                case (uint)Opcode53.Mul: // R(A) := RK(B) * RK(C)
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    if (b->Tag == Tag<T>.Integer && c->Tag == Tag<T>.Integer)
                    {
                        SetInteger(ra, unchecked(b->Int * c->Int));
                        continue;
                    }
                    if (AreFloats(b, c, out double x, out double y))
                    {
                        SetNumber(ra, x * y);
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic53(ra, b, c, Event.Mul))
                        return Raised;
                    goto rebase;
                }

                case (uint)Opcode53.Mod: // R(A) := RK(B) % RK(C)
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    if (b->Tag == Tag<T>.Integer && c->Tag == Tag<T>.Integer && c->Int > 0)
                    {
                        long rest = b->Int % c->Int;
                        SetInteger(ra, rest < 0 ? rest + c->Int : rest);
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic53(ra, b, c, Event.Mod))
                        return Raised;
                    goto rebase;
                }

                case (uint)Opcode53.Pow: // R(A) := RK(B) ^ RK(C)
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic53(ra, b, c, Event.Pow))
                        return Raised;
                    goto rebase;
                }

                case (uint)Opcode53.Div: // R(A) := RK(B) / RK(C)
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    if (AreFloats(b, c, out double x, out double y))
                    {
                        SetNumber(ra, x / y);
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic53(ra, b, c, Event.Div))
                        return Raised;
                    goto rebase;
                }

                case (uint)Opcode53.IDiv: // R(A) := RK(B) // RK(C)
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    if (b->Tag == Tag<T>.Integer && c->Tag == Tag<T>.Integer && c->Int > 0)
                    {
                        SetInteger(ra, FloorDivide(b->Int, c->Int));
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic53(ra, b, c, Event.IDiv))
                        return Raised;
                    goto rebase;
                }

                case (uint)Opcode53.BAnd: // R(A) := RK(B) & RK(C)
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    if (b->Tag == Tag<T>.Integer && c->Tag == Tag<T>.Integer)
                    {
                        SetInteger(ra, b->Int & c->Int);
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic53(ra, b, c, Event.BAnd))
                        return Raised;
                    goto rebase;
                }

                case (uint)Opcode53.BOr: // R(A) := RK(B) | RK(C)
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    if (b->Tag == Tag<T>.Integer && c->Tag == Tag<T>.Integer)
                    {
                        SetInteger(ra, b->Int | c->Int);
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic53(ra, b, c, Event.BOr))
                        return Raised;
                    goto rebase;
                }

                case (uint)Opcode53.BXor: // R(A) := RK(B) ^ RK(C)
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    if (b->Tag == Tag<T>.Integer && c->Tag == Tag<T>.Integer)
                    {
                        SetInteger(ra, b->Int ^ c->Int);
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic53(ra, b, c, Event.BXor))
                        return Raised;
                    goto rebase;
                }

                case (uint)Opcode53.Shl: // R(A) := RK(B) << RK(C)
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    if (b->Tag == Tag<T>.Integer && c->Tag == Tag<T>.Integer)
                    {
                        SetInteger(ra, ShiftLeft53(b->Int, c->Int));
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic53(ra, b, c, Event.Shl))
                        return Raised;
                    goto rebase;
                }

                case (uint)Opcode53.Shr: // R(A) := RK(B) >> RK(C)
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    if (b->Tag == Tag<T>.Integer && c->Tag == Tag<T>.Integer)
                    {
                        SetInteger(ra, ShiftLeft53(b->Int, unchecked(-c->Int)));
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic53(ra, b, c, Event.Shr))
                        return Raised;
                    goto rebase;
                }

                case (uint)Opcode53.Unm: // R(A) := -R(B)
                {
                    T* b = frame + (i >> PosB);
                    if (b->Tag == Tag<T>.Integer)
                    {
                        SetInteger(ra, unchecked(-b->Int));
                        continue;
                    }
                    if (b->Tag == Tag<T>.Number)
                    {
                        SetNumber(ra, -b->Float);
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic53(ra, b, b, Event.Unm))
                        return Raised;
                    goto rebase;
                }

                case (uint)Opcode53.BNot: // R(A) := ~R(B)
                {
                    T* b = frame + (i >> PosB);
                    if (b->Tag == Tag<T>.Integer)
                    {
                        SetInteger(ra, ~b->Int);
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic53(ra, b, b, Event.BNot))
                        return Raised;
                    goto rebase;
                }

                case (uint)Opcode53.Not: // R(A) := not R(B)
                    SetBoolean(ra, Tag<T>.IsFalse(frame + (i >> PosB)));
                    continue;

                case (uint)Opcode53.Len: // R(A) := length of R(B)
                    ci->SavedPc = Addr(pc);
                    if (!Length53(ra, frame + (i >> PosB)))
                        return Raised;
                    goto rebase;

                case (uint)Opcode53.Concat: // R(A) := R(B).. ... ..R(C)
                    ci->SavedPc = Addr(pc);
                    L53->Top = Addr(frame + (i >> PosC & MaxC) + 1);
                    if (!Concat53((int)((i >> PosC & MaxC) - (i >> PosB)) + 1))
                        return Raised;
                    FinishConcat53(i);
                    goto rebase;

                case (uint)Opcode53.Jmp: // pc += sBx; if (A) close all upvalues >= R(A - 1)
                {
                    int distance = (int)(i >> PosBx) - MaxSBx;
                    pc += distance;
                    if (distance < 0)
                        SliceLeft += distance;
                    if (ra == frame && SliceLeft > 0)
                        continue;
                    ci->SavedPc = Addr(pc);
                    if (ra != frame)
                        CloseUpvals53(L53, Addr(ra - 1));
                    if (SliceLeft > 0)
                        goto reload;
                    RefillBudget();
                    if (THooks.On != Hooked)
                        return LuaStatus.HooksChanged;
                    goto reload;
                }

                case (uint)Opcode53.Eq: // if ((RK(B) == RK(C)) ~= A) then pc++
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    bool equal;
                    int tag = b->Tag;
                    if (tag != c->Tag)
                    {
                        if (Tag<T>.IsNumber(tag) && Tag<T>.IsNumber(c->Tag))
                            goto equalSlow;
                        equal = false;
                    }
                    else if (tag == Tag<T>.Integer)
                        equal = b->Int == c->Int;
                    else if (tag == Tag<T>.Number)
                        equal = b->Float == c->Float;
                    else if (tag == Tag<T>.Nil || b->Ref == c->Ref)
                        equal = true;
                    else if (tag != Tag<T>.Table && tag != Tag<T>.Userdata && tag != Tag<T>.LongString)
                        equal = false;
                    else
                        goto equalSlow;
                    if (equal != (ra != frame))
                        pc++;
                    else if (IsPlainJump(*pc))
                        pc += (int)(*pc >> PosBx) - (MaxSBx - 1);
                    continue;
                equalSlow:
                    ci->SavedPc = Addr(pc);
                    if (!EqualObjects53(b, c, (i >> PosA & MaxA) != 0))
                        return Raised;
                    goto resume;
                }

                case (uint)Opcode53.Lt: // if ((RK(B) < RK(C)) ~= A) then pc++
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    bool answer;
                    if (b->Tag == Tag<T>.Integer && c->Tag == Tag<T>.Integer)
                    {
                        answer = b->Int < c->Int;
                    }
                    else if (b->Tag == Tag<T>.Number && c->Tag == Tag<T>.Number)
                    {
                        answer = b->Float < c->Float;
                    }
                    else
                    {
                        ci->SavedPc = Addr(pc);
                        if (!CompareObjects53(b, c, (i >> PosA & MaxA) != 0, Event.Lt))
                            return Raised;
                        goto resume;
                    }
                    if (answer != (ra != frame))
                        pc++;
                    else if (IsPlainJump(*pc))
                        pc += (int)(*pc >> PosBx) - (MaxSBx - 1);
                    continue;
                }

                case (uint)Opcode53.Le: // if ((RK(B) <= RK(C)) ~= A) then pc++
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    bool answer;
                    if (b->Tag == Tag<T>.Integer && c->Tag == Tag<T>.Integer)
                    {
                        answer = b->Int <= c->Int;
                    }
                    else if (b->Tag == Tag<T>.Number && c->Tag == Tag<T>.Number)
                    {
                        answer = b->Float <= c->Float;
                    }
                    else
                    {
                        ci->SavedPc = Addr(pc);
                        if (!CompareObjects53(b, c, (i >> PosA & MaxA) != 0, Event.Le))
                            return Raised;
                        goto resume;
                    }
                    if (answer != (ra != frame))
                        pc++;
                    else if (IsPlainJump(*pc))
                        pc += (int)(*pc >> PosBx) - (MaxSBx - 1);
                    continue;
                }

                case (uint)Opcode53.Test: // if not (R(A) <=> C) then pc++
                    if (Tag<T>.IsFalse(ra) != ((i & MaskC) == 0))
                        pc++;
                    else if (IsPlainJump(*pc))
                        pc += (int)(*pc >> PosBx) - (MaxSBx - 1);
                    continue;

                case (uint)Opcode53.TestSet: // if (R(B) <=> C) then R(A) := R(B) else pc++
                {
                    T* b = frame + (i >> PosB);
                    if (Tag<T>.IsFalse(b) != ((i & MaskC) == 0))
                    {
                        pc++;
                        continue;
                    }
                    *ra = *b;
                    if (IsPlainJump(*pc))
                        pc += (int)(*pc >> PosBx) - (MaxSBx - 1);
                    continue;
                }

                case (uint)Opcode53.Call: // R(A), ... ,R(A+C-2) := R(A)(R(A+1), ... ,R(A+B-1))
                {
                    uint b = i >> PosB;
                    if (b != 0)
                        L53->Top = Addr(ra + b);
                    ci->SavedPc = Addr(pc);
                    if (SliceLeft <= 0)
                    {
                        RefillBudget();
                        if (THooks.On != Hooked)
                        {
                            ci->SavedPc = Addr(pc - 1);     // The call is still to be made.
                            return LuaStatus.HooksChanged;
                        }
                    }
                    int wanted = (int)(i >> PosC & MaxC) - 1;
                    if (!THooks.On && ra->Tag == Tag<T>.Function && TryEnterLua53(ra, wanted))
                    {
                        // Same as `reload`, but without loads that wait for the stores just made.
                        ci = (CallInfo53*)(mem + ci->Next);
                        cl = (Closure<T>*)(mem + ra->Ref);
                        Proto<T>* p = (Proto<T>*)(mem + cl->Code);
                        k = (T*)(mem + p->K);
                        frame = ra + 1;
                        pc = (uint*)(mem + p->Code);
                        continue;
                    }
                    switch (PreCall53(ra, wanted, FrameStatus.None))
                    {
                        case Entered.Done:
                            if (wanted >= 0)
                                L53->Top = ci->Top;
                            goto rebase;
                        case Entered.Raised:
                            return Raised;
                        case Entered.Yielded:
                            return LuaStatus.Yield;
                        case Entered.Switched:
                            if (wanted >= 0)
                                L53->Top = Ci53->Top;
                            return LuaStatus.HooksChanged;
                        default:
                            goto reload;
                    }
                }

                case (uint)Opcode53.TailCall: // return R(A)(R(A+1), ... ,R(A+B-1))
                {
                    uint b = i >> PosB;
                    if (b != 0)
                        L53->Top = Addr(ra + b);
                    ci->SavedPc = Addr(pc);
                    if (SliceLeft <= 0)
                    {
                        RefillBudget();
                        if (THooks.On != Hooked)
                        {
                            ci->SavedPc = Addr(pc - 1);     // The call is still to be made.
                            return LuaStatus.HooksChanged;
                        }
                    }
                    switch (PreCall53(ra, MultRet, FrameStatus.None))
                    {
                        case Entered.Lua:
                            ReplaceFrame53();
                            goto reload;
                        case Entered.Raised:
                            return Raised;
                        case Entered.Yielded:
                            return LuaStatus.Yield;
                        case Entered.Switched:
                            return LuaStatus.HooksChanged;
                        default:
                            goto reload;
                    }
                }

                case (uint)Opcode53.Return: // return R(A), ... ,R(A+B-2)
                {
                    uint b = i >> PosB;
                    if (b != 0)
                        L53->Top = Addr(ra + (b - 1));
                    // The first open upvalue has the highest slot.
                    uint open = L53->OpenUpval;
                    CallInfo53* caller = (CallInfo53*)(mem + ci->Previous);
                    if (!THooks.On && (open == 0 || ((UpVal53<T>*)(mem + open))->V < Addr(frame))
                        && (ci->Status & FrameStatus.Fresh) == 0 && (caller->Status & FrameStatus.Lua) != 0)
                    {
                        int wanted = PosCall53(ra);
                        ci = caller;
                        if (wanted != MultRet)
                            L53->Top = ci->Top;
                        goto resume;
                    }
                    if (LeaveLua53(ra))
                        goto reload;
                    return LuaStatus.Ok;
                }

                // R(A) += R(A+2); if R(A) <?= R(A+1) then { pc += sBx; R(A+3) = R(A) }
                case (uint)Opcode53.ForLoop:
                {
                    if (ra->Tag == Tag<T>.Integer)
                    {
                        long step = ra[2].Int;
                        long limit = ra[1].Int;
                        long index = WrapInteger(unchecked(ra->Int + step));
                        if (step > 0 ? index > limit : limit > index)
                            continue;
                        ra->Int = index;
                        SetInteger(ra + 3, index);
                    }
                    else
                    {
                        double step = ra[2].Float;
                        double limit = ra[1].Float;
                        double index = RoundFloat(ra->Float + step);
                        if (step > 0 ? !(index <= limit) : !(limit <= index))
                            continue;
                        // Tagged again: handmade bytecode may have overwritten the slot since FORPREP.
                        SetNumber(ra, index);
                        SetNumber(ra + 3, index);
                    }
                    int distance = (int)(i >> PosBx) - MaxSBx;
                    pc += distance;
                    if ((SliceLeft += distance) > 0)
                        continue;
                    ci->SavedPc = Addr(pc);
                    RefillBudget();
                    if (THooks.On != Hooked)
                        return LuaStatus.HooksChanged;
                    goto reload;
                }

                case (uint)Opcode53.ForPrep: // R(A) -= R(A+2); pc += sBx
                    ci->SavedPc = Addr(pc);
                    if (!PrepareFor53(ra))
                        return Raised;
                    ci->SavedPc = Addr(pc + ((int)(i >> PosBx) - MaxSBx));
                    goto reload;

                case (uint)Opcode53.TForCall: // R(A+3), ... ,R(A+2+C) := R(A)(R(A+1), R(A+2))
                {
                    ra[5] = ra[2];
                    ra[4] = ra[1];
                    ra[3] = ra[0];
                    L53->Top = Addr(ra + 6);
                    ci->SavedPc = Addr(pc);
                    switch (PreCall53(ra + 3, (int)(i >> PosC & MaxC), FrameStatus.None))
                    {
                        case Entered.Done:
                            L53->Top = ci->Top;
                            goto rebase;
                        case Entered.Raised:
                            return Raised;
                        case Entered.Yielded:
                            return LuaStatus.Yield;
                        case Entered.Switched:
                            L53->Top = Ci53->Top;
                            return LuaStatus.HooksChanged;
                        default:
                            goto reload;
                    }
                }

                case (uint)Opcode53.TForLoop: // if R(A+1) ~= nil then { R(A) = R(A+1); pc += sBx }
                {
                    if (ra[1].Tag == Tag<T>.Nil)
                        continue;
                    *ra = ra[1];
                    int distance = (int)(i >> PosBx) - MaxSBx;
                    pc += distance;
                    if ((SliceLeft += distance) > 0)
                        continue;
                    ci->SavedPc = Addr(pc);
                    RefillBudget();
                    if (THooks.On != Hooked)
                        return LuaStatus.HooksChanged;
                    goto reload;
                }

                case (uint)Opcode53.SetList: // R(A)[(C-1)*50+j] := R(A+j), 1 <= j <= B
                {
                    uint c = i >> PosC & MaxC;
                    if (c == 0)
                        c = *pc++ >> PosAx;
                    ci->SavedPc = Addr(pc);
                    StoreList53(ra, i >> PosB, c);
                    goto rebase;
                }

                case (uint)Opcode53.Closure: // R(A) := closure(KPROTO[Bx])
                    ci->SavedPc = Addr(pc);
                    MakeClosure53(ra, i >> PosBx);
                    goto rebase;

                case (uint)Opcode53.Vararg: // R(A), R(A+1), ..., R(A+B-2) = vararg
                    ci->SavedPc = Addr(pc);
                    CopyVarargs53(ra, (int)(i >> PosB) - 1);
                    goto rebase;

                default:
                    throw new Esp8266.MachineFault(
                        Esp8266.ExceptionCause.IllegalInstruction, new Esp8266.Address(Addr(pc - 1)),
                            default);
            }
        }
    }

    /// <summary>
    /// Runs the topmost frame until the frame this was entered for returns, yields or fails. Switches between
    /// the builds of the interpreter after a host call that changed the hooks. Interpreters below, which
    /// called Lua through a metamethod, switch at their next call or backward jump.
    /// </summary>
    private protected override LuaStatus Run53()
    {
        LuaStatus status;
        do
        {
            status = Tracing is not null
                ? Hooked ? Interpret53<TracedHooks>() : Interpret53<TracedNoHooks>()
                : Hooked ? Interpret53<Hooks>() : Interpret53<NoHooks>();
        }
        while (status == LuaStatus.HooksChanged);
        return status;
    }
}
