using CsCheck;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;

namespace Lfs.Compiler.Tests;

public sealed class TwoRegionsTests
{
    const uint Place = 0x40290000;

    [Fact]
    public void An_application_has_only_the_strings_that_the_system_has_not()
    {
        foreach (LuaTarget target in Images.Targets53)
        {
            LfsImage application = Images.Application(target);

            string[] strings =
                [.. application.ReadContents().Strings.Select(text => text.Text.ToString())];

            Assert.Equal(
                [
                    "application", "@application.lua",
                    "another string of more than forty bytes, of the application", "own",
                ],
                strings);
            Assert.Equal(3, application.Header53.RoUse);
            Assert.Equal(4, application.Header53.RoSize);
        }
    }

    [Fact]
    public void Its_functions_are_the_same_as_if_it_stood_alone()
    {
        foreach (LuaTarget target in Images.Targets53)
        {
            LfsImage application = Images.Application(target);
            LfsImage alone = LfsImage.Read(application.ToBytes()).Image!;

            Assert.Null(alone.System);
            Assert.Equal(Listing(alone), Listing(application));
            Assert.Equal(Listing(alone), Listing(application.ToAbsolute(Place)));
            Assert.True(application.Size < alone.Size - 2000);
        }
    }

    [Fact]
    public void Moving_the_application_leaves_its_pointers_into_the_system() =>
        Gen.UInt[0x40280000, 0x402F0000].Sample(address =>
        {
            LfsImage application = Images.Application(LuaTarget.Lua53);
            LfsImage system = application.System!;
            uint place = address & ~3u;

            LfsImage placed = application.ToAbsolute(place);

            int into = 0;
            for (int word = 1; word < placed.Size / 4; word++)
            {
                if (application.IsPointer(word))
                    Assert.Equal(place + 4 * application[word], placed[word]);
                else
                    Assert.Equal(application[word], placed[word]);
                into += IsIn(system, placed[word]) ? 1 : 0;
            }
            // The long string, print, proto and shared; upvalues have no names here.
            Assert.Equal(4, into);
        }, iter: 20);

    [Fact]
    public void A_placed_application_is_read_beside_its_system_and_no_other()
    {
        LfsImage application = Images.Application(LuaTarget.Lua53);
        LfsImage system = application.System!;
        LfsImage otherSystem = Images.Smallest(LuaTarget.Lua53).ToAbsolute(Images.Base);
        byte[] region = application.ToAbsolute(Place).ToBytes();

        LfsImage read = LfsImage.Read(region, system).Image!;

        Assert.Equal(Place, read.BaseAddress);
        Assert.Equal(application.Relocation, read.Relocation);
        Assert.Equal(application.ToBytes(), read.ToRelocatable().ToBytes());
        string placed = $"word 11: the image was placed beside System image 0x{SystemCheck.Of(system):x8}, but ";
        LfsImage moved = system.ToAbsolute(Images.Base + 0x1000);
        foreach (LfsImage other in new[] { otherSystem, moved })
        {
            LoadedImage refused = LfsImage.Read(region, other);
            Assert.Equal(DiagnosticId.SystemMismatch, refused.Diagnostics[0].Id);
            Assert.Equal(
                placed + $"the System image here is 0x{SystemCheck.Of(other):x8}: place its file again",
                Message(refused));
        }
        Assert.Equal(placed + "there is no System image: place its file again", Message(LfsImage.Read(region)));
        Assert.Equal(
            $"word 11: the image was placed to stand alone, but the System image here is 0x{SystemCheck.Of(system):x8}: "
            + "place its file again",
            Message(LfsImage.Read(otherSystem.ToBytes(), system)));
    }

    [Fact]
    public void A_replaced_system_needs_only_that_the_same_application_file_is_placed_again()
    {
        LfsImage application = Images.Application(LuaTarget.Lua53);
        LfsImage newSystem = Images.Smallest(LuaTarget.Lua53).ToAbsolute(Images.Base);

        LfsImage again = LfsImage.Read(application.ToBytes()).Image!.WithSystem(newSystem).Image!;

        Assert.Equal(application.ToBytes(), again.ToBytes());
        Assert.Equal(Listing(application), Listing(again));
        Assert.NotEqual(application.Header53.SystemCheck, again.Header53.SystemCheck);
    }

    [Fact]
    public void Linking_beside_a_system_checks_the_size_of_the_region()
    {
        LfsImage application = Images.Application(LuaTarget.Lua53);
        Proto[] modules = [.. application.ReadContents().Modules.Select(module => module.Main)];
        var options = new ImageOptions(LuaTarget.Lua53, Images.Time, application.Size, Images.Seed)
        {
            System = application.System,
        };

        LinkedImage fits = LfsCompiler.Link(modules, options);
        LinkedImage tooLarge = LfsCompiler.Link(modules, options with { MaxBytes = application.Size - 4 });

        Assert.Equal(application.Region, fits.Image!.Region);
        Assert.Equal(DiagnosticId.ImageTooLarge, Assert.Single(tooLarge.Diagnostics).Id);
    }

    [Fact]
    public void Images_that_cannot_live_side_by_side_are_refused()
    {
        LfsImage system = Images.System(LuaTarget.Lua53);
        LfsImage image = Images.Smallest(LuaTarget.Lua53);
        Proto module = Images.Compile("a", "", LuaTarget.Lua53);
        LfsImage seeded = LfsCompiler.Link([module], new(LuaTarget.Lua53, HashSeed: 1)).Image!;

        Assert.Equal(
            "the hash seeds differ: System 0x12345678, Application 0x00000001",
            Message(seeded.WithSystem(system)));
        Assert.Equal(
            "the two images are not for one 5.3 target",
            Message(Images.Smallest(LuaTarget.Lua53Long).WithSystem(system)));
        Assert.Equal("the two images are not for one 5.3 target", Message(Images.Smallest().WithSystem(system)));
        Assert.Equal(
            "the System image is not placed, or is itself for the second region",
            Message(image.WithSystem(system.ToRelocatable())));
    }

    // The words are those of the example in docs/image-format.md.
    [Theory]
    [InlineData(1, 0xE4, "LFS length mismatch")]
    [InlineData(2, 1, "word 2: the hash seeds differ")]
    [InlineData(4, 3, "word 5: the sizes of the string table are wrong")]
    [InlineData(4, 1, "word 5: the sizes of the string table are wrong")]
    [InlineData(6, 23, "word 23: the bucket leads to no string of its own")]
    [InlineData(8, 0, "word 8: the list of functions starts elsewhere")]
    [InlineData(9, 12, "word 22: the bucket leads to no string of its own")]
    [InlineData(10, 17, "word 17: the string has another type")]
    [InlineData(11, 1, "word 11: the image was placed beside System image 0x00000001, but the System image here "
        + "is 0x67be5d22: place its file again")]
    [InlineData(12, 0x4029_0030, "word 12: a list does not lead back to the start")]
    [InlineData(12, 1, "word 12: the pointer leads out of the image")]
    [InlineData(13, 0x0100_6014, "word 12: the string has another type")]
    [InlineData(13, 0x0101_6004, "word 12: the lexer's mark of a reserved word is wrong")]
    [InlineData(13, 0x2900_6004, "word 12: a short string is long")]
    [InlineData(14, 1, "word 12: the string has another hash")]
    [InlineData(15, 0x4029_0030, "word 15: the bucket has a string twice")]
    [InlineData(16, 0x0162, "word 12: the string does not end with NUL")]
    [InlineData(22, 0, "word 22: a short string is in no bucket")]
    [InlineData(22, 0x4029_0030, "word 22: the bucket leads to no string of its own")]
    [InlineData(24, 0x3F, "word 31: the function has bad code: instruction 0 is wrong, or in a wrong place")]
    [InlineData(27, 0x4027_1054, "word 27: the pointer leads out of the image")]
    [InlineData(27, 0x4029_0060, "word 27: the pointer leads to no string")]
    [InlineData(28, 0x54, "word 27: the constant has no known type")]
    [InlineData(30, 2, "word 29: a flag is neither 0 nor 1")]
    [InlineData(30, 1, "word 50: the module has an upvalue in a register of its caller")]
    [InlineData(31, 0x4029_0030, "word 31: the function does not lead to the one before it")]
    [InlineData(32, 0x0100_0109, "word 31: the function is not as the loader makes it")]
    [InlineData(35, 2, "word 29: two objects share the word")]
    [InlineData(42, 0, "word 42: the vector and its size disagree")]
    [InlineData(43, 0x4029_00E8, "word 58: an object reaches beyond the image")]
    [InlineData(43, 0x4029_00F0, "word 43: the pointer leads out of the image")]
    [InlineData(50, 0x4029_0044, "word 50: the pointer leads to no string")]
    [InlineData(51, 0, "word 50: the module has no function")]
    [InlineData(52, 1, "word 50: the module is no function")]
    [InlineData(54, 1, "word 54: the word is not 0")]
    [InlineData(56, 2, "word 56: the table of modules is not as the loader makes it")]
    public void A_diagnostic_says_what_is_wrong_with_a_region(int word, uint value, string message)
    {
        LfsImage application = Images.SmallestApplication();
        byte[] region = application.ToAbsolute(Place).ToBytes();
        BitConverter.TryWriteBytes(region.AsSpan(4 * word), value);

        Assert.Equal(message, Message(LfsImage.Read(region, application.System)));
    }

    [Fact]
    public void Any_changed_words_of_an_application_give_an_image_or_a_diagnostic()
    {
        LfsImage application = Images.Application(LuaTarget.Lua53).ToAbsolute(Place);
        LfsImage system = application.System!;
        int words = application.Size / 4;
        Gen<uint> values = Gen.OneOf(
            Gen.UInt[0, 300],
            Gen.UInt[0, (uint)words].Select(word => Place + 4 * word),
            Gen.UInt[0, (uint)system.Size].Select(at => system.BaseAddress + at));
        Gen.Select(Gen.Int[1, words - 1], values).Array[1, 3].Sample(changes =>
        {
            byte[] region = application.ToBytes();
            foreach ((int at, uint value) in changes)
                BitConverter.TryWriteBytes(region.AsSpan(4 * at), value);
            LoadedImage loaded = LfsImage.Read(region, system);
            Assert.Equal(loaded.Image is null, loaded.Diagnostics.Count > 0);
        }, iter: 1000);
    }

    static bool IsIn(LfsImage image, uint address) =>
        address >= image.BaseAddress && address < image.BaseAddress + (uint)image.Size;

    static string? Message(LoadedImage loaded) => loaded.Image is null ? loaded.Diagnostics[0].Message : null;

    static string Listing(LfsImage image) => string.Concat(image.ReadContents().Modules.Select(
        module => Bytecode.Listing.Print(module.Main, image.Target, isFull: true)));
}
