using System.Reflection;

namespace Lfs.Compiler.Bytecode;

/// <summary>The rows of one version's opcodes, by number.</summary>
public sealed class InstructionSet
{
    const BindingFlags Members = BindingFlags.Public | BindingFlags.Static;

    // A row for each number that fits in a word: looking one up cannot fail.
    readonly OpAttribute[] _rows = new OpAttribute[Instruction.MaskOp + 1];
    readonly string[] _names;

    InstructionSet(FieldInfo[] opcodes)
    {
        _names = new string[opcodes.Length];
        for (int op = 0; op < _rows.Length; op++)
            _rows[op] = OpAttribute.Unknown;
        foreach (FieldInfo opcode in opcodes)
        {
            int number = (byte)opcode.GetRawConstantValue()!;
            _names[number] = opcode.Name.ToUpperInvariant();
            _rows[number] = opcode.GetCustomAttribute<OpAttribute>()!;
        }
    }

    /// <summary>The rows of <see cref="Opcode51"/>.</summary>
    // The type is named here, so that trimming keeps its members.
    public static InstructionSet Lua51 { get; } = new(typeof(Opcode51).GetFields(Members));

    /// <summary>The rows of <see cref="Opcode53"/>.</summary>
    public static InstructionSet Lua53 { get; } = new(typeof(Opcode53).GetFields(Members));

    /// <summary>The number of opcodes. A number from here on is not a valid opcode.</summary>
    public int Count => _names.Length;

    /// <summary>The instruction set of a version.</summary>
    public static InstructionSet Of(LuaVersion version) => version == LuaVersion.Lua51 ? Lua51 : Lua53;

    /// <summary>The row of an instruction; <see cref="OpAttribute.Unknown"/> if its opcode is not
    /// valid.</summary>
    public OpAttribute Row(Instruction i) => _rows[i.Op];

    /// <summary>The name of a valid opcode as the reference's listing prints it.</summary>
    public string NameOf(Instruction i) => _names[i.Op];
}
