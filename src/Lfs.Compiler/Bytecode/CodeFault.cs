using System.Globalization;

namespace Lfs.Compiler.Bytecode;

/// <summary>The rules for code, as error messages name them.</summary>
static class CodeFault
{
    /// <summary>The compiler never makes a frame of these sizes.</summary>
    public const string Frame = "the frame has wrong sizes";

    /// <summary>Lines or locals do not match the code.</summary>
    public const string DebugData = "lines or locals do not fit the code";

    /// <summary>A word is not an instruction, or the code does not end with a return.</summary>
    public const string Structure = "the words are no code";

    /// <summary>An inner function captures a register or upvalue that does not exist.</summary>
    public const string Capture = "an inner function captures what is not there";

    static readonly CultureInfo _culture = CultureInfo.InvariantCulture;

    /// <summary>An operand, a jump target or a neighbour of an instruction is invalid.</summary>
    public static string Instruction(int pc) => At(pc) + "is wrong, or in a wrong place";

    /// <summary>An open list has a negative number of entries.</summary>
    public static string OpenList(int pc) => At(pc) + "takes open results that begin below its list";

    /// <summary>A call covers a register that a closure holds.</summary>
    public static string CallOverCapture(int pc) => At(pc) + "calls over a register that a closure holds";

    /// <summary>A call covers a local, or there are more locals than registers.</summary>
    public static string CallOverLocal(int pc) =>
        At(pc) + "calls over a local, or has more locals than registers";

    static string At(int pc) => "instruction " + pc.ToString(_culture) + " ";
}
