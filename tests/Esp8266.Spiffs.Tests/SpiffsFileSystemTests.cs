namespace Esp8266.Spiffs.Tests;

/// <summary>The calls one by one, where no golden speaks of them.</summary>
public class SpiffsFileSystemTests
{
    readonly LoggedFlash _flash = new(64 * 1024);
    readonly SpiffsFileSystem _files;

    public SpiffsFileSystemTests() => _files = Volumes.Format(_flash);

    [Fact]
    public void A_probe_finds_the_size_also_if_one_of_the_first_blocks_is_erased()
    {
        for (int erased = -1; erased < 3; erased++)
        {
            var flash = new LoggedFlash(128 * 1024);
            SpiffsFileSystem.Format(flash, new SpiffsOptions(96 * 1024, 8192));
            if (erased >= 0)
                flash.Erase((uint)erased * 8192);

            SpiffsError error = SpiffsFileSystem.Probe(flash, 8192, out uint bytes);

            // Without its magic the first block stands for many blocks, as in the reference.
            Assert.Equal((SpiffsError.None, 96u * 1024), (error, bytes));
        }
    }

    [Fact]
    public void A_probe_of_blank_flash_finds_nothing()
    {
        SpiffsError error = SpiffsFileSystem.Probe(new LoggedFlash(65536), 8192, out uint bytes);

        Assert.Equal((SpiffsError.ProbeNotAFileSystem, 0u), (error, bytes));
    }

    [Fact]
    public void A_mount_erases_one_block_without_magic_and_refuses_two()
    {
        Volumes.Write(_files, "a", [1]);
        _files.Unmount();
        _flash.Erase(3 * 8192);

        SpiffsFileSystem files = Volumes.Mount(_flash);

        Assert.Equal([1], Volumes.Read(files, "a"));
        Assert.Equal([0x29 ^ (8 - 3), 0x04], _flash.Cells[(3 * 8192 + 252)..(3 * 8192 + 254)]);
        _flash.Erase(3 * 8192);
        _flash.Erase(4 * 8192);
        Assert.Equal(
            SpiffsError.NotAFileSystem,
            SpiffsFileSystem.Mount(_flash, Volumes.OptionsOf(_flash), out SpiffsFileSystem? none));
        Assert.Null(none);
    }

    [Fact]
    public void Four_files_can_be_open()
    {
        for (int i = 1; i <= 4; i++)
        {
            Assert.Equal(SpiffsError.None, _files.Open(Volumes.Name($"f{i}"), Volumes.Anew, out int file));
            Assert.Equal(i, file);
        }

        Assert.Equal(SpiffsError.OutOfDescriptors, _files.Open("f5"u8, Volumes.Anew, out _));
        Assert.Equal(SpiffsError.OutOfDescriptors, _files.Remove("f1"u8));
        Assert.Equal(SpiffsError.None, _files.Close(2));
        Assert.Equal(SpiffsError.FileClosed, _files.Close(2));
        Assert.Equal(SpiffsError.BadDescriptor, _files.Close(5));
        Assert.Equal(SpiffsError.BadDescriptor, _files.Flush(0));
        Assert.Equal(SpiffsError.None, _files.Remove("f1"u8));
        Assert.Equal(SpiffsError.FileClosed, _files.Write(1, [1]));
    }

    [Fact]
    public void Names_end_at_a_zero_and_have_31_bytes()
    {
        byte[] longest = Volumes.Name(new string('n', 31));

        Assert.Equal(SpiffsError.None, Volumes.Write(_files, new string('n', 31) + "\0rest", [7]));
        Assert.Equal(SpiffsError.None, _files.Stat(longest, out ObjectStat stat));
        Assert.Equal((31, 1u, (byte)1, (ushort)1), (stat.Name.Bytes.Length, stat.Bytes, stat.Kind, stat.Id));
        Assert.Equal(SpiffsError.NameTooLong, _files.Stat([.. longest, 1], out _));
        Assert.Equal(SpiffsError.NameTooLong, _files.Rename(longest, [.. longest, 1]));
        Assert.Equal(SpiffsError.NameTooLong, _files.Remove([.. longest, 1]));
        Assert.Equal(SpiffsError.NameTooLong, _files.Open([.. longest, 1], OpenFlags.Read, out _));
    }

    [Fact]
    public void Flags_say_what_can_be_done_with_a_file()
    {
        const OpenFlags New = OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.Write;
        Assert.Equal(SpiffsError.NotFound, _files.Open("f"u8, OpenFlags.ReadWrite, out _));
        Assert.Equal(SpiffsError.None, _files.Open("f"u8, New, out int written));
        Assert.Equal(SpiffsError.NotReadable, _files.Read(written, new byte[1], out _));
        Assert.Equal(SpiffsError.FileExists, _files.Open("f"u8, New, out _));
        Assert.Equal(SpiffsError.None, _files.Open("f"u8, OpenFlags.Read, out int read));
        Assert.Equal(SpiffsError.NotWritable, _files.Write(read, [1]));
    }

    [Fact]
    public void A_small_write_reaches_flash_with_the_next_use_of_the_object()
    {
        _files.Open("f"u8, OpenFlags.Create | OpenFlags.ReadWrite, out int file);
        int before = _flash.Programs;

        Assert.Equal(SpiffsError.None, _files.Write(file, [1, 2, 3]));
        Assert.Equal(before, _flash.Programs);
        Assert.Equal(SpiffsError.None, _files.Tell(file, out uint position));

        Assert.True(_flash.Programs > before);
        Assert.Equal(3u, position);
        Assert.Equal(SpiffsError.None, _files.Stat(file, out ObjectStat stat));
        Assert.Equal(3u, stat.Bytes);
    }

    [Fact]
    public void A_direct_write_reaches_flash_at_once()
    {
        _files.Open("f"u8, Volumes.Anew | OpenFlags.Direct, out int file);
        int before = _flash.Programs;

        _files.Write(file, [1]);

        Assert.True(_flash.Programs > before);
    }

    [Fact]
    public void Seeking_stays_in_the_file()
    {
        Volumes.Write(_files, "f", OperationScript.Generated(1000, 1));
        _files.Open("f"u8, OpenFlags.Read, out int file);

        Assert.Equal(SpiffsError.None, _files.Seek(file, -10, SeekOrigin.End, out int position));
        Assert.Equal(990, position);
        Assert.Equal(SpiffsError.None, _files.Seek(file, -90, SeekOrigin.Current, out position));
        Assert.Equal(900, position);
        Assert.Equal(SpiffsError.SeekBounds, _files.Seek(file, -1, SeekOrigin.Begin, out _));
        Assert.Equal(SpiffsError.None, _files.IsAtEnd(file, out bool isAtEnd));
        Assert.False(isAtEnd);
        Assert.Equal(SpiffsError.EndOfObject, _files.Seek(file, 1001, SeekOrigin.Begin, out _));
        Assert.Equal(SpiffsError.None, _files.IsAtEnd(file, out isAtEnd));
        Assert.True(isAtEnd);
        Assert.Equal(SpiffsError.None, _files.Read(file, new byte[5], out int count));
        Assert.Equal(0, count);
    }

    [Fact]
    public void Nothing_works_after_unmounting()
    {
        _files.Open("f"u8, Volumes.Anew, out int file);
        _files.Write(file, [1, 2]);

        _files.Unmount();
        _files.Unmount();

        Assert.Equal(SpiffsError.NotMounted, _files.Close(file));
        Assert.Equal(SpiffsError.NotMounted, _files.Open("f"u8, OpenFlags.Read, out _));
        Assert.Equal(SpiffsError.NotMounted, _files.Remove("f"u8));
        Assert.Equal(SpiffsError.NotMounted, _files.Usage(out _, out _));
        Assert.Equal(SpiffsError.NotMounted, _files.Check());
        Assert.Equal(SpiffsError.NotMounted, _files.CollectGarbage(1));
        Assert.Equal(SpiffsError.NotMounted, _files.EraseDeletedBlock());
        Assert.Empty(_files.List());
        Assert.Equal([1, 2], Volumes.Read(Volumes.Mount(_flash), "f"));
    }

    [Fact]
    public void A_block_of_deleted_pages_is_erased_on_request()
    {
        Assert.Equal(SpiffsError.NoDeletedBlocks, _files.EraseDeletedBlock());
        Volumes.Write(_files, "f", new byte[9000]);
        _files.Remove("f"u8);
        int before = _flash.Erases;

        Assert.Equal(SpiffsError.None, _files.EraseDeletedBlock());

        Assert.Equal(before + 2, _flash.Erases);
        Assert.Equal(SpiffsError.Full, _files.CollectGarbage(60000));
    }

    [Fact]
    public void Sizes_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpiffsOptions(65536, 1024));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpiffsOptions(12288, 4096));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpiffsOptions(16u << 20, 8192));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpiffsOptions(65536, 8192) { Descriptors = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpiffsOptions(65536, 8192) { CachePages = 33 });
        Assert.Equal(57344u, new SpiffsOptions(65535, 8192).Bytes);
        Assert.Equal((4096, 8192), (SpiffsOptions.ForDevice(28672).BlockBytes, SpiffsOptions.ForDevice(32768).BlockBytes));
        Assert.Throws<ArgumentException>(() => SpiffsFileSystem.Format(
            new OddSectors(), new SpiffsOptions(65536, 8192)));
    }

    sealed class OddSectors : IFlashMedium
    {
        public int SectorSize => 3000;

        public void Read(uint address, Span<byte> target) => target.Clear();

        public void Program(uint address, ReadOnlySpan<byte> source) => Assert.Fail("nothing is programmed");

        public void Erase(uint address) => Assert.Fail("nothing is erased");
    }
}
