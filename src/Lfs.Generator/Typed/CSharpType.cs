using Lfs.Analysis;

namespace Lfs.Generator.Typed;

/// <summary>A type of C#, with the code that reads it from Lua and gives it to Lua.</summary>
/// <param name="Name">The type as C# writes it.</param>
/// <param name="IsValueType">True for a struct, whose nullable form is another type.</param>
abstract record CSharpType(string Name, bool IsValueType)
{
    /// <summary>Why it is no better type; empty if it is the type that the annotation says.</summary>
    public string Why { get; init; } = "";

    /// <summary>The sentence that says why; empty if there is nothing to say.</summary>
    public virtual string Because => Why.Length == 0 ? ""
        : Name is "LuaValue" or "LuaObject" ? $"A {Name}, because {Why}."
        : XmlText.Sentence(Why);

    /// <summary>The expression that reads it.</summary>
    /// <param name="reader">An expression of type <c>LuaReader</c>.</param>
    /// <param name="code">Takes what the expression needs beside itself.</param>
    public abstract string Read(string reader, Snippets code);

    /// <summary>The statement that pushes it.</summary>
    /// <param name="writer">A variable of type <c>LuaWriter</c>.</param>
    /// <param name="value">The value to push.</param>
    /// <param name="code">Takes what the statement needs beside itself.</param>
    public abstract string Push(string writer, string value, Snippets code);

    /// <summary>True if code that reads and pushes it uses no variable around it.</summary>
    public virtual bool IsStatic => true;

    /// <summary>The lambda that reads it.</summary>
    public string Reader(Snippets code)
    {
        string reader = code.Deeper("reader");
        string lambda = $"static (LuaReader {reader}) => {Read(reader, code)}";
        code.Shallower();
        return lambda;
    }

    /// <summary>The lambda that pushes it.</summary>
    public string Pusher(Snippets code)
    {
        string writer = code.Deeper("writer");
        string item = writer.Replace("writer", "item");
        string statement = string.Join(" ", Push(writer, item, code).Split('\n').Select(line => line.Trim()));
        code.Shallower();
        bool isChoice = statement.StartsWith("if", StringComparison.Ordinal);
        bool isOne = !isChoice && statement.IndexOf(';') == statement.Length - 1;
        string body = isOne ? statement.Substring(0, statement.Length - 1) : $"{{ {statement} }}";
        return $"{(IsStatic ? "static " : "")}(LuaWriter {writer}, {Name} {item}) => {body}";
    }
}

/// <summary>A type that the runtime reads and pushes by itself.</summary>
/// <param name="Name">The type.</param>
/// <param name="Method">The method of <c>LuaReader</c>.</param>
/// <param name="IsValueType">True for a struct.</param>
sealed record PlainType(string Name, string Method, bool IsValueType) : CSharpType(Name, IsValueType)
{
    public override string Read(string reader, Snippets code) => $"{reader}.{Method}()";

    public override string Push(string writer, string value, Snippets code) => $"{writer}.Push({value});";
}

/// <summary>A type or null.</summary>
/// <param name="Inner">The type.</param>
sealed record NullableType(CSharpType Inner) : CSharpType(Inner.Name + "?", Inner.IsValueType)
{
    public override string Because => Inner.Because;

    public override string Read(string reader, Snippets code) =>
        $"{reader}.IsNil ? {(Inner.IsValueType ? $"({Inner.Name}?)null" : "null")} "
        + $": {Inner.Read(reader, code)}";

    public override bool IsStatic => Inner.IsStatic;

    // The runtime pushes nil for null where a reference can be null.
    public override string Push(string writer, string value, Snippets code) => Inner switch
    {
        PlainType { IsValueType: false } or ListType or DictionaryOfType => Inner.Push(writer, value, code),
        ClassType => $"{writer}.Push({value}?.Handle);",
        { IsValueType: true } =>
            Choose(writer, $"{value}.HasValue", Inner.Push(writer, value + ".Value", code)),
        _ => Choose(writer, $"{value} != null", Inner.Push(writer, value, code)),
    };

    static string Choose(string writer, string condition, string push) =>
        $"if ({condition})\n    {push}\nelse\n    {writer}.PushNil();";
}

/// <summary>An array.</summary>
/// <param name="Element">The type of its items.</param>
sealed record ListType(CSharpType Element)
    : CSharpType($"IReadOnlyList<{Element.Name}>", false)
{
    // The type is said, because a list in it is an array to the compiler, and a dictionary a Dictionary.
    public override string Read(string reader, Snippets code) =>
        $"{reader}.Array<{Element.Name}>({Element.Reader(code)})";

    public override bool IsStatic => Element.IsStatic;

    public override string Push(string writer, string value, Snippets code) =>
        $"{writer}.PushList({value}, {Element.Pusher(code)});";
}

/// <summary>A table of keys and values of one type each.</summary>
/// <param name="Key">The type of the keys.</param>
/// <param name="Value">The type of the values.</param>
sealed record DictionaryOfType(CSharpType Key, CSharpType Value)
    : CSharpType($"IReadOnlyDictionary<{Key.Name}, {Value.Name}>", false)
{
    public override string Read(string reader, Snippets code) =>
        $"{reader}.Dictionary<{Key.Name}, {Value.Name}>({Key.Reader(code)}, {Value.Reader(code)})";

    public override bool IsStatic => Key.IsStatic && Value.IsStatic;

    public override string Push(string writer, string value, Snippets code) =>
        $"{writer}.PushTable({value}, {Key.Pusher(code)}, {Value.Pusher(code)});";
}

/// <summary>A field of a table that is a tuple in C#.</summary>
/// <param name="Key">Its name in Lua.</param>
/// <param name="Name">Its name in C#.</param>
/// <param name="Type">Its type.</param>
sealed record TupleField(string Key, string Name, CSharpType Type);

/// <summary>A table with a few named fields, as a tuple.</summary>
/// <param name="Fields">The fields, at least two.</param>
sealed record RecordTuple(ValueList<TupleField> Fields)
    : CSharpType($"({string.Join(", ", Fields.Select(field => $"{field.Type.Name} {field.Name}"))})", true)
{
    public override string Read(string reader, Snippets code) =>
        "(" + string.Join(", ", Fields.Select(field =>
            $"{reader}.Field({Code.Literal(field.Key)}, {field.Type.Reader(code)})")) + ")";

    // The closures of its pushes know the tuple.
    public override bool IsStatic => true;

    public override string Push(string writer, string value, Snippets code) =>
        $"{code.PusherOf(this)}({writer}, {value});";
}

/// <summary>A class that is generated from a class of Lua.</summary>
/// <param name="Name">Its name.</param>
sealed record ClassType(string Name) : CSharpType(Name, false)
{
    public override string Read(string reader, Snippets code) => $"new {Name}({reader}.Table())";

    public override string Push(string writer, string value, Snippets code) =>
        $"{writer}.Push({value}.Handle);";
}

/// <summary>An enum that is generated from an enum of Lua.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsOfStrings">True if its values are strings in Lua.</param>
sealed record EnumType(string Name, bool IsOfStrings) : CSharpType(Name, true)
{
    public override string Read(string reader, Snippets code) =>
        IsOfStrings ? $"{Name}InLua.Read({reader})" : $"({Name}){reader}.Int32()";

    public override string Push(string writer, string value, Snippets code) =>
        IsOfStrings ? $"{writer}.Push({Name}InLua.TextOf({value}));" : $"{writer}.Push((int){value});";
}

/// <summary>A parameter or a result of a delegate.</summary>
/// <param name="Name">Its name; empty for none.</param>
/// <param name="Type">Its type.</param>
sealed record DelegatePart(string Name, CSharpType Type);

/// <summary>A function, as a delegate.</summary>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Results">Its results.</param>
sealed record DelegateType(ValueList<DelegatePart> Parameters, ValueList<DelegatePart> Results)
    : CSharpType(NameOf(Parameters, Results), false)
{
    public override bool IsStatic => true;

    public override string Read(string reader, Snippets code) =>
        $"{code.ReaderOf(this)}({reader}.Function())";

    public override string Push(string writer, string value, Snippets code) =>
        $"{writer}.Push({code.CallOf(this)}({value}));";

    static string NameOf(ValueList<DelegatePart> parameters, ValueList<DelegatePart> results)
    {
        IEnumerable<string> types = parameters.Select(part => part.Type.Name);
        if (results.Count == 0)
            return parameters.Count == 0 ? "global::System.Action" : $"global::System.Action<{Join(types)}>";
        return $"global::System.Func<{Join(types.Concat([Code.TypeOf(results)]))}>";
    }

    static string Join(IEnumerable<string> types) => string.Join(", ", types);
}
