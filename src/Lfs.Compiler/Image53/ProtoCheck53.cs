using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>What a function must be, whether it comes from a file or lies in a region.</summary>
static class ProtoCheck53
{
    /// <summary>What is wrong with a function whose inner functions are sound; null if nothing is.</summary>
    public static string? ErrorOf(Proto function)
    {
        // A reader of line info stops at its final 0 and nowhere else.
        byte[] lines = function.LineInfo;
        if (lines.Length > 0 && lines[lines.Length - 1] != 0)
            return "the line info has no end";
        if (function.Upvalues.Length > byte.MaxValue)
            return "the function has too many upvalues";
        bool areFound = function.Protos.All(child => child.Upvalues.All(upvalue => upvalue.InStack
            ? upvalue.Index < function.MaxStackSize
            : upvalue.Index < function.Upvalues.Length));
        return areFound ? null : "an inner function has an upvalue that is not there";
    }
}
