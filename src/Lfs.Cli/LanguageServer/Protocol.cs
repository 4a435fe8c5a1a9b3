using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lfs.Cli.LanguageServer;

// The part of the Language Server Protocol 3.17 that the server speaks. Source: its specification.

/// <summary>A place: line and character from 0; characters are UTF-16 units.</summary>
readonly record struct Position(int Line, int Character) : IComparable<Position>
{
    /// <summary>Compares by the order of the text.</summary>
    public int CompareTo(Position other) =>
        Line != other.Line ? Line.CompareTo(other.Line) : Character.CompareTo(other.Character);
}

/// <summary>A part of a document, without its end.</summary>
readonly record struct TextRange(Position Start, Position End);

sealed record Location(string Uri, TextRange Range);

sealed record TextDocumentId(string Uri, int? Version = null);

sealed record TextDocument(string Uri, int Version, string Text);

sealed record WorkspaceFolder(string Uri);

sealed record InitializeParams(
    string? RootUri = null, WorkspaceFolder[]? WorkspaceFolders = null,
    InitializationOptions? InitializationOptions = null, ClientCapabilities? Capabilities = null);

sealed record ClientCapabilities(WorkspaceCapabilities? Workspace = null);

sealed record WorkspaceCapabilities(
    EditCapabilities? WorkspaceEdit = null, WatchCapabilities? DidChangeWatchedFiles = null);

/// <summary>How a client takes edits.</summary>
/// <param name="DocumentChanges">True if it takes the version of a document with them.</param>
sealed record EditCapabilities(bool DocumentChanges = false);

/// <summary>How a client is asked to watch files.</summary>
/// <param name="DynamicRegistration">True if the server asks it to.</param>
sealed record WatchCapabilities(bool DynamicRegistration = false);

sealed record RegistrationParams(Registration[] Registrations);

sealed record Registration(string Id, string Method, WatchOptions RegisterOptions);

sealed record WatchOptions(FileWatcher[] Watchers);

sealed record FileWatcher(string GlobPattern);

/// <summary>What a client can set.</summary>
/// <param name="Target">The target, as of <c>lfs run</c>; null to find it in the project.</param>
sealed record InitializationOptions(string? Target = null);

sealed record InitializeResult(ServerCapabilities Capabilities, ServerName ServerInfo);

sealed record ServerName(string Name, string Version);

sealed record ServerCapabilities(
    string PositionEncoding, SyncOptions TextDocumentSync, bool HoverProvider, bool DefinitionProvider,
    bool DocumentSymbolProvider, bool ReferencesProvider, CompletionOptions CompletionProvider,
    CodeActionOptions CodeActionProvider, SignatureOptions SignatureHelpProvider,
    RenameOptions RenameProvider);

/// <summary>How documents are kept in step.</summary>
/// <param name="OpenClose">True to be told of both.</param>
/// <param name="Change">2: each change as a part of the text.</param>
sealed record SyncOptions(bool OpenClose, int Change);

sealed record CompletionOptions(string[] TriggerCharacters);

sealed record CodeActionOptions(string[] CodeActionKinds);

sealed record SignatureOptions(string[] TriggerCharacters);

/// <summary>What the server can say of names.</summary>
/// <param name="PrepareProvider">True if it says whether a name can be changed.</param>
sealed record RenameOptions(bool PrepareProvider);

sealed record DidOpenParams(TextDocument TextDocument);

sealed record DidChangeParams(TextDocumentId TextDocument, ContentChange[] ContentChanges);

/// <summary>A change of a text.</summary>
/// <param name="Range">What is replaced; null for the whole.</param>
/// <param name="Text">The new text.</param>
sealed record ContentChange(string Text, TextRange? Range = null);

sealed record DidCloseParams(TextDocumentId TextDocument);

sealed record DidChangeWatchedFilesParams(FileEvent[] Changes);

sealed record FileEvent(string Uri);

sealed record PositionParams(TextDocumentId TextDocument, Position Position);

sealed record DocumentParams(TextDocumentId TextDocument);

sealed record ReferenceParams(
    TextDocumentId TextDocument, Position Position, ReferenceContext? Context = null);

sealed record ReferenceContext(bool IncludeDeclaration = true);

sealed record CodeActionParams(TextDocumentId TextDocument, TextRange Range, CodeActionContext Context);

/// <summary>What the user asks fixes for.</summary>
/// <param name="Diagnostics">The diagnostics there, as far as the client knows them.</param>
/// <param name="Only">The kinds of actions that are asked for; null for all.</param>
sealed record CodeActionContext(ShownDiagnostic[]? Diagnostics = null, string[]? Only = null);

/// <summary>A diagnostic that a client shows, of any server.</summary>
/// <param name="Range">Its place.</param>
/// <param name="Code">Its code: a string or a number.</param>
sealed record ShownDiagnostic(TextRange Range, JsonElement? Code = null);

sealed record CodeAction(string Title, string Kind, LspDiagnostic[] Diagnostics, WorkspaceEdit Edit);

/// <summary>Edits of documents, in one of two forms.</summary>
/// <param name="Changes">By the address of a document.</param>
/// <param name="DocumentChanges">With the version that they are for.</param>
sealed record WorkspaceEdit(Dictionary<string, LspEdit[]>? Changes, DocumentEdit[]? DocumentChanges);

sealed record DocumentEdit(TextDocumentId TextDocument, LspEdit[] Edits);

sealed record LspEdit(TextRange Range, string NewText);

sealed record PublishDiagnosticsParams(string Uri, int? Version, LspDiagnostic[] Diagnostics);

sealed record LspDiagnostic(
    TextRange Range, int Severity, string Code, string Source, string Message);

/// <summary>A name that can be changed.</summary>
/// <param name="Range">Its place.</param>
/// <param name="Placeholder">The name as it is.</param>
sealed record RenamedPlace(TextRange Range, string Placeholder);

sealed record RenameParams(TextDocumentId TextDocument, Position Position, string NewName);

sealed record SignatureHelp(SignatureInformation[] Signatures, int ActiveSignature, int ActiveParameter);

sealed record SignatureInformation(
    string Label, MarkupContent? Documentation, ParameterInformation[] Parameters);

sealed record ParameterInformation(string Label);

sealed record Hover(MarkupContent Contents, TextRange Range);

sealed record MarkupContent(string Kind, string Value)
{
    public static MarkupContent Markdown(string value) => new("markdown", value);
}

sealed record CompletionItem(string Label, CompletionKind Kind, string? Detail, MarkupContent? Documentation);

enum CompletionKind
{
    Method = 2,
    Function = 3,
    Field = 5,
    Variable = 6,
    Module = 9,
    Value = 12,
    Keyword = 14,
    Constant = 21,
}

sealed record DocumentSymbol(
    string Name, string? Detail, SymbolKind Kind, TextRange Range, TextRange SelectionRange,
    List<DocumentSymbol> Children);

enum SymbolKind
{
    Module = 2,
    Class = 5,
    Method = 6,
    Field = 8,
    Function = 12,
    Variable = 13,
}

/// <summary>How these records become JSON, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(InitializeParams))]
[JsonSerializable(typeof(InitializeResult))]
[JsonSerializable(typeof(DidOpenParams))]
[JsonSerializable(typeof(DidChangeParams))]
[JsonSerializable(typeof(DidCloseParams))]
[JsonSerializable(typeof(DidChangeWatchedFilesParams))]
[JsonSerializable(typeof(PositionParams))]
[JsonSerializable(typeof(DocumentParams))]
[JsonSerializable(typeof(ReferenceParams))]
[JsonSerializable(typeof(RenameParams))]
[JsonSerializable(typeof(RenamedPlace))]
[JsonSerializable(typeof(WorkspaceEdit))]
[JsonSerializable(typeof(SignatureHelp))]
[JsonSerializable(typeof(CodeActionParams))]
[JsonSerializable(typeof(CodeAction[]))]
[JsonSerializable(typeof(RegistrationParams))]
[JsonSerializable(typeof(PublishDiagnosticsParams))]
[JsonSerializable(typeof(Hover))]
[JsonSerializable(typeof(Location))]
[JsonSerializable(typeof(Location[]))]
[JsonSerializable(typeof(CompletionItem[]))]
[JsonSerializable(typeof(DocumentSymbol[]))]
[JsonSerializable(typeof(JsonElement))]
sealed partial class ProtocolJson : JsonSerializerContext;
