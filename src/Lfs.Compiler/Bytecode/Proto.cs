namespace Lfs.Compiler.Bytecode;

/// <summary>The name of a local variable and its range of instructions.</summary>
/// <param name="Name">The name, or null.</param>
/// <param name="StartPc">The first instruction, from 0, at which it is active.</param>
/// <param name="EndPc">The first instruction at which it is dead.</param>
public readonly record struct LocVar(LuaString? Name, int StartPc, int EndPc);

/// <summary>The place where a new closure finds one of its upvalues.</summary>
/// <param name="Name">The name; null if debug names were dropped.</param>
/// <param name="InStack">True if it is a register of the enclosing function (5.3).
/// Unused in 5.1: false.</param>
/// <param name="Index">That register, or the index among the enclosing function's upvalues
/// (5.3). Unused in 5.1: 0.</param>
public readonly record struct UpvalueDescriptor(LuaString? Name, bool InStack, byte Index);

/// <summary>A compiled function on the host. It is immutable: its vectors must not be written to.</summary>
/// <remarks>Source: lobject.h, <c>Proto</c>.</remarks>
public sealed class Proto
{
    /// <summary>The .NET memory of an empty function while a chunk is read, in bytes, rounded up.</summary>
    internal const int HostBytes = 512;

    /// <summary>The chunk name (<c>@file</c>, <c>=name</c> or the text); null in a
    /// stripped 5.1 chunk.</summary>
    public LuaString? Source { get; init; }

    /// <summary>The line of <c>function</c>; 0 for a main chunk.</summary>
    public int LineDefined { get; init; }

    /// <summary>The line of <c>end</c>; 0 for a main chunk.</summary>
    public int LastLineDefined { get; init; }

    /// <summary>The number of fixed parameters.</summary>
    public byte NumParams { get; init; }

    /// <summary>5.1: bits 1 (has arg), 2 (is vararg), 4 (needs arg). 5.3: 0 or 1.</summary>
    public byte IsVararg { get; init; }

    /// <summary>The number of registers that the function needs.</summary>
    public byte MaxStackSize { get; init; }

    /// <summary>The instructions, one 32-bit word each.</summary>
    public uint[] Code { get; init; } = [];

    /// <summary>The constants.</summary>
    public Constant[] Constants { get; init; } = [];

    /// <summary>The functions defined inside this one.</summary>
    public Proto[] Protos { get; init; } = [];

    /// <summary>Packed line info with its final 0 byte; empty if it was dropped.</summary>
    public byte[] LineInfo { get; init; } = [];

    /// <summary>Debug names of locals; empty if they were dropped.</summary>
    public LocVar[] LocVars { get; init; } = [];

    /// <summary>One entry for each upvalue; the names are null if they were dropped.</summary>
    public UpvalueDescriptor[] Upvalues { get; init; } = [];

    /// <summary>The number of upvalues with names: all of them, or none if names were dropped.</summary>
    public int UpvalueNameCount => Upvalues.Count(upvalue => upvalue.Name is not null);

    /// <summary>A copy of the function with other upvalues.</summary>
    internal Proto WithUpvalues(UpvalueDescriptor[] upvalues) => With(Protos, LineInfo, LocVars, upvalues);

    /// <summary>The function and those in it with less debug data: what the compiler makes at that
    /// level.</summary>
    /// <param name="kept">The debug data to keep. What is missing stays missing.</param>
    public Proto Stripped(DebugLevel kept) => kept == DebugLevel.Full ? this : With(
        Array.ConvertAll(Protos, inner => inner.Stripped(kept)),
        kept == DebugLevel.NoLines ? [] : LineInfo,
        [],
        Array.ConvertAll(Upvalues, upvalue => upvalue with { Name = null }));

    Proto With(Proto[] protos, byte[] lineInfo, LocVar[] locVars, UpvalueDescriptor[] upvalues) => new()
    {
        Source = Source,
        LineDefined = LineDefined,
        LastLineDefined = LastLineDefined,
        NumParams = NumParams,
        IsVararg = IsVararg,
        MaxStackSize = MaxStackSize,
        Code = Code,
        Constants = Constants,
        Protos = protos,
        LineInfo = lineInfo,
        LocVars = locVars,
        Upvalues = upvalues,
    };

    /// <summary>Gives the strings of the function to a method, in the order in which an image of 5.3 takes
    /// them: its source, its constants and its names. Not those of the functions in it.</summary>
    internal void ForEachText(Action<LuaString?> take)
    {
        take(Source);
        foreach (Constant constant in Constants)
            take(constant.Text);
        foreach (UpvalueDescriptor upvalue in Upvalues)
            take(upvalue.Name);
        foreach (LocVar local in LocVars)
            take(local.Name);
    }

    /// <summary>The line of the instruction at an index from 0; 0 if unknown.</summary>
    public int LineOf(int pc) => Bytecode.LineInfo.LineOf(LineInfo, pc);
}
