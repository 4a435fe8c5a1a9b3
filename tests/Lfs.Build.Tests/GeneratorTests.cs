using System.Globalization;
using System.Reflection;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;
using Lfs.Generator;
using Lfs.Generator.Typed;
using Lfs.Tests;
using Microsoft.CodeAnalysis;
using Diagnostic = Microsoft.CodeAnalysis.Diagnostic;
using DiagnosticSeverity = Microsoft.CodeAnalysis.DiagnosticSeverity;

namespace Lfs.Build.Tests;

public class GeneratorTests
{
    [Fact]
    public void Emits_one_method_for_each_module()
    {
        GeneratorDriverRunResult result = Sample().Run().GetRunResult();

        Assert.Empty(result.Diagnostics);
        foreach (GeneratedSourceResult source in result.Results[0].GeneratedSources)
        {
            string part = source.HintName.Replace(".cs", "");
            Golden.Check(typeof(GeneratorTests), Unversioned(source.SourceText.ToString()), "cs", part);
        }
    }

    [Theory]
    [InlineData("", "5.3")]
    [InlineData("32", "5.3")]
    [InlineData("64", "5.3-64")]
    public void For_Lua_5_3_only_the_build_of_the_device_and_the_size_differ(string bits, string target)
    {
        LuaProject project = Sample();
        string[] for51 = Sources(project);

        string[] for53 = Sources(project.Set("LfsLuaVersion", "5.3").Set("LfsNumberBits", bits));

        Assert.Empty(project.Run().GetRunResult().Diagnostics);
        string integers = target == "5.3-64" ? "long" : "int";
        Assert.Equal(
            for51[0].Replace("TargetName = \"5.1\"", $"TargetName = \"{target}\"")
                .Replace("int _Init()", integers + " _Init()")
                .Replace("Int32()", integers == "long" ? "Int64()" : "Int32()"),
            for53[0]);
        Assert.Equal(for51[1].Replace("ImageSize => 840;", $"ImageSize => {SizeOfSample(target)};"), for53[1]);
    }

    [Theory]
    [InlineData("LfsSize=0x80000", "lower LfsBaseAddress or LfsSize", "LfsBaseAddress=0x40280000")]
    [InlineData("LfsBaseAddress=0x40210000", "raise LfsBaseAddress", "LfsBaseAddress=0x40212000")]
    [InlineData("LfsSpiffsAddress=0xC0000", "raise LfsSpiffsAddress, or lower LfsBaseAddress or LfsSize", "LfsSize=0x20000")]
    [InlineData("LfsSpiffsSize=0x330000", "lower LfsSpiffsSize, or raise LfsFlashSize", "LfsFlashSize=0x800000")]
    [InlineData("LfsSpiffsSize=0x2000", "change LfsSpiffsSize", "LfsSpiffsSize=0x4000")]
    [InlineData("LfsFlashSize=5000", "set LfsFlashSize", "LfsFlashSize=0x100000")]
    public void A_flash_that_does_not_fit_is_told_with_the_property_that_cures_it(string given, string told, string cure)
    {
        LuaProject Project(params string[] settings)
        {
            LuaProject project = Sample();
            foreach (string[] setting in settings.Select(text => text.Split('=')))
                project.Set(setting[0], setting[1]);
            return project;
        }

        Diagnostic found = Assert.Single(Project(given).Run().GetRunResult().Diagnostics);
        Assert.Equal("LFS0304", found.Id);
        Assert.EndsWith(told, found.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Empty(Project(given, cure).Run().GetRunResult().Diagnostics);
    }

    [Fact]
    public void Resources_have_constants_and_files_a_dictionary_that_compile_without_a_warning()
    {
        string[] names = ["www/index.html", "www/a-b.css", "www/a_b.css", "2x", "größe;#.txt", "class", "Equals"];
        LuaProject project = Sample()
            .Set("LfsResourceNames", string.Join(
                ',', names.Select(name => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(name)))))
            .Set("LfsHasSpiffsFiles", "true").Set("LfsSpiffsSize", "0x80000").Set("LfsFlashSize", "0x200000");

        GeneratorDriverRunResult result = project.Run().GetRunResult();
        string[] sources = Sources(project);

        Assert.Equal(["LFS0301", "LFS0301"], result.Diagnostics.Select(found => found.Id));
        Assert.Equal(
            ["_2x = \"2x\"", "Equals_2 = \"Equals\"", "Class = \"class\"", "GrößeTxt = \"größe;#.txt\"",
                "WwwABCss = \"www/a-b.css\"", "WwwABCss_2 = \"www/a_b.css\"",
                "WwwIndexHtml = \"www/index.html\""],
            sources.Single(text => text.Contains("static class Resources", StringComparison.Ordinal)).Split('\n')
                .Where(line => line.Contains(" const ", StringComparison.Ordinal))
                .Select(line => line.Trim()["public const string ".Length..^1]));
        string modules = sources.Single(text => text.Contains("BootFromResource()\n", StringComparison.Ordinal));
        Assert.Contains("SpiffsImage = EmbeddedImage.Read(typeof(Modules).Assembly, \"Lfs.Spiffs\"),", modules, StringComparison.Ordinal);
        Assert.Contains("SpiffsOffset = 0x100000,", modules, StringComparison.Ordinal);
        Assert.Contains("SpiffsBytes = 0x80000,", modules, StringComparison.Ordinal);
        Assert.Contains("FlashBytes = 0x200000,", modules, StringComparison.Ordinal);
        Assert.Empty(project.Compile().GetDiagnostics().Where(found => found.Severity > DiagnosticSeverity.Info));
    }

    [Theory]
    [InlineData("Lfs", "Modules", "public")]
    [InlineData("My.Lua", "Scripts", "internal")]
    public void What_it_emits_compiles_without_a_warning(string space, string name, string visibility)
    {
        LuaProject project = Sample()
            .Set("LfsNamespace", space)
            .Set("LfsAccessorClass", name)
            .Set("LfsAccessorVisibility", visibility)
            .Set("LfsHotReload", "watch")
            .With("lua/Equals.lua", "")
            .With("lua/device.lua", "")
            .With("lua/<&>\"\\.lua", "");

        Compilation compilation = project.Compile();

        Assert.Empty(compilation.GetDiagnostics().Where(found => found.Severity > DiagnosticSeverity.Info));
        Assert.NotNull(compilation.GetTypeByMetadataName(space + "." + name));
    }

    [Theory]
    [InlineData("telnet", "Telnet")]
    [InlineData("ftp-server", "FtpServer")]
    [InlineData("http.server", "HttpServer")]
    [InlineData("dummy_strings", "DummyStrings")]
    [InlineData("_init", "_Init")]
    [InlineData("class", "Class")]
    [InlineData("2x", "_2x")]
    [InlineData("--", "_")]
    [InlineData("größe", "Größe")]
    public void A_module_name_becomes_a_CSharp_name(string module, string expected)
    {
        Assert.Equal(expected, Identifiers.Member(module));
    }

    [Fact]
    public void Names_that_the_class_has_already_get_an_underscore()
    {
        string[] names = Names(new LuaProject()
            .With("lua/equals.lua", "").With("lua/modules.lua", "").With("lua/names.lua", ""));

        Assert.Equal(["Equals_", "Modules_", "Names_"], names);
    }

    [Fact]
    public void The_second_module_of_a_name_is_numbered_and_reported()
    {
        LuaProject project = new LuaProject().With("lua/b/tel_net.lua", "").With("lua/a/tel-net.lua", "");

        Diagnostic found = Assert.Single(project.Run().GetRunResult().Diagnostics);

        Assert.Equal("LFS0301", found.Id);
        Assert.Equal("lua/b/tel_net.lua", found.Location.GetLineSpan().Path);
        Assert.Equal(["TelNet", "TelNet_2"], Names(project));
    }

    [Fact]
    public void AccessorName_chooses_the_name()
    {
        string[] names = Names(new LuaProject().With("lua/telnet.lua", "", ("AccessorName", "Shell")));

        Assert.Equal(["Shell"], names);
    }

    [Fact]
    public void A_file_that_is_only_checked_gets_no_method()
    {
        Assert.Empty(Names(new LuaProject().With("lua/telnet.lua", "", ("Compile", "false"))));
    }

    [Fact]
    public void A_project_without_Lua_gets_no_class()
    {
        Assert.Empty(new LuaProject().Run().GetRunResult().GeneratedTrees);
    }

    [Theory]
    [InlineData("LfsLuaVersion", "5.2")]
    [InlineData("LfsNumberBits", "32")]
    [InlineData("LfsNumberBits", "16")]
    [InlineData("LfsHashSeed", "7")]
    [InlineData("LfsSystemImage", "system.img")]
    [InlineData("LfsSize", "1000")]
    [InlineData("LfsBaseAddress", "0x100")]
    [InlineData("LfsSizeCheck", "maybe")]
    [InlineData("LfsStrip", "some")]
    [InlineData("LfsNamespace", "1.2")]
    [InlineData("LfsAccessorClass", "class")]
    [InlineData("LfsAccessorVisibility", "private")]
    public void A_property_that_cannot_be_used_is_reported_with_its_value(string property, string value)
    {
        LuaProject project = new LuaProject().With("lua/a.lua", "").Set(property, value);

        Diagnostic found = Assert.Single(project.Run().GetRunResult().Diagnostics);

        Assert.Equal("LFS0302", found.Id);
        Assert.StartsWith($"{property} is '{value}'", Message(found), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LfsNumberBits", "16", "LfsNumberBits is '16' but must be 32 or 64")]
    [InlineData("LfsIntegerOnly", "True",
        "LfsIntegerOnly is 'True' but must be false for Lua 5.3, whose numbers are chosen with LfsNumberBits")]
    [InlineData("LfsBaseAddress", "0x40300004",
        "LfsBaseAddress is '0x40300004' but must be an address above 0x40200000 and up to 0x40300000, or 0")]
    [InlineData("LfsHashSeed", "0x100000000",
        "LfsHashSeed is '0x100000000' but must be a number of 32 bits")]
    public void What_does_not_go_with_Lua_5_3_is_reported(string property, string value, string message)
    {
        LuaProject project = new LuaProject()
            .With("lua/a.lua", "").Set("LfsLuaVersion", "5.3").Set(property, value);

        Diagnostic found = Assert.Single(project.Run().GetRunResult().Diagnostics);

        Assert.Equal(("LFS0302", message), (found.Id, Message(found)));
    }

    [Fact]
    public void A_number_of_32_bits_needs_the_integer_build_or_Lua_5_3()
    {
        LuaProject project = new LuaProject().With("lua/a.lua", "").Set("LfsNumberBits", "32");

        Diagnostic found = Assert.Single(project.Run().GetRunResult().Diagnostics);

        Assert.Equal(
            "LfsNumberBits is '32' but must be 64 for Lua 5.1, unless LfsIntegerOnly is true; Lua 5.3 has both",
            Message(found));
        Assert.Empty(project.Set("LfsIntegerOnly", "true").Run().GetRunResult().Diagnostics);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void Two_files_of_one_module_name_are_an_error(string version)
    {
        LuaProject project = new LuaProject()
            .With("lua/a/x.lua", "").With("lua/b/x.lua", "").Set("LfsLuaVersion", version);

        Diagnostic found = Assert.Single(project.Run().GetRunResult().Diagnostics);

        Assert.Equal("LFS0103", found.Id);
        Assert.Equal("lua/b/x.lua", found.Location.GetLineSpan().Path);
        Assert.Equal("the module 'x' is already made from 'lua/a/x.lua'", Message(found));
    }

    [Theory]
    [InlineData("5.1", 50)]
    [InlineData("5.3", 255)]
    public void One_module_more_than_can_be_found_is_an_error(string version, int most)
    {
        LuaProject project = new LuaProject().Set("LfsLuaVersion", version);
        for (int i = 0; i < most; i++)
            project.With($"lua/m{i}.lua", "");

        Assert.Empty(project.Run().GetRunResult().Diagnostics);
        project.With("lua/more.lua", "");

        Diagnostic found = Assert.Single(project.Run().GetRunResult().Diagnostics);

        Assert.Equal("LFS0102", found.Id);
    }

    [Theory]
    [InlineData("", DiagnosticSeverity.Error)]
    [InlineData("warn", DiagnosticSeverity.Warning)]
    public void An_image_too_large_is_reported_with_its_largest_modules(
        string check, DiagnosticSeverity severity)
    {
        string big = string.Concat(Enumerable.Range(0, 400).Select(i => $"print(1.5 + {i})\n"));
        LuaProject project = new LuaProject()
            .With("lua/small.lua", "").With("lua/big.lua", big)
            .Set("LfsSize", "4096").Set("LfsSizeCheck", check);

        Diagnostic found = Assert.Single(project.Run().GetRunResult().Diagnostics);

        Assert.Equal("LFS0101", found.Id);
        Assert.Equal(severity, found.Severity);
        Assert.Matches(
            @"^the image has \d+ bytes, \d+ more than the limit of 4096; the largest modules are big \(",
            Message(found));
    }

    [Fact]
    public void The_size_is_that_of_the_region_and_not_of_the_file()
    {
        // A region of 5.3 has 71 strings of the firmware, its file none.
        string lua = string.Concat(Enumerable.Range(0, 90).Select(i => $"print({i})\n"));
        LuaProject project = new LuaProject().With("lua/a.lua", lua).Set("LfsSize", "4096");

        Assert.Empty(project.Run().GetRunResult().Diagnostics);
        project.Set("LfsLuaVersion", "5.3");
        Diagnostic found = Assert.Single(project.Run().GetRunResult().Diagnostics);

        Assert.Equal("LFS0101", found.Id);
        Assert.Matches(
            @"^the image has \d{4} bytes, \d+ more than the limit of 4096; the largest modules are a \(",
            Message(found));
    }

    [Fact]
    public void Beside_a_System_image_the_device_boots_with_both_and_the_build_checks_the_size()
    {
        LuaProject project = Sample()
            .Set("LfsLuaVersion", "5.3").Set("LfsSystemImage", "system.img").Set("LfsSize", "4096")
            .With("lua/big.lua", string.Concat(Enumerable.Range(0, 400).Select(i => $"print({i})\n")));

        string[] sources = Sources(project);

        Assert.Empty(project.Run().GetRunResult().Diagnostics);
        Assert.Contains("SystemImage = EmbeddedImage.Read(typeof(Modules).Assembly, \"Lfs.SystemImage\"),\n", sources[0], StringComparison.Ordinal);
        Assert.Empty(project.Compile().GetDiagnostics().Where(found => found.Severity > DiagnosticSeverity.Info));
    }

    [Theory]
    [InlineData(false, "The embedded Lfs.Image is damaged: its checksum is 55bc801d, not ")]
    [InlineData(true, "")]
    public void An_accessor_refuses_an_embedded_image_that_is_not_the_one_that_was_built(bool isSound, string told)
    {
        byte[] image = [1, 2, 3];
        byte[] built = isSound ? image : [1, 2, 2];
        using MemoryStream assembly = new();
        Assert.True(Sample().Compile().Emit(assembly, manifestResources:
        [
            new ResourceDescription("Lfs.Image", () => new MemoryStream(image), isPublic: true),
            new ResourceDescription("Lfs.Image.crc32", () => new MemoryStream(ImageChecksum.Of(built)), isPublic: true),
        ]).Success);
        PropertyInfo device = Assembly.Load(assembly.ToArray()).GetType("Lfs.Modules")!.GetProperty("Device")!;

        Exception error = Assert.Throws<TargetInvocationException>(() => device.GetValue(null)).InnerException!;

        // Three bytes are no image, which the device finds out behind the checksum.
        Assert.Equal("LfsImageException", error.GetType().Name);
        Assert.StartsWith(told, error.Message, StringComparison.Ordinal);
        Assert.Equal(!isSound, error.Message.Contains("as when it was built", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_an_analyzer_the_generator_tells_about_syntax()
    {
        LuaProject project = new LuaProject().With("lua/a.lua", "x = @");

        Diagnostic alone = Assert.Single(project.Run().GetRunResult().Diagnostics);
        project.Set("LfsSyntaxFrom", "Analyzer");

        Assert.Equal("LFS0001", alone.Id);
        Assert.Empty(project.Run().GetRunResult().Diagnostics);
    }

    [Theory]
    [InlineData("print(2)", false)]
    [InlineData("--- Prints.\nprint(1)", false)]
    [InlineData("local text = ...\nprint(text)", true)]
    [InlineData("return { f = function() end }", true)]
    public void Under_dotnet_watch_another_shape_changes_a_type_name_and_another_body_does_not(string lua, bool changes)
    {
        LuaProject project = new LuaProject().With("lua/a.lua", "print(1)").Set("LfsHotReload", "watch");
        GeneratorDriver first = project.Run();
        string[] before = WatchedTypes(first);

        string[] after = WatchedTypes(project.Edit(first, "lua/a.lua", lua));

        Assert.NotEmpty(before);
        Assert.Equal(changes, !before.SequenceEqual(after));
    }

    [Fact]
    public void Beside_a_System_image_dotnet_watch_restarts_at_every_edit()
    {
        LuaProject project = new LuaProject().With("lua/a.lua", "print(1)").Set("LfsHotReload", "watch")
            .Set("LfsLuaVersion", "5.3").Set("LfsSystemImage", "system.img");
        GeneratorDriver first = project.Run();

        Assert.NotEqual(WatchedTypes(first), WatchedTypes(project.Edit(first, "lua/a.lua", "print(2)")));
    }

    [Fact]
    public void Every_diagnostic_has_a_rule_of_its_code_and_no_link_that_leads_nowhere()
    {
        foreach (DiagnosticId id in Enum.GetValues<DiagnosticId>())
        {
            DiagnosticDescriptor rule = RoslynDiagnostics.RuleOf(id);

            Assert.Equal(id.Code(), rule.Id);
            Assert.Equal("", rule.HelpLinkUri);
            Assert.Equal(id.Severity().ToString(), rule.DefaultSeverity.ToString());
        }
    }

    static LuaProject Sample() => new LuaProject()
        .With("lua/_init.lua", "return 1")
        .With("lua/net/telnet.lua", "return ...")
        .With("lua/ftp-server.lua", "local a = ...; return a and a + 1");

    /// <summary>The generated files: the accessors and the constants of the image.</summary>
    static string[] Sources(LuaProject project) =>
        [.. project.Run().GetRunResult().Results[0].GeneratedSources
            .OrderByDescending(source => source.HintName, StringComparer.Ordinal)
            .Select(source => source.SourceText.ToString())];

    /// <summary>The output of <c>lfs compile</c> for the same modules, without a project.</summary>
    static int SizeOfSample(string targetName)
    {
        LuaTarget target = LuaTarget.All.Single(target => target.Name == targetName);
        Proto[] modules =
            [
                Compile("lua/_init.lua", "return 1"),
                Compile("lua/ftp-server.lua", "local a = ...; return a and a + 1"),
                Compile("lua/net/telnet.lua", "return ..."),
            ];
        return LfsCompiler.Link(modules, new ImageOptions(target)).Size;

        Proto Compile(string path, string lua) =>
            LfsCompiler.Compile(LuaSource.FromText("@" + path, lua), new CompileOptions(target)).Main!;
    }

    static string[] Names(LuaProject project)
    {
        Compilation compilation = project.Compile();
        return compilation.GetTypeByMetadataName("Lfs.Modules+Names") is { } names
            ? [.. names.GetMembers().OfType<IFieldSymbol>().Select(field => field.Name).Order()]
            : [];
    }

    static string[] WatchedTypes(GeneratorDriver driver) =>
        [.. driver.GetRunResult().GeneratedTrees
            .SelectMany(tree => tree.ToString().Split('\n'))
            .Where(line => line.Contains("interface ILua", StringComparison.Ordinal))];

    static string Message(Diagnostic found) => found.GetMessage(CultureInfo.InvariantCulture);

    static string Unversioned(string source) =>
        source.Replace(typeof(LfsGenerator).Assembly.GetName().Version!.ToString(), "(version)");
}
