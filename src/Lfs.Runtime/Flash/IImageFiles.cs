namespace Lfs.Runtime.Flash;

/// <summary>The files from which a reload can take an image.</summary>
interface IImageFiles
{
    /// <summary>Opens a file for reading from its start; null if there is none of that name.</summary>
    /// <param name="name">The name, one byte in each character.</param>
    /// <returns>A stream that knows its length.</returns>
    Stream? Open(string name);
}
