using System.Globalization;
using System.Text;
using Lfs.Analysis.Annotations;
using Lfs.Analysis.Lints;
using Lfs.Analysis.Shapes;
using Lfs.Analysis.Syntax;
using Lfs.Compiler.Image;

namespace Lfs.Cli.LanguageServer;

/// <summary>What the editor shows of the name under the pointer: its signature, its description, and what it
/// costs in flash and in RAM.</summary>
/// <param name="workspace">The other files.</param>
/// <param name="document">The file.</param>
sealed class Hovers(Workspace workspace, Document document)
{
    /// <summary>What is known of the name at an offset; null for nothing.</summary>
    public Hover? At(int offset)
    {
        Places at = Places.At(document.Tree, offset);
        LocalVariable? declared = document.Tree.Locals.FirstOrDefault(local =>
            local.Kind != LocalKind.Implicit && local.Start <= offset && offset <= local.End);
        if (declared is not null)
            return Show(declared, OfLocal(declared));
        if (at.StringOf is { } call && workspace.Paths.NamedBy(call) is { } module)
            return Show(call.Arguments[0], OfModule(module));
        if (at.Field is { } field)
            return Show(field.Key, OfMember(field.Target, field.Name!));
        if (at.Method is { } method)
            return Show(method.Method!, OfMember(method.Function, method.Method!.Text));
        return at.Name is { } name ? Show(name, OfName(name)) : null;
    }

    /// <summary>The signature of a function, as a call.</summary>
    public static string SignatureOf(string name, FunctionShape function)
    {
        string parameters = string.Join(", ", function.Parameters.Select(ParameterOf));
        string results = function.Results is { Count: > 0 } known
            ? ": " + string.Join(", ", known.Select(result => result.Type?.ToString() ?? "any"))
            : "";
        return $"function {name}({parameters}){results}";
    }

    /// <summary>A parameter in a signature.</summary>
    public static string ParameterOf(ParameterShape parameter) =>
        parameter.Name + (parameter.IsOptional && parameter.Name != "..." ? "?" : "")
        + (parameter.Type is { } type ? ": " + (parameter.IsOptional ? type.WithoutNil() : type) : "");

    /// <summary>The parameters of a function as they are written.</summary>
    public static string[] ParametersOf(FunctionExpression function) =>
    [
        .. function.Parameters
            .Where(parameter => parameter.Kind == LocalKind.Parameter)
            .Select(parameter => parameter.Name)
            .Concat(function.IsVararg ? ["..."] : []),
    ];

    Hover? Show(Node node, string? markdown) =>
        markdown is null ? null : new Hover(MarkupContent.Markdown(markdown), document.RangeOf(node));

    string? OfName(NameExpression name)
    {
        if (name.Local is { } local)
            return workspace.Paths.ResultOf(name) is { } module ? OfModule(module) : OfLocal(local);
        return DeviceNames.Of(document.Target).FieldsOf("_G").Contains(name.Name)
            ? Code($"(global) {name.Name}") + "A global of the device."
            : null;
    }

    string OfLocal(LocalVariable local)
    {
        DocBlock doc = document.Comments.Above(local);
        if (local.Value is FunctionExpression function && local.Writes.Count == 0)
        {
            string parameters = string.Join(", ", ParametersOf(function));
            return Code($"local function {local.Name}({parameters})") + doc.Text + SizeOf(document, function);
        }
        string type = doc.Type is { } known ? ": " + known : "";
        return Code($"local {local.Name}{type}") + doc.Text;
    }

    string? OfModule(string name)
    {
        if (workspace.FindModule(name) is not { } module)
            return null;
        string text = module.Shape.Text.Length > 0 ? module.Shape.Text + "\n\n" : "";
        if (module.Sizes is not { } sizes)
            return Code($"module {name}") + text + "It does not compile.";
        ModuleBytes bytes = sizes.Modules[0];
        int closure = Document.ClosureBytes(module.Target, 0);
        return Code($"module {name}") + text + string.Create(
            CultureInfo.InvariantCulture,
            $"{bytes.All.Total:N0} bytes in flash, with {bytes.Main.All.Code:N0} of code. ")
            + $"Loaded from LFS it takes a closure of {closure} bytes of RAM.";
    }

    string? OfMember(Expression table, string name)
    {
        if (workspace.Paths.ResultOf(table) is { } required && workspace.FindModule(required) is { } module)
            return OfMember(module, required, name);
        string? path = workspace.Paths.Of(table);
        if (path is Paths.Lfs or Paths.NodeLfs && OfModule(name) is { } found)
            return found;
        if (path is not null && DeviceNames.Of(document.Target).FieldsOf(path).Contains(name))
            return Code($"{path}.{name}") + $"Of the device, in a table of ROM.";
        TableField? own = document.FieldsOf(table).LastOrDefault(field => field.Name == name);
        if (own is null)
            return null;
        string whole = $"{document.Tree.TextOf(table)}.{name}";
        return own.Function is { } function
            ? Describe(whole, document, document.ShapeOf(own), function)
            : Code(whole);
    }

    static string? OfMember(Document module, string moduleName, string name)
    {
        FunctionShape? shape = module.ShapeOf(name);
        TableField? field = module.Exports.LastOrDefault(one => one.Name == name);
        if (shape is null && field is null)
            return null;
        return Describe($"{moduleName}.{name}", module, shape, field?.Function);
    }

    static string Describe(string name, Document module, FunctionShape? shape, FunctionExpression? function)
    {
        string signature = shape is not null ? SignatureOf(name, shape)
            : function is not null ? $"function {name}({string.Join(", ", ParametersOf(function))})" : name;
        var text = new StringBuilder(Code(signature));
        text.Append(shape?.Text);
        foreach (ParameterShape parameter in shape?.Parameters ?? default)
        {
            if (parameter.Text.Length > 0)
                text.Append(CultureInfo.InvariantCulture, $"\n- `{parameter.Name}`: {parameter.Text}");
        }
        if (function is not null)
            text.Append(SizeOf(module, function));
        return text.ToString();
    }

    static string SizeOf(Document module, FunctionExpression function) =>
        module.BytesOf(function) is { } bytes
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"\n\n{bytes.All.Total:N0} bytes in flash; each closure takes ")
            + $"{Document.ClosureBytes(module.Target, bytes.Function.Upvalues.Length)} bytes of RAM."
        : "";

    static string Code(string lua) => $"```lua\n{lua}\n```\n";
}
