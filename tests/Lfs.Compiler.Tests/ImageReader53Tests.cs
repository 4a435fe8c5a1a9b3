using CsCheck;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;

namespace Lfs.Compiler.Tests;

public sealed class ImageReader53Tests
{
    [Fact]
    public void Stripping_writes_no_names_but_leaves_them_among_the_strings()
    {
        Proto module = Images.Compile("a", "local name = 1 return name", LuaTarget.Lua53, DebugLevel.Full);

        LfsImage full = Images.Link(LuaTarget.Lua53, module);
        LfsImage stripped = LfsCompiler.Link([module], new(LuaTarget.Lua53) { Strip = true }).Image!;

        Assert.Single(full.ReadContents().Modules[0].Main.LocVars);
        Assert.Empty(stripped.ReadContents().Modules[0].Main.LocVars);
        Assert.Contains(stripped.ReadContents().Strings, text => text.Text.ToString() == "name");
    }

    [Fact]
    public void A_seed_of_any_size_is_read_as_it_was_written() =>
        Gen.Select(Gen.Int[0, 1], Gen.UInt, Gen.Int).Sample((target, seed, time) =>
        {
            LuaTarget number = Images.Targets53[target];
            Proto module = Images.Compile("a", "", number);

            LfsImage image = LfsCompiler.Link([module], new(number, time, HashSeed: seed)).Image!;

            Assert.Equal((seed, unchecked((uint)time)), (image.Header53.Seed, image.Header53.Timestamp));
        }, iter: 200);

    [Fact]
    public void Every_byte_of_an_image_belongs_to_a_module_or_to_all()
    {
        Proto[] modules =
        [
            Images.Compile("a.lua", "x = 'both'", LuaTarget.Lua53),
            Images.Compile("b.lua", "y = 'both'", LuaTarget.Lua53),
        ];

        ImageContents contents = Images.Link(LuaTarget.Lua53, modules).ReadContents();

        // SETTABUP, RETURN; two constants; the name, the path and x; line info; record and one upvalue.
        ModuleContents first = contents.Modules[0];
        Assert.Equal((1, 8, 16), (first.Functions, first.CodeBytes, first.ConstantBytes));
        Assert.Equal((20 + 24 + 20, 4, 76 + 8), (first.StringBytes, first.DebugBytes, first.RecordBytes));
        int bytes = contents.Modules.Sum(module => module.Bytes);
        Assert.Equal(contents.Image.Size, contents.SharedBytes + bytes);
        Assert.Equal(Images.Time, contents.BuildTime);
    }

    /// <summary>A main function that names no chunk has that of the function around it.</summary>
    [Fact]
    public void A_module_has_the_chunk_name_of_the_wrapper_only_if_that_is_a_string_of_the_image()
    {
        LuaTarget target = LuaTarget.Lua53;
        var source = new LuaSource("=(luac.cross)", "return 1"u8.ToArray());
        Proto module = LfsCompiler.Compile(source, new CompileOptions(target)).Main!;
        byte[] file = Images.Link(target, module).ToBytes();
        int name = file.AsSpan().IndexOf("=(luac.cross)"u8);

        string? sound = LfsImage.Read(file).Image!.ReadContents().Modules[0].Main.Source?.ToString();
        file[name] = (byte)'@';
        LoadedImage damaged = LfsImage.Read(file);

        Assert.Equal("=(luac.cross)", sound);
        Assert.Null(damaged.Image);
        Assert.Contains("a module has no chunk name", damaged.Diagnostics[0].Message);
    }

    [Fact]
    public void Every_changed_byte_of_a_file_gives_an_image_or_a_diagnostic()
    {
        foreach (LuaTarget target in Images.Targets53)
        {
            byte[] file = Images.Varied(target).ToBytes();
            for (int place = 0; place < file.Length; place++)
            {
                foreach (byte flip in new byte[] { 1, 2, 4, 8, 16, 32, 64, 128, 255 })
                    Check(Changed(file, place, flip));
            }
        }
    }

    [Fact]
    public void Every_value_of_every_byte_of_a_small_file_gives_an_image_or_a_diagnostic()
    {
        byte[] file = Images.Smallest(LuaTarget.Lua53).ToBytes();
        for (int place = 0; place < file.Length; place++)
        {
            for (int flip = 1; flip < 256; flip++)
                Check(Changed(file, place, (byte)flip));
        }
    }

    [Fact]
    public void Any_changed_words_of_a_region_give_an_image_or_a_diagnostic()
    {
        foreach (LuaTarget target in Images.Targets53)
        {
            LfsImage image = Images.Varied(target).ToAbsolute(Images.Base);
            int words = image.Size / 4;
            Gen<uint> values = Gen.OneOf(
                Gen.UInt[0, (uint)words + 2], Gen.UInt,
                Gen.UInt[0, (uint)words + 2].Select(word => image.BaseAddress + 4 * word));
            // Strings, which are most of it, are checked by their hash: half of the changes are behind them.
            Gen<int> places = Gen.OneOf(Gen.Int[1, words - 1], Gen.Int[image.Header53.RoHash, words - 1]);
            Gen.Select(places, values).Array[1, 3].Sample(changes =>
            {
                byte[] region = image.ToBytes();
                foreach ((int at, uint value) in changes)
                    BitConverter.TryWriteBytes(region.AsSpan(4 * at), value);
                Check(region);
            }, iter: 1500);
        }
    }

    [Fact]
    public void Every_flipped_bit_behind_the_strings_of_a_region_gives_an_image_or_a_diagnostic()
    {
        LfsImage image = Images.Smallest(LuaTarget.Lua53).ToAbsolute(Images.Base);
        byte[] region = image.ToBytes();
        int[] places =
            [.. Enumerable.Range(0, 48), .. Enumerable.Range(image.Size - 200, 200)];
        foreach (int place in places)
        {
            for (int bit = 0; bit < 8; bit++)
                Check(Changed(region, place, (byte)(1 << bit)));
        }
    }

    [Theory]
    [InlineData(0, "1a", "incorrect LFS header signature")]
    [InlineData(1, "4d", "not a precompiled chunk")]
    [InlineData(4, "52", "version mismatch in precompiled chunk")]
    [InlineData(5, "0a", "format mismatch in precompiled chunk")]
    [InlineData(9, "00", "corrupted precompiled chunk")]
    [InlineData(12, "08", "int size mismatch in precompiled chunk")]
    [InlineData(13, "08", "Instruction size mismatch in precompiled chunk")]
    [InlineData(14, "08", "lua_Integer size mismatch in precompiled chunk")]
    [InlineData(15, "05", "lua_Number size mismatch in precompiled chunk")]
    [InlineData(17, "01", "float format mismatch in precompiled chunk")]
    [InlineData(26, "00", "no string vector precompiled chunk")]
    [InlineData(29, "10", "byte 52: the sizes of the string vector are wrong")]
    [InlineData(30, "49", "byte 52: the sizes of the string vector are wrong")]
    [InlineData(33, "6e", "byte 47: a string has the wrong tag")]
    [InlineData(33, "50", "byte 34: a string has the wrong length")]
    [InlineData(50, "646f", "byte 52: a string is there twice")]
    [InlineData(52, "00", "no Proto vector precompiled chunk")]
    [InlineData(56, "61", "byte 57: a string has the wrong tag")]
    [InlineData(56, "d07f", "byte 58: there is no string of the number")]
    [InlineData(64, "3f", "byte 76: the function has bad code: the words are no code")]
    [InlineData(72, "02", "byte 73: a flag is neither 0 nor 1")]
    [InlineData(72, "01", "byte 76: a module has an upvalue in a register of its caller")]
    [InlineData(76, "03", "byte 77: modules and names differ in number")]
    [InlineData(77, "50", "byte 78: a module has no name of its own")]
    [InlineData(78, "a5", "byte 79: an integer has the wrong tag")]
    public void A_diagnostic_says_what_is_wrong_with_a_file(int at, string bytes, string message)
    {
        byte[] file = Images.Smallest(LuaTarget.Lua53).ToBytes();
        Convert.FromHexString(bytes).CopyTo(file, at);

        Assert.Equal(message, Refused(file));
    }

    [Fact]
    public void A_file_with_something_behind_it_is_refused()
    {
        byte[] file = [.. Images.Smallest(LuaTarget.Lua53).ToBytes(), 0];

        Assert.Equal($"byte {file.Length - 1}: there is more than an image", Refused(file));
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
    }

    static string Refused(byte[] file)
    {
        LoadedImage loaded = LfsImage.Read(file);
        Assert.Null(loaded.Image);
        Diagnostic diagnostic = Assert.Single(loaded.Diagnostics);
        Assert.Equal(DiagnosticId.BadImage, diagnostic.Id);
        return diagnostic.Message;
    }
}
