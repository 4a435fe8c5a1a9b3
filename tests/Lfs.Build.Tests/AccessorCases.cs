using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;
using Lfs.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Lfs.Build.Tests;

/// <summary>Lua modules with C# that calls them: the folder <c>accessors</c>.</summary>
/// <remarks>A case is a module <c>name.lua</c>, here or in the example <c>typed</c>, with <c>name.csx</c>, statements that
/// use its accessors. A line that ends with <c>//&gt; text</c> prints that text.</remarks>
sealed class AccessorCases
{
    const string Marker = "//> ";

    /// <summary>The names of the cases, in ordinal order.</summary>
    public static IEnumerable<string> Names => Directory
        .EnumerateFiles(Folder, "*.csx")
        .Select(path => Path.GetFileNameWithoutExtension(path))
        .Order(StringComparer.Ordinal);

    static string Folder => Repo.PathOf("tests/Lfs.Build.Tests/accessors");

    /// <summary>The targets of a case; those that its first line lists, or all.</summary>
    public static IEnumerable<string> TargetsOf(string name)
    {
        const string Only = "// Only: ";
        string first = File.ReadLines(Path.Combine(Folder, name + ".csx")).First();
        return first.StartsWith(Only, StringComparison.Ordinal)
            ? first[Only.Length..].Split(' ')
            : ["5.1", "5.1-int", "5.3", "5.3-64"];
    }

    /// <summary>What the C# of a case should print.</summary>
    public static string ExpectedOf(string name) => string.Concat(File
        .ReadLines(Path.Combine(Folder, name + ".csx"))
        .Where(line => line.Contains(Marker, StringComparison.Ordinal))
        .Select(line => line[(line.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length)..] + "\n"));

    /// <summary>The project with the module of a case.</summary>
    public static LuaProject ProjectOf(string name, string target)
    {
        LuaProject project = new LuaProject(LanguageVersion.CSharp9)
            .With("lua/" + name + ".lua", LuaOf(name))
            .Set("LfsLuaVersion", target[..3]);
        return target switch
        {
            "5.1-int" => project.Set("LfsIntegerOnly", "true"),
            "5.3-64" => project.Set("LfsNumberBits", "64"),
            _ => project,
        };
    }

    /// <summary>Compiles a case, and runs it on a device.</summary>
    /// <returns>What it printed.</returns>
    public static string Run(string name, string targetName)
    {
        LuaTarget target = LuaTarget.All.Single(target => target.Name == targetName);
        Compilation compilation = ProjectOf(name, targetName).With(Program(name)).Compile();
        Assert.Empty(compilation.GetDiagnostics().Where(found => found.Severity > DiagnosticSeverity.Info));
        using var assembly = new MemoryStream();
        Assert.True(compilation.Emit(assembly).Success);
        assembly.Position = 0;

        var output = new StringWriter { NewLine = "\n" };
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            Image = ImageOf(name, target),
            TargetName = targetName,
            HeapBytes = 256 * 1024,
            Output = new LuaTextStream(() => output),
            BootOutput = Stream.Null,
        });
        var context = new AssemblyLoadContext(name, isCollectible: true);
        try
        {
            MethodInfo run = context.LoadFromStream(assembly).GetType("Case")!.GetMethod("Run")!;
            run.CreateDelegate<Action<TextWriter, LfsDevice>>()(output, device);
        }
        finally
        {
            context.Unload();
        }
        return output.ToString();
    }

    static string LuaOf(string name)
    {
        string ofCase = Path.Combine(Folder, name + ".lua");
        return File.ReadAllText(File.Exists(ofCase) ? ofCase : Path.Combine(Folder, "../typed/lua", name + ".lua"));
    }

    static string Program(string name) =>
        $$"""
        #nullable enable
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Text;
        using System.Threading.Tasks;
        using Lfs;
        using Lfs.Runtime;

        public static class Case
        {
            static TextWriter _output = TextWriter.Null;

            static void Print(params object?[] values) => _output.WriteLine(
                string.Join(" ", values.Select(value => value is null ? "null" : FormattableString.Invariant($"{value}"))));

            public static void Run(TextWriter output, LfsDevice device)
            {
                _output = output;
                Modules.Device = device;
        {{File.ReadAllText(Path.Combine(Folder, name + ".csx"))}}
            }
        }
        """;

    static byte[] ImageOf(string name, LuaTarget target)
    {
        CompiledModule compiled = LfsCompiler.Compile(
            LuaSource.FromFile("lua/" + name + ".lua", Encoding.UTF8.GetBytes(LuaOf(name))), new CompileOptions(target));
        Assert.NotNull(compiled.Main);
        return LfsCompiler.Link([compiled.Main], new ImageOptions(target), [LuaString.FromText(name)]).Image!.ToBytes();
    }
}
