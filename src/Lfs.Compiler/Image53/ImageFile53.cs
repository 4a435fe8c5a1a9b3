using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>The content of a format 11 file.</summary>
/// <param name="Target">A 5.3 target.</param>
/// <param name="HashSeed">The seed of the string hash.</param>
/// <param name="BuildTime">The build time in seconds since 1970.</param>
/// <param name="Strings">The strings, without duplicates.</param>
/// <param name="Names">The names of the modules.</param>
/// <param name="Modules">Their main functions.</param>
/// <param name="Strip">The debug data to write, if the functions have it.</param>
sealed record ImageFile53(
    LuaTarget Target, uint HashSeed, long BuildTime, StringSection Strings,
    IReadOnlyList<LuaString> Names, IReadOnlyList<Proto> Modules, DebugLevel Strip)
{
    /// <summary>The content of a new file for some modules.</summary>
    public static ImageFile53 Of(
        IReadOnlyList<Proto> modules, IReadOnlyList<LuaString> names, ImageOptions options) =>
        new(
            options.Target, options.HashSeed, options.BuildTime, StringSection.Collect(names, modules), names,
            modules, options.Strip ? DebugLevel.NoNames : DebugLevel.Full);

    /// <summary>Recovers the content of a file from the image that was made of it.</summary>
    public static ImageFile53 Of(ImageContents contents)
    {
        LuaString[] names = [.. contents.Modules.Select(module => module.Name)];
        Proto[] modules = [.. contents.Modules.Select(module => module.Main)];
        return new(
            contents.Image.Target, contents.Image.Header53.Seed, contents.BuildTime,
            StringSection.Collect(names, modules), names, modules, DebugLevel.Full);
    }
}
