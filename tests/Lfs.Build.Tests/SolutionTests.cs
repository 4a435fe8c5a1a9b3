namespace Lfs.Build.Tests;

/// <summary>Several projects with Lua in one program, and in one solution.</summary>
public class SolutionTests
{
    [Fact]
    public void Libraries_with_Lua_work_side_by_side_referenced_and_packed()
    {
        using PackedProject solution = PackedProject.CreateFolder(sources: """<add key="own" value="own" />""");
        Directory.CreateDirectory(solution.PathOf("own"));
        WriteLibrary(solution, "Near.Lib", "near", "<TargetFrameworks>net8.0;net10.0</TargetFrameworks>");
        // Its name is no namespace, and it is packed: who uses it has the package only.
        WriteLibrary(solution, "far-lib", "far", "<TargetFramework>net8.0</TargetFramework><Version>3.0.0</Version>");
        Write(solution, "App", "<OutputType>Exe</OutputType><TargetFrameworks>net8.0;net10.0</TargetFrameworks>", """
            <ProjectReference Include="../Near.Lib/Near.Lib.csproj" />
            <PackageReference Include="far-lib" Version="3.0.0" />
            """);
        solution.Write("App/lua/own.lua", "return 'own ' .. #node.LFS.list()\n");
        solution.Write("App/Program.cs", """
            System.Console.WriteLine(Lfs.Modules.Own().AsString());
            System.Console.WriteLine(Near.Lib.Modules.Near().AsString());
            System.Console.WriteLine(far_lib.Modules.Far().AsString());
            """);
        // A program that only references a library does not compile a folder lua of its own.
        Write(solution, "Plain", "<OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework>", """
            <ProjectReference Include="../Near.Lib/Near.Lib.csproj" />
            """, hasPackage: false);
        solution.Write("Plain/lua/broken.lua", "return +\n");
        solution.Write("Plain/Program.cs", "System.Console.WriteLine(Near.Lib.Modules.Near().AsString());\n");
        solution.Write("All.slnx", """
            <Solution>
              <Project Path="Near.Lib/Near.Lib.csproj" />
              <Project Path="App/App.csproj" />
              <Project Path="Plain/Plain.csproj" />
            </Solution>
            """);

        Dotnet.Succeed(solution.Folder, "pack", "far-lib", "-o", "own", "-v:q");
        Directory.Delete(solution.PathOf("far-lib"), recursive: true);
        string build = Dotnet.Succeed(solution.Folder, "build", "All.slnx");
        Dotnet.Succeed(solution.Folder, "build", "All.slnx", "--no-restore", "-question");

        Assert.Contains("0 Warning(s)", build, StringComparison.Ordinal);
        Assert.Equal("own 1\nnear 1\nfar 1\n", Run(solution, "App/bin/Debug/net10.0/App.dll"));
        // Only the newest runtime may be installed; the program is the one for the old.
        Assert.Equal("own 1\nnear 1\nfar 1\n", Run(solution, "App/bin/Debug/net8.0/App.dll"));
        Assert.Equal("near 1\n", Run(solution, "Plain/bin/Debug/net10.0/Plain.dll"));
    }

    [Fact]
    public void A_clash_of_accessors_is_named_with_its_cure()
    {
        using PackedProject solution = PackedProject.CreateFolder();
        const string Clash = "<TargetFramework>net10.0</TargetFramework><LfsNamespace>Lfs</LfsNamespace>";
        WriteLibrary(solution, "One", "one", Clash);
        WriteLibrary(solution, "Two", "two", Clash);
        Write(solution, "App", "<OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework>", """
            <ProjectReference Include="../One/One.csproj" />
            <ProjectReference Include="../Two/Two.csproj" />
            """);
        solution.Write("App/lua/own.lua", "return 1\n");
        solution.Write("App/Program.cs", "System.Console.WriteLine(Lfs.Modules.Own());\n");

        string build = Dotnet.Succeed(solution.Folder, "build", "App", "-v:q");
        Write(solution, "App", "<OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework>"
            + "<LfsNamespace>Mine</LfsNamespace>", """
            <ProjectReference Include="../One/One.csproj" />
            <ProjectReference Include="../Two/Two.csproj" />
            """);
        (int exitCode, string ambiguous) = Dotnet.Run(solution.Folder, "build", "App", "-v:q");

        Assert.Contains(
            "warning LFS0314: Lfs.Modules is in several assemblies (App, One, Two): in all but one of their projects, set "
            + "LfsNamespace or LfsAccessorClass to another name, or LfsAccessorVisibility to internal",
            build, StringComparison.Ordinal);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("CS0433", ambiguous, StringComparison.Ordinal);
        Assert.Contains("LFS0314: Lfs.Modules is in several assemblies (One, Two)", ambiguous, StringComparison.Ordinal);
    }

    static void WriteLibrary(PackedProject solution, string name, string module, string properties)
    {
        Write(solution, name, properties, "");
        solution.Write($"{name}/lua/{module}.lua", $"return '{module} ' .. #node.LFS.list()\n");
    }

    static void Write(
        PackedProject solution, string name, string properties, string references, bool hasPackage = true)
    {
        string package = $"""<PackageReference Include="Lfs.MsBuild" Version="{PackedProject.Version}" />""";
        solution.Write($"{name}/{name}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                {properties}
                <!-- The host for an old framework would be a download. -->
                <UseAppHost>false</UseAppHost>
              </PropertyGroup>
              <ItemGroup>
                {(hasPackage ? package : "")}
                {references}
              </ItemGroup>
            </Project>
            """);
    }

    static string Run(PackedProject solution, string assembly)
    {
        string output = Dotnet.Succeed(solution.Folder, "exec", "--roll-forward", "Major", assembly);
        return string.Concat(output.Replace("\r", "").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.EndsWith("LFS image loaded", StringComparison.Ordinal))
            .Select(line => line + "\n"));
    }
}
