using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Lfs.Compiler.Bytecode;

namespace Lfs.Cli.Tests;

/// <summary><c>lfs lsp</c> as the process that an editor starts.</summary>
public sealed class LanguageServerProcessTests
{
    const string Init = "local unused = 1;\nLFS.other(1)\nprint('ä😀', nosuch, nosuch)\n";

    [Theory]
    [InlineData("{}", "/changes")]
    [InlineData("""{"workspace":{"workspaceEdit":{"documentChanges":true}}}""", "/documentChanges")]
    public void Each_fix_that_is_offered_cures_what_it_is_for(string capabilities, string form)
    {
        using Session session = new Session().With("lua/other.lua", "return ...");
        using Editor editor = new();
        JsonNode started = editor.Initialize(session.Root, capabilities);
        Assert.Equal("quickfix", (string)started["capabilities"]!["codeActionProvider"]!["codeActionKinds"]![0]!);
        string uri = new Uri(session.PathOf("lua/init.lua")).AbsoluteUri;
        editor.Open(uri, Init);
        JsonNode[] found = [.. editor.CodesOf(uri).Zip(editor.Published[uri]["diagnostics"]!.AsArray(), (_, one) => one!)];
        Assert.Equal(["LFS0207", "LFS0202", "LFS0206", "LFS0206"], found.Select(one => (string)one["code"]!));

        JsonArray fixes = editor.AskFixes(uri, Editor.Range(0, 0, 9, 0));
        Assert.Equal(
            [
                "Remove 'unused'", "Rename to '_unused'", "Turn LFS0207 off in this line", "Call it with pcall",
                "Call it if it is there", "Turn LFS0202 off in this line", "Turn LFS0206 off in this line",
            ],
            fixes.Select(fix => (string)fix!["title"]!));
        Assert.All(fixes, fix => Assert.Equal("quickfix", (string)fix!["kind"]!));
        foreach (JsonNode fix in fixes!)
        {
            JsonNode edit = fix["edit"]!;
            Assert.Equal(form[1..], Assert.Single(edit.AsObject()).Key);
            JsonArray edits = (edit["changes"]?[uri] ?? edit["documentChanges"]![0]!["edits"])!.AsArray();
            if (edit["documentChanges"] is { } versioned)
                Assert.Equal((uri, 1), ((string)versioned[0]!["textDocument"]!["uri"]!, (int)versioned[0]!["textDocument"]!["version"]!));
            editor.Change(uri, 1, new JsonObject { ["text"] = ClientText.Apply(Init, edits) });
            string code = (string)fix["diagnostics"]![0]!["code"]!;
            Assert.Equal(found.Select(one => (string)one["code"]!).Where(other => other != code), editor.CodesOf(uri));
            editor.Change(uri, 1, new JsonObject { ["text"] = Init });
        }

        Assert.Equal(2, fixes[^1]!["diagnostics"]!.AsArray().Count);
        Assert.Equal(0, editor.End());
    }

    [Fact]
    public void Only_the_fixes_that_are_asked_for_are_offered()
    {
        using Session session = new();
        using Editor editor = new();
        editor.Initialize(session.Root);
        editor.Open("untitled:Untitled-1", Init);
        editor.Wait();
        JsonNode all = Editor.Range(0, 0, 9, 0);
        JsonNode first = editor.Published["untitled:Untitled-1"]["diagnostics"]![0]!;

        int Count(string context, JsonNode? range = null) => editor.AskFixes("untitled:Untitled-1", range ?? all, context).Count;

        int most = Count("{}");
        Assert.Equal(most, Count("""{"diagnostics":[],"only":["refactor","quickfix"]}"""));
        Assert.Equal(most, Count("""{"diagnostics":[],"only":[""]}"""));
        Assert.Equal(0, Count("""{"diagnostics":[],"only":["refactor"]}"""));
        Assert.Equal(0, Count("""{"diagnostics":[],"only":["quickfix.other"]}"""));
        Assert.Equal(3, Count("""{"diagnostics":[]}""", first["range"]));
        Assert.Equal(0, Count("""{"diagnostics":[]}""", Editor.Range(8, 0, 8, 0)));
        Assert.Equal(3, Count(new JsonObject { ["diagnostics"] = new JsonArray(first.DeepClone()) }.ToJsonString()));
        JsonNode other = first.DeepClone();
        other["code"] = 7;
        Assert.Equal(0, Count(new JsonObject { ["diagnostics"] = new JsonArray(other) }.ToJsonString()));
        Assert.Empty(editor.AskFixes("file:///none.lua", all));
    }

    [Fact]
    public void Random_edits_leave_the_server_with_the_text_of_the_client()
    {
        using Editor editor = new();
        editor.Initialize(null);
        int count = 0;
        ClientText.Edits.Sample(edits =>
        {
            count++;
            string uri = $"file:///p/{count}/a.lua";
            var client = new ClientText("");
            editor.Open(uri, "");
            // A few changes in one message, as editors send them.
            foreach (var some in edits.Chunk(3))
                editor.Change(uri, count, [.. some.Select(client.EditAsJson)]);
            JsonNode? edited = editor.AskSymbols(uri);
            string found = editor.Published[uri]["diagnostics"]!.ToJsonString();
            editor.Tell("textDocument/didClose", new JsonObject { ["textDocument"] = new JsonObject { ["uri"] = uri } });
            editor.Open(uri, client.Text);
            Assert.Equal(editor.AskSymbols(uri)!.ToJsonString(), edited!.ToJsonString());
            Assert.Equal(editor.Published[uri]["diagnostics"]!.ToJsonString(), found);
            editor.Tell("textDocument/didClose", new JsonObject { ["textDocument"] = new JsonObject { ["uri"] = uri } });
        }, iter: 100, threads: 1);

        Assert.Equal(0, editor.End());
    }

    [Fact]
    public void A_message_that_is_none_is_refused_and_the_next_one_is_read()
    {
        using Editor editor = new();
        editor.Initialize(null);
        string[] bad =
        [
            "{}", "[]", "null", "1", " ", "not json", "{\"jsonrpc\":\"2.0\"}", new string('[', 2000), "{\"jsonrpc\":\"2.0\",\"id\":[],\"method\":\"x\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":1}", "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"error\":{\"code\":1,\"message\":\"x\"}}",
            "{\"jsonrpc\":\"2.0\",\"id\":99,\"method\":3}", "{\"jsonrpc\":\"2.0\",\"id\":99,\"method\":null}", "{\"jsonrpc\":2,\"id\":99,\"method\":\"x\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":99,\"method\":\"shutdown\",\"params\":3}", "{\"jsonrpc\":\"2.0\",\"id\":99,\"method\":\"a\\ud800\"}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"$/cancelRequest\"}", "{\"jsonrpc\":\"2.0\",\"method\":\"$/nosuch\"}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didOpen\"}", "{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didChange\",\"params\":{}}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didOpen\",\"params\":{\"textDocument\":{\"uri\":null,\"languageId\":\"\",\"version\":1,\"text\":\"\"}}}",
        ];
        foreach (string text in bad)
        {
            editor.Send(Encoding.UTF8.GetBytes(text));
            editor.Send(Encoding.UTF8.GetBytes(text));
            editor.Wait();
        }
        editor.Send([.. "{\"jsonrpc\":\"2.0\",\"id\":99,\"method\":\""u8, 0xFF, .. "\"}"u8]);
        editor.Wait();

        Assert.Contains(editor.Stray, answer => (int)answer["error"]!["code"]! == -32700);
        Assert.Equal(0, editor.End());
    }

    [Fact]
    public void A_request_that_cannot_be_answered_gets_an_error_that_says_why()
    {
        using Editor editor = new();
        JsonNode early = editor.AskForAnswer("textDocument/hover", JsonNode.Parse("""{"textDocument":{"uri":"x"},"position":{"line":0,"character":0}}"""));
        Assert.Equal(-32002, (int)early["error"]!["code"]!);
        editor.Initialize(null);
        Assert.Equal(-32600, (int)editor.AskForAnswer("initialize", new JsonObject())["error"]!["code"]!);
        Assert.Equal(-32601, (int)editor.AskForAnswer("textDocument/nosuch", new JsonObject())["error"]!["code"]!);
        Assert.Equal(-32602, (int)editor.AskForAnswer("textDocument/hover")["error"]!["code"]!);
        JsonNode wrong = editor.AskForAnswer("textDocument/hover", JsonNode.Parse("""{"textDocument":{"uri":"x"},"position":{"line":-1,"character":"a"}}"""));
        Assert.Equal(-32602, (int)wrong["error"]!["code"]!);
        Assert.Equal("'textDocument/hover' has other parameters in the protocol: see $.position.character", (string)wrong["error"]!["message"]!);
        Assert.Equal(-32602, (int)editor.AskForAnswer("textDocument/hover", new JsonObject())["error"]!["code"]!);

        JsonNode end = editor.AskForAnswer("shutdown");
        Assert.True(end.AsObject().ContainsKey("result"));
        Assert.Equal(-32600, (int)editor.AskForAnswer("textDocument/documentSymbol", JsonNode.Parse("""{"textDocument":{"uri":"x"}}"""))["error"]!["code"]!);
        editor.Tell("exit");
        Assert.Equal(0, editor.WaitForEnd());
    }

    [Fact]
    public void Calls_show_their_signature_and_locals_get_other_names()
    {
        using Session session = new Session().With("telnet.lua", """
            local M = {}
            --- Opens it.
            ---@param port integer
            ---@param timeout? integer
            function M.open(port, timeout) print(port, timeout) end
            function M:send(text, ...) print(self, text, ...) end
            return M
            """);
        using Editor editor = new();
        editor.Initialize(session.Root);
        const string Uri = "untitled:1";
        editor.Open(Uri, """
            local t = require 'telnet'
            local function own(a, b) return a, b end
            t.open(own(1, 2), 3)
            t:send('x', 1, 2)
            print(1)
            t.open(1,
            """);

        Assert.Equal("function t.open(port: integer, timeout?: integer) 0", Signature(2, 7));
        Assert.Equal("function own(a, b) 1", Signature(2, 14));
        Assert.Equal("function t.open(port: integer, timeout?: integer) 1", Signature(2, 18));
        Assert.Equal("function t:send(text, ...) 0", Signature(3, 8));
        Assert.Equal("function t:send(text, ...) 1", Signature(3, 16));
        Assert.Equal("function t.open(port: integer, timeout?: integer) 1", Signature(5, 9));
        Assert.Null(editor.AskAt("signatureHelp", Uri, 4, 6));
        Assert.Null(editor.AskAt("signatureHelp", Uri, 2, 3));

        Assert.Equal("t", (string)editor.AskAt("prepareRename", Uri, 3, 0)!["placeholder"]!);
        Assert.Null(editor.AskAt("prepareRename", Uri, 3, 3));
        JsonNode edit = editor.Ask("textDocument/rename", new JsonObject
        {
            ["textDocument"] = new JsonObject { ["uri"] = Uri },
            ["position"] = Editor.Place(3, 0),
            ["newName"] = "telnet",
        })!;
        Assert.Equal(4, edit["changes"]![Uri]!.AsArray().Count);
        Assert.Equal(0, editor.End());

        string Signature(int line, int character)
        {
            JsonNode help = editor.AskAt("signatureHelp", Uri, line, character)!;
            return $"{(string)help["signatures"]![0]!["label"]!} {(int)help["activeParameter"]!}";
        }
    }

    [Fact]
    public void A_method_knows_the_members_of_its_table()
    {
        using Editor editor = new();
        editor.Initialize(null);
        editor.Open("file:///a.lua", "local M = {x = 1}\nM.y, M.z = f()\nfunction M:go() end\nfunction M:on()\n  self:go()\n  self.x = 2\nend\nreturn M\n");

        Assert.Equal(["go", "on", "x", "y", "z"], Labels(5, 7));
        Assert.Equal(["go", "on"], Labels(4, 7));
        Assert.Equal(2, (int)editor.AskAt("definition", "file:///a.lua", 4, 8)!["range"]!["start"]!["line"]!);

        string[] Labels(int line, int character) =>
            [.. editor.AskAt("completion", "file:///a.lua", line, character)!.AsArray().Select(item => (string)item!["label"]!)];
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void The_RAM_of_a_closure_is_that_of_a_device(string target)
    {
        for (int upvalues = 0; upvalues <= 3; upvalues++)
        {
            // Each function once: 5.3 makes a closure again only where its upvalues differ.
            string closure = $"= function() return {"a, b, c"[..Math.Max((3 * upvalues) - 2, 0)]} end\n";
            using Session session = new Session().With("a.lua", "local a, b, c = 1, 2, 3\nlocal function keep() return a, b, c end\n"
                + "local t = {1, 2, 3, 4}\ncollectgarbage() local before = collectgarbage 'count'\n"
                + string.Concat(Enumerable.Range(1, 4).Select(i => $"t[{i}] {closure}"))
                + "collectgarbage() print((collectgarbage 'count' - before) * 256)");

            string printed = session.Run("run", "--target", target, "a.lua").Text.Trim();

            int expected = LanguageServer.Document.ClosureBytes(LuaTarget.All.First(known => known.Name == target), upvalues);
            Assert.Equal(expected, double.Parse(printed, CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void The_process_ends_with_its_editor()
    {
        using Editor editor = new();
        editor.Initialize(null);
        editor.CloseInput();

        Assert.Equal(1, editor.WaitForEnd());

        using Editor rude = new();
        rude.Initialize(null);
        rude.Tell("exit");

        Assert.Equal(1, rude.WaitForEnd());
    }

    [Fact]
    public void Files_on_disk_are_watched()
    {
        using Session session = new Session().With("bin/lua/main.lua", "").With("obj/b.lua", "defined_in_obj = 1");
        using Editor editor = new();
        editor.Initialize(
            session.PathOf("bin"), """{"workspace":{"didChangeWatchedFiles":{"dynamicRegistration":true}}}""");
        string main = new Uri(session.PathOf("bin/lua/main.lua")).AbsoluteUri;
        string other = new Uri(session.PathOf("bin/lua/other.lua")).AbsoluteUri;
        editor.Open(main, "print(defined, defined_in_obj)");

        Assert.Equal(["LFS0206", "LFS0206"], editor.CodesOf(main));
        JsonNode asked = Assert.Single(editor.Asked);
        Assert.Equal("client/registerCapability", (string)asked["method"]!);
        Assert.Equal("workspace/didChangeWatchedFiles", (string)asked["params"]!["registrations"]![0]!["method"]!);

        session.With("bin/lua/other.lua", "defined = 1").With("bin/obj/c.lua", "defined_in_obj = 1");
        Changed(other, 1);
        Assert.Equal(["LFS0206"], editor.CodesOf(main));

        File.Delete(session.PathOf("bin/lua/other.lua"));
        Changed(other, 3);
        Assert.Equal(["LFS0206", "LFS0206"], editor.CodesOf(main));
        Assert.Equal(0, editor.End());

        void Changed(string uri, int kind) => editor.Tell("workspace/didChangeWatchedFiles", new JsonObject
        {
            ["changes"] = new JsonArray(new JsonObject { ["uri"] = uri, ["type"] = kind }),
        });
    }

    [Fact]
    public void An_address_may_be_escaped_in_any_way_and_a_file_be_anywhere()
    {
        using Session session = new Session().With("größe (1)/a+b.lua", "local M = {}\nfunction M.f() end\nreturn M").With("b.lua", "return 1");
        using Editor editor = new();
        editor.Initialize(session.PathOf("größe (1)"));
        string path = session.PathOf("größe (1)/a+b.lua");
        string uri = "file://" + path.Replace("ö", "%c3%b6").Replace("ß", "%C3%9F").Replace(" ", "%20").Replace("(", "%28").Replace("+", "%2B");
        editor.Open(uri, "local M = {}\nfunction M.changed() end\nreturn M");
        string use = "file:///elsewhere/c.lua";
        editor.Open(use, "local m = require 'a+b'\nm.\n");

        JsonNode items = editor.AskAt("completion", use, 1, 2)!;
        Assert.Equal(["changed"], items.AsArray().Select(item => (string)item!["label"]!));
        editor.Change(use, 2, new JsonObject { ["text"] = "local m = require 'a+b'\nm.changed(1)\n" });
        Assert.Equal(uri, (string)editor.AskAt("definition", use, 1, 4)!["uri"]!);
        Assert.Equal(["LFS0209"], editor.CodesOf(use));
        Assert.Equal(0, editor.End());
    }
}
