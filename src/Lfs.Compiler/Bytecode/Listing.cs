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
    readonly StringBuilder _text = new();
    readonly bool _isFull;
    readonly InstructionSet _set;

    private protected Listing(bool isFull, InstructionSet set)
    {
        _isFull = isFull;
        _set = set;
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
        return listing._text.ToString();
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
        Append($"\t{pc + 1}\t[{lineText}]\t{_set.NameOf(i),-9}\t{Operands(i)}");
        pc++;
        if (Remark(function, i, pc) is { } remark)
            _text.Append("\t; ").Append(remark);
        _text.Append('\n');
        // The batch is part of the remark.
        if (_set.Row(i).Words == Words.BatchIfCIs0 && i.C == 0)
            pc++;
    }

    string Operands(Instruction i)
    {
        OpRow row = _set.Row(i);
        string a = row.A == Takes.Unused ? "" : Format($"{i.A} ");
        return row.Mode switch
        {
            OpMode.ABC => Format($"{i.A}{Operand(i.B, row.B)}{Operand(i.C, row.C)}"),
            OpMode.ABx when row.B == Takes.Unused => Format($"{i.A}"),
            OpMode.ABx => Format($"{a}{(row.B is Takes.Constant or Takes.Name ? -1 - i.Bx : i.Bx)}"),
            OpMode.AsBx => Format($"{a}{i.SBx}"),
            _ => Format($"{-1 - i.Ax}"),
        };
    }

    static string Operand(int value, Takes kind)
    {
        if (kind == Takes.Unused)
            return "";
        return Format($" {(Instruction.IsConstant(value) ? -1 - Instruction.IndexOf(value) : value)}");
    }

    /// <summary>The comment on an instruction: what its operands refer to; null if there is
    /// none.</summary>
    /// <param name="function">The function.</param>
    /// <param name="i">The instruction.</param>
    /// <param name="next">The index of the next word.</param>
    private protected virtual string? Remark(Proto function, Instruction i, int next)
    {
        OpRow row = _set.Row(i);
        if (row.Words == Words.BatchIfCIs0)
            return Format($"{(i.C == 0 ? unchecked((int)function.Code[next]) : i.C)}");
        if (row.A == Takes.Upvalue)
            return UpvalueName(function, i.A) + Spaced(ConstantIn(function, i.B, row.B))
                + Spaced(ConstantIn(function, i.C, row.C));
        return row.B switch
        {
            Takes.Jump => Format($"to {i.SBx + next + 1}"),
            Takes.Constant => ConstantText(function, row.Mode == OpMode.Ax ? i.Ax : i.Bx),
            Takes.Name => CString(function.Constants[i.Bx].Text),
            Takes.Proto => AddressOf(function.Protos[i.Bx]),
            Takes.Upvalue => UpvalueName(function, i.B) + Spaced(ConstantIn(function, i.C, row.C)),
            Takes.RK => ConstantsIn(function, i, row),
            _ => ConstantIn(function, i.C, row.C),
        };
    }

    /// <summary>The name of an upvalue; a dash if it was stripped.</summary>
    private protected abstract string UpvalueName(Proto function, int index);

    static string Spaced(string? constant) => constant is null ? "" : " " + constant;

    // A dash stands for a register, unless both are.
    string? ConstantsIn(Proto function, Instruction i, OpRow row)
    {
        string? b = ConstantIn(function, i.B, row.B);
        string? c = ConstantIn(function, i.C, row.C);
        return b is null && c is null ? null : (b ?? "-") + " " + (c ?? "-");
    }

    string? ConstantIn(Proto function, int operand, Takes kind) =>
        kind is Takes.RK or Takes.RKName && Instruction.IsConstant(operand)
            ? ConstantText(function, Instruction.IndexOf(operand)) : null;

    string ConstantText(Proto function, int index)
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

    private protected void Append(FormattableString text) => _text.Append(Format(text));

    private protected static string Format(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture);
}
