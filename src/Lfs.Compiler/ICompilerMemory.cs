using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler;

/// <summary>A vector that grows while a device compiles a function.</summary>
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

    /// <summary>The functions in it.</summary>
    Protos,

    /// <summary>The declared locals of all open functions (Dyndata.actvar, 5.3).</summary>
    Declared,

    /// <summary>The labels of all open functions (Dyndata.label, 5.3).</summary>
    Labels,

    /// <summary>The pending gotos of all open functions (Dyndata.gt, 5.3).</summary>
    Gotos,
}

/// <summary>
/// Receives each allocation that a device would make, at the time when it would make it, so that a model of
/// the device can take the same memory. The compiler itself does not depend on it. Exceptions of its members
/// pass through the compiler.
/// </summary>
/// <remarks>Source: the calls of lmem.h, luaS and luaH in llex.c, lcode.c and
/// lparser.c of both versions.</remarks>
public interface ICompilerMemory
{
    /// <summary>
    /// True if the thread's stack is nearly used up. The parser then stops as if it had reached
    /// its limit of nesting levels.
    /// </summary>
    bool IsStackFull { get; }

    /// <summary>Compilation of a function starts: the main chunk, or a function
    /// nested in the open one.</summary>
    void OpenFunction();

    /// <summary>The open function ends. Its vectors have been cut to size.</summary>
    /// <param name="proto">The function.</param>
    void CloseFunction(Proto proto);

    /// <summary>A vector needs room for <paramref name="count"/> elements: <c>luaM_growvector</c>.</summary>
    /// <param name="level">The nesting level of the function: 0 for the main chunk, 1
    /// for a function in it.</param>
    /// <param name="vector">The vector of that function.</param>
    /// <param name="count">The number of elements.</param>
    void Need(int level, CompilerVector vector, int count);

    /// <summary>A local or an upvalue gets its name: an element for which <see cref="Need"/> made
    /// room.</summary>
    /// <param name="level">The nesting level of the function.</param>
    /// <param name="vector"><see cref="CompilerVector.LocVars"/> or
    /// <see cref="CompilerVector.Upvalues"/>.</param>
    /// <param name="index">The element.</param>
    /// <param name="name">Its name.</param>
    void Name(int level, CompilerVector vector, int index, LuaString name);

    /// <summary>A vector of the open function is complete and shrinks to its elements:
    /// <c>luaM_reallocvector</c>.</summary>
    void Cut(CompilerVector vector, int count);

    /// <summary>The lexer's buffer needs room for a token of <paramref name="bytes"/> bytes, including quotes
    /// or brackets.</summary>
    void NeedText(int bytes);

    /// <summary>A string is created: a name, a literal, or, in 5.3, a reserved word
    /// (<c>luaX_newstring</c>).</summary>
    void AddString(LuaString text);

    /// <summary>The message of an error is put together: <c>luaO_pushfstring</c>.</summary>
    /// <param name="pieces">A literal, a value, a literal and so on; the last is a literal. Null is the text
    /// that was put together last.</param>
    void Format(params string?[] pieces);

    /// <summary>The text that was put together last.</summary>
    string Message { get; }

    /// <summary>The position is put before the message of an error: <c>luaX_lexerror</c>.</summary>
    /// <param name="message">The message; null for the text that was put together last.</param>
    /// <param name="line">The line.</param>
    void Locate(string? message, int line);

    /// <summary>A constant of the open function is looked up, and added if it is new.</summary>
    void AddConstant(Constant constant);
}
