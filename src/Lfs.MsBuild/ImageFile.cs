namespace Lfs.MsBuild;

/// <summary>Writes the image atomically, so that no reader sees half of it.</summary>
static class ImageFile
{
    /// <summary>
    /// Writes the bytes and returns true. If the file holds them already, only updates
    /// its time and returns false.
    /// </summary>
    /// <param name="path">The absolute path of the image.</param>
    /// <param name="bytes">The new content.</param>
    public static bool Write(string path, byte[] bytes)
    {
        if (File.Exists(path) && File.ReadAllBytes(path).AsEnumerable().SequenceEqual(bytes))
        {
            // The image must be newer than its sources. Otherwise every build would make it again.
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
