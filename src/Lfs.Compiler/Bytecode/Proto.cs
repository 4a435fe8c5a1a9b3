namespace Lfs.Compiler.Bytecode;

/// <summary>A local variable's name and the instructions in which it lives.</summary>
/// <param name="Name">The name, or null.</param>
/// <param name="StartPc">First instruction, 0-based, at which it is active.</param>
/// <param name="EndPc">First instruction at which it is dead.</param>
public readonly record struct LocVar(LuaString? Name, int StartPc, int EndPc);

/// <summary>Where a closure finds one of its upvalues.</summary>
/// <param name="Name">The name; null when debug names were dropped.</param>
/// <param name="InStack">5.3: it is a register of the enclosing function. 5.1: unused, false.</param>
/// <param name="Index">5.3: that register, or the index among the enclosing function's upvalues. 5.1:
/// 0.</param>
public readonly record struct UpvalueDescriptor(LuaString? Name, bool InStack, byte Index);

/// <summary>A compiled function on the host. Immutable: nobody writes to the vectors once it is
/// made.</summary>
/// <remarks>Source: lobject.h, <c>Proto</c>.</remarks>
public sealed class Proto
{
    /// <summary>What an empty one takes of .NET's memory while a chunk is read, rounded up.</summary>
    internal const int HostBytes = 512;

    /// <summary>The chunk name (<c>@file</c>, <c>=name</c> or the text); null in a stripped 5.1
    /// chunk.</summary>
    public LuaString? Source { get; init; }

    /// <summary>The line of <c>function</c>; 0 for a main chunk.</summary>
    public int LineDefined { get; init; }

    /// <summary>The line of <c>end</c>; 0 for a main chunk.</summary>
    public int LastLineDefined { get; init; }

    /// <summary>How many fixed parameters.</summary>
    public byte NumParams { get; init; }

    /// <summary>5.1: bits 1 (has arg), 2 (is vararg), 4 (needs arg). 5.3: 0 or 1.</summary>
    public byte IsVararg { get; init; }

    /// <summary>Registers the function needs.</summary>
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

    /// <summary>One entry for each upvalue, names null if they were dropped.</summary>
    public UpvalueDescriptor[] Upvalues { get; init; } = [];

    /// <summary>How many upvalues have names: all of them, or none when names were dropped.</summary>
    public int UpvalueNameCount => Upvalues.Count(upvalue => upvalue.Name is not null);

    /// <summary>The same function with other upvalues.</summary>
    internal Proto WithUpvalues(UpvalueDescriptor[] upvalues) => new()
    {
        Source = Source,
        LineDefined = LineDefined,
        LastLineDefined = LastLineDefined,
        NumParams = NumParams,
        IsVararg = IsVararg,
        MaxStackSize = MaxStackSize,
        Code = Code,
        Constants = Constants,
        Protos = Protos,
        LineInfo = LineInfo,
        LocVars = LocVars,
        Upvalues = upvalues,
    };

    /// <summary>The line of an instruction, counted from 0; 0 if unknown.</summary>
    public int LineOf(int pc) => Bytecode.LineInfo.LineOf(LineInfo, pc);
}
