using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

namespace Lfs.Report;

/// <summary>A module whose debug data can be dropped.</summary>
/// <param name="Name">Its name in the image.</param>
/// <param name="Most">Its main function with all debug data that there is.</param>
/// <param name="Level">The debug data that it has in the image.</param>
/// <param name="HasOwnLevel">True if the project's level does not apply to it.</param>
public sealed record StrippableModule(string Name, Proto Most, DebugLevel Level, bool HasOwnLevel = false)
{
    /// <summary>A module of an image. What the image lacks cannot come back.</summary>
    public static StrippableModule Of(ModuleBytes module) =>
        new(module.Name.ToString(), module.Main.Function, LevelOf(module.Main.Function));

    static DebugLevel LevelOf(Proto function)
    {
        if (Any(function, one => one.LocVars.Length > 0 || one.UpvalueNameCount > 0))
            return DebugLevel.Full;
        return Any(function, one => one.LineInfo.Length > 0) ? DebugLevel.NoNames : DebugLevel.NoLines;
    }

    static bool Any(Proto function, Predicate<Proto> isIt) =>
        isIt(function) || Array.Exists(function.Protos, inner => Any(inner, isIt));
}

/// <summary>The size of the image if all modules had a debug level.</summary>
/// <param name="Level">The level.</param>
/// <param name="Bytes">The size.</param>
public sealed record StripChoice(DebugLevel Level, int Bytes);

/// <summary>The bytes that the image saves if one module has a debug level.</summary>
/// <param name="Module">The module.</param>
/// <param name="NoNames">Saved without names of locals and upvalues.</param>
/// <param name="NoLines">Saved without line info as well.</param>
public sealed record ModuleStrip(string Module, int NoNames, int NoLines);

/// <summary>What each choice of debug data would save. Each is the size of an image of these modules, and not
/// a sum, because modules share strings.</summary>
/// <param name="Bytes">The size at present.</param>
/// <param name="Choices">The size with each level for all modules without a level of their own.</param>
/// <param name="Modules">The savings of each module alone, if there are any.</param>
public sealed record StripChoices(
    int Bytes, IReadOnlyList<StripChoice> Choices, IReadOnlyList<ModuleStrip> Modules)
{
    /// <summary>Measures the choices.</summary>
    /// <param name="modules">The modules of the image.</param>
    /// <param name="image">The image, for its target and its hash seed.</param>
    /// <param name="leastLevel">The level with the most debug data that can be chosen.</param>
    /// <returns>Null if the modules form no image of their own: two have one name.</returns>
    public static StripChoices? Measure(
        IReadOnlyList<StrippableModule> modules, LfsImage image, DebugLevel leastLevel)
    {
        var images = new Images(image);
        ProjectModule[] now = [.. modules.Select(module => images.With(module, module.Level))];
        if (images.SizeOf(now) is not { } bytes)
            return null;

        var choices = new List<StripChoice>();
        for (DebugLevel level = leastLevel; level <= DebugLevel.NoLines; level++)
        {
            IEnumerable<ProjectModule> all = modules.Select((module, i) =>
                module.HasOwnLevel || module.Level == level ? now[i] : images.With(module, level));
            choices.Add(new StripChoice(level, images.SizeOf([.. all]) ?? bytes));
        }

        var alone = new List<ModuleStrip>();
        for (int i = 0; i < now.Length; i++)
        {
            int noNames = Saved(i, DebugLevel.NoNames);
            int noLines = Saved(i, DebugLevel.NoLines);
            if (noNames > 0 || noLines > 0)
                alone.Add(new ModuleStrip(modules[i].Name, noNames, noLines));
        }
        return new StripChoices(bytes, choices, alone);

        int Saved(int i, DebugLevel level)
        {
            if (modules[i].Level >= level)
                return 0;
            var with = (ProjectModule[])now.Clone();
            with[i] = images.With(modules[i], level);
            return bytes - (images.SizeOf(with) ?? bytes);
        }
    }

    // Sizes of images like a given one.
    sealed class Images(LfsImage image)
    {
        readonly ProjectSettings _settings = ProjectSettings.Default with
        {
            Target = image.Target,
            SizeCheck = SizeCheck.None,
            HashSeed = image.Target.Version == LuaVersion.Lua53 ? image.Header53.Seed : null,
        };

        public ProjectModule With(StrippableModule module, DebugLevel level) =>
            new ProjectModule(module.Name, module.Most.Stripped(level)).Measured(image.Target);

        public int? SizeOf(ProjectModule[] modules)
        {
            LinkedImage linked = image.System is null
                ? ProjectImage.Measure(modules, _settings)
                : ProjectImage.Link(modules, _settings, image.System);
            return linked.Size > 0 ? linked.Size : null;
        }
    }
}
