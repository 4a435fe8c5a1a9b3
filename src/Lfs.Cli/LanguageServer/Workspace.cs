using System.Xml;
using System.Xml.Linq;
using Lfs.Analysis.Lints;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Cli.LanguageServer;

/// <summary>The Lua files of a folder: those that are open as the editor has them, the others from
/// disk.</summary>
sealed class Workspace
{
    /// <summary>More files than this are not read: the folder is no project.</summary>
    const int MostFiles = 2000;

    readonly string? _root;
    readonly Dictionary<string, Document> _open = new(StringComparer.Ordinal);
    readonly Dictionary<string, Document> _onDisk = new(StringComparer.Ordinal);
    bool _isRead;

    Workspace(string? root, LuaTarget target)
    {
        _root = root;
        Target = target;
        Paths = new Paths(DeviceNames.Of(target));
    }

    /// <summary>The target of the project.</summary>
    public LuaTarget Target { get; }

    /// <summary>What expressions name on that target.</summary>
    public Paths Paths { get; }

    IEnumerable<Document> OpenDocuments =>
        _open.Values.OrderBy(document => document.Uri, StringComparer.Ordinal);

    /// <summary>All files, open or not, in the order of their addresses.</summary>
    public IEnumerable<Document> Documents
    {
        get
        {
            ReadFolder();
            return _open.Values
                .Concat(_onDisk.Values.Where(document => !_open.ContainsKey(document.Uri)))
                .OrderBy(document => document.Uri, StringComparer.Ordinal);
        }
    }

    /// <summary>Opens a folder.</summary>
    /// <param name="rootUri">Its address; null for none.</param>
    /// <param name="target">The target that the client has set; null to take that of a project file in the
    /// folder, or else 5.1.</param>
    public static Workspace Open(string? rootUri, string? target)
    {
        string? root = rootUri is not null && Uri.TryCreate(rootUri, UriKind.Absolute, out Uri? uri)
            && uri.IsFile
            ? uri.LocalPath
            : null;
        LuaTarget? named = LuaTarget.All.FirstOrDefault(known => known.Name == target);
        return new Workspace(root, named ?? TargetOfProject(root));
    }

    public Document? Find(string uri) => _open.GetValueOrDefault(uri);

    /// <summary>The file of a module; null if there is none.</summary>
    public Document? FindModule(string name) => Documents.FirstOrDefault(document => document.Module == name);

    public void Set(Document document) => _open[document.Uri] = document;

    public void Close(string uri)
    {
        _open.Remove(uri);
        Forget(uri);
    }

    /// <summary>Reads the folder again when it is needed next: a file has changed.</summary>
    public void Forget(string uri)
    {
        _onDisk.Remove(uri);
        _isRead = false;
    }

    /// <summary>What is wrong in each open file, with the others around it.</summary>
    public IEnumerable<(Document Document, LspDiagnostic[] Found)> Diagnose()
    {
        var project = new ProjectFacts(
            new LintSettings(Target), [.. Documents.Select(other => other.Facts)]);
        return OpenDocuments.Select(document => (document, DiagnosticsOf(document, project)));
    }

    static LspDiagnostic[] DiagnosticsOf(Document document, ProjectFacts project)
    {
        IEnumerable<Diagnostic> found = document.Compiled.Diagnostics
            .Concat(document.AnnotationProblems)
            .Concat(project.FindingsIn(document.Facts));
        return [.. found.Select(problem => ToLsp(document, problem))];
    }

    static LspDiagnostic ToLsp(Document document, Diagnostic problem)
    {
        TextRange range = problem.Span is { } span
            ? document.RangeOf(span)
            : new TextRange(default, new Position(0, 1));
        string code = problem.Id.Code();
        int severity = 1 + (int)problem.Id.Severity();
        return new LspDiagnostic(range, severity, code, "lfs", problem.Message);
    }

    void ReadFolder()
    {
        if (_isRead || _root is null || !Directory.Exists(_root))
            return;
        _isRead = true;
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        IEnumerable<string> files = Directory.EnumerateFiles(_root, "*.lua", options)
            .Where(path => !IsBuildOutput(path))
            .Take(MostFiles);
        foreach (string path in files)
        {
            string uri = new Uri(path).AbsoluteUri;
            if (!_onDisk.ContainsKey(uri) && Read(path) is { } text)
                _onDisk.Add(uri, new Document(uri, null, text, Target));
        }
    }

    static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static bool IsBuildOutput(string path) =>
        path.Split('/', '\\').Any(part => part is "obj" or "bin" or ".git");

    // The properties as the project file has them, without conditions and imports.
    static LuaTarget TargetOfProject(string? root)
    {
        string? project = root is not null && Directory.Exists(root)
            ? Directory.EnumerateFiles(root, "*.csproj").Order(StringComparer.Ordinal).FirstOrDefault()
            : null;
        if (project is null)
            return LuaTarget.Lua51;
        try
        {
            XDocument file = XDocument.Load(project);
            string Property(string name) => file.Descendants(name).LastOrDefault()?.Value.Trim() ?? "";
            return ProjectSettings.Read(Property, []).Target;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException)
        {
            return LuaTarget.Lua51;
        }
    }
}
