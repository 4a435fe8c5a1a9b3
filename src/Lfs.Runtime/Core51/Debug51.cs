using System.Diagnostics;
using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

// ldebug.c of 5.1: the current line, and what 5.1 does differently to name a value.
unsafe partial class Introspection<T>
{
    bool IsLua(CallInfo51* ci) => (ci->Status & FrameStatus.Lua) != 0;

    Proto<T>* ProtoOf(CallInfo51* ci) => ProtoOfRunning(Slot(ci->Func), ci->SavedPc);

    /// <summary>Index of the instruction that a Lua frame executes.</summary>
    /// <remarks>Source: ldebug.c, <c>currentpc</c>.</remarks>
    int CurrentPc(CallInfo51* ci)
    {
        Debug.Assert(IsLua(ci), "Only the frame of a Lua function has a program counter.");
        return (int)((ci->SavedPc - ProtoOf(ci)->Code) / 4) - 1;
    }

    /// <summary>Line of the instruction that a frame executes, or -1 if unknown.</summary>
    /// <remarks>
    /// The integer build can fail before it has saved a program counter. Source: ldebug.c,
    /// <c>currentline</c>.
    /// </remarks>
    int CurrentLine(CallInfo51* ci) =>
        IsLua(ci) && CurrentPc(ci) is >= 0 and int pc ? LineOf(ProtoOf(ci), pc) : -1;

    static readonly string[] _typeNames51 =
        ["nil", "boolean", "lightfunction", "number", "string", "table", "function", "userdata", "thread"];

    internal bool ArithmeticError(T* a, T* b)
    {
        T number;
        return TypeError(Vm.ToNumber(a, &number) ? b : a, "perform arithmetic on");
    }

    /// <summary>
    /// The last instruction before <paramref name="lastPc"/> that changed a register, on the path that leads
    /// there, or -1. 5.3 follows no jumps: it ignores a change that one may skip.
    /// </summary>
    /// <remarks>Source: ldebug.c, <c>symbexec</c>.</remarks>
    int LastChange51(Proto<T>* f, int lastPc, int register)
    {
        Debug.Assert(
            lastPc >= 0 && lastPc < f->SizeCode, "A program counter lies in the code of its function.");
        Vm.Charge(lastPc >> 3);
        int last = -1;
        for (int pc = 0; pc < lastPc; pc++)
        {
            Instruction i = InstructionAt(f, pc);
            OpRow row = RowOf(i);
            if (row.Writes(i, register))
                last = pc;
            int target = pc + 1 + i.SBx;
            if (row.B == Takes.Jump && pc < target && target <= lastPc)
                pc = target - 1;
            else if (row.Words == Words.BatchIfCIs0 && i.C == 0)
                pc++;
            else if (row.Words == Words.Captures)
                pc += ProtoAt(((uint*)At(f->P))[i.Bx])->NumUpvalues;
        }
        return last;
    }

    /// <summary>The kind and name by which the caller knows a function, or null.</summary>
    /// <remarks>Source: ldebug.c, <c>getfuncname</c>.</remarks>
    string? NameOfCall(CallInfo51* ci, out string name)
    {
        name = "";
        // A tail call has overwritten the frame of the caller, and a host caller has no code to read.
        if ((IsLua(ci) && ci->TailCalls > 0) || Addr(ci) == _lookedAt->BaseCi || !IsLua(ci - 1))
            return null;
        ci--;
        Proto<T>* f = ProtoOf(ci);
        int pc = CurrentPc(ci);
        Instruction i = InstructionAt(f, pc);
        return RowOf(i).Calls is Calls.AtA or Calls.AtIterator ? NameOfRegister(f, pc, i.A, out name) : null;
    }

    /// <summary>The thread whose frames are under inspection.</summary>
    Thread51<T>* _lookedAt;

    Activation Describe(CallInfo51* ci, bool named)
    {
        string name = "";
        string? kind = named ? NameOfCall(ci, out name) : null;
        if (!IsLua(ci))
            return new Activation("[C]", -1, -1, "C", kind ?? "", name, ci->Func);
        Proto<T>* f = ProtoOf(ci);
        string what = f->LineDefined == 0 ? "main" : "Lua";
        return new Activation(
            ShortSource(f), CurrentLine(ci), (int)f->LineDefined, what, kind ?? "", name,
                ci->Func);
    }
}

/// <summary>The facts about an active call (lua.h, <c>lua_Debug</c>).</summary>
/// <param name="ShortSource">The chunk as messages name it.</param>
/// <param name="CurrentLine">The line being executed, or -1.</param>
/// <param name="LineDefined">The line of <c>function</c>, 0 for a main chunk, -1 for a host function.</param>
/// <param name="What">"Lua", "C", "main" or "tail".</param>
/// <param name="NameKind">"global", "local", "method", "field", "upvalue" or empty.</param>
/// <param name="Name">The name by which the caller knows the function.</param>
/// <param name="Function">Address of the stack slot that holds the function; 0 for a lost tail call.</param>
/// <param name="IsTailCall">5.3: the function was called by a tail call.</param>
readonly record struct Activation(
    string ShortSource, int CurrentLine, int LineDefined, string What, string NameKind,
        string Name,
    uint Function, bool IsTailCall = false);
