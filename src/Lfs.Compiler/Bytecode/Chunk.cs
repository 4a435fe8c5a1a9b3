namespace Lfs.Compiler.Bytecode;

/// <summary>The result of dumping a function: the bytes of a <c>.lc</c> file, or an error.</summary>
/// <param name="Bytes">The file; null if and only if there is an error.</param>
/// <param name="Error">The error in the reference's words; null if there is none.</param>
public sealed record DumpedChunk(byte[]? Bytes, string? Error);

/// <summary>The result of loading a <c>.lc</c> file: a function, or an error.</summary>
/// <param name="Main">The main function; null if and only if there is an error.</param>
/// <param name="Error">The error in the reference's words, without the chunk's name;
/// null if there is none.</param>
/// <param name="BrokenRule">The rule that the code breaks, if that is the error. The reference has one
/// message for all of these rules.</param>
public sealed record LoadedChunk(Proto? Main, string? Error, string? BrokenRule = null);
