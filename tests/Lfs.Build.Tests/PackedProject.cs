using System.Runtime.InteropServices;
using Lfs.Tests;

namespace Lfs.Build.Tests;

/// <summary>
/// A project outside the repository that uses the packed NuGet package, and is deleted at the end.
/// </summary>
sealed class PackedProject : IDisposable
{
    /// <summary>The configuration that this assembly and the packages are built in.</summary>
    public const string Configuration =
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    // Packing takes seconds, and every test wants the same packages.
    static readonly Lazy<string> LazyFeed = new(Pack);

    // What a program of its own for one kind of machine is made of. It stays in the user's folder of packages.
    static readonly Lazy<bool> RuntimePackages = new(RestoreRuntime);

    PackedProject(string folder)
    {
        Folder = folder;
    }

    /// <summary>The folder of the project.</summary>
    public string Folder { get; }

    public string Image => PathOf("obj/Debug/net10.0/lfs/lfs.img");

    public string Assembly => PathOf("bin/Debug/net10.0/App.dll");

    /// <summary>The folder with the packages.</summary>
    public static string Feed => LazyFeed.Value;

    /// <summary>An empty folder whose projects get the packages.</summary>
    /// <param name="sources">XML of other sources. Without any, the package must need nothing else.</param>
    public static PackedProject CreateFolder(string sources = "")
    {
        var project = new PackedProject(Directory.CreateTempSubdirectory("lfs-test-").FullName);
        project.Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="built-here" value="{Feed}" />
                {sources}
              </packageSources>
              <fallbackPackageFolders>
                <add key="restored" value="{Restored}" />
              </fallbackPackageFolders>
              <config>
                <!-- Or the packages of an earlier run would be taken: they have the same version. -->
                <add key="globalPackagesFolder" value="{Path.Combine(Feed, "unpacked")}" />
              </config>
            </configuration>
            """);
        return project;
    }

    /// <summary>An empty folder whose projects can also be published for this kind of machine.</summary>
    public static PackedProject CreatePublished()
    {
        Assert.True(RuntimePackages.Value);
        return CreateFolder();
    }

    /// <summary>A new project with restored packages and nothing built.</summary>
    public static PackedProject Create()
    {
        PackedProject project = CreateFolder();
        project.WriteProject("");
        project.WriteProgram();
        Dotnet.Succeed(project.Folder, "restore", "-v:q");
        return project;
    }

    /// <summary>Writes a program and its two modules.</summary>
    public void WriteProgram()
    {
        Write("Program.cs", """
            System.Console.WriteLine(Lfs.Modules.ImageSize > 0);
            System.Console.WriteLine(Lfs.Modules.Telnet("x", 42).AsString());
            System.Console.WriteLine(Lfs.Modules.Http().AsNumber());
            """);
        Write("lua/telnet.lua", "local a, b = ...\nprint('in flash')\nreturn a .. b\n");
        // The second dot is not part of the name.
        Write("lua/net/http.server.lua", "local n = 0\nreturn function() n = n + 1 return n end\n");
    }

    /// <summary>Writes the project file.</summary>
    /// <param name="properties">What a user sets, as XML.</param>
    /// <param name="items">Items of the user, as XML.</param>
    public void WriteProject(string properties, string items = "") => Write("App.csproj", $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <PathMap>$(MSBuildProjectDirectory)=/app</PathMap>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Lfs.MsBuild" Version="{Version}" />
            {items}
          </ItemGroup>
        </Project>
        """);

    public string PathOf(string relative) => Path.Combine(Folder, relative);

    public void Write(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(relative))!);
        File.WriteAllText(PathOf(relative), text);
    }

    public void Write(string relative, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(relative))!);
        File.WriteAllBytes(PathOf(relative), bytes);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>The user's folder of packages: all that this repository was built with.</summary>
    static string Restored => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    static bool RestoreRuntime()
    {
        string folder = Directory.CreateTempSubdirectory("lfs-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "Runtime.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                <SelfContained>true</SelfContained>
                <PublishAot>true</PublishAot>
              </PropertyGroup>
            </Project>
            """);
        Dotnet.Succeed(folder, "restore", "-v:q");
        Directory.Delete(folder, recursive: true);
        return true;
    }

    /// <summary>The version of the packages.</summary>
    public static string Version => typeof(Lfs.Compiler.LfsCompiler).Assembly.GetName().Version!.ToString(3);

    static string Pack()
    {
        string feed = Directory.CreateTempSubdirectory("lfs-feed-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(feed, recursive: true);

        string[] names =
        [
            "Lfs.Compiler", "Esp8266.Machine", "Esp8266.Spiffs", "Lfs.Runtime", "Lfs.MsBuild", "Lfs.Templates",
            "Lfs.Analysis", "Lfs.Testing", "Lfs.Testing.Xunit", "Lfs.Extensions.DependencyInjection", "Lfs.Cli",
        ];
        IEnumerable<string> projects = names.Select(name => Repo.PathOf($"src/{name}/{name}.csproj"));
        string properties = $"NoBuild=true;Configuration={Configuration};PackageOutputPath={feed}";
        File.WriteAllText(Path.Combine(feed, "pack.proj"), $"""
            <Project>
              <Target Name="Pack">
                <MSBuild Projects="{string.Join(';', projects)}" Targets="Pack" Properties="{properties}" />
              </Target>
            </Project>
            """);
        Dotnet.Succeed(feed, "msbuild", "pack.proj", "-t:Pack", "-v:m");
        return feed;
    }
}
