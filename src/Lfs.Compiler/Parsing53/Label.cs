namespace Lfs.Compiler.Parsing53;

/// <summary>A label, or a goto that has no label yet.</summary>
/// <remarks>Source: lparser.h, <c>Labeldesc</c>.</remarks>
/// <param name="Name">The label's name; that of a <c>break</c> is the word itself.</param>
/// <param name="Place">Where it is written, for messages.</param>
/// <param name="Pc">The instruction after the label, or the jumps of the goto.</param>
/// <param name="ActiveLocals">How many locals are active there.</param>
readonly record struct Label(int Name, LabelPlace Place, int Pc, int ActiveLocals);

/// <summary>A place in the source.</summary>
/// <param name="Line">The line.</param>
/// <param name="Start">Byte offset of the first byte.</param>
/// <param name="End">Byte offset after the last byte.</param>
readonly record struct LabelPlace(int Line, int Start, int End);
