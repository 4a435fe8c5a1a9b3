using System.Runtime.CompilerServices;
using static Lfs.Compiler.Bytecode.Instruction;

namespace Lfs.Runtime.Core;

// lvm.c of 5.1. The code is executed where it lies: in RAM, or in place in the flash window.
//
// Structure (docs/design.md, Interpreter): nothing is live across a call. A slow path saves the program
// counter in the call frame, calls a method with its operands by value, and goes to `reload`, which derives
// base, constants and program counter again. So these stay in machine registers on the fast paths.

abstract unsafe partial class Interpreter<T>(Device device, Firmware<T> firmware)
    : Calls<T>(device, firmware)
    where T : unmanaged, ITarget<T>
{
    // The register is computed first and perhaps replaced: the way to neither operand has a jump back.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T* Rk(T* frame, T* constants, uint x)
    {
        T* slot = frame + x;
        if (x >= ConstantFlag)
            slot = constants + (x - ConstantFlag);
        return slot;
    }
}
