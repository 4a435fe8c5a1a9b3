namespace Lfs.Compiler.Bytecode;

/// <summary>The rows of one version's opcodes, by number.</summary>
public sealed class InstructionSet
{
    // A row for each number that fits in a word: looking one up cannot fail.
    readonly OpRow[] _rows = new OpRow[Instruction.MaskOp + 1];
    readonly Func<int, string> _nameOf;

    InstructionSet(int count, Func<int, OpRow> rowOf, Func<int, string> nameOf)
    {
        Count = count;
        _nameOf = nameOf;
        for (int op = 0; op < _rows.Length; op++)
            _rows[op] = rowOf(op);
    }

    /// <summary>The rows of <see cref="Opcode51"/>.</summary>
    public static InstructionSet Lua51 { get; } = new(
        (int)Opcode51.Vararg + 1,
        number => Rows51.Of((Opcode51)number),
        number => ((Opcode51)number).ToString());

    /// <summary>The rows of <see cref="Opcode53"/>.</summary>
    public static InstructionSet Lua53 { get; } = new(
        (int)Opcode53.ExtraArg + 1,
        number => Rows53.Of((Opcode53)number),
        number => ((Opcode53)number).ToString());

    /// <summary>The number of opcodes. A number from here on is not a valid opcode.</summary>
    public int Count { get; }

    /// <summary>The instruction set of a version.</summary>
    public static InstructionSet Of(LuaVersion version) => version == LuaVersion.Lua51 ? Lua51 : Lua53;

    /// <summary>The row of an instruction; <see cref="OpRow.Unknown"/> if its opcode is not
    /// valid.</summary>
    public OpRow Row(Instruction i) => _rows[i.Op];

    /// <summary>The name of a valid opcode as the reference's listing prints it.</summary>
    public string NameOf(Instruction i) => _nameOf(i.Op).ToUpperInvariant();
}
