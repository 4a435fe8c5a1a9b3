using Lfs.Analysis.Lints;
using Lfs.Analysis.Syntax;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Fixes;

/// <summary>The fixes of the lints: for the light bulb of an IDE and for a language server.</summary>
public static class LuaFixes
{
    /// <summary>The rules that have fixes: the lints. Each can be turned off.</summary>
    public static IReadOnlyList<DiagnosticId> Rules { get; } =
    [
        DiagnosticId.UnknownModule, DiagnosticId.UncheckedModule, DiagnosticId.ReloadLoop,
        DiagnosticId.ShadowedModule, DiagnosticId.AccidentalGlobal, DiagnosticId.UndefinedGlobal,
        DiagnosticId.UnusedLocal, DiagnosticId.ShadowedLocal, DiagnosticId.WrongArguments,
        DiagnosticId.MissingApi, DiagnosticId.StringsInRam, DiagnosticId.UnreachableCode,
    ];

    /// <summary>The fixes of a finding; what turns it off is the last. None breaks a text that
    /// compiles.</summary>
    /// <param name="tree">The text.</param>
    /// <param name="target">The target that it is compiled for.</param>
    /// <param name="id">The rule, one of <see cref="Rules"/>.</param>
    /// <param name="start">Where the finding begins, in bytes.</param>
    /// <param name="isWholeFile">True for a finding of the file as a whole.</param>
    public static IReadOnlyList<LuaFix> Of(
        LuaTree tree, LuaTarget target, DiagnosticId id, int start, bool isWholeFile = false)
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
                    AddGuard(tree, place, new Paths(DeviceNames.Of(target)), fixes);
                    break;
            }
        }
        // One local more can be one too many.
        fixes.RemoveAll(fix => !Compiles(fix.ApplyTo(tree.Source), target));
        fixes.Add(TurningOff.Of(tree, id, start, isWholeFile));
        return fixes;
    }

    static bool Compiles(byte[] text, LuaTarget target) =>
        LfsCompiler.Compile(LuaSource.FromFile("", text), new CompileOptions(target)).Main is not null;

    // Puts `local` before the statement, if every use of the name is in the reach of the local.
    static void AddLocal(LuaTree tree, PlaceFinder place, List<LuaFix> fixes)
    {
        if (place.Statement is null || place.Block is not { } block)
            return;
        // The value of an assignment still names the global; the body of a function names itself.
        (string? name, int reach) = place.Statement switch
        {
            AssignmentStatement { Targets: [NameExpression { Local: null } target] } =>
                (target.Name, place.Statement.End),
            FunctionStatement { Target: NameExpression { Local: null } target } =>
                (target.Name, place.Statement.Start),
            _ => (null, 0),
        };
        // A goto could lead into the reach, or back behind it.
        if (name is null || block.Statements.Exists(statement => statement is LabelStatement))
            return;
        bool isWhole = GlobalPlaces.Of(tree, name)
            .TrueForAll(at => at == place.Statement.Start || (at >= reach && at < block.End));
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
        if (variable is not { Reads.Count: 0 } || place.Statement is not { } statement)
            return;
        bool isRemovable = variable.Writes.Count == 0 && statement switch
        {
            LocalFunctionStatement => true,
            LocalStatement { Variables.Count: 1 } local => local.Values.TrueForAll(HasNoEffect),
            _ => false,
        };
        if (isRemovable && Removal(tree, statement) is { } removal)
            fixes.Add(new LuaFix($"Remove '{variable.Name}'", "remove", [removal]));
        if (IsUsed(tree, "_" + variable.Name))
            return;
        IEnumerable<TextEdit> renames = variable.Writes
            .Select(write => write.Start)
            .Append(variable.Start)
            .OrderBy(at => at)
            .Select(at => new TextEdit(at, 0, "_"));
        fixes.Add(new LuaFix($"Rename to '_{variable.Name}'", "prefix", [.. renames]));
    }

    static bool IsUsed(LuaTree tree, string name) =>
        tree.Locals.Any(local => local.Name == name) || GlobalPlaces.Of(tree, name).Count > 0;

    static bool HasNoEffect(Expression value) =>
        value is ConstantExpression or NameExpression or FunctionExpression or VarargExpression
        || (value is TableExpression table && table.Items.TrueForAll(item =>
            HasNoEffect(item.Value) && (item.Key is null || HasNoEffect(item.Key))));

    // With its semicolon, and with its line, if it is alone there. None if the statement before would call
    // what comes after.
    static TextEdit? Removal(LuaTree tree, Statement statement)
    {
        int start = statement.Start;
        while (start > 0 && tree.Source[start - 1].IsBlank())
            start--;
        int statementEnd = statement.End;
        int end = EndOfBlanks(tree, statementEnd);
        if (end < tree.Source.Length && tree.Source[end] == ';')
        {
            statementEnd = end + 1;
            end = EndOfBlanks(tree, statementEnd);
        }
        if (IsBeforeParenthesis(tree, statementEnd))
            return null;
        bool isAlone = (start == 0 || tree.Source[start - 1].IsLineEnd())
            && (end == tree.Source.Length || tree.Source[end].IsLineEnd());
        if (!isAlone)
            return new TextEdit(statement.Start, statementEnd - statement.Start, "");
        int next = tree.StartOfLine(tree.PlaceOf(statementEnd).Line + 1);
        return new TextEdit(start, next - start, "");
    }

    static int EndOfBlanks(LuaTree tree, int at)
    {
        while (at < tree.Source.Length && tree.Source[at].IsBlank())
            at++;
        return at;
    }

    static bool IsBeforeParenthesis(LuaTree tree, int at)
    {
        while (at < tree.Source.Length)
        {
            if (tree.Comments.FirstOrDefault(comment => comment.Start == at) is { } comment)
                at = comment.End;
            else if (tree.Source[at].IsBlank() || tree.Source[at].IsLineEnd())
                at++;
            else
                return tree.Source[at] == '(';
        }
        return false;
    }

    // node.LFS.get("x")(a) as a statement becomes pcall(node.LFS.get("x"), a).
    static void AddGuard(LuaTree tree, PlaceFinder place, Paths paths, List<LuaFix> fixes)
    {
        if (place.Statement is not CallStatement { Call: CallExpression { Method: null } call }
            || !paths.IsFlashLookup(call.Function, out _))
        {
            return;
        }
        string function = tree.TextOf(call.Function);
        string arguments = call.Arguments.Count == 0 ? "" : Text(
            tree, call.Arguments[0].Start, call.Arguments[call.Arguments.Count - 1].End);
        string passed = arguments.Length == 0 ? function : function + ", " + arguments;
        int length = call.End - call.Start;
        string module = "module";
        while (IsUsed(tree, module))
            module = "_" + module;
        string guarded = $"do local {module} = {function}; if {module} then {module}({arguments}) end end";
        fixes.Add(new LuaFix(
            "Call it with pcall", "pcall", [new TextEdit(call.Start, length, $"pcall({passed})")]));
        fixes.Add(new LuaFix(
            "Call it if it is there", "guard", [new TextEdit(call.Start, length, guarded)]));
    }

    static string Text(LuaTree tree, int start, int end) =>
        System.Text.Encoding.UTF8.GetString(tree.Source, start, end - start);
}
