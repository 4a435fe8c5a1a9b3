using System.Runtime.CompilerServices;
using Lfs.Analysis.Lints;
using Lfs.Analysis.Syntax;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Microsoft.CodeAnalysis.Text;

namespace Lfs.Generator;

/// <summary>A cache of what is in texts. A text is read once, as long as the editor holds it.</summary>
/// <remarks>It works because an editor's text remains the same object until it is edited.</remarks>
sealed class ReadTexts
{
    // A text can belong to several projects, or to one project with several target frameworks.
    readonly ConditionalWeakTable<SourceText, List<Known>> _texts = new();
    int _reads;

    /// <summary>The number of texts that were read so far, for tests.</summary>
    public int Reads => _reads;

    /// <summary>What is in a text; reads it if this is the first request.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The item of the text.</param>
    /// <param name="project">The project's properties.</param>
    /// <param name="list">The text for <see cref="ExactSources"/>; null if there is no such file.</param>
    /// <param name="compiles">True to compile it, too.</param>
    /// <param name="stop">Stops reading.</param>
    public ReadText Of(
        SourceText text, LuaFile file, ProjectSettings project, SourceText? list, bool compiles,
        CancellationToken stop)
    {
        List<Known> known = _texts.GetValue(text, static _ => []);
        CompileOptions options = file.OptionsFor(project.Target, project.Debug, []);
        var linted = new LintedFile(
            file.Text.Path, file.NameFor(project.Target.Version), file.IsInImage);
        // Files of one run are read at the same time, but each by one thread.
        lock (known)
        {
            Known? read = known.Find(one =>
                one.List == list && one.Target == project.Target && one.Read.Facts.File == linted
                && (!compiles || one.Read.Module?.IsMadeFrom(file, options) == true));
            if (read is not null)
                return read.Read;

            Interlocked.Increment(ref _reads);
            LuaTree tree = file.Parse(project.Target, ExactSources.Read(list), stop);
            var made = new ReadText(
                compiles ? file.Compile(project.Target, project.Debug, tree) : null,
                FileFacts.Of(tree, linted, project.Target));
            known.Add(new Known(list, project.Target, made));
            return made;
        }
    }

    sealed record Known(SourceText? List, LuaTarget Target, ReadText Read);
}

/// <summary>What is in a text.</summary>
/// <param name="Module">The compiled module; null if it was not asked for.</param>
/// <param name="Facts">What the lints know of it.</param>
sealed record ReadText(LuaModule? Module, FileFacts Facts);
