using System.Globalization;
using System.Text;

namespace Lfs.Compiler.Bytecode;

/// <summary>Prints functions as <c>luac -l</c> and <c>luac -l -l</c> do.</summary>
/// <remarks>
/// Where the reference prints the heap address of a function, which differs in every run, this prints its
/// number in the order of the listing. Source: luac_cross/print.c.
/// </remarks>
public sealed class Listing
{
    readonly StringBuilder _text = new();
    readonly Dictionary<Proto, int> _numbers = [];
    readonly bool _isFull;

    Listing(bool isFull)
    {
        _isFull = isFull;
    }

    /// <summary>The listing of a function and those inside it.</summary>
    /// <param name="main">The function.</param>
    /// <param name="target">What it was compiled for.</param>
    /// <param name="isFull">Also list constants, locals and upvalues: <c>-l -l</c>.</param>
    public static string Print(Proto main, LuaTarget target, bool isFull)
    {
        if (target.Version != LuaVersion.Lua51)
            throw new NotImplementedException();
        var listing = new Listing(isFull);
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
        Append($"({words} instruction{Plural(words)}, {words * 4} bytes at {AddressOf(f)})\n");
        Append($"{f.NumParams}{(f.IsVararg != 0 ? "+" : "")} param{Plural(f.NumParams)}, ");
        Append($"{f.MaxStackSize} slot{Plural(f.MaxStackSize)}, ");
        Append($"{f.Upvalues.Length} upvalue{Plural(f.Upvalues.Length)}, ");
        Append($"{f.LocVars.Length} local{Plural(f.LocVars.Length)}, ");
        Append($"{f.Constants.Length} constant{Plural(f.Constants.Length)}, ");
        Append($"{f.Protos.Length} function{Plural(f.Protos.Length)}\n");
    }

    static string SourceOf(Proto function)
    {
        string source = CString(function.Source);
        if (source.Length > 0 && source[0] is '@' or '=')
            return source.Substring(1);
        return source.Length > 0 && source[0] == '\x1B' ? "(bstring)" : "(string)";
    }

    static string Plural(int count) => count == 1 ? "" : "s";

    string AddressOf(Proto function) =>
        "0x" + _numbers[function].ToString("x8", CultureInfo.InvariantCulture);

    void Line(Proto function, ref int pc)
    {
        var i = new Instruction(function.Code[pc]);
        var op = (Opcode51)i.Op;
        OpAttribute row = op.Row();
        int line = LineInfo.LineOf(function.LineInfo, pc);
        string lineText = line > 0 ? line.ToString(CultureInfo.InvariantCulture) : "-";
        Append($"\t{pc + 1}\t[{lineText}]\t{op.Name(),-9}\t");
        _text.Append(Operands(i, op, row));
        pc++;
        Remark(function, i, op, ref pc);
        _text.Append('\n');
    }

    static string Operands(Instruction i, Opcode51 op, OpAttribute row) => row.Mode switch
    {
        OpMode.ABC => Format($"{i.A}{Operand(i.B, row.B)}{Operand(i.C, row.C)}"),
        OpMode.ABx => Format($"{i.A} {(row.B == Takes.Constant ? -1 - i.Bx : i.Bx)}"),
        _ => op == Opcode51.Jmp ? Format($"{i.SBx}") : Format($"{i.A} {i.SBx}"),
    };

    static string Operand(int value, Takes kind)
    {
        if (kind == Takes.Unused)
            return "";
        return Format($" {(Instruction.IsConstant(value) ? -1 - Instruction.IndexOf(value) : value)}");
    }

    void Remark(Proto function, Instruction i, Opcode51 op, ref int pc)
    {
        switch (op)
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
            case Opcode51.SetTable or Opcode51.Add or Opcode51.Sub or Opcode51.Mul or Opcode51.Div
                or Opcode51.Pow or Opcode51.Eq or Opcode51.Lt or Opcode51.Le
                when Instruction.IsConstant(i.B) || Instruction.IsConstant(i.C):
                Append($"\t; {ConstantOrDash(function, i.B)} {ConstantOrDash(function, i.C)}");
                break;
            case Opcode51.Jmp or Opcode51.ForLoop or Opcode51.ForPrep:
                Append($"\t; to {i.SBx + pc + 1}");
                break;
            case Opcode51.Closure:
                Append($"\t; {AddressOf(function.Protos[i.Bx])}");
                break;
            case Opcode51.SetList:
                Append($"\t; {(i.C == 0 ? unchecked((int)function.Code[pc++]) : i.C)}");
                break;
        }
    }

    static string ConstantOrDash(Proto function, int rk) =>
        Instruction.IsConstant(rk) ? ConstantText(function, Instruction.IndexOf(rk)) : "-";

    static string ConstantText(Proto function, int index)
    {
        Constant constant = function.Constants[index];
        return constant.Kind switch
        {
            ConstantKind.Nil => "nil",
            ConstantKind.Boolean => constant.AsBoolean ? "true" : "false",
            ConstantKind.Float => NumberText.ToText(constant.AsFloat, NumberFormat.G14),
            ConstantKind.Integer => constant.AsInteger.ToString(CultureInfo.InvariantCulture),
            _ => Quote(constant.Text!),
        };
    }

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

    void Upvalues(Proto function)
    {
        int names = function.UpvalueNameCount;
        Append($"upvalues ({names}) for {AddressOf(function)}:\n");
        for (int i = 0; i < names; i++)
            Append($"\t{i}\t{CString(function.Upvalues[i].Name)}\n");
    }

    // What printf's %s shows: the text up to the first zero byte.
    static string CString(LuaString? text)
    {
        string whole = text?.ToString() ?? "";
        int end = whole.IndexOf('\0');
        return end < 0 ? whole : whole.Substring(0, end);
    }

    void Append(FormattableString text) => _text.Append(Format(text));

    static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
