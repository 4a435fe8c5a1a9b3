using System.Runtime.CompilerServices;
using Lfs.Analysis.Lints;
using Lfs.Analysis.Syntax;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Microsoft.CodeAnalysis.Text;

namespace Lfs.Generator;

/// <summary>What the lints know of texts and projects. A text is read once, as long as the editor holds it.
/// </summary>
/// <remarks>See <see cref="CompiledTexts"/>.</remarks>
sealed class LintedTexts
{
    /// <summary>An analyzer can be asked about several projects in turn.</summary>
    const int MostProjects = 4;

    readonly ConditionalWeakTable<SourceText, List<Known>> _texts = new();
    readonly object _gate = new();
    readonly List<KnownProject> _projects = [];
    int _reads;

    /// <summary>The number of texts that were read so far, for tests.</summary>
    public int Reads => _reads;

    /// <summary>The number of projects that were joined so far, for tests.</summary>
    public int Projects { get; private set; }

    /// <summary>The facts of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The item of the text.</param>
    /// <param name="target">The project's target.</param>
    /// <param name="list">The text for <see cref="ExactSources"/>; null if there is no such file.</param>
    /// <param name="stop">Stops reading.</param>
    public FileFacts Of(
        SourceText text, LuaFile file, LuaTarget target, SourceText? list, CancellationToken stop)
    {
        List<Known> known = _texts.GetValue(text, static _ => []);
        var linted = new LintedFile(file.Text.Path, file.NameFor(target.Version), file.IsInImage);
        // Files of one run are read at the same time, but each by one thread.
        lock (known)
        {
            Known? read = known.Find(one =>
                one.List == list && one.Target == target && one.Facts.File == linted);
            if (read is not null)
                return read.Facts;

            Interlocked.Increment(ref _reads);
            byte[] bytes = SourceBytes.Of(text, file.ChunkPath, ExactSources.Read(list));
            LuaTree tree = LuaTree.Parse(LuaSource.FromFile(file.ChunkPath, bytes), target, stop);
            FileFacts facts = FileFacts.Of(tree, linted, target);
            known.Add(new Known(list, target, facts));
            return facts;
        }
    }

    /// <summary>The project of some files: the same object as long as nothing in it changes, which keeps its
    /// findings.</summary>
    public ProjectFacts ProjectOf(Settings settings, List<FileFacts> files)
    {
        lock (_gate)
        {
            int index = _projects.FindIndex(known => known.IsOf(settings, files));
            KnownProject project = index < 0 ? Join(settings, files) : _projects[index];
            if (index >= 0)
                _projects.RemoveAt(index);
            else if (_projects.Count == MostProjects)
                _projects.RemoveAt(0);
            _projects.Add(project);
            return project.Facts;
        }
    }

    KnownProject Join(Settings settings, List<FileFacts> files)
    {
        Projects++;
        var lints = new LintSettings(settings.Project.Target)
        {
            SpiffsFiles = [.. settings.SpiffsFiles],
            DeviceModules = settings.DeviceModules.Count == 0 ? null : [.. settings.DeviceModules],
            HasSystemImage = settings.Project.SystemImage.Length > 0,
        };
        return new KnownProject(settings, new ProjectFacts(lints, files));
    }

    sealed record Known(SourceText? List, LuaTarget Target, FileFacts Facts);

    sealed record KnownProject(Settings Settings, ProjectFacts Facts)
    {
        public bool IsOf(Settings settings, List<FileFacts> files) =>
            Facts.Files.SequenceEqual(files) && Settings.Equals(settings);
    }
}
