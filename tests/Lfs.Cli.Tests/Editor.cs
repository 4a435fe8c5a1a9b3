using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lfs.Cli.Tests;

/// <summary>An editor, as far as the protocol sees it: it starts <c>lfs lsp</c>, and talks to that process.</summary>
sealed class Editor : IDisposable
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    readonly Process _server;
    readonly BlockingCollection<JsonNode?> _messages = [];
    int _id;

    /// <summary>Another build of the tool, such as native code, to be tested in place of the one here.</summary>
    static readonly string Program = Environment.GetEnvironmentVariable("LFS_TOOL")
        ?? Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "lfs.exe" : "lfs");

    public Editor()
    {
        _server = Process.Start(new ProcessStartInfo(Program, ["lsp", "--stdio"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = Task.Run(ReadAll);
    }

    /// <summary>What the server has said of each file last: its parameters.</summary>
    public Dictionary<string, JsonNode> Published { get; } = [];

    /// <summary>What the server has asked the editor.</summary>
    public List<JsonNode> Asked { get; } = [];

    /// <summary>Answers of the server that belong to no question.</summary>
    public List<JsonNode> Stray { get; } = [];

    /// <summary>Starts in a folder.</summary>
    /// <returns>The answer to <c>initialize</c>.</returns>
    public JsonNode Initialize(string? root, string capabilities = "{}")
    {
        JsonNode answer = Ask("initialize", new JsonObject
        {
            ["processId"] = null,
            ["rootUri"] = root is null ? null : new Uri(root).AbsoluteUri,
            ["capabilities"] = JsonNode.Parse(capabilities),
        })!;
        Tell("initialized", new JsonObject());
        return answer;
    }

    public void Open(string uri, string text) => Tell("textDocument/didOpen", new JsonObject
    {
        ["textDocument"] = new JsonObject
        {
            ["uri"] = uri,
            ["languageId"] = "lua",
            ["version"] = 1,
            ["text"] = text,
        },
    });

    public void Change(string uri, int version, params JsonNode[] changes) => Tell("textDocument/didChange", new JsonObject
    {
        ["textDocument"] = new JsonObject { ["uri"] = uri, ["version"] = version },
        ["contentChanges"] = new JsonArray(changes),
    });

    /// <summary>Asks about a place in a file.</summary>
    public JsonNode? AskAt(string what, string uri, int line, int character) => Ask("textDocument/" + what, new JsonObject
    {
        ["textDocument"] = new JsonObject { ["uri"] = uri },
        ["position"] = Place(line, character),
    });

    public JsonNode? AskSymbols(string uri) => Ask(
        "textDocument/documentSymbol", new JsonObject { ["textDocument"] = new JsonObject { ["uri"] = uri } });

    /// <summary>Asks for the fixes in a range.</summary>
    public JsonArray AskFixes(string uri, JsonNode range, string context = "{\"diagnostics\":[]}") => Ask(
        "textDocument/codeAction",
        new JsonObject
        {
            ["textDocument"] = new JsonObject { ["uri"] = uri },
            ["range"] = range.DeepClone(),
            ["context"] = JsonNode.Parse(context),
        })!.AsArray();

    /// <summary>Asks, and reads what the server says up to the answer.</summary>
    /// <returns>The result.</returns>
    public JsonNode? Ask(string method, JsonNode? given = null)
    {
        JsonNode answer = AskForAnswer(method, given);
        Assert.True(answer["error"] is null, $"{method}: {answer.ToJsonString()}");
        return answer["result"];
    }

    /// <summary>Asks, and returns the answer, which may be an error.</summary>
    public JsonNode AskForAnswer(string method, JsonNode? given = null)
    {
        int id = ++_id;
        Send(Message(method, given, id));
        while (true)
        {
            JsonNode message = Next() ?? throw new InvalidOperationException($"The server has ended at {method}.");
            if (message["method"] is null && message["id"] is JsonValue answered && answered.GetValue<JsonElement>() is
                { ValueKind: JsonValueKind.Number } number && number.GetInt32() == id)
                return message;
            Note(message);
        }
    }

    public void Tell(string method, JsonNode? given = null) => Send(Message(method, given, null));

    /// <summary>Waits until the server has done what it was told.</summary>
    public void Wait() => AskForAnswer("textDocument/documentSymbol", new JsonObject
    {
        ["textDocument"] = new JsonObject { ["uri"] = "file:///none" },
    });

    public void Send(byte[] text)
    {
        SendRaw(Encoding.ASCII.GetBytes($"Content-Length: {text.Length}\r\n\r\n"));
        SendRaw(text);
    }

    public void SendRaw(byte[] bytes)
    {
        _server.StandardInput.BaseStream.Write(bytes);
        _server.StandardInput.BaseStream.Flush();
    }

    /// <summary>The codes of what is wrong in a file, as the server has said last.</summary>
    public string[] CodesOf(string uri)
    {
        Wait();
        return [.. Published[uri]["diagnostics"]!.AsArray().Select(found => (string)found!["code"]!)];
    }

    /// <summary>Ends as the protocol has it.</summary>
    /// <returns>The exit code of the server.</returns>
    public int End()
    {
        Ask("shutdown");
        Tell("exit");
        return WaitForEnd();
    }

    public void CloseInput() => _server.StandardInput.Close();

    /// <summary>Waits until the process has ended.</summary>
    /// <returns>Its exit code.</returns>
    public int WaitForEnd()
    {
        Assert.True(_server.WaitForExit(Limit), "The server goes on.");
        Assert.Equal("", _server.StandardError.ReadToEnd());
        return _server.ExitCode;
    }

    public void Dispose()
    {
        if (!_server.HasExited)
            _server.Kill();
        _server.Dispose();
    }

    public static JsonObject Place(int line, int character) => new() { ["line"] = line, ["character"] = character };

    public static JsonObject Range(int line, int character, int endLine, int endCharacter) =>
        new() { ["start"] = Place(line, character), ["end"] = Place(endLine, endCharacter) };

    static byte[] Message(string method, JsonNode? given, int? id)
    {
        JsonObject message = new() { ["jsonrpc"] = "2.0", ["method"] = method };
        if (id is not null)
            message["id"] = id;
        if (given is not null)
            message["params"] = given;
        return Encoding.UTF8.GetBytes(message.ToJsonString());
    }

    void Note(JsonNode message)
    {
        if ((string?)message["method"] == "textDocument/publishDiagnostics")
        {
            Published[(string)message["params"]!["uri"]!] = message["params"]!;
        }
        else if (message["method"] is not null)
        {
            Asked.Add(message);
            Send(Encoding.UTF8.GetBytes($"{{\"jsonrpc\":\"2.0\",\"id\":{message["id"]!.ToJsonString()},\"result\":null}}"));
        }
        else
        {
            Stray.Add(message);
        }
    }

    JsonNode? Next()
    {
        Assert.True(_messages.TryTake(out JsonNode? message, Limit), "The server does not answer.");
        return message;
    }

    // Null behind the last message.
    void ReadAll()
    {
        using var output = new BufferedStream(_server.StandardOutput.BaseStream);
        while (ReadHeader(output) is { } length)
        {
            byte[] text = new byte[length];
            output.ReadExactly(text);
            _messages.Add(JsonSerializer.Deserialize<JsonNode>(text));
        }
        _messages.Add(null);
    }

    static int? ReadHeader(BufferedStream output)
    {
        var header = new StringBuilder();
        while (!header.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (output.ReadByte() is var next and >= 0)
                header.Append((char)next);
            else
                return null;
        }
        string length = header.ToString().Split("\r\n").Single(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal));
        return int.Parse(length["Content-Length: ".Length..], CultureInfo.InvariantCulture);
    }
}
