namespace Lfs.Compiler.Image;

/// <summary>A linked LFS image.</summary>
public sealed class LfsImage
{
}
