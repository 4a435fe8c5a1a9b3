#if !NET
namespace Lfs.Compiler.Bytecode;

/// <summary>A stretch of an array: what a span is where there are no spans.</summary>
readonly struct ByteRange(byte[] array, int start, int length)
{
    public int Length { get; } = length;

    public ref byte this[int index] => ref array[start + index];
}
#endif
