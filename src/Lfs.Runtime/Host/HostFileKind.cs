using System.Runtime.InteropServices;

namespace Lfs.Runtime.Host;

/// <summary>Distinguishes files from devices, pipes and sockets before they are opened.</summary>
static class HostFileKind
{
    const int WorkingFolder = -100;
    const uint TypeMask = 1;
    const int ModeOffset = 28;
    const int KindBits = 0xF000;
    const int Folder = 0x4000;
    const int Regular = 0x8000;

    /// <summary>
    /// True if a path names a regular file or a folder. .NET has no call for this. On systems other than
    /// Linux, every file outside /dev counts as regular.
    /// </summary>
    public static bool IsRegularOrFolder(string path)
    {
        if (!OperatingSystem.IsLinux())
            return !path.StartsWith("/dev/", StringComparison.Ordinal);
        byte[] found = new byte[256];
        if (Statx(WorkingFolder, path, 0, TypeMask, found) != 0)
            return false;
        int kind = BitConverter.ToUInt16(found, ModeOffset) & KindBits;
        return kind is Regular or Folder;
    }

    // man 2 statx. Unlike stat, its result has the same layout on every processor.
    [DllImport("libc", EntryPoint = "statx", CharSet = CharSet.Ansi, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Statx(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask,
        [Out] byte[] result);
}
