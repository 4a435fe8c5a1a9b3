namespace Lfs.Compiler.Bytecode;

/// <summary>The rows of one version's opcodes, by number.</summary>
public sealed class InstructionSet
{
    // A row for each number that fits in a word: looking one up cannot fail.
    readonly OpAttribute[] _rows = new OpAttribute[Instruction.MaskOp + 1];
    readonly Func<int, string> _nameOf;

    InstructionSet(OpAttribute[] rows, Func<int, string> nameOf)
    {
        Count = rows.Length;
        _nameOf = nameOf;
        rows.CopyTo(_rows, 0);
        for (int op = rows.Length; op < _rows.Length; op++)
            _rows[op] = OpAttribute.Unknown;
    }

    /// <summary>The rows of <see cref="Opcode51"/>.</summary>
    public static InstructionSet Lua51 { get; } =
        new(OpcodeRows.Lua51(), number => ((Opcode51)number).ToString());

    /// <summary>The rows of <see cref="Opcode53"/>.</summary>
    public static InstructionSet Lua53 { get; } =
        new(OpcodeRows.Lua53(), number => ((Opcode53)number).ToString());

    /// <summary>The number of opcodes. A number from here on is not a valid opcode.</summary>
    public int Count { get; }

    /// <summary>The instruction set of a version.</summary>
    public static InstructionSet Of(LuaVersion version) => version == LuaVersion.Lua51 ? Lua51 : Lua53;

    /// <summary>The row of an instruction; <see cref="OpAttribute.Unknown"/> if its opcode is not
    /// valid.</summary>
    public OpAttribute Row(Instruction i) => _rows[i.Op];

    /// <summary>The name of a valid opcode as the reference's listing prints it.</summary>
    public string NameOf(Instruction i) => _nameOf(i.Op).ToUpperInvariant();
}
