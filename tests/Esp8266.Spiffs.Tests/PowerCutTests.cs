using Xunit.Abstractions;

namespace Esp8266.Spiffs.Tests;

/// <summary>Power fails in every flash operation of a sequence.</summary>
/// <remarks>SPIFFS is not made for that; the tests say what it keeps, and what a check makes good.</remarks>
public class PowerCutTests(ITestOutputHelper output)
{
    static readonly double[] Parts = [0, 0.5, 1];

    static readonly byte[] Kept = OperationScript.Generated(3000, 1);

    [Fact]
    public void Files_that_are_not_written_survive_a_power_loss()
    {
        Losses losses = CutEverywhere(rewrites: 0, files =>
        {
            Write(files, "new", 700, 3);
            Volumes.Write(files, "log", OperationScript.Generated(600, 4), OpenFlags.Append | OpenFlags.Write, 20);
            Write(files, "old", 300, 5);
            files.Rename("new"u8, "newer"u8);
            files.Remove("old"u8);
            files.Remove("newer"u8);
        });

        output.WriteLine($"spiffs: {losses.States} states of a power loss without the collector");
        Assert.True(losses is { States: > 250, Broken: 0, Lost: 0 });
    }

    /// <summary>The collector deletes moved data before it stores the index, and an old header after the new one.
    /// Meanwhile the file is broken, or is there twice; of the latter a check leaves none.</summary>
    [Fact]
    public void A_file_that_the_collector_moves_survives_unless_its_header_is_there_twice()
    {
        Losses losses = CutEverywhere(rewrites: 9, files =>
        {
            Write(files, "log", 2500, 9);
            files.CollectGarbage(38000);
        });

        output.WriteLine($"spiffs: {losses.States} states of a power loss with the collector: "
            + $"{losses.Broken} broken until a check, {losses.Lost} lost");
        Assert.True(losses.States > 500);
        Assert.True(losses.Broken > 0);
        Assert.InRange(losses.Lost, 1, losses.States / 20);
    }

    /// <summary>How often a file that was not written suffered.</summary>
    /// <param name="States">States that a power loss left.</param>
    /// <param name="Broken">Those in which the file could not be read until a check.</param>
    /// <param name="Lost">Those in which a check deleted it.</param>
    sealed record Losses(int States, int Broken, int Lost);

    /// <summary>Runs a sequence once for each of its operations, and each part of one being done.</summary>
    static Losses CutEverywhere(uint rewrites, Action<SpiffsFileSystem> sequence)
    {
        byte[] start = Start(rewrites);
        var whole = new LoggedFlash([.. start]);
        sequence(Volumes.Mount(whole));
        int operations = whole.Programs + whole.Erases;
        var losses = new Losses(0, 0, 0);
        for (int operation = 0; operation < operations; operation++)
        {
            foreach (double part in Parts)
            {
                var flash = new LoggedFlash([.. start]);
                SpiffsFileSystem files = Volumes.Mount(flash);
                flash.OperationsLeft = operation;
                flash.PartDone = part;
                Assert.Throws<LoggedFlash.PowerFailure>(() => sequence(files));
                losses = Mend(flash, losses, rewrites > 0 ? "log" : "", $"operation {operation}, {part} of it done");
            }
        }

        return losses;
    }

    /// <param name="flash">What a power loss left.</param>
    /// <param name="losses">Those so far.</param>
    /// <param name="written">A file that may stay broken, as it was being written and moved at once.</param>
    /// <param name="state">How to name it.</param>
    static Losses Mend(LoggedFlash flash, Losses losses, string written, string state)
    {
        SpiffsFileSystem files = Volumes.Mount(flash);
        bool isBroken = !IsKept(files);
        bool isTwice = files.List().Count(stat => stat.Name.ToString() == "kept") > 1;
        Assert.Equal(SpiffsError.None, files.Check());
        bool isLost = !IsKept(files);
        Assert.True(!isLost || isTwice, state + ": lost");
        files.Unmount();

        files = Volumes.Mount(flash);
        foreach (string name in files.List().Select(stat => stat.Name.ToString()).Where(name => name != written))
            Assert.True(Volumes.Read(files, name) is not null, $"{state}: {name} cannot be read");
        Assert.Equal(SpiffsError.None, Volumes.Write(files, "after", Kept));
        Assert.Equal(Kept, Volumes.Read(files, "after"));
        Assert.True(isLost || IsKept(files), state + ": lost by a write");
        return new Losses(
            losses.States + 1, losses.Broken + (isBroken && !isLost ? 1 : 0), losses.Lost + (isLost ? 1 : 0));
    }

    static bool IsKept(SpiffsFileSystem files) => Kept.AsSpan().SequenceEqual(Volumes.Read(files, "kept"));

    /// <summary>A file system of 64 KB in which a file was written so often that few pages are free.</summary>
    static byte[] Start(uint rewrites)
    {
        var flash = new LoggedFlash(64 * 1024);
        SpiffsFileSystem files = Volumes.Format(flash);
        Write(files, "kept", 3000, 1);
        Write(files, "old", 900, 7);
        Write(files, "log", 1000, 8);
        for (uint i = 0; i < rewrites; i++)
            Write(files, "log", 2500, i);
        files.Unmount();
        return flash.Cells;
    }

    static void Write(SpiffsFileSystem files, string name, int bytes, uint seed) =>
        Volumes.Write(files, name, OperationScript.Generated(bytes, seed));
}
