using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Lfs.Generator.Typed;

/// <summary>Makes C# names of Lua names.</summary>
static class Identifiers
{
    /// <summary>What the C# compiler refuses as the name of an item of a tuple.</summary>
    static readonly HashSet<string> NotOfTuples = new(StringComparer.Ordinal)
    {
        "CompareTo", "Deconstruct", "Equals", "GetHashCode", "GetType", "Rest", "ToString",
    };

    /// <summary>The name of a member or a type: <c>ftp-server</c> becomes <c>FtpServer</c>.</summary>
    /// <remarks>A character that is invalid in C# is dropped, and the next letter becomes a capital. Leading
    /// underscores stay.</remarks>
    public static string Member(string name)
    {
        var text = new StringBuilder();
        bool startsWord = true;
        bool isLeading = true;
        foreach (char c in name)
        {
            if (c == '_' && isLeading)
            {
                text.Append(c);
            }
            else if (c == '_' || !SyntaxFacts.IsIdentifierPartCharacter(c))
            {
                startsWord = true;
            }
            else
            {
                text.Append(startsWord ? char.ToUpperInvariant(c) : c);
                startsWord = isLeading = false;
            }
        }

        if (text.Length == 0 || !SyntaxFacts.IsIdentifierStartCharacter(text[0]))
            text.Insert(0, '_');
        return text.ToString();
    }

    /// <summary>The name of a parameter: Lua's own, with <c>@</c> where it is a word of C#.</summary>
    public static string Parameter(string name)
    {
        string valid = SyntaxFacts.IsValidIdentifier(name) ? name : Lower(Member(name));
        return SyntaxFacts.GetKeywordKind(valid) == SyntaxKind.None ? valid : "@" + valid;
    }

    /// <summary>The name of an item of a tuple; empty if it can have none.</summary>
    public static string OfTuple(string name, ISet<string> used)
    {
        if (name.Length == 0)
            return "";
        string member = Member(name);
        bool isOfCompiler = NotOfTuples.Contains(member)
            || (member.StartsWith("Item", StringComparison.Ordinal) && member.Skip(4).All(char.IsDigit));
        return !isOfCompiler && used.Add(member) ? member : "";
    }

    /// <summary>The name of the private field for a member.</summary>
    public static string Field(string member) => "_" + Lower(member);

    /// <summary>A name that is not taken yet, and is from now on.</summary>
    public static string Free(string wanted, ISet<string> used)
    {
        string name = wanted;
        for (int i = 2; !used.Add(name); i++)
            name = FormattableString.Invariant($"{wanted}_{i}");
        return name;
    }

    static string Lower(string name) => char.ToLowerInvariant(name[0]) + name.Substring(1);
}
