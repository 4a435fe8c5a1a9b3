using System.Globalization;
using System.Text;
using Lfs.Compiler.Bytecode;

namespace Lfs.Report;

/// <summary>JSON that can stand inside a script element: all of it is ASCII without <c>&lt;</c>.</summary>
static class Json
{
    public const string Null = "null";

    public static string Of(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Of(int? number) => number is { } value ? Of(value) : Null;

    public static string Of(string text)
    {
        var json = new StringBuilder("\"");
        foreach (char c in text)
        {
            if (c is >= ' ' and <= '~' and not ('"' or '\\' or '<' or '>' or '&'))
                json.Append(c);
            else
                json.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }
        return json.Append('"').ToString();
    }

    /// <summary>A Lua string for people: bytes that are no UTF-8 text become escapes, as in Lua.</summary>
    public static string Of(LuaString text) => Of(Shown(text));

    public static string Array(IEnumerable<string> items) => "[" + string.Join(",", items) + "]";

    public static string Array(params int[] numbers) => Array(numbers.Select(Of));

    public static string Object(params (string Name, string Value)[] members) =>
        "{" + string.Join(",", members.Select(member => Of(member.Name) + ":" + member.Value)) + "}";

    static string Shown(LuaString text)
    {
        string decoded = text.ToString();
        bool isText = LuaString.FromText(decoded).Equals(text);
        var shown = new StringBuilder();
        foreach (char c in isText ? decoded : Latin1(text))
        {
            if (c == '\n')
                shown.Append("\\n");
            else if (c == '\\')
                shown.Append("\\\\");
            else if (char.IsControl(c) || (!isText && c > '~'))
                shown.Append('\\').Append(((int)c).ToString("d3", CultureInfo.InvariantCulture));
            else
                shown.Append(c);
        }
        return shown.ToString();
    }

    static string Latin1(LuaString text) => new([.. text.Bytes.Select(b => (char)b)]);
}
