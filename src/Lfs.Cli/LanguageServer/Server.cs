using System.Diagnostics.CodeAnalysis;
using StreamJsonRpc;

namespace Lfs.Cli.LanguageServer;

/// <summary>What a client can ask. Each method is one of the protocol's; they run one after the
/// other.</summary>
/// <param name="rpc">The connection.</param>
/// <param name="version">The version of the tool.</param>
sealed class Server(JsonRpc rpc, string version)
{
    /// <summary>Changes of an open document arrive as parts of it.</summary>
    const int Incremental = 2;

    readonly TaskCompletionSource _exited = new();
    Workspace _workspace = Workspace.Open(null, null);

    /// <summary>Completes when the client wants the process to end.</summary>
    public Task Exited => _exited.Task;

    /// <summary>True if the client has asked the server to end.</summary>
    public bool HasShutDown { get; private set; }

    [JsonRpcMethod("initialize", UseSingleObjectParameterDeserialization = true)]
    public InitializeResult Initialize(InitializeParams given)
    {
        string? root = given.WorkspaceFolders is [WorkspaceFolder first, ..] ? first.Uri : given.RootUri;
        _workspace = Workspace.Open(root, given.InitializationOptions?.Target);
        return new InitializeResult(
            new ServerCapabilities(
                "utf-16", new SyncOptions(true, Incremental), true, true, true, true,
                new CompletionOptions([".", ":", "\"", "'"])),
            new ServerName("lfs", version));
    }

    [JsonRpcMethod("initialized")]
    public void Initialized() => Publish();

    [JsonRpcMethod("shutdown")]
    public object? Shutdown()
    {
        HasShutDown = true;
        return null;
    }

    [JsonRpcMethod("exit")]
    public void Exit() => _exited.TrySetResult();

    [JsonRpcMethod("textDocument/didOpen", UseSingleObjectParameterDeserialization = true)]
    public void DidOpen(DidOpenParams given)
    {
        TextDocument opened = given.TextDocument;
        _workspace.Set(new Document(opened.Uri, opened.Version, opened.Text, _workspace.Target));
        Publish();
    }

    [JsonRpcMethod("textDocument/didChange", UseSingleObjectParameterDeserialization = true)]
    public void DidChange(DidChangeParams given)
    {
        if (_workspace.Find(given.TextDocument.Uri) is not { } document)
            return;
        _workspace.Set(document.With(given.TextDocument.Version, given.ContentChanges));
        Publish();
    }

    [JsonRpcMethod("textDocument/didClose", UseSingleObjectParameterDeserialization = true)]
    public void DidClose(DidCloseParams given)
    {
        _workspace.Close(given.TextDocument.Uri);
        Send(given.TextDocument.Uri, null, []);
        Publish();
    }

    [JsonRpcMethod("workspace/didChangeWatchedFiles", UseSingleObjectParameterDeserialization = true)]
    public void DidChangeWatchedFiles(DidChangeWatchedFilesParams given)
    {
        foreach (FileEvent change in given.Changes)
            _workspace.Forget(change.Uri);
        Publish();
    }

    [JsonRpcMethod("textDocument/hover", UseSingleObjectParameterDeserialization = true)]
    public Hover? Hover(PositionParams given) =>
        At(given) is var (document, offset) ? new Hovers(_workspace, document).At(offset) : null;

    [JsonRpcMethod("textDocument/completion", UseSingleObjectParameterDeserialization = true)]
    public CompletionItem[] Complete(PositionParams given) =>
        At(given) is var (document, offset) ? new Completions(_workspace, document).At(offset) : [];

    [JsonRpcMethod("textDocument/definition", UseSingleObjectParameterDeserialization = true)]
    public Location? Define(PositionParams given) =>
        At(given) is var (document, offset) ? new Definitions(_workspace, document).At(offset) : null;

    [JsonRpcMethod("textDocument/references", UseSingleObjectParameterDeserialization = true)]
    public Location[] Refer(PositionParams given) =>
        At(given) is var (document, offset) ? new Definitions(_workspace, document).UsesAt(offset) : [];

    [JsonRpcMethod("textDocument/documentSymbol", UseSingleObjectParameterDeserialization = true)]
    public DocumentSymbol[] Symbols(DocumentParams given) =>
        _workspace.Find(given.TextDocument.Uri) is { } document ? LanguageServer.Symbols.Of(document) : [];

    (Document Document, int Offset)? At(PositionParams given) =>
        _workspace.Find(given.TextDocument.Uri) is { } document
            ? (document, document.OffsetOf(given.Position))
            : null;

    // What is wrong in one file can depend on another.
    void Publish()
    {
        foreach ((Document document, LspDiagnostic[] found) in _workspace.Diagnose())
            Send(document.Uri, document.Version, found);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = LspCommand.IsGenerated)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = LspCommand.IsGenerated)]
    void Send(string uri, int? documentVersion, LspDiagnostic[] found) =>
        _ = rpc.NotifyWithParameterObjectAsync(
        "textDocument/publishDiagnostics", new PublishDiagnosticsParams(uri, documentVersion, found));
}
