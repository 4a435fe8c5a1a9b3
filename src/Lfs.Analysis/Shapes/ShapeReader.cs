using System.Globalization;
using Lfs.Analysis.Annotations;
using Lfs.Analysis.Syntax;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Shapes;

/// <summary>What was read of a module.</summary>
/// <param name="Shape">Its shape.</param>
/// <param name="Problems">What cannot be read in its annotations, or names what is not there.</param>
public sealed record ModuleReading(ModuleShape Shape, IReadOnlyList<Diagnostic> Problems);

/// <summary>Reads the shape of a module: what it returns, and what its annotations say of it.</summary>
public sealed class ShapeReader
{
    /// <summary>Names of variables that say nothing about the class in them.</summary>
    static readonly HashSet<string> EmptyNames = new(StringComparer.Ordinal)
    {
        "class", "meta", "methods", "metatable", "module", "object", "prototype",
    };

    readonly LuaTree _tree;
    readonly string _module;
    readonly DocComments _comments;
    readonly TableFinder _tables;
    readonly Inference _inference;
    readonly FunctionReader _functions;
    readonly string? _path;
    readonly List<Diagnostic> _problems = [];

    ShapeReader(LuaTree tree, string module, string? path)
    {
        _tree = tree;
        _module = module;
        _path = path;
        _comments = DocComments.Read(tree, path);
        _tables = TableFinder.Find(tree, _comments);
        _inference = new Inference(_tables, _comments);
        _functions = new FunctionReader(tree, path, _comments, _inference, _problems);
    }

    /// <summary>Reads a module.</summary>
    /// <param name="tree">Its text. One with errors has a shape, too: of what is between them.</param>
    /// <param name="module">Its name in the image.</param>
    /// <param name="path">The file, for diagnostics.</param>
    public static ModuleReading Read(LuaTree tree, string module, string? path = null)
    {
        var reader = new ShapeReader(tree, module, path);
        reader.NameClasses();
        ModuleShape shape = reader.Read();
        reader.CheckFields();
        return new ModuleReading(shape, [.. reader._comments.Problems, .. reader._problems]);
    }

    void NameClasses()
    {
        foreach (TableOfFile table in _tables.Tables.Values)
            table.ClassName = table.Doc.Last<ClassTag>()?.Name;
        // A table becomes a class where it is the metatable of others, or the __index of their metatable.
        foreach (TableOfFile metatable in _tables.Tables.Values.Where(table => table.IsMetatable).ToArray())
        {
            TableOfFile named = _inference.Class(metatable.Variable!)!;
            bool hasMethods = named.Fields
                .Exists(field => field.Value is FunctionExpression && !IsMetamethod(field.Name));
            if (hasMethods)
                named.ClassName ??= NameFor(named.Variable!.Name);
            named.IsMetatable = true;
            if (named == metatable)
                continue;
            named.Instances.AddRange(metatable.Instances);
            metatable.ClassName ??= named.ClassName;
        }
    }

    string NameFor(string variable)
    {
        string name = variable.Length <= 2 || EmptyNames.Contains(variable.ToLowerInvariant().TrimStart('_'))
            ? _module
            : variable;
        return char.ToUpper(name[0], CultureInfo.InvariantCulture) + name.Substring(1);
    }

    ModuleShape Read()
    {
        Expression? result = TableFinder.ResultOf(_tree);
        TableOfFile? table = _tables.ReturnedBy(_tree);
        FunctionExpression? function = table is null ? TableFinder.FunctionOf(result) : null;
        bool isDescription = _comments.Blocks.Any(block => block.Has<MetaTag>());
        FunctionShape? main = function is not null
            ? _functions.Read("", NodeOf(result!, function), function, null)
            : table is null ? _functions.ReadMain()
            : null;
        ModuleKind kind = isDescription ? ModuleKind.Description
            : table is not null ? ModuleKind.Table
            : function is not null ? ModuleKind.Function
            : ModuleKind.Script;
        return new ModuleShape(
            kind, TextOf(table), main, table is null ? new MemberShapes(default, default) : MembersOf(table),
            new(Classes()), new(Enums()), new(Aliases()));
    }

    string TextOf(TableOfFile? table)
    {
        if (table is null)
            return "";
        string own = table.Doc.Text.Length > 0 ? table.Doc.Text : table.Doc.Last<ClassTag>()?.Text ?? "";
        return own.Length > 0 ? own : _functions.Header(_tree.Main.Body).Text;
    }

    // The line of return function, or of the function that a returned name stands for.
    static Node NodeOf(Expression result, FunctionExpression function) =>
        result is NameExpression ? function : result;

    MemberShapes MembersOf(TableOfFile table)
    {
        bool isClass = table.IsMetatable;
        List<FunctionShape> functions = [];
        List<FieldShape> fields = [];
        foreach (TableField field in Visible(table))
        {
            if (field.Function is { } function)
            {
                bool isOfObjects = isClass && FunctionReader.PassesSelf(function)
                    && !table.Makers.Contains(function);
                if (!isOfObjects)
                    functions.Add(_functions.Read(field.Name, field.At, function, table));
            }
            else
            {
                Add(table, field, functions, fields);
            }
        }
        // A class without objects of its own is what describes this table.
        if (!isClass && table.ClassName is { } name)
            AddDeclared(name, functions, fields);
        return new MemberShapes(new(functions), new(fields));
    }

    void Add(TableOfFile table, TableField field, List<FunctionShape> functions, List<FieldShape> fields)
    {
        DocBlock doc = _comments.Above(field.At);
        if (doc.Has<EnumTag>())
            return;
        LuaType? annotated = doc.Type ?? _comments.Beside(field.At).Type;
        int line = _tree.PlaceOf(field.At.Start).Line;
        if (annotated is FunctionType type)
        {
            functions.Add(FunctionReader.Read(field.Name, line, type, doc.Text));
            return;
        }
        bool isConstant = !table.SetBySelf.Contains(field.Name)
            && table.Fields.Count(other => other.Name == field.Name) == 1;
        LuaType? known = annotated ?? (isConstant ? _inference.TypeOf(field.Value) : null);
        fields.Add(new FieldShape(
            field.Name, line, known, isConstant && annotated is null
                && field.Value is ConstantExpression, doc.Text));
    }

    // The last value of each name counts.
    IEnumerable<TableField> Visible(TableOfFile table) => table.Fields
        .Where(field => !IsMetamethod(field.Name) && IsIdentifier(field.Name)
            && _comments.Above(field.At).Visibility == Visibility.Public && !IsPrivate(field.Name, table))
        .GroupBy(field => field.Name)
        .Select(same => same.Last());

    bool IsPrivate(string name, TableOfFile table) =>
        name[0] == '_'
        || (table.ClassName is { } type && Declared(type).Any(tag =>
            tag.Name == name && tag.Visibility != Visibility.Public));

    static bool IsMetamethod(string name) => name.StartsWith("__", StringComparison.Ordinal);

    static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsDigit(name[0]) && name.All(c => c == '_' || char.IsLetterOrDigit(c));

    IEnumerable<FieldTag> Declared(string type) => _comments.Blocks.SelectMany(block =>
    {
        // In a block with several classes a field belongs to the class above it.
        string? current = null;
        return block.Tags.Where(tag =>
        {
            if (tag is ClassTag of)
                current = of.Name;
            return tag is FieldTag && current == type;
        }).Cast<FieldTag>().ToArray();
    });

    void AddDeclared(string type, List<FunctionShape> functions, List<FieldShape> fields)
    {
        foreach (FieldTag tag in Declared(type).Where(tag => IsIdentifier(tag.Name)))
        {
            if (tag.Visibility != Visibility.Public
                || functions.Exists(function => function.Name == tag.Name))
                continue;
            int line = _tree.PlaceOf(tag.Start).Line;
            fields.RemoveAll(field => field.Name == tag.Name);
            // Without self it is a value like others, which who makes the object may set.
            if (tag.Type is FunctionType { Parameters: { Count: > 0 } given } function
                && given[0].Name == "self")
                functions.Add(FunctionReader.Read(tag.Name, line, function, tag.Text));
            else
                fields.Add(new FieldShape(tag.Name, line, NotAny(tag.Type), false, tag.Text));
        }
    }

    static LuaType? NotAny(LuaType type) => type is NamedType { Name: "any" or "unknown" } ? null : type;

    IEnumerable<ClassShape> Classes()
    {
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (TableOfFile table in _tables.Tables.Values.OrderBy(table => table.Variable!.Start))
        {
            bool isMetatableOnly = table.Index is not null && !table.IsIndexOfItself;
            if (table.ClassName is { } name && !isMetatableOnly && known.Add(name))
                yield return ClassOf(table, name);
        }
        foreach (ClassTag tag in _comments.Blocks.SelectMany(block => block.Tags).OfType<ClassTag>())
        {
            if (!known.Add(tag.Name))
                continue;
            List<FunctionShape> functions = [];
            List<FieldShape> fields = [];
            AddDeclared(tag.Name, functions, fields);
            yield return new ClassShape(
                tag.Name, _tree.PlaceOf(tag.Start).Line, tag.Parents,
                new MemberShapes(new(functions), new(fields)), false, tag.Text);
        }
    }

    ClassShape ClassOf(TableOfFile table, string name)
    {
        ClassTag? tag = table.Doc.Last<ClassTag>();
        List<FunctionShape> functions = [];
        List<FieldShape> fields = [];
        foreach (TableField field in Visible(table))
        {
            if (field.Function is { } function)
            {
                if (FunctionReader.PassesSelf(function) && !table.Makers.Contains(function))
                    functions.Add(_functions.Read(field.Name, field.At, function, table));
            }
            else if (!table.IsMetatable || tag is not null)
            {
                Add(table, field, functions, fields);
            }
        }
        AddDeclared(name, functions, fields);
        if (tag is null)
            AddConstructed(table, functions, fields);
        string text = tag is { Text.Length: > 0 } ? tag.Text : table.Doc.Text;
        return new ClassShape(
            name, _tree.PlaceOf(tag?.Start ?? table.Variable!.Start).Line, tag?.Parents ?? default,
            new MemberShapes(new(functions), new(fields)), table.IsMetatable, text);
    }

    // Without @class, the fields are those that every object gets where it is made.
    void AddConstructed(TableOfFile table, List<FunctionShape> functions, List<FieldShape> fields)
    {
        if (table.Instances.Count == 0)
            return;
        IEnumerable<TableField> shared = TableFinder.FieldsOf(table.Instances[0]).Where(field =>
            table.Instances.TrueForAll(other =>
                TableFinder.FieldsOf(other).Any(same => same.Name == field.Name)));
        foreach (TableField field in shared)
        {
            bool isTaken = functions.Exists(function => function.Name == field.Name)
                || fields.Exists(known => known.Name == field.Name);
            if (!isTaken && IsIdentifier(field.Name) && field.Name[0] != '_')
                fields.Add(new FieldShape(field.Name, _tree.PlaceOf(field.At.Start).Line, null, false, ""));
        }
    }

    IEnumerable<EnumShape> Enums()
    {
        foreach (TableOfFile table in _tables.Tables.Values.OrderBy(table => table.Variable!.Start))
        {
            if (table.Doc.Last<EnumTag>() is { } own)
                yield return EnumOf(own, table.Doc, table.Fields);
            foreach (TableField field in table.Fields)
            {
                if (TableFinder.Constructor(field.Value) is { } made
                    && _comments.Above(field.At) is var doc && doc.Last<EnumTag>() is { } tag)
                {
                    yield return EnumOf(tag, doc, TableFinder.FieldsOf(made));
                }
            }
        }
    }

    EnumShape EnumOf(EnumTag tag, DocBlock doc, IEnumerable<TableField> fields)
    {
        List<EnumMember> members = [];
        foreach (TableField field in fields.Where(field => IsIdentifier(field.Name)))
        {
            if (field.Value is not ConstantExpression constant)
                continue;
            string text = _comments.Above(field.At).Text;
            if (text.Length == 0)
                text = _comments.Beside(field.At).Text;
            LiteralType? value = tag.IsOfKeys
                ? new LiteralType(LiteralKind.String, field.Name)
                : LiteralOf(constant);
            if (value is not null)
                members.Add(new EnumMember(field.Name, value, text));
        }
        return new EnumShape(
            tag.Name, _tree.PlaceOf(tag.Start).Line, new(members), tag.Text.Length > 0 ? tag.Text : doc.Text);
    }

    // An enum of C# has whole numbers or texts.
    static LiteralType? LiteralOf(ConstantExpression constant) => constant.Kind switch
    {
        ConstantKind.String => new LiteralType(LiteralKind.String, constant.Text),
        ConstantKind.Integer or ConstantKind.Number when Math.Floor(constant.Number) == constant.Number =>
            new LiteralType(
                LiteralKind.Integer, constant.Number.ToString("F0", CultureInfo.InvariantCulture)),
        _ => null,
    };

    IEnumerable<AliasShape> Aliases() => _comments.Blocks.SelectMany(block => block.Tags).OfType<AliasTag>()
        .Select(tag =>
            new AliasShape(tag.Name, _tree.PlaceOf(tag.Start).Line, tag.Type, tag.Values, tag.Text));

    void CheckFields()
    {
        foreach (DocBlock block in _comments.Blocks)
        {
            foreach (FieldTag tag in block.Tags.TakeWhile(tag => tag is not ClassTag).OfType<FieldTag>())
            {
                _problems.Add(new Diagnostic(
                    DiagnosticId.StrayAnnotation, _path, _tree.SpanOf(tag.Start, tag.End), 0,
                    "@field stands under no @class"));
            }
        }
    }
}
