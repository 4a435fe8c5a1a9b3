using System.Text.Json;
using StreamJsonRpc;

namespace Lfs.Cli.LanguageServer;

/// <summary><c>lfs lsp</c>: a language server on standard input and output.</summary>
sealed class LspCommand(Terminal terminal)
{
    /// <summary>Serves one client until it ends the connection.</summary>
    /// <returns>0 if the client has shut the server down first, as the protocol asks, else 1.</returns>
    public int Run(string[] args)
    {
        if (args.Length > 0 && args is not ["--stdio"])
            throw new CommandFailure($"unknown option '{args[0]}'; see 'lfs help lsp'");
        using var formatter = new SystemTextJsonFormatter
        {
            JsonSerializerOptions = new JsonSerializerOptions(ProtocolJson.Default.Options),
        };
        using var handler = new HeaderDelimitedMessageHandler(terminal.Output, terminal.Input, formatter);
        using var rpc = new JsonRpc(handler);
        var server = new Server(rpc, terminal.ToolVersion);
        rpc.AddLocalRpcTarget(RpcTargetMetadata.FromClass(typeof(Server)), server, new JsonRpcTargetOptions());
        rpc.StartListening();
        try
        {
            rpc.Completion.Wait(terminal.Interruption);
        }
        catch (OperationCanceledException)
        {
            return 1;
        }
        return server.HasShutDown ? 0 : 1;
    }
}
