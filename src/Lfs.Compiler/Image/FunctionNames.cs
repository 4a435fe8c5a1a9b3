using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>Finds the names of functions in the code that creates them.</summary>
static class FunctionNames
{
    /// <summary>The name that each inner function is stored under: a global, a key of a table, an upvalue or
    /// a local. The last two have names only with full debug data.</summary>
    /// <param name="parent">The enclosing function.</param>
    /// <param name="set">The instruction set of its code.</param>
    /// <returns>One entry for each inner function; null if the next instruction does not store it.</returns>
    public static string?[] OfInner(Proto parent, InstructionSet set)
    {
        var names = new string?[parent.Protos.Length];
        for (int pc = 0; pc < parent.Code.Length; pc++)
        {
            var creates = new Instruction(parent.Code[pc]);
            OpRow row = set.Row(creates);
            if (row.B != Takes.Proto || creates.Bx >= names.Length)
                continue;
            // In 5.1, one word for each upvalue follows.
            int next = pc + 1 + (row.Words == Words.Captures ? parent.Protos[creates.Bx].Upvalues.Length : 0);
            names[creates.Bx] ??= NameAt(parent, set, next, creates.A)?.ToString();
        }
        return names;
    }

    static LuaString? NameAt(Proto parent, InstructionSet set, int pc, int register)
    {
        if (pc >= parent.Code.Length)
            return null;
        if (LocalAt(parent, pc, register) is { } local)
            return local;
        var i = new Instruction(parent.Code[pc]);
        OpRow row = set.Row(i);
        if (row.Sets != Sets.Nothing || row.Flow != Flow.Next)
            return null;
        return row.B switch
        {
            Takes.Name when i.A == register => TextOf(parent, i.Bx),
            Takes.Upvalue when i.A == register => UpvalueOf(parent, i.B),
            Takes.RK when row.C == Takes.RK && i.C == register && i.B >= Instruction.ConstantFlag =>
                TextOf(parent, i.B - Instruction.ConstantFlag),
            _ => null,
        };
    }

    static LuaString? TextOf(Proto parent, int constant) =>
        constant < parent.Constants.Length ? parent.Constants[constant].Text : null;

    static LuaString? UpvalueOf(Proto parent, int upvalue) =>
        upvalue < parent.Upvalues.Length ? parent.Upvalues[upvalue].Name : null;

    // The local that starts here in this register. Locals have registers in the order in which they start.
    static LuaString? LocalAt(Proto parent, int pc, int register)
    {
        int next = 0;
        foreach (LocVar local in parent.LocVars)
        {
            if (local.StartPc > pc || local.EndPc <= pc)
                continue;
            if (next++ == register)
                return local.StartPc == pc ? local.Name : null;
        }
        return null;
    }
}
