using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;

namespace Lfs.Report;

/// <summary>A string that takes RAM now, and would take none if the image had it.</summary>
/// <param name="Text">The string.</param>
/// <param name="Reason">Who makes it.</param>
public sealed record PreloadCandidate(LuaString Text, string Reason)
{
    // lobject.h, TString: a header of 16 bytes; the text ends with a zero.
    const int RamHeader = 17;

    /// <summary>The bytes of RAM that it takes.</summary>
    public int RamBytes => RamHeader + Text.Length;

    /// <summary>The bytes of flash that its record would take.</summary>
    public int FlashBytes => new RomString(0, Text, 0, RomString.NoBucket).Bytes;
}

/// <summary>Strings that may pay in the image.</summary>
/// <param name="Rule">Where they come from, as a sentence.</param>
/// <param name="Strings">The strings, those that save most first.</param>
public sealed record PreloadCandidates(string Rule, IReadOnlyList<PreloadCandidate> Strings)
{
    // lstring.h of 5.3, LUAI_MAXSHORTLEN: only shorter strings are looked up in flash.
    const int LongestShort53 = 40;

    /// <summary>The strings of files that a device loads into RAM, as far as the image lacks them.</summary>
    /// <remarks>What a program makes as it runs is in no file; <c>lfs strings</c> measures it.</remarks>
    /// <param name="files">The name and the main function of each file.</param>
    /// <param name="image">The image beside them.</param>
    public static PreloadCandidates OfFiles(IEnumerable<(string Name, Proto Main)> files, ImageBytes image)
    {
        const string Rule = "Constants of the Lua files that run from the file system, as far as the image "
            + "lacks them. Each takes RAM while its file is loaded. What programs make while they run is not "
            + "counted here; lfs strings measures it on a device.";
        IEnumerable<PreloadCandidate> found = files
            .SelectMany(file => TextsOf(file.Main).Select(text => new PreloadCandidate(text, file.Name)))
            .GroupBy(one => one.Text)
            .Select(same => same.First());
        return Of(Rule, found, image);
    }

    /// <summary>Strings that a device was found to keep in RAM.</summary>
    /// <param name="rule">How they were found.</param>
    /// <param name="strings">The strings.</param>
    /// <param name="image">The image of the device.</param>
    public static PreloadCandidates Of(
        string rule, IEnumerable<PreloadCandidate> strings, ImageBytes image)
    {
        int longest = image.Image.Target.Version == LuaVersion.Lua53 ? LongestShort53 : int.MaxValue;
        HashSet<LuaString> inImage = [.. image.Strings.Select(text => text.Text.Text)];
        return new PreloadCandidates(rule, [.. strings
            .Where(one => one.Text.Length > 0 && one.Text.Length <= longest && !inImage.Contains(one.Text))
            .OrderByDescending(one => one.RamBytes)
            .ThenBy(one => one.Text.ToString(), StringComparer.Ordinal)]);
    }

    static IEnumerable<LuaString> TextsOf(Proto function) => function.Constants
        .Select(constant => constant.Text)
        .OfType<LuaString>()
        .Concat(function.Protos.SelectMany(TextsOf));
}
