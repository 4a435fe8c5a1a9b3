using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lfs.Cli.Tests;

/// <summary><c>lfs lsp</c>, asked as an editor asks it: framed messages in, framed messages out.</summary>
public sealed class LanguageServerTests
{
    const string Telnet = """
        --- A server for one client.
        local M = {}

        --- Opens the port.
        ---@param port integer where it listens
        ---@param timeout? integer in seconds
        ---@return boolean ok
        function M.open(port, timeout)
          local limit = timeout or 30
          return port > 0 and limit > 0
        end

        M.version = 2

        return M
        """;

    const string Main = """
        local telnet = require "telnet"
        local ok = telnet.open(23)
        print(ok, telnet.version)
        tmr.create():alarm(10, tmr.ALARM_SINGLE, function() end)
        """;

    [Fact]
    public void A_session_of_an_editor_is_answered()
    {
        using Session session = new Session().With("lua/telnet.lua", Telnet).With("lua/main.lua", Main);
        Client client = new(session);
        client.Initialize();
        string main = client.Open("lua/main.lua", Main);

        client.Ask("hover", main, 1, 19);
        client.Ask("hover", main, 0, 26);
        client.Ask("definition", main, 1, 19);
        client.Ask("definition", main, 2, 7);
        client.Ask("completion", main, 1, 18);
        client.Ask("completion", main, 3, 4);
        client.Ask("references", main, 1, 13);
        client.Ask("documentSymbol", client.Open("lua/telnet.lua", Telnet));
        (int code, List<JsonNode> messages) = client.End();

        Assert.Equal(0, code);
        JsonNode[] answers = [.. messages.Where(message => message["id"] is not null).Select(message => message["result"]!)];
        Assert.Equal("lfs", (string?)answers[0]["serverInfo"]!["name"]);
        string open = (string)answers[1]["contents"]!["value"]!;
        Assert.Contains("function telnet.open(port: integer, timeout?: integer): boolean", open, StringComparison.Ordinal);
        Assert.Contains("Opens the port.", open, StringComparison.Ordinal);
        Assert.Contains("`port`: where it listens", open, StringComparison.Ordinal);
        Assert.Matches("[0-9]+ bytes in flash; each closure takes 20 bytes of RAM", open);
        Assert.Matches("module telnet(.|\n)*A server for one client(.|\n)*[0-9]+ bytes in flash", (string)answers[2]["contents"]!["value"]!);
        Assert.EndsWith("lua/telnet.lua", (string)answers[3]["uri"]!, StringComparison.Ordinal);
        Assert.Equal("7:11", Start(answers[3]["range"]!));
        Assert.Equal("1:6", Start(answers[4]["range"]!));
        Assert.Equal(["open", "version"], Labels(answers[5]));
        Assert.Contains("create", Labels(answers[6]));
        Assert.Contains("ALARM_SINGLE", Labels(answers[6]));
        Assert.Equal(["0:6", "1:11", "2:10"], answers[7].AsArray().Select(place => Start(place!["range"]!)));
        Assert.Equal(["M", "M.open", "M.version"], answers[8].AsArray().Select(symbol => (string)symbol!["name"]!));
        Assert.Equal("limit", (string)answers[8][1]!["children"]![0]!["name"]!);
    }

    [Fact]
    public void Errors_and_lints_follow_the_text()
    {
        using Session session = new Session().With("lua/a.lua", "x");
        Client client = new(session);
        client.Initialize();
        string uri = client.Open("lua/a.lua", "local a = = 1\nlocal b = 2 +\nlocal é, c = 'é' + , 3\n");
        client.Change(uri, 2, 0, 0, 2, 22, "print(undefinedName)\nprint(1)");
        (_, List<JsonNode> messages) = client.End();

        JsonNode[] published = [.. messages.Where(message => message["method"] is not null).Select(message => message["params"]!)];
        JsonArray first = published[^2]["diagnostics"]!.AsArray();
        Assert.Equal(["0:10", "2:0", "2:6"], first.Select(found => Start(found!["range"]!)));
        Assert.All(first, found => Assert.Equal("LFS0001", (string)found!["code"]!));
        Assert.Equal("unexpected symbol near '='", (string)first[0]!["message"]!);
        JsonNode lint = Assert.Single(published[^1]["diagnostics"]!.AsArray())!;
        Assert.Equal(2, (int)published[^1]["version"]!);
        Assert.StartsWith("LFS02", (string)lint["code"]!, StringComparison.Ordinal);
        Assert.Contains("undefinedName", (string)lint["message"]!, StringComparison.Ordinal);
        Assert.Equal("0:6", Start(lint["range"]!));
    }

    [Fact]
    public void The_target_is_that_of_the_project()
    {
        using Session session = new Session()
            .With("x.csproj", "<Project><PropertyGroup><LfsLuaVersion>5.3</LfsLuaVersion></PropertyGroup></Project>");
        Client client = new(session);
        client.Initialize();
        client.Open("lua/a.lua", "return 7 // 2");
        (_, List<JsonNode> messages) = client.End();

        JsonNode published = messages.Last(message => message["method"] is not null);
        Assert.Empty(published["params"]!["diagnostics"]!.AsArray());
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("nonsense", 1)]
    [InlineData("Content-Length: 2\r\n\r\n{}", 1)]
    [InlineData("Content-Length: 20\r\n\r\n{\"jsonrpc\":\"2.0\"", 1)]
    public void A_client_that_breaks_off_ends_the_server(string input, int code)
    {
        using Session session = new() { Input = input };

        Assert.Equal(code, session.Run("lsp").Code);
    }

    static string Start(JsonNode range) => string.Create(
        CultureInfo.InvariantCulture, $"{(int)range["start"]!["line"]!}:{(int)range["start"]!["character"]!}");

    static string[] Labels(JsonNode items) => [.. items.AsArray().Select(item => (string)item!["label"]!)];

    /// <summary>What an editor sends: all of it at once, but <c>exit</c> only after the last answer. It stays open
    /// behind that.</summary>
    sealed class EditorInput(string text, string exit, Answers answers) : MemoryStream(Encoding.UTF8.GetBytes(text + exit))
    {
        static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

        readonly int _exitAt = Encoding.UTF8.GetByteCount(text);
        readonly ManualResetEventSlim _ended = new();

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (Position == _exitAt)
                Assert.True(answers.HaveCome.Wait(Limit), "The last request is not answered.");
            if (Position == Length)
                _ended.Wait(Limit);
            return base.Read(buffer, offset, Position < _exitAt ? Math.Min(count, _exitAt - (int)Position) : count);
        }

        public void End() => _ended.Set();
    }

    /// <summary>What the server answers.</summary>
    sealed class Answers(int lastId) : MemoryStream
    {
        public ManualResetEventSlim HaveCome { get; } = new();

        public override void Write(byte[] buffer, int offset, int count)
        {
            base.Write(buffer, offset, count);
            if (Encoding.UTF8.GetString(ToArray()).Contains(
                string.Create(CultureInfo.InvariantCulture, $"\"id\":{lastId},"), StringComparison.Ordinal))
                HaveCome.Set();
        }
    }

    /// <summary>Collects what an editor sends, and then reads what the server answers.</summary>
    sealed class Client(Session session)
    {
        readonly StringBuilder _sent = new();
        int _id;

        public void Initialize()
        {
            Send("initialize", new JsonObject { ["rootUri"] = new Uri(session.Root).AbsoluteUri }, isRequest: true);
            Send("initialized", new JsonObject());
        }

        public string Open(string file, string text)
        {
            string uri = new Uri(session.PathOf(file)).AbsoluteUri;
            Send("textDocument/didOpen", new JsonObject
            {
                ["textDocument"] = new JsonObject
                {
                    ["uri"] = uri,
                    ["languageId"] = "lua",
                    ["version"] = 1,
                    ["text"] = text,
                },
            });
            return uri;
        }

        public void Change(string uri, int version, int line, int character, int endLine, int endCharacter, string text) =>
            Send("textDocument/didChange", new JsonObject
            {
                ["textDocument"] = new JsonObject { ["uri"] = uri, ["version"] = version },
                ["contentChanges"] = new JsonArray(new JsonObject
                {
                    ["range"] = new JsonObject
                    {
                        ["start"] = Position(line, character),
                        ["end"] = Position(endLine, endCharacter),
                    },
                    ["text"] = text,
                }),
            });

        public void Ask(string what, string uri, int line = -1, int character = 0)
        {
            JsonObject asked = new() { ["textDocument"] = new JsonObject { ["uri"] = uri } };
            if (line >= 0)
                asked["position"] = Position(line, character);
            Send("textDocument/" + what, asked, isRequest: true);
        }

        public (int Code, List<JsonNode> Messages) End()
        {
            Send("shutdown", null, isRequest: true);
            string all = _sent.ToString();
            _sent.Clear();
            Send("exit", null);
            using Answers answers = new(_id);
            EditorInput input = new(all, _sent.ToString(), answers);
            using Session server = new() { InputStream = input, Output = answers };
            Ending ending = server.Run("lsp", "--stdio");
            input.End();
            return (ending.Code, Read(answers.ToArray()));
        }

        static JsonObject Position(int line, int character) => new() { ["line"] = line, ["character"] = character };

        void Send(string method, JsonObject? given, bool isRequest = false)
        {
            JsonObject message = new() { ["jsonrpc"] = "2.0", ["method"] = method };
            if (isRequest)
                message["id"] = ++_id;
            if (given is not null)
                message["params"] = given;
            string text = message.ToJsonString();
            _sent.Append(CultureInfo.InvariantCulture, $"Content-Length: {Encoding.UTF8.GetByteCount(text)}\r\n\r\n{text}");
        }

        static List<JsonNode> Read(byte[] output)
        {
            List<JsonNode> messages = [];
            int at = 0;
            while (at < output.Length)
            {
                int end = output.AsSpan(at).IndexOf("\r\n\r\n"u8) + at;
                string header = Encoding.ASCII.GetString(output, at, end - at).Split("\r\n")
                    .Single(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal));
                int length = int.Parse(header["Content-Length: ".Length..], CultureInfo.InvariantCulture);
                messages.Add(JsonSerializer.Deserialize<JsonNode>(output.AsSpan(end + 4, length))!);
                at = end + 4 + length;
            }
            return messages;
        }
    }
}
