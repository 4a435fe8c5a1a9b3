using System.Globalization;
using System.Text;

namespace Lfs.Compiler.Bytecode;

/// <summary>Prints functions as <c>luac -l</c> and <c>luac -l -l</c> do.</summary>
/// <remarks>
/// The reference prints the heap address of a function, which differs in every run. This prints the
/// function's number in the order of the listing. Source: luac_cross/print.c.
/// </remarks>
public abstract class Listing
{
    readonly Dictionary<Proto, int> _numbers = [];
    readonly bool _isFull;

    private protected StringBuilder Text { get; } = new();

    private protected Listing(bool isFull)
    {
        _isFull = isFull;
    }

    /// <summary>Lists a function and its inner functions.</summary>
    /// <param name="main">The function.</param>
    /// <param name="target">The target that it was compiled for.</param>
    /// <param name="isFull">True to also list constants, locals and upvalues: <c>-l -l</c>.</param>
    public static string Print(Proto main, LuaTarget target, bool isFull)
    {
        Listing listing = target.Version == LuaVersion.Lua51
            ? new Listing51(isFull)
            : new Listing53(isFull, target);
        listing.Number(main);
        listing.Function(main);
        return listing.Text.ToString();
    }

    void Number(Proto function)
    {
        _numbers.Add(function, _numbers.Count + 1);
        foreach (Proto child in function.Protos)
            Number(child);
    }

    void Function(Proto function)
    {
        Header(function);
        for (int pc = 0; pc < function.Code.Length;)
            Line(function, ref pc);
        if (_isFull)
        {
            Constants(function);
            Locals(function);
            Upvalues(function);
        }
        foreach (Proto child in function.Protos)
            Function(child);
    }

    void Header(Proto f)
    {
        string kind = f.LineDefined == 0 ? "main" : "function";
        int words = f.Code.Length;
        Append($"\n{kind} <{SourceOf(f)}:{f.LineDefined},{f.LastLineDefined}> ");
        Append($"({words} instruction{Plural(words)}{Size(f)} at {AddressOf(f)})\n");
        Append($"{f.NumParams}{(f.IsVararg != 0 ? "+" : "")} param{Plural(f.NumParams)}, ");
        Append($"{f.MaxStackSize} slot{Plural(f.MaxStackSize)}, ");
        Append($"{f.Upvalues.Length} upvalue{Plural(f.Upvalues.Length)}, ");
        Append($"{f.LocVars.Length} local{Plural(f.LocVars.Length)}, ");
        Append($"{f.Constants.Length} constant{Plural(f.Constants.Length)}, ");
        Append($"{f.Protos.Length} function{Plural(f.Protos.Length)}\n");
    }

    /// <summary>The text after the number of instructions.</summary>
    private protected abstract string Size(Proto function);

    static string SourceOf(Proto function)
    {
        string source = CString(function.Source);
        if (source.Length > 0 && source[0] is '@' or '=')
            return source.Substring(1);
        return source.Length > 0 && source[0] == '\x1B' ? "(bstring)" : "(string)";
    }

    static string Plural(int count) => count == 1 ? "" : "s";

    private protected string AddressOf(Proto function) =>
        "0x" + _numbers[function].ToString("x8", CultureInfo.InvariantCulture);

    void Line(Proto function, ref int pc)
    {
        int line = LineInfo.LineOf(function.LineInfo, pc);
        string lineText = line > 0 ? line.ToString(CultureInfo.InvariantCulture) : "-";
        var i = new Instruction(function.Code[pc]);
        Append($"\t{pc + 1}\t[{lineText}]\t{NameOf(i.Op),-9}\t{Operands(i)}");
        pc++;
        Remark(function, i, ref pc);
        Text.Append('\n');
    }

    /// <summary>The name of an opcode.</summary>
    private protected abstract string NameOf(int op);

    /// <summary>The operands of an instruction.</summary>
    private protected abstract string Operands(Instruction i);

    /// <summary>Adds the comment on an instruction.</summary>
    /// <param name="function">The function.</param>
    /// <param name="i">The instruction.</param>
    /// <param name="pc">The index of the next instruction.</param>
    private protected abstract void Remark(Proto function, Instruction i, ref int pc);

    /// <summary>Adds what the columns of an instruction's row say: a jump's target, constants.</summary>
    private protected void RemarkByRow(Proto function, Instruction i, OpAttribute row, int pc)
    {
        if (row.Mode == OpMode.AsBx)
            Append($"\t; to {i.SBx + pc + 1}");
        else if (row.B == Takes.Constant && row.C == Takes.Constant
            && (Instruction.IsConstant(i.B) || Instruction.IsConstant(i.C)))
            Append($"\t; {ConstantOrDash(function, i.B)} {ConstantOrDash(function, i.C)}");
    }

    private protected static string Operand(int value, Takes kind)
    {
        if (kind == Takes.Unused)
            return "";
        return Format($" {(Instruction.IsConstant(value) ? -1 - Instruction.IndexOf(value) : value)}");
    }

    private protected string ConstantOrDash(Proto function, int rk) =>
        Instruction.IsConstant(rk) ? ConstantText(function, Instruction.IndexOf(rk)) : "-";

    private protected string ConstantText(Proto function, int index)
    {
        Constant constant = function.Constants[index];
        return constant.Kind switch
        {
            ConstantKind.Nil => "nil",
            ConstantKind.Boolean => constant.AsBoolean ? "true" : "false",
            ConstantKind.Float => FloatText(constant.AsFloat),
            ConstantKind.Integer => constant.AsInteger.ToString(CultureInfo.InvariantCulture),
            _ => Quote(constant.Text!),
        };
    }

    private protected abstract string FloatText(double value);

    static string Quote(LuaString text)
    {
        var quoted = new StringBuilder("\"");
        foreach (byte b in text.Bytes)
        {
            int escape = "\"\\\a\b\f\n\r\t\v".IndexOf((char)b);
            if (escape >= 0)
                quoted.Append('\\').Append("\"\\abfnrtv"[escape]);
            else if (b is >= 0x20 and < 0x7F)
                quoted.Append((char)b);
            else
                quoted.Append('\\').Append(b.ToString("d3", CultureInfo.InvariantCulture));
        }
        return quoted.Append('"').ToString();
    }

    void Constants(Proto function)
    {
        Append($"constants ({function.Constants.Length}) for {AddressOf(function)}:\n");
        for (int i = 0; i < function.Constants.Length; i++)
            Append($"\t{i + 1}\t{ConstantText(function, i)}\n");
    }

    void Locals(Proto function)
    {
        Append($"locals ({function.LocVars.Length}) for {AddressOf(function)}:\n");
        for (int i = 0; i < function.LocVars.Length; i++)
        {
            LocVar local = function.LocVars[i];
            Append($"\t{i}\t{CString(local.Name)}\t{local.StartPc + 1}\t{local.EndPc + 1}\n");
        }
    }

    /// <summary>Lists the upvalues.</summary>
    private protected abstract void Upvalues(Proto function);

    // The text that printf's %s prints: up to the first zero byte.
    private protected static string CString(LuaString? text)
    {
        string whole = text?.ToString() ?? "";
        int end = whole.IndexOf('\0');
        return end < 0 ? whole : whole.Substring(0, end);
    }

    private protected void Append(FormattableString text) => Text.Append(Format(text));

    private protected static string Format(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture);
}
