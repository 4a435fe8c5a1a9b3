using Lfs.Analysis;
using Lfs.Analysis.Annotations;
using Lfs.Analysis.Shapes;

namespace Lfs.Generator.Typed;

/// <summary>Finds the names of types that the shape of a module mentions.</summary>
static class References
{
    /// <summary>The names of the language, which no module defines.</summary>
    static readonly HashSet<string> BuiltIn = new(StringComparer.Ordinal)
    {
        "any", "boolean", "function", "integer", "lightuserdata", "nil", "number", "self", "string", "table",
        "thread", "unknown", "userdata", "void",
    };

    /// <summary>True if the language has a type of this name.</summary>
    public static bool IsBuiltIn(string name) => BuiltIn.Contains(name);

    /// <summary>The names, each once, in ordinal order.</summary>
    public static IEnumerable<string> Of(ModuleShape shape)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        if (shape.Main is { } main)
            AddFunction(main);
        Add(shape.Members);
        foreach (ClassShape type in shape.Classes)
        {
            Add(type.Members, except: type.Name);
            AddAll(type.Parents);
        }
        foreach (AliasShape alias in shape.Aliases)
            AddType(alias.Type);
        return names.OrderBy(name => name, StringComparer.Ordinal);

        // A class that only its own members mention is not used.
        void Add(MemberShapes members, string except = "")
        {
            bool had = names.Contains(except);
            foreach (FunctionShape function in members.Functions)
                AddFunction(function);
            foreach (FieldShape field in members.Fields)
                AddType(field.Type);
            if (!had)
                names.Remove(except);
        }

        void AddFunction(FunctionShape function)
        {
            foreach (ParameterShape parameter in function.Parameters)
                AddType(parameter.Type);
            foreach (ResultShape result in function.Results ?? default(ValueList<ResultShape>))
                AddType(result.Type);
            foreach (FunctionType overload in function.Overloads)
                AddType(overload);
        }

        void AddAll(IEnumerable<LuaType> all)
        {
            foreach (LuaType type in all)
                AddType(type);
        }

        void AddType(LuaType? type)
        {
            switch (type)
            {
                case NamedType named:
                    if (!BuiltIn.Contains(named.Name))
                        names.Add(named.Name);
                    AddAll(named.Arguments);
                    break;
                case UnionType union:
                    AddAll(union.Members);
                    break;
                case ArrayType array:
                    AddType(array.Element);
                    break;
                case DictionaryType dictionary:
                    AddType(dictionary.Key);
                    AddType(dictionary.Value);
                    break;
                case RecordType record:
                    AddAll(record.Fields.Select(part => part.Type));
                    break;
                case FunctionType function:
                    AddAll(function.Parameters.Select(part => part.Type));
                    AddAll(function.Results.Select(part => part.Type));
                    break;
            }
        }
    }
}
