namespace Lfs.Compiler.Bytecode;

/// <summary>What dumping a function gave: the bytes of a <c>.lc</c> file, or the reason why not.</summary>
/// <param name="Bytes">The file; null exactly when there is an error.</param>
/// <param name="Error">The reference's words; null when all is well.</param>
public sealed record DumpedChunk(byte[]? Bytes, string? Error);

/// <summary>What loading a <c>.lc</c> file gave: a function, or the reason why not.</summary>
/// <param name="Main">The main function; null exactly when there is an error.</param>
/// <param name="Error">The reference's words without the chunk's name; null when all is well.</param>
/// <param name="BrokenRule">What its code does that no code may do, if that is the error: the reference has
/// one message for all of that.</param>
public sealed record LoadedChunk(Proto? Main, string? Error, string? BrokenRule = null);
