namespace Lfs.Compiler.Bytecode;

/// <summary>The 5.3 parts of a listing.</summary>
/// <remarks>Source: app/lua53/host/luac.c.</remarks>
sealed class Listing53(bool isFull, LuaTarget target) : Listing(isFull, InstructionSet.Lua53)
{
    private protected override string Size(Proto function) => "";

    private protected override string UpvalueName(Proto function, int index) =>
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
