using System.Diagnostics;
using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

// ldebug.c of 5.3: the current line, the texts of errors, and what 5.3 does differently to name a value.
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
        Vm.PushPieces($"{ShortSource(ProtoOf(ci))}:{CurrentLine(ci)}: {message}");
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
            name = UpvalueName(ProtoAt(cl->Code), (uint)i);
        }
        if (kind == null && value >= Slot(ci->Base) && value < Slot(ci->Top))
            kind = NameOfRegister(ProtoOf(ci), CurrentPc(ci), (int)(value - Slot(ci->Base)), out name);
        if (kind == null)
            return "";
        Vm.PushPieces($" ({kind} '{name}')");
        return $" ({kind} '{name}')";
    }

    static string KindOfField53(string? table) => table == "_ENV" ? "global" : "field";

    // A register has the name of a constant if it was loaded from one, or moved from such a register. Unlike
    // kname in C, this does not name other registers first: stripped code may chain thousands of them.
    string NameOfConstantIn53(Proto<T>* f, int pc, int register)
    {
        while (LocalName(f, register + 1, pc) == null && (pc = LastChange53(f, pc, register)) >= 0)
        {
            Instruction i = InstructionAt(f, pc);
            if (RowOf(i).Names != Names.Moved || i.B >= register)
                return LoadedText(f, pc) ?? "?";
            register = i.B;
        }
        return "?";
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
            OpRow row = RowOf(i);
            int target = pc + 1 + i.SBx;
            if (row.Flow == Flow.Jump && pc < target && target <= lastPc)
                conditionalUntil = Math.Max(conditionalUntil, target);
            if (row.Writes(i, register))
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
        OpRow row = RowOf(i);
        switch (row.Calls)
        {
            case Calls.AtA:
                return NameOfRegister(f, pc, i.A, out name);
            case Calls.AtIterator:
                return name = "for iterator";
            default:
                name = row.Metamethod ?? "";
                return row.Metamethod == null ? null : "metamethod";
        }
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

    bool FindActivation53(uint thread, int level, out Activation found, bool named)
    {
        Thread53<T>* l = ThreadOf53(thread);
        found = default;
        uint at = l->Ci;
        uint first = Addr(&l->BaseCi);
        for (; level > 0 && at != first; at = Ci53At(at)->Previous)
            level--;
        if (level != 0 || at == first)
            return false;
        found = Describe53(Ci53At(at), named);
        return true;
    }

    Activation Describe53(CallInfo53* ci, bool named)
    {
        string name = "";
        string? kind = named ? NameOfCall53(ci, out name) : null;
        bool isTail = (ci->Status & FrameStatus.Tail) != 0;
        if (!IsLua(ci))
            return new Activation("[C]", -1, -1, "C", kind ?? "", name, ci->Func, isTail);
        Proto<T>* f = ProtoOf(ci);
        string what = f->LineDefined == 0 ? "main" : "Lua";
        return new Activation(
            ShortSource(f), CurrentLine(ci), (int)f->LineDefined, what, kind ?? "", name,
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
