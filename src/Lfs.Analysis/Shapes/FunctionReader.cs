using Lfs.Analysis.Annotations;
using Lfs.Analysis.Syntax;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Shapes;

/// <summary>Reads the shapes of functions.</summary>
sealed class FunctionReader(
    LuaTree tree, string? path, DocComments comments, Inference inference, ICollection<Diagnostic> problems)
{
    /// <summary>A function as it is written, with its comments.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="at">Where it is put into its table.</param>
    /// <param name="function">The function.</param>
    /// <param name="self">The table that it is a method of, or belongs to.</param>
    public FunctionShape Read(string name, Node at, FunctionExpression function, TableOfFile? self)
    {
        DocBlock doc = comments.Of(at, function);
        Dictionary<LocalVariable, string> defaults = Defaults.Of(tree, function);
        bool passesSelf = PassesSelf(function);
        List<ParameterShape> parameters = [];
        foreach (LocalVariable parameter in function.Parameters.Skip(passesSelf ? 1 : 0))
        {
            ParameterTag? tag = doc.Parameter(parameter.Name);
            bool hasDefault = defaults.TryGetValue(parameter, out string? text);
            parameters.Add(new ParameterShape(
                parameter.Name, Known(tag?.Type, doc), hasDefault || tag?.Type.IsNullable == true, text ?? "",
                tag?.Text ?? ""));
        }
        if (function.IsVararg)
            parameters.Add(Rest(doc));
        Check(doc, function);
        return new FunctionShape(
            name, tree.PlaceOf(at.Start).Line, passesSelf, new(parameters), ResultsOf(doc, function, self),
            Overloads(doc), doc.Text, doc.Last<DeprecatedTag>()?.Text, doc.Has<NodiscardTag>(),
                doc.Has<AsyncTag>());
    }

    /// <summary>A function of which only its type is written.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="line">Its line.</param>
    /// <param name="type">Its type.</param>
    /// <param name="text">Its description.</param>
    public static FunctionShape Read(string name, int line, FunctionType type, string text)
    {
        bool passesSelf = type.Parameters.Count > 0 && type.Parameters[0].Name == "self";
        return new FunctionShape(
            name, line, passesSelf,
            new(type.Parameters.Skip(passesSelf ? 1 : 0).Select(parameter => new ParameterShape(
                parameter.Name, NotAny(parameter.Type), parameter.IsOptional, "", ""))),
            new ValueList<ResultShape>(type.Results.Select(result => new ResultShape(
                result.Name, NotAny(result.Type), ""))),
            default, text, null, false, type.IsAsync);
    }

    /// <summary>The main function of a script: its parameters are what it unpacks <c>...</c> into.</summary>
    public FunctionShape ReadMain()
    {
        FunctionExpression main = tree.Main;
        LocalStatement? unpacked = main.Body.Statements.OfType<LocalStatement>()
            .FirstOrDefault(local => local.Values is [VarargExpression]);
        DocBlock doc = unpacked is null ? DocBlock.None : comments.Above(unpacked);
        if (doc.Tags.Count == 0)
            doc = Header(main.Body);
        int uses = Varargs.In(main);
        List<ParameterShape> parameters = [];
        if (uses == 1 && unpacked is not null)
        {
            parameters.AddRange(unpacked.Variables.Select(variable => MainParameter(
                variable.Name, doc.Parameter(variable.Name), doc)));
        }
        else if (uses > 0)
        {
            ParameterTag[] named = [.. doc.Tags.OfType<ParameterTag>().Where(tag => tag.Name != "...")];
            parameters.AddRange(named.Select(tag => MainParameter(tag.Name, tag, doc)));
            if (named.Length == 0 || doc.Parameter("...") is not null)
                parameters.Add(Rest(doc));
        }
        return new FunctionShape(
            "", 1, false, new(parameters), ResultsOf(doc, main, null), Overloads(doc), doc.Text,
            doc.Last<DeprecatedTag>()?.Text, doc.Has<NodiscardTag>(), doc.Has<AsyncTag>());
    }

    /// <summary>The comment at the top of a file.</summary>
    public DocBlock Header(Block body) => comments.Blocks
        .FirstOrDefault(block => block.Line <= 2 && block.EndLine < FirstLine(body)) ?? DocBlock.None;

    int FirstLine(Block body) =>
        body.Statements.Count == 0 ? int.MaxValue : tree.PlaceOf(body.Statements[0].Start).Line;

    /// <summary>True if the first parameter is the object.</summary>
    public static bool PassesSelf(FunctionExpression function) =>
        function.Parameters.Count > 0 && function.Parameters[0].Name == "self";

    // An argument of a program need not be given: a name that gets none is nil.
    static ParameterShape MainParameter(string name, ParameterTag? tag, DocBlock doc) => new(
        name, Known(tag?.Type, doc), tag is null || tag.Type.IsNullable, "", tag?.Text ?? "");

    static ParameterShape Rest(DocBlock doc)
    {
        ParameterTag? tag = doc.Parameter("...");
        return new ParameterShape("...", Known(tag?.Type, doc), true, "", tag?.Text ?? "");
    }

    ValueList<ResultShape>? ResultsOf(DocBlock doc, FunctionExpression function, TableOfFile? self)
    {
        ReturnTag[] tags = [.. doc.Returns];
        if (tags.Length > 0)
        {
            bool isNone = tags.Length == 1 && tags[0].Type is NamedType { Name: "nil" or "void" };
            return isNone
                ? default(ValueList<ResultShape>)
                : new ValueList<ResultShape>(tags.Select(tag => new ResultShape(
                    tag.Name, Known(tag.Type, doc), tag.Text)));
        }
        return inference.ResultsOf(function, self) is { } results
            ? new ValueList<ResultShape>(results) : null;
    }

    static ValueList<FunctionType> Overloads(DocBlock doc) =>
        new(doc.Tags.OfType<OverloadTag>().Select(tag => tag.Type));

    // A type variable may be any type.
    static LuaType? Known(LuaType? type, DocBlock doc) =>
        type is NamedType named && doc.Tags.OfType<GenericTag>().Any(tag => tag.Names.Contains(named.Name))
            ? null
            : NotAny(type);

    static LuaType? NotAny(LuaType? type) => type is NamedType { Name: "any" or "unknown" } ? null : type;

    void Check(DocBlock doc, FunctionExpression function)
    {
        foreach (ParameterTag tag in doc.Tags.OfType<ParameterTag>())
        {
            bool isThere = tag.Name == "..."
                ? function.IsVararg
                : function.Parameters.Exists(parameter => parameter.Name == tag.Name);
            if (!isThere)
            {
                problems.Add(new Diagnostic(
                    DiagnosticId.StrayAnnotation, path, tree.SpanOf(tag.Start, tag.End), 0,
                    $"the function has no parameter '{tag.Name}'"));
            }
        }
    }
}
