using Lfs.Analysis.Shapes;

namespace Lfs.Generator.Typed;

/// <summary>Writes the methods that lead to the modules: those of the static class, and the class of the
/// modules of one device.</summary>
/// <param name="code">Where to write.</param>
/// <param name="accessors">The names of all modules.</param>
/// <param name="called">The modules that are called themselves.</param>
/// <param name="settings">The project's properties.</param>
sealed class ModuleMethods(
    CodeWriter code, Accessors accessors, IEnumerable<ModuleSource> called, Settings settings)
{
    const string Default = "Default";

    /// <summary>Writes the methods of the static class.</summary>
    public void WriteStatic()
    {
        foreach (Accessor accessor in accessors.Items)
        {
            if (accessor.ClassName.Length > 0)
            {
                DescribeTable(accessor);
                code.Lines(
                    $"public static {accessor.ClassName} {accessor.Identifier}() => "
                    + $"{Default}.{accessor.Identifier}();");
            }
            else if (SourceOf(accessor) is { Shape.Main: { } main } source)
            {
                TypeContext context = ContextOf(source, []);
                new MethodWriter(code, context).Forward(
                    Described(source, main), accessor.Identifier, accessor.Module, Default);
            }
        }
    }

    /// <summary>Writes the class of the modules of one device.</summary>
    public void WriteSet()
    {
        string name = settings.Classes.Set;
        code.Lines(
            $$"""
            /// <summary>The Lua modules of this project on one device.</summary>
            /// <remarks>Like the device, it is used by one thread at a time.</remarks>
            {{GeneratedFile.Attribute}}
            {{settings.Visibility}} sealed partial class {{name}}
            """);
        code.Open();
        code.Lines(
            $$"""
            /// <summary>Makes the modules of a device callable. Nothing runs yet.</summary>
            /// <param name="device">A device with the image of this project. It is not disposed here.</param>
            public {{name}}(LfsDevice device)
            {
                {{(settings.ReloadsLua ? "_device" : "Device")}} = device
                    ?? throw new global::System.ArgumentNullException(nameof(device));
            }
            """);
        code.Gap();
        code.Summary("The device that runs the modules.");
        if (settings.ReloadsLua)
        {
            code.Lines(
                $$"""
                public LfsDevice Device
                {
                    get
                    {
                        {{settings.ClassName}}.HotReload.Apply(_device);
                        return _device;
                    }
                }

                readonly LfsDevice _device;
                """);
        }
        else
        {
            code.Lines("public LfsDevice Device { get; }");
        }
        HashSet<string> names =
        [
            .. TypeContext.OfObject, name, "Device", "_device",
            .. accessors.Items.Select(item => item.Identifier),
        ];
        foreach (Accessor accessor in accessors.Items)
        {
            if (accessor.ClassName.Length > 0)
                Table(accessor, names);
            else if (SourceOf(accessor) is { Shape.Main: { } main } source)
                Method(accessor, source, main, names);
        }
        code.Close();
    }

    ModuleSource? SourceOf(Accessor accessor) => called.FirstOrDefault(source =>
        source.Name == accessor.Module && source.ChunkPath == accessor.ChunkPath);

    void DescribeTable(Accessor accessor)
    {
        string file = XmlText.Escape(accessor.ChunkPath);
        code.Gap();
        code.Lines(
            $"/// <summary>The module <c>{XmlText.Escape(accessor.Module)}</c>, "
            + $"loaded once as by <c>require</c>: {file}.</summary>");
    }

    void Table(Accessor accessor, HashSet<string> names)
    {
        string kept = Identifiers.Free(Identifiers.Field(accessor.Identifier), names);
        code.Gap();
        code.Lines($"{accessor.ClassName}? {kept};");
        DescribeTable(accessor);
        code.Lines(
            $$"""
            public {{accessor.ClassName}} {{accessor.Identifier}}()
            {
                {{kept}} ??= new {{accessor.ClassName}}(Device);
                _ = {{kept}}.Table;
                return {{kept}};
            }
            """);
    }

    void Method(Accessor accessor, ModuleSource source, FunctionShape main, HashSet<string> names)
    {
        TypeContext context = ContextOf(source, names);
        string owner = "Device";
        if (source.Shape.Kind == ModuleKind.Function)
        {
            string kept = Identifiers.Free(Identifiers.Field(accessor.Identifier) + "Loaded", names);
            owner = Identifiers.Free(accessor.Identifier + "Function", names);
            code.Gap();
            code.Lines(
                $$"""
                LuaObject? {{kept}};

                LuaObject {{owner}}
                {
                    get
                    {
                        LfsDevice device = Device;
                        return {{kept}} is { IsValid: true }
                            ? {{kept}}
                            : {{kept}} = device.Require({{Code.Literal(accessor.Module)}}).AsObject();
                    }
                }
                """);
        }
        new MethodWriter(code, context with { Owner = owner }).Write(
            Described(source, main), accessor.Identifier, accessor.Module);
        context.Snippets.Write(code);
    }

    TypeContext ContextOf(ModuleSource source, HashSet<string> names) => new(
        source, new TypeMapper(accessors.Types, settings.Project.Target, Ignore), names,
        new Snippets(source.Name, names), source.Shape.Kind == ModuleKind.Script ? "Device" : "", source.Name,
        (_, _, _) => { });

    // The file of the module reports it.
    static void Ignore(string name)
    {
    }

    static FunctionShape Described(ModuleSource source, FunctionShape main)
    {
        string what = source.Shape.Kind == ModuleKind.Function
            ? $"Calls the function that `{source.Name}` returns."
            : $"Runs `{source.Name}`.";
        return main.Text.Length > 0 ? main : main with { Text = what };
    }
}
