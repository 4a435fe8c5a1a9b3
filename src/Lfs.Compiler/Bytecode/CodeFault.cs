using System.Globalization;

namespace Lfs.Compiler.Bytecode;

/// <summary>The rules that code has to keep to run, as a refusal names them.</summary>
static class CodeFault
{
    /// <summary>The sizes of the frame are none that the compiler makes.</summary>
    public const string Frame = "the frame has wrong sizes";

    /// <summary>Lines or locals do not belong to the code.</summary>
    public const string DebugData = "lines or locals do not fit the code";

    /// <summary>A word is no instruction, or the code does not end with a return.</summary>
    public const string Structure = "the words are no code";

    /// <summary>An inner function captures a register or upvalue that is not there.</summary>
    public const string Capture = "an inner function captures what is not there";

    static readonly CultureInfo _culture = CultureInfo.InvariantCulture;

    /// <summary>An operand, a jump or a neighbour of an instruction is wrong.</summary>
    public static string Instruction(int pc) => At(pc) + "is wrong, or in a wrong place";

    /// <summary>An open list has less than no entries.</summary>
    public static string OpenList(int pc) => At(pc) + "takes open results that begin below its list";

    /// <summary>A call lies over a register that a closure holds.</summary>
    public static string CallOverCapture(int pc) => At(pc) + "calls over a register that a closure holds";

    /// <summary>A call lies over a local, or there are more locals than registers.</summary>
    public static string CallOverLocal(int pc) =>
        At(pc) + "calls over a local, or has more locals than registers";

    static string At(int pc) => "instruction " + pc.ToString(_culture) + " ";
}
