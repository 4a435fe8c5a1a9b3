using System.Text;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;

namespace Lfs.Cli;

/// <summary><c>lfs compile</c>: performs the steps of <c>luac.cross</c> in the same order.</summary>
/// <remarks>Source: luac_cross/luac.c and lua53/host/luac.c, <c>pmain</c>.</remarks>
sealed class CompileCommand(CompileArguments arguments, Terminal terminal)
{
    const int Success = 0;

    LuaTarget Target => arguments.Target;

    /// <summary>Runs the command and returns its exit code.</summary>
    public int Run()
    {
        if (arguments.ShowsVersion)
            terminal.Print(VersionText);
        if (arguments.ShowsVersionOnly)
            return Success;
        if (arguments.ExistingImage is not null && arguments.Address != 0)
            return PlaceImage(arguments.ExistingImage);
        if (arguments.Files.Count == 0 && arguments.Script is null)
            throw new CommandFailure("no input files given");

        List<Proto> modules = [.. RunScript(), .. arguments.Files.Select(Compile)];
        if (modules.Count > 0)
            Write(modules);
        return Success;
    }

    string VersionText => Target.Version == LuaVersion.Lua51
        ? "Lua 5.1.4  Copyright (C) 1994-2011 Lua.org, PUC-Rio\n"
        : "Lua 5.3.6  Copyright (C) 1994-2020 Lua.org, PUC-Rio\n";

    int PlaceImage(string path)
    {
        LfsImage image = Read(path);
        if (ReadSystem() is { } system)
            image = ImageFile.Require(path, image.WithSystem(system));
        Write(() => image.ToAbsolute(arguments.Address).ToBytes());
        return Success;
    }

    LfsImage Read(string path)
    {
        LfsImage image = ImageFile.Read(terminal.Folder, path);
        return image.Target == Target
            ? image
            : throw new CommandFailure($"{path}: the image is built for {image.Target.Name}");
    }

    LfsImage? ReadSystem()
    {
        if (arguments.SystemImage is not { } path)
            return null;
        LfsImage system = Read(path);
        return system.IsAbsolute || arguments.Address == 0
            ? system.AtSomeAddress()
            : throw new CommandFailure(
                $"{path}: the System image is not placed; make it with -a, "
                + "and then place this one beside it");
    }

    IEnumerable<Proto> RunScript()
    {
        if (arguments.Script is not { } script)
            return [];
        byte[]? image = ImageFile.BytesIfGiven(terminal.Folder, arguments.ExistingImage);
        byte[]? system = ImageFile.BytesIfGiven(terminal.Folder, arguments.SystemImage);
        using var device = ScriptDevice.ForBuild(
            Target, image, system, script, terminal, terminal.Folder.ForPrograms(arguments.Folder));
        byte[]? chunk = device.RunForFunction();
        return chunk is null ? [] : [Compile(new LuaSource("=" + script, chunk))];
    }

    Proto Compile(string file)
    {
        byte[] bytes = file == "-" ? terminal.ReadInput() : terminal.Folder.Read(file);
        return Compile(file == "-" ? new LuaSource("=stdin", bytes) : LuaSource.FromFile(file, bytes));
    }

    Proto Compile(LuaSource source)
    {
        CompiledModule module = LfsCompiler.Compile(source, new CompileOptions(Target));
        return module.Main ?? throw new CommandFailure(TextOf(module));
    }

    byte[] TextOf(CompiledModule module)
    {
        Diagnostic error = module.Diagnostics.First(d => d.Id.Severity() == DiagnosticSeverity.Error);
        if (error.Line == 0)
            return Encoding.UTF8.GetBytes($"{error.Path}: {error.Message}");
        LuaString chunk = LuaString.FromText(module.Source.ChunkName);
        LuaString name = ChunkName.Shorten(chunk, Target.Version, ChunkName.CompilerSize(Target.Version));
        return [.. name.Bytes, .. Encoding.UTF8.GetBytes($":{error.Line}: {error.Message}")];
    }

    void Write(List<Proto> modules)
    {
        Proto main = Combine(modules);
        if (arguments.Listings > 0)
            terminal.Print(Listing.Print(main, Target, arguments.Listings > 1));
        if (!arguments.IsParseOnly)
            Write(() => arguments.IsImage ? Link(modules) : Dump(main));
    }

    Proto Combine(List<Proto> modules)
    {
        if (!arguments.IsIndexed && modules.Count == 1)
            return modules[0];
        // Only -e and chunks of string.dump produce such functions. The reference would generate a main
        // function that reads its next instructions as upvalue indexes.
        if (Target.Version == LuaVersion.Lua51 && modules.Find(m => m.Upvalues.Length > 0) is { } closure)
        {
            throw new CommandFailure(
                $"a function of '{ModuleIndex.NameOf(closure)}' has upvalues: it is no module");
        }
        if (!arguments.IsIndexed)
            return ModuleIndex.Sequence(modules, Target);
        if (Target.Version == LuaVersion.Lua51 && modules.Count > ImageLimits.MaxModules)
            throw new CommandFailure(ImageLimits.TooManyModules);
        return ModuleIndex.Lookup(modules, Target, BuildTime);
    }

    long BuildTime => arguments.Time ?? terminal.BuildTime();

    byte[] Dump(Proto main)
    {
        DumpedChunk chunk = LfsCompiler.Dump(main, Target, arguments.Strip);
        return chunk.Bytes ?? throw new CommandFailure(chunk.Error!);
    }

    byte[] Link(List<Proto> modules)
    {
        int limit = (int)Math.Min(arguments.MaxBytes, int.MaxValue);
        bool hasTwins = Target.Version == LuaVersion.Lua51;
        LfsImage? system = ReadSystem();
        uint seed = arguments.HashSeed ?? system?.Header53.Seed ?? 0;
        LinkedImage linked = LfsCompiler.Link(
            modules, new ImageOptions(Target, BuildTime, limit, seed, hasTwins)
            {
                Strip = arguments.Strip,
                System = system,
            });
        bool fits = Target.Version != LuaVersion.Lua51 || linked.Size <= ImageLimits.MaxBytes;
        if (linked.Size > 0 && fits && Target.Version == LuaVersion.Lua51)
            terminal.Print(FormattableString.Invariant($"Image size: {linked.Size}\n"));
        if (linked.Image is not { } image)
            throw new CommandFailure(fits ? TextOf(linked.Diagnostics[0]) : ImageLimits.OutOfFlash);
        return (arguments.Address == 0 ? image : image.ToAbsolute(arguments.Address)).ToBytes();
    }

    // The error in the reference's words, which name the file that gives the module its name.
    static string TextOf(Diagnostic error) => error.Id switch
    {
        DiagnosticId.ImageTooLarge => ImageLimits.LargerThanRegion,
        DiagnosticId.DuplicateModule => $"Cannot have duplicate files ('{FileNameOf(error.Path)}') in LFS",
        _ => error.Message,
    };

    static LuaString FileNameOf(string? path) => ModuleName.FileOf(LuaString.FromText("@" + path));

    // Open the file first, so that no size is reported for an image that cannot be written.
    void Write(Func<byte[]> content)
    {
        if (arguments.Output is not { } path)
        {
            terminal.Output.Write(content());
            return;
        }
        byte[] bytes = Write(path, content);
        string beside = path + ImageChecksum.Suffix;
        // One that is there would refuse the new image.
        if (arguments.WritesChecksum || (arguments.IsImage && terminal.Folder.Has(beside)))
            Write(beside, () => ImageChecksum.Of(bytes));
    }

    byte[] Write(string path, Func<byte[]> content)
    {
        using OutputFile output = terminal.Folder.Create(path);
        byte[] bytes = content();
        Folder.Commit(output, path, bytes);
        return bytes;
    }
}
