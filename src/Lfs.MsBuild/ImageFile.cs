namespace Lfs.MsBuild;

/// <summary>Writes the image so that nobody ever sees half of it.</summary>
static class ImageFile
{
    /// <summary>
    /// Writes the bytes, or touches the file if it holds them already; returns whether it wrote.
    /// </summary>
    /// <param name="path">The absolute path of the image.</param>
    /// <param name="bytes">What it shall hold.</param>
    public static bool Write(string path, byte[] bytes)
    {
        if (File.Exists(path) && File.ReadAllBytes(path).AsEnumerable().SequenceEqual(bytes))
        {
            // The image must be newer than its sources, or it is made again at every build.
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string next = path + ".next";
        File.WriteAllBytes(next, bytes);
        if (File.Exists(path))
            File.Replace(next, path, destinationBackupFileName: null);
        else
            File.Move(next, path);
        return true;
    }
}
