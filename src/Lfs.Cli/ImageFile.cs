using System.Text;
using Lfs.Compiler.Image;

namespace Lfs.Cli;

/// <summary>Reads images from files that the user named.</summary>
static class ImageFile
{
    /// <summary>Reads the image in a file.</summary>
    /// <param name="folder">The folder that relative paths start from.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="CommandFailure">The file does not exist, or is not an image, or not the one that its
    /// checksum was made of.</exception>
    public static LfsImage Read(Folder folder, string path) =>
        Require(path, LfsImage.Read(Bytes(folder, path)));

    /// <summary>Returns the image that was read from a file.</summary>
    /// <exception cref="CommandFailure">There is no image. The message is the file's name and
    /// the first reason.</exception>
    public static LfsImage Require(string path, LoadedImage loaded) =>
        loaded.Image ?? throw new CommandFailure($"{path}: {loaded.Diagnostics[0].Message}");

    /// <summary>The bytes of the file of an image, or of another file. If a checksum lies beside it, they
    /// agree with it.</summary>
    /// <exception cref="CommandFailure">The file does not exist, or does not agree.</exception>
    public static byte[] Bytes(Folder folder, string path)
    {
        byte[] file = folder.Read(path);
        string beside = path + ImageChecksum.Suffix;
        if (folder.Has(beside) && ImageChecksum.Differs(file, folder.Read(beside)) is { } difference)
        {
            throw new CommandFailure(
                $"{path}: the image is damaged: {difference} as in {beside}: make the image again, "
                + $"or delete {beside}");
        }

        return file;
    }

    /// <summary>The same; null if no file is named.</summary>
    public static byte[]? BytesIfGiven(Folder folder, string? path) =>
        path is null ? null : Bytes(folder, path);

    /// <summary>Warns of an image whose damage nobody would notice.</summary>
    /// <param name="terminal">Gets the warning.</param>
    /// <param name="path">The file, which has been read.</param>
    /// <param name="file">Its bytes.</param>
    public static void WarnIfUnchecked(Terminal terminal, string path, byte[] file)
    {
        string beside = path + ImageChecksum.Suffix;
        if (ImageChecksum.IsIn(file) || terminal.Folder.Has(beside))
            return;
        terminal.Complain(Encoding.UTF8.GetBytes(
            $"warning: {path} has no checksum, so damage to it can pass unnoticed: "
            + $"lfs compile --checksum writes {beside}, which lfs compares"));
    }
}
