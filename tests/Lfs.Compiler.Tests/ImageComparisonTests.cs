using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

namespace Lfs.Compiler.Tests;

public class ImageComparisonTests
{
    const string Old = """
        local M = {}
        function M.open(a) return a end
        function M.close() return 'closed' end
        M.list = { function() return 1 end, function() return 2 end }
        return M
        """;

    [Fact]
    public void An_image_differs_from_itself_in_nothing()
    {
        foreach (LuaTarget target in Images.Targets)
        {
            ImageBytes bytes = ImageBytes.Of(Images.Varied(target));

            Assert.True(ImageComparison.Of(bytes, ImageBytes.Of(Images.Varied(target).ToAbsolute(Images.Base))).IsSame);
        }
    }

    [Theory]
    // Nothing but a line: all functions below it move.
    [InlineData("", "main debug, open debug, close debug, line 5 debug, line 5 debug", "local M = {}", "local M = {}\n")]
    [InlineData("a", "main changed, open same, close changed, line 4 same, line 4 same", "'closed'", "'open'", "local M", "local _; local M")]
    // One removed, one added, and the functions without names are known by what they do.
    [InlineData("a", "main changed, open same, line 4 changed, line 4 same, close removed", "function M.close() return 'closed' end", "", "return 1", "return 3")]
    [InlineData("a", "main changed, open same, close same, line 4 added, line 4 same, line 4 same", "{ function", "{ function() end, function")]
    public void Each_function_is_compared_with_the_one_that_it_was(string isChanged, string expected, params string[] edits)
    {
        string text = Old;
        for (int i = 0; i < edits.Length; i += 2)
        {
            Assert.Contains(edits[i], text, StringComparison.Ordinal);
            text = text.Replace(edits[i], edits[i + 1], StringComparison.Ordinal);
        }
        foreach (LuaTarget target in Images.Targets)
        {
            ImageComparison comparison = Compare(target, [("m", Old)], [("m", text)]);

            ModuleChange module = Assert.Single(comparison.Modules);
            Assert.Equal(expected, string.Join(", ", All(module.Main)));
            Assert.Equal(isChanged.Length > 0 ? Change.Changed : Change.Debug, module.Change);
            Assert.False(comparison.IsSame);
            Assert.Equal(comparison.Before.Image.Size - comparison.Before.Common.Total, module.Bytes.Before);
            Assert.Equal(comparison.After.Image.Size - comparison.After.Common.Total, module.Bytes.After);
        }
    }

    [Fact]
    public void A_module_that_shares_a_string_now_is_not_changed()
    {
        const string A = "return 'a text for both'";
        foreach (LuaTarget target in Images.Targets)
        {
            ImageComparison comparison = Compare(target, [("a", A), ("b", "return 1")], [("a", A), ("b", A), ("c", "")]);

            Assert.Equal(
                [("a", Change.Shared), ("b", Change.Changed), ("c", Change.Added)],
                comparison.Modules.Select(module => (module.Name.ToString(), module.Change)));
            Assert.True(comparison.Modules[0].Bytes.After < comparison.Modules[0].Bytes.Before);
            Assert.Equal(
                [("a", Change.Shared), ("b", Change.Changed), ("c", Change.Removed)],
                Compare(target, [("a", A), ("b", A), ("c", "")], [("a", A), ("b", "return 1")])
                    .Modules.Select(module => (module.Name.ToString(), module.Change)));
        }
    }

    [Fact]
    public void Sizes_are_kept_as_text()
    {
        ImageSizes sizes = ImageSizes.Of(Images.Varied(LuaTarget.Lua51).ReadContents());

        ImageSizes read = ImageSizes.Parse(sizes.ToText())!;

        Assert.Equal((sizes.Bytes, 2), (read.Bytes, read.Modules.Count));
        Assert.Equal(sizes.Modules, read.Modules);
        Assert.Null(sizes.GrewMost(read));
        Assert.Equal(sizes.Modules[1], sizes.GrewMost(read with { Modules = [read.Modules[0], read.Modules[1] with { Bytes = 8 }] }));
        Assert.Equal(sizes.Largest, sizes.GrewMost(read with { Modules = [] }));
        Assert.All(["", "x", "1 a\n", "9\na\n", "9\n8\n", "9\n-8 a\n"], text => Assert.Null(ImageSizes.Parse(text)));
    }

    static ImageComparison Compare(
        LuaTarget target, (string Name, string Lua)[] before, (string Name, string Lua)[] after) =>
        ImageComparison.Of(Bytes(target, before), Bytes(target, after));

    static ImageBytes Bytes(LuaTarget target, (string Name, string Lua)[] modules) => ImageBytes.Of(Images.Link(
        target, [.. modules.Select(module => Images.Compile(module.Name, module.Lua, target))]));

    static IEnumerable<string> All(FunctionChange function) =>
        function.Inner.SelectMany(All).Prepend($"{function.Title} {function.Change.ToString().ToLowerInvariant()}");
}
