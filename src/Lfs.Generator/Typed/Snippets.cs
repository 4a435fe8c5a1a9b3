using System.Globalization;

namespace Lfs.Generator.Typed;

/// <summary>The private methods that the members of a class need: conversions of functions and of tables with
/// fields. Members with the same types share them.</summary>
/// <param name="module">The module, for messages.</param>
/// <param name="ownNames">The names of the class.</param>
sealed class Snippets(string module, ISet<string> ownNames)
{
    readonly Dictionary<(CSharpType Type, string Use), string> _names = [];
    readonly List<Action<CodeWriter>> _methods = [];
    int _depth;

    /// <summary>A name for a variable of a lambda in another one.</summary>
    public string Deeper(string name) =>
        ++_depth == 1 ? name : name + _depth.ToString(CultureInfo.InvariantCulture);

    /// <summary>Ends what <see cref="Deeper"/> began.</summary>
    public void Shallower() => _depth--;

    /// <summary>The method that makes a delegate of a handle.</summary>
    public string ReaderOf(DelegateType type) => NameOf(type, "FunctionOfLua", WriteReader);

    /// <summary>The method that makes a function for Lua of a delegate.</summary>
    public string CallOf(DelegateType type) => NameOf(type, "FunctionForLua", WriteCall);

    /// <summary>The method that pushes a tuple as a table.</summary>
    public string PusherOf(RecordTuple type) => NameOf(type, "PushFields", WritePusher);

    /// <summary>Writes the methods.</summary>
    public void Write(CodeWriter code)
    {
        // A method can need another, which is then added.
        for (int i = 0; i < _methods.Count; i++)
            _methods[i](code);
    }

    string NameOf<T>(T type, string use, Action<CodeWriter, T, string> write)
        where T : CSharpType
    {
        if (_names.TryGetValue((type, use), out string? known))
            return known;
        string name = Identifiers.Free(use, ownNames);
        _names.Add((type, use), name);
        _methods.Add(code => AtTop(() => write(code, type, name)));
        return name;
    }

    void AtTop(Action write)
    {
        (int depth, _depth) = (_depth, 0);
        write();
        _depth = depth;
    }

    string Member(CodeWriter code, string method, string what)
    {
        string name = Identifiers.Free(Identifiers.Field(method), ownNames);
        code.Lines(
            $"static readonly LuaMember {name} = new LuaMember("
            + $"{Code.Literal(module)}, null, {Code.Literal(module + ": " + what)});");
        code.Gap();
        return name;
    }

    void WriteReader(CodeWriter code, DelegateType type, string name)
    {
        code.Gap();
        string member = Member(code, name, "a function");
        code.Lines($"static {type.Name} {name}(LuaObject function)");
        code.Open();
        code.Lines($"return ({Parameters(type)}) =>");
        code.Lines("{");
        code.Lines($"    using LuaCall call = function.BeginCall({member});");
        foreach ((DelegatePart part, int i) in type.Parameters.Select((part, i) => (part, i)))
            Indented(code, part.Type.Push("call.Arguments", $"p{i}", this));
        code.Lines(FormattableString.Invariant($"    call.Invoke({type.Results.Count});"));
        if (type.Results.Count > 0)
            code.Lines($"    return {Code.Read("call", type.Results, this)};");
        code.Lines("};");
        code.Close();
    }

    static void Indented(CodeWriter code, string lines, int depth = 1) => code.Lines(
        string.Join("\n", lines.Split('\n').Select(line => new string(' ', 4 * depth) + line)));

    static string Parameters(DelegateType type) => string.Join(
        ", ", type.Parameters.Select((part, i) => FormattableString.Invariant($"{part.Type.Name} p{i}")));

    void WriteCall(CodeWriter code, DelegateType type, string name)
    {
        string call = "function(" + string.Join(", ", type.Parameters.Select((part, i) =>
            part.Type.Read(FormattableString.Invariant($"given[{i}]"), this))) + ")";
        code.Gap();
        code.Lines($"static LuaHostCall {name}({type.Name} function)");
        code.Open();
        code.Lines("return (LuaArguments given, LuaWriter results) =>");
        code.Lines("{");
        switch (type.Results.Count)
        {
            case 0:
                code.Lines($"    {call};");
                break;
            case 1:
                code.Lines($"    {type.Results[0].Type.Name} result = {call};");
                Indented(code, type.Results[0].Type.Push("results", "result", this));
                break;
            default:
                code.Lines($"    var result = {call};");
                int i = 0;
                foreach (DelegatePart part in type.Results)
                {
                    string item = FormattableString.Invariant($"result.Item{++i}");
                    Indented(code, part.Type.Push("results", item, this));
                }
                break;
        }
        code.Lines("};");
        code.Close();
    }

    void WritePusher(CodeWriter code, RecordTuple type, string name)
    {
        string keys = Identifiers.Free(Identifiers.Field(name) + "Keys", ownNames);
        code.Gap();
        const string Map = "Dictionary<string, int>";
        IEnumerable<string> entries = type.Fields.Select((part, i) =>
            FormattableString.Invariant($"    [{Code.Literal(part.Key)}] = {i},\n"));
        code.Lines($"static readonly {Map} {keys} = new {Map}\n{{\n{string.Concat(entries)}}};");
        code.Gap();
        code.Lines($"static void {name}(LuaWriter target, {type.Name} value)");
        code.Open();
        code.Lines($"target.PushTable(");
        code.Lines($"    {keys},");
        code.Lines("    static (LuaWriter writer, string key) => writer.Push(key),");
        code.Lines("    (LuaWriter writer, int number) =>");
        code.Lines("    {");
        code.Lines("        switch (number)");
        code.Lines("        {");
        int number = 0;
        foreach (TupleField part in type.Fields)
        {
            code.Lines(FormattableString.Invariant($"            case {number++}:"));
            Indented(code, part.Type.Push("writer", "value." + part.Name, this), 4);
            code.Lines("                break;");
        }
        code.Lines("        }");
        code.Lines("    });");
        code.Close();
    }
}
