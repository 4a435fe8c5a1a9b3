using System.Security;
using System.Text;

namespace Lfs.Generator.Typed;

/// <summary>Makes XML documentation of the descriptions in Lua, which are Markdown.</summary>
static class XmlText
{
    /// <summary>A text on one line: escaped, with <c>`code`</c> as code.</summary>
    public static string Inline(string text)
    {
        if (text.IndexOf('`') < 0)
            return Escape(text);
        var result = new StringBuilder();
        string[] parts = text.Split('`');
        for (int i = 0; i < parts.Length; i++)
        {
            // The last backtick of an odd number is a character.
            bool isCode = i % 2 == 1 && i < parts.Length - 1;
            if (isCode)
                result.Append("<c>").Append(Escape(parts[i])).Append("</c>");
            else
                result.Append(i % 2 == 1 ? "`" : "").Append(Escape(parts[i]));
        }
        return result.ToString();
    }

    /// <summary>The lines of an element; a blank line in the text begins a paragraph.</summary>
    public static IEnumerable<string> Element(string open, string text, string close)
    {
        if (text.Length > 0 && text.IndexOfAny(['\n', '\r']) < 0)
        {
            yield return $"/// {open}{Inline(text)}{close}";
            yield break;
        }
        string[][] paragraphs = [.. text.Replace("\r", "")
            .Split(["\n\n"], StringSplitOptions.RemoveEmptyEntries)
            .Select(paragraph => Inline(paragraph).Split(['\n'], StringSplitOptions.RemoveEmptyEntries))
            .Where(lines => lines.Length > 0)];
        if (paragraphs.Length == 1 && paragraphs[0].Length == 1)
        {
            yield return $"/// {open}{paragraphs[0][0]}{close}";
            yield break;
        }
        yield return $"/// {open}";
        for (int i = 0; i < paragraphs.Length; i++)
        {
            if (i > 0)
                yield return "/// <para>";
            foreach (string line in paragraphs[i])
                yield return "/// " + line;
            if (i > 0)
                yield return "/// </para>";
        }
        yield return $"/// {close}";
    }

    /// <summary>Text that stands for itself.</summary>
    public static string Escape(string text)
    {
        if (text.All(IsPlain))
            return text;
        // A character that XML cannot hold would make the compiler drop the whole comment, and one that ends
        // a line of C# would end the comment.
        var valid = new StringBuilder(text.Length);
        foreach (char c in text)
            valid.Append(c is '\t' or '\n' or (>= ' ' and not ('\uFFFE' or '\uFFFF')) ? c : ' ');
        valid.Replace('\u2028', ' ').Replace('\u2029', ' ').Replace('\u0085', ' ');
        return SecurityElement.Escape(valid.ToString()).Replace("&apos;", "'").Replace("&quot;", "\"");
    }

    static bool IsPlain(char c) => c is >= ' ' and < '\u007F' and not ('&' or '<' or '>');

    /// <summary>A sentence with a full stop and a capital.</summary>
    public static string Sentence(string text)
    {
        string trimmed = text.Trim();
        if (trimmed.Length == 0)
            return "";
        string start = char.ToUpperInvariant(trimmed[0]) + trimmed.Substring(1);
        return start[start.Length - 1] is '.' or '!' or '?' or ':' ? start : start + ".";
    }
}
