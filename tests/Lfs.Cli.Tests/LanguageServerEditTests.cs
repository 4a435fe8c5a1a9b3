using CsCheck;
using Lfs.Cli.LanguageServer;
using Lfs.Compiler.Bytecode;

namespace Lfs.Cli.Tests;

/// <summary>A document follows its editor, and everything can be asked of any text.</summary>
public sealed class LanguageServerEditTests
{
    [Fact]
    public void The_text_of_the_server_is_that_of_the_client_after_any_edits() => ClientText.Edits.Sample(edits =>
    {
        var client = new ClientText("");
        var document = new Document("file:///p/a.lua", 0, "", LuaTarget.Lua51);
        foreach (var edit in edits)
        {
            document = document.With(document.Version + 1, [Change(client.Edit(edit))]);
            Assert.Equal(client.Text, document.Text);
        }
    }, iter: 20_000);

    [Fact]
    public void A_place_in_the_text_and_its_offset_in_bytes_belong_together() => ClientText.Edits.Sample(edits =>
    {
        Document document = After(edits, LuaTarget.Lua51);
        for (int offset = 0; offset <= document.Tree.Source.Length; offset++)
        {
            // Inside of a character there is no place.
            if (offset == document.Tree.Source.Length || (document.Tree.Source[offset] & 0xC0) != 0x80)
            {
                Position place = document.PositionOf(offset);
                bool isInLineEnd = offset > 0 && offset < document.Tree.Source.Length
                    && document.Tree.Source[offset - 1] == '\r' && document.Tree.Source[offset] == '\n';
                Assert.Equal(isInLineEnd ? offset - 1 : offset, document.OffsetOf(place));
            }
        }
    }, iter: 300);

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void Everything_can_be_asked_everywhere_of_any_text(string target) =>
        Gen.Select(ClientText.Edits, ClientText.Edits).Sample((first, second) =>
        {
            LuaTarget lua = LuaTarget.All.First(known => known.Name == target);
            var workspace = Workspace.Open(null, target);
            Document document = After(first, lua);
            workspace.Set(document);
            workspace.Set(After(second, lua, "file:///p/b.lua"));

            TextRange all = new(default, new Position(int.MaxValue, int.MaxValue));
            Assert.All(workspace.Diagnose(), pair => Assert.NotNull(pair.Found));
            Assert.NotNull(Symbols.Of(document));
            Assert.NotNull(new CodeActions(workspace, document, hasVersions: false).For(all, new CodeActionContext()));
            for (int offset = 0; offset <= document.Tree.Source.Length; offset++)
            {
                _ = new Hovers(workspace, document).At(offset);
                _ = new Definitions(workspace, document).At(offset);
                Assert.NotNull(new Definitions(workspace, document).UsesAt(offset, withDeclaration: true));
                Assert.NotNull(new Completions(workspace, document).At(offset));
                _ = new Signatures(workspace, document).At(offset);
                _ = new Renames(workspace, document).PlaceAt(offset);
            }
        }, iter: 25);

    [Theory]
    [InlineData(0, int.MaxValue, 2)]
    [InlineData(int.MaxValue, int.MaxValue, 7)]
    [InlineData(int.MinValue, int.MinValue, 0)]
    [InlineData(1, 2, 6)]
    [InlineData(1, 9, 6)]
    public void A_place_behind_the_end_of_its_line_is_that_end(int line, int character, int expected)
    {
        var document = new Document("file:///p/a.lua", 0, "ab\r\n😀\n", LuaTarget.Lua51);

        // In bytes, of which the last character has four.
        Assert.Equal(expected switch { 6 => 8, 7 => 9, _ => expected }, document.OffsetOf(new Position(line, character)));
    }

    static Document After((int, int, int, int, int)[] edits, LuaTarget target, string uri = "file:///p/a.lua")
    {
        var client = new ClientText("");
        foreach (var edit in edits)
            client.Edit(edit);
        return new Document(uri, 0, client.Text, target);
    }

    static ContentChange Change((int Line, int Character, int EndLine, int EndCharacter, string Text) edit) => new(
        edit.Text, new TextRange(new Position(edit.Line, edit.Character), new Position(edit.EndLine, edit.EndCharacter)));
}
