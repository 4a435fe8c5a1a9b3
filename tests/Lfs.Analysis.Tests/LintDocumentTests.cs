using System.Text.RegularExpressions;
using Lfs.Compiler.Diagnostics;
using Lfs.Tests;

namespace Lfs.Analysis.Tests;

/// <summary>The examples in docs/diagnostics.md are what the rules report.</summary>
public partial class LintDocumentTests
{
    [Fact]
    public void Each_section_begins_with_an_example_that_its_rule_reports()
    {
        string document = File.ReadAllText(Repo.PathOf("docs/diagnostics.md")).Replace("\r", "");
        MatchCollection sections = Section().Matches(document);
        Assert.Equal(12, sections.Count);
        foreach (Match section in sections)
        {
            string id = section.Groups["id"].Value;
            string[] examples = [.. Example().Matches(section.Value).Select(match => match.Groups["text"].Value)];
            bool isFile = id is "LFS0202" or "LFS0203" or "LFS0211";

            IEnumerable<Diagnostic> Lint(string text) => new LintedProject { SpiffsFiles = ["telnet.lua", "a.lua"] }
                .With(isFile ? "init" : "a", text, isInImage: !isFile)
                .With("telnet", "return 1")
                .With("_init", "return 1")
                .With("buffer", "local M = {}\nfunction M.add(list, item) list[#list + 1] = item end\nreturn M")
                .Lint()
                .Where(found => found.Path == (isFile ? "init.lua" : "a.lua") && found.Id.Code() == id);

            // Of a file that hides a module the example is the comment that turns the rule off.
            if (id == "LFS0204")
                Assert.NotEmpty(Lint("return 1"));
            else
                Assert.True(Lint(examples[0]).Any(), id);
            // The second is the cure.
            Assert.All(id == "LFS0204" ? examples : examples.Skip(1), cure => Assert.Empty(Lint(cure)));
        }
    }

    [GeneratedRegex(@"^## (?<id>LFS02\d\d)$.*?(?=^## )", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex(@"^```lua\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();
}
