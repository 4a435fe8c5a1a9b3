using System.Runtime.CompilerServices;

static class Prelude
{
    /// <summary>Puts the image where the build leaves it.</summary>
    [ModuleInitializer]
    internal static void Build()
    {
        const string Folder = "obj/Debug/net10.0/lfs";
        Directory.CreateDirectory(Folder);
        File.Copy("lfs.img", Folder + "/lfs.img");
    }
}
