using Lfs.Analysis.Shapes;

namespace Lfs.Generator.Typed;

/// <summary>Writes the C# classes for the classes of a module.</summary>
/// <param name="code">Where to write.</param>
/// <param name="module">The module.</param>
/// <param name="types">The types of all modules.</param>
/// <param name="mapper">Finds types.</param>
/// <param name="visibility">The visibility of what is generated.</param>
/// <param name="renamed">Takes a member that did not get its name: its line, its name and the C#
/// name.</param>
sealed class ClassWriter(
    CodeWriter code, ModuleSource module, TypeTable types, TypeMapper mapper, string visibility,
    Action<int, string, string> renamed)
{
    /// <summary>Writes a class.</summary>
    public void Write(ClassShape shape, TypeName name)
    {
        TypeName? parent = types.BasesOf(name).FirstOrDefault(item => item.Kind == TypeKind.Class);
        bool isParent = types.Items.Any(item => item.Kind == TypeKind.Class && item.Base == name.Name);
        string path = $"{module.Name}.{shape.Name}";
        HashSet<string> names = [.. TypeContext.OfObject, name.Identifier, "Handle", "Dispose"];
        var snippets = new Snippets(module.Name, names);
        var context = new TypeContext(module, mapper, names, snippets, "Handle", path, renamed);
        mapper.Self = name.Identifier;

        code.Gap();
        string text = shape.Text.Length > 0 ? shape.Text : $"An object of the class `{shape.Name}` of Lua.";
        code.Summary(text);
        code.Lines(context.Remark(path, shape.Line));
        code.Lines(GeneratedFile.Attribute);
        string bases = parent is null
            ? $"global::System.IDisposable, global::System.IEquatable<{name.Identifier}>"
            : $"{parent.Identifier}, global::System.IEquatable<{name.Identifier}>";
        code.Lines($"{visibility} {(isParent ? "" : "sealed ")}partial class {name.Identifier} : {bases}");
        code.Open();
        Head(shape, name, parent);
        foreach (FieldShape field in shape.Members.Fields)
            new PropertyWriter(code, context).Write(field, parent is not null);
        foreach (FunctionShape function in shape.Members.Functions)
        {
            string separator = function.PassesSelf ? ":" : ".";
            string member = context.NameOf(function.Name, function.Line);
            new MethodWriter(code, context).Write(
                function, member, path + separator + function.Name, parent is not null);
        }
        snippets.Write(code);
        code.Close();
        mapper.Self = "";
    }

    void Head(ClassShape shape, TypeName name, TypeName? parent)
    {
        string self = name.Identifier;
        code.Lines($"internal {self}(LuaObject handle)" + (parent is null ? "" : "\n    : base(handle)"));
        code.Open();
        if (parent is null)
            code.Lines("Handle = handle;");
        code.Close();
        if (!shape.IsMadeByLua && shape.Members.Functions.Count == 0 && parent is null)
        {
            code.Gap();
            code.Summary("Makes a table for it on a device, with no field set.");
            code.Lines("/// <param name=\"device\">The device.</param>");
            code.Lines($"public {self}(LfsDevice device)\n    : this(device.CreateTable())");
            code.Open();
            code.Close();
        }
        if (parent is null)
        {
            code.Gap();
            code.Summary("The object on the device, for what has no type here.");
            code.Lines("public LuaObject Handle { get; }");
            code.Gap();
            code.Summary("Releases the object. One that is forgotten is released later.");
            code.Lines("public void Dispose() => Handle.Dispose();");
            code.Gap();
            code.Lines("/// <inheritdoc/>");
            code.Lines(
                $"public override bool Equals(object? other) => other is {self} same && Equals(same);");
            code.Gap();
            code.Lines("/// <inheritdoc/>");
            code.Lines("public override int GetHashCode() => Handle.GetHashCode();");
        }
        code.Gap();
        code.Summary("True if both are the same object of Lua.");
        code.Lines($"public bool Equals({self}? other) => other is not null && Handle.Equals(other.Handle);");
    }
}
