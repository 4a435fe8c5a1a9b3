using CsCheck;

namespace Esp8266.Spiffs.Tests;

/// <summary>Any use of a file system compared with a dictionary.</summary>
public class ModelTests
{
    /// <summary>Half of what fits in 64 KB: a fuller file system may refuse what a dictionary does not.</summary>
    const int MostBytes = 22000;

    const int Names = 8;

    enum Verb
    {
        Write, Append, Patch, Remove, Rename, Read, Remount, Check,
    }

    sealed record Operation(Verb Verb, int Name, int Other, int Size, int Chunk, uint Seed)
    {
        public byte[] Content => OperationScript.Generated(Size, Seed);
    }

    static readonly Gen<Operation> AnyOperation = Gen.Select(
        Gen.Enum<Verb>(), Gen.Int[0, Names - 1], Gen.Int[0, Names - 1],
        Gen.OneOf(Gen.Int[0, 20], Gen.Int[240, 520], Gen.Int[0, 6000]),
        Gen.OneOf(Gen.Int[1, 300], Gen.Const(4096)), Gen.UInt,
        (verb, name, other, size, chunk, seed) => new Operation(verb, name, other, size, chunk, seed));

    [Fact]
    public void A_file_system_holds_what_was_written_whatever_was_done() =>
        AnyOperation.Array[1, 120].Sample(operations =>
        {
            var flash = new LoggedFlash(64 * 1024);
            SpiffsFileSystem files = Volumes.Format(flash);
            var model = new Dictionary<string, byte[]>();
            foreach (Operation operation in operations)
                Do(operation, flash, ref files, model);

            files.Unmount();
            files = Volumes.Mount(flash);
            Assert.Equal(SpiffsError.None, files.Check());
            AssertSame(files, model);
            files.Usage(out _, out uint used);
            Assert.Equal(251 * model.Values.Sum(content => PagesOf(content.Length)), (int)used);
        }, iter: 150, threads: 1);

    static void Do(
        Operation operation, LoggedFlash flash, ref SpiffsFileSystem files, Dictionary<string, byte[]> model)
    {
        string name = $"f{operation.Name}";
        string other = $"f{operation.Other}";
        byte[] old = model.GetValueOrDefault(name, []);
        bool fits = model.Values.Sum(content => content.Length) + operation.Size <= MostBytes;
        switch (operation.Verb)
        {
            case Verb.Write when fits:
                Assert.Equal(
                    SpiffsError.None, Volumes.Write(files, name, operation.Content, chunk: operation.Chunk));
                model[name] = operation.Content;
                break;
            case Verb.Append when fits:
                const OpenFlags Append = OpenFlags.Create | OpenFlags.Append | OpenFlags.Write;
                Assert.Equal(
                    SpiffsError.None, Volumes.Write(files, name, operation.Content, Append, operation.Chunk));
                model[name] = [.. old, .. operation.Content];
                break;
            case Verb.Patch when fits && model.ContainsKey(name):
                model[name] = Patch(files, name, old, operation);
                break;
            case Verb.Remove:
                bool exists = model.Remove(name);
                Assert.Equal(exists ? SpiffsError.None : SpiffsError.NotFound, files.Remove(Volumes.Name(name)));
                break;
            case Verb.Rename:
                SpiffsError expected = !model.ContainsKey(name) ? SpiffsError.NotFound
                    : model.ContainsKey(other) ? SpiffsError.ConflictingName : SpiffsError.None;
                Assert.Equal(expected, files.Rename(Volumes.Name(name), Volumes.Name(other)));
                if (expected == SpiffsError.None)
                {
                    model.Remove(name);
                    model[other] = old;
                }

                break;
            case Verb.Read:
                Assert.Equal(model.GetValueOrDefault(name), Volumes.Read(files, name));
                break;
            case Verb.Remount:
                files.Unmount();
                files = Volumes.Mount(flash);
                break;
            case Verb.Check:
                Assert.Equal(SpiffsError.None, files.Check());
                break;
            default:
                break;
        }
    }

    static byte[] Patch(SpiffsFileSystem files, string name, byte[] old, Operation operation)
    {
        int at = old.Length == 0 ? 0 : operation.Other * old.Length / Names;
        Assert.Equal(SpiffsError.None, files.Open(Volumes.Name(name), OpenFlags.ReadWrite, out int file));
        Assert.Equal(SpiffsError.None, files.Seek(file, at, SeekOrigin.Begin, out _));
        if (operation.Size > 0)
            Assert.Equal(SpiffsError.None, files.Write(file, operation.Content));
        Assert.Equal(SpiffsError.None, files.Close(file));
        byte[] patched = new byte[Math.Max(old.Length, at + operation.Size)];
        old.CopyTo(patched, 0);
        operation.Content.CopyTo(patched, at);
        return patched;
    }

    static void AssertSame(SpiffsFileSystem files, Dictionary<string, byte[]> model)
    {
        Assert.Equal(
            model.Select(file => (file.Key, (uint)file.Value.Length)).Order(),
            files.List().Select(stat => (stat.Name.ToString(), stat.Bytes)).Order());
        foreach ((string name, byte[] content) in model)
            Assert.Equal(content, Volumes.Read(files, name));
    }

    /// <summary>Data pages, the header, and index pages of 124 entries.</summary>
    static int PagesOf(int bytes)
    {
        int data = (bytes + 250) / 251;
        return data + 1 + (Math.Max(data - 105, 0) + 123) / 124;
    }
}
