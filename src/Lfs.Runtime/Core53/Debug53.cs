using System.Diagnostics;
using System.Globalization;
using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

// ldebug.c of 5.3: the current line, and the names of values in error messages.
unsafe partial class Introspection<T>
{
    internal static bool IsLua(CallInfo53* ci) => (ci->Status & FrameStatus.Lua) != 0;

    Proto<T>* ProtoOf(CallInfo53* ci) => ProtoOfRunning(Slot(ci->Func), ci->SavedPc);

    /// <remarks>Source: ldebug.c, <c>currentpc</c>.</remarks>
    int CurrentPc(CallInfo53* ci)
    {
        Debug.Assert(IsLua(ci), "Only the frame of a Lua function has a program counter.");
        return (int)((ci->SavedPc - ProtoOf(ci)->Code) / 4) - 1;
    }

    int CurrentLine(CallInfo53* ci) => IsLua(ci) ? LineOf(ProtoOf(ci), CurrentPc(ci)) : -1;

    void LocateTop53(string message)
    {
        CallInfo53* ci = Ci53;
        if (!IsLua(ci))
            return;
        uint source = ProtoOf(ci)->Source;
        Vm.Charge(source == 0 ? 0 : StringTable<T>.LengthOf(StringAt(source)) >> 4);
        string shown = source == 0 ? "?" : ShortSource(Vm.BytesOf(source));
        Vm.PushPieces($"{shown}:{CurrentLine(ci)}: {message}");
    }

    /// <summary>The name of a value's type, which <c>__name</c> in its metatable overrides.</summary>
    string ObjectTypeName53(T* value)
    {
        bool isObject = value->Tag == Tag<T>.Table || value->Tag == Tag<T>.Userdata;
        uint metatable = isObject ? Vm.MetatableOf(value) : 0;
        if (metatable == 0)
            return TypeName(value->Tag);
        T* name = Vm.GetStringAny(metatable, Vm.NewString("__name"u8));
        return Tag<T>.IsString(name->Tag) ? Vm.TextOf(Vm.BytesOf(name->Ref)) : TypeName(value->Tag);
    }

    /// <summary>"attempt to index a nil value (field 'x')". Always false.</summary>
    bool TypeError53(T* value, string operation)
    {
        string type = ObjectTypeName53(value);
        string info = VariableInfo53(value);
        return RunError($"attempt to {operation} a {type} value{info}");
    }

    /// <summary>Raises the error for an operand that is not a number. Always false.</summary>
    internal bool OperandError53(T* a, T* b, string operation)
    {
        T number;
        return TypeError53(Vm.ToNumber(a, &number) ? b : a, operation);
    }

    /// <summary>Raises the error for a number without an integer value. Always false.</summary>
    internal bool IntegerError53(T* a, T* b)
    {
        T number;
        T* culprit = Vm.ToNumber(a, &number) && Interpreter<T>.ToInteger53(&number, out _) ? b : a;
        string info = VariableInfo53(culprit);
        return RunError($"number{info} has no integer representation");
    }

    /// <summary>
    /// " (local 'x')" for a value in an upvalue or register of the running function, else empty.
    /// </summary>
    /// <remarks>Source: ldebug.c, <c>varinfo</c>.</remarks>
    string VariableInfo53(T* value)
    {
        CallInfo53* ci = Ci53;
        if (!IsLua(ci))
            return "";
        string name = "";
        string? kind = null;
        Closure<T>* cl = ClosureAt(Slot(ci->Func)->Ref);
        for (int i = 0; i < cl->NumUpvalues && kind == null; i++)
        {
            // Identity, not equality: the operand's pointer tells where it comes from.
            if (Slot(UpVal53At(UpvalRefs(cl)[i])->V) != value)
                continue;
            kind = "upvalue";
            name = UpvalueName53(ProtoAt(cl->Code), (uint)i);
        }
        if (kind == null && value >= Slot(ci->Base) && value < Slot(ci->Top))
            kind = NameOfRegister53(ProtoOf(ci), CurrentPc(ci), (int)(value - Slot(ci->Base)), out name);
        if (kind == null)
            return "";
        Vm.PushPieces($" ({kind} '{name}')");
        return $" ({kind} '{name}')";
    }

    /// <remarks>Source: ldebug.c, <c>upvalname</c>.</remarks>
    string UpvalueName53(Proto<T>* f, uint index)
    {
        Debug.Assert(index < f->SizeUpvalues, "A function names its own upvalues.");
        uint name = ((UpvalDesc*)At(f->Upvalues))[index].Name;
        return name == 0 ? "?" : Vm.TextOf(Vm.BytesOf(name));
    }

    /// <summary>The kind and name that the source gives a register at an instruction, or null.</summary>
    /// <remarks>Source: ldebug.c, <c>getobjname</c>.</remarks>
    string? NameOfRegister53(Proto<T>* f, int lastPc, int register, out string name)
    {
        Debug.Assert(register >= 0, "A register number is not negative.");
        name = "";
        if (LocalName(f, register + 1, lastPc) is { } local)
        {
            name = local;
            return "local";
        }
        int pc = LastChange53(f, lastPc, register);
        if (pc < 0)
            return null;
        Instruction i = InstructionAt(f, pc);
        switch ((Opcode53)i.Op)
        {
            case Opcode53.Move when i.B < i.A:
                return NameOfRegister53(f, pc, i.B, out name);
            case Opcode53.GetTabUp:
                name = NameOfConstant53(f, pc, i.C);
                return KindOfField53(UpvalueName53(f, (uint)i.B));
            case Opcode53.GetTable:
                name = NameOfConstant53(f, pc, i.C);
                return KindOfField53(LocalName(f, i.B + 1, pc));
            case Opcode53.GetUpval:
                name = UpvalueName53(f, (uint)i.B);
                return "upvalue";
            case Opcode53.LoadK or Opcode53.LoadKX:
                if (ConstantOf53(f, pc) is not { } text)
                    return null;
                name = text;
                return "constant";
            case Opcode53.Self:
                name = NameOfConstant53(f, pc, i.C);
                return "method";
            default:
                return null;
        }
    }

    static string KindOfField53(string? table) => table == "_ENV" ? "global" : "field";

    /// <remarks>Source: ldebug.c, <c>kname</c>.</remarks>
    string NameOfConstant53(Proto<T>* f, int pc, int rk)
    {
        Debug.Assert(rk <= Instruction.MaxC, "An operand is a register or a constant.");
        if (!Instruction.IsConstant(rk))
            return NameOfConstantIn53(f, pc, rk);
        T* k = Slot(f->K) + Instruction.IndexOf(rk);
        return Tag<T>.IsString(k->Tag) ? Vm.TextOf(Vm.BytesOf(k->Ref)) : "?";
    }

    // A register has the name of a constant if it was loaded from one, or moved from such a register. Unlike
    // kname in C, this does not name other registers first: stripped code may chain thousands of them.
    string NameOfConstantIn53(Proto<T>* f, int pc, int register)
    {
        while (LocalName(f, register + 1, pc) == null && (pc = LastChange53(f, pc, register)) >= 0)
        {
            Instruction i = InstructionAt(f, pc);
            bool isMove = i.Op == (int)Opcode53.Move && i.B < register;
            if (!isMove)
                return ConstantOf53(f, pc) ?? "?";
            register = i.B;
        }
        return "?";
    }

    /// <summary>The text that LOADK or LOADKX loads, or null.</summary>
    string? ConstantOf53(Proto<T>* f, int pc)
    {
        Instruction i = InstructionAt(f, pc);
        if ((Opcode53)i.Op is not (Opcode53.LoadK or Opcode53.LoadKX))
            return null;
        T* constant = Slot(f->K) + (i.Op == (int)Opcode53.LoadK ? i.Bx : InstructionAt(f, pc + 1).Ax);
        return Tag<T>.IsString(constant->Tag) ? Vm.TextOf(Vm.BytesOf(constant->Ref)) : null;
    }

    /// <summary>The last instruction before <paramref name="lastPc"/> that certainly set a register, or -1.
    /// An instruction that a jump may skip does not count.</summary>
    /// <remarks>Source: ldebug.c, <c>findsetreg</c>.</remarks>
    int LastChange53(Proto<T>* f, int lastPc, int register)
    {
        Debug.Assert(
            lastPc >= 0 && lastPc < f->SizeCode, "A program counter lies in the code of its function.");
        Vm.Charge(lastPc >> 3);
        int last = -1;
        int conditionalUntil = 0;
        for (int pc = 0; pc < lastPc; pc++)
        {
            Instruction i = InstructionAt(f, pc);
            bool changes;
            switch ((Opcode53)i.Op)
            {
                case Opcode53.LoadNil:
                    changes = i.A <= register && register <= i.A + i.B;
                    break;
                case Opcode53.TForCall:
                    changes = register >= i.A + 2;
                    break;
                case Opcode53.Call or Opcode53.TailCall:
                    changes = register >= i.A;
                    break;
                case Opcode53.Jmp:
                    int target = pc + 1 + i.SBx;
                    if (pc < target && target <= lastPc)
                        conditionalUntil = Math.Max(conditionalUntil, target);
                    changes = false;
                    break;
                default:
                    changes = register == i.A && ((Opcode53)i.Op).SetsA();
                    break;
            }
            if (changes)
                last = pc < conditionalUntil ? -1 : pc;
        }
        return last;
    }

    /// <summary>The kind and name of the function that a Lua frame is calling, or null.</summary>
    /// <remarks>Source: ldebug.c, <c>funcnamefromcode</c>.</remarks>
    string? NameFromCode53(CallInfo53* ci, out string name)
    {
        Proto<T>* f = ProtoOf(ci);
        int pc = CurrentPc(ci);
        Instruction i = InstructionAt(f, pc);
        var op = (Opcode53)i.Op;
        name = "for iterator";
        if (op is Opcode53.Call or Opcode53.TailCall)
            return NameOfRegister53(f, pc, i.A, out name);
        if (op == Opcode53.TForCall)
            return "for iterator";
        Event? e = op switch
        {
            Opcode53.GetTabUp or Opcode53.GetTable or Opcode53.Self => Event.Index,
            Opcode53.SetTabUp or Opcode53.SetTable => Event.NewIndex,
            // Opcodes Add to Shr are in the order of their events.
            >= Opcode53.Add and <= Opcode53.Shr => Event.Add + (op - Opcode53.Add),
            Opcode53.Unm => Event.Unm,
            Opcode53.BNot => Event.BNot,
            Opcode53.Len => Event.Len,
            Opcode53.Concat => Event.Concat,
            Opcode53.Eq => Event.Eq,
            Opcode53.Lt => Event.Lt,
            Opcode53.Le => Event.Le,
            _ => null,
        };
        name = e == null ? "" : Tables<T>.EventNames[(int)e];
        return e == null ? null : "metamethod";
    }

    string? NameOfCall53(CallInfo53* ci, out string name)
    {
        name = "__gc";
        if ((ci->Status & FrameStatus.Finalizer) != 0)
            return "metamethod";
        name = "";
        if ((ci->Status & FrameStatus.Tail) != 0 || ci->Previous == 0 || !IsLua(Ci53At(ci->Previous)))
            return null;
        if ((Ci53At(ci->Previous)->Status & FrameStatus.Hooked) != 0)
        {
            name = "?";
            return "hook";
        }
        return NameFromCode53(Ci53At(ci->Previous), out name);
    }

    /// <summary>The thread at an address; 0 is the running one.</summary>
    Thread53<T>* ThreadOf53(uint thread) => thread == 0 ? L53 : (Thread53<T>*)At(thread);

    bool FindActivation53(uint thread, int level, out Activation found)
    {
        Thread53<T>* l = ThreadOf53(thread);
        found = default;
        uint at = l->Ci;
        uint first = Addr(&l->BaseCi);
        for (; level > 0 && at != first; at = Ci53At(at)->Previous)
            level--;
        if (level != 0 || at == first)
            return false;
        found = Describe53(Ci53At(at));
        return true;
    }

    Activation Describe53(CallInfo53* ci)
    {
        string? kind = NameOfCall53(ci, out string name);
        bool isTail = (ci->Status & FrameStatus.Tail) != 0;
        if (!IsLua(ci))
            return new Activation("[C]", -1, -1, "C", kind ?? "", name, ci->Func, isTail);
        Proto<T>* f = ProtoOf(ci);
        string what = f->LineDefined == 0 ? "main" : "Lua";
        return new Activation(
            ShortSource(SourceOf(f)), CurrentLine(ci), (int)f->LineDefined, what, kind ?? "", name,
                ci->Func,
            isTail);
    }

    /// <summary>The name of a function in a loaded library or in ROM, or null.</summary>
    /// <remarks>
    /// Source: lauxlib.c of NodeMCU, <c>pushglobalfuncname</c>: loaded libraries first, then ROM.
    /// </remarks>
    internal string? NameInLibraries53(in Activation running)
    {
        T* function = Slot(running.Function);
        T loaded = *Vm.GetString(TableAt(Slot(Vm.Registry)->Ref), Vm.NewString("_LOADED"u8));
        string? name = loaded.Tag == Tag<T>.Table ? NameInTable53(loaded.Ref, function, 2) : null;
        name ??= NameInTable53(_firmware.Root, function, 2);
        return name != null && name.StartsWith("_G.", StringComparison.Ordinal) ? name[3..] : name;
    }

    string? NameInTable53(uint table, T* function, int levels)
    {
        if (InRom(table))
        {
            for (uint entry = ((RoTable*)At(table))->Entries; *(uint*)At(entry) != 0; entry += (
                uint)Tables<T>.RoEntryBytes)
            {
                Vm.Charge(1);
                if (NameInEntry53((T*)At(entry + 4), function, levels, out string? below))
                    return Latin(Vm.CString(*(uint*)At(entry))) + below;
            }
            return null;
        }
        Table<T>* t = TableAt(table);
        Vm.Charge(t->SizeNode >> 2);
        for (uint i = 0; i < t->SizeNode; i++)
        {
            byte* node = At(t->Node) + (nint)i * T.NodeBytes;
            if (Tag<T>.IsString(Tables<T>.NodeKey(node)->Tag)
                && NameInEntry53(Tables<T>.NodeValue(node), function, levels, out string? below))
            {
                return Vm.TextOf(Vm.BytesOf(Tables<T>.NodeKey(node)->Ref)) + below;
            }
        }
        return null;
    }

    /// <summary>
    /// True if an entry is the function (<paramref name="below"/> is null) or a table that contains it.
    /// </summary>
    bool NameInEntry53(T* value, T* function, int levels, out string? below)
    {
        below = null;
        if (Vm.RawEqual(value, function))
            return true;
        if (levels <= 1 || (value->Tag != Tag<T>.Table && value->Tag != Tag<T>.RoTable))
            return false;
        string? name = NameInTable53(value->Ref, function, levels - 1);
        below = "." + name;
        return name != null;
    }

    internal string ArgumentTypeName53(int argument)
    {
        T* value = Vm.ValueAt(argument);
        if (value == _nil)
            return Vm.TypeNameOf(argument);
        uint metatable = Vm.MetatableOf(value);
        T* name = metatable == 0 ? _nil : Vm.GetStringAny(metatable, Vm.NewString("__name"u8));
        if (name->Tag == Tag<T>.String)
            return Vm.TextOf(Vm.BytesOf(name->Ref));
        return value->Tag == Tag<T>.LightUserdata ? "light userdata" : TypeName(value->Tag);
    }

    internal long CheckInteger53(int argument)
    {
        if (Vm.TryInteger(argument, out long integer))
            return integer;
        throw Vm.TryNumber(argument, out _)
            ? Vm.ArgumentError(argument, "number has no integer representation")
            : Vm.TypeError(argument, "number");
    }
}
