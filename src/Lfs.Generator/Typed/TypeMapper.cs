using Lfs.Analysis;
using Lfs.Analysis.Annotations;
using Lfs.Analysis.Shapes;
using Lfs.Compiler.Bytecode;

namespace Lfs.Generator.Typed;

/// <summary>Finds the C# type for a type of Lua.</summary>
/// <param name="types">The types that the modules define.</param>
/// <param name="target">The target, which decides the numbers.</param>
/// <param name="unknown">Takes the names that no module defines.</param>
sealed class TypeMapper(TypeTable types, LuaTarget target, Action<string> unknown)
{
    // An alias may name itself.
    const int MaxDepth = 16;

    // System.Func and System.Action.
    const int MostParameters = 16;

    int _depth;

    /// <summary>The class whose members are mapped, which <c>self</c> stands for; empty for none.</summary>
    public string Self { get; set; } = "";

    /// <summary>The type of integers.</summary>
    public string Integer => target.Name == "5.3-64" ? "long" : "int";

    /// <summary>Finds the type.</summary>
    /// <param name="type">The type of Lua; null if it is not known.</param>
    public CSharpType Of(LuaType? type)
    {
        if (type is null)
            return Value("no annotation says its type");
        if (_depth >= MaxDepth)
            return Value("its alias names itself");
        _depth++;
        CSharpType found = type switch
        {
            NamedType named => Named(named),
            LiteralType literal => Literal(literal),
            UnionType union => Union(union),
            ArrayType array => new ListType(Of(array.Element)),
            DictionaryType dictionary => Dictionary(dictionary),
            RecordType record => Record(record),
            FunctionType function => Function(function),
            _ => Value($"C# has no type for {type}"),
        };
        _depth--;
        return found;
    }

    /// <summary>The type or null.</summary>
    public static CSharpType OrNull(CSharpType type) =>
        type is NullableType or PlainType { Name: "LuaValue" } ? type : new NullableType(type);

    /// <summary>A value of any type.</summary>
    public static CSharpType Value(string why) => new PlainType("LuaValue", "Value", true) { Why = why };

    PlainType Number => target.Name == "5.1-int"
        ? IntegerType
        : new PlainType("double", "Number", true);

    PlainType IntegerType => new(Integer, Integer == "long" ? "Int64" : "Int32", true);

    static PlainType Text => new("string", "String", false);

    static PlainType Boolean => new("bool", "Boolean", true);

    CSharpType Named(NamedType named)
    {
        switch (named.Name)
        {
            case "integer":
                return IntegerType;
            case "number":
                return Number;
            case "string":
                return Text;
            case "boolean":
                return Boolean;
            case "any" or "unknown":
                return Value("its type is any");
            case "nil" or "void":
                return Value("it is nil");
            case "table":
                return new PlainType("LuaObject", "Table", false) { Why = "nothing is said of its fields" };
            case "function":
                return FunctionBecause("nothing is said of its parameters");
            case "userdata" or "thread":
                return new PlainType("LuaObject", "Object", false) { Why = $"it is a {named.Name}" };
            case "lightuserdata":
                return Value("it is a lightuserdata");
            case "self" when Self.Length > 0:
                return new ClassType(Self);
        }
        if (types.Find(named.Name) is not { } known)
        {
            unknown(named.Name);
            return Value($"no class {named.Name} is known");
        }
        return known.Kind switch
        {
            TypeKind.Class => new ClassType(known.Identifier),
            TypeKind.Alias => Of(known.Alias),
            _ => new EnumType(known.Identifier, known.Kind == TypeKind.StringEnum),
        };
    }

    PlainType Literal(LiteralType literal) => literal.Kind switch
    {
        LiteralKind.String => Text with { Why = $"it is {literal}" },
        LiteralKind.Integer => IntegerType with { Why = $"it is {literal}" },
        _ => Boolean with { Why = $"it is {literal}" },
    };

    CSharpType Union(UnionType union)
    {
        LuaType rest = union.WithoutNil();
        if (rest != union)
            return OrNull(Of(rest));
        LuaType[] members = [.. union.Members];
        if (Array.TrueForAll(members, member => Is(member, "string", LiteralKind.String)))
            return Text with { Why = $"it is one of {union}" };
        if (Array.TrueForAll(members, member => Is(member, "integer", LiteralKind.Integer)))
            return IntegerType with { Why = $"it is one of {union}" };
        if (Array.TrueForAll(members, member => Is(member, "boolean", LiteralKind.Boolean)))
            return Boolean;
        bool areNumbers = Array.TrueForAll(members, member =>
            Is(member, "integer", LiteralKind.Integer) || Is(member, "number", LiteralKind.Integer));
        return areNumbers ? Number : Value($"it is one of {union}");
    }

    static bool Is(LuaType type, string name, LiteralKind literal) =>
        type is NamedType { Arguments.Count: 0 } named && named.Name == name
        || type is LiteralType one && one.Kind == literal;

    CSharpType Dictionary(DictionaryType dictionary)
    {
        CSharpType key = Of(dictionary.Key);
        return key is NullableType
            ? Value("a key is never nil")
            : new DictionaryOfType(key, Of(dictionary.Value));
    }

    CSharpType Record(RecordType record)
    {
        HashSet<string> used = new(StringComparer.Ordinal);
        TupleField[] fields = [.. record.Fields.Select(part =>
            new TupleField(part.Name, Identifiers.OfTuple(part.Name, used), Of(part.Type)))];
        bool isTuple = fields.Length > 1 && Array.TrueForAll(fields, part => part.Name.Length > 0);
        return isTuple
            ? new RecordTuple(new ValueList<TupleField>(fields))
            : new PlainType("LuaObject", "Table", false) { Why = $"a tuple cannot be {record}" };
    }

    static PlainType FunctionBecause(string why) => new("LuaObject", "Function", false) { Why = why };

    CSharpType Function(FunctionType function)
    {
        bool isOpen = function.Parameters.Any(part => part.Name == "...")
            || function.Results.Any(part => part.Name == "...")
            || function.Parameters.Count > MostParameters;
        if (isOpen)
            return FunctionBecause("it takes or returns any number of values");
        return new DelegateType(
            new ValueList<DelegatePart>(function.Parameters.Select(part => new DelegatePart(
                part.Name, part.IsOptional ? OrNull(Of(part.Type)) : Of(part.Type)))),
            ResultsOf(function));
    }

    /// <summary>The results of a function.</summary>
    public ValueList<DelegatePart> ResultsOf(FunctionType function) => new ValueList<DelegatePart>(
        function.Results
            .Where(part => part.Type is not NamedType { Name: "nil" or "void" })
            .Select(part => new DelegatePart(part.Name, Of(part.Type))));

    /// <summary>The results of a function; null if their number is not known.</summary>
    public ValueList<DelegatePart>? ResultsOf(ValueList<ResultShape>? results) => results is { } known
        ? new ValueList<DelegatePart>(known.Select(part => new DelegatePart(part.Name, Of(part.Type))))
        : null;

    /// <summary>The delegate of an iterator; null for another type.</summary>
    /// <remarks>An iterator is a function without parameters that returns the next item, and nil at the
    /// end.</remarks>
    public DelegateType? IteratorOf(LuaType? type)
    {
        if (type is not FunctionType { Parameters.Count: 0, Results.Count: > 0 } function
            || function.Results.Any(part => part.Name == "..."))
        {
            return null;
        }
        IEnumerable<DelegatePart> items = function.Results.Select((part, i) =>
            new DelegatePart(part.Name, Of(i == 0 ? part.Type.WithoutNil() : part.Type)));
        return new DelegateType(default, new ValueList<DelegatePart>(items));
    }
}
