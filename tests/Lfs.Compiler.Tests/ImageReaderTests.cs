using System.Text;
using CsCheck;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;

namespace Lfs.Compiler.Tests;

public sealed class ImageReaderTests
{
    const uint Base = Images.Base;

    [Fact]
    public void Reading_a_file_gives_back_the_functions_that_were_linked()
    {
        foreach (LuaTarget target in Images.Targets)
        {
            Proto[] modules = Images.GoldenModules(target);

            LfsImage image = LfsImage.Read(Images.Link(target, modules).ToBytes()).Image!;
            ImageContents contents = image.ReadContents();

            Assert.Equal(Images.Time, contents.BuildTime);
            Assert.Equal(modules.Length, contents.Modules.Count);
            Proto expected = ModuleIndex.Lookup(modules, target, Images.Time);
            Proto actual = ModuleIndex.Lookup(
                [.. contents.Modules.Select(module => module.Main)], target, Images.Time);
            Assert.Equal(Bytes(expected, target), Bytes(actual, target));
        }
    }

    [Fact]
    public void Every_byte_of_an_image_belongs_to_a_module_or_to_all()
    {
        Proto[] modules = [Images.Compile("a.lua", "x = 'both'"), Images.Compile("b.lua", "y = 'both'")];

        ImageContents contents = Images.Link(LuaTarget.Lua51, modules).ReadContents();

        Assert.Equal(["a", "b"], contents.Modules.Select(module => module.Name.ToString()));
        // LOADK, SETGLOBAL, RETURN; two constants; the name, the path and x; line info is shared.
        ModuleContents first = contents.Modules[0];
        Assert.Equal((1, 12, 24), (first.Functions, first.CodeBytes, first.ConstantBytes));
        Assert.Equal((20 + 24 + 20, 0, 72), (first.StringBytes, first.DebugBytes, first.RecordBytes));
        int bytes = contents.Modules.Sum(module => module.Bytes);
        Assert.Equal(contents.Image.Size, contents.SharedBytes + bytes);
    }

    [Fact]
    public void Every_file_cut_short_is_refused()
    {
        foreach (LuaTarget target in new[] { LuaTarget.Lua51, LuaTarget.Lua53, LuaTarget.Lua53Long })
        {
            LfsImage image = Images.Varied(target);
            foreach (byte[] file in new[] { image.ToBytes(), image.ToAbsolute(Base).ToBytes() })
            {
                for (int length = 0; length < file.Length; length++)
                    Refused(file[..length]);
            }
        }
    }

    [Fact]
    public void Every_changed_byte_of_a_file_gives_an_image_or_a_diagnostic()
    {
        foreach (LfsImage image in new[] { Images.Smallest(), Images.Varied(LuaTarget.Lua51Int) })
        {
            byte[] file = image.ToBytes();
            for (int place = 0; place < file.Length; place++)
            {
                foreach (byte flip in new byte[] { 1, 2, 4, 8, 16, 32, 64, 128, 255 })
                    Check(Changed(file, place, flip));
            }
        }
    }

    [Fact]
    public void Every_value_of_every_byte_of_an_absolute_file_gives_an_image_or_a_diagnostic()
    {
        byte[] file = Images.Smallest().ToAbsolute(Base).ToBytes();
        for (int place = 0; place < file.Length; place++)
        {
            for (int flip = 1; flip < 256; flip++)
                Check(Changed(file, place, (byte)flip));
        }
    }

    [Fact]
    public void Any_changed_words_of_a_relocatable_image_give_an_image_or_a_diagnostic()
    {
        LfsImage image = Images.Varied(LuaTarget.Lua51);
        int words = image.Size / 4;
        Gen.Select(Gen.Int[1, words - 1], Gen.Int[0, words + 2]).Array[1, 3].Sample(changes =>
        {
            byte[] content = [.. image.Region, .. image.Relocation];
            foreach ((int at, int value) in changes)
                BitConverter.TryWriteBytes(content.AsSpan(4 * at), value);
            Check(Deflate.Gzip(content));
        }, iter: 3000);
    }

    [Theory]
    [InlineData(0, 0xFAFAA254, "Incorrect LFS header version")]
    [InlineData(0, 0xFAFAA156, "Incorrect LFS build type")]
    [InlineData(0, 0xFAFAA15C, "incorrect LFS header signature")]
    [InlineData(0, 0x12345678, "Incorrect LFS header version")]
    [InlineData(0, 0x12345178, "incorrect LFS header signature")]
    [InlineData(1, 332, "LFS length mismatch")]
    [InlineData(2, 0, "word 2: there is no main function")]
    [InlineData(2, 82, "word 2: the pointer leads out of the image")]
    [InlineData(2, 29, "word 29: the main function does not find modules")]
    [InlineData(3, 12, "word 3: the string table does not follow the header")]
    [InlineData(4, 2, "word 4: the number of strings is wrong")]
    [InlineData(5, 5, "word 5: the sizes of the string table are wrong")]
    [InlineData(9, 12, "word 12: two objects share the word")]
    [InlineData(12, 12, "word 12: two objects share the word")]
    [InlineData(12, 17, "word 17: the string is in the wrong bucket")]
    [InlineData(13, 0, "word 12: the string has another type")]
    [InlineData(14, 0x81, "word 12: the string has another hash")]
    [InlineData(15, 400, "word 12: a string reaches beyond the image")]
    [InlineData(16, 0x6161, "word 12: the string does not end with NUL")]
    [InlineData(30, 9, "word 29: the function is not as the compiler makes it")]
    [InlineData(32, 29, "word 29: two objects share the word")]
    [InlineData(37, 18, "word 37: the pointer leads to no string")]
    [InlineData(40, 0, "word 32: the vector and its size disagree")]
    [InlineData(28, 0x3F, "word 29: the function has bad code: the words are no code")]
    [InlineData(47, 64, "word 64: two objects share the word")]
    [InlineData(50, 5, "word 48: the constant has no known type")]
    public void A_diagnostic_says_what_is_wrong(int word, uint value, string message)
    {
        LfsImage image = Images.Smallest();
        byte[] content = [.. image.Region, .. image.Relocation];
        BitConverter.TryWriteBytes(content.AsSpan(4 * word), value);

        Assert.Equal(message, Refused(Deflate.Gzip(content)));
    }

    [Fact]
    public void A_wrong_relocation_bit_is_refused()
    {
        LfsImage image = Images.Smallest();
        byte[] content = [.. image.Region, .. image.Relocation];
        content[image.Size + 1] ^= 4;

        Assert.Equal("word 10 has the wrong relocation bit", Refused(Deflate.Gzip(content)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("return 1")]
    [InlineData("a text that is longer than the header of an image, but is none all the same")]
    public void What_is_no_image_is_refused(string text) => Refused(Encoding.ASCII.GetBytes(text));

    [Fact]
    public void A_file_that_claims_to_be_huge_is_refused()
    {
        byte[] file = Images.Smallest().ToBytes();
        file[^1] = 0x7F;

        Assert.Equal("checksum error on LFS image file", Refused(file));
    }

    [Fact]
    public void An_image_larger_than_any_region_is_refused()
    {
        LfsImage image = Images.Smallest();
        byte[] content = [.. image.Region, .. image.Relocation];
        BitConverter.TryWriteBytes(content.AsSpan(4), 0x7FFF_FFFC);

        Assert.Equal("LFS Image too big for configured LFS region", Refused(Deflate.Gzip(content)));
    }

    // Source: lflash.c. With the first block there the header and the length that the last four bytes claim
    // are compared; before that the file ends too soon.
    [Fact]
    public void An_image_of_5_1_that_is_cut_short_is_named_as_on_a_device()
    {
        string entries = string.Concat(Enumerable.Range(1, 400).Select(i => $"k{i * 7919 % 10007}={i},"));
        byte[] file = Images.Link(LuaTarget.Lua51, Images.Compile("a", $"return {{{entries}}}")).ToBytes();
        int firstBlock = Enumerable.Range(0, file.Length)
            .First(length => Deflated(file[..length]) >= Inflate.BlockBytes);

        for (int length = 0; length < file.Length; length++)
        {
            string expected = length < Math.Max(201, firstBlock)
                ? "read error on LFS image file"
                : "LFS length mismatch";
            Assert.Equal(expected, Refused(file[..length]));
        }
    }

    [Fact]
    public void A_small_image_that_is_cut_short_is_a_read_error()
    {
        byte[] file = Images.Smallest().ToBytes();
        for (int length = 0; length < file.Length; length++)
            Assert.Equal("read error on LFS image file", Refused(file[..length]));
    }

    [Theory]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void An_image_of_5_3_that_is_cut_short_is_truncated(string target)
    {
        byte[] file = Images.Varied(Targets.Named(target)).ToBytes();
        for (int length = 1; length < file.Length; length++)
            Assert.Equal("truncated precompiled chunk", Refused(file[..length]));
    }

    static int Deflated(byte[] cut)
    {
        int unpacked = 0;
        Inflate.Run(cut, (_, _, count) => (unpacked += count) < Inflate.BlockBytes);
        return unpacked;
    }

    static byte[] Changed(byte[] file, int place, byte flip)
    {
        byte[] changed = [.. file];
        changed[place] ^= flip;
        return changed;
    }

    static void Check(byte[] file)
    {
        LoadedImage loaded = LfsImage.Read(file);
        Assert.Equal(loaded.Image is null, loaded.Diagnostics.Count > 0);
        if (loaded.Image is not null)
            Assert.NotEmpty(ImageDump.Print(loaded.Image));
    }

    static string Refused(byte[] file)
    {
        LoadedImage loaded = LfsImage.Read(file);
        Assert.Null(loaded.Image);
        Diagnostic diagnostic = Assert.Single(loaded.Diagnostics);
        Assert.Equal(DiagnosticId.BadImage, diagnostic.Id);
        return diagnostic.Message;
    }

    static byte[]? Bytes(Proto main, LuaTarget target) => LfsCompiler.Dump(main, target).Bytes;
}
