namespace Esp8266.Spiffs;

// Finds the size of a file system.
sealed partial class Volume
{
    const ushort NoMagic = 0xFFFF;

    /// <summary>Finds the number of blocks by the magics of the first three, which count down.</summary>
    /// <remarks>Source: spiffs_nucleus.c, <c>spiffs_probe</c>.</remarks>
    public SpiffsError Probe(out int blocks)
    {
        ushort first = ReadWord(Layout.AddressOfMagic(0));
        ushort second = ReadWord(Layout.AddressOfMagic(1));
        ushort third = ReadWord(Layout.AddressOfMagic(2));
        int fromFirst = BlocksFrom(first);
        int fromSecond = BlocksFrom(second);
        int fromThird = BlocksFrom(third);

        blocks = 0;
        if (fromFirst < 3)
            return SpiffsError.ProbeTooFewBlocks;
        if (first == NoMagic && fromSecond - fromThird == 1)
            blocks = fromSecond + 1;
        else if ((second == NoMagic && fromFirst - fromThird == 2)
            || (third == NoMagic && fromFirst - fromSecond == 1)
            || (fromFirst - fromSecond == 1 && fromSecond - fromThird == 1))
            blocks = fromFirst;
        return blocks == 0 ? SpiffsError.ProbeNotAFileSystem : SpiffsError.None;
    }

    /// <summary>How many blocks there are from that of a magic on.</summary>
    int BlocksFrom(ushort magic) => magic ^ Layout.MagicOf(Layout.Blocks);
}
