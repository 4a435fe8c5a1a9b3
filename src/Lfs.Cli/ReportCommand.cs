using System.Globalization;
using System.Text;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;
using Lfs.Report;

namespace Lfs.Cli;

/// <summary><c>lfs report</c>: writes a page that shows where the bytes of an image go.</summary>
sealed class ReportCommand(ReportArguments arguments, Terminal terminal)
{
    const int Success = 0;
    const int RegionUnit = 4096;

    /// <summary>Runs the command and returns its exit code.</summary>
    public int Run()
    {
        LfsImage? system = arguments.System is { } path
            ? ImageFile.Read(terminal.Folder, path).AtSomeAddress()
            : null;
        SizeReport report = arguments.AreLua ? OfFiles(system) : OfImage(arguments.Files[0], system);
        Write(report with
        {
            RegionBytes = arguments.RegionBytes,
            Preload = Preload(report.Bytes),
            Comparison = arguments.Baseline is { } baseline
                ? ImageComparison.Of(ImageBytes.Of(Read(baseline, system)), report.Bytes)
                : null,
            BaselineName = Path.GetFileName(arguments.Baseline ?? ""),
        });
        return Success;
    }

    LfsImage Read(string path, LfsImage? system) =>
        ImageFile.Require(path, LfsImage.Read(ImageFile.Bytes(terminal.Folder, path), system));

    SizeReport OfImage(string path, LfsImage? system)
    {
        ImageBytes bytes = ImageBytes.Of(Read(path, system));
        StrippableModule[] modules = [.. bytes.Modules.Select(StrippableModule.Of)];
        // What the image has not kept cannot be chosen.
        DebugLevel least = modules.Select(module => module.Level).Append(DebugLevel.NoLines).Min();
        return new SizeReport(Path.GetFileName(path), bytes)
        {
            Strip = StripChoices.Measure(modules, bytes.Image, least),
        };
    }

    SizeReport OfFiles(LfsImage? system)
    {
        List<byte[]> texts = [.. arguments.Files.Select(terminal.Folder.Read)];
        Proto[] modules = [.. texts.Select((text, i) => Compile(arguments.Files[i], text, arguments.Debug))];
        uint seed = system?.Header53.Seed ?? 0;
        var options = new ImageOptions(arguments.Target, MaxBytes: int.MaxValue, HashSeed: seed)
        {
            System = system,
        };
        LinkedImage linked = LfsCompiler.Link(modules, options);
        if (linked.Image is not { } image)
            throw new CommandFailure(linked.Diagnostics[0].Message);
        ImageBytes bytes = ImageBytes.Of(image);
        IEnumerable<StrippableModule> strippable = texts.Select((text, i) => new StrippableModule(
            bytes.Modules[i].Name.ToString(),
            Compile(arguments.Files[i], text, DebugLevel.Full), arguments.Debug));
        string title = bytes.Modules.Count == 1 ? bytes.Modules[0].Name.ToString() : "LFS image";
        return new SizeReport(title, bytes)
        {
            Strip = StripChoices.Measure([.. strippable], image, DebugLevel.Full),
        };
    }

    Proto Compile(string path, byte[] text, DebugLevel debug)
    {
        CompiledModule module = LfsCompiler.Compile(
            LuaSource.FromFile(path, text), new CompileOptions(arguments.Target, debug));
        if (module.Main is not null)
            return module.Main;
        Diagnostic error = module.Diagnostics[0];
        string place = error.Line == 0 ? "" : error.Line.ToString(CultureInfo.InvariantCulture) + ": ";
        throw new CommandFailure($"{path}:{(place.Length == 0 ? " " : "")}{place}{error.Message}");
    }

    // Measured: what a device with the image keeps in RAM before any program runs.
    PreloadCandidates? Preload(ImageBytes bytes)
    {
        const string Rule = "Strings that a device keeps in RAM after it has booted with this image and "
            + "before a program runs, measured on the modelled device. lfs strings measures a program, and "
            + "writes the module that keeps its strings in flash.";
        LfsImage image = bytes.Image;
        int region = Math.Max(ImageOptions.DefaultMaxBytes, (image.Size + RegionUnit - 1) & -RegionUnit);
        // The usual place of the System region is right behind a region of the usual size.
        bool fits = arguments.System is null || region == ImageOptions.DefaultMaxBytes;
        if (!image.Target.RunsOnDevice || !fits)
            return null;
        List<string> options = ["--target", image.Target.Name, "--lfs-size", Text(region)];
        if (arguments.System is { } system)
            options.AddRange(["--system", system]);
        using Terminal silent = terminal.Silenced();
        var device = new RunCommand(RunArguments.Parse([.. options, "-"]), silent);
        byte[] file = (image.System is null ? image.ToRelocatable() : image).ToBytes();
        IEnumerable<PreloadCandidate> found = device.StringsOfStart(file)
            .Select(text => new LuaString(Encoding.Latin1.GetBytes(text)))
            .Select(text => new PreloadCandidate(text, "the firmware"));
        return PreloadCandidates.Of(Rule, found, bytes);
    }

    void Write(SizeReport report)
    {
        byte[] page = Encoding.UTF8.GetBytes(report.ToHtml());
        if (arguments.Output is not { } path)
        {
            terminal.Output.Write(page);
            return;
        }
        using OutputFile output = terminal.Folder.Create(path);
        Folder.Commit(output, path, page);
        terminal.Print(FormattableString.Invariant(
            $"{path}: {report.Bytes.Image.Size} bytes in {report.Bytes.Modules.Count} modules\n"));
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
