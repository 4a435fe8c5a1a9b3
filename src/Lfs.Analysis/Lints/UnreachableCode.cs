using Lfs.Analysis.Syntax;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Analysis.Lints;

/// <summary>LFS0212: statements behind one that never ends normally.</summary>
static class UnreachableCode
{
    /// <summary>Checks the statements of a block, and not what is in them.</summary>
    public static void Check(LuaTree tree, Block block, List<Diagnostic> findings)
    {
        List<Statement> statements = block.Statements;
        for (int i = 0; i + 1 < statements.Count; i++)
        {
            if (!NeverEnds(statements[i]))
                continue;
            // Who can jump to a label can reach what is behind it.
            int end = i + 1;
            while (end < statements.Count && statements[end] is not LabelStatement)
                end++;
            // `return` behind error(…) is for the reader.
            bool isReturn = end == i + 2
                && statements[i + 1] is ReturnStatement && statements[i] is CallStatement;
            if (end > i + 1 && !isReturn)
            {
                SourceSpan span = tree.SpanOf(statements[i + 1].Start, statements[end - 1].End);
                findings.Add(DiagnosticId.UnreachableCode, span, "this is never reached");
            }
            i = end - 1;
        }
    }

    static bool NeverEnds(Statement statement) => statement switch
    {
        ReturnStatement or BreakStatement or GotoStatement => true,
        DoStatement block => NeverEnds(block.Body),
        IfStatement choice => choice.Branches[choice.Branches.Count - 1].Condition is null
            && choice.Branches.TrueForAll(branch => NeverEnds(branch.Body)),
        WhileStatement loop => IsTrue(loop.Condition) && !CanLeave(loop.Body),
        RepeatStatement loop => IsFalse(loop.Condition) && !CanLeave(loop.Body),
        CallStatement call => call.Call is CallExpression
        {
            Method: null, Function: NameExpression { Local: null, Name: "error" },
        },
        _ => false,
    };

    // A label may be the target of a jump out of what seems to end the block.
    static bool NeverEnds(Block block) => block.Statements.Count > 0
        && NeverEnds(block.Statements[block.Statements.Count - 1])
        && !block.Statements.Exists(statement => statement is LabelStatement);

    static bool IsTrue(Expression condition) =>
        condition is ConstantExpression { Kind: not (ConstantKind.Nil or ConstantKind.False) };

    static bool IsFalse(Expression condition) =>
        condition is ConstantExpression { Kind: ConstantKind.Nil or ConstantKind.False };

    static bool CanLeave(Block body) => body.Statements.Exists(CanLeave);

    static bool CanLeave(Statement statement) => statement switch
    {
        BreakStatement or GotoStatement => true,
        DoStatement block => CanLeave(block.Body),
        IfStatement choice => choice.Branches.Exists(branch => CanLeave(branch.Body)),
        // The break of an inner loop ends that one, but a goto can lead anywhere.
        WhileStatement loop => CanJump(loop.Body),
        RepeatStatement loop => CanJump(loop.Body),
        ForStatement loop => CanJump(loop.Body),
        _ => false,
    };

    static bool CanJump(Block body) => body.Statements.Exists(statement => statement switch
    {
        GotoStatement => true,
        DoStatement block => CanJump(block.Body),
        IfStatement choice => choice.Branches.Exists(branch => CanJump(branch.Body)),
        WhileStatement loop => CanJump(loop.Body),
        RepeatStatement loop => CanJump(loop.Body),
        ForStatement loop => CanJump(loop.Body),
        _ => false,
    });
}
