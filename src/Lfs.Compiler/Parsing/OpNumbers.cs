using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Parsing;

/// <summary>The opcode numbers of the instructions that both versions have.</summary>
sealed class OpNumbers
{
    readonly int[] _binary = new int[(int)BinaryOperator.Concat + 1];
    readonly int[] _unary = new int[(int)UnaryOperator.Len + 1];

    /// <summary>Reads the numbers by name from <see cref="Opcode51"/> or <see cref="Opcode53"/>.</summary>
    public OpNumbers(Type opcodes)
    {
        int Of(string name) => Enum.IsDefined(opcodes, name) ? (byte)Enum.Parse(opcodes, name) : -1;
        Move = Of(nameof(Move));
        LoadK = Of(nameof(LoadK));
        LoadBool = Of(nameof(LoadBool));
        GetUpval = Of(nameof(GetUpval));
        SetUpval = Of(nameof(SetUpval));
        GetTable = Of(nameof(GetTable));
        SetTable = Of(nameof(SetTable));
        NewTable = Of(nameof(NewTable));
        Self = Of(nameof(Self));
        Not = Of(nameof(Not));
        Concat = Of(nameof(Concat));
        Jmp = Of(nameof(Jmp));
        Eq = Of(nameof(Eq));
        Lt = Of(nameof(Lt));
        Le = Of(nameof(Le));
        Test = Of(nameof(Test));
        TestSet = Of(nameof(TestSet));
        Call = Of(nameof(Call));
        TailCall = Of(nameof(TailCall));
        Return = Of(nameof(Return));
        ForLoop = Of(nameof(ForLoop));
        ForPrep = Of(nameof(ForPrep));
        SetList = Of(nameof(SetList));
        Vararg = Of(nameof(Vararg));
        for (int i = 0; i < _binary.Length; i++)
            _binary[i] = Of(((BinaryOperator)i).ToString());
        for (int i = 0; i < _unary.Length; i++)
            _unary[i] = Of(((UnaryOperator)i).ToString());
    }

    public int Move { get; }

    public int LoadK { get; }

    public int LoadBool { get; }

    public int GetUpval { get; }

    public int SetUpval { get; }

    public int GetTable { get; }

    public int SetTable { get; }

    public int NewTable { get; }

    public int Self { get; }

    public int Not { get; }

    public int Concat { get; }

    public int Jmp { get; }

    public int Eq { get; }

    public int Lt { get; }

    public int Le { get; }

    public int Test { get; }

    public int TestSet { get; }

    public int Call { get; }

    public int TailCall { get; }

    public int Return { get; }

    public int ForLoop { get; }

    public int ForPrep { get; }

    public int SetList { get; }

    public int Vararg { get; }

    /// <summary>The opcode of a binary operator that yields a value, up to Concat.</summary>
    public int Of(BinaryOperator op) => _binary[(int)op];

    /// <summary>The opcode of a unary operator.</summary>
    public int Of(UnaryOperator op) => _unary[(int)op];
}
