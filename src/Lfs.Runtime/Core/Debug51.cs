using System.Globalization;
using System.Text;
using Esp8266;
using Esp8266.Memory;
using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

// ldebug.c of 5.1: where execution is, and what a value is called in an error message.
sealed unsafe partial class Vm<T>
{
    bool IsLua(CallInfo51* ci) => (ci->Status & FrameStatus.Lua) != 0;

    Proto<T>* ProtoOf(CallInfo51* ci) => ProtoOfRunning(Slot(ci->Func), ci->SavedPc);

    /// <summary>The code of a Lua function that runs, and has come to an instruction.</summary>
    /// <remarks>
    /// Nothing replaces the function in its slot. If a check of ours has a hole, the device stops here: an
    /// index that was made from the wrong code may lead out of the device's memory.
    /// </remarks>
    Proto<T>* ProtoOfRunning(T* function, uint savedPc)
    {
        Proto<T>* f = ProtoAt(ClosureAt(function->Ref)->Code);
        if (function->Tag != Tag<T>.Function || unchecked(savedPc - f->Code) > 4UL * f->SizeCode)
            throw new HeapCorruption(
                $"The function at {new Address(Addr(function))} has been replaced while it ran.");
        return f;
    }

    /// <summary>Index of the instruction that a Lua frame executes.</summary>
    int CurrentPc(CallInfo51* ci) => (int)((ci->SavedPc - ProtoOf(ci)->Code) / 4) - 1;

    /// <summary>Line of the instruction that a frame executes; -1 if it is not known.</summary>
    int CurrentLine(CallInfo51* ci) => IsLua(ci) ? LineOf(ProtoOf(ci), CurrentPc(ci)) : -1;

    /// <summary>Unpacks the line of an instruction. 5.1: 0 without line info.</summary>
    /// <remarks>Source: spec lfs-formats 2a.9.</remarks>
    int LineOf(Proto<T>* f, int pc)
    {
        if (f->LineInfo == 0 || (T.Is53 && f->SizeLineInfo == 0))
            return T.Is53 ? -1 : 0;
        byte* start = At(f->LineInfo);
        byte* p = start;
        int line = 0;
        int last = -1;
        do
        {
            if (!NextLine(ref p, ref line, ref last))
                return 0;
        }
        while (last < pc);
        Charge((p - start) >> 3);
        return line;
    }

    /// <summary>Unpacks the line of the next instructions, and the last of them. False at the end.</summary>
    static bool NextLine(ref byte* p, ref int line, ref int last)
    {
        if (*p == 0)
            return false;
        if (*p < 0x80)
        {
            line = unchecked(line + 1);
        }
        else
        {
            bool negative = (*p & 0x40) != 0;
            int delta = *p++ & 0x3F;
            for (int shift = 6; *p >= 0x80; shift += 7)
                delta += (*p++ & 0x7F) << shift;
            line = unchecked(line + (negative ? -delta : delta + 2));
        }
        last += *p++;
        return true;
    }

    /// <summary>Makes "chunk:line: message" and raises it. Always false, for the caller to pass on.</summary>
    bool RunError(string message)
    {
        const int MessageInstructions = 32;
        Charge(MessageInstructions + (message.Length >> 3));
        PushText(Located(message));
        return Raise();
    }

    /// <summary>The same as an exception, for places with host frames below them.</summary>
    LuaError RunErrorException(string message)
    {
        RunError(message);
        return new LuaError(_raised);
    }

    /// <summary>
    /// The integer build reports division by zero with line -1: it has not saved the program counter.
    /// </summary>
    bool RunErrorWithoutLine(string message)
    {
        const int MessageInstructions = 32;
        Charge(MessageInstructions + (IsLua(Ci) ? SourceOf(ProtoOf(Ci)).Length >> 4 : 0));
        PushText(IsLua(Ci) ? $"{ShortSource(SourceOf(ProtoOf(Ci)))}:-1: {message}" : message);
        return Raise();
    }

    string Located(string message)
    {
        if (T.Is53)
            return Located53(message);
        CallInfo51* ci = Ci;
        if (IsLua(ci))
            Charge(SourceOf(ProtoOf(ci)).Length >> 4);
        return IsLua(ci)
            ? string.Create(CultureInfo.InvariantCulture,
                $"{ShortSource(SourceOf(ProtoOf(ci)))}:{CurrentLine(ci)}: {message}")
            : message;
    }

    /// <summary>Raises the value on top of the stack. Always false.</summary>
    internal bool Raise()
    {
        _raised = LuaStatus.RuntimeError;
        uint errFunc = T.Is53 ? L53->ErrFunc : _l->ErrFunc;
        if (errFunc == 0)
            return false;
        T* handler = RestoreStack(errFunc);
        if (Tag<T>.Basic(handler->Tag) != 6)
        {
            _raised = LuaStatus.ErrorError;
            return false;
        }
        Top[0] = Top[-1];
        Top[-1] = *handler;
        Top++;
        LuaStatus status = T.Is53 ? TryCall53(Top - 2, 1, mayYield: false) : TryCall(Top - 2, 1);
        _raised = status == LuaStatus.Ok ? LuaStatus.RuntimeError : status;
        return false;
    }

    ReadOnlySpan<byte> SourceOf(Proto<T>* f) => f->Source == 0 ? "=?"u8 : BytesOf(f->Source);

    /// <summary>A chunk name as messages show it, in a buffer of some bytes.</summary>
    internal static string ShortSource(ReadOnlySpan<byte> source, int size = ChunkName.Size) =>
        Latin(ChunkName.Shorten(new LuaString(ShownPart(source, 2 * size)), T.Target.Version, size).Bytes);

    /// <summary>
    /// As much of a chunk name as messages look at. It may be a whole text, which they need not copy.
    /// </summary>
    static byte[] ShownPart(ReadOnlySpan<byte> source, int size)
    {
        ReadOnlySpan<byte> name = UpToNul(source);
        if (name.Length <= size)
            return name.ToArray();
        return name[0] == '@' ? [(byte)'@', .. name[^size..]] : name[..size].ToArray();
    }

    /// <summary>What C reads of a string, for a name or a message: it ends at a zero byte.</summary>
    internal static ReadOnlySpan<byte> UpToNul(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return end < 0 ? bytes : bytes[..end];
    }

    /// <summary>
    /// Bytes up to a zero byte as a text with one character a byte; <see cref="PushText"/> turns it back.
    /// </summary>
    internal static string Latin(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(UpToNul(bytes));

    static readonly string[] _typeNames51 =
        ["nil", "boolean", "lightfunction", "number", "string", "table", "function", "userdata", "thread"];

    static readonly string[] _typeNames53 =
        ["nil", "boolean", "userdata", "number", "string", "table", "function", "userdata", "thread"];

    /// <summary>What <c>type()</c> says. 5.1 of NodeMCU calls a light userdata a lightfunction.</summary>
    internal static string TypeName(int tag)
    {
        if (tag == Tag<T>.None)
            return "no value";
        int basic = Tag<T>.Basic(tag);
        string[] names = T.Is53 ? _typeNames53 : _typeNames51;
        return basic < names.Length ? names[basic] : "proto";
    }

    /// <summary>"attempt to index field 'x' (a nil value)". Always false.</summary>
    bool TypeError(T* value, string operation)
    {
        if (T.Is53)
            return TypeError53(value, operation);
        string type = TypeName(value->Tag);
        string name = "";
        string? kind = null;
        CallInfo51* ci = Ci;
        if (IsLua(ci) && Addr(value) >= ci->Base && Addr(value) < ci->Top && value >= Slot(ci->Base))
            kind = NameOfRegister(ci, (int)(value - Slot(ci->Base)), out name);
        return RunError(kind == null
            ? $"attempt to {operation} a {type} value"
            : $"attempt to {operation} {kind} '{name}' (a {type} value)");
    }

    bool ArithmeticError(T* a, T* b)
    {
        T number;
        return TypeError(ToNumber(a, &number) ? b : a, "perform arithmetic on");
    }

    bool ConcatError(T* a, T* b) =>
        TypeError(Tag<T>.IsString(a->Tag) || Tag<T>.IsNumber(a->Tag) ? b : a, "concatenate");

    bool OrderError(T* a, T* b)
    {
        string first = T.Is53 ? ObjectTypeName53(a) : TypeName(a->Tag);
        string second = T.Is53 ? ObjectTypeName53(b) : TypeName(b->Tag);
        return RunError(first == second
            ? $"attempt to compare two {first} values"
            : $"attempt to compare {first} with {second}");
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
                name = TextOf(BytesOf(Slot(f->K)[i >> 14].Ref));
                return "global";
            case 0 when i >> 23 < a: // MOVE
                return NameOfRegister(ci, (int)(i >> 23), out name);
            case 6: // GETTABLE
                name = NameOfConstant(f, i >> 14 & 0x1FF);
                return "field";
            case 4: // GETUPVAL
                uint upvalue = i >> 23;
                name = upvalue < f->SizeUpvalues ? TextOf(BytesOf(((uint*)At(f->Upvalues))[upvalue])) : "?";
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
        if (rk < RkBit)
            return "?";
        T* k = Slot(f->K) + (rk - RkBit);
        return Tag<T>.IsString(k->Tag) ? TextOf(BytesOf(k->Ref)) : "?";
    }

    /// <summary>The name of the n-th local that is active at an instruction, or null.</summary>
    string? LocalName(Proto<T>* f, int number, int pc)
    {
        Charge(f->SizeLocVars >> 3);
        LocVarRecord* locals = (LocVarRecord*)At(f->LocVars);
        for (uint i = 0; i < f->SizeLocVars && locals[i].StartPc <= pc; i++)
        {
            if (pc < locals[i].EndPc && --number == 0)
                return locals[i].Name == 0 ? "?" : TextOf(BytesOf(locals[i].Name));
        }
        return null;
    }

    /// <summary>
    /// The last instruction before another that changed a register, on the path that leads there; the final
    /// RETURN if none did.
    /// </summary>
    int LastChange51(Proto<T>* f, int lastPc, int register)
    {
        Charge(lastPc >> 3);
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

    /// <summary>
    /// What is known of a level of a thread's stack: 0 is the running function. False if there is no such
    /// level.
    /// </summary>
    internal bool FindActivation(uint thread, int level, out Activation found)
    {
        const int DescribeInstructions = 16;
        Charge(DescribeInstructions + (Math.Max(level, 0) >> 2));
        if (T.Is53)
            return FindActivation53(thread, level, out found);
        Thread51<T>* l = thread == 0 ? _l : (Thread51<T>*)At(thread);
        _lookedAt = l;
        found = default;
        uint at = l->Ci;
        for (; level > 0 && at > l->BaseCi; at -= (uint)sizeof(CallInfo51))
        {
            CallInfo51* ci = (CallInfo51*)At(at);
            level--;
            if (IsLua(ci))
                level -= ci->TailCalls;
        }
        if (level == 0 && at > l->BaseCi)
        {
            found = Describe((CallInfo51*)At(at));
            return true;
        }
        if (level >= 0)
            return false;
        // The level is one of the calls that tail calls have replaced.
        found = new Activation("(tail call)", -1, -1, "tail", "", "", 0);
        return true;
    }

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
