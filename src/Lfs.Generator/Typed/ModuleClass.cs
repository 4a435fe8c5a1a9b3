using Lfs.Analysis.Shapes;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Generator.Typed;

/// <summary>The file of one module: its class, and the classes and enums that it defines.</summary>
/// <param name="module">The module.</param>
/// <param name="accessor">Its names.</param>
/// <param name="accessors">The names of all modules.</param>
sealed class ModuleClass(ModuleSource module, Accessor accessor, Accessors accessors)
{
    /// <summary>Writes the file; null if a module needs none.</summary>
    /// <param name="settings">The project's properties.</param>
    /// <param name="problems">Takes what the user should know.</param>
    public string? Write(Settings settings, ICollection<LocatedDiagnostic> problems)
    {
        TypeTable types = accessors.Types;
        GeneratedFile file = GeneratedFile.WithUsings(settings);
        CodeWriter code = file.Code;
        int start = code.Length;
        var mapper = new TypeMapper(types, settings.Project.Target, Unknown);
        if (accessor.ClassName.Length > 0)
            WriteTable(code, mapper, settings, Renamed);
        foreach (ClassShape shape in module.Shape.Classes)
        {
            bool isUsed = shape.IsMadeByLua || accessors.Referenced.Contains(shape.Name);
            if (isUsed && Own(shape.Name) is { } name)
                new ClassWriter(code, module, types, mapper, settings.Visibility, Renamed).Write(shape, name);
        }
        var enums = new EnumWriter(code, module, settings.Visibility);
        foreach (EnumShape shape in module.Shape.Enums)
        {
            if (Own(shape.Name) is { Kind: not TypeKind.Alias } name)
                enums.Write(shape, name);
        }
        foreach (AliasShape shape in module.Shape.Aliases)
        {
            if (Own(shape.Name) is { Kind: TypeKind.StringEnum } name)
            {
                EnumShape values = new(shape.Name, shape.Line, new(TypeTable.MembersOf(shape)), shape.Text);
                enums.Write(values, name);
            }
        }
        return code.Length == start ? null : ModulesClass.End(file, settings);

        TypeName? Own(string name) =>
            types.Find(name) is { } known && known.Module == module.Name ? known : null;

        void Renamed(int line, string name, string identifier) => problems.Add(ModulesClass.Problem(
            DiagnosticId.AccessorCollision, module.Names, line,
            $"'{name}' is {identifier} in C#, because {Identifiers.Member(name)} is taken"));

        void Unknown(string name) => problems.Add(ModulesClass.Problem(
            DiagnosticId.StrayAnnotation, module.Names, 0,
            $"no module defines the class '{name}' of an annotation"));
    }

    void WriteTable(
        CodeWriter code, TypeMapper mapper, Settings settings, Action<int, string, string> renamed)
    {
        HashSet<string> names = [.. TypeContext.OfObject, accessor.ClassName, "Table", "_device", "_loaded"];
        var snippets = new Snippets(module.Name, names);
        var context = new TypeContext(module, mapper, names, snippets, "Table", module.Name, renamed);
        string text = module.Shape.Text.Length > 0 ? module.Shape.Text : $"The module `{module.Name}`.";
        code.Summary(text);
        code.Lines(
            $"/// <remarks>The table that {XmlText.Escape(module.ChunkPath)} returns. "
            + "It is loaded once on a device,\n"
            + "/// as by <c>require</c>, and again after a restart.</remarks>");
        code.Lines(GeneratedFile.Attribute);
        code.Lines($"{settings.Visibility} sealed partial class {accessor.ClassName}");
        code.Open();
        code.Lines(
            $$"""
            readonly LfsDevice _device;
            LuaObject? _loaded;

            internal {{accessor.ClassName}}(LfsDevice device)
            {
                _device = device;
            }
            """);
        code.Gap();
        code.Summary("The module's table, for what has no type here.");
        string load = $"_device.Require({Code.Literal(module.Name)}).AsObject()";
        if (settings.ReloadsLua)
        {
            code.Lines(
                $$"""
                public LuaObject Table
                {
                    get
                    {
                        {{settings.ClassName}}.HotReload.Apply(_device);
                        return _loaded is { IsValid: true } ? _loaded : _loaded = {{load}};
                    }
                }
                """);
        }
        else
        {
            code.Lines(
                "public LuaObject Table => _loaded is { IsValid: true }\n"
                + $"    ? _loaded\n    : _loaded = {load};");
        }
        foreach (FieldShape field in module.Shape.Members.Fields)
            new PropertyWriter(code, context).Write(field);
        foreach (FunctionShape function in module.Shape.Members.Functions)
        {
            string separator = function.PassesSelf ? ":" : ".";
            string member = context.NameOf(function.Name, function.Line);
            new MethodWriter(code, context).Write(
                function, member, module.Name + separator + function.Name);
        }
        snippets.Write(code);
        code.Close();
    }
}
