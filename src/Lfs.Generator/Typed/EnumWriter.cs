using Lfs.Analysis.Shapes;

namespace Lfs.Generator.Typed;

/// <summary>Writes the C# enums for the enums of a module, and for its aliases of strings.</summary>
/// <param name="code">Where to write.</param>
/// <param name="module">The module.</param>
/// <param name="visibility">The visibility of what is generated.</param>
sealed class EnumWriter(CodeWriter code, ModuleSource module, string visibility)
{
    /// <summary>Writes an enum.</summary>
    public void Write(EnumShape shape, TypeName name)
    {
        HashSet<string> used = new(StringComparer.Ordinal);
        (EnumMember Shape, string Name)[] members =
            [.. shape.Members.Select(member => (member, Identifiers.Free(NameOf(member), used)))];
        bool isOfStrings = name.Kind == TypeKind.StringEnum;
        code.Gap();
        string text = shape.Text.Length > 0 ? shape.Text : $"A value of `{shape.Name}` of Lua.";
        code.Summary(text);
        code.Lines(module.Remark(shape.Name, shape.Line));
        code.Lines(GeneratedFile.Attribute);
        code.Lines($"{visibility} enum {name.Identifier}");
        code.Open();
        foreach ((EnumMember member, string identifier) in members)
        {
            code.Gap();
            code.Summary(
                member.Text.Length > 0 ? XmlText.Sentence(member.Text) : $"`{member.Value}` of Lua.");
            code.Lines(isOfStrings ? $"{identifier}," : $"{identifier} = {member.Value.Value},");
        }
        code.Close();
        if (isOfStrings)
            Texts(name.Identifier, members);
    }

    static string NameOf(EnumMember member)
    {
        // RED and LIGHT_RED are words in C#.
        string name = member.Name;
        bool isUpper = name.Any(char.IsLetter) && !name.Any(char.IsLower);
        return Identifiers.Member(isUpper && name.Length > 1 ? name.ToLowerInvariant() : name);
    }

    void Texts(string name, (EnumMember Shape, string Name)[] members)
    {
        code.Gap();
        code.Lines($"/// <summary>The strings of <see cref=\"{name}\"/> in Lua.</summary>");
        code.Lines(GeneratedFile.Attribute);
        code.Lines($"static class {name}InLua");
        code.Open();
        code.Lines($"public static string TextOf({name} value)");
        code.Open();
        code.Lines("switch (value)");
        code.Open();
        foreach ((EnumMember member, string identifier) in members)
            code.Lines($"case {name}.{identifier}: return {Code.Literal(member.Value.Value)};");
        code.Lines(
            "default: throw new global::System.ArgumentOutOfRangeException(nameof(value), value, null);");
        code.Close();
        code.Close();
        code.Gap();
        code.Lines($"public static {name} Read(LuaReader reader)");
        code.Open();
        code.Lines("switch (reader.String())");
        code.Open();
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach ((EnumMember member, string identifier) in members)
        {
            if (known.Add(member.Value.Value))
                code.Lines($"case {Code.Literal(member.Value.Value)}: return {name}.{identifier};");
        }
        string expected = string.Join("|", known.Select(value => "\"" + value + "\""));
        code.Lines($"default: throw reader.Mismatch({Code.Literal(expected)});");
        code.Close();
        code.Close();
        code.Close();
    }
}
