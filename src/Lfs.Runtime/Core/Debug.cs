using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Esp8266;
using Esp8266.Memory;
using Lfs.Compiler.Bytecode;

namespace Lfs.Runtime.Core;

// ldebug.c: where execution is, and the errors that name a place.

sealed unsafe partial class Introspection<T>(Vm<T> vm) : VmPart<T>(vm), IFormatTarget
    where T : unmanaged, ITarget<T>
{
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

    Instruction InstructionAt(Proto<T>* f, int pc)
    {
        Debug.Assert(pc >= 0 && pc < f->SizeCode, "A program counter lies in the code of its function.");
        return new Instruction(((uint*)At(f->Code))[pc]);
    }

    /// <summary>Unpacks the line of an instruction. 5.1: 0 without line info.</summary>
    /// <remarks>Source: ldebug.c, <c>luaG_getline</c>.</remarks>
    int LineOf(Proto<T>* f, int pc)
    {
        if (f->LineInfo == 0 || (T.LineInfoHasSize && f->SizeLineInfo == 0))
            return T.NoLine;
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
        Vm.Charge((p - start) >> 3);
        return line;
    }

    /// <summary>Unpacks the line of the next instructions, and the last of them. False at the end.</summary>
    internal static bool NextLine(ref byte* p, ref int line, ref int last)
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
    /// <remarks>Source: ldebug.c, <c>luaG_runerror</c>.</remarks>
    internal bool RunError([InterpolatedStringHandlerArgument("")] ref LuaFormat format)
    {
        format.End();
        return RaiseLocated();
    }

    /// <inheritdoc cref="RunError(ref LuaFormat)"/>
    internal bool RunError(string message)
    {
        CheckGcOfError();
        Vm.PushPieces(message);
        return RaiseLocated();
    }

    /// <summary>The same as an exception, for places with host frames below them.</summary>
    internal LuaError RunErrorException(string message)
    {
        RunError(message);
        return new LuaError(Vm.Raised);
    }

    void IFormatTarget.BeginFormat()
    {
        CheckGcOfError();
        ((IFormatTarget)Vm).BeginFormat();
    }

    void IFormatTarget.AddPiece(string text) => ((IFormatTarget)Vm).AddPiece(text);

    void IFormatTarget.AddPiece(int number) => ((IFormatTarget)Vm).AddPiece(number);

    void IFormatTarget.EndFormat(int pieces) => ((IFormatTarget)Vm).EndFormat(pieces);

    // 5.3: the message uses memory, so the collector may take a step before it.
    void CheckGcOfError()
    {
        const int MessageInstructions = 32;
        Vm.Charge(MessageInstructions);
        if (!T.CollectsBefore)
            Vm.CheckGc();
    }

    // ldebug.c, addinfo and luaG_addinfo: the message on top is joined to its position.
    bool RaiseLocated()
    {
        string message = Vm.TextOf(UpToNul(Vm.BytesOf(Top[-1].Ref)));
        Vm.Charge(message.Length >> 3);
        if (T.Is53)
            LocateTop53(message);
        else
            LocateTop51(message);
        return Raise();
    }

    void LocateTop51(string message)
    {
        CallInfo51* ci = Ci;
        if (!IsLua(ci))
            return;
        Vm.Charge(SourceOf(ProtoOf(ci)).Length >> 4);
        Vm.PushPieces($"{ShortSource(ProtoOf(ci))}:{CurrentLine(ci)}: {message}");
    }

    /// <summary>Raises the value on top of the stack (ldebug.c, luaG_errormsg). Always false.</summary>
    internal bool Raise()
    {
        Vm.Raised = LuaStatus.RuntimeError;
        uint errFunc = T.Is53 ? L53->ErrFunc : L51->ErrFunc;
        if (errFunc == 0)
            return false;
        T* handler = Vm.RestoreStack(errFunc);
        if (Tag<T>.Basic(handler->Tag) != (int)BasicType.Function)
        {
            Vm.Raised = LuaStatus.ErrorError;
            return false;
        }
        Top[0] = Top[-1];
        Top[-1] = *handler;
        Top++;
        LuaStatus status = T.Is53 ? Vm.TryCall53(Top - 2, 1, mayYield: false) : Vm.TryCall(Top - 2, 1);
        Vm.Raised = status == LuaStatus.Ok ? LuaStatus.RuntimeError : status;
        return false;
    }

    /// <summary>The chunk of a function as messages name it. Most calls ask for the last one again.</summary>
    string ShortSource(Proto<T>* f)
    {
        if (f->Source == 0 || f->Source != _shown.Source || _shown.FreedStrings != Vm.FreedStrings)
            _shown = (f->Source, Vm.FreedStrings, ShortSource(SourceOf(f)));
        return _shown.Name;
    }

    (uint Source, ulong FreedStrings, string Name) _shown;

    internal ReadOnlySpan<byte> SourceOf(Proto<T>* f) => f->Source == 0 ? "=?"u8 : Vm.BytesOf(f->Source);

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

    /// <summary>The bytes that C reads for a name or a message: up to the first zero byte.</summary>
    internal static ReadOnlySpan<byte> UpToNul(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return end < 0 ? bytes : bytes[..end];
    }

    /// <summary>
    /// Bytes up to a zero byte as a text with one character a byte; <see cref="LuaState{T}.PushText"/> turns
    /// it back.
    /// </summary>
    internal static string Latin(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(UpToNul(bytes));

    static readonly string[] _typeNames53 =
        ["nil", "boolean", "userdata", "number", "string", "table", "function", "userdata", "thread"];

    /// <summary>
    /// The name that <c>type()</c> returns. NodeMCU's 5.1 names a light userdata "lightfunction".
    /// </summary>
    internal static string TypeName(int tag)
    {
        if (tag == Tag<T>.None)
            return "no value";
        int basic = Tag<T>.Basic(tag);
        string[] names = T.Pick(_typeNames51, _typeNames53);
        return basic < names.Length ? names[basic] : "proto";
    }

    /// <summary>
    /// "attempt to index field 'x' (a nil value)" (ldebug.c, luaG_typeerror). Always false.
    /// </summary>
    internal bool TypeError(T* value, string operation)
    {
        if (T.Is53)
            return TypeError53(value, operation);
        string type = TypeName(value->Tag);
        string name = "";
        string? kind = null;
        CallInfo51* ci = Ci;
        if (IsLua(ci) && Addr(value) >= ci->Base && Addr(value) < ci->Top && value >= Slot(ci->Base))
            kind = NameOfRegister(ProtoOf(ci), CurrentPc(ci), (int)(value - Slot(ci->Base)), out name);
        return kind == null
            ? RunError($"attempt to {operation} a {type} value")
            : RunError($"attempt to {operation} {kind} '{name}' (a {type} value)");
    }

    internal bool ConcatError(T* a, T* b) =>
        TypeError(Tag<T>.IsString(a->Tag) || Tag<T>.IsNumber(a->Tag) ? b : a, "concatenate");

    string ObjectTypeName(T* value) => T.TypesHaveNames ? ObjectTypeName53(value) : TypeName(value->Tag);

    /// <summary>Raises the error of a comparison (ldebug.c, luaG_ordererror).</summary>
    internal bool OrderError(T* a, T* b)
    {
        string first = ObjectTypeName(a);
        string second = ObjectTypeName(b);
        return first == second
            ? RunError($"attempt to compare two {first} values")
            : RunError($"attempt to compare {first} with {second}");
    }

    /// <summary>
    /// What is known of a level of a thread's stack: 0 is the running function, which is named if asked
    /// for. False if there is no such level.
    /// </summary>
    internal bool FindActivation(uint thread, int level, out Activation found, bool named = true)
    {
        const int DescribeInstructions = 16;
        Vm.Charge(DescribeInstructions + (Math.Max(level, 0) >> 2));
        if (T.LinksFrames)
            return FindActivation53(thread, level, out found, named);
        Thread51<T>* l = thread == 0 ? L51 : (Thread51<T>*)At(thread);
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
            found = Describe((CallInfo51*)At(at), named);
            return true;
        }
        if (level >= 0)
            return false;
        // The level is one of the calls that tail calls have replaced.
        found = new Activation("(tail call)", -1, -1, "tail", "", "", 0);
        return true;
    }
}
