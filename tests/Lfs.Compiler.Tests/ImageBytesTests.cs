using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

namespace Lfs.Compiler.Tests;

public class ImageBytesTests
{
    public static TheoryData<string> Targets => [.. LuaTarget.All.Select(target => target.Name)];

    /// <summary>Every golden alone and all together, with all debug data and without.</summary>
    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_byte_of_every_golden_counts_once(string name)
    {
        LuaTarget target = Tests.Targets.Named(name);
        int images = 0;
        foreach (DebugLevel debug in Enum.GetValues<DebugLevel>())
        {
            Proto[] modules = [.. Sources(target).Select(source => LfsCompiler.Compile(source, new(target, debug)).Main!)];
            foreach (Proto[] some in modules.Select(one => new[] { one }).Append(modules))
            {
                LfsImage image = Images.Link(target, some);

                ImageBytes bytes = ImageBytes.Of(image);

                Assert.Equal(image.Size, bytes.Modules.Sum(module => module.All.Total) + bytes.Common.Total);
                Assert.Equal(
                    image.ReadContents().Modules.Select(module => (module.Name, module.Bytes)),
                    bytes.Modules.Select(module => (module.Name, module.All.Total)));
                Assert.Equal(image.ReadContents().Modules.Select(module => module.Functions), bytes.Modules.Select(module => Count(module.Main)));
                Assert.Equal(0, bytes.Common.Unused);
                images++;
            }
        }

        Assert.True(images > 30, $"{images} images");
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Each_kind_counts_where_it_belongs(string name)
    {
        LuaTarget target = Tests.Targets.Named(name);
        bool is51 = target.Version == LuaVersion.Lua51;
        LfsImage image = Images.Link(
            target,
            Images.Compile("a.lua", "local function f(p) return 'only f', 'two of a' end return f, 'two of a', 'both'", target, DebugLevel.Full),
            Images.Compile("b.lua", "return 'both'", target, DebugLevel.NoLines));

        ImageBytes bytes = ImageBytes.Of(image);
        FunctionBytes main = bytes.Modules[0].Main;
        FunctionBytes f = Assert.Single(main.Inner);

        // Code: LOADK twice, RETURN twice. Constants: two. The strings: 16 bytes of head, text and NUL in words.
        Assert.Equal("f", f.Name);
        Assert.Equal(4 * 4, f.Own.Code);
        Assert.Equal(2 * target.TValueBytes, f.Own.Constants);
        Assert.Equal(16 + 8, f.Own.Strings);
        // One local: a record of 3 words, and the string "p".
        Assert.Equal(12 + 20, f.Own.Names);
        Assert.True(f.Own.LineInfo > 0);
        Assert.Equal((is51 ? 18 : 19) * 4, f.Own.Records);
        // Shared within the module: the constant, the chunk name @a.lua; and the module's name, "a".
        Assert.Equal(16 + 12 + 16 + 8 + 20, bytes.Modules[0].Common.Total);
        Assert.Equal(bytes.Modules[0].Common.Total, bytes.Modules[0].Common.Strings);
        Assert.Equal(0, bytes.Modules[1].Main.Own.LineInfo);
        StringBytes both = bytes.Strings.Single(text => text.Text.Text.ToString() == "both");
        Assert.Equal((-1, StringRole.Text), (both.Module, both.Role));
        Assert.Equal(StringRole.Name, bytes.Strings.Single(text => text.Text.Text.ToString() == "p").Role);
        Assert.Equal(is51 ? image.Header.RoSize * 4 : image.Header53.RoSize * 4, bytes.Common.Buckets);
    }

    [Theory]
    [InlineData("f", "function f() end")]
    [InlineData("f", "local f = function() end return f")]
    [InlineData("f", "local function f() end return f")]
    [InlineData("f", "local x = 1; local function f() return x end return f")]
    [InlineData("f", "local f; return function() f = function() end end", 1)]
    [InlineData("open", "local M = {} function M.open() end")]
    [InlineData("open", "local M = {} function M:open() return M end")]
    [InlineData("open", "return { 1, open = function() end }")]
    [InlineData(null, "return function() end")]
    [InlineData(null, "local t = {} t[1] = function() end")]
    [InlineData(null, "x.y(function() end)")]
    [InlineData(null, "local a, b = function() end, 2; if b == function() end then end", 0, 1)]
    public void A_function_has_the_name_that_the_code_gives_it(string? name, string lua, int depth = 0, int at = 0)
    {
        foreach (LuaTarget target in Images.Targets)
        {
            LfsImage image = Images.Link(target, Images.Compile("a.lua", lua, target, DebugLevel.Full));

            FunctionBytes function = ImageBytes.Of(image).Modules[0].Main;
            for (int i = 0; i < depth; i++)
                function = function.Inner[0];

            Assert.Equal(name, function.Inner[at].Name);
            Assert.Equal(name ?? "line 1", function.Inner[at].Title);
        }
    }

    [Fact]
    public void An_image_beside_a_System_image_counts_only_its_own()
    {
        foreach (LuaTarget target in Images.Targets53)
        {
            LfsImage image = Images.Application(target);

            ImageBytes bytes = ImageBytes.Of(image);

            Assert.Equal(image.Size, bytes.Modules.Sum(module => module.All.Total) + bytes.Common.Total);
        }
    }

    /// <summary>What each choice would save is found without the source: so it must be what the compiler makes.</summary>
    [Theory]
    [MemberData(nameof(Targets))]
    public void A_stripped_function_is_the_one_that_the_compiler_makes(string name)
    {
        LuaTarget target = Tests.Targets.Named(name);
        foreach (LuaSource source in Sources(target))
        {
            Proto whole = LfsCompiler.Compile(source, new(target, DebugLevel.Full)).Main!;
            foreach (DebugLevel level in Enum.GetValues<DebugLevel>())
            {
                Proto compiled = LfsCompiler.Compile(source, new(target, level)).Main!;

                Assert.Equal(
                    Images.Link(target, compiled).Region, Images.Link(target, whole.Stripped(level)).Region);
            }
        }
    }

    static LuaSource[] Sources(LuaTarget target) =>
        [.. GoldenManifest.SourceNames
            .Select(name => LuaSource.FromFile(name, GoldenManifest.Source(name)))
            .Where(source => LfsCompiler.Compile(source, new(target)).Main is not null)
            .Take(ImageLimits.MaxModules)];

    static int Count(FunctionBytes function) => 1 + function.Inner.Sum(Count);
}
