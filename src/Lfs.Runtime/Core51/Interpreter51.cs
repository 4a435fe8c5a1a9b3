using System.Runtime.CompilerServices;
using Lfs.Compiler.Bytecode;
using static Lfs.Compiler.Bytecode.Instruction;

namespace Lfs.Runtime.Core;

unsafe partial class Interpreter<T>
{
    private protected override LuaStatus Interpret() =>
        Tracing is null ? Interpret51<NoHooks>() : Interpret51<TracedNoHooks>();

    /// <summary>
    /// Runs the topmost frame until the frame this was entered for returns, yields or fails.
    /// </summary>
    /// <remarks>
    /// Fully optimized from the start: tiered compilation would replace the code while it runs (on-stack
    /// replacement), and replaced code keeps the program counter, base and constants in memory.
    /// The integer build names the line of the saved program counter when it divides by zero. So there it is
    /// saved by the instructions that save it in lvm.c (<c>Protect</c> and calls) and by no others: what has
    /// to save it for a call into this class puts back the value before. <c>HasFloats</c> is a constant of
    /// the compiled code: the other build has none of this.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    LuaStatus Interpret51<TTraced>() where TTraced : struct, ITraced
    {
        byte* mem = _mem;
        CallInfo51* ci;
        Closure<T>* cl;
        T* k;
        T* frame;
        uint* pc;

    reload:
        ci = (CallInfo51*)(mem + L51->Ci);
    resume:
        pc = (uint*)(mem + ci->SavedPc);
    refresh:
        cl = (Closure<T>*)(mem + ((T*)(mem + ci->Func))->Ref);
        k = (T*)(mem + ((Proto<T>*)(mem + cl->Code))->K);
        frame = (T*)(mem + ci->Base);
        while (true)
        {
            if (TTraced.Traces)
                Tracing!.Step(Addr(ci), cl->Code, Addr(pc));
            uint i = *pc;
            pc++;
            T* ra = frame + (i >> PosA & MaxA);
            switch (i & MaskOp)
            {
                case (uint)Opcode51.Move: // R(A) := R(B)
                    *ra = frame[i >> PosB];
                    continue;

                case (uint)Opcode51.LoadK: // R(A) := K(Bx)
                    *ra = k[i >> PosBx];
                    continue;

                case (uint)Opcode51.LoadBool: // R(A) := (Bool)B; if (C) pc++
                    SetBoolean(ra, i >> PosB != 0);
                    if ((i & MaskC) != 0)
                        pc++;
                    continue;

                case (uint)Opcode51.LoadNil: // R(A) := ... := R(B) := nil
                {
                    T* last = frame + (i >> PosB);
                    do
                        SetNil(last--);
                    while (last >= ra);
                    continue;
                }

                case (uint)Opcode51.GetUpval: // R(A) := UpValue[B]
                    *ra = *(T*)(mem + ((UpVal51<T>*)(mem + UpvalRefs(cl)[i >> PosB]))->V);
                    continue;

                case (uint)Opcode51.GetGlobal: // R(A) := Gbl[K(Bx)]
                {
                    if (!T.HasFloats)
                        ci->SavedPc = Addr(pc);
                    T* value = GetString((Table<T>*)(mem + cl->Env), k[i >> PosBx].Ref);
                    if (value->Tag != Tag<T>.Nil)
                    {
                        *ra = *value;
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!IndexGlobal(cl->Env, k + (i >> PosBx), ra))
                        return Raised;
                    goto reload;
                }

                case (uint)Opcode51.GetTable: // R(A) := R(B)[RK(C)]
                {
                    if (!T.HasFloats)
                        ci->SavedPc = Addr(pc);
                    T* table = frame + (i >> PosB);
                    T* key = Rk(frame, k, i >> PosC & MaxC);
                    if (table->Tag == Tag<T>.Table)
                    {
                        Table<T>* t = (Table<T>*)(mem + table->Ref);
                        T* value;
                        if (key->Tag == Tag<T>.String)
                        {
                            value = GetString(t, key->Ref);
                        }
                        else if (key->Tag == Tag<T>.Number && IntegerKey(key, out long n)
                            && unchecked((ulong)n - 1) < t->SizeArray)
                        {
                            value = (T*)(mem + t->Array) + (nint)(n - 1);
                        }
                        else
                        {
                            goto getSlow;
                        }
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
                    goto reload;
                }

                case (uint)Opcode51.SetGlobal: // Gbl[K(Bx)] := R(A)
                {
                    if (!T.HasFloats)
                        ci->SavedPc = Addr(pc);
                    T* value = GetString((Table<T>*)(mem + cl->Env), k[i >> PosBx].Ref);
                    if (value->Tag != Tag<T>.Nil)
                    {
                        *value = *ra;
                        Table<T>* globals = (Table<T>*)(mem + cl->Env);
                        if (!NeedsBarrier((GcHeader*)globals, ra))
                            continue;
                        ci->SavedPc = Addr(pc);
                        Gc.TurnGray(globals);
                        goto reload;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!SetGlobal(cl->Env, k + (i >> PosBx), ra))
                        return Raised;
                    goto reload;
                }

                case (uint)Opcode51.SetUpval: // UpValue[B] := R(A)
                {
                    UpVal51<T>* uv = (UpVal51<T>*)(mem + UpvalRefs(cl)[i >> PosB]);
                    *(T*)(mem + uv->V) = *ra;
                    if (!NeedsBarrier((GcHeader*)uv, ra))
                        continue;
                    if (!T.HasFloats)
                    {
                        Gc.BarrierForward((GcHeader*)uv, ra->Ref);
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    Gc.BarrierForward((GcHeader*)uv, ra->Ref);
                    goto reload;
                }

                case (uint)Opcode51.SetTable: // R(A)[RK(B)] := RK(C)
                {
                    if (!T.HasFloats)
                        ci->SavedPc = Addr(pc);
                    T* key = Rk(frame, k, i >> PosB);
                    T* value = Rk(frame, k, i >> PosC & MaxC);
                    if (ra->Tag == Tag<T>.Table && !InRom(ra->Ref))
                    {
                        Table<T>* t = (Table<T>*)(mem + ra->Ref);
                        T* slot;
                        if (key->Tag == Tag<T>.String)
                        {
                            slot = GetString(t, key->Ref);
                        }
                        else if (key->Tag == Tag<T>.Number && IntegerKey(key, out long n)
                            && unchecked((ulong)n - 1) < t->SizeArray)
                        {
                            slot = (T*)(mem + t->Array) + (nint)(n - 1);
                            if (t->Metatable == 0)
                                goto store;
                        }
                        else
                        {
                            goto setSlow;
                        }
                        if (slot->Tag != Tag<T>.Nil)
                            goto store;
                        goto setSlow;
                    store:
                        *slot = *value;
                        if (!NeedsBarrier((GcHeader*)t, value))
                            continue;
                        ci->SavedPc = Addr(pc);
                        Gc.TurnGray(t);
                        goto reload;
                    }
                setSlow:
                    ci->SavedPc = Addr(pc);
                    if (!SetIndex(ra, key, value))
                        return Raised;
                    goto reload;
                }

                case (uint)Opcode51.NewTable: // R(A) := {} (size = B, C)
                    ci->SavedPc = Addr(pc);
                    MakeTable(ra, i >> PosB, i >> PosC & MaxC);
                    goto reload;

                case (uint)Opcode51.Self: // R(A+1) := R(B); R(A) := R(B)[RK(C)]
                {
                    if (!T.HasFloats)
                        ci->SavedPc = Addr(pc);
                    T* self = frame + (i >> PosB);
                    T* key = Rk(frame, k, i >> PosC & MaxC);
                    T receiver = *self;
                    ra[1] = receiver;
                    if (receiver.Tag == Tag<T>.Table && key->Tag == Tag<T>.String)
                    {
                        Table<T>* t = (Table<T>*)(mem + receiver.Ref);
                        T* value = GetString(t, key->Ref);
                        if (value->Tag != Tag<T>.Nil)
                        {
                            *ra = *value;
                            continue;
                        }
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Index(self, key, ra))
                        return Raised;
                    goto reload;
                }

                case (uint)Opcode51.Add: // R(A) := RK(B) + RK(C)
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    if (b->Tag == Tag<T>.Number && c->Tag == Tag<T>.Number)
                    {
                        ra->Tag = Tag<T>.Number;
                        if (T.HasFloats)
                            ra->Float = b->Float + c->Float;
                        else
                            ra->Int = b->Int + c->Int;
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic(ra, b, c, Event.Add))
                        return Raised;
                    goto reload;
                }

                case (uint)Opcode51.Sub: // R(A) := RK(B) - RK(C)
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    if (b->Tag == Tag<T>.Number && c->Tag == Tag<T>.Number)
                    {
                        ra->Tag = Tag<T>.Number;
                        if (T.HasFloats)
                            ra->Float = b->Float - c->Float;
                        else
                            ra->Int = b->Int - c->Int;
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic(ra, b, c, Event.Sub))
                        return Raised;
                    goto reload;
                }

                case (uint)Opcode51.Mul: // R(A) := RK(B) * RK(C)
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    if (b->Tag == Tag<T>.Number && c->Tag == Tag<T>.Number)
                    {
                        ra->Tag = Tag<T>.Number;
                        if (T.HasFloats)
                            ra->Float = b->Float * c->Float;
                        else
                            ra->Int = b->Int * c->Int;
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic(ra, b, c, Event.Mul))
                        return Raised;
                    goto reload;
                }

                case (uint)Opcode51.Div: // R(A) := RK(B) / RK(C)
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    if (T.HasFloats && b->Tag == Tag<T>.Number && c->Tag == Tag<T>.Number)
                    {
                        ra->Tag = Tag<T>.Number;
                        ra->Float = b->Float / c->Float;
                        continue;
                    }
                    if (!T.HasFloats && b->Tag == Tag<T>.Number && c->Tag == Tag<T>.Number)
                    {
                        if (!ComputeInteger(ra, b->Int, c->Int, Event.Div))
                            return Raised;
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic(ra, b, c, Event.Div))
                        return Raised;
                    goto reload;
                }

                case (uint)Opcode51.Mod: // R(A) := RK(B) % RK(C)
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    if (T.HasFloats && b->Tag == Tag<T>.Number && c->Tag == Tag<T>.Number)
                    {
                        double x = b->Float;
                        double y = c->Float;
                        ra->Tag = Tag<T>.Number;
                        ra->Float = x - Math.Floor(x / y) * y;
                        continue;
                    }
                    if (!T.HasFloats && b->Tag == Tag<T>.Number && c->Tag == Tag<T>.Number)
                    {
                        if (!ComputeInteger(ra, b->Int, c->Int, Event.Mod))
                            return Raised;
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic(ra, b, c, Event.Mod))
                        return Raised;
                    goto reload;
                }

                case (uint)Opcode51.Pow: // R(A) := RK(B) ^ RK(C)
                {
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    if (!T.HasFloats && b->Tag == Tag<T>.Number && c->Tag == Tag<T>.Number)
                    {
                        ComputeInteger(ra, b->Int, c->Int, Event.Pow);
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic(ra, b, c, Event.Pow))
                        return Raised;
                    goto reload;
                }

                case (uint)Opcode51.Unm: // R(A) := -R(B)
                {
                    T* b = frame + (i >> PosB);
                    if (b->Tag == Tag<T>.Number)
                    {
                        if (T.HasFloats)
                            ra->Float = -b->Float;
                        else
                            ra->Int = -b->Int;
                        ra->Tag = Tag<T>.Number;
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Arithmetic(ra, b, b, Event.Unm))
                        return Raised;
                    goto reload;
                }

                case (uint)Opcode51.Not: // R(A) := not R(B)
                    SetBoolean(ra, Tag<T>.IsFalse(frame + (i >> PosB)));
                    continue;

                case (uint)Opcode51.Len: // R(A) := length of R(B)
                {
                    T* b = frame + (i >> PosB);
                    if (!T.HasFloats && HasOwnLength(b))
                    {
                        Length(ra, b);
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!Length(ra, b))
                        return Raised;
                    goto reload;
                }

                case (uint)Opcode51.Concat: // R(A) := R(B).. ... ..R(C)
                {
                    uint b = i >> PosB;
                    uint c = i >> PosC & MaxC;
                    ci->SavedPc = Addr(pc);
                    if (!ConcatRegisters(ra, b, c))
                        return Raised;
                    goto reload;
                }

                case (uint)Opcode51.Jmp: // pc += sBx
                {
                    int distance = (int)(i >> PosBx) - MaxSBx;
                    pc += distance;
                    if (distance >= 0 || (SliceLeft += distance) > 0)
                        continue;
                    goto refill;
                }

                case (uint)Opcode51.Eq: // if ((RK(B) == RK(C)) ~= A) then pc++
                {
                    if (!T.HasFloats)
                        ci->SavedPc = Addr(pc);
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    bool equal;
                    if (b->Tag != c->Tag)
                        equal = false;
                    else if (b->Tag == Tag<T>.Number)
                        equal = T.HasFloats ? b->Float == c->Float : b->Int == c->Int;
                    else if (b->Tag == Tag<T>.Nil || b->Ref == c->Ref)
                        equal = true;
                    else if (b->Tag != Tag<T>.Table && b->Tag != Tag<T>.Userdata)
                        equal = false;
                    else
                        goto equalSlow;
                    if (equal == (ra != frame))
                        goto branch;
                    pc++;
                    continue;
                equalSlow:
                    ci->SavedPc = Addr(pc);
                    if (!EqualObjects(b, c, (i >> PosA & MaxA) != 0))
                        return Raised;
                    goto jumped;
                }

                case (uint)Opcode51.Lt: // if ((RK(B) < RK(C)) ~= A) then pc++
                {
                    if (!T.HasFloats)
                        ci->SavedPc = Addr(pc);
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    if (b->Tag == Tag<T>.Number && c->Tag == Tag<T>.Number)
                    {
                        bool less = T.HasFloats ? b->Float < c->Float : b->Int < c->Int;
                        if (less == (ra != frame))
                            goto branch;
                        pc++;
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!CompareObjects(b, c, (i >> PosA & MaxA) != 0, Event.Lt))
                        return Raised;
                    goto jumped;
                }

                case (uint)Opcode51.Le: // if ((RK(B) <= RK(C)) ~= A) then pc++
                {
                    if (!T.HasFloats)
                        ci->SavedPc = Addr(pc);
                    T* b = Rk(frame, k, i >> PosB);
                    T* c = Rk(frame, k, i >> PosC & MaxC);
                    if (b->Tag == Tag<T>.Number && c->Tag == Tag<T>.Number)
                    {
                        bool less = T.HasFloats ? b->Float <= c->Float : b->Int <= c->Int;
                        if (less == (ra != frame))
                            goto branch;
                        pc++;
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    if (!CompareObjects(b, c, (i >> PosA & MaxA) != 0, Event.Le))
                        return Raised;
                    goto jumped;
                }

                case (uint)Opcode51.Test: // if not (R(A) <=> C) then pc++
                    if (Tag<T>.IsFalse(ra) == ((i & MaskC) == 0))
                        goto branch;
                    pc++;
                    continue;

                case (uint)Opcode51.TestSet: // if (R(B) <=> C) then R(A) := R(B) else pc++
                {
                    T* b = frame + (i >> PosB);
                    if (Tag<T>.IsFalse(b) == ((i & MaskC) == 0))
                    {
                        *ra = *b;
                        goto branch;
                    }
                    pc++;
                    continue;
                }

                case (uint)Opcode51.Call: // R(A), ... ,R(A+C-2) := R(A)(R(A+1), ... ,R(A+B-1))
                {
                    uint b = i >> PosB;
                    if (b != 0)
                        L51->Top = Addr(ra + b);
                    ci->SavedPc = Addr(pc);
                    if (SliceLeft <= 0)
                        RefillBudget();
                    int wanted = (int)(i >> PosC & MaxC) - 1;
                    if (ra->Tag == Tag<T>.Function && TryEnterLua(ra, wanted))
                    {
                        // Same as `reload`, but without loads that wait for the stores just made.
                        ci++;
                        cl = (Closure<T>*)(mem + ra->Ref);
                        Proto<T>* p = (Proto<T>*)(mem + cl->Code);
                        k = (T*)(mem + p->K);
                        frame = ra + 1;
                        pc = (uint*)(mem + p->Code);
                        continue;
                    }
                    switch (PreCall(ra, wanted, FrameStatus.None))
                    {
                        case Entered.Done:
                            if (wanted >= 0)
                                L51->Top = Ci->Top;
                            goto reload;
                        case Entered.Raised:
                            return Raised;
                        case Entered.Yielded:
                            return LuaStatus.Yield;
                        default:
                            goto reload;
                    }
                }

                case (uint)Opcode51.TailCall: // return R(A)(R(A+1), ... ,R(A+B-1))
                {
                    uint b = i >> PosB;
                    if (b != 0)
                        L51->Top = Addr(ra + b);
                    ci->SavedPc = Addr(pc);
                    if (SliceLeft <= 0)
                        RefillBudget();
                    switch (PreCall(ra, MultRet, FrameStatus.None))
                    {
                        case Entered.Lua:
                            ReplaceFrame();
                            goto reload;
                        case Entered.Raised:
                            return Raised;
                        case Entered.Yielded:
                            return LuaStatus.Yield;
                        default:
                            goto reload;
                    }
                }

                case (uint)Opcode51.Return: // return R(A), ... ,R(A+B-2)
                {
                    uint b = i >> PosB;
                    if (b != 0)
                        L51->Top = Addr(ra + (b - 1));
                    // The first open upvalue has the highest slot.
                    uint open = L51->OpenUpval;
                    if ((open == 0 || ((UpVal51<T>*)(mem + open))->V < Addr(frame))
                        && (ci->Status & FrameStatus.Fresh) == 0 && (ci[-1].Status & FrameStatus.Lua) != 0)
                    {
                        int wanted = PosCall(ra);
                        ci--;
                        if (wanted != MultRet)
                            L51->Top = ci->Top;
                        goto resume;
                    }
                    if (LeaveLua(ra))
                        goto reload;
                    return LuaStatus.Ok;
                }

                // R(A) += R(A+2); if R(A) <?= R(A+1) then { pc += sBx; R(A+3) = R(A) }
                case (uint)Opcode51.ForLoop:
                {
                    // Precompiled code may have overwritten these slots since FORPREP. Safe: the bits of any
                    // value read as some number, and the result is tagged as one.
                    if (T.HasFloats)
                    {
                        double step = ra[2].Float;
                        double index = ra->Float + step;
                        double limit = ra[1].Float;
                        if (step > 0 ? !(index <= limit) : !(limit <= index))
                            continue;
                        ra->Float = index;
                        ra[3].Float = index;
                    }
                    else
                    {
                        long step = ra[2].Int;
                        long index = unchecked((int)(ra->Int + step));
                        long limit = ra[1].Int;
                        if (step > 0 ? index > limit : limit > index)
                            continue;
                        ra->Int = index;
                        ra[3].Int = index;
                    }
                    ra->Tag = Tag<T>.Number;
                    ra[3].Tag = Tag<T>.Number;
                    int distance = (int)(i >> PosBx) - MaxSBx;
                    pc += distance;
                    if ((SliceLeft += distance) > 0)
                        continue;
                    goto refill;
                }

                case (uint)Opcode51.ForPrep: // R(A) -= R(A+2); pc += sBx
                    ci->SavedPc = Addr(pc);
                    if (!PrepareFor(ra, (int)(i >> PosBx) - MaxSBx))
                        return Raised;
                    goto jumped;

                // R(A+3), ... := R(A)(R(A+1), R(A+2)); if R(A+3) ~= nil then R(A+2) = R(A+3) else pc++
                case (uint)Opcode51.TForLoop:
                    ci->SavedPc = Addr(pc);
                    if (!IterateFor(ra, (int)(i >> PosC & MaxC)))
                        return Raised;
                    goto jumped;

                case (uint)Opcode51.SetList: // R(A)[(C-1)*50+j] := R(A+j), 1 <= j <= B
                {
                    uint c = i >> PosC & MaxC;
                    if (c == 0)
                        c = *pc++;
                    if (!T.HasFloats)
                    {
                        StoreList(ra, i >> PosB, c);
                        ci = (CallInfo51*)(mem + L51->Ci);
                        goto refresh;
                    }
                    ci->SavedPc = Addr(pc);
                    StoreList(ra, i >> PosB, c);
                    goto reload;
                }

                case (uint)Opcode51.Close: // close all upvalues >= R(A)
                    if (!T.HasFloats)
                    {
                        CloseUpvals(L51, Addr(ra));
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    CloseUpvals(L51, Addr(ra));
                    goto reload;

                case (uint)Opcode51.Closure: // R(A) := closure(KPROTO[Bx], R(A), ... ,R(A+n))
                    ci->SavedPc = Addr(pc);
                    MakeClosure(ra, i >> PosBx);
                    goto reload;

                case (uint)Opcode51.Vararg: // R(A), ..., R(A+B-1) = vararg
                    if (!T.HasFloats && i >> PosB != 0)
                    {
                        CopyVarargs(ra, (int)(i >> PosB) - 1);
                        continue;
                    }
                    ci->SavedPc = Addr(pc);
                    CopyVarargs(ra, (int)(i >> PosB) - 1);
                    goto reload;

                default:
                    throw new Esp8266.MachineFault(
                        Esp8266.ExceptionCause.IllegalInstruction, new Esp8266.Address(Addr(pc - 1)),
                            default);
            }

        branch:     // The jump after a test; a backward one ends a `repeat` and is charged.
            {
                int distance = (int)(*pc >> PosBx) - MaxSBx;
                pc += distance + 1;
                if (distance >= 0 || (SliceLeft += distance) > 0)
                    continue;
            }

        refill:     // After a jump backward that has used up the slice.
            {
                uint saved = ci->SavedPc;
                // The traceback of a budget that has ended names the line of the next instruction. That may
                // be the first of the function.
                ci->SavedPc = Addr(pc + 1);
                RefillBudget();
                if (T.HasFloats)
                {
                    ci->SavedPc = Addr(pc);
                    goto reload;
                }
                ci->SavedPc = saved;
                continue;
            }

        jumped:     // After a jump that a call into this class has taken, by moving the saved counter.
            {
                if (T.HasFloats)
                    goto reload;
                uint saved = Addr(pc);
                ci = (CallInfo51*)(mem + L51->Ci);
                pc = (uint*)(mem + ci->SavedPc);
                ci->SavedPc = saved;
                goto refresh;
            }
        }
    }
}
