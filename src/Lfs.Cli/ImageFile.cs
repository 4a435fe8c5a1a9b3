using Lfs.Compiler.Image;

namespace Lfs.Cli;

/// <summary>Images as files that the user named.</summary>
static class ImageFile
{
    /// <summary>The image of a file.</summary>
    /// <param name="folder">Where relative paths start.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="CommandFailure">There is no such file, or it is no image.</exception>
    public static LfsImage Read(Folder folder, string path) =>
        Require(path, LfsImage.Read(folder.Read(path)));

    /// <summary>The image that a file gave.</summary>
    /// <exception cref="CommandFailure">It gave none: the first reason, behind the file's name.</exception>
    public static LfsImage Require(string path, LoadedImage loaded) =>
        loaded.Image ?? throw new CommandFailure($"{path}: {loaded.Diagnostics[0].Message}");
}
