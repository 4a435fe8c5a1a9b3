namespace Lfs.Runtime.Core;

unsafe partial class Introspection<T>
{
    bool IsLua(CallInfo51* ci) => (ci->Status & FrameStatus.Lua) != 0;

    Proto<T>* ProtoOf(CallInfo51* ci) => ProtoOfRunning(Slot(ci->Func), ci->SavedPc);

    /// <summary>Index of the instruction that a Lua frame executes.</summary>
    int CurrentPc(CallInfo51* ci) => (int)((ci->SavedPc - ProtoOf(ci)->Code) / 4) - 1;

    /// <summary>Line of the instruction that a frame executes; -1 if it is not known.</summary>
    int CurrentLine(CallInfo51* ci) => IsLua(ci) ? LineOf(ProtoOf(ci), CurrentPc(ci)) : -1;

    /// <summary>
    /// The integer build reports division by zero with line -1: it has not saved the program counter.
    /// </summary>
    internal bool RunErrorWithoutLine(string message)
    {
        const int MessageInstructions = 32;
        Vm.Charge(MessageInstructions + (IsLua(Ci) ? SourceOf(ProtoOf(Ci)).Length >> 4 : 0));
        Vm.PushText(IsLua(Ci) ? $"{ShortSource(SourceOf(ProtoOf(Ci)))}:-1: {message}" : message);
        return Raise();
    }

    static readonly string[] _typeNames51 =
        ["nil", "boolean", "lightfunction", "number", "string", "table", "function", "userdata", "thread"];

    internal bool ArithmeticError(T* a, T* b)
    {
        T number;
        return TypeError(Vm.ToNumber(a, &number) ? b : a, "perform arithmetic on");
    }

    /// <summary>What the program calls a register of a Lua frame: kind and name, or null.</summary>
    string? NameOfRegister(CallInfo51* ci, int register, out string name)
    {
        name = "";
        Proto<T>* f = ProtoOf(ci);
        int pc = CurrentPc(ci);
        if (LocalName(f, register + 1, pc) is { } local)
        {
            name = local;
            return "local";
        }
        uint i = ((uint*)At(f->Code))[LastChange51(f, pc, register)];
        uint a = i >> 6 & 0xFF;
        switch (i & 0x3F)
        {
            case 5: // GETGLOBAL
                name = Vm.TextOf(Vm.BytesOf(Slot(f->K)[i >> 14].Ref));
                return "global";
            case 0 when i >> 23 < a: // MOVE
                return NameOfRegister(ci, (int)(i >> 23), out name);
            case 6: // GETTABLE
                name = NameOfConstant(f, i >> 14 & 0x1FF);
                return "field";
            case 4: // GETUPVAL
                uint upvalue = i >> 23;
                name = upvalue < f->SizeUpvalues ? Vm.TextOf(Vm.BytesOf(((uint*)At(f->Upvalues))[upvalue]))
                    : "?";
                return "upvalue";
            case 11: // SELF
                name = NameOfConstant(f, i >> 14 & 0x1FF);
                return "method";
            default:
                return null;
        }
    }

    string NameOfConstant(Proto<T>* f, uint rk)
    {
        if (rk < Interpreter<T>.RkBit)
            return "?";
        T* k = Slot(f->K) + (rk - Interpreter<T>.RkBit);
        return Tag<T>.IsString(k->Tag) ? Vm.TextOf(Vm.BytesOf(k->Ref)) : "?";
    }

    /// <summary>
    /// The last instruction before another that changed a register, on the path that leads there; the final
    /// RETURN if none did.
    /// </summary>
    int LastChange51(Proto<T>* f, int lastPc, int register)
    {
        Vm.Charge(lastPc >> 3);
        uint* code = (uint*)At(f->Code);
        int last = (int)f->SizeCode - 1;
        for (int pc = 0; pc < lastPc; pc++)
        {
            uint i = code[pc];
            int op = (int)(i & 0x3F);
            int a = (int)(i >> 6 & 0xFF);
            if (a == register && SetsA51(op))
                last = pc;
            switch (op)
            {
                case 3 when a <= register && register <= (int)(i >> 23): // LOADNIL
                case 11 when register == a + 1: // SELF
                case 33 when register >= a + 2: // TFORLOOP
                case 28 or 29 when register >= a: // CALL, TAILCALL
                case 37 when register >= a: // VARARG
                    last = pc;
                    break;
                case 22 or 31 or 32: // JMP, FORLOOP, FORPREP
                    int target = pc + 1 + (int)(i >> 14) - 131071;
                    if (pc < target && target <= lastPc)
                        pc = target - 1;
                    break;
                case 34 when (i >> 14 & 0x1FF) == 0: // SETLIST with its count in the next word
                    pc++;
                    break;
                case 36: // CLOSURE and its pseudo-instructions
                    pc += ProtoAt(((uint*)At(f->P))[i >> 14])->NumUpvalues;
                    break;
            }
        }
        return last;
    }

    /// <summary>Whether an opcode of 5.1 sets R(A).</summary>
    static bool SetsA51(int op) =>
        op is <= 6 or (>= 10 and <= 21) or (>= 26 and <= 29) or 31 or 32 or 36 or 37;

    /// <summary>What a function is called at the place that called it: kind and name, or null.</summary>
    string? NameOfCall(CallInfo51* ci, out string name)
    {
        name = "";
        if ((IsLua(ci) && ci->TailCalls > 0) || Addr(ci) == _lookedAt->BaseCi || !IsLua(ci - 1))
            return null;
        ci--;
        uint i = ((uint*)At(ProtoOf(ci)->Code))[CurrentPc(ci)];
        return (i & 0x3F) is 28 or 29 or 33 ? NameOfRegister(ci, (int)(i >> 6 & 0xFF), out name) : null;
    }

    /// <summary>The thread whose frames are being looked at.</summary>
    Thread51<T>* _lookedAt;

    Activation Describe(CallInfo51* ci)
    {
        string? kind = NameOfCall(ci, out string name);
        if (!IsLua(ci))
            return new Activation("[C]", -1, -1, "C", kind ?? "", name, ci->Func);
        Proto<T>* f = ProtoOf(ci);
        string what = f->LineDefined == 0 ? "main" : "Lua";
        return new Activation(
            ShortSource(SourceOf(f)), CurrentLine(ci), (int)f->LineDefined, what, kind ?? "", name,
                ci->Func);
    }
}

/// <summary>What is known of a call: lua.h, <c>lua_Debug</c>.</summary>
/// <param name="ShortSource">The chunk as messages name it.</param>
/// <param name="CurrentLine">The line being executed, or -1.</param>
/// <param name="LineDefined">The line of <c>function</c>, 0 for a main chunk, -1 for a host function.</param>
/// <param name="What">"Lua", "C", "main" or "tail".</param>
/// <param name="NameKind">"global", "local", "method", "field", "upvalue" or nothing.</param>
/// <param name="Name">What the caller calls the function.</param>
/// <param name="Function">Address of the stack slot that holds the function; 0 for a lost tail call.</param>
/// <param name="IsTailCall">5.3: the function was called by a tail call.</param>
readonly record struct Activation(
    string ShortSource, int CurrentLine, int LineDefined, string What, string NameKind,
        string Name,
    uint Function, bool IsTailCall = false);
