using System.Text.RegularExpressions;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;
using Lfs.Tests;

namespace Lfs.Compiler.Tests;

public sealed partial class ImageDumpTests
{
    [Fact]
    public void The_example_of_the_documentation_is_what_the_dump_prints()
    {
        string documentation = File.ReadAllText(Repo.PathOf("docs/image-format.md"));

        string dump = ImageDump.Print(Images.Smallest());
        string dump53 = ImageDump.Print(Images.SmallestApplication().ToAbsolute(0x40290000));

        Assert.Contains("```\n" + dump + "```\n", documentation, StringComparison.Ordinal);
        Assert.Contains("```\n" + dump53 + "```\n", documentation, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bytes_of_the_documentation_are_those_of_the_file()
    {
        string documentation = File.ReadAllText(Repo.PathOf("docs/image-format.md"));

        IEnumerable<string> bytes = FileBytes().Matches(documentation).SelectMany(
            line => line.Groups["bytes"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(
            Convert.ToHexStringLower(Images.Smallest(LuaTarget.Lua53).ToBytes()), string.Concat(bytes));
    }

    // A line of the table of bytes: an offset in hex, up to eight bytes, a meaning.
    [GeneratedRegex(@"^    [0-9a-f]{2}  (?<bytes>([0-9a-f]{2} ){1,8}) *\|", RegexOptions.Multiline)]
    private static partial Regex FileBytes();

    [Fact]
    public void A_dump_shows_every_word_once_and_in_order()
    {
        foreach (LuaTarget target in Images.Targets)
        {
            LfsImage image = Images.Varied(target);

            string dump = ImageDump.Print(image);

            IEnumerable<string> shown = Words().Matches(dump).Select(line => line.Value.TrimStart());
            IEnumerable<string> expected = Enumerable.Range(0, image.Size / 4)
                .Select(word => $"{word} {(image.IsPointer(word) ? '*' : ' ')}{image[word]:x8}");
            Assert.Equal(expected, shown);
            Assert.DoesNotContain("not used", dump, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_dump_of_a_placed_image_differs_only_in_its_words()
    {
        foreach (LuaTarget target in Images.Targets)
        {
            LfsImage image = Images.Varied(target);

            string[] placed = Meanings(ImageDump.Print(image.ToAbsolute(0x40271000)));

            Assert.Equal(Meanings(ImageDump.Print(image))[1..], placed[1..]);
        }
    }

    static string[] Meanings(string dump) => Words().Replace(dump, "").Split('\n');

    [GeneratedRegex(@"^ *\d+ [ *][0-9a-f]{8}", RegexOptions.Multiline)]
    private static partial Regex Words();
}
