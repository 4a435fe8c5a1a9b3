using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler;

/// <summary>How much debug data survives compilation.</summary>
/// <remarks>Source: spec lfs-formats 2a.7. The build default of NodeMCU is <see cref="NoNames"/>.</remarks>
public enum DebugLevel : byte
{
    /// <summary>Keep names of locals and upvalues, and line info.</summary>
    Full = 0,

    /// <summary>Drop names of locals and upvalues, keep line info.</summary>
    NoNames = 1,

    /// <summary>Drop names and line info.</summary>
    NoLines = 2,
}

/// <summary>What to compile a source for.</summary>
/// <param name="Target">Language and number model.</param>
/// <param name="Debug">What debug data to keep.</param>
public sealed record CompileOptions(LuaTarget Target, DebugLevel Debug = DebugLevel.NoNames)
{
    /// <summary>Hears what a device would need to compile the source; usually nobody.</summary>
    public ICompilerMemory? Memory { get; init; }

    /// <summary>
    /// Receives the bytes of .NET memory that a precompiled chunk takes, piece by piece and before they are
    /// taken. Null by default. The compiler lets through what it throws.
    /// </summary>
    public Action<long>? TakeHostMemory { get; init; }

    /// <summary>
    /// Bits of C's <c>long</c>, at whose limits the integer build reads numerals: 64 where images are made,
    /// 32 on a device.
    /// </summary>
    public int LongBits { get; init; } = 64;

    /// <summary>
    /// Hears, again and again, how much work was done since it was told last, in steps of about the time that
    /// a byte of the source takes. What it throws, the compiler lets through.
    /// </summary>
    public Action<int>? Work { get; init; }

    /// <summary>Ends a compilation with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }
}
