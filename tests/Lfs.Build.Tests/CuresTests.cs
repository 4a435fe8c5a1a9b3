using System.Text.RegularExpressions;
using Lfs.Compiler.Image;
using Lfs.Tests;

namespace Lfs.Build.Tests;

/// <summary>The cures in docs/diagnostics.md work.</summary>
public sealed partial class CuresTests : IDisposable
{
    static readonly string Document = File.ReadAllText(Repo.PathOf("docs/diagnostics.md")).Replace("\r", "");

    readonly PackedProject _project = PackedProject.Create();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Warnings_of_names_and_numbers_are_cured_or_silenced()
    {
        const string IntegerOnly = "<LfsIntegerOnly>true</LfsIntegerOnly>";
        Directory.Delete(_project.PathOf("lua"), recursive: true);
        _project.Write("lua/tel_net.lua", "return 1\n");
        _project.Write("lua/tel-net.lua", "return 2\n");
        _project.Write("lua/http.server.lua", "return 99999999999\n");
        _project.Write("Program.cs", "System.Console.WriteLine(Lfs.Modules.ImageSize);\n");
        string[] warnings = ["LFS0002", "LFS0301", "LFS0303"];

        _project.WriteProject(IntegerOnly);
        (int exitCode, string output) = Build();
        Assert.Equal(0, exitCode);
        Assert.Equal(warnings, Codes(output));
        Assert.Contains("lua/http.server.lua(1,1): warning LFS0303", output.Replace('\\', '/'), StringComparison.Ordinal);

        const string AsErrors = "<TreatWarningsAsErrors>true</TreatWarningsAsErrors>";
        _project.WriteProject(IntegerOnly + AsErrors);
        Assert.NotEqual(0, Build().ExitCode);
        string all = string.Join(';', warnings);
        _project.WriteProject($"{IntegerOnly}{AsErrors}<WarningsNotAsErrors>{all}</WarningsNotAsErrors>");
        Assert.Equal(0, Build().ExitCode);
        _project.WriteProject($"{IntegerOnly}<NoWarn>{all}</NoWarn>");
        Assert.Empty(Codes(Build().Output));

        // As the document writes them: two items, and a severity.
        _project.WriteProject(IntegerOnly, ItemOf("LFS0301") + ItemOf("LFS0303"));
        const string Severity = "dotnet_diagnostic.LFS0002.severity = none";
        Assert.Contains(Severity, Document, StringComparison.Ordinal);
        _project.Write(".globalconfig", $"is_global = true\n{Severity}\n");
        _project.Write("Program.cs", """
            System.Console.WriteLine(Lfs.Modules.Names.TelNetDash + " " + Lfs.Modules.Names.HttpServer);
            System.Console.WriteLine(Lfs.Modules.TelNet().ToString() + Lfs.Modules.TelNetDash().ToString());
            """);
        (exitCode, output) = Build();
        Assert.Equal(0, exitCode);
        Assert.Empty(Codes(output));
        string run = Dotnet.Succeed(_project.Folder, "run", "--no-build").Replace("\r", "");
        Assert.Contains("tel-net http.server\n", run, StringComparison.Ordinal);
        Assert.Contains("12\n", run, StringComparison.Ordinal);

        // Or build for floating point; and rename the file.
        File.Delete(_project.PathOf(".globalconfig"));
        File.Move(_project.PathOf("lua/http.server.lua"), _project.PathOf("lua/http_server.lua"));
        _project.WriteProject("", ItemOf("LFS0301"));
        Assert.Empty(Codes(Build().Output));
    }

    [Fact]
    public void Errors_of_names_and_numbers_of_modules_are_cured()
    {
        _project.Write("lua/a/log.lua", "return 1\n");
        _project.Write("lua/b/log.lua", "return 2\n");
        Assert.Equal(["LFS0103"], Image());
        Assert.Empty(Image("", ItemOf("LFS0103")));

        // With those two and the two that are there.
        for (int i = 0; i < 47; i++)
            _project.Write($"lua/m{i}.lua", "return 1\n");
        Assert.Equal(["LFS0102"], Image("", ItemOf("LFS0103")));
        string less = ItemOf("LFS0103") + """<LuaModule Update="lua/m0.lua" Compile="false" />""";
        Assert.Empty(Image("", less));
        Assert.Empty(Image("<LfsLuaVersion>5.3</LfsLuaVersion>", ItemOf("LFS0103")));

        // It is still checked.
        _project.Write("lua/m0.lua", "x = @\n");
        Assert.Equal(["LFS0001"], Image("", less));
        _project.Write("lua/m0.lua", [0xEF, 0xBB, 0xBF, .. "return 1"u8]);
        Assert.Equal(["LFS0001"], Image("", less));
        _project.Write("lua/m0.lua", "return 1");
        Assert.Empty(Image("", less));
    }

    [Fact]
    public void An_image_too_large_is_cured()
    {
        const string Small = "<LfsSize>4096</LfsSize>";
        const string Full = "<LfsStrip>none</LfsStrip>";
        string big = string.Concat(Enumerable.Range(0, 110).Select(i => $"do local name_{i} = 1 end\n"));
        _project.Write("lua/big.lua", big);
        Assert.Equal(["LFS0101"], Image(Small + Full));

        Assert.Empty(Image("<LfsSize>8192</LfsSize>" + Full));
        Assert.Empty(Image(Small + "<LfsStrip>all</LfsStrip>"));
        Assert.Empty(Image(Small + Full, """<LuaModule Update="lua/big.lua" Strip="all" />"""));
        Assert.Empty(Image(Small + Full, """<LuaModule Remove="lua/big.lua" />"""));
        Assert.Empty(Image(Small + Full + "<LfsSizeCheck>warn</LfsSizeCheck>"));
        Assert.Equal(["LFS0302"], Image("<LfsSize>4000</LfsSize>"));
        Assert.Equal(["LFS0302"], Image("", """<LuaModule Update="lua/big.lua" Strip="some" />"""));
    }

    [Fact]
    public void An_image_that_does_not_go_with_its_System_is_cured()
    {
        const string Lua53 = "<LfsLuaVersion>5.3</LfsLuaVersion>";
        const string Beside = Lua53 + "<LfsSystemImage>system.img</LfsSystemImage>";
        const string High = "<LfsBaseAddress>0x40280000</LfsBaseAddress>";
        MakeSystem(Lua53);
        Assert.Empty(Image(Beside));

        Assert.Equal(["LFS0106"], Image(Beside + "<LfsNumberBits>64</LfsNumberBits>"));
        Assert.Empty(Image(Beside + "<LfsNumberBits>32</LfsNumberBits>"));
        Assert.Equal(["LFS0106"], Image(Beside + "<LfsHashSeed>9</LfsHashSeed>"));
        Assert.Equal(["LFS0106"], Image(Beside + High));

        MakeSystem(Lua53 + "<LfsBaseAddress>0x40240000</LfsBaseAddress><LfsHashSeed>9</LfsHashSeed>");
        Assert.Empty(Image(Beside + High + "<LfsHashSeed>9</LfsHashSeed>"));
        Assert.Empty(Image(Beside + High));

        byte[] system = File.ReadAllBytes(_project.PathOf("system.img"));
        _project.Write("system.img", system[..100]);
        Assert.Equal(["LFS0105"], Image(Beside));
        _project.Write("system.img", system);
        Assert.Empty(Image(Beside));
    }

    [Fact]
    public void A_flash_that_does_not_fit_is_cured()
    {
        Assert.Equal(["LFS0304"], Image("<LfsSize>0x80000</LfsSize>"));
        Assert.Empty(Image("<LfsSize>0x80000</LfsSize><LfsBaseAddress>0x40280000</LfsBaseAddress>"));
    }

    [Fact]
    public void Names_and_sizes_of_files_are_cured()
    {
        _project.Write("data/a_file_whose_name_is_long_indeed.txt", "1");
        _project.Write("more/short.txt", "2");
        _project.Write("more/large.bin", new byte[40000]);
        const string Small = "<LfsSpiffsSize>0x8000</LfsSpiffsSize>";
        const string Long = """<SpiffsFile Include="data/*" />""";
        const string Twins = """<SpiffsFile Include="data/*;more/short.txt" TargetPath="a.txt" />""";

        Assert.Equal(["LFS0305"], Made("BuildSpiffsImage", Small, Long));
        Assert.Empty(Made("BuildSpiffsImage", Small, ItemOf("LFS0305")));
        Assert.Equal(["LFS0305"], Made("BuildSpiffsImage", Small, Twins));
        Assert.Equal(["LFS0306"], Made("BuildSpiffsImage", Small, """<SpiffsFile Include="more/*" />"""));
        Assert.Empty(Made("BuildSpiffsImage", "<LfsSpiffsSize>0x10000</LfsSpiffsSize>", """<SpiffsFile Include="more/*" />"""));
        Assert.Equal(["LFS0306"], Made(
            "BuildSpiffsImage", "<LfsSpiffsSize>0</LfsSpiffsSize>", """<SpiffsFile Include="more/*" />"""));
        Assert.Equal(["LFS0302"], Made("BuildSpiffsImage", Small, """<SpiffsFile Include="none.txt" />"""));

        Assert.Equal(["LFS0305"], Image("", """<LfsResource Include="data/*;more/short.txt" Link="a.txt" />"""));
        Assert.Equal(["LFS0101"], Image("<LfsSize>0x8000</LfsSize>", """<LfsResource Include="data/*;more/*" />"""));
        _project.Write("lua/resource.lua", "return 1");
        Assert.Equal(["LFS0103"], Image("", """<LfsResource Include="data/*" />"""));
        Assert.Empty(Image(
            "<LfsResourceModule>pages</LfsResourceModule>", """<LfsResource Include="data/*" />"""));
    }

    [Fact]
    public void A_firmware_without_a_table_is_cured()
    {
        const string Flash = "<LfsFlashImage>true</LfsFlashImage>";
        _project.Write("fw.bin", new byte[0x20000]);
        Assert.Equal(["LFS0307"], Made("WriteLfsFlashImage", Flash + "<LfsFirmware>fw.bin</LfsFirmware>"));
        Assert.Equal(["LFS0302"], Made("WriteLfsFlashImage", Flash + "<LfsFirmware>none.bin</LfsFirmware>"));
        using Lfs.Runtime.LfsDevice device = Lfs.Runtime.LfsDevice.Boot(new Lfs.Runtime.LfsDeviceOptions());
        _project.Write("fw.bin", device.Flash[..0x96000]);
        Assert.Empty(Made("WriteLfsFlashImage", Flash + "<LfsFirmware>fw.bin</LfsFirmware>"));
        Assert.Equal(["LFS0304"], Made(
            "WriteLfsFlashImage",
            Flash + "<LfsFirmware>fw.bin</LfsFirmware><LfsBaseAddress>0x40280000</LfsBaseAddress>"));
    }

    [Fact]
    public void A_System_image_is_flashed_behind_the_LFS_region_or_at_its_own_place()
    {
        const string Lua53 = "<LfsLuaVersion>5.3</LfsLuaVersion>";
        const string Beside = Lua53 + "<LfsSystemImage>system.img</LfsSystemImage><LfsSize>0x10000</LfsSize>"
            + "<LfsFlashImage>true</LfsFlashImage><LfsFirmware>fw.bin</LfsFirmware>";
        const string Flash = "bin/Debug/net10.0/flash/";
        using (Lfs.Runtime.LfsDevice device = Lfs.Runtime.LfsDevice.Boot(new Lfs.Runtime.LfsDeviceOptions { TargetName = "5.3" }))
            _project.Write("fw.bin", device.Flash[..0x96000]);
        MakeSystem(Lua53);
        LfsImage system = LfsImage.Read(File.ReadAllBytes(_project.PathOf("system.img"))).Image!;

        Assert.Empty(Made("WriteLfsFlashImage", Beside));

        string list = File.ReadAllText(_project.PathOf(Flash + "flash.txt"));
        Assert.StartsWith("0x0 firmware.bin\n0xa6000 system.bin\n0x96000 lfs.bin\n", list, StringComparison.Ordinal);
        Assert.Contains("NodeMCU's own firmware has one LFS region", list, StringComparison.Ordinal);
        LfsImage placed = system.ToAbsolute(0x402A6000);
        Assert.Equal(placed.Region, File.ReadAllBytes(_project.PathOf(Flash + "system.bin")));
        LfsImage application = LfsImage.Read(File.ReadAllBytes(_project.PathOf(Flash + "lfs.bin")), placed).Image!;
        Assert.Equal(0x40296000u, application.BaseAddress);
        Assert.Equal(["LFS0304"], Made("WriteLfsFlashImage", Beside + "<LfsSpiffsAddress>0xA6000</LfsSpiffsAddress>"));

        MakeSystem(Lua53 + "<LfsBaseAddress>0x40298000</LfsBaseAddress>");
        Assert.Equal(["LFS0304"], Made("WriteLfsFlashImage", Beside));
        MakeSystem(Lua53 + "<LfsBaseAddress>0x402B0000</LfsBaseAddress>");
        Assert.Empty(Made("WriteLfsFlashImage", Beside));
        Assert.Contains(
            "\n0xb0000 system.bin\n", File.ReadAllText(_project.PathOf(Flash + "flash.txt")), StringComparison.Ordinal);
    }

    void MakeSystem(string properties)
    {
        Assert.Empty(Image(properties));
        File.Copy(_project.Image, _project.PathOf("system.img"), overwrite: true);
    }

    /// <summary>Builds the image alone; returns the codes of what is wrong.</summary>
    string[] Image(string properties = "", string items = "") => Made("BuildLfsImage", properties, items);

    string[] Made(string target, string properties, string items = "")
    {
        _project.WriteProject(properties, items);
        (int exitCode, string output) = Dotnet.Run(_project.Folder, "msbuild", "-t:" + target, "-v:q", "-nologo");
        string[] codes = Codes(output);
        Assert.True(exitCode == 0 == (codes.Length == 0), output);
        return codes;
    }

    (int ExitCode, string Output) Build() => Dotnet.Run(_project.Folder, "build", "--no-restore", "-v:q");

    static string[] Codes(string output) =>
        [.. Code().Matches(output).Select(code => code.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The item in a section of the document.</summary>
    static string ItemOf(string code)
    {
        int start = Document.IndexOf($"## {code}\n", StringComparison.Ordinal);
        return Item().Match(Document, start).Value;
    }

    [GeneratedRegex("(?:warning|error) ([A-Z]+[0-9]+):")]
    private static partial Regex Code();

    [GeneratedRegex("<(?:LuaModule|SpiffsFile) [^>]*/>")]
    private static partial Regex Item();
}
