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

    /// <summary>Errors that the protocol has numbers for.</summary>
    const int NotInitialized = -32002, InvalidRequest = -32600;

    readonly TaskCompletionSource _exited = new();
    Workspace? _workspace;
    ClientCapabilities _client = new();

    /// <summary>Completes when the client wants the process to end.</summary>
    public Task Exited => _exited.Task;

    /// <summary>True if the client has asked the server to end.</summary>
    public bool HasShutDown { get; private set; }

    Workspace Opened => HasShutDown ? throw Refusal("the server has been shut down", InvalidRequest)
        : _workspace ?? throw Refusal("the client has sent no 'initialize'", NotInitialized);

    [JsonRpcMethod("initialize", UseSingleObjectParameterDeserialization = true)]
    public InitializeResult Initialize(InitializeParams given)
    {
        if (_workspace is not null)
            throw Refusal("'initialize' has been sent before", InvalidRequest);
        _client = given.Capabilities ?? _client;
        string? root = given.WorkspaceFolders is [WorkspaceFolder first, ..] ? first.Uri : given.RootUri;
        _workspace = Workspace.Open(root, given.InitializationOptions?.Target);
        return new InitializeResult(
            new ServerCapabilities(
                "utf-16", new SyncOptions(true, Incremental), true, true, true, true,
                new CompletionOptions([".", ":", "\"", "'"]), new CodeActionOptions([CodeActions.QuickFix]),
                new SignatureOptions(["(", ","]), new RenameOptions(true)),
            new ServerName("lfs", version));
    }

    [JsonRpcMethod("initialized")]
    public void Initialized()
    {
        if (_client.Workspace?.DidChangeWatchedFiles?.DynamicRegistration == true)
            WatchFiles();
        Publish();
    }

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
        Opened.Set(new Document(opened.Uri, opened.Version, opened.Text, Opened.Target));
        Publish();
    }

    [JsonRpcMethod("textDocument/didChange", UseSingleObjectParameterDeserialization = true)]
    public void DidChange(DidChangeParams given)
    {
        if (Opened.Find(given.TextDocument.Uri) is not { } document)
            return;
        Opened.Set(document.With(given.TextDocument.Version, given.ContentChanges));
        Publish();
    }

    [JsonRpcMethod("textDocument/didClose", UseSingleObjectParameterDeserialization = true)]
    public void DidClose(DidCloseParams given)
    {
        Opened.Close(given.TextDocument.Uri);
        Send(given.TextDocument.Uri, null, []);
        Publish();
    }

    [JsonRpcMethod("workspace/didChangeWatchedFiles", UseSingleObjectParameterDeserialization = true)]
    public void DidChangeWatchedFiles(DidChangeWatchedFilesParams given)
    {
        foreach (FileEvent change in given.Changes)
            Opened.Forget(change.Uri);
        Publish();
    }

    [JsonRpcMethod("textDocument/hover", UseSingleObjectParameterDeserialization = true)]
    public Hover? Hover(PositionParams given) =>
        At(given) is var (document, offset) ? new Hovers(Opened, document).At(offset) : null;

    [JsonRpcMethod("textDocument/completion", UseSingleObjectParameterDeserialization = true)]
    public CompletionItem[] Complete(PositionParams given) =>
        At(given) is var (document, offset) ? new Completions(Opened, document).At(offset) : [];

    [JsonRpcMethod("textDocument/definition", UseSingleObjectParameterDeserialization = true)]
    public Location? Define(PositionParams given) =>
        At(given) is var (document, offset) ? new Definitions(Opened, document).At(offset) : null;

    [JsonRpcMethod("textDocument/references", UseSingleObjectParameterDeserialization = true)]
    public Location[] Refer(ReferenceParams given) =>
        At(new PositionParams(given.TextDocument, given.Position)) is var (document, offset)
            ? new Definitions(Opened, document).UsesAt(offset, given.Context?.IncludeDeclaration ?? true)
            : [];

    [JsonRpcMethod("textDocument/codeAction", UseSingleObjectParameterDeserialization = true)]
    public CodeAction[] Fix(CodeActionParams given) =>
        Opened.Find(given.TextDocument.Uri) is { } document
            ? new CodeActions(Opened, document, HasVersionedEdits).For(given.Range, given.Context)
            : [];

    [JsonRpcMethod("textDocument/signatureHelp", UseSingleObjectParameterDeserialization = true)]
    public SignatureHelp? Sign(PositionParams given) =>
        At(given) is var (document, offset) ? new Signatures(Opened, document).At(offset) : null;

    [JsonRpcMethod("textDocument/prepareRename", UseSingleObjectParameterDeserialization = true)]
    public RenamedPlace? PrepareRename(PositionParams given) =>
        At(given) is var (document, offset) ? new Renames(Opened, document).PlaceAt(offset) : null;

    [JsonRpcMethod("textDocument/rename", UseSingleObjectParameterDeserialization = true)]
    public WorkspaceEdit? Rename(RenameParams given) =>
        At(new PositionParams(given.TextDocument, given.Position)) is var (document, offset)
            ? document.EditOf(new Renames(Opened, document).To(offset, given.NewName), HasVersionedEdits)
            : null;

    [JsonRpcMethod("textDocument/documentSymbol", UseSingleObjectParameterDeserialization = true)]
    public DocumentSymbol[] Symbols(DocumentParams given) =>
        Opened.Find(given.TextDocument.Uri) is { } document ? LanguageServer.Symbols.Of(document) : [];

    bool HasVersionedEdits => _client.Workspace?.WorkspaceEdit?.DocumentChanges == true;

    (Document Document, int Offset)? At(PositionParams given) =>
        Opened.Find(given.TextDocument.Uri) is { } document
            ? (document, document.OffsetOf(given.Position))
            : null;

    // What is wrong in one file can depend on another.
    void Publish()
    {
        foreach ((Document document, LspDiagnostic[] found) in Opened.Diagnose())
            Send(document.Uri, document.Version, found);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = LspCommand.IsGenerated)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = LspCommand.IsGenerated)]
    void Send(string uri, int? documentVersion, LspDiagnostic[] found) =>
        _ = rpc.NotifyWithParameterObjectAsync(
        "textDocument/publishDiagnostics", new PublishDiagnosticsParams(uri, documentVersion, found));

    // A file that is not open changes the findings in others. The answer says nothing of use.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = LspCommand.IsGenerated)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = LspCommand.IsGenerated)]
    void WatchFiles() => _ = rpc.InvokeWithParameterObjectAsync(
        "client/registerCapability",
        new RegistrationParams(
        [
            new("lua", "workspace/didChangeWatchedFiles", new WatchOptions([new FileWatcher("**/*.lua")])),
        ]));

    static LocalRpcException Refusal(string message, int code) => new(message) { ErrorCode = code };
}
