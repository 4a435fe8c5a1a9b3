using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler;

/// <summary>The amount of debug data that compilation keeps.</summary>
/// <remarks>Source: app/modules/node.c, <c>node_stripdebug</c>. NodeMCU builds with
/// <see cref="NoNames"/> by default.</remarks>
public enum DebugLevel : byte
{
    /// <summary>Keep names of locals and upvalues, and line info.</summary>
    Full = 0,

    /// <summary>Drop names of locals and upvalues, keep line info.</summary>
    NoNames = 1,

    /// <summary>Drop names and line info.</summary>
    NoLines = 2,
}

/// <summary>The options for compiling one source.</summary>
/// <param name="Target">The language version and number model.</param>
/// <param name="Debug">The debug data to keep.</param>
public sealed record CompileOptions(LuaTarget Target, DebugLevel Debug = DebugLevel.NoNames)
{
    /// <summary>Receives the allocations a device would make while compiling. Null by default.</summary>
    public ICompilerMemory? Memory { get; init; }

    /// <summary>
    /// Receives the .NET memory, in bytes, that loading a precompiled chunk is about to take, piece by piece.
    /// Null by default. Its exceptions pass through the compiler.
    /// </summary>
    public Action<long>? TakeHostMemory { get; init; }

    /// <summary>
    /// The size of C's <c>long</c> in bits, which limits the numerals of the integer build: 64 where images
    /// are made, 32 on a device.
    /// </summary>
    public int LongBits { get; init; } = 64;

    /// <summary>
    /// Receives, at intervals, the work done since its last call. The unit is about the time that one byte of
    /// source takes. Its exceptions pass through the compiler.
    /// </summary>
    public Action<int>? Work { get; init; }

    /// <summary>Ends a compilation with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }
}
