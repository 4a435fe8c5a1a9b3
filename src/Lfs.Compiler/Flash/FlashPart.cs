namespace Lfs.Compiler.Flash;

/// <summary>A file and the place in flash that it is written to.</summary>
/// <param name="Start">The offset in flash.</param>
/// <param name="Name">The name of the file.</param>
/// <param name="Bytes">The content. It must not be changed.</param>
public sealed record FlashPart(uint Start, string Name, byte[] Bytes)
{
    /// <summary>The range that the file fills.</summary>
    public FlashRange Range => new(Start, (uint)Bytes.Length);
}

/// <summary>Files that are flashed together.</summary>
public static class FlashParts
{
    const byte Blank = 0xFF;

    /// <summary>Finds two files that overlap, or one that does not fit.</summary>
    /// <param name="parts">The files.</param>
    /// <param name="flashBytes">The size of the chip.</param>
    /// <returns>What is wrong and what to do, in one line; null if nothing is.</returns>
    public static string? Check(IEnumerable<FlashPart> parts, uint flashBytes)
    {
        FlashPart? before = null;
        foreach (FlashPart part in parts.OrderBy(part => part.Start))
        {
            if (before is not null && before.Range.End > part.Start)
            {
                return FormattableString.Invariant(
                    $"{before.Name}, {before.Range}, overlaps {part.Name}, {part.Range}: ")
                    + $"choose another place for {part.Name}, or cut {before.Name} to its first "
                    + FormattableString.Invariant($"{part.Start - before.Start} bytes");
            }

            if (part.Range.End > flashBytes)
            {
                return FormattableString.Invariant(
                    $"{part.Name}, {part.Range}, does not fit into a flash of 0x{flashBytes:x} bytes");
            }

            before = part;
        }

        return null;
    }

    /// <summary>One file in the place of several. Between them it has FF, as erased flash.</summary>
    /// <param name="parts">At least one file; they do not overlap.</param>
    /// <param name="name">The name of the new file.</param>
    public static FlashPart Merge(IReadOnlyCollection<FlashPart> parts, string name)
    {
        uint start = parts.Min(part => part.Start);
        ulong end = parts.Max(part => part.Range.End);
        byte[] bytes = Enumerable.Repeat(Blank, (int)(end - start)).ToArray();
        foreach (FlashPart part in parts)
            part.Bytes.CopyTo(bytes, (int)(part.Start - start));
        return new FlashPart(start, name, bytes);
    }

    /// <summary>The command that writes the files.</summary>
    /// <remarks>The size goes into the header of the firmware, where the firmware reads it; without a
    /// firmware it changes nothing. Source: the documentation of esptool, write_flash.</remarks>
    /// <param name="parts">The files.</param>
    /// <param name="flashBytes">The size of the chip.</param>
    public static string EsptoolLine(IEnumerable<FlashPart> parts, uint flashBytes) =>
        FormattableString.Invariant($"esptool.py write_flash --flash_size {flashBytes >> 20}MB")
        + string.Concat(parts.OrderBy(part => part.Start).Select(part =>
            FormattableString.Invariant($" 0x{part.Start:x} {Quoted(part.Name)}")));

    // For a shell. Names that need it are rare.
    static string Quoted(string name) => name.Any(c => !char.IsLetterOrDigit(c) && !"-_./\\:+".Contains(c))
        ? "\"" + name + "\""
        : name;
}
