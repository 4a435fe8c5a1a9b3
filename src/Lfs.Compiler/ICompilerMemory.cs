using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler;

/// <summary>A vector that the compiler on a device grows while it compiles a function.</summary>
public enum CompilerVector
{
    /// <summary>Instructions of the function.</summary>
    Code,

    /// <summary>Bytes of its packed line info.</summary>
    Lines,

    /// <summary>Its constants.</summary>
    Constants,

    /// <summary>Its locals, with their names.</summary>
    LocVars,

    /// <summary>Its upvalues, with their names.</summary>
    Upvalues,

    /// <summary>5.3: the locals that are declared, of all functions that are open.</summary>
    Declared,

    /// <summary>5.3: the labels of all functions that are open.</summary>
    Labels,

    /// <summary>5.3: the gotos of all functions that are open.</summary>
    Gotos,
}

/// <summary>
/// Hears, at the moment when it happens, what takes memory where a device compiles: so that a model of the
/// device can take the same. The compiler itself needs nothing of it. What a member throws, the compiler lets
/// through.
/// </summary>
/// <remarks>Source: the calls of lmem.h, luaS and luaH in llex.c, lcode.c and lparser.c of both
/// versions.</remarks>
public interface ICompilerMemory
{
    /// <summary>
    /// Whether the thread's stack is nearly used up: the parser then goes no deeper, as if its limit on
    /// levels was reached.
    /// </summary>
    bool IsStackFull { get; }

    /// <summary>A function begins: the main chunk, or one inside the function that is open.</summary>
    void OpenFunction();

    /// <summary>The function that is open ends; its vectors have been cut to size.</summary>
    void CloseFunction();

    /// <summary>A vector must have room for so many elements.</summary>
    /// <param name="level">Of which function: 0 is the main chunk, 1 a function in it.</param>
    /// <param name="vector">Which of its vectors.</param>
    /// <param name="count">How many elements.</param>
    void Need(int level, CompilerVector vector, int count);

    /// <summary>A vector of the function that is open is finished, and gets the size of its
    /// elements.</summary>
    void Cut(CompilerVector vector, int count);

    /// <summary>The lexer's buffer must hold so many bytes: a token with its quotes or brackets.</summary>
    void NeedText(int bytes);

    /// <summary>A string was made: a name, a literal, in 5.3 a reserved word too.</summary>
    void AddString(LuaString text);

    /// <summary>A constant of the function that is open is looked up, and added if it is new.</summary>
    void AddConstant(Constant constant);
}
