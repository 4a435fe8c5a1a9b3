using System.Text;
using Lfs.Compiler.Image;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Modules;

/// <summary>One reload of 5.1, with the memory that the reference takes for it: about 25 KB.</summary>
/// <remarks>Source: lflash.c, <c>luaL_lfsreload</c>, <c>loadLFS</c>, <c>loadLFSgc</c>.</remarks>
/// <param name="lua">The state.</param>
sealed class Reload51(ILuaState lua)
{
    // Sizes on the device: struct INPUT and struct OUTPUT of lflash.c, struct uzlib_data of uzlib_inflate.c.
    const uint InputBytes = 1048, OutputBytes = 2128, InflateBytes = 1460;

    // lflash.c, WRITE_BLOCKS: the window of 16 KB, and the block that is being filled.
    const int Blocks = Deflate.Window / Inflate.BlockBytes + 1;

    readonly List<uint> _taken = [];
    byte[]? _content;
    string? _refusal;

    /// <summary>Checks and loads a file.</summary>
    /// <param name="name">Its name; null for none.</param>
    /// <returns>Why it was not loaded, and nothing has changed; null if the device is to restart.</returns>
    public string? Run(string? name)
    {
        long hostBytes = lua.HostBytesInUse;
        try
        {
            LuaStatus status = lua.Protect(() => Check(name));
            if (status != LuaStatus.Ok)
            {
                lua.Pop(1);
                return "Memory allocation error";
            }
            if (_content is null)
                return _refusal;
            bool isLoaded = lua.Device.ImageLoader!.TryLoad(_content);
            Say(isLoaded ? "LFS region updated.  Restarting." : "LFS image could not be written to flash");
            return null;
        }
        finally
        {
            ReturnAll();
            lua.ReturnHost(hostBytes);
        }
    }

    void Check(string? name)
    {
        Take(InputBytes);
        Take(OutputBytes);
        using Stream? stream = name is null ? null : lua.Device.Files.Open(name);
        if (stream is null)
        {
            _refusal = "LFS image file not found";
            return;
        }
        byte[] file = ReadAll(stream);
        for (int i = 0; i < Blocks; i++)
            Take(Inflate.BlockBytes);
        uint inflate = lua.TakeSystemBlock(InflateBytes);
        if (inflate == 0)
        {
            // Source: uzlib_inflate.c: without memory for its state it fails as for a wrong file.
            _refusal = Inflate.MessageOf(InflateStatus.ReadError);
            return;
        }
        _taken.Add(inflate);
        _refusal = lua.Device.ImageLoader!.Check51(
            file, words => Take(words * LfsImage.WordBytes), out _content);
    }

    byte[] ReadAll(Stream stream)
    {
        // No region is larger, and a file that is compressed hardly.
        const int LargestFile = 2 * ImageLimits.MaxRegionBytes;
        if (stream.Length > LargestFile)
            return [];
        lua.Spend(stream.Length);
        lua.TakeHost(stream.Length);
        byte[] file = new byte[stream.Length];
        stream.ReadExactly(file);
        return file;
    }

    void Take(uint bytes) => _taken.Add(lua.TakeBlock(bytes));

    void ReturnAll()
    {
        foreach (uint block in _taken)
            lua.ReturnBlock(block);
    }

    void Say(string message) => lua.Device.Console.Write(Encoding.ASCII.GetBytes(message));
}
