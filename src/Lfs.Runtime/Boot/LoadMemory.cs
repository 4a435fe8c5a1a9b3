using Esp8266.Memory;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

namespace Lfs.Runtime.Boot;

/// <summary>The heap that the reference's loader of 5.3 takes for an image.</summary>
/// <remarks>Our loader works in the host's memory, and takes the same blocks in the same order. Source:
/// lua53/lundump.c, <c>undumpLFS</c>, <c>LoadAllStrings</c>, <c>LoadFunction</c>. There the
/// Lua state is open meanwhile; here the load comes before it.</remarks>
/// <param name="heap">The heap of the device.</param>
sealed class LoadMemory(Heap heap)
{
    // Source: lnodemcu.c, LFSflashState and its two buffers of a sector each.
    const uint LoaderBytes = 112 + 4096 + 4096;

    // lobject.h, sizelstring: the head of a string, and the zero after its text.
    const int StringHeadBytes = 16 + 1;

    static readonly int _protoBytes = Relocation<ProtoRecord53>.Words * LfsImage.WordBytes;

    readonly List<uint> _taken = [];

    /// <summary>Takes what the loader takes at a time, and gives it back.</summary>
    /// <returns>False if the heap has too little.</returns>
    public bool Suffices(LfsImage image)
    {
        ImageContents contents = image.ReadContents();
        bool suffices = TryTake(LoaderBytes) && TakeStrings(image, contents) && TakeModules(contents);
        ReturnTo(0);
        return suffices;
    }

    /// <summary>A pointer to each string, which stays; the longest string; the hash vector.</summary>
    bool TakeStrings(LfsImage image, ImageContents contents)
    {
        int longest = contents.Strings.Select(text => text.Text.Length).DefaultIfEmpty().Max();
        if (!TryTakeWords(contents.Strings.Count + 1))
            return false;
        int before = _taken.Count;
        if (!TryTake((uint)(StringHeadBytes + longest)) || !TryTakeWords(image.Header53.RoSize))
            return false;
        ReturnTo(before);
        return true;
    }

    bool TakeModules(ImageContents contents) =>
        TryTakeWords(contents.Modules.Count) && contents.Modules.All(module => TakeFunction(module.Main));

    /// <summary>A function and the vector of its inner functions stay until these are written; code and lines
    /// pass through the heap one after the other.</summary>
    bool TakeFunction(Proto function)
    {
        int before = _taken.Count;
        if (!TryTake((uint)_protoBytes) || !TryTakeWords(function.Protos.Length)
            || !function.Protos.All(TakeFunction))
        {
            return false;
        }
        ReturnTo(before + 1);
        if (!TryTakeWords(function.Code.Length))
            return false;
        ReturnTo(before + 1);
        if (!TryTake((uint)function.LineInfo.Length))
            return false;
        ReturnTo(before);
        return true;
    }

    bool TryTakeWords(int words) => TryTake((uint)(words * LfsImage.WordBytes));

    bool TryTake(uint bytes)
    {
        if (bytes == 0)
            return true;
        uint block = heap.Allocate(bytes);
        if (block != 0)
            _taken.Add(block);
        return block != 0;
    }

    void ReturnTo(int count)
    {
        for (; _taken.Count > count; _taken.RemoveAt(_taken.Count - 1))
            heap.Free(_taken[^1]);
    }
}
