using Lfs.Analysis.Lints;

namespace Lfs.Generator;

/// <summary>A cache of what the lints know of projects.</summary>
sealed class LintedProjects
{
    /// <summary>An analyzer can be asked about several projects in turn.</summary>
    const int MostProjects = 4;

    readonly object _gate = new();
    readonly List<KnownProject> _projects = [];

    /// <summary>The number of projects that were joined so far, for tests.</summary>
    public int Joins { get; private set; }

    /// <summary>The project of some files: the same object as long as nothing in it changes, which keeps its
    /// findings.</summary>
    public ProjectFacts Of(Settings settings, List<FileFacts> files)
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
        Joins++;
        var lints = new LintSettings(settings.Project.Target)
        {
            SpiffsFiles = [.. settings.SpiffsFiles],
            DeviceModules = settings.DeviceModules.Count == 0 ? null : [.. settings.DeviceModules],
            HasSystemImage = settings.Project.SystemImage.Length > 0,
        };
        return new KnownProject(settings, new ProjectFacts(lints, files));
    }

    sealed record KnownProject(Settings Settings, ProjectFacts Facts)
    {
        public bool IsOf(Settings settings, List<FileFacts> files) =>
            Facts.Files.SequenceEqual(files) && Settings.Equals(settings);
    }
}
