#if !NET
namespace Lfs.Compiler.Bytecode;

/// <summary>A part of an array. It replaces a span on netstandard2.0, which has none.</summary>
readonly struct ByteRange(byte[] array, int start, int length)
{
    public int Length { get; } = length;

    public ref byte this[int index] => ref array[start + index];
}
#endif
