using Lfs.Analysis.Shapes;

namespace Lfs.Generator.Typed;

/// <summary>Writes the methods that lead to the modules: those of the static class, and the class of the modules of
/// one device.</summary>
/// <param name="code">Where to write.</param>
/// <param name="accessors">The modules.</param>
/// <param name="settings">The project's properties.</param>
sealed class ModuleMethods(CodeWriter code, Accessors accessors, Settings settings)
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
                    $"public static {accessor.ClassName} {accessor.Identifier}() => {Default}.{accessor.Identifier}();");
            }
            else if (accessor.Source.Shape.Main is { } main)
            {
                TypeContext context = ContextOf(accessor, []);
                new MethodWriter(code, context).Forward(
                    Described(accessor, main), accessor.Identifier, accessor.Module, Default);
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
            {{ModulesClass.GeneratedCode}}
            {{settings.Visibility}} sealed partial class {{name}}
            """);
        code.Open();
        code.Lines(
            $$"""
            /// <summary>Makes the modules of a device callable. Nothing runs yet.</summary>
            /// <param name="device">A device with the image of this project. It is not disposed here.</param>
            public {{name}}(LfsDevice device)
            {
                Device = device ?? throw new global::System.ArgumentNullException(nameof(device));
            }

            /// <summary>The device that runs the modules.</summary>
            public LfsDevice Device { get; }
            """);
        HashSet<string> names = [.. TypeContext.OfObject, name, "Device", .. accessors.Items.Select(item => item.Identifier)];
        foreach (Accessor accessor in accessors.Items)
        {
            if (accessor.ClassName.Length > 0)
                Table(accessor, names);
            else if (accessor.Source.Shape.Main is { } main)
                Method(accessor, main, names);
        }
        code.Close();
    }

    void DescribeTable(Accessor accessor)
    {
        ModuleShape shape = accessor.Source.Shape;
        code.Gap();
        string text = shape.Text.Length > 0 ? shape.Text : $"The module `{accessor.Module}`.";
        foreach (string line in XmlText.Element("<summary>", text, "</summary>"))
            code.Lines(line);
        code.Lines($"/// <returns>The module, loaded once as by <c>require</c>: {XmlText.Escape(accessor.ChunkPath)}.</returns>");
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

    void Method(Accessor accessor, FunctionShape main, HashSet<string> names)
    {
        TypeContext context = ContextOf(accessor, names);
        string owner = "Device";
        if (accessor.Source.Shape.Kind == ModuleKind.Function)
        {
            string kept = Identifiers.Free(Identifiers.Field(accessor.Identifier) + "Loaded", names);
            owner = Identifiers.Free(accessor.Identifier + "Function", names);
            code.Gap();
            code.Lines(
                $$"""
                LuaObject? {{kept}};

                LuaObject {{owner}} => {{kept}} is { IsValid: true }
                    ? {{kept}}
                    : {{kept}} = Device.Require({{Code.Literal(accessor.Module)}}).AsObject();
                """);
        }
        new MethodWriter(code, context).Write(
            Described(accessor, main), accessor.Identifier, accessor.Module, member => $"{owner}.BeginCall({member})");
        context.Snippets.Write(code);
    }

    TypeContext ContextOf(Accessor accessor, HashSet<string> names) => new(
        accessor.Source, new TypeMapper(accessors.Types, settings.Project.Target, Ignore), names,
        new Snippets(accessor.Module, names), "", accessor.Module, (_, _, _) => { });

    // The file of the module reports it.
    static void Ignore(string name)
    {
    }

    static FunctionShape Described(Accessor accessor, FunctionShape main)
    {
        string what = accessor.Source.Shape.Kind == ModuleKind.Function
            ? $"Calls the function that `{accessor.Module}` returns."
            : $"Runs `{accessor.Module}`.";
        return main.Text.Length > 0 ? main : main with { Text = what };
    }
}
