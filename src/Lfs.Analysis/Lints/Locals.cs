using Lfs.Analysis.Syntax;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Lints;

/// <summary>LFS0207: local variables that are never read.</summary>
/// <remarks>Parameters and variables of loops are not checked: their places are needed. A name that begins
/// with <c>_</c> says that it is not used.</remarks>
static class UnusedLocals
{
    /// <summary>Checks the variables of a statement.</summary>
    public static void Check(LuaTree tree, LocalStatement statement, List<Diagnostic> findings)
    {
        // local a, b = "x", "y", "z" with more strings than names is how a module names strings for flash.
        if (statement.Values.Count > statement.Variables.Count && statement.Values.TrueForAll(IsString))
            return;
        // Names of several results say what a function returns, as long as one of them is used.
        bool isUnpacked = statement.Variables.Count > statement.Values.Count && statement.Values.Count > 0
            && statement.Values[statement.Values.Count - 1] is CallExpression or VarargExpression;
        if (isUnpacked && statement.Variables.Exists(variable => variable.Reads.Count > 0))
            return;
        // A variable before one that is used holds its place.
        for (int i = statement.Variables.Count - 1; i >= 0; i--)
        {
            LocalVariable variable = statement.Variables[i];
            if (variable.Reads.Count > 0)
                return;
            Check(tree, variable, findings);
        }
    }

    /// <summary>Checks a local function.</summary>
    public static void Check(LuaTree tree, LocalFunctionStatement statement, List<Diagnostic> findings) =>
        Check(tree, statement.Variable, findings);

    static void Check(LuaTree tree, LocalVariable variable, List<Diagnostic> findings)
    {
        if (variable.Reads.Count > 0 || variable.Name.Length == 0 || variable.Name[0] == '_')
            return;
        string what = variable.Kind == LocalKind.Function ? "local function" : "local variable";
        string how = variable.Writes.Count > 0 ? "assigned to, but never read" : "never used";
        findings.Add(
            DiagnosticId.UnusedLocal, tree.SpanOf(variable), $"the {what} '{variable.Name}' is {how}");
    }

    static bool IsString(Expression value) => value is ConstantExpression { Kind: ConstantKind.String };
}

/// <summary>LFS0208: local variables that hide others of their names.</summary>
static class ShadowedLocals
{
    /// <summary>Checks the variables of a text.</summary>
    public static void Check(LuaTree tree, List<Diagnostic> findings)
    {
        foreach (LocalVariable variable in tree.Locals)
        {
            if (variable.Shadowed is not { } hidden || variable.Name.Length == 0 || variable.Name[0] == '_')
                continue;
            // self and arg are declared by the language; local x = f(x) replaces x on purpose.
            bool isMeant = variable.Kind == LocalKind.Implicit || hidden.Kind == LocalKind.Implicit
                || (variable.Value is { } value && hidden.Reads.Any(read =>
                    read.Start >= value.Start && read.Start < value.End));
            if (isMeant)
                continue;
            int line = tree.PlaceOf(hidden.Start).Line;
            findings.Add(
                DiagnosticId.ShadowedLocal, tree.SpanOf(variable),
                $"'{variable.Name}' hides the variable of that name in line {line}");
        }
    }
}
