using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Text.RegularExpressions;

namespace Lfs.Tests;

/// <summary>The rules of ARCHITECTURE.md, checked in the assemblies that the compiler made.</summary>
public class ArchitectureTests
{
    /// <summary>What each assembly may use of ours, as the table of ARCHITECTURE.md has it.</summary>
    static readonly Dictionary<string, string[]> Ours = new()
    {
        ["Lfs.Compiler"] = [],
        ["Lfs.Analysis"] = ["Lfs.Compiler"],
        ["Lfs.CodeFixes"] = ["Lfs.Analysis", "Lfs.Compiler"],
        ["Lfs.Generator"] = ["Lfs.Analysis", "Lfs.Compiler"],
        ["Lfs.Report"] = ["Lfs.Compiler"],
        ["Lfs.MsBuild"] = ["Esp8266.Spiffs", "Lfs.Analysis", "Lfs.Compiler", "Lfs.Report"],
        ["Esp8266.Machine"] = [],
        ["Esp8266.Spiffs"] = [],
        ["Lfs.Runtime"] = ["Esp8266.Machine", "Esp8266.Spiffs", "Lfs.Compiler"],
        ["Lfs.Testing"] = ["Esp8266.Machine", "Lfs.Compiler", "Lfs.Runtime"],
        ["Lfs.Testing.Xunit"] = ["Lfs.Runtime", "Lfs.Testing"],
        ["Lfs.Extensions.DependencyInjection"] = ["Lfs.Runtime"],
        ["lfs"] = ["Esp8266.Machine", "Esp8266.Spiffs", "Lfs.Analysis", "Lfs.Compiler", "Lfs.Report", "Lfs.Runtime"],
    };

    /// <summary>What an assembly may use that neither is ours nor comes with .NET.</summary>
    static readonly Dictionary<string, string[]> Others = new()
    {
        ["Lfs.CodeFixes"] = ["Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.Workspaces"],
        ["Lfs.Extensions.DependencyInjection"] = ["Microsoft.Extensions.DependencyInjection.Abstractions"],
        ["Lfs.Generator"] = ["Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp"],
        ["Lfs.MsBuild"] = ["Microsoft.Build.Framework", "Microsoft.Build.Utilities.Core"],
        ["lfs"] = ["Microsoft.VisualStudio.Threading", "StreamJsonRpc"],
        ["Lfs.Testing.Xunit"] = ["xunit.abstractions", "xunit.core"],
    };

    /// <summary>The folders below <c>src</c> whose code may hold pointers.</summary>
    static readonly string[] PointerFolders =
    [
        "Esp8266.Machine/Memory",
        "Lfs.Runtime/Core", "Lfs.Runtime/Core51", "Lfs.Runtime/Core53", "Lfs.Runtime/State", "Lfs.Runtime/Checks",
        "Lfs.Runtime/Device",
    ];

    /// <summary>Methods that catch every exception, each for a reason.</summary>
    static readonly Dictionary<string, string> CatchAll = new()
    {
        ["Lfs.Runtime.Host.HostFailure.Shield"] = "whatever the host's code throws is named a failure of the host's",
        ["Lfs.Runtime.Host.HostStream.Write"] = "the same for a span, which a lambda cannot hold",
        ["Lfs.Runtime.LfsDevice.WriteBootMessages"] = "a stream of the host's; the exception is kept inside",
        ["Lfs.Runtime.LfsDevice/<RunInRealTime>d__N.MoveNext"] = "of the C# compiler: the task keeps the exception",
        ["Lfs.Runtime.LfsDevice/<RunCounted>d__N.MoveNext"] = "the same",
        ["Lfs.CodeFixes.LuaCodeFixProvider/<RegisterCodeFixesAsync>d__N.MoveNext"] = "the same",
        ["Lfs.Cli.LanguageServer.Messages/<ReadCoreAsync>d__N.MoveNext"] = "the same",
        ["Lfs.Runtime.Hosting.AsyncCall.Step"] = "the task or enumeration of the call has the exception",
        ["Lfs.Runtime.Hosting.AsyncItems`2/<Items>d__N.MoveNext"] = "of the C# compiler: the enumeration has it",
        ["Lfs.Runtime.Hosting.AsyncCalls/<Drive>d__N.MoveNext"] = "the same, for all calls that wait",
        ["Lfs.Runtime.Hosting.HostState.Ask"] = "a function of the host's: its exception becomes a Lua error",
    };

    /// <summary>What a library may ask of the machine's memory, each for a reason.</summary>
    static readonly Dictionary<string, string> LibrariesMayUse = new()
    {
        ["Esp8266.Machine.get_Heap"] = "leads to BytesFree",
        ["Esp8266.Memory.Heap.get_BytesFree"] = "node.heap() answers it",
    };

    [Fact]
    public void Assemblies_reference_only_what_the_architecture_allows()
    {
        List<string> wrong = [];
        foreach (ProductAssembly assembly in ProductAssembly.All)
        {
            string[] allowed = [.. Ours[assembly.Name], .. Others.GetValueOrDefault(assembly.Name, [])];
            wrong.AddRange(References(assembly)
                .Where(name => !allowed.Contains(name) && !IsOfDotNet(name))
                .Select(name => $"{assembly.Name} references {name}: the table of ARCHITECTURE.md does not allow "
                    + "it. Move the code that needs it to a project that may."));
        }

        Check(wrong);
        Assert.Equal(Ours.Keys.Order(), ProductAssembly.Newest.Select(assembly => assembly.Name).Order());
    }

    [Fact]
    public void Each_reference_that_the_architecture_draws_is_used() => Check(
        from assembly in ProductAssembly.Newest
        from name in Ours[assembly.Name]
        where !References(assembly).Contains(name)
        select $"{assembly.Name} does not use {name}: remove it from the table of ARCHITECTURE.md and of this test.");

    [Fact]
    public void Pointers_stay_in_the_memory_of_the_machine_and_in_the_VM()
    {
        List<string> wrong = [];
        foreach ((ProductAssembly assembly, TypeDefinitionHandle type) in AllTypes())
        {
            if (PointerFolders.Contains(assembly.Folder(type)))
                continue;

            TypeDefinition definition = assembly.Reader.GetTypeDefinition(type);
            wrong.AddRange(definition.GetFields()
                .Where(field => IsPointer(assembly.Resolve(field)!.Signature))
                .Select(field => $"{assembly.Describe(field)} is a pointer: {Cure}"));
            wrong.AddRange(definition.GetMethods()
                .Where(method => IsPointer(assembly.Resolve(method)!.Signature))
                .Select(method => $"{assembly.Describe(method)} takes or returns a pointer: {Cure}"));
            wrong.AddRange(definition.GetMethods()
                .Where(method => assembly.Locals(method).Any(IsPointer))
                .Select(method => $"{assembly.Describe(method)} has a local that is a pointer: {Cure}"));
            wrong.AddRange(definition.GetMethods().SelectMany(method => Uses(assembly, method)
                .Where(use => use.Assembly != "" && IsPointer(use.Signature))
                .Select(use => $"{assembly.Describe(method)} uses {use.Type}.{use.Name}, which has a pointer: {Cure}")));
        }

        Check(wrong);
    }

    [Fact]
    public void Libraries_do_not_see_the_memory_of_the_machine() => Check(
        from type in AllTypes()
        where type.Assembly.Folder(type.Type) == "Lfs.Runtime/Lib"
        from method in type.Assembly.Reader.GetTypeDefinition(type.Type).GetMethods()
        from use in Uses(type.Assembly, method)
        where use.Type.StartsWith("Esp8266.Memory.", StringComparison.Ordinal)
            || use.Signature.Contains("Esp8266.Memory.", StringComparison.Ordinal)
        where !LibrariesMayUse.ContainsKey(use.ToString())
        select $"{type.Assembly.Describe(method)} uses {use.Type}.{use.Name}: a library asks LuaState instead.");

    [Fact]
    public void Libraries_do_not_use_the_console() => Check(
        from type in AllTypes()
        where type.Assembly.Name != "lfs"
        from method in type.Assembly.Reader.GetTypeDefinition(type.Type).GetMethods()
        from use in Uses(type.Assembly, method)
        where use.Type == "System.Console"
        select $"{type.Assembly.Describe(method)} uses Console.{use.Name}: the streams of LfsDeviceOptions are the "
            + "console of a device; only the tool has the process's own.");

    [Fact]
    public void Only_the_tool_starts_and_ends_processes() => Check(
        from type in AllTypes()
        where type.Assembly.Name != "lfs"
        from method in type.Assembly.Reader.GetTypeDefinition(type.Type).GetMethods()
        from use in Uses(type.Assembly, method)
        where use is { Type: "System.Environment", Name: "Exit" or "FailFast" or "set_ExitCode" }
            or { Type: "System.Diagnostics.Process", Name: "Start" or "Kill" }
        select $"{type.Assembly.Describe(method)} calls {use.Type}.{use.Name}: the process is the host's. Throw, and "
            + "let the tool decide.");

    [Fact]
    public void Nobody_catches_every_exception()
    {
        List<string> wrong = [];
        HashSet<string> seen = [];
        foreach ((ProductAssembly assembly, TypeDefinitionHandle type) in AllTypes())
        {
            foreach (MethodDefinitionHandle method in assembly.Reader.GetTypeDefinition(type).GetMethods())
            {
                if (assembly.Body(method)?.ExceptionRegions.Any(region => KeepsAll(assembly, method, region)) != true)
                    continue;

                // The compiler numbers the types that it makes.
                string name = Regex.Replace(
                    assembly.Resolve(method)!.ToString(), @"d__\d+", "d__N", RegexOptions.CultureInvariant);
                if (CatchAll.ContainsKey(name))
                    seen.Add(name);
                else
                    wrong.Add($"{assembly.Describe(method)} catches every exception: name the types, or add a filter.");
            }
        }

        Check(wrong);
        Assert.Equal(CatchAll.Keys.Order(), seen.Order());
    }

    const string Cure = "use an Address and FlatMemory, or move the code to a folder of rule 2 of ARCHITECTURE.md.";

    static bool IsPointer(string signature) =>
        signature.Contains('*', StringComparison.Ordinal);

    /// <summary>Whether a handler takes every exception and does not throw it on.</summary>
    static bool KeepsAll(ProductAssembly assembly, MethodDefinitionHandle method, ExceptionRegion region) =>
        region.Kind == ExceptionRegionKind.Catch
        && assembly.NameOf(region.CatchType) is "System.Exception" or "System.Object"
        && !assembly.Instructions(method).Any(instruction => instruction.Code == OpCodes.Rethrow
            && instruction.Offset >= region.HandlerOffset
            && instruction.Offset < region.HandlerOffset + region.HandlerLength);

    static bool IsOfDotNet(string name) =>
        name is "netstandard" or "Microsoft.Win32.Primitives"
        || (name.StartsWith("System.", StringComparison.Ordinal) && name != "System.CommandLine");

    static IEnumerable<string> References(ProductAssembly assembly) => assembly.Reader.AssemblyReferences
        .Select(row => assembly.Reader.GetString(assembly.Reader.GetAssemblyReference(row).Name));

    static IEnumerable<(ProductAssembly Assembly, TypeDefinitionHandle Type)> AllTypes() =>
        ProductAssembly.Newest.SelectMany(assembly => assembly.Types.Select(type => (assembly, type)));

    static IEnumerable<Member> Uses(ProductAssembly assembly, MethodDefinitionHandle method) => assembly
        .Instructions(method)
        .Select(instruction => instruction.Member)
        .Where(member => !member.IsNil)
        .Select(assembly.Resolve)
        .OfType<Member>();

    /// <summary>All that is wrong, and not just the first few.</summary>
    static void Check(IEnumerable<string> wrong) =>
        Assert.True(!wrong.Any(), string.Join('\n', wrong.Distinct().Order(StringComparer.Ordinal)));
}
