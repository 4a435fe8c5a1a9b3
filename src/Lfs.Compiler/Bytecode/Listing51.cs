namespace Lfs.Compiler.Bytecode;

/// <summary>The 5.1 parts of a listing.</summary>
sealed class Listing51(bool isFull) : Listing(isFull)
{
    private protected override string Size(Proto function) => Format($", {function.Code.Length * 4} bytes");

    private protected override string NameOf(int op) => ((Opcode51)op).Name();

    private protected override string Operands(Instruction i)
    {
        OpAttribute row = ((Opcode51)i.Op).Row();
        return row.Mode switch
        {
            OpMode.ABC => Format($"{i.A}{Operand(i.B, row.B)}{Operand(i.C, row.C)}"),
            OpMode.ABx => Format($"{i.A} {(row.B == Takes.Constant ? -1 - i.Bx : i.Bx)}"),
            _ => i.Op == (int)Opcode51.Jmp ? Format($"{i.SBx}") : Format($"{i.A} {i.SBx}"),
        };
    }

    private protected override void Remark(Proto function, Instruction i, ref int pc)
    {
        switch ((Opcode51)i.Op)
        {
            case Opcode51.LoadK:
                Append($"\t; {ConstantText(function, i.Bx)}");
                break;
            case Opcode51.GetUpval or Opcode51.SetUpval:
                Append($"\t; {(function.UpvalueNameCount > 0 ? CString(function.Upvalues[i.B].Name) : "-")}");
                break;
            case Opcode51.GetGlobal or Opcode51.SetGlobal:
                Append($"\t; {CString(function.Constants[i.Bx].Text)}");
                break;
            case Opcode51.GetTable or Opcode51.Self when Instruction.IsConstant(i.C):
                Append($"\t; {ConstantText(function, Instruction.IndexOf(i.C))}");
                break;
            case Opcode51.Mod:
                break;      // The reference forgets its constants.
            case Opcode51.Closure:
                Append($"\t; {AddressOf(function.Protos[i.Bx])}");
                break;
            case Opcode51.SetList:
                Append($"\t; {(i.C == 0 ? unchecked((int)function.Code[pc++]) : i.C)}");
                break;
            default:
                RemarkByRow(function, i, ((Opcode51)i.Op).Row(), pc);
                break;
        }
    }

    private protected override string FloatText(double value) => NumberText.ToText(value, NumberFormat.G14);

    private protected override void Upvalues(Proto function)
    {
        int names = function.UpvalueNameCount;
        Append($"upvalues ({names}) for {AddressOf(function)}:\n");
        for (int i = 0; i < names; i++)
            Append($"\t{i}\t{CString(function.Upvalues[i].Name)}\n");
    }
}
