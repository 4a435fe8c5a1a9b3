using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Lfs.Tests;

/// <summary>One instruction of a method.</summary>
/// <param name="Offset">Where it starts in the method.</param>
/// <param name="Code">What it does.</param>
/// <param name="Operand">Its token, its local or its argument; nothing else is kept.</param>
readonly record struct Instruction(int Offset, OpCode Code, int Operand)
{
    static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value);

    /// <summary>The member or type it names, or nil.</summary>
    public EntityHandle Member => Code.OperandType is OperandType.InlineField or OperandType.InlineMethod
        or OperandType.InlineTok or OperandType.InlineType ? MetadataTokens.EntityHandle(Operand) : default;

    /// <summary>The instructions of a method, in order.</summary>
    public static List<Instruction> Of(MethodBodyBlock body)
    {
        List<Instruction> instructions = [];
        BlobReader il = body.GetILReader();
        while (il.RemainingBytes > 0)
        {
            int offset = il.Offset;
            int value = il.ReadByte();
            if (value == 0xFE)
                value = value << 8 | il.ReadByte();
            OpCode code = Codes[value];
            instructions.Add(new Instruction(offset, code, ReadOperand(ref il, code.OperandType)));
        }
        return instructions;
    }

    static int ReadOperand(ref BlobReader il, OperandType type)
    {
        switch (type)
        {
            case OperandType.InlineNone:
                return 0;
            case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                return il.ReadByte();
            case OperandType.InlineVar:
                return il.ReadUInt16();
            case OperandType.InlineI8 or OperandType.InlineR:
                il.Offset += 8;
                return 0;
            case OperandType.InlineSwitch:
                int targets = il.ReadInt32();
                il.Offset += 4 * targets;
                return 0;
            default:
                return il.ReadInt32();
        }
    }
}
