using System.Globalization;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;
using Xunit.Abstractions;

namespace Lfs.Compiler.Tests;

public sealed class ImageTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("51f", "5.1", DebugLevel.NoNames)]
    [InlineData("51i", "5.1-int", DebugLevel.NoNames)]
    [InlineData("51dw", "5.1-dword", DebugLevel.NoNames)]
    [InlineData("51f-dbg0", "5.1", DebugLevel.Full)]
    [InlineData("53", "5.3", DebugLevel.NoNames)]
    [InlineData("53-64", "5.3-64", DebugLevel.NoNames)]
    [InlineData("53-dbg0", "5.3", DebugLevel.Full)]
    public void An_image_equals_the_one_of_the_reference(string variant, string target, DebugLevel debug)
    {
        var options = new CompileOptions(Targets.Named(target), debug);
        Golden[] goldens = [.. GoldenManifest.Of(variant).Where(IsImageOrSeveralFiles)];
        string[] wrong = [.. goldens.Where(golden => !Agrees(golden, options)).Select(golden => golden.Name)];

        int equal = goldens.Length - wrong.Length;
        output.WriteLine($"{variant}: {equal} of {goldens.Length} images and combined .lc files are equal");
        Assert.NotEmpty(goldens);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Records_have_the_sizes_and_places_of_the_device()
    {
        LfsImage image = Images.Varied(LuaTarget.Lua51);

        Assert.Equal((8, 4, 3, 18), (
            Relocation<LfsHeader>.Words, Relocation<TStringRecord>.Words, Relocation<LocVarRecord>.Words,
            Relocation<ProtoRecord>.Words));
        // The index function is last: its fields end the image.
        int index = image.Size / 4 - 18;
        Assert.Equal((uint)index, image[2]);
        Assert.Equal([3u, 15u, 2u, 0u, 0u, 0u], Enumerable.Range(index + 10, 6).Select(i => image[i]));
        Assert.Equal(5u << 24 | 1u << 8, image[index + 17]);
    }

    [Theory]
    [InlineData("5.1", 12, 0xFAFAA154)]
    [InlineData("5.1-int", 8, 0xFAFAA152)]
    [InlineData("5.1-dword", 16, 0xFAFAA150)]
    [InlineData("5.3", 8, 0xFAFAA250)]
    [InlineData("5.3-64", 12, 0xFAFAA250)]
    public void A_target_decides_signature_and_size_of_constants(string name, int bytes, uint signature)
    {
        LuaTarget target = Targets.Named(name);

        LfsImage one = Images.Link(target, Images.Compile("a", "return 'a'", target));
        LfsImage two = Images.Link(target, Images.Compile("a", "return 'a', 1", target));

        // One constant, one LOADK, and nothing else.
        Assert.Equal(bytes + 4, two.Size - one.Size);
        Assert.Equal(signature, one[0]);
        // 5.3 does not mark an absolute image.
        bool isMarked = target.Version == LuaVersion.Lua51;
        Assert.Equal(isMarked ? signature + 1 : signature, one.ToAbsolute(0x40210000)[0]);
    }

    [Theory]
    [InlineData("5.1", 50)]
    [InlineData("5.3", 255)]
    public void So_many_modules_fit_and_one_more_does_not(string name, int count)
    {
        LuaTarget target = Targets.Named(name);
        Proto[] modules =
            [.. Enumerable.Range(0, count + 1).Select(i => Images.Compile(Number(i), "return", target))];

        LinkedImage most = LfsCompiler.Link(modules[..count], new(target));
        LinkedImage tooMany = LfsCompiler.Link(modules, new(target));

        Assert.Equal(count, most.Image!.ReadContents().Modules.Count);
        Assert.Null(tooMany.Image);
        Assert.Equal(DiagnosticId.TooManyModules, Assert.Single(tooMany.Diagnostics).Id);
    }

    [Fact]
    public void An_image_over_the_limit_names_its_largest_modules()
    {
        Proto small = Images.Compile("small.lua", "return 1");
        Proto[] modules = [small, Images.Compile("large.lua", "return 'a long text'")];
        int size = LfsCompiler.Link(modules, new(LuaTarget.Lua51)).Size;

        LinkedImage fits = LfsCompiler.Link(modules, new(LuaTarget.Lua51, MaxBytes: size));
        LinkedImage tooLarge = LfsCompiler.Link(modules, new(LuaTarget.Lua51, MaxBytes: size - 4));

        Assert.NotNull(fits.Image);
        Assert.Null(tooLarge.Image);
        Assert.Equal(size, tooLarge.Size);
        Diagnostic diagnostic = Assert.Single(tooLarge.Diagnostics);
        Assert.Equal(DiagnosticId.ImageTooLarge, diagnostic.Id);
        Assert.Equal(
            $"the image has {size} bytes, 4 more than the limit of {size - 4}; "
            + "the largest modules are large (176), small (148)", diagnostic.Message);
    }

    [Fact]
    public void No_limit_is_above_the_room_of_the_reference()
    {
        Proto module = Images.Compile("a", "return '" + new string('x', ImageLimits.MaxBytes) + "'");

        LinkedImage image = LfsCompiler.Link([module], new(LuaTarget.Lua51, MaxBytes: int.MaxValue));

        Assert.Equal(DiagnosticId.ImageTooLarge, Assert.Single(image.Diagnostics).Id);
    }

    [Fact]
    public void Two_modules_of_one_name_are_an_error_unless_they_are_allowed()
    {
        Proto[] modules = [Images.Compile("x/a.lua", "return 1"), Images.Compile("y/a.lua", "return 2")];

        LinkedImage refused = LfsCompiler.Link(modules, new(LuaTarget.Lua51));
        LinkedImage allowed = LfsCompiler.Link(modules, new(LuaTarget.Lua51, AllowDuplicates: true));

        Diagnostic diagnostic = Assert.Single(refused.Diagnostics);
        Assert.Equal((DiagnosticId.DuplicateModule, "y/a.lua"), (diagnostic.Id, diagnostic.Path));
        Assert.Equal("the module 'a' is already made from 'x/a.lua'", diagnostic.Message);
        Assert.Equal(2, allowed.Image!.ReadContents().Modules.Count);
    }

    [Fact]
    public void Two_modules_of_one_name_are_always_an_error_in_5_3()
    {
        LuaTarget target = LuaTarget.Lua53;
        Proto[] modules =
            [Images.Compile("x/a.lua", "return 1", target), Images.Compile("y/a.tar.lua", "return 2", target)];

        LinkedImage refused = LfsCompiler.Link(modules, new(target, AllowDuplicates: true));

        Diagnostic diagnostic = Assert.Single(refused.Diagnostics);
        Assert.Equal((DiagnosticId.DuplicateModule, "y/a.tar.lua"), (diagnostic.Id, diagnostic.Path));
        Assert.Equal("the module 'a' is already made from 'x/a.lua'", diagnostic.Message);
    }

    [Fact]
    public void The_limit_of_5_3_is_about_the_region_and_not_the_file()
    {
        Proto module = Images.Compile("a", "return 1", LuaTarget.Lua53);
        LfsImage image = Images.Link(LuaTarget.Lua53, module);

        LinkedImage tooLarge = LfsCompiler.Link([module], new(LuaTarget.Lua53, MaxBytes: image.Size - 4));

        Assert.Equal(DiagnosticId.ImageTooLarge, Assert.Single(tooLarge.Diagnostics).Id);
        Assert.Equal(image.Size, tooLarge.Size);
        Assert.True(image.ToBytes().Length < image.Size - 4);
    }

    [Fact]
    public void The_culture_does_not_change_an_image()
    {
        byte[] expected = Images.Varied(LuaTarget.Lua51).ToBytes();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NegativeSign = "minus";
            culture.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = culture;

            LfsImage image = Images.Varied(LuaTarget.Lua51);

            Assert.Equal(expected, image.ToBytes());
            Assert.DoesNotContain("minus", ImageDump.Print(image), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    static string Number(int i) => "m" + i.ToString(CultureInfo.InvariantCulture);

    static bool IsImageOrSeveralFiles(Golden golden) =>
        !golden.Name.EndsWith(".lc", StringComparison.Ordinal)
        || golden.Arguments.Contains("-i")
        || Files(golden).Length > 1;

    static string[] Files(Golden golden) =>
        [.. golden.Arguments.Where(argument => argument.EndsWith(".lua", StringComparison.Ordinal))];

    static bool Agrees(Golden golden, CompileOptions options)
    {
        var modules = new List<Proto>();
        foreach (string file in Files(golden))
        {
            LuaSource source = LuaSource.FromFile(file, GoldenManifest.Source(file));
            CompiledModule module = LfsCompiler.Compile(source, options);
            if (module.Main is null)
                return Said(golden, $"{file}:{module.Diagnostics[0].Line}: {module.Diagnostics[0].Message}");
            modules.Add(module.Main);
        }
        return golden.Name.EndsWith(".lc", StringComparison.Ordinal)
            ? AgreesAsChunk(golden, modules, options)
            : golden.IsMadeFrom(ImageBytes(golden, modules, options));
    }

    static bool AgreesAsChunk(Golden golden, List<Proto> modules, CompileOptions options)
    {
        Proto main = golden.Arguments.Contains("-i")
            ? ModuleIndex.Lookup(modules, options.Target, Images.Time)
            : ModuleIndex.Sequence(modules, options.Target);
        DumpedChunk chunk = LfsCompiler.Dump(main, options.Target);
        return chunk.Bytes is null ? Said(golden, chunk.Error!) : golden.IsMadeFrom(chunk.Bytes);
    }

    static byte[] ImageBytes(Golden golden, List<Proto> modules, CompileOptions options)
    {
        LfsImage image = Images.Link(options.Target, [.. modules]);
        int address = Array.IndexOf(golden.Arguments, "-a") + 1;
        if (address > 0)
            image = image.ToAbsolute(Convert.ToUInt32(golden.Arguments[address], 16));
        return image.ToBytes();
    }

    static bool Said(Golden golden, string message) =>
        golden.Error is string error && error.EndsWith(": " + message, StringComparison.Ordinal);
}
