namespace Lfs.Runtime.Lib;

/// <summary>The kind of an option in a pack format: <c>KOption</c> in lstrlib.c.</summary>
enum PackKind
{
    Signed,
    Unsigned,
    Float,

    /// <summary>A string of a fixed size.</summary>
    Chars,

    /// <summary>A string with its length in front.</summary>
    Counted,

    /// <summary>A string with a zero byte at its end.</summary>
    ZeroEnded,
    Padding,

    /// <summary>The padding that the next option would need.</summary>
    Alignment,
    Nothing,
}

/// <summary>One option of a pack format.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Size">Its size in bytes, without padding.</param>
/// <param name="Padding">The bytes before it that align it.</param>
readonly record struct PackOption(PackKind Kind, int Size, int Padding);
