namespace Lfs.Compiler.Bytecode;

/// <summary>The operands in an instruction word.</summary>
public enum OpMode : byte
{
    /// <summary>Registers or small numbers A (8 bits), B and C (9 bits each).</summary>
    ABC,

    /// <summary>A and an unsigned operand of 18 bits.</summary>
    ABx,

    /// <summary>A and a signed operand of 18 bits.</summary>
    AsBx,

    /// <summary>One unsigned operand of 26 bits. 5.3 only.</summary>
    Ax,
}

/// <summary>The registers that an instruction writes, as names of values are searched for.</summary>
/// <remarks>Source: ldebug.c, <c>symbexec</c> of 5.1 and <c>findsetreg</c> of 5.3.</remarks>
public enum Sets : byte
{
    /// <summary>None.</summary>
    Nothing,

    /// <summary>A.</summary>
    A,

    /// <summary>A and A+1.</summary>
    AAndNext,

    /// <summary>A to B.</summary>
    AToB,

    /// <summary>A to A+B.</summary>
    AToAPlusB,

    /// <summary>A and all above: a call may leave anything there.</summary>
    AllFromA,

    /// <summary>A+2 and all above: a call of an iterator.</summary>
    AllFromAPlus2,
}

/// <summary>The kind of an operand, which the checker requires and the listing shows.</summary>
public enum Takes : byte
{
    /// <summary>Not used. B and C are 0.</summary>
    Unused,

    /// <summary>A plain number.</summary>
    Number,

    /// <summary>0 or 1.</summary>
    Flag,

    /// <summary>A size of a table as a floating byte.</summary>
    TableSize,

    /// <summary>A register.</summary>
    Register,

    /// <summary>A register, A or above.</summary>
    RegisterFromA,

    /// <summary>A register above B.</summary>
    RegisterAboveB,

    /// <summary>The register from which on upvalues are closed.</summary>
    Closed,

    /// <summary>The same plus 1; 0 to close none.</summary>
    ClosedPlus1,

    /// <summary>A register, or a constant if bit 8 is set.</summary>
    RK,

    /// <summary>The same; the constant is a string.</summary>
    RKName,

    /// <summary>A constant.</summary>
    Constant,

    /// <summary>A constant that is a string: the name of a global.</summary>
    Name,

    /// <summary>An upvalue of the running function.</summary>
    Upvalue,

    /// <summary>An inner function.</summary>
    Proto,

    /// <summary>The distance of a jump.</summary>
    Jump,

    /// <summary>The number of registers after A.</summary>
    More,

    /// <summary>The number of list items in the registers after A; 0: all to the top.</summary>
    Items,

    /// <summary>The number of arguments after the function in A, plus 1; 0: all to the top.</summary>
    Arguments,

    /// <summary>The number of values from A on that are returned, plus 1; 0: all to the top.</summary>
    Returned,

    /// <summary>The number of results wanted from A on, plus 1; 0: all, which end at the top.</summary>
    Results,

    /// <summary>0: all results, which end at the top.</summary>
    AllResults,

    /// <summary>The number of varargs wanted from A on, plus 1; 0: all, which end at the top.</summary>
    Varargs,

    /// <summary>The number of variables of a generic loop, from A+3 on; at least 1.</summary>
    Variables,
}

/// <summary>The instruction that runs after an instruction.</summary>
public enum Flow : byte
{
    /// <summary>The next one.</summary>
    Next,

    /// <summary>The one at a distance of sBx.</summary>
    Jump,

    /// <summary>The next one, which is a jump, or the one after it.</summary>
    Test,

    /// <summary>The next one, or if C is not 0 the one after it.</summary>
    Skip,

    /// <summary>The end of a numeric loop, at a distance of sBx.</summary>
    PrepareLoop,

    /// <summary>The next one, or the start of a numeric loop, after its PrepareLoop.</summary>
    Loop,

    /// <summary>The end of a generic loop, which is the next one.</summary>
    CallIterator,

    /// <summary>The next one, or the start of a generic loop. A CallIterator is in front of it.</summary>
    IteratorLoop,

    /// <summary>The next one, which returns what a tail call left: only a C function did not replace the
    /// frame.</summary>
    TailCall,

    /// <summary>None: the function ends.</summary>
    Return,

    /// <summary>It does not run: it is an operand of the one before. 5.3 only.</summary>
    Operand,
}

/// <summary>The operand words that follow an instruction.</summary>
public enum Words : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>One, the index of a constant.</summary>
    Constant,

    /// <summary>One if C is 0: the batch of list items.</summary>
    BatchIfCIs0,

    /// <summary>An instruction for each upvalue of the inner function, which says where it is. 5.1
    /// only.</summary>
    Captures,
}

/// <summary>The place of a call that an instruction makes: the register that is called, or the first that
/// the frame of a metamethod or finalizer covers.</summary>
public enum Calls : byte
{
    /// <summary>There is no call, or it is above the frame.</summary>
    Nothing,

    /// <summary>A: the function.</summary>
    AtA,

    /// <summary>A+1: a finalizer, while a new object is in A.</summary>
    AboveA,

    /// <summary>A+3: the copy of the iterator in A.</summary>
    AtIterator,

    /// <summary>B: the metamethod or finalizer of a concatenation.</summary>
    AtB,
}

/// <summary>The name of the value in register A, for error messages and <c>debug</c>.</summary>
/// <remarks>Source: ldebug.c, <c>getobjname</c>.</remarks>
public enum Names : byte
{
    /// <summary>It has none.</summary>
    Nothing,

    /// <summary>That of the register it was moved from.</summary>
    Moved,

    /// <summary>A constant.</summary>
    Constant,

    /// <summary>A global: the name is a constant.</summary>
    Global,

    /// <summary>An upvalue.</summary>
    Upvalue,

    /// <summary>A field of a table in a register.</summary>
    Field,

    /// <summary>A field of a table in an upvalue.</summary>
    FieldOfUpvalue,

    /// <summary>A method.</summary>
    Method,
}
