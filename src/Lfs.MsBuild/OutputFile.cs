namespace Lfs.MsBuild;

/// <summary>Writes a file atomically, so that no reader sees half of it.</summary>
static class OutputFile
{
    /// <summary>Writes the bytes and returns true, or returns false if the file holds them already.</summary>
    /// <param name="path">The absolute path.</param>
    /// <param name="bytes">The new content.</param>
    /// <param name="renews">True to update the time of a file that is unchanged. A file that is the output
    /// of a target must be newer than its sources; otherwise every build would make it again.</param>
    public static bool Write(string path, byte[] bytes, bool renews)
    {
        if (File.Exists(path) && File.ReadAllBytes(path).AsEnumerable().SequenceEqual(bytes))
        {
            if (renews)
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
