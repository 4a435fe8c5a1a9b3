using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Lfs.Build.Tests;

/// <summary><c>dotnet watch</c> on a project of a user.</summary>
public partial class WatchTests
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public void A_body_is_reloaded_in_the_running_program_and_another_shape_restarts_it()
    {
        using PackedProject project = Create();
        project.Write("lua/shapes.lua", Shapes("first", ""));
        project.Write("Program.cs", """
            using Lfs;

            for (int i = 0; i < 3000; i++)
            {
                Console.WriteLine($"{Environment.ProcessId} says {Modules.Shapes().Answer()}");
                Thread.Sleep(100);
            }
            """);
        using Watcher watcher = new(project.Folder);

        string first = watcher.WaitFor("first");
        project.Write("lua/shapes.lua", Shapes("second", ""));
        string second = watcher.WaitFor("second");
        project.Write("lua/shapes.lua", Shapes("third", "function M.more() return 1 end"));
        string third = watcher.WaitFor("third", otherThan: first);

        Assert.Equal(first, second);
        Assert.NotEqual(first, third);
    }

    [Fact]
    public void A_build_that_nobody_watches_has_no_paths_of_Lua_files()
    {
        using PackedProject project = Create();

        string Of(params string[] options) => Dotnet.Succeed(
            project.Folder, ["msbuild", "-getProperty:LfsHotReload", .. options]).Trim();

        Assert.Equal(
            ["watch", "", "", "", "false"],
            [
                Of(), Of("-p:Configuration=Release"), Of("-p:ContinuousIntegrationBuild=true"), Of("-p:PathMap=/a=/b"),
                Of("-p:LfsHotReload=false"),
            ]);
    }

    static PackedProject Create()
    {
        PackedProject project = PackedProject.CreateFolder();
        project.Write("App.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Lfs.MsBuild" Version="{PackedProject.Version}" />
              </ItemGroup>
            </Project>
            """);
        Dotnet.Succeed(project.Folder, "restore", "-v:q");
        return project;
    }

    static string Shapes(string answer, string more) =>
        $"""
        local M = {"{}"}
        ---@return string
        function M.answer() return "{answer}" end
        {more}
        return M

        """;

    /// <summary>A <c>dotnet watch</c> that runs.</summary>
    sealed partial class Watcher : IDisposable
    {
        readonly List<string> _lines = [];
        readonly Process _process;

        public Watcher(string folder)
        {
            _process = Dotnet.Start("dotnet", folder, Take, "watch", "run", "--no-restore", "--non-interactive");
        }

        /// <summary>The process that says an answer.</summary>
        public string WaitFor(string answer, string? otherThan = null)
        {
            var clock = Stopwatch.StartNew();
            lock (_lines)
            {
                while (true)
                {
                    string? process = _lines.Select(line => Says().Match(line))
                        .Where(match => match.Groups["answer"].Value == answer)
                        .Select(match => match.Groups["process"].Value)
                        .FirstOrDefault(found => found != otherThan);
                    if (process is not null)
                        return process;
                    Assert.True(clock.Elapsed < Patience, $"Nobody says {answer}:\n{string.Join('\n', _lines)}");
                    Monitor.Wait(_lines, TimeSpan.FromSeconds(1));
                }
            }
        }

        public void Dispose()
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
            _process.Dispose();
        }

        void Take(string? line)
        {
            lock (_lines)
            {
                _lines.Add(line ?? "");
                Monitor.PulseAll(_lines);
            }
        }

        [GeneratedRegex("(?<process>[0-9]+) says (?<answer>[a-z]+)")]
        private static partial Regex Says();
    }
}
