using Lfs.Compiler.Bytecode;

namespace Lfs.Tests.CodePrograms;

/// <summary>The words of one function as they are made, for either version.</summary>
sealed class Assembler(bool is53)
{
    readonly List<uint> _code = [];
    readonly List<Constant> _constants = [];

    public bool Is53 => is53;

    public int Length => _code.Count;

    public uint[] Code => [.. _code];

    public Constant[] Constants => [.. _constants];

    public List<Proto> Protos { get; } = [];

    public int Constant(Constant value)
    {
        int at = _constants.IndexOf(value);
        if (at >= 0)
            return at;
        _constants.Add(value);
        return _constants.Count - 1;
    }

    public int Name(string name) => Constant(Compiler.Bytecode.Constant.String(LuaString.FromText(name)));

    public int Op(Opcode51 in51, Opcode53 in53) => is53 ? (int)in53 : (int)in51;

    public void Abc(int op, int a, int b, int c) => Add(Instruction.FromAbc(op, a & 0xFF, b & 0x1FF, c & 0x1FF));

    public void ABx(int op, int a, int bx) => Add(Instruction.FromABx(op, a & 0xFF, bx));

    public void AsBx(int op, int a, int distance) => Add(Instruction.FromAsBx(op, a & 0xFF, distance));

    public void Word(uint word) => _code.Add(word);

    public void Jump(int distance) => AsBx(Op(Opcode51.Jmp, Opcode53.Jmp), 0, distance);

    /// <summary>A jump whose end is not known yet.</summary>
    public int JumpAhead()
    {
        Jump(0);
        return Length - 1;
    }

    /// <summary>Makes an earlier jump or loop lead to the next instruction.</summary>
    public void LandHere(int jump) =>
        _code[jump] = new Instruction(_code[jump]).WithSBx(Length - jump - 1).Word;

    /// <summary>Changes a word.</summary>
    public void Change(int at, Func<Instruction, Instruction> change) =>
        _code[at] = change(new Instruction(_code[at])).Word;

    void Add(Instruction i) => _code.Add(i.Word);
}
