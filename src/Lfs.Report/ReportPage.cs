using System.Net;
using System.Text;
using Lfs.Compiler;
using Lfs.Compiler.Image;

namespace Lfs.Report;

/// <summary>Writes a report as an HTML page: the embedded template, with the report as JSON in it.</summary>
static class ReportPage
{
    const string TemplateName = "report.html";
    const string TitleMark = "{{title}}";
    const string ReportMark = "{{report}}";

    public static string Of(SizeReport report)
    {
        string[] parts = Template().Split([ReportMark], StringSplitOptions.None);
        string title = WebUtility.HtmlEncode(report.Title);
        return parts[0].Replace(TitleMark, title) + JsonOf(report) + parts[1];
    }

    static string Template()
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream(TemplateName)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r", "");
    }

    static string JsonOf(SizeReport report)
    {
        LfsImage image = report.Bytes.Image;
        string place = image.IsAbsolute
            ? FormattableString.Invariant($"at 0x{image.BaseAddress:x8}")
            : "relocatable";
        return Json.Object(
            ("title", Json.Of(report.Title)),
            ("target", Json.Of("Lua " + image.Target.Name)),
            ("place", Json.Of(image.System is null ? place : place + ", beside a System image")),
            ("size", Json.Of(image.Size)),
            ("region", Json.Of(report.RegionBytes)),
            ("budget", Json.Of(report.BudgetBytes)),
            ("modules", Json.Array(report.Bytes.Modules.Select(Module))),
            ("common", Common(report.Bytes.Common)),
            ("table", StringTable(report.Bytes)),
            ("strip", report.Strip is null ? Json.Null : Strip(report.Strip)),
            ("preload", report.Preload is null ? Json.Null : Preload(report.Preload)),
            ("baseline", report.Comparison is null
                ? Json.Null
                : Comparison(report.Comparison, report.BaselineName)));
    }

    static string Module(ModuleBytes module) => Json.Object(
        ("name", Json.Of(module.Name)),
        ("common", Counts(module.Common)),
        ("main", Function(module.Main)));

    static string Function(FunctionBytes function) => Json.Object(
        ("name", Json.Of(function.Title)),
        ("lines", Json.Array(function.Function.LineDefined, function.Function.LastLineDefined)),
        ("own", Counts(function.Own)),
        ("inner", Json.Array(function.Inner.Select(Function))));

    static string Counts(ByteCounts bytes) => Json.Array(
        bytes.Code, bytes.Constants, bytes.Strings, bytes.LineInfo, bytes.Names, bytes.Records);

    static string Common(CommonBytes bytes) => Json.Object(
        ("header", Json.Of(bytes.Header)),
        ("buckets", Json.Of(bytes.Buckets)),
        ("index", Json.Of(bytes.Index)),
        ("strings", Json.Of(bytes.Strings)),
        ("unused", Json.Of(bytes.Unused)));

    static string StringTable(ImageBytes bytes)
    {
        StringBytes[] all = [.. bytes.Strings];
        int buckets = bytes.Common.Buckets / LfsImage.WordBytes;
        var lengths = new int[buckets];
        foreach (StringBytes text in all.Where(text => text.Text.Bucket != RomString.NoBucket))
            lengths[text.Text.Bucket]++;
        int[] chains = [.. Enumerable.Range(0, lengths.Length == 0 ? 0 : lengths.Max() + 1)
            .Select(length => lengths.Count(one => one == length))];
        return Json.Object(
            ("buckets", Json.Of(buckets)),
            ("chains", Json.Array(chains)),
            ("strings", Json.Array(all.OrderByDescending(text => text.Text.Bytes).Select(text => Json.Array([
                text.Role == StringRole.LineInfo ? Json.Null : Json.Of(text.Text.Text),
                Json.Of(text.Text.Bytes), Json.Of(text.Module), Json.Of((int)text.Role),
                Json.Of(text.Text.Bucket)])))));
    }

    static string Strip(StripChoices strip) => Json.Object(
        ("size", Json.Of(strip.Bytes)),
        ("choices", Json.Array(strip.Choices.Select(choice =>
            Json.Array([Json.Of(NameOf(choice.Level)), Json.Of(choice.Bytes)])))),
        ("modules", Json.Array(strip.Modules
            .OrderByDescending(module => module.NoLines)
            .Select(module => Json.Array(
                [Json.Of(module.Module), Json.Of(module.NoNames), Json.Of(module.NoLines)])))));

    // The values of LfsStrip.
    static string NameOf(DebugLevel level) => level switch
    {
        DebugLevel.Full => "none",
        DebugLevel.NoNames => "names",
        _ => "all",
    };

    static string Preload(PreloadCandidates preload) => Json.Object(
        ("rule", Json.Of(preload.Rule)),
        ("strings", Json.Array(preload.Strings.Select(one => Json.Array(
            [Json.Of(one.Text), Json.Of(one.RamBytes), Json.Of(one.FlashBytes), Json.Of(one.Reason)])))));

    static string Comparison(ImageComparison comparison, string name) => Json.Object(
        ("name", Json.Of(name)),
        ("size", Json.Of(comparison.Before.Image.Size)),
        ("target", Json.Of("Lua " + comparison.Before.Image.Target.Name)),
        ("modules", Json.Array(comparison.Modules.Select(module => Json.Object(
            ("name", Json.Of(module.Name)),
            ("change", Json.Of((int)module.Change)),
            ("bytes", Json.Array(module.Bytes.Before, module.Bytes.After)),
            ("within", Json.Array(module.Common.Before, module.Common.After)),
            ("functions", Json.Array(Functions(module.Main, ""))))))),
        ("common", Json.Array(comparison.Before.Common.Total, comparison.After.Common.Total)));

    static IEnumerable<string> Functions(FunctionChange function, string path)
    {
        string title = path + function.Title;
        if (function.Change != Change.Same)
        {
            yield return Json.Array([
                Json.Of(title), Json.Of((int)function.Change),
                Json.Array(function.Own.Before, function.Own.After)]);
        }
        // The main function encloses all others; its name in front of each tells nothing.
        string inner = path.Length == 0 && function.Title == "main" ? "" : title + " / ";
        foreach (string row in function.Inner.SelectMany(one => Functions(one, inner)))
            yield return row;
    }
}
