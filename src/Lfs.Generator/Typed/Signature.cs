using Lfs.Analysis;
using Lfs.Analysis.Annotations;
using Lfs.Analysis.Shapes;

namespace Lfs.Generator.Typed;

/// <summary>A parameter of a C# method.</summary>
/// <param name="Shape">The parameter in Lua.</param>
/// <param name="Name">Its C# name.</param>
/// <param name="Type">Its type; of the items for the rest.</param>
/// <param name="Default">Its default in C#, with <c>=</c>; empty for none.</param>
sealed record Argument(ParameterShape Shape, string Name, CSharpType Type, string Default)
{
    /// <summary>True for <c>...</c>.</summary>
    public bool IsRest => Shape.Name == "...";

    /// <summary>The parameter as a declaration.</summary>
    public string Declaration => IsRest ? $"params {Type.Name}[] {Name}" : $"{Type.Name} {Name}{Default}";
}

/// <summary>The parameters of a function as C# has them.</summary>
static class Signature
{
    // More would hide what a function is.
    const int MostSignatures = 8;

    /// <summary>The parameters of a function.</summary>
    public static IReadOnlyList<Argument> Of(FunctionShape function, TypeMapper mapper)
    {
        HashSet<string> used = new(StringComparer.Ordinal);
        ParameterShape[] shapes = [.. function.Parameters];
        int lastRequired = Array.FindLastIndex(shapes, shape => !shape.IsOptional);
        return [.. shapes.Select((shape, i) =>
        {
            CSharpType type = mapper.Of(shape.Type);
            if (shape.Name == "...")
                return new Argument(shape, Free("args", used), type, "");
            if (shape.IsOptional)
                type = TypeMapper.OrNull(type);
            string initial = !shape.IsOptional || i < lastRequired ? ""
                : type is NullableType ? " = null"
                : " = default";
            return new Argument(shape, Free(Identifiers.Parameter(shape.Name), used), type, initial);
        })];
    }

    /// <summary>The signatures of a function whose parameters have types that C# can only have as overloads:
    /// one for each type of a union, and the one that takes any value.</summary>
    /// <remarks>An optional parameter stays as it is: a call without it would fit every overload.</remarks>
    public static IEnumerable<FunctionShape> Expand(FunctionShape function, TypeMapper mapper)
    {
        FunctionShape[] all = [function];
        for (int i = 0; i < function.Parameters.Count; i++)
        {
            ParameterShape parameter = function.Parameters[i];
            if (parameter.IsOptional || parameter.Type is not UnionType union || union.IsNullable
                || mapper.Of(union).Name != "LuaValue" || all.Length * union.Members.Count > MostSignatures)
            {
                continue;
            }
            int index = i;
            all = [.. all.SelectMany(shape => union.Members.Select(member => shape with
            {
                Parameters = new(shape.Parameters.Select((other, number) =>
                    number == index ? other with { Type = member } : other)),
            }))];
        }
        return all.Length == 1 ? all : all.Concat([function]);
    }

    /// <summary>Another signature of a function, with the descriptions of its own.</summary>
    public static FunctionShape Overload(FunctionShape function, FunctionType type)
    {
        IEnumerable<FunctionParameter> given = type.Parameters;
        if (type.Parameters.Count > 0 && type.Parameters[0].Name == "self")
            given = given.Skip(1);
        return function with
        {
            Parameters = new(given.Select(parameter => new ParameterShape(
                parameter.Name, parameter.Type, parameter.IsOptional || parameter.Name == "...", "",
                function.Parameters.FirstOrDefault(own => own.Name == parameter.Name)?.Text ?? ""))),
            Results = new ValueList<ResultShape>(type.Results.Select(result =>
                new ResultShape(result.Name, result.Type, ""))),
        };
    }

    static string Free(string wanted, HashSet<string> used)
    {
        string name = wanted;
        for (int i = 2; !used.Add(name.TrimStart('@')); i++)
            name = FormattableString.Invariant($"{wanted}_{i}");
        return name;
    }
}
