using System.Diagnostics;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;

namespace Lfs.Build.Tests;

/// <summary>A Lua file that is saved while the program runs.</summary>
public class HotReloadTests
{
    [Fact]
    public void A_program_gets_the_new_answer_of_a_file_that_it_has_saved()
    {
        using PackedProject project = PackedProject.Create();
        project.WriteProject("<LfsHotReload>true</LfsHotReload><ImplicitUsings>enable</ImplicitUsings>");
        project.Write("lua/shapes.lua", Shapes("before"));
        project.Write("Program.cs", """
            using Lfs;

            var shapes = Modules.Shapes();
            Console.WriteLine(shapes.Answer());
            string text = File.ReadAllText("lua/shapes.lua");
            File.WriteAllText("lua/shapes.lua", "local M = {");         // Half of it: an editor is at work.
            Thread.Sleep(50);
            Console.WriteLine(shapes.Answer());
            File.WriteAllText("lua/shapes.lua", text.Replace("before", "after"));
            Thread.Sleep(50);
            Console.WriteLine(shapes.Answer());
            Console.WriteLine(Modules.Shapes().Answer());
            Console.WriteLine(Modules.Http().AsNumber());
            File.WriteAllText("lua/net/http.server.lua", "return function() return 42 end");
            Thread.Sleep(50);
            Console.WriteLine(Modules.Http().AsNumber());
            """);

        Dotnet.Succeed(project.Folder, "build", "--no-restore");
        string output = Dotnet.Succeed(project.Folder, "run", "--no-build").Replace("\r", "");

        Assert.Equal("before\nbefore\nafter\nafter\n1\n42", output.Trim());
    }

    [Fact]
    public void A_saved_file_is_on_the_device_within_50_ms()
    {
        string folder = Directory.CreateTempSubdirectory("lfs-hot-").FullName;
        string path = Path.Combine(folder, "shapes.lua");
        try
        {
            File.WriteAllText(path, Shapes("0"));
            var reload = new LuaHotReload(
                new Dictionary<string, string>(),
                [new LuaProjectFile(path, "lua/shapes.lua", "shapes", Lfs.Compiler.DebugLevel.NoNames)]);
            using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = LuaTarget.Lua51.Name });
            List<TimeSpan> times = [];
            for (int i = 1; i <= 5; i++)
            {
                File.WriteAllText(path, Shapes(i.ToString()));
                var watch = Stopwatch.StartNew();
                Answer(reload, device, i.ToString());
                times.Add(watch.Elapsed);
            }

            // The first compiles the compiler. The best of the others is not that of a busy machine.
            Assert.InRange(times.Skip(1).Min(), TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_program_that_runs_is_not_ended_by_a_saved_file()
    {
        string folder = Directory.CreateTempSubdirectory("lfs-hot-").FullName;
        string path = Path.Combine(folder, "shapes.lua");
        try
        {
            File.WriteAllText(path, Shapes("old"));
            var reload = new LuaHotReload(
                new Dictionary<string, string>(),
                [new LuaProjectFile(path, "lua/shapes.lua", "shapes", Lfs.Compiler.DebugLevel.NoNames)]);
            using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
            device.Register("save", _ =>
            {
                File.WriteAllText(path, Shapes("newer"));
                Thread.Sleep(20);
                reload.Apply(device);
                return [];
            });

            LuaValue[] results = device.Run("save() return 'went on'");

            Assert.Equal("went on", results[0].AsString());
            Answer(reload, device, "newer");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Asks as a program does that has something else to do, until the answer is there.
    static void Answer(LuaHotReload reload, LfsDevice device, string expected)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            reload.Apply(device);
            LuaValue[] found = device.Run("local f = node.flashindex('shapes') return f and f().answer()");
            if (!found[0].IsNil && found[0].AsString() == expected)
                return;
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
            Thread.Sleep(1);
        }
    }

    static string Shapes(string answer) =>
        $"""
        local M = {"{}"}
        ---@return string
        function M.answer() return "{answer}" end
        return M
        """;
}
