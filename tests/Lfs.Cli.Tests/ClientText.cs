using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;

namespace Lfs.Cli.Tests;

/// <summary>The text as an editor has it: lines and their ends, apart from each other.</summary>
sealed partial class ClientText(string text)
{
    /// <summary>Pieces of Lua, of its line ends, and of characters with one or two units of UTF-16.</summary>
    public static readonly string[] Pieces =
    [
        "local x = 1\n", "local é = 'ä'\r\n", "function f(a) return a end ", "\n", "\r\n", "\r", "", "😀", "é", "€", "'", "\"", "[[", "]]",
        "--", "---@param a integer\n", "local M = {}\n", "M.f = f ", "return M", "print(x, 😀)", "end", "(", "x.y:z", " ", "if x then ",
        "require 'a'", "LFS.b()", "---@class A\n", "{a = 1, ", "}", "\t", "\0", "goto l ", "= = 1", "#!", "0x", "\\",
    ];

    /// <summary>Changes, each from a place to a place, given as shares of lines and of characters.</summary>
    public static readonly Gen<(int Line, int Character, int Lines, int Characters, int Piece)[]> Edits =
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 30], Gen.Int[0, 2], Gen.Int[0, 9], Gen.Int[0, Pieces.Length - 1]).Array[1, 25];

    public string Text { get; private set; } = text;

    string[] Lines => LineEnd().Split(Text);

    /// <summary>Makes a change, and returns it as the protocol has it.</summary>
    public (int Line, int Character, int EndLine, int EndCharacter, string Text) Edit(
        (int Line, int Character, int Lines, int Characters, int Piece) edit)
    {
        string[] lines = Lines;
        int line = edit.Line % (lines.Length + 1);
        int endLine = line + edit.Lines;
        int endCharacter = edit.Lines == 0 ? edit.Character + edit.Characters : edit.Characters;
        string piece = Pieces[edit.Piece];
        Text = Text[..IndexOf(lines, line, edit.Character)] + piece + Text[IndexOf(lines, endLine, endCharacter)..];
        return (line, edit.Character, endLine, endCharacter, piece);
    }

    /// <summary>The same change as JSON.</summary>
    public JsonNode EditAsJson((int Line, int Character, int Lines, int Characters, int Piece) edit)
    {
        var (line, character, endLine, endCharacter, piece) = Edit(edit);
        return new JsonObject { ["range"] = Editor.Range(line, character, endLine, endCharacter), ["text"] = piece };
    }

    /// <summary>The text after edits of the server.</summary>
    public static string Apply(string text, JsonArray edits)
    {
        string[] lines = LineEnd().Split(text);
        foreach (JsonNode edit in edits.Reverse()!)
        {
            int At(string end) =>
                new ClientText(text).IndexOf(lines, (int)edit["range"]![end]!["line"]!, (int)edit["range"]![end]!["character"]!);
            text = text[..At("start")] + (string)edit["newText"]! + text[At("end")..];
        }
        return text;
    }

    int IndexOf(string[] lines, int line, int character)
    {
        if (line >= lines.Length)
            return Text.Length;
        int at = 0;
        for (int i = 0; i < line; i++)
        {
            at += lines[i].Length;
            at += LineEnd().Match(Text, at).Length;
        }
        return at + Math.Min(character, lines[line].Length);
    }

    [GeneratedRegex("\r\n|\n|\r")]
    private static partial Regex LineEnd();
}
