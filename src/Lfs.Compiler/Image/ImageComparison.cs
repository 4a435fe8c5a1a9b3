using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>How a module or a function of one image differs from that of an earlier one.</summary>
public enum Change : byte
{
    /// <summary>It is the same.</summary>
    Same,

    /// <summary>It is the same, but other modules or functions use other strings of it now.</summary>
    Shared,

    /// <summary>Only line numbers, or names of locals and upvalues, differ.</summary>
    Debug,

    /// <summary>It does something else.</summary>
    Changed,

    /// <summary>The earlier image does not have it.</summary>
    Added,

    /// <summary>Only the earlier image has it.</summary>
    Removed,
}

/// <summary>A function of two images.</summary>
/// <param name="Before">The function of the earlier image; null if it was added.</param>
/// <param name="After">That of the later image; null if it was removed.</param>
/// <param name="Change">How the functions differ, without those in them.</param>
/// <param name="Inner">The functions in them: those of the later image in order, then those removed.</param>
public sealed record FunctionChange(
    FunctionBytes? Before, FunctionBytes? After, Change Change, IReadOnlyList<FunctionChange> Inner)
{
    /// <summary>The function's name for people.</summary>
    public string Title => (After ?? Before)!.Title;

    /// <summary>The bytes of the function alone, before and after.</summary>
    public (int Before, int After) Own => (Before?.Own.Total ?? 0, After?.Own.Total ?? 0);

    /// <summary>True if the function and all in it are the same.</summary>
    public bool IsSame => Change == Change.Same && Inner.All(inner => inner.IsSame);

    internal static FunctionChange Of(FunctionBytes? before, FunctionBytes? after) =>
        new(before, after, ChangeOf(before, after), OfInner(before?.Inner ?? [], after?.Inner ?? []));

    static Change ChangeOf(FunctionBytes? before, FunctionBytes? after)
    {
        if (before is null)
            return Change.Added;
        if (after is null)
            return Change.Removed;
        if (!HasSameBody(before.Function, after.Function))
            return Change.Changed;
        if (!HasSameDebugData(before.Function, after.Function))
            return Change.Debug;
        return before.Own == after.Own ? Change.Same : Change.Shared;
    }

    static bool HasSameBody(Proto one, Proto other) =>
        one.NumParams == other.NumParams && one.IsVararg == other.IsVararg
        && one.MaxStackSize == other.MaxStackSize && one.Protos.Length == other.Protos.Length
        && one.Code.SequenceEqual(other.Code) && one.Constants.SequenceEqual(other.Constants)
        && one.Upvalues.Select(WithoutName).SequenceEqual(other.Upvalues.Select(WithoutName));

    static UpvalueDescriptor WithoutName(UpvalueDescriptor upvalue) => upvalue with { Name = null };

    static bool HasSameDebugData(Proto one, Proto other) =>
        one.LineDefined == other.LineDefined && one.LastLineDefined == other.LastLineDefined
        && Equals(one.Source, other.Source) && one.LineInfo.SequenceEqual(other.LineInfo)
        && one.LocVars.SequenceEqual(other.LocVars) && one.Upvalues.SequenceEqual(other.Upvalues);

    // Functions belong together if they have the same name and body, or else the same name and order.
    static List<FunctionChange> OfInner(
        IReadOnlyList<FunctionBytes> before, IReadOnlyList<FunctionBytes> after)
    {
        Dictionary<string, List<FunctionBytes>> left = before
            .GroupBy(function => function.Name ?? "")
            .ToDictionary(same => same.Key, same => same.ToList());
        var partners = new FunctionBytes?[after.Count];
        for (int i = 0; i < partners.Length; i++)
            partners[i] = Take(left, after[i], other => HasSameBody(other.Function, after[i].Function));
        for (int i = 0; i < partners.Length; i++)
            partners[i] ??= Take(left, after[i], _ => true);
        return [
            .. after.Select((function, i) => Of(partners[i], function)),
            .. before.Where(function => left[function.Name ?? ""].Contains(function))
                .Select(function => Of(function, null)),
        ];
    }

    static FunctionBytes? Take(
        Dictionary<string, List<FunctionBytes>> left, FunctionBytes function,
        Predicate<FunctionBytes> isRight)
    {
        if (!left.TryGetValue(function.Name ?? "", out List<FunctionBytes>? candidates))
            return null;
        int at = candidates.FindIndex(isRight);
        if (at < 0)
            return null;
        FunctionBytes taken = candidates[at];
        candidates.RemoveAt(at);
        return taken;
    }
}

/// <summary>A module of two images.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Before">The module of the earlier image; null if it was added.</param>
/// <param name="After">That of the later image; null if it was removed.</param>
/// <param name="Main">Its functions.</param>
public sealed record ModuleChange(
    LuaString Name, ModuleBytes? Before, ModuleBytes? After, FunctionChange Main)
{
    /// <summary>The bytes of the whole module, before and after.</summary>
    public (int Before, int After) Bytes => (Before?.All.Total ?? 0, After?.All.Total ?? 0);

    /// <summary>The bytes that belong to no single function of it, before and after.</summary>
    public (int Before, int After) Common => (Before?.Common.Total ?? 0, After?.Common.Total ?? 0);

    /// <summary>How the modules differ: in the way of the function that differs most.</summary>
    public Change Change => Before is null ? Change.Added : After is null ? Change.Removed : Within();

    Change Within()
    {
        Change most = Most(Main);
        return most == Change.Same && Bytes.Before != Bytes.After ? Change.Shared : most;
    }

    static Change Most(FunctionChange function)
    {
        Change own = function.Change > Change.Changed ? Change.Changed : function.Change;
        return function.Inner.Select(Most).Append(own).Max();
    }

    internal static ModuleChange Of(LuaString name, ModuleBytes? before, ModuleBytes? after) =>
        new(name, before, after, FunctionChange.Of(before?.Main, after?.Main));
}

/// <summary>What differs between two images.</summary>
public sealed class ImageComparison
{
    ImageComparison(ImageBytes before, ImageBytes after)
    {
        Before = before;
        After = after;
        // Two modules of a 5.1 image can have one name; the first is the one that is found.
        var old = new Dictionary<LuaString, ModuleBytes>();
        foreach (ModuleBytes module in before.Modules.Reverse())
            old[module.Name] = module;
        var kept = new HashSet<ModuleBytes>();
        var modules = new List<ModuleChange>();
        foreach (ModuleBytes module in after.Modules)
        {
            bool isKept = old.TryGetValue(module.Name, out ModuleBytes? earlier) && kept.Add(earlier);
            modules.Add(ModuleChange.Of(module.Name, isKept ? earlier : null, module));
        }
        modules.AddRange(before.Modules
            .Where(module => !kept.Contains(module))
            .Select(module => ModuleChange.Of(module.Name, module, null)));
        Modules = modules;
    }

    /// <summary>The earlier image.</summary>
    public ImageBytes Before { get; }

    /// <summary>The later image.</summary>
    public ImageBytes After { get; }

    /// <summary>The modules of the later image in order, then those removed.</summary>
    public IReadOnlyList<ModuleChange> Modules { get; }

    /// <summary>True if the images have the same modules. The build time does not count.</summary>
    public bool IsSame =>
        Modules.All(module => module.Change == Change.Same) && Before.Common == After.Common;

    /// <summary>Compares two images.</summary>
    public static ImageComparison Of(ImageBytes before, ImageBytes after) => new(before, after);
}
