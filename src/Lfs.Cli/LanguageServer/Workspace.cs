using System.IO.Enumeration;
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

    /// <summary>A larger file is no Lua for a device, whose flash has 16 MB at most.</summary>
    const int MostBytes = 1 << 20;

    readonly string? _root;
    // Both by path, or by the address of what is no file.
    readonly Dictionary<string, Document> _open = new(StringComparer.Ordinal);
    readonly Dictionary<string, Document> _onDisk = new(StringComparer.Ordinal);
    ProjectFacts? _project;
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
                .Concat(_onDisk.Where(file => !_open.ContainsKey(file.Key)).Select(file => file.Value))
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

    public Document? Find(string uri) => _open.GetValueOrDefault(KeyOf(uri));

    /// <summary>The file of a module; null if there is none.</summary>
    public Document? FindModule(string name) => Documents.FirstOrDefault(document => document.Module == name);

    public void Set(Document document)
    {
        _open[KeyOf(document.Uri)] = document;
        _project = null;
    }

    public void Close(string uri)
    {
        _open.Remove(KeyOf(uri));
        Forget(uri);
    }

    /// <summary>Reads the folder again when it is needed next: a file has changed.</summary>
    public void Forget(string uri)
    {
        _onDisk.Remove(KeyOf(uri));
        _isRead = false;
        _project = null;
    }

    /// <summary>What is wrong in each open file, with the others around it.</summary>
    public IEnumerable<(Document Document, LspDiagnostic[] Found)> Diagnose() => OpenDocuments
        .Select(document => (document, FindingsIn(document).Select(document.ToLsp).ToArray()));

    /// <summary>What is wrong in a file.</summary>
    public IEnumerable<Diagnostic> FindingsIn(Document document)
    {
        _project ??= new ProjectFacts(new LintSettings(Target), [.. Documents.Select(other => other.Facts)]);
        return document.Compiled.Diagnostics
            .Concat(document.AnnotationProblems)
            .Concat(_project.FindingsIn(document.Facts));
    }

    // Clients escape the characters of an address differently; its path is the same.
    static string KeyOf(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out Uri? parsed) && parsed.IsFile ? parsed.LocalPath : uri;

    void ReadFolder()
    {
        if (_isRead || _root is null || !Directory.Exists(_root))
            return;
        _isRead = true;
        foreach (string path in LuaFiles(_root).Take(MostFiles))
        {
            if (!_onDisk.ContainsKey(path) && Read(path) is { } text)
                _onDisk.Add(path, new Document(new Uri(path).AbsoluteUri, null, text, Target));
        }
    }

    // A link may lead back to a folder that it is in.
    static FileSystemEnumerable<string> LuaFiles(string root) => new(
        root, (ref FileSystemEntry entry) => entry.ToFullPath(),
        new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) =>
            !entry.IsDirectory && entry.FileName.EndsWith(".lua", StringComparison.Ordinal)
            && entry.Length <= MostBytes,
        ShouldRecursePredicate = (ref FileSystemEntry entry) =>
            (entry.Attributes & FileAttributes.ReparsePoint) == 0
            && entry.FileName is not ("bin" or "obj" or "node_modules"),
    };

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
