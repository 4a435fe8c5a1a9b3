using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>The size of an image, added up from the shares of its modules.</summary>
/// <remarks>
/// It equals <see cref="LfsImage.Size"/> and <see cref="ModuleContents.Bytes"/> of the image, but no image is
/// laid out, because an IDE needs it after every key stroke.
/// </remarks>
sealed class ImageSize
{
    readonly int[] _bytesOf;

    ImageSize(int modules)
    {
        _bytesOf = new int[modules];
    }

    /// <summary>The size of the image in bytes, on a device without a System image.</summary>
    public int Bytes { get; private set; }

    /// <summary>The bytes that the image would save without each module.</summary>
    public IReadOnlyList<int> BytesOf => _bytesOf;

    /// <summary>Adds up the size of an image.</summary>
    /// <param name="shares">The share of each module.</param>
    /// <param name="names">The name of each module, which is a string of the image too.</param>
    /// <param name="target">The target that the modules were compiled for.</param>
    public static ImageSize Of(
        IReadOnlyList<ModuleShare> shares, IReadOnlyList<LuaString> names, LuaTarget target)
    {
        var size = new ImageSize(shares.Count);
        bool is51 = target.Version == LuaVersion.Lua51;
        SharedStrings strings = Union(shares, names, is51);
        int fixedWords = is51
            ? Relocation<LfsHeader>.Words + RoStrt.SizeOf(strings.Count) + IndexWords(shares.Count, target)
            : Relocation<LfsHeader53>.Words + RoStrt53.SizeOf(ShortCount(strings))
                + TableWords(shares.Count, target);
        size.Bytes = (fixedWords * LfsImage.WordBytes) + size.Add(strings) + size.Add(shares);
        return size;
    }

    static SharedStrings Union(IReadOnlyList<ModuleShare> shares, IReadOnlyList<LuaString> names, bool is51)
    {
        int most = shares.Sum(share => share.Strings.Length + 1) + FixedStrings.All.Count + 1;
        var strings = new SharedStrings(most);
        for (int module = 0; module < shares.Count; module++)
        {
            strings.Add(NeededString.Of(names[module]), module);
            foreach (NeededString text in shares[module].Strings)
                strings.Add(text, module);
        }

        // The index function of 5.1 has a chunk name like any other function. The fixed strings of 5.3 are in
        // every image, but one counts for a module if no other module uses it.
        if (is51)
            strings.Add(NeededString.Of(ModuleIndex.ChunkName), SharedStrings.Nobody);
        else
            AddFirmware(strings);
        return strings;
    }

    static void AddFirmware(SharedStrings strings)
    {
        strings.AddUnneeded(NeededString.Of(StringSection.Wrapper));
        foreach (LuaString text in FixedStrings.All)
            strings.AddUnneeded(NeededString.Of(text));
    }

    // The words of the function that finds modules, as ImageBuilder writes it.
    static int IndexWords(int modules, LuaTarget target) =>
        Relocation<ProtoRecord>.Words + modules + ModuleIndex.LookupCode(modules).Length
        + ((modules + 1) * TValueLayout.Of(target).Words);

    static int TableWords(int modules, LuaTarget target) =>
        RoTableLayout.TotalWords(target, modules) + Relocation<RoTableRecord>.Words;

    static int ShortCount(SharedStrings strings)
    {
        int count = 0;
        for (int i = 0; i < strings.Count; i++)
            count += StringSection.IsShort(strings[i]) ? 1 : 0;
        return count;
    }

    int Add(SharedStrings strings)
    {
        int all = 0;
        for (int i = 0; i < strings.Count; i++)
        {
            int bytes = RomString.TotalWords(strings[i].Length) * LfsImage.WordBytes;
            all += bytes;
            if (strings.OwnerOf(i) != SharedStrings.Nobody)
                _bytesOf[strings.OwnerOf(i)] += bytes;
        }
        return all;
    }

    int Add(IReadOnlyList<ModuleShare> shares)
    {
        int all = 0;
        for (int module = 0; module < shares.Count; module++)
        {
            all += shares[module].Bytes;
            _bytesOf[module] += shares[module].Bytes;
        }
        return all;
    }
}
