namespace Lfs.Compiler.Bytecode;

/// <summary>The 5.3 parts of a listing.</summary>
/// <remarks>Source: app/lua53/host/luac.c.</remarks>
sealed class Listing53(bool isFull, LuaTarget target) : Listing(isFull)
{
    private protected override string Size(Proto function) => "";

    private protected override string NameOf(int op) => ((Opcode53)op).Name();

    private protected override string Operands(Instruction i)
    {
        OpAttribute row = ((Opcode53)i.Op).Row();
        return row.Mode switch
        {
            OpMode.ABC => Format($"{i.A}{Operand(i.B, row.B)}{Operand(i.C, row.C)}"),
            OpMode.ABx when row.B == Takes.Unused => Format($"{i.A}"),
            OpMode.ABx => Format($"{i.A} {(row.B == Takes.Constant ? -1 - i.Bx : i.Bx)}"),
            OpMode.AsBx => Format($"{i.A} {i.SBx}"),
            _ => Format($"{-1 - i.Ax}"),
        };
    }

    private protected override void Remark(Proto function, Instruction i, ref int pc)
    {
        switch ((Opcode53)i.Op)
        {
            case Opcode53.LoadK:
                Append($"\t; {ConstantText(function, i.Bx)}");
                break;
            case Opcode53.GetUpval or Opcode53.SetUpval:
                Append($"\t; {UpvalueName(function, i.B)}");
                break;
            case Opcode53.GetTabUp:
                Append($"\t; {UpvalueName(function, i.B)}{SpaceAndConstant(function, i.C)}");
                break;
            case Opcode53.SetTabUp:
                Append($"\t; {UpvalueName(function, i.A)}");
                Append($"{SpaceAndConstant(function, i.B)}{SpaceAndConstant(function, i.C)}");
                break;
            case Opcode53.GetTable or Opcode53.Self when Instruction.IsConstant(i.C):
                Append($"\t; {ConstantText(function, Instruction.IndexOf(i.C))}");
                break;
            case Opcode53.Closure:
                Append($"\t; {AddressOf(function.Protos[i.Bx])}");
                break;
            case Opcode53.SetList:
                Append($"\t; {(i.C == 0 ? unchecked((int)function.Code[pc++]) : i.C)}");
                break;
            case Opcode53.ExtraArg:
                Append($"\t; {ConstantText(function, i.Ax)}");
                break;
            default:
                RemarkByRow(function, i, ((Opcode53)i.Op).Row(), pc);
                break;
        }
    }

    string SpaceAndConstant(Proto function, int rk) =>
        Instruction.IsConstant(rk) ? " " + ConstantText(function, Instruction.IndexOf(rk)) : "";

    static string UpvalueName(Proto function, int index) =>
        function.Upvalues[index].Name is LuaString name ? CString(name) : "-";

    // A float that looks like an integer gets a fraction.
    private protected override string FloatText(double value)
    {
        string text = NumberText.ToText(value, target.NumberBytes == 4 ? NumberFormat.G7 : NumberFormat.G14);
        return text.All(c => c is '-' or (>= '0' and <= '9')) ? text + ".0" : text;
    }

    private protected override void Upvalues(Proto function)
    {
        Append($"upvalues ({function.Upvalues.Length}) for {AddressOf(function)}:\n");
        for (int i = 0; i < function.Upvalues.Length; i++)
        {
            UpvalueDescriptor upvalue = function.Upvalues[i];
            Append($"\t{i}\t{UpvalueName(function, i)}\t{(upvalue.InStack ? 1 : 0)}\t{upvalue.Index}\n");
        }
    }
}
