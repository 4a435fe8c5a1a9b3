using System.Diagnostics;

namespace Lfs.Runtime.Core;

/// <summary>The facts about a function of 5.3, active or not (lua.h, <c>lua_Debug</c>).</summary>
/// <param name="Source">The chunk's full name.</param>
/// <param name="ShortSource">The chunk as messages name it.</param>
/// <param name="LineDefined">The line of <c>function</c>, 0 for a main chunk, -1 for a host function.</param>
/// <param name="LastLineDefined">The line of its <c>end</c>, -1 for a host function.</param>
/// <param name="What">"Lua", "main" or "C".</param>
/// <param name="Upvalues">The number of upvalues.</param>
/// <param name="Parameters">The number of parameters; 0 for a host function.</param>
/// <param name="IsVararg">True if it takes extra arguments, as every host function does.</param>
readonly record struct FunctionFacts(
    string Source, string ShortSource, int LineDefined, int LastLineDefined, string What,
    int Upvalues, int Parameters, bool IsVararg);

// ldebug.c and lapi.c of 5.3: reading and changing locals, upvalues and user values for the debug library.
// Writes stop at host functions, whose C# code trusts the values that it keeps.
unsafe partial class Introspection<T>
{
    const string Temporary = "(*temporary)";

    internal FunctionFacts FactsOf(int index)
    {
        T* value = Vm.ValueAt(index);
        if (value->Tag != Tag<T>.Function)
        {
            int count = value->Tag == Tag<T>.HostClosure ? ClosureAt(value->Ref)->NumUpvalues : 0;
            return new FunctionFacts("=[C]", "[C]", -1, -1, "C", count, 0, true);
        }
        Closure<T>* cl = ClosureAt(value->Ref);
        Proto<T>* f = ProtoAt(cl->Code);
        Vm.Charge(SourceOf(f).Length >> 3);
        return new FunctionFacts(
            Vm.TextOf(SourceOf(f)), ShortSource(f), (int)f->LineDefined, (int)f->LastLine,
            f->LineDefined == 0 ? "main" : "Lua", cl->NumUpvalues, f->NumParams, f->IsVararg != 0);
    }

    /// <summary>
    /// Pushes a table whose keys are the lines of a Lua function that have code; nil for a host function.
    /// </summary>
    internal void PushActiveLines(int index)
    {
        T* value = Vm.ValueAt(index);
        if (value->Tag != Tag<T>.Function)
        {
            Vm.PushNil();
            return;
        }
        Proto<T>* f = ProtoAt(ClosureAt(value->Ref)->Code);
        Vm.PushTable();
        if (f->LineInfo == 0 || f->SizeLineInfo == 0)
            return;
        byte* p = At(f->LineInfo);
        int line = 0;
        int last = -1;
        while (last + 1 < f->SizeCode)
        {
            Vm.Spend(2);
            if (!NextLine(ref p, ref line, ref last))
                return;
            Vm.PushBoolean(true);
            Vm.RawSetInt(-2, line);
        }
    }

    /// <summary>The name of a parameter of the Lua function at an index, or null.</summary>
    internal string? ParameterName(int index, int number)
    {
        T* value = Vm.ValueAt(index);
        return value->Tag == Tag<T>.Function
            ? LocalName(ProtoAt(ClosureAt(value->Ref)->Code), number, 0) : null;
    }

    /// <summary>
    /// Pushes a local of an active function and returns its name; pushes nothing and returns null if none.
    /// </summary>
    /// <param name="thread">The thread; 0 for the running one.</param>
    /// <param name="level">The function's level, which must exist.</param>
    /// <param name="number">Counted from 1; negative for the arguments beyond the parameters.</param>
    internal string? PushLocal(uint thread, int level, int number)
    {
        T* slot = FindLocal(thread, level, number, out string? name);
        if (name != null)
        {
            *Top = *slot;
            Top++;
        }
        return name;
    }

    /// <summary>
    /// Pops a value into a local of an active Lua function and returns its name, or null if there is none.
    /// The slots of a host function are off limits: it has already checked the arguments that it reads there.
    /// </summary>
    internal string? PopLocal(uint thread, int level, int number)
    {
        if (!IsLua(FrameAt53(ThreadOf53(thread), level)))
        {
            Top--;
            return null;
        }
        T* slot = FindLocal(thread, level, number, out string? name);
        Top--;
        if (name != null)
            *slot = *Top;
        return name;
    }

    /// <remarks>Source: ldebug.c of 5.3, <c>findlocal</c>, <c>findvararg</c>.</remarks>
    T* FindLocal(uint thread, int level, int number, out string? name)
    {
        Thread53<T>* l = ThreadOf53(thread);
        CallInfo53* ci = FrameAt53(l, level);
        name = null;
        T* frame = Slot(ci->Func) + 1;
        if (IsLua(ci))
        {
            Proto<T>* f = ProtoOf(ci);
            frame = Slot(ci->Base);
            if (number < 0)
            {
                int extra = (int)(frame - Slot(ci->Func)) - f->NumParams;
                name = -(long)number < extra ? "(*vararg)" : null;
                return Slot(ci->Func) + f->NumParams - number;
            }
            name = LocalName(f, number, CurrentPc(ci));
        }
        // An unnamed slot is a temporary, valid up to the top of the stack or the callee's function.
        T* limit = Addr(ci) == l->Ci ? Slot(l->Top) : Slot(Ci53At(ci->Next)->Func);
        if (name == null && number > 0 && limit - frame >= number)
            name = Temporary;
        return frame + (number - 1);
    }

    CallInfo53* FrameAt53(Thread53<T>* thread, int level)
    {
        Debug.Assert(level >= 0, "A level is not negative.");
        uint at = thread->Ci;
        for (; level > 0; level--)
            at = Ci53At(at)->Previous;
        Debug.Assert(at != 0, "The caller has checked that the level exists.");
        return Ci53At(at);
    }

    /// <summary>
    /// Pushes an upvalue of a function and returns its name; pushes nothing and returns null if none.
    /// </summary>
    internal string? PushUpvalue(int index, int number)
    {
        T* place = FindUpvalue(index, number, out string? name);
        if (name != null)
        {
            *Top = *place;
            Top++;
        }
        return name;
    }

    /// <summary>
    /// Pops a value into an upvalue of a Lua function and returns its name, or null if there is none. The
    /// upvalues of a host function are off limits: it trusts the state that it keeps in them.
    /// </summary>
    internal string? PopUpvalue(int index, int number)
    {
        T* place = FindUpvalue(index, number, out string? name);
        T* value = Vm.ValueAt(index);
        Top--;
        if (name == null || value->Tag != Tag<T>.Function)
            return null;
        *place = *Top;
        Vm.BarrierUpval53(UpVal53At(UpvalRefs(ClosureAt(value->Ref))[number - 1]));
        return name;
    }

    T* FindUpvalue(int index, int number, out string? name)
    {
        T* value = Vm.ValueAt(index);
        name = null;
        if (value->Tag != Tag<T>.Function && value->Tag != Tag<T>.HostClosure)
            return null;
        Closure<T>* cl = ClosureAt(value->Ref);
        if (number < 1 || number > cl->NumUpvalues)
            return null;
        name = "";
        if (cl->IsHost)
            return UpvalValues(cl) + (number - 1);
        uint text = ((UpvalDesc*)At(ProtoAt(cl->Code)->Upvalues))[number - 1].Name;
        name = text == 0 ? "(*no name)" : Vm.TextOf(Vm.BytesOf(text));
        return Slot(UpVal53At(UpvalRefs(cl)[number - 1])->V);
    }

    /// <summary>A number that is equal for two upvalues if they are the same variable.</summary>
    /// <remarks>Source: lapi.c, <c>lua_upvalueid</c>.</remarks>
    internal uint UpvalueIdentity(int index, int number)
    {
        Closure<T>* cl = ClosureAt(Vm.ValueAt(index)->Ref);
        Debug.Assert(number >= 1 && number <= cl->NumUpvalues, "The library has checked the number.");
        return cl->IsHost ? Addr(UpvalValues(cl) + (number - 1)) : UpvalRefs(cl)[number - 1];
    }

    /// <summary>Makes an upvalue of one Lua closure refer to an upvalue of another.</summary>
    /// <remarks>Source: lapi.c, <c>lua_upvaluejoin</c>.</remarks>
    internal void JoinUpvalues(int index, int number, int other, int otherNumber)
    {
        Debug.Assert(
            Vm.ValueAt(index)->Tag == Tag<T>.Function && Vm.ValueAt(other)->Tag == Tag<T>.Function,
            "Only Lua closures share upvalues.");
        uint* place = UpvalRefs(ClosureAt(Vm.ValueAt(index)->Ref)) + (number - 1);
        uint shared = UpvalRefs(ClosureAt(Vm.ValueAt(other)->Ref))[otherNumber - 1];
        // Counted before the release: both may be the same upvalue, with no other reference.
        UpVal53At(shared)->References++;
        Vm.ReleaseUpval53(*place);
        *place = shared;
        if (Closures<T>.IsOpen(UpVal53At(shared)))
            OpenPartOf(UpVal53At(shared))->Touched = 1;
        Vm.BarrierUpval53(UpVal53At(shared));
    }

    /// <summary>Pushes the user value of a userdata.</summary>
    /// <remarks>Source: lapi.c, <c>lua_getuservalue</c>.</remarks>
    internal void PushUserValue(int index)
    {
        Debug.Assert(Vm.ValueAt(index)->Tag == Tag<T>.Userdata, "Only a userdata has a user value.");
        Udata<T>* u = (Udata<T>*)At(Vm.ValueAt(index)->Ref);
        ulong bits = u->User;
        SetRef(Top, u->UserTag, (uint)(bits & uint.MaxValue));
        if (T.IntegerBits == 64)
            ((uint*)Top)[1] = (uint)(bits >> 32);
        Top++;
    }

    /// <summary>Pops a value and makes it the user value of a userdata.</summary>
    /// <remarks>Source: lapi.c, <c>lua_setuservalue</c>.</remarks>
    internal void PopUserValue(int index)
    {
        Debug.Assert(Vm.ValueAt(index)->Tag == Tag<T>.Userdata, "Only a userdata has a user value.");
        Udata<T>* u = (Udata<T>*)At(Vm.ValueAt(index)->Ref);
        Top--;
        u->UserTag = (byte)Top->Tag;
        u->User = ((uint*)Top)[0] | (T.IntegerBits == 64 ? (ulong)((uint*)Top)[1] << 32 : 0);
        Vm.Barrier((GcHeader*)u, Top);
    }
}
