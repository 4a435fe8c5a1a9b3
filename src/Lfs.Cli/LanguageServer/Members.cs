using Lfs.Analysis.Shapes;
using Lfs.Analysis.Syntax;

namespace Lfs.Cli.LanguageServer;

/// <summary>A function or a field of a table that a text defines.</summary>
/// <param name="Name">Its name.</param>
/// <param name="At">The place of the name.</param>
/// <param name="Value">Its value; null if that is not in the text.</param>
sealed record Member(string Name, Node At, Expression? Value);

/// <summary>The members that a text gives to a local table, and those of a module.</summary>
static class Members
{
    /// <summary>The members of the table in a local variable, in the order of the text.</summary>
    public static IEnumerable<Member> Of(Document document, LocalVariable table) =>
        ItemsOf(table.Value).Concat(new Finder(table).Find(document.Tree));

    /// <summary>The members of the table that a module returns.</summary>
    public static IEnumerable<Member> OfModule(Document module)
    {
        Expression? result =
            module.Tree.Main.Body.Statements.OfType<ReturnStatement>().LastOrDefault()?.Values
            .FirstOrDefault();
        return result is NameExpression { Local: { } table } ? Of(module, table) : ItemsOf(result);
    }

    static IEnumerable<Member> ItemsOf(Expression? made) => TableFinder.FieldsOf(made as TableExpression)
        .Select(item => new Member(item.Name, item.At, item.Value));

    /// <summary>The shape of a function of a module; null if there is none of this name.</summary>
    public static FunctionShape? ShapeOf(Document module, string name) =>
        module.Shape.Members.Functions.FirstOrDefault(function => function.Name == name);

    sealed class Finder(LocalVariable table) : TreeWalker
    {
        readonly List<Member> _found = [];

        public List<Member> Find(LuaTree tree)
        {
            Visit(tree.Main.Body);
            return _found;
        }

        protected override void Visit(Statement statement)
        {
            if (statement is FunctionStatement function)
                Add(function.Target, function.Function);
            if (statement is AssignmentStatement assignment)
            {
                for (int i = 0; i < assignment.Targets.Count; i++)
                    Add(assignment.Targets[i], i < assignment.Values.Count ? assignment.Values[i] : null);
            }
            base.Visit(statement);
        }

        void Add(Expression target, Expression? value)
        {
            bool isField =
                target is IndexExpression { Name: not null, Target: NameExpression { Local: { } local } }
                && ReferenceEquals(local, table);
            if (isField)
                _found.Add(new Member(((IndexExpression)target).Name!, ((IndexExpression)target).Key, value));
        }
    }
}
