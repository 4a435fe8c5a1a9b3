namespace Lfs.Compiler.Diagnostics;

/// <summary>A part of a file. Lines and columns start at 1; columns and offsets count bytes.</summary>
/// <param name="Start">Byte offset of the first byte.</param>
/// <param name="Length">The length in bytes; it can be 0 at the end of a file.</param>
/// <param name="Line">Line of the first byte.</param>
/// <param name="Column">Column of the first byte.</param>
/// <param name="EndLine">Line of the byte after the last.</param>
/// <param name="EndColumn">Column of the byte after the last.</param>
public readonly record struct SourceSpan(
    int Start, int Length, int Line, int Column, int EndLine, int EndColumn);

/// <summary>An error or warning about the user's input.</summary>
/// <param name="Id">The rule; its description and severity are in <see cref="DiagnosticId"/>.</param>
/// <param name="Path">The file as the caller named it; null for the image as a whole.</param>
/// <param name="Span">The place in the file; null for the file as a whole.</param>
/// <param name="Line">The line that the reference names in its message, which can differ from
/// the span; 0 if none.</param>
/// <param name="Message">The text, without file and line. It is the reference's text if
/// the reference has one.</param>
public sealed record Diagnostic(DiagnosticId Id, string? Path, SourceSpan? Span, int Line, string Message);
