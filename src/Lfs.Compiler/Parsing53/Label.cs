namespace Lfs.Compiler.Parsing53;

/// <summary>A label, or a goto whose label is not known yet.</summary>
/// <remarks>Source: lparser.h, <c>Labeldesc</c>.</remarks>
/// <param name="Name">The label's name. For a <c>break</c> it is the word itself.</param>
/// <param name="Place">The place in the source, for messages.</param>
/// <param name="Pc">The instruction after the label, or the jumps of the goto.</param>
/// <param name="ActiveLocals">The number of active locals at this place.</param>
readonly record struct Label(int Name, LabelPlace Place, int Pc, int ActiveLocals);

/// <summary>A place in the source.</summary>
/// <param name="Line">The line.</param>
/// <param name="Start">The byte offset of the first byte.</param>
/// <param name="End">The byte offset after the last byte.</param>
readonly record struct LabelPlace(int Line, int Start, int End);
