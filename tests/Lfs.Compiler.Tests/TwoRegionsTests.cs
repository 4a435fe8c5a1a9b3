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
            // The constants print, proto, shared and the long string; names of globals are upvalues without names.
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
        Assert.Equal(
            "word 11: the image was placed beside another System image",
            Message(LfsImage.Read(region, otherSystem)));
        Assert.Equal(
            "word 11: the image was placed beside another System image",
            Message(LfsImage.Read(region, system.ToAbsolute(Images.Base + 0x1000))));
        Assert.NotNull(Message(LfsImage.Read(region)));
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
