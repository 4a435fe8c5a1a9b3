using System.Globalization;
using Lfs.Tests;
using Xunit.Abstractions;

namespace Esp8266.Spiffs.Tests;

/// <summary>Images that no file system wrote.</summary>
public class MutationTests(ITestOutputHelper output)
{
    /// <summary>Set it for a long run.</summary>
    const string CountVariable = "SPIFFS_MUTANTS";

    const int DefaultCount = 20_000;

    /// <summary>Six, seven and eight blocks, and four: where few blocks are free, every write collects.</summary>
    static readonly int[] Sizes = [24 * 1024, 28 * 1024, 64 * 1024, 16 * 1024];

    [Fact]
    public void No_image_makes_a_call_throw_hang_or_leave_the_flash()
    {
        string? given = Environment.GetEnvironmentVariable(CountVariable);
        int count = given is null ? DefaultCount : int.Parse(given, CultureInfo.InvariantCulture);
        byte[][] images = [.. Sizes.Select(Image)];
        int mounted = 0;
        for (int i = 0; i < count; i++)
        {
            // Seldom the smallest: it takes the longest.
            byte[] image = [.. images[i % 500 == 0 ? 3 : i % 3]];
            var random = new Random(i);
            Mutate(image, random);
            try
            {
                mounted += Use(image, random) ? 1 : 0;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"mutant {i} of {image.Length} bytes", e);
            }
        }

        output.Print("spiffs-mutants", $"spiffs: {count} mutants, {mounted} mounted");
        Assert.True(mounted > count / 2);
    }

    [Fact]
    public void No_noise_makes_a_call_throw_hang_or_leave_the_flash()
    {
        for (int i = 0; i < 1000; i++)
        {
            var random = new Random(i);
            byte[] image = new byte[16 * 1024];
            random.NextBytes(image);
            // With its magics, noise is mounted.
            byte[] formatted = Formatted(image.Length);
            for (int block = 0; block < image.Length; block += 4096)
                formatted.AsSpan(block + 252, 2).CopyTo(image.AsSpan(block + 252));

            Assert.True(Use(image, random));
        }
    }

    /// <summary>Uses a file system in every way.</summary>
    /// <returns>Whether it could be mounted.</returns>
    static bool Use(byte[] image, Random random)
    {
        var flash = new LoggedFlash(image);
        if (SpiffsFileSystem.Mount(flash, Volumes.OptionsOf(flash), out SpiffsFileSystem? files) != SpiffsError.None)
            return false;
        if (random.Next(4) == 0)
            files!.Check();
        foreach (ObjectStat stat in files!.List())
        {
            byte[]? content = Volumes.Read(files, stat.Name.Bytes);
            Assert.True(content is null || content.Length <= image.Length);
            Change(files, stat.Name.Bytes, random);
        }

        Volumes.Write(files, "new", OperationScript.Generated(random.Next(3000), 1));
        files.Rename("new"u8, "f1"u8);
        files.Remove("f2"u8);
        files.Check();
        files.CollectGarbage((uint)random.Next(8000));
        files.EraseDeletedBlock(3);
        files.Usage(out _, out _);
        files.Unmount();
        return true;
    }

    static void Change(SpiffsFileSystem files, ReadOnlySpan<byte> name, Random random)
    {
        if (random.Next(4) == 0)
            files.Remove(name);
        if (files.Open(name, OpenFlags.ReadWrite | OpenFlags.Create, out int file) != SpiffsError.None)
            return;
        files.Seek(file, random.Next(-20, 2000), (SeekOrigin)random.Next(3), out _);
        files.Write(file, OperationScript.Generated(random.Next(400), 2));
        files.Stat(file, out _);
        files.IsAtEnd(file, out _);
        files.Read(file, new byte[random.Next(400)], out _);
        files.Tell(file, out _);
        files.Close(file);
        files.Stat(name, out _);
        if (random.Next(4) == 0 && files.Open(name, Volumes.Anew | OpenFlags.Append, out file) == SpiffsError.None)
            files.Write(file, OperationScript.Generated(random.Next(400), 3));
    }

    static void Mutate(byte[] image, Random random)
    {
        int blockBytes = image.Length < 32 * 1024 ? 4096 : 8192;
        for (int left = 1 << random.Next(6); left > 0; left--)
        {
            int at = random.Next(3) switch
            {
                0 => (random.Next(image.Length / blockBytes) * blockBytes) + random.Next(64),
                1 => (random.Next(image.Length / 256) * 256) + random.Next(56),
                _ => random.Next(image.Length),
            };
            switch (random.Next(5))
            {
                case 0:
                    image[at] &= (byte)~(1 << random.Next(8));
                    break;
                case 1:
                    image[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    image[at] = (byte)random.Next(256);
                    break;
                case 3:
                    image[at] = (byte)(random.Next(2) * 255);
                    break;
                default:
                    int page = random.Next(image.Length / 256) * 256;
                    Array.Copy(image, page, image, at / 256 * 256, 256);
                    break;
            }
        }
    }

    /// <summary>An image with files that fill a part of it.</summary>
    static byte[] Image(int bytes)
    {
        var flash = new LoggedFlash(bytes);
        SpiffsFileSystem files = Volumes.Format(flash);
        for (uint i = 0; i < 6; i++)
            Volumes.Write(files, $"f{i}", OperationScript.Generated((int)i * 70, i));
        Volumes.Write(files, "large", OperationScript.Generated(bytes / 8, 9));
        files.Remove("f3"u8);
        files.Unmount();
        return flash.Cells;
    }

    static byte[] Formatted(int bytes)
    {
        var flash = new LoggedFlash(bytes);
        Volumes.Format(flash);
        return flash.Cells;
    }
}
