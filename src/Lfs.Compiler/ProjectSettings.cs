using System.Globalization;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Flash;
using Lfs.Compiler.Image;

namespace Lfs.Compiler;

/// <summary>The reaction to an image that is larger than the LFS region.</summary>
public enum SizeCheck : byte
{
    /// <summary>The build fails.</summary>
    Error,

    /// <summary>The build warns, and makes the image.</summary>
    Warn,

    /// <summary>The size is not checked.</summary>
    None,
}

/// <summary>The properties of an MSBuild project that determine its image.</summary>
/// <param name="Target">From <c>LfsLuaVersion</c>, <c>LfsNumberBits</c> and <c>LfsIntegerOnly</c>.</param>
/// <param name="Debug">From <c>LfsStrip</c>; a module can override it.</param>
/// <param name="SizeBytes">From <c>LfsSize</c>: the size of the LFS region in bytes.</param>
/// <param name="SizeCheck">From <c>LfsSizeCheck</c>.</param>
/// <param name="BaseAddress"> From <c>LfsBaseAddress</c>: the address of the
/// image, or 0 if it is relocatable.
/// </param>
/// <param name="BuildTime">From <c>LfsBuildTime</c>: seconds since 1970.</param>
public sealed record ProjectSettings(
    LuaTarget Target, DebugLevel Debug, int SizeBytes, SizeCheck SizeCheck, uint BaseAddress, long BuildTime)
{
    /// <summary>The size of a flash sector, which LFS regions are aligned to.</summary>
    const int Sector = 4096;

    /// <summary>The largest region: the flash that the CPU can see.</summary>
    const uint WindowBytes = 0x100000;

    /// <summary>The settings of a project that sets nothing: the defaults of <c>luac.cross</c>.</summary>
    public static ProjectSettings Default { get; } =
        new(LuaTarget.Lua51, DebugLevel.NoNames, ImageOptions.DefaultMaxBytes, SizeCheck.Error, 0, 0);

    /// <summary>
    /// From <c>LfsHashSeed</c>: the seed of the image's string hash; null for the seed of the System image,
    /// or 0 without one. 5.3 only.
    /// </summary>
    public uint? HashSeed { get; init; }

    /// <summary>
    /// From <c>LfsSystemImage</c>: the file of the System image; empty if there is none. 5.3 only.
    /// </summary>
    public string SystemImage { get; init; } = "";

    /// <summary>
    /// From <c>LfsBudget</c>: the bytes that the image may have; <see cref="int.MaxValue"/> for any number.
    /// </summary>
    public int BudgetBytes { get; init; } = int.MaxValue;

    /// <summary>
    /// From <c>LfsFlashSize</c>, <c>LfsSpiffsAddress</c>, <c>LfsSpiffsSize</c>, and the properties of the LFS
    /// region: where everything is in flash.
    /// </summary>
    public FlashPlan Flash { get; init; } =
        FlashPlan.Of(new FlashRequest { LfsBytes = ImageOptions.DefaultMaxBytes });

    /// <summary>True if the project says where the file system is, or how large.</summary>
    public bool PlacesFiles { get; init; }

    /// <summary>The properties that plan the flash.</summary>
    public static FlashNames FlashNames { get; } =
        new("LfsFlashSize", "LfsBaseAddress", "LfsSize", "LfsBaseAddress in the System image's project",
            "LfsSize", "LfsSpiffsAddress", "LfsSpiffsSize");

    /// <summary>
    /// Reads the properties. An invalid value is reported and replaced by its default.
    /// </summary>
    /// <param name="property">Returns the text of a property by its name; empty if it is not set.</param>
    /// <param name="problems"> Receives one
    /// <see cref="DiagnosticId.BadProjectValue"/> for each invalid value.
    /// </param>
    public static ProjectSettings Read(Func<string, string> property, ICollection<Diagnostic> problems)
    {
        LuaTarget target = ReadTarget(property, problems);
        bool is51 = target.Version == LuaVersion.Lua51;
        var settings = new ProjectSettings(
            target,
            ReadDebug("LfsStrip", property("LfsStrip"), Default.Debug, problems),
            (int)ReadSize(property, "LfsSize", Default.SizeBytes, problems, IsRegionSize,
                "a multiple of 4096 from 4096 to 0x100000"),
            ReadSizeCheck(property("LfsSizeCheck"), problems),
            (uint)ReadNumber(property, "LfsBaseAddress", 0, problems,
                address => address == 0 || ImageLimits.IsPossibleAddress(target, address),
                is51
                    ? "an address from 0x40210000 to 0x40310000, or 0"
                    : "an address above 0x40200000 and up to 0x40300000, or 0"),
            ReadNumber(property, "LfsBuildTime", 0, problems, seconds => seconds <= uint.MaxValue,
                "seconds since 1970"))
        {
            HashSeed = ReadHashSeed(property, is51, problems),
            SystemImage = ReadSystemImage(property, is51, problems),
            BudgetBytes = (int)ReadSize(
                property, "LfsBudget", int.MaxValue, problems, bytes => bytes is > 0 and <= WindowBytes,
                "a number of bytes up to 0x100000, such as 65536 or 64K"),
        };
        return settings with
        {
            Flash = settings.ReadFlash(property, problems),
            PlacesFiles = property("LfsSpiffsAddress").Trim().Length > 0
                || property("LfsSpiffsSize").Trim().Length > 0,
        };
    }

    FlashPlan ReadFlash(Func<string, string> property, ICollection<Diagnostic> problems)
    {
        const long NotSet = -1;
        const string Offset = "an offset in flash, a multiple of 0x2000";
        const string Bytes = "a number of bytes, a multiple of 0x2000";
        long start = ReadNumber(property, "LfsSpiffsAddress", NotSet, problems, IsSpiffsUnit, Offset);
        long size = ReadSize(property, "LfsSpiffsSize", NotSet, problems, IsSpiffsUnit, Bytes);
        // All LFS regions are in the first megabyte. The size of that of a System image is not known here.
        uint? unplaced = SystemImage.Length > 0 ? FlashPlan.SpiffsBoundary : null;
        FlashPlan plan = FlashPlan.Of(new FlashRequest
        {
            FlashBytes = (uint)ReadSize(
                property, "LfsFlashSize", FlashPlan.DefaultFlashBytes, problems,
                bytes => bytes <= uint.MaxValue, "the bytes of a flash chip"),
            LfsStart = BaseAddress > FlashPlan.Window
                ? BaseAddress - FlashPlan.Window
                : FlashPlan.DefaultLfsStart,
            LfsBytes = (uint)SizeBytes,
            SpiffsStart = start == NotSet ? unplaced : (uint)start,
            SpiffsBytes = size == NotSet ? null : (uint)size,
        });
        if (plan.Check(FlashNames) is { } wrong)
            problems.Add(new Diagnostic(DiagnosticId.BadFlashPlan, null, null, 0, wrong));
        return plan;
    }

    static bool IsSpiffsUnit(long number) =>
        number <= uint.MaxValue && number % FlashPlan.SpiffsAlignment == 0;

    /// <summary>Parses <c>LfsStrip</c>, or the <c>Strip</c> of one module.</summary>
    /// <param name="name">The property or metadata, for the message.</param>
    /// <param name="value">Its text.</param>
    /// <param name="otherwise">The level for an empty text.</param>
    /// <param name="problems">Receives a diagnostic if the value is invalid.</param>
    public static DebugLevel ReadDebug(
        string name, string value, DebugLevel otherwise, ICollection<Diagnostic> problems)
    {
        switch (value.Trim().ToLowerInvariant())
        {
            case "":
                return otherwise;
            case "none":
                return DebugLevel.Full;
            case "names":
                return DebugLevel.NoNames;
            case "all":
                return DebugLevel.NoLines;
            default:
                problems.Add(BadValue(name, value, "none, names or all"));
                return otherwise;
        }
    }

    /// <summary>The diagnostic for an invalid property, with its value and the valid values.</summary>
    public static Diagnostic BadValue(string name, string value, string expected) =>
        new(DiagnosticId.BadProjectValue, null, null, 0, $"{name} is '{value}' but must be {expected}");

    static LuaTarget ReadTarget(Func<string, string> property, ICollection<Diagnostic> problems)
    {
        string version = property("LfsLuaVersion").Trim();
        string bits = property("LfsNumberBits").Trim();
        string integerOnly = property("LfsIntegerOnly").Trim();
        switch (version)
        {
            case "" or "5.1":
                return ReadTarget51(bits, IsTrue(integerOnly), problems);
            case "5.3":
                if (IsTrue(integerOnly))
                {
                    problems.Add(BadValue(
                        "LfsIntegerOnly", integerOnly,
                        "false for Lua 5.3, whose numbers are chosen with LfsNumberBits"));
                }
                return ReadTarget53(bits, problems);
            default:
                problems.Add(BadValue("LfsLuaVersion", version, "5.1 or 5.3"));
                return Default.Target;
        }
    }

    static LuaTarget ReadTarget51(string bits, bool isIntegerOnly, ICollection<Diagnostic> problems)
    {
        LuaTarget target = isIntegerOnly ? LuaTarget.Lua51Int : LuaTarget.Lua51;
        switch (bits)
        {
            case "32" when !isIntegerOnly:
                problems.Add(BadValue(
                    "LfsNumberBits", bits,
                    "64 for Lua 5.1, unless LfsIntegerOnly is true; Lua 5.3 has both"));
                break;
            case "64" when isIntegerOnly:
                problems.Add(BadValue("LfsNumberBits", bits, "32 when LfsIntegerOnly is true"));
                break;
            case "" or "32" or "64":
                break;
            default:
                problems.Add(BadValue("LfsNumberBits", bits, "32 or 64"));
                break;
        }
        return target;
    }

    static LuaTarget ReadTarget53(string bits, ICollection<Diagnostic> problems)
    {
        if (bits is not ("" or "32" or "64"))
            problems.Add(BadValue("LfsNumberBits", bits, "32 or 64"));
        return bits == "64" ? LuaTarget.Lua53Long : LuaTarget.Lua53;
    }

    static uint? ReadHashSeed(
        Func<string, string> property, bool is51, ICollection<Diagnostic> problems)
    {
        const long NotSet = -1;
        long seed = ReadNumber(property, "LfsHashSeed", NotSet, problems,
            number => number <= (is51 ? 0 : uint.MaxValue),
            is51 ? "0 for Lua 5.1, which has no seed" : "a number of 32 bits");
        return seed == NotSet ? null : (uint)seed;
    }

    static string ReadSystemImage(
        Func<string, string> property, bool is51, ICollection<Diagnostic> problems)
    {
        string path = property("LfsSystemImage").Trim();
        if (path.Length == 0 || !is51)
            return path;
        problems.Add(BadValue("LfsSystemImage", path, "unset for Lua 5.1, which has one LFS region"));
        return "";
    }

    static SizeCheck ReadSizeCheck(string value, ICollection<Diagnostic> problems)
    {
        switch (value.Trim().ToLowerInvariant())
        {
            case "" or "error":
                return SizeCheck.Error;
            case "warn":
                return SizeCheck.Warn;
            case "none":
                return SizeCheck.None;
            default:
                problems.Add(BadValue("LfsSizeCheck", value, "error, warn or none"));
                return SizeCheck.Error;
        }
    }

    // A number of bytes, of kilobytes with K, or of megabytes with M.
    static long ReadSize(
        Func<string, string> property, string name, long otherwise,
        ICollection<Diagnostic> problems, Func<long, bool> isRight, string expected)
    {
        string text = property(name).Trim();
        char last = text.Length > 1 ? char.ToUpperInvariant(text[text.Length - 1]) : ' ';
        int shift = last == 'K' ? 10 : last == 'M' ? 20 : 0;
        string digits = shift == 0 ? text : text.Substring(0, text.Length - 1);
        return ReadNumber(digits, text, name, otherwise, problems, isRight, expected, shift);
    }

    static long ReadNumber(
        Func<string, string> property, string name, long otherwise,
        ICollection<Diagnostic> problems, Func<long, bool> isRight, string expected)
    {
        string text = property(name).Trim();
        return ReadNumber(text, text, name, otherwise, problems, isRight, expected, 0);
    }

    static long ReadNumber(
        string text, string whole, string name, long otherwise,
        ICollection<Diagnostic> problems, Func<long, bool> isRight, string expected, int shift)
    {
        if (text.Length == 0)
            return otherwise;

        bool isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        bool isNumber = long.TryParse(
            isHex ? text.Substring(2) : text,
            isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture,
            out long number);
        if (isNumber && number >= 0 && number <= long.MaxValue >> shift && isRight(number << shift))
            return number << shift;

        problems.Add(BadValue(name, whole, expected));
        return otherwise;
    }

    static bool IsRegionSize(long bytes) => bytes is >= Sector and <= WindowBytes && bytes % Sector == 0;

    static bool IsTrue(string value) => value.Trim().Equals("true", StringComparison.OrdinalIgnoreCase);
}
