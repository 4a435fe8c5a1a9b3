using System.Security;
using Lfs.Compiler;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Flash;
using Lfs.Generator.Typed;

namespace Lfs.Generator;

/// <summary>Writes the generated C# that every project has: one partial class in two files.</summary>
/// <remarks>One file changes with every edit of Lua, the other only with the modules and their
/// signatures.</remarks>
static class ModulesClass
{
    /// <summary>The names under which our targets embed the images.</summary>
    const string ImageResource = "Lfs.Image", SystemImageResource = "Lfs.SystemImage";

    /// <summary>The name under which our targets embed the image of the file system.</summary>
    const string SpiffsResource = "Lfs.Spiffs";

    /// <summary>The file with the methods, the names and the device. It changes with the set of modules, and
    /// with the signatures of those that are called themselves.</summary>
    /// <param name="accessors">The names of all modules.</param>
    /// <param name="called">The modules that are called themselves: scripts and functions.</param>
    /// <param name="settings">The project's properties.</param>
    public static string Accessors(
        Accessors accessors, IEnumerable<ModuleSource> called, Settings settings)
    {
        GeneratedFile file = GeneratedFile.WithUsings(settings);
        CodeWriter code = file.Code;
        ClassNames classes = settings.Classes;
        code.Lines(
            $$"""
            /// <summary>The Lua modules of this project, run from the flash image that they make.</summary>
            /// <remarks>They run on <see cref="Device"/>: one computer, so one thread at a time. For several
            /// devices make a <see cref="{{classes.Set}}"/> of each.</remarks>
            {{GeneratedFile.Attribute}}
            {{settings.Visibility}} static partial class {{classes.Modules}}
            {
                static readonly object _gate = new object();
                static LfsDevice? _device;
                static {{classes.Set}}? _default;

                /// <summary>The device that runs the modules, booted from the image at first use.</summary>
                /// <remarks>
                /// Set it to run them on a device of your own, in a test for example; set it to null
                /// and the next use boots a fresh one. A device that is replaced is not disposed.
                /// </remarks>
                [global::System.Diagnostics.CodeAnalysis.AllowNull]
                public static LfsDevice Device
                {
                    get
                    {
                        lock (_gate)
                            return _device ??= BootFromResource();
                    }
                    set
                    {
                        lock (_gate)
                            _device = value;
                    }
                }

                /// <summary>The modules on <see cref="Device"/>.</summary>
                public static {{classes.Set}} Default
                {
                    get
                    {
                        lock (_gate)
                        {
                            LfsDevice device = _device ??= BootFromResource();
                            if (_default == null || _default.Device != device)
                                _default = new {{classes.Set}}(device);
                            return _default;
                        }
                    }
                }
            """);
        code.Enter();
        var methods = new ModuleMethods(code, accessors, called, settings);
        methods.WriteStatic();
        Names(code, accessors);
        if (settings.HasFiles)
            Files(code, settings);
        Boot(code, settings, hasImage: accessors.Items.Count > 0);
        code.Close();
        code.Gap();
        methods.WriteSet();
        return End(file, settings);
    }

    /// <summary>The file with the facts about the image. It changes with every edit of Lua.</summary>
    public static string ImageConstants(LinkedModules image, Settings settings)
    {
        var file = new GeneratedFile(settings);
        // Hot reload of C# can change what a property returns, and no constant.
        file.Code.Lines(FormattableString.Invariant(
            $$"""
            {{settings.Visibility}} static partial class {{settings.ClassName}}
            {
                /// <summary>{{SizeSummary(settings)}}; 0 while a module has an error.</summary>
                public static int ImageSize => {{image.SizeBytes}};

                /// <summary>Bytes of the flash region for the image: the project's LfsSize.</summary>
                public const int LfsSize = {{settings.Project.SizeBytes}};

                /// <summary>SHA-256 over the names and the text of the modules.</summary>
                public static string SourceHash => "{{image.SourceHash}}";
            }
            """));
        if (settings.HotReload != Generator.HotReload.Never && !settings.ReloadsLua)
            file.RestartWith("ILuaSources_" + image.SourceHash, "a Lua file is edited");
        return file.End();
    }

    /// <summary>The file with what recompiles Lua files that are saved.</summary>
    public static string HotReload(IEnumerable<WatchedModule> modules, Settings settings)
    {
        GeneratedFile file = GeneratedFile.WithUsings(settings);
        CodeWriter code = file.Code;
        code.Lines($"{settings.Visibility} static partial class {settings.ClassName}");
        code.Open();
        code.Summary("Gives the device the Lua files that are saved while the program runs.");
        code.Lines("internal static readonly LuaHotReload HotReload = new LuaHotReload(");
        code.Enter();
        code.Lines("new Dictionary<string, string>");
        code.Open();
        foreach ((string name, string value) in settings.OfImage)
            code.Lines($"[{Literal(name)}] = {Literal(value)},");
        code.Close("},");
        code.Lines("new LuaProjectFile[]");
        code.Open();
        foreach (WatchedModule module in modules)
        {
            code.Lines(
                $"new LuaProjectFile({Literal(module.Path)}, {Literal(module.ChunkPath)}, "
                + $"{Literal(module.Name)}, "
                + $"global::Lfs.Compiler.DebugLevel.{module.Debug}),");
        }
        bool isUnderWatch = settings.HotReload == Generator.HotReload.UnderWatch;
        code.Close(isUnderWatch ? "}, onlyUnderWatch: true);" : "});");
        code.Leave();
        code.Close();
        return End(file, settings);
    }

    /// <summary>Ends a file with code that the shapes of modules decide.</summary>
    internal static string End(GeneratedFile file, Settings settings)
    {
        if (settings.ReloadsLua)
            file.RestartWithCode();
        return file.End();
    }

    /// <summary>A diagnostic of a generated name.</summary>
    /// <param name="id">The rule.</param>
    /// <param name="module">The module.</param>
    /// <param name="line">The line; 0 for the file.</param>
    /// <param name="message">The text.</param>
    internal static LocatedDiagnostic Problem(
        DiagnosticId id, ModuleNames module, int line, string message) => new(
        id, module.Path, line > 0 ? new SourceSpan(0, 0, line, 1, line, 1) : null, message);

    static void Names(CodeWriter code, Accessors accessors)
    {
        code.Gap();
        code.Lines("/// <summary>The names of the modules in the image.</summary>");
        code.Lines("public static class Names");
        code.Open();
        foreach (Accessor accessor in accessors.Items)
        {
            code.Lines(
                $"/// <summary>The module of {Xml(accessor.ChunkPath)}.</summary>\n"
                + $"public const string {accessor.Identifier} = {Literal(accessor.Module)};");
        }
        code.Close();
    }

    static void Files(CodeWriter code, Settings settings)
    {
        code.Gap();
        code.Lines(
            $$"""
            /// <summary>The files that <see cref="Device"/> boots with, by name.</summary>
            public static IReadOnlyDictionary<string, byte[]> Files =>
                LfsFiles.InImage({{Read(settings, SpiffsResource)}});
            """);
    }

    static void Boot(CodeWriter code, Settings settings, bool hasImage)
    {
        code.Gap();
        code.Lines("static LfsDevice BootFromResource()");
        code.Open();
        code.Lines("return LfsDevice.Boot(new LfsDeviceOptions");
        code.Open();
        if (hasImage)
            code.Lines($"Image = {Read(settings, ImageResource)},");
        if (settings.Project.SystemImage.Length > 0)
            code.Lines($"SystemImage = {Read(settings, SystemImageResource)},");
        code.Lines(
            $$"""
            TargetName = {{Literal(settings.Project.Target.Name)}},
            LfsOffset = {{OffsetOf(settings.Project)}},
            LfsBytes = {{(hasImage ? "LfsSize" : Number((uint)settings.Project.SizeBytes))}},
            """);
        Flash(code, settings);
        code.Lines("// Where Console writes now, also after Console.SetOut.");
        code.Lines("Output = new LuaTextStream(() => global::System.Console.Out),");
        code.Close("});");
        code.Close();
    }

    static void Flash(CodeWriter code, Settings settings)
    {
        FlashPlan plan = settings.Project.Flash;
        if (plan.FlashBytes != FlashPlan.DefaultFlashBytes)
            code.Lines($"FlashBytes = {Number(plan.FlashBytes)},");
        if (settings.HasFiles)
            code.Lines($"SpiffsImage = {Read(settings, SpiffsResource)},");
        if (!settings.HasFiles && !settings.Project.PlacesFiles)
            return;
        code.Lines($"SpiffsOffset = {Number(plan.Spiffs.Start)},");
        code.Lines($"SpiffsBytes = {Number(plan.Spiffs.Bytes)},");
    }

    static string Read(Settings settings, string resource) =>
        $"EmbeddedImage.Read(typeof({settings.ClassName}).Assembly, {Literal(resource)})";

    static string Number(uint number) => FormattableString.Invariant($"0x{number:X}");

    /// <summary>The start of the region in flash. An absolute image fixes it.</summary>
    static string OffsetOf(ProjectSettings project) => project.BaseAddress == 0
        ? "LfsDeviceOptions.DefaultLfsOffset"
        : Number(project.BaseAddress - FlashPlan.Window);

    // The generator reads no files, so the size cannot account for a System image.
    static string SizeSummary(Settings settings) => settings.Project.SystemImage.Length == 0
        ? "Bytes the image takes in flash"
        : "Bytes the image would take in flash on its own, more than beside its System image";

    static string Literal(string value) => Code.Literal(value);

    /// <summary>Text in an XML comment.</summary>
    internal static string Xml(string value) =>
        SecurityElement.Escape(value).Replace('\n', ' ').Replace('\r', ' ');
}
