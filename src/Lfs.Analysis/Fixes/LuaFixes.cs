using Lfs.Analysis.Syntax;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Fixes;

/// <summary>The fixes of the lints: for the light bulb of an IDE and for a language server.</summary>
public static class LuaFixes
{
    /// <summary>The fixes of a finding; what turns it off is the last.</summary>
    /// <param name="tree">The text.</param>
    /// <param name="id">The rule.</param>
    /// <param name="start">Where the finding begins, in bytes.</param>
    /// <param name="isWholeFile">True for a finding of the file as a whole.</param>
    public static IReadOnlyList<LuaFix> Of(LuaTree tree, DiagnosticId id, int start, bool isWholeFile = false)
    {
        List<LuaFix> fixes = [];
        if (!isWholeFile)
        {
            var place = PlaceFinder.Find(tree, start);
            switch (id)
            {
                case DiagnosticId.AccidentalGlobal:
                    AddLocal(tree, place, fixes);
                    break;
                case DiagnosticId.UnusedLocal:
                    AddUnused(tree, place, start, fixes);
                    break;
                case DiagnosticId.UncheckedModule:
                    AddGuard(tree, place, start, fixes);
                    break;
            }
        }
        fixes.Add(Disable(tree, id, start, isWholeFile));
        return fixes;
    }

    // Puts `local` before the statement, if every use of the name is in the reach of the local.
    static void AddLocal(LuaTree tree, PlaceFinder place, List<LuaFix> fixes)
    {
        if (place.Statement is null || place.Block is not { } block)
            return;
        string? name = place.Statement switch
        {
            AssignmentStatement { Targets: [NameExpression { Local: null } target] } => target.Name,
            FunctionStatement { Target: NameExpression { Local: null } target } => target.Name,
            _ => null,
        };
        if (name is null)
            return;
        bool isWhole = GlobalPlaces.Of(tree, name)
            .TrueForAll(at => at >= place.Statement.Start && at < block.End);
        if (isWhole)
        {
            var insertion = new TextEdit(place.Statement.Start, 0, "local ");
            fixes.Add(new LuaFix($"Make '{name}' local", "local", [insertion]));
        }
    }

    static void AddUnused(LuaTree tree, PlaceFinder place, int start, List<LuaFix> fixes)
    {
        LocalVariable? variable = tree.Locals.FirstOrDefault(local =>
            local.Start == start && local.Kind is LocalKind.Variable or LocalKind.Function);
        if (variable is null || place.Statement is not { } statement)
            return;
        bool isRemovable = variable.Writes.Count == 0 && statement switch
        {
            LocalFunctionStatement => true,
            LocalStatement { Variables.Count: 1 } local => local.Values.TrueForAll(HasNoEffect),
            _ => false,
        };
        if (isRemovable)
            fixes.Add(new LuaFix($"Remove '{variable.Name}'", "remove", [Removal(tree, statement)]));
        IEnumerable<TextEdit> renames = variable.Writes
            .Select(write => write.Start)
            .Append(variable.Start)
            .OrderBy(at => at)
            .Select(at => new TextEdit(at, 0, "_"));
        fixes.Add(new LuaFix($"Rename to '_{variable.Name}'", "prefix", [.. renames]));
    }

    static bool HasNoEffect(Expression value) =>
        value is ConstantExpression or NameExpression or FunctionExpression or VarargExpression
        || (value is TableExpression table && table.Items.TrueForAll(item =>
            HasNoEffect(item.Value) && (item.Key is null || HasNoEffect(item.Key))));

    // With its line, if it is alone there.
    static TextEdit Removal(LuaTree tree, Statement statement)
    {
        int start = statement.Start;
        while (start > 0 && IsBlank(tree.Source[start - 1]))
            start--;
        int end = statement.End;
        while (end < tree.Source.Length && IsBlank(tree.Source[end]))
            end++;
        bool isAlone = (start == 0 || IsLineEnd(tree.Source[start - 1]))
            && (end == tree.Source.Length || IsLineEnd(tree.Source[end]));
        if (!isAlone)
            return new TextEdit(statement.Start, statement.End - statement.Start, "");
        int next = tree.StartOfLine(tree.PlaceOf(statement.End).Line + 1);
        return new TextEdit(start, next - start, "");
    }

    static bool IsBlank(byte c) => c is (byte)' ' or (byte)'\t';

    static bool IsLineEnd(byte c) => c is (byte)'\n' or (byte)'\r';

    // node.LFS.get("x")(a) as a statement becomes pcall(node.LFS.get("x"), a).
    static void AddGuard(LuaTree tree, PlaceFinder place, int start, List<LuaFix> fixes)
    {
        if (place.Statement is not CallStatement { Call: CallExpression { Method: null } call }
            || call.Start != start)
        {
            return;
        }
        string function = tree.TextOf(call.Function);
        string arguments = call.Arguments.Count == 0 ? "" : Text(
            tree, call.Arguments[0].Start, call.Arguments[call.Arguments.Count - 1].End);
        string passed = arguments.Length == 0 ? function : function + ", " + arguments;
        int length = call.End - call.Start;
        string guarded = $"do local module = {function}; if module then module({arguments}) end end";
        fixes.Add(new LuaFix(
            "Call it with pcall", "pcall", [new TextEdit(call.Start, length, $"pcall({passed})")]));
        fixes.Add(new LuaFix(
            "Call it if it is there", "guard", [new TextEdit(call.Start, length, guarded)]));
    }

    static string Text(LuaTree tree, int start, int end) =>
        System.Text.Encoding.UTF8.GetString(tree.Source, start, end - start);

    static LuaFix Disable(LuaTree tree, DiagnosticId id, int start, bool isWholeFile)
    {
        string code = id.Code();
        if (isWholeFile)
        {
            return new LuaFix(
                $"Turn {code} off in this file", "disable-file",
                [new TextEdit(AfterShellLine(tree), 0, $"---@diagnostic disable: {code}\n")]);
        }
        int line = tree.StartOfLine(tree.PlaceOf(start).Line);
        int end = line;
        while (end < tree.Source.Length && IsBlank(tree.Source[end]))
            end++;
        string indent = Text(tree, line, end);
        return new LuaFix(
            $"Turn {code} off in this line", "disable-next-line",
            [new TextEdit(line, 0, $"{indent}---@diagnostic disable-next-line: {code}\n")]);
    }

    static int AfterShellLine(LuaTree tree) =>
        tree.Source.Length > 0 && tree.Source[0] == '#' ? tree.StartOfLine(2) : 0;
}
