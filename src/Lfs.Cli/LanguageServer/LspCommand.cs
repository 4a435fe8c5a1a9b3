using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.VisualStudio.Threading;
using StreamJsonRpc;

namespace Lfs.Cli.LanguageServer;

/// <summary><c>lfs lsp</c>: a language server on standard input and output.</summary>
sealed class LspCommand(Terminal terminal)
{
    /// <summary>Why StreamJsonRpc may be used in a program that is compiled ahead of time.</summary>
    internal const string IsGenerated =
        "Every type that is sent or received is in ProtocolJson, and every method takes and returns classes.";

    /// <summary>Serves one client until it ends the connection.</summary>
    /// <returns>0 if the client has shut the server down first, as the protocol asks, else 1.</returns>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = IsGenerated)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = IsGenerated)]
    public int Run(string[] args)
    {
        if (args.Length > 0 && args is not ["--stdio"])
            throw new CommandFailure($"unknown option '{args[0]}'; see 'lfs help lsp'");
        using var formatter = new SystemTextJsonFormatter
        {
            JsonSerializerOptions = new JsonSerializerOptions(ProtocolJson.Default.Options),
        };
        using var rpc = new Connection(new Messages(terminal.Output, terminal.Input, formatter))
        {
            // A change of a document counts for what is asked after it.
            SynchronizationContext = new NonConcurrentSynchronizationContext(sticky: false),
        };
        var server = new Server(rpc, Tool.Version);
        rpc.AddLocalRpcTarget(RpcTargetMetadata.FromClass(typeof(Server)), server,
            new JsonRpcTargetOptions());
        rpc.StartListening();
        Task ended = Task.WhenAny(server.Exited, rpc.Completion);
        try
        {
            ended.Wait(terminal.Interruption);
        }
        catch (OperationCanceledException)
        {
            return 1;
        }
        // The connection may also break off, or bring what is no header. A client waits for the answer to its
        // last request before it ends the server, so nothing is on its way.
        return server.HasShutDown && server.Exited.IsCompleted ? 0 : 1;
    }
}
