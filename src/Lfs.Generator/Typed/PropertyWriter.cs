using Lfs.Analysis.Shapes;

namespace Lfs.Generator.Typed;

/// <summary>Writes the properties for fields of Lua.</summary>
/// <param name="code">Where to write.</param>
/// <param name="context">The class.</param>
sealed class PropertyWriter(CodeWriter code, TypeContext context)
{
    /// <summary>Writes a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="isNew">True if a base class can have a member of that name.</param>
    public void Write(FieldShape field, bool isNew = false)
    {
        string name = context.NameOf(field.Name, field.Line);
        string member = Identifiers.Free(Identifiers.Field(name), context.Names);
        string path = $"{context.Path}.{field.Name}";
        CSharpType type = context.Mapper.Of(field.Type);
        code.Gap();
        code.Lines(
            $"static readonly LuaMember {member} = new LuaMember({Code.Literal(context.Module.Name)}, "
            + $"{Code.Literal(field.Name)}, {Code.Literal(path)});");
        code.Gap();
        string text = field.Text.Length > 0 ? XmlText.Sentence(field.Text) : $"The field `{field.Name}`.";
        code.Summary($"{text} {type.Because}".TrimEnd());
        code.Lines(context.Remark(path, field.Line));
        string start = $"public {(isNew ? "new " : "")}{type.Name} {name}";
        string read = $"{context.Owner}.Get({member}, {type.Reader(context.Snippets)})";
        if (field.IsConstant)
        {
            code.Lines($"{start} => {read};");
            return;
        }
        code.Lines(start);
        code.Open();
        code.Lines($"get => {read};");
        code.Lines($"set => {context.Owner}.Set({member}, value, {type.Pusher(context.Snippets)});");
        code.Close();
    }
}
