using Lfs.Analysis.Annotations;
using Lfs.Analysis;
using Lfs.Analysis.Shapes;

namespace Lfs.Generator.Typed;

/// <summary>Writes the methods for functions of Lua.</summary>
/// <param name="code">Where to write.</param>
/// <param name="context">The class.</param>
sealed class MethodWriter(CodeWriter code, TypeContext context)
{
    const string Span = "global::System.ReadOnlySpan<byte>";

    /// <summary>Writes a function with its other signatures.</summary>
    /// <param name="function">The function.</param>
    /// <param name="name">Its C# name.</param>
    /// <param name="path">Its name in messages.</param>
    /// <param name="isNew">True if a base class can have a member of that name.</param>
    public void Write(FunctionShape function, string name, string path, bool isNew = false)
    {
        string member = Identifiers.Free(Identifiers.Field(name), context.Names);
        string key = function.Name.Length == 0 ? "null" : Code.Literal(function.Name);
        code.Gap();
        code.Lines(
            $"static readonly LuaMember {member} = new LuaMember({Code.Literal(context.Module.Name)}, {key}, "
            + $"{Code.Literal(path)}{(function.PassesSelf ? ", passesSelf: true" : "")});");
        Method[] methods = [.. MethodsOf(function, name, path)];
        if (Array.Find(methods, method => method.Iterator is not null) is not null)
            Items(name, path);
        foreach (Method method in methods)
        {
            Head(method, isNew ? "new " : "");
            code.Open();
            Body(method, member);
            code.Close();
        }
    }

    /// <summary>Writes static methods that call the methods of another class.</summary>
    /// <param name="function">The function.</param>
    /// <param name="name">The name of the methods.</param>
    /// <param name="path">Its name in messages.</param>
    /// <param name="target">The object with the methods.</param>
    public void Forward(FunctionShape function, string name, string path, string target)
    {
        foreach (Method method in MethodsOf(function, name, path))
        {
            Head(method, "static ");
            IEnumerable<string> given = method.Arguments.Select(argument => argument.Name);
            if (method.TakesCancellation)
                given = given.Concat([Cancellation]);
            code.Lines($"    => {target}.{name}({string.Join(", ", given)});");
        }
    }

    // What describes the iterator that a function returns.
    void Items(string name, string path)
    {
        string member = ItemsOf(name);
        context.Names.Add(member);
        code.Gap();
        code.Lines(
            $"static readonly LuaMember {member} = new LuaMember({Code.Literal(context.Module.Name)}, null, "
            + $"{Code.Literal(path + " (iterator)")});");
    }

    static string ItemsOf(string name) => Identifiers.Field(name) + "Items";

    IEnumerable<Method> MethodsOf(FunctionShape function, string name, string path)
    {
        HashSet<string> written = new(StringComparer.Ordinal);
        IEnumerable<FunctionShape> signatures =
            Signature.Expand(function, context.Mapper)
                .Concat(function.Overloads.Select(type => Signature.Overload(function, type)));
        foreach (FunctionShape signature in signatures)
        {
            ResultShape[] shapes = signature.Results is { } results ? [.. results] : [];
            bool isRest = shapes.Length > 0 && shapes[shapes.Length - 1].Name == "...";
            var method = new Method(
                signature, name, path, Signature.Of(signature, context.Mapper),
                isRest ? null : context.Mapper.ResultsOf(signature.Results),
                shapes.Length == 1 && !isRest ? context.Mapper.IteratorOf(shapes[0].Type) : null,
                signature.IsAsync && context.Owner != "Device");
            if (written.Add(method.Types))
                yield return method;
            if (method.TakesBytes && written.Add(method.WithBytes().Types))
                yield return method.WithBytes();
        }
    }

    /// <summary>A method to write.</summary>
    /// <param name="Function">The function.</param>
    /// <param name="Name">Its C# name.</param>
    /// <param name="Path">Its name in messages.</param>
    /// <param name="Arguments">Its parameters.</param>
    /// <param name="Results">Its results; null if their number is not known.</param>
    /// <param name="Iterator">The iterator that it returns; null for none.</param>
    /// <param name="IsAsync">True if it runs as a coroutine.</param>
    sealed record Method(
        FunctionShape Function, string Name, string Path, IReadOnlyList<Argument> Arguments,
        ValueList<DelegatePart>? Results, DelegateType? Iterator, bool IsAsync)
    {
        /// <summary>True if its items come from a coroutine.</summary>
        public bool YieldsLater => Function.Results is [{ Type: FunctionType { IsAsync: true } }];

        /// <summary>True if the call can be cancelled: nothing may follow <c>params</c>.</summary>
        public bool TakesCancellation => IsAsync && !Arguments.Any(argument => argument.IsRest);

        /// <summary>The types that tell one overload from another.</summary>
        public string Types => string.Join(",", Arguments.Select(argument =>
            argument.Type.Name + (argument.IsRest ? "[]" : "")));

        /// <summary>True if a string among the arguments could be bytes.</summary>
        public bool TakesBytes =>
            !IsAsync && Arguments.Any(IsText) && !Arguments.Any(argument => argument.IsRest);

        public Method WithBytes() => this with
        {
            Arguments = [.. Arguments.Select(argument =>
                IsText(argument) ? argument with { Type = new PlainType(Span, "Bytes", true) } : argument)],
        };

        static bool IsText(Argument argument) =>
            argument is { Type: PlainType { Name: "string" }, Default: "", IsRest: false };
    }

    const string Cancellation = "cancellation";
    const string CancellationType = "global::System.Threading.CancellationToken";

    static string ResultOf(Method method) => method switch
    {
        { Iterator: { } iterator } => (method.YieldsLater ? "IAsyncEnumerable" : "IEnumerable")
            + $"<{Code.TypeOf(iterator.Results)}>",
        { Results: { } results } => Code.TypeOf(results),
        _ => "LuaValue[]",
    };

    static string TypeOf(Method method)
    {
        const string Task = "global::System.Threading.Tasks.Task";
        string type = ResultOf(method);
        return !method.IsAsync ? type : type == "void" ? Task : $"{Task}<{type}>";
    }

    void Head(Method method, string modifier)
    {
        code.Gap();
        Describe(method);
        IEnumerable<string> parameters = method.Arguments.Select(argument => argument.Declaration);
        if (method.TakesCancellation)
            parameters = parameters.Concat([$"{CancellationType} {Cancellation} = default"]);
        code.Lines($"public {modifier}{TypeOf(method)} {method.Name}({string.Join(", ", parameters)})");
    }

    void Body(Method method, string member)
    {
        if (method.IsAsync)
        {
            BodyOfTask(method, member);
            return;
        }
        string call = Local("call", method.Arguments);
        code.Lines($"using LuaCall {call} = {context.Owner}.BeginCall({member});");
        Push(method.Arguments, $"{call}.Arguments");
        code.Lines(FormattableString.Invariant($"{call}.Invoke({method.Results?.Count ?? -1});"));
        if (Read(method, call) is { } read)
            code.Lines($"return {read};");
    }

    // The expression that reads the results; null if there are none.
    string? Read(Method method, string call)
    {
        if (method.Iterator is { } iterator)
        {
            string items = ItemsOf(method.Name);
            string item = $"static (LuaCall item) => {Code.Read("item", iterator.Results, context.Snippets)}";
            string type = Code.TypeOf(iterator.Results);
            return method.YieldsLater
                ? $"{call}.Result(0).Function().EnumerateAsync<bool, {type}>(\n"
                    + $"    {items}, false, static (LuaWriter writer, bool none) => {{ }},\n    {item})"
                : $"{call}.Result(0).Function().Enumerate<{type}>({items}, {item})";
        }
        if (method.Results is not { } results)
            return $"{call}.Values()";
        return results.Count == 0 ? null : Code.Read(call, results, context.Snippets);
    }

    // The arguments wait for the coroutine to begin: one as it is, several as a tuple.
    void BodyOfTask(Method method, string member)
    {
        IReadOnlyList<Argument> arguments = method.Arguments;
        string[] names = [.. arguments.Select(argument => argument.Name)];
        string[] types =
            [.. arguments.Select(argument => argument.Type.Name + (argument.IsRest ? "[]" : ""))];
        string given = names.Length switch
        {
            0 => "false",
            1 => names[0],
            _ => $"({string.Join(", ", names)})",
        };
        string type = types.Length switch
        {
            0 => "bool",
            1 => types[0],
            _ => $"({string.Join(", ", types)})",
        };
        // The types are said: the compiler would infer that of the array from a list among the results.
        string result = ResultOf(method);
        code.Lines($"return {context.Owner}.CallAsync<{type}, {(result == "void" ? "bool" : result)}>(");
        code.Enter();
        code.Lines($"{member},\n{given},");
        code.Lines($"static (LuaWriter writer, {type} given) =>");
        code.Open();
        Push(
            [.. arguments.Select((argument, i) => argument with
            {
                Name = names.Length == 1 ? "given" : FormattableString.Invariant($"given.Item{i + 1}"),
            })],
            "writer");
        code.Close("},");
        string end = method.TakesCancellation ? $",\n{Cancellation});" : ");";
        code.Lines($"static (LuaCall results) => {Read(method, "results") ?? "true"}{end}");
        code.Leave();
    }

    // Of a variable that no parameter has.
    static string Local(string wanted, IReadOnlyList<Argument> arguments) =>
        arguments.Any(argument => argument.Name == wanted) ? Local("_" + wanted, arguments) : wanted;

    void Push(IReadOnlyList<Argument> arguments, string writer)
    {
        foreach (Argument argument in arguments)
        {
            if (!argument.IsRest)
            {
                code.Lines(argument.Type.Push(writer, argument.Name, context.Snippets));
                continue;
            }
            string item = Local("item", arguments);
            code.Lines($"foreach ({argument.Type.Name} {item} in {argument.Name})");
            code.Enter();
            code.Lines(argument.Type.Push(writer, item, context.Snippets));
            code.Leave();
        }
    }

    void Describe(Method method)
    {
        FunctionShape function = method.Function;
        string summary = function.Text.Length > 0 ? function.Text : $"Calls `{method.Path}`.";
        code.Summary(summary);
        foreach (Argument argument in method.Arguments)
        {
            if (XmlText.Inline(TextOf(argument)) is { Length: > 0 } text)
                code.Lines($"/// <param name=\"{argument.Name.TrimStart('@')}\">{text}</param>");
        }
        string returns = Returns(method);
        if (returns.Length > 0)
            code.Lines($"/// <returns>{XmlText.Inline(returns)}</returns>");
        code.Lines(context.Remark(method.Path, function.Line));
        if (function.Deprecated is { } instead)
        {
            string message = Code.Literal(
                XmlText.Sentence(instead) is { Length: > 0 } cure ? cure : "It is deprecated in Lua.");
            code.Lines($"[global::System.Obsolete({message})]");
        }
        if (function.IsNodiscard)
            code.Lines("[global::System.Diagnostics.Contracts.Pure]");
    }

    static string TextOf(Argument argument)
    {
        string text = XmlText.Sentence(argument.Shape.Text.Replace("\n", " "));
        string initial = argument.Shape.Default;
        string missing = initial.Length > 0 ? $"`{initial}` if it is not given." : "";
        return string.Join(
            " ", new[] { text, missing, argument.Type.Because }.Where(part => part.Length > 0));
    }

    static string Returns(Method method)
    {
        if (method.Function.Results is not { } results)
            return "All results, because no annotation says what they are.";
        ResultShape[] shapes = [.. results];
        if (method.Iterator is not null)
        {
            const string Items = "The items, of which each step asks Lua for one";
            return XmlText.Sentence(shapes[0].Text.Length > 0 ? shapes[0].Text : Items);
        }
        if (method.Results is not { } types)
        {
            IEnumerable<string> all = shapes.Select(shape => $"`{shape.Type} {shape.Name}`");
            return $"All results: {string.Join(", ", all)}.";
        }
        if (shapes.Length == 1)
            return ResultText(shapes[0], types[0].Type);
        bool isSilent = Array.TrueForAll(shapes, shape => shape.Text.Length == 0)
            && types.All(part => part.Type.Why.Length == 0);
        if (isSilent)
            return "";
        return string.Join("; ", shapes.Zip(types, (shape, part) => string.Join(": ", new[]
        {
            shape.Name.Length > 0 ? $"`{shape.Name}`" : "",
            ResultText(shape, part.Type).TrimEnd('.'),
        }.Where(text => text.Length > 0)))) + ".";
    }

    static string ResultText(ResultShape shape, CSharpType type) =>
        $"{XmlText.Sentence(shape.Text)} {type.Because}".Trim();
}
