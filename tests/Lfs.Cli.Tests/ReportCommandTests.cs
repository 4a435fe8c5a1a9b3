using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lfs.Cli.Tests;

public sealed partial class ReportCommandTests : IDisposable
{
    readonly Session _session = new Session()
        .With("a.lua", "local M = {}\nfunction M.f(x) return x, 'only here' end\nreturn M\n")
        .With("b.lua", "local function g(y) print('both', y) end\nreturn g, 'both'\n");

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.1-dword")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void The_page_has_every_byte_of_files_and_of_their_image(string target)
    {
        int size = Compile("i.img", target, "a.lua", "b.lua");

        JsonElement ofFiles = Report("--target", target, "a.lua", "b.lua");
        JsonElement ofImage = Report("i.img");

        foreach (JsonElement report in new[] { ofFiles, ofImage })
        {
            Assert.Equal(size, report.GetProperty("size").GetInt32());
            Assert.Equal(size, report.GetProperty("modules").EnumerateArray().Sum(Total) + Sum(report.GetProperty("common")));
            Assert.Equal("Lua " + target, report.GetProperty("target").GetString());
            Assert.Equal(262144, report.GetProperty("region").GetInt32());
        }
        Assert.Equal(ofFiles.GetProperty("modules").ToString(), ofImage.GetProperty("modules").ToString());
        Assert.Equal(ofFiles.GetProperty("table").ToString(), ofImage.GetProperty("table").ToString());
    }

    /// <summary>An image of 5.3 is measured in the region, which <c>-a</c> writes.</summary>
    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void A_strip_choice_is_what_compiling_with_it_gives(string target)
    {
        JsonElement strip = Report("--target", target, "a.lua", "b.lua").GetProperty("strip");

        foreach (JsonElement choice in strip.GetProperty("choices").EnumerateArray())
        {
            JsonElement chosen = Report("--target", target, "--strip", choice[0].GetString()!, "a.lua", "b.lua");
            Assert.Equal(choice[1].GetInt32(), chosen.GetProperty("size").GetInt32());
        }
        Assert.Equal(["none", "names", "all"], strip.GetProperty("choices").EnumerateArray().Select(one => one[0].GetString()!));
        // What an image has dropped is gone.
        Compile("i.img", target, "a.lua", "b.lua");
        Assert.Equal(
            ["names", "all"],
            Report("i.img").GetProperty("strip").GetProperty("choices").EnumerateArray().Select(one => one[0].GetString()!));
        int both = strip.GetProperty("modules").EnumerateArray().Sum(module => module[2].GetInt32());
        Assert.True(both > 0);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void What_may_pay_to_preload_is_measured_on_a_device(string target)
    {
        Compile("i.img", target, "a.lua");
        JsonElement[] found = [.. Report("i.img").GetProperty("preload").GetProperty("strings").EnumerateArray()];

        Assert.True(found.Length > 10);
        // In the image, each of them is gone from RAM.
        string[] some = [.. found.Select(one => one[0].GetString()!).Where(text => Word().IsMatch(text)).Take(20)];
        Assert.NotEmpty(some);
        _session.With("c.lua", $"local preload = '{string.Join("', '", some)}'\n");
        Compile("j.img", target, "a.lua", "c.lua");
        string[] left = [.. Report("j.img").GetProperty("preload").GetProperty("strings").EnumerateArray().Select(one => one[0].GetString()!)];
        Assert.Empty(left.Intersect(some));
        Assert.Equal(JsonValueKind.Null, Report("--target", "5.1-dword", "a.lua").GetProperty("preload").ValueKind);
    }

    [Fact]
    public void An_earlier_image_is_compared()
    {
        int before = Compile("old.img", "5.1", "a.lua", "b.lua");
        _session.With("a.lua", "local M = {}\nfunction M.f(x) return x, 'somewhere else' end\nfunction M.g() end\nreturn M\n");

        JsonElement report = Report("--baseline", "old.img", "a.lua", "b.lua");
        JsonElement baseline = report.GetProperty("baseline");

        Assert.Equal(("old.img", before), (baseline.GetProperty("name").GetString(), baseline.GetProperty("size").GetInt32()));
        JsonElement a = baseline.GetProperty("modules")[0];
        Assert.Equal(
            ["main 3", "f 3", "g 4"],
            a.GetProperty("functions").EnumerateArray().Select(row => $"{row[0].GetString()} {row[1].GetInt32()}"));
        int change = baseline.GetProperty("modules").EnumerateArray().Append(baseline)
            .Select(one => one.GetProperty(one.TryGetProperty("common", out _) ? "common" : "bytes"))
            .Sum(pair => pair[1].GetInt32() - pair[0].GetInt32());
        Assert.Equal(report.GetProperty("size").GetInt32() - before, change);
    }

    [Fact]
    public void An_application_is_reported_beside_its_System_image()
    {
        Assert.Equal(0, _session.Run("compile", "--target", "5.3", "-a", "0x402D6000", "-o", "s.abs", "b.lua").Code);
        Assert.Equal(0, _session.Run(
            "compile", "--target", "5.3", "--system", "s.abs", "-a", "0x40296000", "-o", "app.abs", "a.lua").Code);

        JsonElement ofImage = Report("--system", "s.abs", "app.abs");
        JsonElement ofFile = Report("--target", "5.3", "--system", "s.abs", "a.lua");

        Assert.Equal(_session.Read("app.abs").Length, ofImage.GetProperty("size").GetInt32());
        Assert.Equal(_session.Read("app.abs").Length, ofFile.GetProperty("size").GetInt32());
        Assert.EndsWith("beside a System image", ofImage.GetProperty("place").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_is_the_same_every_time_and_can_go_to_standard_output()
    {
        Ending first = _session.Run("report", "-o", "-", "a.lua", "b.lua");
        Ending second = _session.Run("report", "-o", "-", "a.lua", "b.lua");
        Ending written = _session.Run("report", "a.lua", "b.lua");

        Assert.Equal((0, ""), (first.Code, first.Error));
        Assert.Equal(first.Output, second.Output);
        Assert.Equal(first.Output, _session.Read("report.html"));
        Assert.Matches(@"^report.html: \d+ bytes in 2 modules\n$", written.Text);
        Assert.DoesNotMatch("(src|href)=\"?(http|//|/)", first.Text);
    }

    [Theory]
    [InlineData("no file given")]
    [InlineData("unrecognized option '-x'", "-x", "a.lua")]
    [InlineData("'--target' needs argument", "--target")]
    [InlineData("'--strip' must be none, names or all, not 'x'", "--strip", "x", "a.lua")]
    [InlineData("cannot open none.img: No such file or directory", "none.img")]
    [InlineData("text: the file is no LFS image: it has 5 bytes", "text")]
    [InlineData("bad.lua:2: unexpected symbol near '='", "bad.lua")]
    [InlineData("text: the file is no LFS image: it has 5 bytes", "--baseline", "text", "a.lua")]
    public void What_cannot_be_reported_is_refused(string message, params string[] args)
    {
        _session.With("text", "hello").With("bad.lua", "x = 1\n= 2\n");

        Ending ending = _session.Run(["report", .. args]);

        Assert.Equal((1, "", $"lfs: {message}\n"), (ending.Code, ending.Text, ending.Error));
        Assert.False(_session.Has("report.html"));
    }

    int Compile(string image, string target, params string[] files)
    {
        Assert.Equal(0, _session.Run(["compile", "--target", target, "-f", "-o", image, .. files]).Code);
        return Compiler.Image.LfsImage.Read(_session.Read(image)).Image!.Size;
    }

    JsonElement Report(params string[] args)
    {
        Ending ending = _session.Run(["report", "-o", "-", .. args]);
        Assert.Equal((0, ""), (ending.Code, ending.Error));
        return JsonDocument.Parse(Data().Match(ending.Text).Groups[1].Value).RootElement;
    }

    static int Total(JsonElement module) => Sum(module.GetProperty("common")) + TotalOf(module.GetProperty("main"));

    static int TotalOf(JsonElement function) =>
        Sum(function.GetProperty("own")) + function.GetProperty("inner").EnumerateArray().Sum(TotalOf);

    static int Sum(JsonElement numbers) => numbers.ValueKind == JsonValueKind.Array
        ? numbers.EnumerateArray().Sum(number => number.GetInt32())
        : numbers.EnumerateObject().Sum(member => member.Value.GetInt32());

    [GeneratedRegex("<script type=\"application/json\" id=\"report\">(.*)</script>")]
    private static partial Regex Data();

    [GeneratedRegex(@"^\w+$")]
    private static partial Regex Word();
}
