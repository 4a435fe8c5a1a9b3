namespace Lfs.Compiler.Bytecode;

/// <summary>The 5.1 parts of a listing.</summary>
sealed class Listing51(bool isFull) : Listing(isFull, InstructionSet.Lua51)
{
    private protected override string Size(Proto function) => Format($", {function.Code.Length * 4} bytes");

    // The reference forgets the constants of a Mod.
    private protected override string? Remark(Proto function, Instruction i, int next) =>
        i.Op == (int)Opcode51.Mod ? null : base.Remark(function, i, next);

    private protected override string UpvalueName(Proto function, int index) =>
        function.UpvalueNameCount > 0 ? CString(function.Upvalues[index].Name) : "-";

    private protected override string FloatText(double value) => NumberText.ToText(value, NumberFormat.G14);

    private protected override void Upvalues(Proto function)
    {
        int names = function.UpvalueNameCount;
        Append($"upvalues ({names}) for {AddressOf(function)}:\n");
        for (int i = 0; i < names; i++)
            Append($"\t{i}\t{CString(function.Upvalues[i].Name)}\n");
    }
}
