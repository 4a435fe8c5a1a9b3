using CsCheck;

namespace Esp8266.Spiffs.Tests;

/// <summary>What a file system has in memory, as bytes: it goes on over a copy of its flash.</summary>
public class StateTests
{
    [Fact]
    public void A_file_system_that_is_resumed_does_the_same_flash_operations() => Gen.Int[0, 1_000_000].Sample(
        seed =>
        {
            var flash = new LoggedFlash(64 * 1024);
            SpiffsFileSystem files = Volumes.Format(flash);
            Work(files, new Random(seed + 1));
            var (here, there) = (Logged(flash), Logged(flash));
            byte[] state = files.SaveState();

            SpiffsFileSystem one = SpiffsFileSystem.Resume(here, Volumes.OptionsOf(flash), state);
            SpiffsFileSystem other = SpiffsFileSystem.Resume(there, Volumes.OptionsOf(flash), one.SaveState());
            Work(one, new Random(seed + 2));
            Work(files, new Random(seed + 2));
            Work(other, new Random(seed + 2));

            Assert.Equal(flash.Cells, here.Cells);
            Assert.Equal(here.Log, there.Log);
            Assert.Equal(files.SaveState(), other.SaveState());
        },
        iter: 100);

    [Fact]
    public void A_damaged_state_is_refused_or_harmless()
    {
        var flash = new LoggedFlash(64 * 1024);
        SpiffsFileSystem files = Volumes.Format(flash);
        Work(files, new Random(1));
        byte[] state = files.SaveState();

        Assert.Throws<InvalidDataException>(
            () => SpiffsFileSystem.Resume(flash, Volumes.OptionsOf(flash), state[..^1]));
        Assert.Throws<InvalidDataException>(
            () => SpiffsFileSystem.Resume(flash, Volumes.OptionsOf(flash), [.. state, 0]));
        Gen.Select(Gen.Int[0, state.Length - 1], Gen.Byte).Sample(
            (at, value) =>
            {
                byte[] mutant = [.. state];
                mutant[at] = value;
                try
                {
                    SpiffsFileSystem.Resume(Logged(flash), Volumes.OptionsOf(flash), mutant);
                }
                catch (InvalidDataException)
                {
                }
            },
            iter: 1000);
    }

    static LoggedFlash Logged(LoggedFlash flash) => new([.. flash.Cells]) { IsLogging = true };

    // Leaves files open, with writes in the cache.
    static void Work(SpiffsFileSystem files, Random random)
    {
        byte[] content = new byte[random.Next(300)];
        random.NextBytes(content);
        for (int i = 0; i < 40; i++)
        {
            byte[] name = Volumes.Name("f" + random.Next(6));
            int open = random.Next(1, 5);
            switch (random.Next(6))
            {
                case 0:
                    files.Open(name, OpenFlags.Create | OpenFlags.Write | OpenFlags.Read, out _);
                    break;
                case 1:
                    files.Remove(name);
                    break;
                case 2:
                    files.Close(open);
                    break;
                case 3:
                    files.Read(open, new byte[50], out _);
                    break;
                default:
                    files.Write(open, content.AsSpan(0, random.Next(content.Length + 1)));
                    break;
            }
        }
    }
}
