using Lfs.Compiler.Image;

namespace Lfs.Cli;

/// <summary>Reads images from files that the user named.</summary>
static class ImageFile
{
    /// <summary>Reads the image in a file.</summary>
    /// <param name="folder">The folder that relative paths start from.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="CommandFailure">The file does not exist or is not an image.</exception>
    public static LfsImage Read(Folder folder, string path) =>
        Require(path, LfsImage.Read(folder.Read(path)));

    /// <summary>Returns the image that was read from a file.</summary>
    /// <exception cref="CommandFailure">There is no image. The message is the file's name and
    /// the first reason.</exception>
    public static LfsImage Require(string path, LoadedImage loaded) =>
        loaded.Image ?? throw new CommandFailure($"{path}: {loaded.Diagnostics[0].Message}");
}
