using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>What a format 11 file says.</summary>
/// <param name="Target">A 5.3 target.</param>
/// <param name="HashSeed">Start value of the string hash.</param>
/// <param name="BuildTime">Seconds since 1970.</param>
/// <param name="Strings">Every string, once.</param>
/// <param name="Names">The names of the modules.</param>
/// <param name="Modules">Their main functions.</param>
/// <param name="Strip">What debug data to write of that which the functions have.</param>
sealed record ImageFile53(
    LuaTarget Target, uint HashSeed, long BuildTime, StringSection Strings,
    IReadOnlyList<LuaString> Names, IReadOnlyList<Proto> Modules, DebugLevel Strip)
{
    /// <summary>What the file of some modules is to say.</summary>
    public static ImageFile53 Of(
        IReadOnlyList<Proto> modules, IReadOnlyList<LuaString> names, ImageOptions options) =>
        new(
            options.Target, options.HashSeed, options.BuildTime, StringSection.Collect(names, modules), names,
            modules, options.Strip ? DebugLevel.NoNames : DebugLevel.Full);

    /// <summary>What the file said, found again in what was made of it.</summary>
    public static ImageFile53 Of(ImageContents contents)
    {
        LuaString[] names = [.. contents.Modules.Select(module => module.Name)];
        Proto[] modules = [.. contents.Modules.Select(module => module.Main)];
        return new(
            contents.Image.Target, contents.Image.Header53.Seed, contents.BuildTime,
            StringSection.Collect(names, modules), names, modules, DebugLevel.Full);
    }
}
