using System.Diagnostics;
using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

// ldebug.c: the names of values. Nothing is recorded at run time: a name comes from the code and debug
// information up to the instruction that failed.
unsafe partial class Introspection<T>
{
    static OpRow RowOf(Instruction i) => T.Pick(InstructionSet.Lua51, InstructionSet.Lua53).Row(i);

    /// <summary>The kind and name that the source gives a register at an instruction, or null.</summary>
    /// <remarks>Source: ldebug.c, <c>getobjname</c>.</remarks>
    string? NameOfRegister(Proto<T>* f, int lastPc, int register, out string name)
    {
        Debug.Assert(register >= 0, "A register number is not negative.");
        name = "";
        if (LocalName(f, register + 1, lastPc) is { } local)
        {
            name = local;
            return "local";
        }
        int pc = T.Is53 ? LastChange53(f, lastPc, register) : LastChange51(f, lastPc, register);
        if (pc < 0)
            return null;
        Instruction i = InstructionAt(f, pc);
        switch (RowOf(i).Names)
        {
            case Names.Moved when i.B < i.A:
                // In 5.1 the other register may have changed since then.
                return NameOfRegister(f, T.Is53 ? pc : lastPc, i.B, out name);
            case Names.Constant when LoadedText(f, pc) is { } text:
                name = text;
                return "constant";
            case Names.Global:
                name = Vm.TextOf(Vm.BytesOf(Slot(f->K)[i.Bx].Ref));
                return "global";
            case Names.Upvalue:
                name = UpvalueName(f, (uint)i.B);
                return "upvalue";
            case Names.Field:
                name = NameOfConstant(f, pc, i.C);
                return T.Is53 ? KindOfField53(LocalName(f, i.B + 1, pc)) : "field";
            case Names.FieldOfUpvalue:
                name = NameOfConstant(f, pc, i.C);
                return KindOfField53(UpvalueName(f, (uint)i.B));
            case Names.Method:
                name = NameOfConstant(f, pc, i.C);
                return "method";
            default:
                return null;
        }
    }

    /// <summary>The name of the n-th local that is active at an instruction, or null.</summary>
    string? LocalName(Proto<T>* f, int number, int pc)
    {
        Vm.Charge(f->SizeLocVars >> 3);
        LocVarRecord* locals = (LocVarRecord*)At(f->LocVars);
        for (uint i = 0; i < f->SizeLocVars && locals[i].StartPc <= pc; i++)
        {
            if (pc < locals[i].EndPc && --number == 0)
                return locals[i].Name == 0 ? "?" : Vm.TextOf(Vm.BytesOf(locals[i].Name));
        }
        return null;
    }

    /// <remarks>Source: ldebug.c, <c>upvalname</c>.</remarks>
    string UpvalueName(Proto<T>* f, uint index)
    {
        // 5.1 has a name for each upvalue, or none at all.
        uint name = index < f->SizeUpvalues ? *(uint*)(At(f->Upvalues) + index * T.UpvalueBytes) : 0;
        return name == 0 ? "?" : Vm.TextOf(Vm.BytesOf(name));
    }

    /// <remarks>Source: ldebug.c, <c>kname</c>.</remarks>
    string NameOfConstant(Proto<T>* f, int pc, int rk)
    {
        Debug.Assert(rk <= Instruction.MaxC, "An operand is a register or a constant.");
        if (Instruction.IsConstant(rk))
            return TextOfConstant(f, Instruction.IndexOf(rk)) ?? "?";
        return T.Is53 ? NameOfConstantIn53(f, pc, rk) : "?";
    }

    /// <summary>The text that an instruction loads from a constant, or null.</summary>
    string? LoadedText(Proto<T>* f, int pc)
    {
        Instruction i = InstructionAt(f, pc);
        OpRow row = RowOf(i);
        if (row.Names != Names.Constant)
            return null;
        return TextOfConstant(f, row.Words == Words.Constant ? InstructionAt(f, pc + 1).Ax : i.Bx);
    }

    string? TextOfConstant(Proto<T>* f, int index)
    {
        T* constant = Slot(f->K) + index;
        return Tag<T>.IsString(constant->Tag) ? Vm.TextOf(Vm.BytesOf(constant->Ref)) : null;
    }
}
