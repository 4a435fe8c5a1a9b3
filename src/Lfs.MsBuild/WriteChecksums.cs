using Lfs.Compiler.Image;
using Microsoft.Build.Framework;

namespace Lfs.MsBuild;

/// <summary>Writes the checksums of the images that are embedded, which the generated accessors compare
/// with.</summary>
[MSBuildMultiThreadableTask]
public sealed class WriteChecksums : LfsTask
{
    /// <summary>The images, with the metadata ChecksumFile: the absolute path of the file to write.</summary>
    [Required]
    public ITaskItem[] Images { get; set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        foreach (ITaskItem image in Images)
        {
            // It runs in every build. A file that became newer would have the project compiled again.
            if (Read(image.GetMetadata("FullPath"), PathOf(image)) is { } bytes)
                Write(image.GetMetadata("ChecksumFile"), ImageChecksum.Of(bytes), renews: false);
        }

        return !Log.HasLoggedErrors;
    }
}
