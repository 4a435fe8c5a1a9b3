namespace Lfs.Compiler.Diagnostics;

/// <summary>A stretch of a file. Lines and columns count from 1, columns and offsets in bytes.</summary>
/// <param name="Start">Byte offset of the first byte.</param>
/// <param name="Length">Bytes; may be 0 at the end of a file.</param>
/// <param name="Line">Line of the first byte.</param>
/// <param name="Column">Column of the first byte.</param>
/// <param name="EndLine">Line of the byte after the last.</param>
/// <param name="EndColumn">Column of the byte after the last.</param>
public readonly record struct SourceSpan(
    int Start, int Length, int Line, int Column, int EndLine, int EndColumn);

/// <summary>Something wrong with the user's input, as a value.</summary>
/// <param name="Id">Which rule; its text and severity are in <see cref="DiagnosticId"/>.</param>
/// <param name="Path">The file as the caller named it; null for the image as a whole.</param>
/// <param name="Span">Where in the file; null if it is about the file as a whole.</param>
/// <param name="Line">The line the reference names in its message (not always that of the span); 0 if
/// none.</param>
/// <param name="Message">What is wrong, in the reference's words where it has any, without file and
/// line.</param>
public sealed record Diagnostic(DiagnosticId Id, string? Path, SourceSpan? Span, int Line, string Message);
