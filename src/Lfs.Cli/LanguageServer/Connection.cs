using System.Collections.Concurrent;
using System.Text.Json;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;
using StreamJsonRpc.Reflection;

namespace Lfs.Cli.LanguageServer;

/// <summary>Messages between editor and server. One that cannot be read is answered with an error, and the
/// next one is read; without the header of a message, though, the next one cannot be found.</summary>
sealed class Messages(Stream output, Stream input, IJsonRpcMessageFormatter formatter)
    : HeaderDelimitedMessageHandler(output, input, formatter)
{
    readonly ConcurrentDictionary<RequestId, JsonRpcMessage> _asked = [];

    /// <inheritdoc/>
    protected override void Write(JsonRpcMessage content, CancellationToken cancellationToken)
    {
        if (content is JsonRpcRequest { IsResponseExpected: true } request)
            _asked[request.RequestId] = request;
        base.Write(content, cancellationToken);
    }

    /// <inheritdoc/>
    protected override async ValueTask<JsonRpcMessage?> ReadCoreAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            string refusal;
            try
            {
                JsonRpcMessage? message = await base.ReadCoreAsync(cancellationToken).ConfigureAwait(false);
                if (message is null || IsExpected(message))
                    return message;
                ((IJsonRpcMessageBufferManager)this).DeserializationComplete(message);
                continue;
            }
            catch (JsonException e)
            {
                refusal = e.Message;
            }
            // The formatter throws it for a member of the wrong kind.
            catch (InvalidOperationException e)
            {
                refusal = e.Message;
            }
            cancellationToken.ThrowIfCancellationRequested();
            var answer = new JsonRpcError
            {
                RequestId = RequestId.Null,
                Error = new() { Code = JsonRpcErrorCode.ParseError, Message = refusal },
            };
            await WriteAsync(answer, cancellationToken).ConfigureAwait(false);
        }
    }

    // StreamJsonRpc ends the connection at a request without a method, and at an answer to nothing.
    bool IsExpected(JsonRpcMessage message) => message switch
    {
        JsonRpcRequest request => request.Method is not null,
        IJsonRpcMessageWithId answer => _asked.TryRemove(answer.RequestId, out _),
        _ => true,
    };
}

/// <summary>The connection to an editor.</summary>
sealed class Connection(Messages messages) : JsonRpc(messages)
{
    /// <summary>An error as the editor is told it: without a stack trace.</summary>
    protected override JsonRpcError.ErrorDetail CreateErrorDetails(
        JsonRpcRequest request, Exception exception) => exception switch
        {
            LocalRpcException => base.CreateErrorDetails(request, exception),
            JsonException e => new()
            {
                Code = JsonRpcErrorCode.InvalidParams,
                Message = $"'{request.Method}' has other parameters in the protocol: see {e.Path ?? "$"}",
            },
            _ => new() { Code = JsonRpcErrorCode.InternalError, Message = exception.Message },
        };
}
