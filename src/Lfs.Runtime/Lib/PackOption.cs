namespace Lfs.Runtime.Lib;

/// <summary>What an option of a pack format stands for.</summary>
enum PackKind
{
    Signed,
    Unsigned,
    Float,

    /// <summary>A string of a fixed size.</summary>
    Chars,

    /// <summary>A string after its length.</summary>
    Counted,

    /// <summary>A string that a zero byte ends.</summary>
    ZeroEnded,
    Padding,

    /// <summary>As much padding as the option that follows would need.</summary>
    Alignment,
    Nothing,
}

/// <summary>One option of a pack format.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Padding">The bytes that align it.</param>
readonly record struct PackOption(PackKind Kind, int Size, int Padding);
