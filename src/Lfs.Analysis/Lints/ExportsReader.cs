using Lfs.Analysis.Annotations;
using Lfs.Analysis.Shapes;
using Lfs.Analysis.Syntax;

namespace Lfs.Analysis.Lints;

/// <summary>Finds the functions that a module gives to others, and what arguments they take.</summary>
static class ExportsReader
{
    /// <summary>The functions of a module; of an empty name the module, if it is a function. One that is
    /// given twice, or that a method replaces, is not among them.</summary>
    public static IReadOnlyDictionary<string, Signature> Of(LuaTree tree)
    {
        var comments = DocComments.Read(tree);
        Dictionary<string, Signature> exports = new(StringComparer.Ordinal);
        if (TableFinder.Find(tree, comments).ReturnedBy(tree) is { } table)
        {
            // Its variable may hold another table later.
            if (table.Variable is { Value: not null, Writes.Count: > 0 })
                return exports;
            foreach (IGrouping<string, TableField> same in table.Fields.GroupBy(field => field.Name))
            {
                if (same.Count() == 1 && same.First() is { Function: { } function } field
                    && !table.SetBySelf.Contains(field.Name))
                {
                    exports.Add(field.Name, SignatureOf(function, comments.Of(field.At, function)));
                }
            }
        }
        else if (TableFinder.FunctionOf(TableFinder.ResultOf(tree)) is { } module)
        {
            exports.Add("", SignatureOf(module, comments.Above(module)));
        }
        return exports;
    }

    // What ---@param says counts before what the function does.
    static Signature SignatureOf(FunctionExpression function, DocBlock doc)
    {
        var needs = new NeededParameters(function);
        int least = 0;
        for (int i = 0; i < function.Parameters.Count; i++)
        {
            LocalVariable parameter = function.Parameters[i];
            bool isNeeded = doc.Parameter(parameter.Name) is { } tag
                ? !tag.Type.IsNullable
                : needs.Contains(parameter);
            if (isNeeded)
                least = i + 1;
        }
        string last = least == 0 ? "" : function.Parameters[least - 1].Name;
        return new Signature(least, function.IsVararg ? int.MaxValue : function.Parameters.Count, last);
    }
}
