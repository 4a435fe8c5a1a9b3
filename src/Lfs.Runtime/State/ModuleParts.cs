namespace Lfs.Runtime.Core;

/// <summary>The tables and functions of a firmware's modules, made for one build.</summary>
sealed class ModuleParts<T> where T : unmanaged, ITarget<T>
{
    readonly Dictionary<RomTable, RoDefinition<T>> _tables = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<LuaFunction, HostFunction<T>> _functions = [];

    /// <summary>Makes the tables and functions that no other table reaches.</summary>
    /// <param name="modules">The modules.</param>
    /// <param name="functions">Functions that belong to no module.</param>
    public ModuleParts(IReadOnlyList<Module> modules, IEnumerable<LuaFunction> functions)
    {
        foreach (LuaFunction function in functions)
            Placed(function);
        foreach (Module module in modules)
        {
            foreach (LuaFunction function in module.Functions)
                Placed(function);
            foreach (RomTable table in module.Tables)
                Placed(table);
            if (module.Open is { } open)
                Placed(open);
        }
        Openers = [.. modules.Where(module => module.Open is not null)
            .Select(module => (module.Name, module.Open!))];
    }

    /// <summary>The functions that closures, stacks and calls use.</summary>
    public IReadOnlyDictionary<LuaFunction, HostFunction<T>> Functions => _functions;

    /// <summary>The tables, by what describes them.</summary>
    public IReadOnlyDictionary<RomTable, RoDefinition<T>> Tables => _tables;

    /// <summary>The modules that start-up opens, in their order.</summary>
    public IReadOnlyList<(string Name, LuaFunction Open)> Openers { get; }

    /// <summary>A table for this build; the same one each time that it is referred to.</summary>
    public RoDefinition<T> Placed(RomTable table)
    {
        if (_tables.TryGetValue(table, out RoDefinition<T>? known))
            return known;
        RoDefinition<T> definition = new(
            table.Name,
            [.. table.Entries.Select(entry => new RoEntry<T>(
                entry.Name,
                entry.Function is { } function ? Placed(function) : null,
                entry.Number,
                entry.Table is { } inner ? Placed(inner) : null,
                Self: entry.IsSelf))],
            table.Metatable is { } metatable ? Placed(metatable) : null);
        _tables.Add(table, definition);
        return definition;
    }

    HostFunction<T> Placed(LuaFunction function)
    {
        if (_functions.TryGetValue(function, out HostFunction<T>? known))
            return known;
        HostFunction<T> made = function.Invoke;
        _functions.Add(function, made);
        return made;
    }
}
